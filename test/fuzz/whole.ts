/**
 * What only shows in whole runs of a spec, on the exact CPU target: trainings that are stopped and resumed, threads, plans for less memory,
 * scans in segments. Each gives what differs, in words.
 */
import { evaluateEntry } from "../../compiler/3-graph/evaluate.ts";
import type { Entry } from "../../compiler/3-graph/graph.ts";
import { BudgetError } from "../../compiler/5-schedule/again/fit.ts";
import { verifyPlan } from "../../compiler/5-schedule/verify.ts";
import { printWasm } from "../../compiler/6-emit/wasm/wasm.ts";
import { decodeCheckpoint } from "../../runtime/checkpoint/checkpoint.ts";
import { createCpuEngine } from "../../runtime/cpu/engine.ts";
import { WeftError } from "../../runtime/errors.ts";
import { firstState, openState, setState } from "../../runtime/checkpoint/model-state.ts";
import type { Machine } from "../../runtime/step.ts";
import { trainModel } from "../../runtime/train/train.ts";
import { randoms } from "../3-graph/graphs.ts";
import { compileSpec, type CompiledSpec, type SpecOptions } from "../agree/compile-spec.ts";
import { openMachine, runOnDevice } from "../agree/device.ts";
import { randomValues, type Given } from "../agree/values.ts";
import { randomRecords } from "./records.ts";
import { sharedFiles, vocabularies } from "./spec/seeded.ts";

export function compileRandom(text: string, options: SpecOptions = {}): CompiledSpec {
  return compileSpec("random.weft", text, { vocabularies, files: sharedFiles, ...options });
}

/** On the exact CPU target. */
export async function openThreads({ plan }: CompiledSpec, threads: number): Promise<Machine> {
  const { model, kernels } = plan;
  const bytes = printWasm(kernels, model.day, { relaxed: false, shared: true });
  const settings = { instrument: false, relaxed: false, reason: undefined, threads };
  const engine = await createCpuEngine(model, bytes, settings);
  return { plan: model, engine, vocabularies: new Map(), prepared: new Map() };
}

export interface Training {
  readonly name: string;
  readonly seed: number;
  /** Three unless given. */
  readonly steps?: number;
  readonly threads?: number;
  /** A checkpoint. */
  readonly begin?: Uint8Array;
}

export interface Trained {
  /** After each step that was made. */
  readonly checkpoints: readonly Uint8Array[];
  /** Of steps and evaluations, as JSON. */
  readonly events: readonly string[];
}

/** Nothing where a number isn't finite, which ends a training. */
export async function train(
  spec: CompiledSpec,
  { name, seed, steps = 3, threads = 1, begin }: Training,
): Promise<Trained | undefined> {
  const { model } = spec.plan;
  const machine = await openThreads(spec, threads);
  const state = openState(machine, firstState(model, seed));
  if (begin !== undefined) setState(machine, state, decodeCheckpoint(model, begin));
  const readColumn = (): Promise<never> => Promise.reject(new Error("the data is given"));
  const context = { machine, state, readColumn, progress: () => undefined };
  const data = randomRecords(model, name, seed);
  const checkpoints: Uint8Array[] = [];
  const events: string[] = [];
  try {
    for await (const event of trainModel(context, name, { data, steps, stateAfter: () => true }))
      if (event.kind === "state") checkpoints.push(event.checkpoint);
      else if (event.kind === "step" || event.kind === "evaluation") events.push(JSON.stringify(event));
    return { checkpoints, events };
  } catch (error) {
    if (error instanceof WeftError && error.kind === "number") return undefined;
    throw error;
  } finally {
    machine.engine.destroy();
  }
}

/** What two trainings end with, where it isn't the same. */
function otherEnd(place: string, expected: Trained, actual: Trained | undefined): readonly string[] {
  const [end, other] = [expected, actual].map((trained) => trained?.events.at(-1));
  if (other !== end) return [`${place}: ${other}, not ${end}`];
  const bytes = actual?.checkpoints.at(-1);
  const differs = expected.checkpoints.at(-1)?.findIndex((byte, at) => byte !== bytes?.[at]) ?? -1;
  return differs < 0 ? [] : [`${place}: byte ${differs} of the checkpoint is another`];
}

/** A training of three steps goes on after each of the first two from what is saved then. */
export async function resumed(spec: CompiledSpec, seed: number): Promise<readonly string[]> {
  const [training] = spec.plan.model.trainings;
  const name = training?.name ?? "";
  const whole = await train(spec, { name, seed });
  const wrong: string[] = [];
  for (const [at, begin] of whole?.checkpoints.slice(0, -1).entries() ?? [])
    if (whole !== undefined)
      wrong.push(...otherEnd(`resumed after ${at + 1}`, whole, await train(spec, { name, seed, begin })));
  return wrong;
}

/** Two threads against one. */
export async function threaded(spec: CompiledSpec, seed: number): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { name } of spec.plan.model.trainings) {
    const one = await train(spec, { name, seed });
    if (one !== undefined)
      wrong.push(...otherEnd(`${name} with two threads`, one, await train(spec, { name, seed, threads: 2 })));
  }
  return wrong;
}

/** A training goes on after its first or second step with two threads and a plan for less memory. */
export async function movedOn(text: string, seed: number): Promise<readonly string[]> {
  const spec = compileRandom(text);
  const less = compileLess(text, Math.floor(0.7 * peakOf(spec)));
  const [training] = spec.plan.model.trainings;
  const name = training?.name ?? "";
  const loopsOf = ({ plan }: CompiledSpec): number =>
    plan.model.entries.reduce((sum, { repeats }) => sum + repeats.length, 0);
  // A scan in segments adds up in another order.
  if (loopsOf(less) !== loopsOf(spec)) return [];
  const whole = await train(spec, { name, seed });
  const begin = whole?.checkpoints[seed % 2];
  if (whole === undefined || begin === undefined) return [];
  return otherEnd("moved on", whole, await train(less, { name, seed, begin, threads: 2 }));
}

function peakOf({ plan }: CompiledSpec): number {
  return Math.max(...plan.entries.map(({ memory }) => memory.peak));
}

/** Six held-out records in batches of four, of five, of which the last has one, and of six: where nothing is drawn for a batch and none is looked at as a whole. */
export async function inBatches(text: string, seed: number): Promise<readonly string[]> {
  if (/normal\[|uniform\[|dropout|sample\[|precision = f16|Coupled/.test(text)) return [];
  const of = (batch: number): CompiledSpec =>
    compileRandom(
      text.replace(/^ {2}accumulate = .*\n/gm, "").replace(/^ {2}batch = \d+$/gm, `  batch = ${batch}`),
    );
  const wrong: string[] = [];
  const whole = of(6);
  for (const { name } of whole.plan.model.trainings) {
    const evaluated = async (spec: CompiledSpec): Promise<Bits> =>
      numbersOf(await train(spec, { name, seed, steps: 0 }));
    const expected = await evaluated(whole);
    for (const batch of [4, 5])
      wrong.push(...different(`${name} in batches of ${batch}`, expected, await evaluated(of(batch)), 1e-4));
  }
  return wrong;
}

/** The loss and the reports of the last evaluation. */
function numbersOf(trained: Trained | undefined): Bits {
  const event: unknown = JSON.parse(trained?.events.at(-1) ?? "{}");
  if (typeof event !== "object" || event === null || !("loss" in event) || !("reports" in event))
    return new Map();
  const numbers = Object.entries({ loss: event.loss, ...Object(event.reports) });
  return new Map(numbers.map(([of, value]) => [of, Float64Array.of(Number(value))]));
}

type Bits = ReadonlyMap<string, Float64Array>;

async function bitsOf(spec: CompiledSpec, index: number, given: Given): Promise<Bits> {
  const machine = await openMachine(spec.plan, "cpu, exact");
  const values = await runOnDevice(machine, spec.graph, index, given);
  machine.engine.destroy();
  return new Map([...values].map(([{ role, name }, numbers]) => [`${role} ${name}`, numbers]));
}

/** Where two results differ by more than some share of the numbers. */
function different(place: string, expected: Bits, actual: Bits, share: number): readonly string[] {
  return [...expected].flatMap(([name, numbers]) => {
    const found = actual.get(name);
    const largest = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
    const at = numbers.findIndex((number, position) => {
      const other = found?.[position] ?? NaN;
      return !Object.is(number, other) && !(Math.abs(number - other) <= share * largest);
    });
    return at < 0 ? [] : [`${place}, ${name} at ${at}: ${found?.[at]}, not ${numbers[at]}`];
  });
}

/** Plans for seven tenths of the largest peak, or of what is nearest to it: no entry gives other bits. */
export async function withLess(text: string, seed: number): Promise<readonly string[]> {
  const whole = compileRandom(text);
  const spec = compileLess(text, Math.floor(0.7 * peakOf(whole)));
  verifyPlan(spec.plan);
  const wrong: string[] = [];
  for (const [index, { kind, name }] of whole.graph.entries.entries()) {
    const place = `${kind} ${name} with less memory`;
    const [before, after] = [whole, spec].map(({ plan }) => plan.model.entries[index]?.repeats.length);
    // With less memory fewer examples may come at once.
    const entry = spec.graph.entries[index];
    if (entry === undefined) throw new Error(`no entry ${index}`);
    // A scan in segments adds up in another order, and so does a sum that isn't made for several examples.
    const isSame = before === after && roomOf(entry) === roomOf(whole.graph.entries[index] ?? entry);
    const share = isSame ? 0 : 1e-3;
    const given = randomValues(spec.graph, entry, randoms(seed));
    wrong.push(
      ...different(place, await bitsOf(whole, index, given), await bitsOf(spec, index, given), share),
    );
  }
  return wrong;
}

function roomOf({ symbols }: Entry): number {
  return symbols.find(({ symbol }) => symbol === "batch")?.high ?? 1;
}

/** For more, where that says it can't be: what it says must do for the entry that it is of. */
function compileLess(text: string, memory: number): CompiledSpec {
  try {
    return compileRandom(text, { memory });
  } catch (error) {
    if (error instanceof BudgetError && error.least.peak > memory) return compileLess(text, error.least.peak);
    throw error;
  }
}

/** The algebra of scans in segments: in f64, so that only the last bits of sums differ. */
export function inSegments(text: string, seed: number): readonly string[] {
  const whole = compileRandom(text);
  const spec = compileRandom(text, { segments: 1 });
  verifyPlan(spec.plan);
  return whole.graph.entries.flatMap((entry, index) => {
    const other = spec.graph.entries[index];
    if (entry.kind !== "train" || other === undefined) return [];
    const given = randomValues(whole.graph, entry, randoms(seed));
    // A state that is found to be needless in one of them may be there in the other.
    const others = randomValues(spec.graph, other, randoms(seed + 1)).environment.states;
    const states = new Map([...others, ...given.environment.states]);
    const [expected, actual] = [entry, other].map(
      (one) =>
        new Map(
          evaluateEntry(one, { ...given.environment, states }).map(({ output, value }) => [
            `${output.role} ${output.name}`,
            value.data,
          ]),
        ),
    );
    if (expected === undefined || actual === undefined) return [];
    return different(`train ${entry.name} in segments`, expected, actual, 1e-9);
  });
}
