/** What changes in a model: parameters and states on the device, the steps done, and a point to go back to. */
import { beginAnew, type Checkpoint, type Progress } from "./checkpoint.ts";
import { WeftError } from "../errors.ts";
import { initialParameters, initialStates } from "../parameters.ts";
import { forgetKept } from "../kept.ts";
import type { ModelPlan } from "../plan.ts";
import type { Machine } from "../step.ts";

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

export function writeState({ engine }: Machine, checkpoint: Checkpoint): void {
  engine.writeArena("parameters", 0, checkpoint.parameters);
  engine.writeArena("states", 0, checkpoint.states);
  forgetKept(engine);
}

/** What the spec and the seed give. */
export function firstCheckpoint(plan: ModelPlan, seed: number): Checkpoint {
  const progress = { training: "", step: 0, seed };
  return { parameters: initialParameters(plan, seed), states: initialStates(plan), progress };
}

/** A checkpoint that was loaded, or what can be made again, written to the device. */
export function openState(machine: Machine, checkpoint: () => Checkpoint, loaded?: Checkpoint): ModelState {
  const made = loaded ?? checkpoint();
  const { progress } = made;
  writeState(machine, made);
  const restorePoint = loaded === undefined ? { progress, checkpoint } : undefined;
  return { progress, isTraining: false, restorePoint };
}

/** Takes a checkpoint that was loaded. */
export function loadState(machine: Machine, state: ModelState, checkpoint: Checkpoint): void {
  writeState(machine, checkpoint);
  state.progress = checkpoint.progress;
  state.restorePoint = undefined;
}

export function setState(machine: Machine, state: ModelState, checkpoint: Checkpoint): void {
  writeState(machine, checkpoint);
  state.progress = checkpoint.progress;
  keepState(state, checkpoint);
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
  const [parameters, states] = await Promise.all([
    engine.readArena("parameters", 0, plan.arenas.parameters),
    engine.readArena("states", 0, plan.arenas.states),
  ]);
  return { parameters: new Float32Array(parameters), states: new Float32Array(states), progress };
}

/** Makes a state that was read the point to go back to. */
export function keepState(state: ModelState, checkpoint: Checkpoint): void {
  state.restorePoint = { progress: checkpoint.progress, checkpoint: () => checkpoint };
}

/** A parameter or a state that is NaN or infinite somewhere: a bad update shows in the loss one step later, or never. */
export function badTensor({ plan }: Machine, { parameters, states }: Checkpoint): string | undefined {
  const isBad =
    (numbers: Float32Array) =>
    ({ offset, count }: { readonly offset: number; readonly count: number }): boolean =>
      numbers.subarray(offset, offset + count).some((value) => !Number.isFinite(value));
  return (plan.parameters.find(isBad(parameters)) ?? plan.states.find(isBad(states)))?.path;
}
