/** What changes in a model: parameters and states on the device, the steps done, and a point to go back to. */
import type { Checkpoint, Progress } from "./checkpoint.ts";
import { initialParameters, initialStates } from "../parameters.ts";
import { forgetKept } from "../kept.ts";
import type { ModelPlan } from "../plan.ts";
import type { Machine } from "../step.ts";

export interface ModelState {
  progress: Progress;
  /** Whether a training goes on: then no other one begins, and no checkpoint is loaded. */
  isTraining: boolean;
  /** The last state that was made, loaded or saved: known to be good. Called to make or give it. */
  restorePoint: { readonly progress: Progress; readonly checkpoint: () => Checkpoint };
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

/** The state of a checkpoint, written to the device. It isn't kept where it can be made again. */
export function openState(machine: Machine, checkpoint: () => Checkpoint): ModelState {
  const made = checkpoint();
  const { progress } = made;
  writeState(machine, made);
  return { progress, isTraining: false, restorePoint: { progress, checkpoint } };
}

export function setState(machine: Machine, state: ModelState, checkpoint: Checkpoint): void {
  writeState(machine, checkpoint);
  state.progress = checkpoint.progress;
  keepState(state, checkpoint);
}

export function restoreState(machine: Machine, state: ModelState): void {
  writeState(machine, state.restorePoint.checkpoint());
  state.progress = state.restorePoint.progress;
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
