/** What changes in a model: parameters and states on the device, the steps done, and a point to go back to. */
import {
  beginAnew,
  decodeCheckpoint,
  emptyCheckpoint,
  type Checkpoint,
  type Progress,
} from "./checkpoint.ts";
import { WeftError } from "../errors.ts";
import { areFinite } from "../floats.ts";
import { initialParameters, initialStates } from "../parameters.ts";
import { forgetKept } from "../kept.ts";
import type { ModelPlan, PlanParameter, PlanState } from "../plan.ts";
import { requireState, type Machine } from "../step.ts";

export interface ModelState {
  progress: Progress;
  /** Whether a training goes on: then no other one begins, and no checkpoint is loaded. */
  isTraining: boolean;
  /**
   * The last state that was made or saved: known to be good. Called to make or give it. One that was loaded is on the device alone, until a
   * training begins: a program that only runs the model needs no second copy.
   */
  restorePoint: RestorePoint | undefined;
}

export interface RestorePoint {
  readonly progress: Progress;
  readonly checkpoint: () => Checkpoint;
}

/**
 * Writes what isn't 0 into memory that is new, and so is 0 already: what an optimizer keeps isn't had in memory before there is a training, though
 * it may be twice as much as the parameters.
 */
function writeNew({ engine }: Machine, checkpoint: Checkpoint): void {
  for (const arena of lastingArenas) writeNonzero(engine, arena, checkpoint[arena]);
}

function writeNonzero(
  engine: Machine["engine"],
  arena: (typeof lastingArenas)[number],
  numbers: Float32Array<ArrayBuffer>,
): void {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  let begun = 0;
  for (let from = 0; from < numbers.length; from += zerosAtOnce) {
    const end = Math.min(from + zerosAtOnce, numbers.length);
    let some = 0;
    for (let at = from; at < end && some === 0; at += 1) some = bits[at] ?? 0;
    if (some !== 0 && end < numbers.length) continue;
    const until = some === 0 ? from : end;
    if (begun < until) engine.writeArena(arena, begun, numbers.subarray(begun, until));
    begun = end;
  }
}

const lastingArenas = ["parameters", "states"] as const;

/** 256 KiB. */
const zerosAtOnce = 2 ** 16;

export function writeState(machine: Machine, checkpoint: Checkpoint): void {
  const { engine } = machine;
  machine.writeFirst = undefined;
  engine.writeArena("parameters", 0, checkpoint.parameters);
  engine.writeArena("states", 0, checkpoint.states);
  forgetKept(engine);
}

/** What the spec and the seed give. */
export function firstState(plan: ModelPlan, seed: number): RestorePoint {
  const progress = { training: "", step: 0, seed };
  const checkpoint = (): Checkpoint => {
    return { parameters: initialParameters(plan, seed), states: initialStates(plan), progress };
  };
  return { progress, checkpoint };
}

/** A checkpoint that was loaded, written to the device, or what can be made again, which is as soon as it is used. */
export function openState(machine: Machine, first: RestorePoint, loaded?: Checkpoint): ModelState {
  if (loaded !== undefined) {
    writeNew(machine, loaded);
    return { progress: loaded.progress, isTraining: false, restorePoint: undefined };
  }
  machine.writeFirst = () => writeNew(machine, first.checkpoint());
  return { progress: first.progress, isTraining: false, restorePoint: first };
}

/** Takes a checkpoint that was loaded. */
export function loadState(machine: Machine, state: ModelState, checkpoint: Checkpoint): void {
  writeState(machine, checkpoint);
  state.progress = checkpoint.progress;
  state.restorePoint = undefined;
}

export function setState(machine: Machine, state: ModelState, checkpoint: Checkpoint): void {
  writeState(machine, checkpoint);
  const { progress } = checkpoint;
  state.progress = progress;
  state.restorePoint = { progress, checkpoint: () => checkpoint };
}

/** Of what another training has made the parameters and the states of models stay. Gives whether there was one. */
export async function beginTraining(machine: Machine, state: ModelState, training: string): Promise<boolean> {
  const isAnother = state.progress.training !== "";
  if (isAnother) {
    const checkpoint = await readState(machine, state);
    beginAnew(machine.plan, checkpoint, initialStates(machine.plan));
    writeState(machine, checkpoint);
  }
  state.progress = { ...state.progress, training, step: 0 };
  return isAnother;
}

export function restoreState(machine: Machine, state: ModelState): void {
  const { checkpoint, progress } = restorePointOf(state);
  writeState(machine, checkpoint());
  state.progress = progress;
}

/** Of a training that goes on. */
export function restorePointOf({ restorePoint }: ModelState): RestorePoint {
  if (restorePoint === undefined) throw new WeftError("kernel", "there is no state to go back to");
  return restorePoint;
}

/** Reads parameters and states after everything submitted so far. */
export async function readState(machine: Machine, state: ModelState): Promise<Checkpoint> {
  const { engine, plan } = machine;
  const { progress } = state;
  requireState(machine);
  const [parameters, states] = await Promise.all([
    engine.readArena("parameters", 0, plan.arenas.parameters),
    engine.readArena("states", 0, plan.arenas.states),
  ]);
  return { parameters: new Float32Array(parameters), states: new Float32Array(states), progress };
}

/** The same as the bytes of a checkpoint, and in no other memory. */
export async function readCheckpoint(
  machine: Machine,
  { progress }: ModelState,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = emptyCheckpoint(machine.plan, progress);
  for (const arena of lastingArenas)
    for await (const { from, numbers } of piecesOf(machine, arena)) file.fill(arena, from, numbers);
  return file.finish();
}

/** So many elements are read from the device at once, 64 MiB. */
const mostAtOnce = 2 ** 24;

async function* piecesOf(
  machine: Machine,
  arena: (typeof lastingArenas)[number],
): AsyncGenerator<{ readonly from: number; readonly numbers: Float32Array<ArrayBuffer> }, void, undefined> {
  const { engine, plan } = machine;
  requireState(machine);
  const size = plan.arenas[arena];
  for (let from = 0; from < size; from += mostAtOnce) {
    const count = Math.min(mostAtOnce, size - from);
    yield { from, numbers: new Float32Array(await engine.readArena(arena, from, count)) };
  }
}

/**
 * Makes the state the point to go back to, and gives its checkpoint, which that point is made of: who changes the bytes copies them. Throws what
 * `bad` makes of the name of what isn't finite.
 */
export async function keepState(
  machine: Machine,
  state: ModelState,
  bad: (name: string) => Promise<WeftError>,
): Promise<Uint8Array<ArrayBuffer>> {
  const name = await badTensor(machine);
  if (name !== undefined) throw await bad(name);
  // The point before isn't needed any more, and may be as large as all that is on the device.
  state.restorePoint = undefined;
  const bytes = await readCheckpoint(machine, state);
  const checkpoint = (): Checkpoint => decodeCheckpoint(machine.plan, bytes, "the last good state");
  state.restorePoint = { progress: state.progress, checkpoint };
  return bytes;
}

/** A parameter or a state on the device that is NaN or infinite somewhere: a bad update shows in the loss one step later, or never. */
export async function badTensor(machine: Machine): Promise<string | undefined> {
  for (const arena of lastingArenas) {
    const items = machine.plan[arena];
    const bad = new Set<PlanParameter | PlanState>();
    for await (const { from, numbers } of piecesOf(machine, arena)) {
      if (areFinite(numbers)) continue;
      for (const item of items) {
        const [first, end] = [item.offset - from, item.offset + item.count - from];
        if (!areFinite(numbers.subarray(Math.max(0, first), Math.max(0, end)))) bad.add(item);
      }
    }
    const found = items.find((item) => bad.has(item));
    if (found !== undefined) return found.path;
  }
  return undefined;
}
