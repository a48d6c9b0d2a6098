/** Training: steps are submitted without waiting, their losses come some steps late, in order. */
import { watchLosses } from "./best.ts";
import { encodeCheckpoint, type Checkpoint } from "./checkpoint.ts";
import type { ReadColumn } from "./data/columns.ts";
import type { GivenData } from "./data/given.ts";
import { openData } from "./data/open.ts";
import { explainBadNumber } from "./diagnose.ts";
import {
  evaluateHeldOut,
  readLosses,
  type Evaluation,
  type EvaluationProgress,
  type Scaling,
} from "./evaluate.ts";
import type { InputArray } from "./layout.ts";
import type { StepUnit } from "./progress.ts";
import type { CompileProgress } from "./engine.ts";
import { badParameter, keepState, readState, setState, type ModelState } from "./model-state.ts";
import type { PlanEntry, PlanTraining } from "./plan.ts";
import { WeftError } from "./errors.ts";
import { prepareEntries, runEntry, submitEntry, type Call, type Machine } from "./step.ts";
import type { Tensor } from "./tensor.ts";
import { createClock } from "./timing.ts";
import { requireEvery, requireWhole } from "./whole.ts";

export interface TrainOptions {
  /** How many steps the training has in all, those before a resume included. The spec's number else. */
  readonly steps?: number;
  /** In place of the package's data. */
  readonly data?: GivenData;
  /** Ends the training after the steps under way, or in an evaluation; what was trained is saved. */
  readonly signal?: AbortSignal;
  /** A training that watches the evaluation loss, for a schedule or with `patience`, keeps to what the spec says. */
  readonly evaluateEvery?: number;
  readonly saveEvery?: number;
  /** At most so many batches in an evaluation between steps; the last evaluation takes all, and so do those that a training watches. */
  readonly evaluationBatches?: number;
  /** After which steps the whole state is wanted, as an event of its own; before a step's checkpoint is saved, too. */
  readonly stateAfter?: (step: number) => boolean;
  /** Keeps a checkpoint and returns its name. Without it nothing is saved. */
  readonly save?: Save;
}

type Save = (checkpoint: Uint8Array<ArrayBuffer>, step: number) => string | Promise<string>;

/** A named value of a step, and the loss's gradient by it, of the same shape; numbers of a table and truth values have none. */
export interface Formula {
  readonly value: Tensor;
  readonly gradient?: Tensor;
}

/** Why a training ends: its last step, its signal, or evaluations that brought nothing better. */
type Reason = "finished" | "aborted" | "patience";

export type TrainEvent =
  | {
      readonly kind: "start";
      /** Steps done before. */
      readonly step: number;
      readonly steps: number;
      readonly stepsPerEpoch: number;
      /** Positions of the longest index input of a batch, tokens where these are labels of a text; examples, or steps, where there is none. */
      readonly countPerStep: number;
      readonly unit: StepUnit;
    }
  | {
      readonly kind: "step";
      readonly step: number;
      readonly loss: number;
      readonly reports: Readonly<Record<string, number>>;
      readonly rate?: number;
      /** With half precision: the scale of the loss, and whether the step was skipped since a gradient wasn't finite. */
      readonly scaling?: Scaling;
      /** By their names, in the package of an inspected training. */
      readonly formulas?: ReadonlyMap<string, Formula>;
    }
  /** Of an evaluation that takes its time. */
  | ({ readonly kind: "evaluating"; readonly step: number } & EvaluationProgress)
  | ({ readonly kind: "evaluation"; readonly step: number } & Evaluation)
  /** The bytes of a checkpoint. */
  | { readonly kind: "state"; readonly step: number; readonly checkpoint: Uint8Array<ArrayBuffer> }
  | { readonly kind: "saved"; readonly step: number; readonly checkpoint: string }
  /** With `patience`, at the end: the model is again as it was after this step, whose evaluation had the least loss. */
  | { readonly kind: "back"; readonly step: number; readonly loss: number }
  | {
      readonly kind: "done";
      /** The last that was made. */
      readonly step: number;
      readonly reason: Reason;
      /** From the call to the first loss, compiling included. */
      readonly firstStepMs: number;
      /** Wall time of a step from the tenth on, all losses read, evaluations and saves left out. */
      readonly msPerStep: number;
      readonly countPerSecond: number;
      readonly unit: StepUnit;
    };

/** The clock of `msPerStep` starts when so many steps are done. */
const warmSteps = 10;

export interface TrainContext {
  readonly machine: Machine;
  readonly state: ModelState;
  readonly readColumn: ReadColumn;
  readonly progress: CompileProgress;
}

/** The numbers that a training's formulas may ask for. */
export function settingsOf(
  seed: number,
  step: number,
  steps: number,
  stepsPerEpoch: number,
): Map<string, number> {
  return new Map([
    ["seed", seed],
    ["step", step],
    ["steps", steps],
    ["epoch", Math.max(1, Math.ceil(step / stepsPerEpoch))],
  ]);
}

export function findEntry(machine: Machine, kind: PlanEntry["kind"], name: string): PlanEntry | undefined {
  return machine.plan.entries.find((entry) => entry.kind === kind && entry.name === name);
}

/** Throws, with the names that there are, where the model has no such training. */
export function findTraining(machine: Machine, name: string): { training: PlanTraining; entry: PlanEntry } {
  const training = machine.plan.trainings.find((candidate) => candidate.name === name);
  const entry = findEntry(machine, "train", name);
  if (training !== undefined && entry !== undefined) return { training, entry };
  const names = machine.plan.trainings.map((candidate) => candidate.name).join(", ");
  throw new WeftError("input", `there is no training \`${name}\`; there is ${names === "" ? "none" : names}`);
}

function formulasOf({ outputs }: PlanEntry, results: readonly Tensor[]): ReadonlyMap<string, Formula> {
  const formulas = new Map<string, Formula>();
  for (const [at, { role, name }] of outputs.entries()) {
    const tensor = results[at];
    if (tensor === undefined) continue;
    const known = formulas.get(name);
    if (role === "exposed") formulas.set(name, { value: tensor });
    else if (role === "gradient" && known !== undefined) formulas.set(name, { ...known, gradient: tensor });
  }
  return formulas;
}

export const endOfTraining = "abort its signal or leave its loop";

/**
 * Trains until the last step or the signal. Throws where another training of the model goes on, and where the loss is NaN or infinite,
 * having gone back to the last good state.
 */
export async function* trainModel(
  context: TrainContext,
  name: string,
  options: TrainOptions,
): AsyncGenerator<TrainEvent, void, undefined> {
  const { state } = context;
  requireWhole("steps", options.steps, 0);
  requireEvery("evaluateEvery", options.evaluateEvery);
  requireEvery("saveEvery", options.saveEvery);
  requireWhole("evaluationBatches", options.evaluationBatches, 1);
  if (state.isTraining)
    throw new WeftError("input", `the model is in training already: ${endOfTraining}, then train again`);
  state.isTraining = true;
  try {
    yield* trainAlone(context, name, options);
  } finally {
    state.isTraining = false;
  }
}

async function* trainAlone(
  context: TrainContext,
  name: string,
  options: TrainOptions,
): AsyncGenerator<TrainEvent, void, undefined> {
  const begun = performance.now();
  const { machine, state } = context;
  const { training, entry } = findTraining(machine, name);
  const evaluateEntry = findEntry(machine, "evaluate", name);
  const source = await openData(machine, training, entry, context.readColumn, options.data);
  const concludeEntry = findEntry(machine, "conclude", name);
  const followEntry = findEntry(machine, "follow", name);
  const wanted = [entry, evaluateEntry, concludeEntry, followEntry].filter((one) => one !== undefined);
  const all = await prepareEntries(machine, wanted, context.progress);
  const [prepared] = all;
  const evaluation = all.find((one) => one.entry === evaluateEntry);
  const conclusion = all.find((one) => one.entry === concludeEntry);
  const following = all.find((one) => one.entry === followEntry);
  if (prepared === undefined) return;
  if (state.progress.training !== name) state.progress = { ...state.progress, training: name, step: 0 };
  const { seed } = state.progress;
  const first = state.progress.step;
  if (state.restorePoint.progress.step !== first) keepState(state, await readState(machine, state));
  else state.restorePoint = { ...state.restorePoint, progress: state.progress };

  const watch = training.patience === undefined ? undefined : watchLosses(training.patience);
  const isWatched = following !== undefined || watch !== undefined;
  const { length } = training;
  const planned = length.kind === "steps" ? length.count : length.count * source.stepsPerEpoch;
  const steps = options.steps ?? planned;
  const evaluateEvery = isWatched
    ? training.evaluateEvery
    : (options.evaluateEvery ?? training.evaluateEvery);
  const saveEvery = options.saveEvery ?? training.saveEvery;
  const evaluationBatches = isWatched ? undefined : (options.evaluationBatches ?? training.evaluationBatches);
  const settingsOfStep = (step: number): Map<string, number> =>
    settingsOf(seed, step, steps, source.stepsPerEpoch);
  const callOf = (step: number): Call => {
    const batch = source.trainingBatch(seed, step);
    const sizes = new Map([["batch", batch.rows]]);
    return { sizes, settings: settingsOfStep(step), inputs: batch.inputs };
  };
  const taken = takenPerStep(entry, source.trainingBatch(seed, first + 1).inputs, training);
  yield { kind: "start", step: first, steps, stepsPerEpoch: source.stepsPerEpoch, ...taken };

  const pending: { readonly step: number; readonly results: Promise<readonly Tensor[]> }[] = [];
  const clock = createClock();
  let firstStepMs = 0;
  let timedFrom = first;
  async function* finish(most: number): AsyncGenerator<TrainEvent, void, undefined> {
    while (pending.length > most) {
      const oldest = pending.shift();
      if (oldest === undefined || prepared === undefined) return;
      const results = await oldest.results;
      const losses = readLosses(prepared.entry, results);
      const formulas = formulasOf(prepared.entry, results);
      if (oldest.step === first + 1) firstStepMs = performance.now() - begun;
      const { loss, scaling } = losses;
      if (scaling?.isLast === true || (!Number.isFinite(loss) && scaling?.skipped !== true)) {
        await Promise.allSettled(pending.map((later) => later.results));
        const symptom = Number.isFinite(loss)
          ? `the gradients aren't finite at step ${oldest.step}, with the smallest scale of the loss`
          : `the loss is ${loss} at step ${oldest.step}`;
        throw await explainBadNumber(machine, state, prepared, callOf, oldest.step, symptom);
      }
      yield { kind: "step", step: oldest.step, ...losses, ...(formulas.size === 0 ? {} : { formulas }) };
    }
  }
  async function* evaluateNow(step: number, limit?: number): AsyncGenerator<TrainEvent, void, undefined> {
    if (evaluation === undefined) return;
    const settings = settingsOfStep(step);
    // One that a schedule follows is made in any case: a run that is resumed would miss it.
    const signal = following === undefined ? options.signal : undefined;
    const entries = { evaluation, conclusion };
    const evaluating = evaluateHeldOut(machine, entries, source, settings, limit, signal);
    let next = await evaluating.next();
    for (; next.done !== true; next = await evaluating.next())
      yield { kind: "evaluating", step, ...next.value };
    const measured = next.value;
    if (measured === undefined) {
      if (!isWatched || signal?.aborted === true) return;
      const watcher = following === undefined ? "`patience`" : "a schedule";
      throw new WeftError("data", `\`${training.data}\` has no held-out part, whose loss ${watcher} watches`);
    }
    yield { kind: "evaluation", step, ...measured };
    await watch?.note(measured.loss, () => readState(machine, state));
    // Only those that the spec counts: a run that was resumed has followed the same ones.
    const isCounted = step > first && evaluateEvery !== undefined && step % evaluateEvery === 0;
    if (following === undefined || !isCounted) return;
    settings.set("evaluation_loss", measured.loss);
    await runEntry(machine, following, { sizes: new Map(), settings, inputs: new Map() });
    keepState(state, await readState(machine, state));
  }
  async function* saveNow(): AsyncGenerator<TrainEvent, void, undefined> {
    if (options.save === undefined || prepared === undefined) return;
    const checkpoint = await readState(machine, state);
    const bad = badParameter(machine, checkpoint);
    if (bad !== undefined) {
      const symptom = `\`${bad}\` isn't finite after step ${checkpoint.progress.step}`;
      throw await explainBadNumber(machine, state, prepared, callOf, checkpoint.progress.step, symptom);
    }
    keepState(state, checkpoint);
    yield await saved(checkpoint, options.save);
  }
  async function saved(checkpoint: Checkpoint, save: Save): Promise<TrainEvent> {
    const { step } = checkpoint.progress;
    return { kind: "saved", step, checkpoint: await save(encodeCheckpoint(machine.plan, checkpoint), step) };
  }
  /** A run that ends goes back to the best state; one that is interrupted keeps it, and goes on from where it was. */
  async function* settle(reason: Reason): AsyncGenerator<TrainEvent, void, undefined> {
    const best = watch?.best();
    if (best === undefined || best.checkpoint.progress.step === state.progress.step) return;
    if (reason !== "aborted") {
      setState(machine, state, best.checkpoint);
      yield { kind: "back", step: state.progress.step, loss: best.loss };
    } else if (options.save !== undefined) yield await saved(best.checkpoint, options.save);
  }

  let step = first;
  // What a training with patience begins with may be the best already.
  if (watch !== undefined) yield* evaluateNow(step);
  const isOver = (): boolean => options.signal?.aborted === true || watch?.isOver() === true;
  while (step < steps && !isOver()) {
    step += 1;
    const { results } = await submitEntry(machine, prepared, callOf(step));
    pending.push({ step, results });
    state.progress = { ...state.progress, step };
    const last = step === steps;
    const shows = options.stateAfter?.(step) === true;
    const evaluates = last || (evaluateEvery !== undefined && step % evaluateEvery === 0);
    const saves = !last && saveEvery !== undefined && options.save !== undefined && step % saveEvery === 0;
    const warms = step === first + 1 || step === first + warmSteps;
    yield* finish(evaluates || saves || shows || warms ? 0 : prepared.ring.length - 1);
    if (evaluates || saves || shows) {
      clock.stop();
      // First, since it may change what schedules keep.
      if (evaluates) yield* evaluateNow(step, last ? undefined : evaluationBatches);
      if (shows)
        yield {
          kind: "state",
          step,
          checkpoint: encodeCheckpoint(machine.plan, await readState(machine, state)),
        };
      if (saves) yield* saveNow();
      clock.start();
    }
    if (warms) {
      timedFrom = step;
      clock.restart();
    }
  }
  yield* finish(0);
  clock.stop();
  const timed = step - timedFrom;
  const msPerStep = timed > 0 ? clock.elapsed() / timed : firstStepMs;
  const reason: Reason = step >= steps ? "finished" : watch?.isOver() === true ? "patience" : "aborted";
  if (step === first && reason === "finished" && watch === undefined) yield* evaluateNow(step);
  if (step > first) {
    yield* settle(reason);
    yield* saveNow();
  }
  const countPerSecond = msPerStep > 0 ? (taken.countPerStep * 1000) / msPerStep : 0;
  yield { kind: "done", step, reason, firstStepMs, msPerStep, countPerSecond, unit: taken.unit };
}

function takenPerStep(
  { inputs }: PlanEntry,
  batch: ReadonlyMap<string, InputArray>,
  training: PlanTraining,
): { readonly countPerStep: number; readonly unit: StepUnit } {
  let taken: { readonly countPerStep: number; readonly unit: StepUnit } = {
    countPerStep: training.batch,
    unit: training.data === undefined && training.batch === 1 ? "steps" : "examples",
  };
  for (const { name, axes, indexes } of inputs) {
    const count = batch.get(name)?.data.length ?? 0;
    if (indexes === undefined || axes.length < 2 || count <= taken.countPerStep) continue;
    taken = { countPerStep: count, unit: indexes.vocabulary === undefined ? "positions" : "tokens" };
  }
  return taken;
}
