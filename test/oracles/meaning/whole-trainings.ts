/**
 * Trainings that the runtime makes from the first step to the last, in one go and resumed on the way, and what the second reading
 * (`whole_training.py`) has of the same records, step after step.
 */
import { decodeCheckpoint } from "../../../runtime/checkpoint/checkpoint.ts";
import { firstState, openState, readState, setState } from "../../../runtime/checkpoint/model-state.ts";
import { initialStates } from "../../../runtime/parameters.ts";
import { trainModel } from "../../../runtime/train/train.ts";
import type { TrainEvent, TrainOptions } from "../../../runtime/train/training.ts";
import { compileSpec, Mistakes, type CompiledSpec } from "../../agree/compile-spec.ts";
import { openMachine, type Backend } from "../../agree/device.ts";
import { choices } from "../../fuzz/spec/seeded.ts";
import { answersTo, encoded, lineOf, sitesOf, type Told, type Trained } from "./cases.ts";
import { bound, features, labels, longest, wholeTrainingSpec, words } from "./whole-training-specs.ts";

export interface WholeTraining {
  readonly name: string;
  readonly line: string;
  readonly made: Made;
  /** What another run, which was resumed, has otherwise. */
  readonly resumed: readonly string[];
}

interface Example {
  readonly bit: number;
  readonly text: Int32Array;
  readonly x: Float32Array;
  readonly kind: number;
  readonly weight: number;
}

/** `bit` tells by a sum which records there are. A text has a position before its last one, of which the next one is known. */
function recordsOf(seed: number, count: number): readonly Example[] {
  const choose = choices(seed + 1);
  const real = (): number => Math.fround(choose(2000) / 1000 - 1);
  return Array.from({ length: count }, (_, at) => ({
    bit: 2 ** at,
    text: Int32Array.from({ length: 2 + choose(longest - 1) }, () => choose(words)),
    x: Float32Array.from({ length: features }, real),
    kind: choose(labels),
    weight: Math.fround((1 + choose(100)) / 100),
  }));
}

function toldBy(event: TrainEvent): readonly Told[] {
  const { kind } = event;
  if (kind === "step" || kind === "evaluation") {
    const { step, loss, reports } = event;
    const rate = kind === "step" && event.rate !== undefined ? { rate: event.rate } : {};
    return [{ kind, step, numbers: { loss, ...reports, ...rate } }];
  }
  if (kind === "back") return [{ kind, step: event.step, numbers: { loss: event.loss } }];
  return kind === "done" ? [{ kind, step: event.step, numbers: {} }] : [];
}

interface Made extends Trained {
  /** States before the first step. */
  readonly begin: Readonly<Record<string, readonly number[]>>;
}

interface Placed {
  readonly path: string;
  readonly offset: number;
  readonly count: number;
}

interface Run {
  readonly made: Made;
  /** After each step. */
  readonly states: ReadonlyMap<number, Uint8Array>;
}

async function run(
  { plan }: CompiledSpec,
  backend: Backend,
  seed: number,
  options: TrainOptions,
  begin?: Uint8Array,
): Promise<Run> {
  const { model } = plan;
  const machine = await openMachine(plan, backend);
  const state = openState(machine, firstState(model, seed));
  if (begin !== undefined) setState(machine, state, decodeCheckpoint(model, begin));
  const readColumn = (): Promise<never> => Promise.reject(new Error("the data is given"));
  const context = { machine, state, readColumn, progress: () => undefined };
  const [events, states]: [Told[], Map<number, Uint8Array>] = [[], new Map()];
  for await (const event of trainModel(context, "train", { ...options, stateAfter: () => true })) {
    events.push(...toldBy(event));
    if (event.kind === "state") states.set(event.step, event.checkpoint);
  }
  const { parameters, states: kept } = await readState(machine, state);
  // The WebGPU device is shared by all specs of this process.
  if (backend !== "webgpu") machine.engine.destroy();
  const stored = (places: readonly Placed[], arena: Float32Array, before = ""): [string, number[]][] =>
    places.map(({ path, offset, count }) => [before + path, [...arena.subarray(offset, offset + count)]]);
  const end = [...stored(model.parameters, parameters), ...stored(model.states, kept, "state ")];
  const first = stored(model.states, initialStates(model), "state ");
  return { made: { events, end: Object.fromEntries(end), begin: Object.fromEntries(first) }, states };
}

/** Undefined where the compiler refuses the spec. */
export async function wholeTraining(
  seed: number,
  backend: Backend = "cpu, exact",
): Promise<WholeTraining | undefined> {
  const { text, count, apart } = wholeTrainingSpec(seed);
  try {
    const spec = compileSpec("whole.weft", text);
    const data = recordsOf(seed, count);
    const all = data.map((record) => ({ ...record }));
    const [given, test] = [all.slice(0, count - apart), all.slice(count - apart)];
    const options: TrainOptions = { data: given, ...(apart > 0 ? { test } : {}) };
    const { made, states } = await run(spec, backend, seed, options);
    const resumed: string[] = [];
    // After the last step there is nothing to go on with.
    const [at, begin] = [...states].slice(0, -1)[choices(seed)(states.size - 1)] ?? [];
    // With patience what is left of the evaluations counts anew.
    if (at !== undefined && begin !== undefined && !text.includes("patience =")) {
      const again = await run(spec, backend, seed, options, begin);
      const rest = made.events.filter(({ step, kind }) => step > at || kind === "done");
      const [expected, found] = [{ ...made, events: rest }, again.made].map((one) => JSON.stringify(one));
      if (expected !== found) resumed.push(`resumed after step ${at}: ${found}, not ${expected}`);
    }
    const line = lineOf({ text, files: {}, labels: {}, set: {} }, [entryOf(spec, data, apart, made, seed)]);
    return { name: `whole training ${seed}`, line, made, resumed };
  } catch (error) {
    if (error instanceof Mistakes) return undefined;
    throw error;
  }
}

/** The records of a step in their order, each by its bit. */
function rowsOf({ numbers }: Told): readonly number[] {
  const names = Object.keys(numbers).filter((name) => name.startsWith("row_"));
  return names.map((_, at) => numbers[`row_${at}`] ?? NaN);
}

/** What the second reading is given: the records, and the parameters as the spec draws them. */
function entryOf(
  { graph, plan: { model } }: CompiledSpec,
  records: readonly Example[],
  apart: number,
  { events }: Trained,
  seed: number,
): unknown {
  const arena = firstState(model, seed).checkpoint().parameters;
  const held = events.flatMap(({ kind, numbers }) => (kind === "evaluation" ? (numbers["mask"] ?? []) : []));
  const entries = ["train", "evaluate"].flatMap((kind) => graph.entries.filter((one) => one.kind === kind));
  const outputs = entries[0]?.outputs ?? [];
  return {
    ...{ kind: "whole", name: "train", bounds: { seq: bound } },
    apart,
    seed,
    sites: Object.fromEntries(entries.map((entry) => [entry.kind, sitesOf(graph, entry)])),
    batches: events.filter(({ kind }) => kind === "step").map(rowsOf),
    held,
    records: records.map(({ text, x, ...record }) => ({ ...record, text: [...text], x: [...x] })),
    outputs: outputs.map(({ role, name }) => ({ role, name })),
    parameters: Object.fromEntries(
      model.parameters.map(({ path, offset, count, axes }) => [
        path,
        {
          axes: axes.map(({ name }) => name),
          shape: axes.map(({ size }) => size),
          data: encoded(Float64Array.from(arena.subarray(offset, offset + count))),
        },
      ]),
    ),
    states: Object.fromEntries(
      graph.states.map(({ path, axes }) => [
        path,
        {
          axes: axes.map(({ id }) => id),
          shape: model.states.find((state) => state.path === path)?.axes.map(({ size }) => size) ?? [],
        },
      ]),
    ),
  };
}

/** What differs, in words; for each training a list. */
export function differencesOfTrainings(
  trainings: readonly WholeTraining[],
  python: string,
): readonly (readonly string[])[] {
  const lines = trainings.map(({ line }) => line);
  const answers = answersTo(lines, python);
  return trainings.map(({ made, resumed }, at) => {
    const { error, trained } = answers[at]?.[0] ?? {};
    if (error !== undefined || trained === undefined) return [...resumed, error ?? "no answer"];
    return [...resumed, ...different(trained, trained.nearby, made)].slice(0, 8);
  });
}

function different(expected: Trained, nearby: Trained, made: Made): readonly string[] {
  const orderOf = ({ events }: Trained): string =>
    events.map(({ kind, step }) => `${kind} ${step}`).join(", ");
  // Where a rounding alone makes another evaluation the best, nothing is known.
  if (orderOf(nearby) !== orderOf(expected)) return [];
  if (orderOf(made) !== orderOf(expected)) return [`${orderOf(made)}, not ${orderOf(expected)}`];
  const wrong: string[] = [];
  const compare = (place: string, found: Numbers, wanted: Numbers, others: Numbers): void => {
    if (!close(found, wanted, others)) wrong.push(`${place}: ${found.join()}, not ${wanted.join()}`);
  };
  for (const [at, { kind, step, numbers }] of made.events.entries()) {
    const [wanted, others] = [expected, nearby].map(({ events }) => events[at]?.numbers ?? {});
    for (const [name, number] of Object.entries(wanted ?? {}))
      compare(`${kind} ${step}, ${name}`, [numbers[name] ?? NaN], [number], [others?.[name] ?? NaN]);
  }
  for (const [path, numbers] of Object.entries(made.end)) {
    const [wanted, others] = [expected, nearby].map(({ end }) => end[path]);
    // A state that no step has set is as it began.
    const initial = made.begin[path] ?? [];
    compare(`${path} at the end`, numbers, wanted ?? initial, others ?? initial);
  }
  return wrong;
}

type Numbers = readonly number[];

/** The runtime computes in f32, many steps; what begins nearby tells how far roundings grow. */
function close(found: Numbers, expected: Numbers, nearby: Numbers): boolean {
  const largest = Math.max(...expected.map(Math.abs), 0.1);
  const apart = Math.max(...expected.map((one, at) => Math.abs(one - (nearby[at] ?? NaN))));
  const allowed = 2e-5 * largest + 20 * apart;
  return (
    found.length === expected.length &&
    found.every((one, at) => Math.abs(one - (expected[at] ?? NaN)) <= allowed)
  );
}
