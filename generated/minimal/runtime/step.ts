/** Runs an entry: writes the inputs and the numbers of the day, runs all dispatches at once, reads later. */
import type { CompileProgress, DayRun, Engine, Groups, Read } from "./engine.ts";
import { WeftError } from "./errors.ts";
import { exampleOutput } from "./called.ts";
import { assertKept, forgetKept } from "./kept.ts";
import {
  bytesPerElement,
  countGroups,
  encodeDay,
  createResult,
  placeInput,
  readPlace,
  readsOf,
  type InputArray,
} from "./layout.ts";
import type { ModelPlan, PlanEntry, PlanOutput } from "./plan.ts";
import { hasSizesOfTurns, stepsOf, symbolsOfSteps, type Step } from "./repeats.ts";
import { sizesOfTheDay, type Sizes } from "./sizes.ts";
import type { Tensor } from "./tensor.ts";
import type { Vocabularies } from "./vocabularies.ts";

/** What every part of the runtime works with. */
export interface Machine {
  readonly plan: ModelPlan;
  readonly engine: Engine;
  readonly vocabularies: Vocabularies;
  readonly prepared: Map<PlanEntry, PreparedEntry>;
  /** Writes the spec's first parameters and states, before they are first used: a checkpoint that is loaded until then takes their place. */
  writeFirst?: (() => void) | undefined;
}

/** Parameters and states are on the device afterwards. */
export function requireState(machine: Machine): void {
  const { writeFirst } = machine;
  machine.writeFirst = undefined;
  writeFirst?.();
}

export interface Call {
  /** By symbol; the upper bound for those that are missing. */
  readonly sizes: Sizes;
  readonly settings: ReadonlyMap<string, number>;
  readonly inputs: ReadonlyMap<string, InputArray>;
  /** Whose text it goes on with: it isn't run where another's is kept. */
  readonly owner?: object;
}

interface Slot {
  busy: Promise<unknown> | undefined;
}

interface StepGroups {
  readonly key: string;
  readonly counts: readonly Groups[];
  readonly steps: readonly Step[];
}

/** Steps that are kept for sizes that came before. */
const mostKnown = 2 ** 15;

export interface PreparedEntry {
  readonly entry: PlanEntry;
  readonly ring: readonly Slot[];
  /** The sizes of the day on which `groups` depends: how long a text is seldom matters, the room for it does. */
  readonly symbols: readonly string[];
  /** What runs, and workgroups of each step, for the sizes of the last call. */
  groups: StepGroups;
  /** The same for sizes that came before, by their key: those of a text come again after each cut. */
  readonly known: Map<string, StepGroups>;
}

/** Compiles the kernels and reserves the memory of these entries: afterwards nothing more is reserved. */
export async function prepareEntries(
  machine: Machine,
  entries: readonly PlanEntry[],
  progress: CompileProgress,
): Promise<readonly PreparedEntry[]> {
  const { engine } = machine;
  engine.check();
  requireState(machine);
  await engine.prepare(entries, progress);
  return entries.map((entry) => {
    const before = machine.prepared.get(entry);
    if (before !== undefined) return before;
    const ring = Array.from({ length: engine.callsAtOnce(entry) }, (): Slot => ({ busy: undefined }));
    const groups = { key: "", counts: [], steps: [] };
    const prepared = { entry, ring, symbols: symbolsOfSteps(entry), groups, known: new Map() };
    machine.prepared.set(entry, prepared);
    return prepared;
  });
}

/** Takes a free slot; waits for one where as many calls as the ring is long are under way. */
async function takeSlot(prepared: PreparedEntry): Promise<Slot> {
  for (;;) {
    const free = prepared.ring.find((slot) => slot.busy === undefined);
    if (free !== undefined) {
      free.busy = Promise.resolve();
      return free;
    }
    await Promise.race(prepared.ring.map((slot) => slot.busy));
  }
}

/**
 * Submits the entry and returns at once; `results` come in the order of `outputs`. Waits only where as many calls as
 * the ring is long are under way.
 */
export function submitEntry(
  machine: Machine,
  prepared: PreparedEntry,
  call: Call,
  outputs: readonly PlanOutput[] = prepared.entry.outputs,
): Promise<{ readonly results: Promise<readonly Tensor[]> }> {
  return submit(machine, prepared, call, (sizes) => readingOf(outputs, sizes, machine.vocabularies));
}

/** The same of several examples: `results` are those of each. */
export function submitExamples(
  machine: Machine,
  prepared: PreparedEntry,
  call: Call,
  outputs: readonly PlanOutput[],
): Promise<{ readonly results: Promise<readonly (readonly Tensor[])[]> }> {
  return submit(machine, prepared, call, (sizes) => readingOfExamples(outputs, sizes, machine.vocabularies));
}

/** Results, and the reads that fill them. */
interface Reading<Results> {
  readonly reads: readonly Read[];
  readonly results: Results;
}

async function submit<Results>(
  machine: Machine,
  prepared: PreparedEntry,
  call: Call,
  begin: (sizes: Sizes) => Reading<Results>,
): Promise<{ readonly results: Promise<Results> }> {
  const slot = await takeSlot(prepared);
  const release = (): void => {
    slot.busy = undefined;
  };
  try {
    const results = submitInto(machine, prepared, slot, call, begin);
    slot.busy = results.then(release, release);
    return { results };
  } catch (error) {
    release();
    throw error;
  }
}

/** Nothing waits between the first write and the run, so that calls don't mix. */
function submitInto<Results>(
  machine: Machine,
  prepared: PreparedEntry,
  slot: Slot,
  call: Call,
  begin: (sizes: Sizes) => Reading<Results>,
): Promise<Results> {
  const { engine } = machine;
  engine.check();
  const { entry, ring } = prepared;
  if (overwritesKept(entry)) forgetKept(engine);
  if (call.owner !== undefined) assertKept(engine, call.owner);
  const sizes = sizesOfTheDay(entry, call.sizes);
  writeCall(machine, prepared, sizes, call);
  const { reads, results } = begin(sizes);
  const { counts: groups, steps } = prepared.groups;
  return engine.run({ entry, groups, steps, reads, slot: ring.indexOf(slot) }).then(() => results);
}

/** Of a training: what generators keep lies in the memory that it computes in. */
function overwritesKept({ kind }: PlanEntry): boolean {
  return kind === "train" || kind === "evaluate" || kind === "conclude" || kind === "follow";
}

function readingOf(
  outputs: readonly PlanOutput[],
  sizes: Sizes,
  vocabularies: Vocabularies,
): Reading<readonly Tensor[]> {
  const all = outputs.map((output) => ({ output, result: createResult(output, sizes, vocabularies) }));
  const reads = all.flatMap(({ output, result }) =>
    readsOf(output, sizes).map(({ regions, strides }, at): Read => {
      return {
        regions,
        take: (bytes, start) => readPlace(output, result, at, { bytes, start, strides }),
      };
    }),
  );
  return { reads, results: all.map(({ result }) => result) };
}

/** The same of each example. */
function readingOfExamples(
  outputs: readonly PlanOutput[],
  sizes: Sizes,
  vocabularies: Vocabularies,
): Reading<readonly (readonly Tensor[])[]> {
  const count = sizes.get("batch") ?? 1;
  const all = outputs.map((output) => {
    const own = exampleOutput(output);
    return {
      output,
      own,
      results: Array.from({ length: count }, () => createResult(own, sizes, vocabularies)),
    };
  });
  const reads = all.flatMap(({ output, own, results }) =>
    readsOf(output, sizes).map(({ regions, strides: [stride = 0, ...strides] }, at): Read => {
      const take: Read["take"] = (bytes, start) => {
        for (const [example, result] of results.entries())
          readPlace(own, result, at, { bytes, start: start + example * stride * bytesPerElement, strides });
      };
      return { regions, take };
    }),
  );
  const results = Array.from({ length: count }, (_, example) =>
    all.flatMap((one) => one.results[example] ?? []),
  );
  return { reads, results };
}

/** Runs the entry and waits for its results. */
export async function runEntry(
  machine: Machine,
  prepared: PreparedEntry,
  call: Call,
  outputs?: readonly PlanOutput[],
): Promise<readonly Tensor[]> {
  const { results } = await submitEntry(machine, prepared, call, outputs);
  return results;
}

/** Runs the entry in turn with each call's numbers of the day, in one trip to the device. The entry has no inputs: a run may use their place. */
export async function runInTurn(
  machine: Machine,
  prepared: PreparedEntry,
  calls: readonly Call[],
): Promise<readonly (readonly Tensor[])[]> {
  const slot = await takeSlot(prepared);
  const release = (): void => {
    slot.busy = undefined;
  };
  try {
    const results = submitInTurn(machine, prepared, calls);
    slot.busy = results.then(release, release);
    return await results;
  } catch (error) {
    release();
    throw error;
  }
}

/** Nothing waits between the first write and the run, so that calls don't mix. */
async function submitInTurn(
  machine: Machine,
  prepared: PreparedEntry,
  calls: readonly Call[],
): Promise<readonly (readonly Tensor[])[]> {
  const { engine, plan, vocabularies } = machine;
  const { entry } = prepared;
  engine.check();
  for (const { owner } of calls) if (owner !== undefined) assertKept(engine, owner);
  const sizes = calls.map((call) => sizesOfTheDay(entry, call.sizes));
  const readings = sizes.map((own) => readingOf(entry.outputs, own, vocabularies));
  const runs = calls.map((call, at): DayRun => {
    const own = sizes[at] ?? new Map<string, number>();
    const { counts: groups, steps } = groupsOf(machine, prepared, own);
    const reads = readings[at]?.reads ?? [];
    return { entry, groups, steps, reads, slot: 0, day: encodeDay(plan, entry, own, call.settings) };
  });
  await engine.runInTurn(runs);
  return readings.map(({ results }) => results);
}

/** Writes the inputs and the numbers of the day, and works out how many workgroups each dispatch has. */
export function writeCall(machine: Machine, prepared: PreparedEntry, sizes: Sizes, call: Call): void {
  const { engine, plan } = machine;
  const { entry } = prepared;
  writeInputs(machine, entry, sizes, call);
  if (plan.day.length > 0) engine.writeDay(encodeDay(plan, entry, sizes, call.settings));
  groupsOf(machine, prepared, sizes);
}

function writeInputs({ engine }: Machine, entry: PlanEntry, sizes: Sizes, call: Call): void {
  for (const input of entry.inputs) {
    const array = call.inputs.get(input.name);
    if (array === undefined)
      throw new WeftError("input", `\`${entry.name}\` needs the input \`${input.name}\``);
    for (const { arena, offset, data } of placeInput(input, sizes, array))
      engine.writeArena(arena, offset, data);
  }
}

/** The workgroups of each dispatch for the sizes, which are worked out once. */
function groupsOf({ engine }: Machine, prepared: PreparedEntry, sizes: Sizes): StepGroups {
  const { entry, symbols, groups, known } = prepared;
  const key = symbols.map((symbol) => sizes.get(symbol)).join(" ");
  if (groups.key === key && groups.counts.length > 0) return groups;
  let found = known.get(key);
  if (found === undefined) {
    const steps = stepsOf(entry, sizes, 0, entry.dispatches.length);
    found = { key, counts: countGroups(entry, steps, engine.grid), steps };
    if ((known.size + 1) * steps.length > mostKnown) known.clear();
    known.set(key, found);
  }
  prepared.groups = found;
  if (hasSizesOfTurns(entry)) engine.writeTurns(entry, sizes);
  return found;
}
