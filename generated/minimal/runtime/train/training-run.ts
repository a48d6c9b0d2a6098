/** A training that goes on: what it was opened with, and what happens between its steps. */
import { watchLosses, type Watch } from "./best.ts";
import { decodeCheckpoint } from "../checkpoint/checkpoint.ts";
import type { ReadColumn } from "../data/columns.ts";
import { openData } from "../data/open.ts";
import type { BatchSource } from "../data/source.ts";
import { explainBadNumber } from "./diagnose.ts";
import type { CompileProgress } from "../engine.ts";
import { WeftError } from "../errors.ts";
import { evaluateHeldOut, readLosses } from "./evaluate.ts";
import {
  beginTraining,
  keepState,
  loadState,
  restoreState,
  type ModelState,
} from "../checkpoint/model-state.ts";
import type { PlanEntry, PlanTraining } from "../plan.ts";
import { prepareEntries, runEntry, type Call, type Machine, type PreparedEntry } from "../step.ts";
import type { Tensor } from "../tensor.ts";
import {
  findEntry,
  findTraining,
  settingsOf,
  type Formula,
  type Reason,
  type Save,
  type TrainEvent,
  type TrainOptions,
} from "./training.ts";

export interface TrainContext {
  readonly machine: Machine;
  readonly state: ModelState;
  readonly readColumn: ReadColumn;
  readonly progress: CompileProgress;
}

/** A step that was submitted. */
interface Pending {
  readonly step: number;
  readonly results: Promise<readonly Tensor[]>;
}

export interface TrainingRun {
  readonly machine: Machine;
  readonly state: ModelState;
  readonly training: PlanTraining;
  readonly options: TrainOptions;
  readonly source: BatchSource;
  readonly prepared: PreparedEntry;
  readonly evaluation: PreparedEntry | undefined;
  readonly conclusion: PreparedEntry | undefined;
  /** What a schedule makes of an evaluation. */
  readonly following: PreparedEntry | undefined;
  readonly watch: Watch | undefined;
  /** Steps done before, and in all. */
  readonly first: number;
  readonly steps: number;
  readonly evaluateEvery: number | undefined;
  readonly saveEvery: number | undefined;
  readonly evaluationBatches: number | undefined;
  /** In order. */
  readonly pending: Pending[];
  /** When it was asked for. */
  readonly begun: number;
  firstStepMs: number;
}

/** `step` and `steps` are whole numbers of 32 bits in formulas. */
const mostSteps = 2 ** 31 - 1;

export async function openRun(
  { machine, state, readColumn, progress }: TrainContext,
  name: string,
  options: TrainOptions,
): Promise<TrainingRun> {
  const begun = performance.now();
  const { training, entry } = findTraining(machine, name);
  const evaluateEntry = findEntry(machine, "evaluate", name);
  const source = await openData(machine, training, entry, readColumn, options);
  const concludeEntry = findEntry(machine, "conclude", name);
  const followEntry = findEntry(machine, "follow", name);
  const wanted = [entry, evaluateEntry, concludeEntry, followEntry].filter((one) => one !== undefined);
  const all = await prepareEntries(machine, wanted, progress);
  const preparedOf = (wish: PlanEntry | undefined): PreparedEntry | undefined =>
    all.find((one) => one.entry === wish);
  const prepared = preparedOf(entry);
  if (prepared === undefined) throw new WeftError("kernel", `the entry of \`${name}\` wasn't prepared`);
  const isAnother = state.progress.training !== name && (await beginTraining(machine, state, name));
  const first = state.progress.step;
  if (isAnother || state.restorePoint?.progress.step !== first) {
    // A state that was loaded isn't kept yet; a loop that was left has steps under way whose losses nobody has read.
    await keepState(machine, state, async (bad) => {
      if (state.restorePoint !== undefined) restoreState(machine, state);
      const kept = `the state of step ${state.progress.step} is kept`;
      return new WeftError("number", `\`${bad}\` isn't finite after step ${first}; ${kept}`);
    });
  } else state.restorePoint = { ...state.restorePoint, progress: state.progress };

  const following = preparedOf(followEntry);
  const watch = training.patience === undefined ? undefined : watchLosses(training.patience);
  const { length } = training;
  const planned = length.kind === "steps" ? length.count : length.count * source.stepsPerEpoch;
  const steps = options.steps ?? planned;
  if (steps > mostSteps) {
    const most = mostSteps.toLocaleString("en");
    throw new WeftError("input", `${steps.toLocaleString("en")} steps are more than formulas count, ${most}`);
  }
  const isOwn = following !== undefined || watch !== undefined;
  return {
    machine,
    state,
    training,
    options,
    source,
    prepared,
    evaluation: preparedOf(evaluateEntry),
    conclusion: preparedOf(concludeEntry),
    following,
    watch,
    first,
    steps,
    // What is watched is as the spec says.
    evaluateEvery: isOwn ? training.evaluateEvery : (options.evaluateEvery ?? training.evaluateEvery),
    saveEvery: options.saveEvery ?? training.saveEvery,
    evaluationBatches: isOwn ? undefined : (options.evaluationBatches ?? training.evaluationBatches),
    pending: [],
    begun,
    firstStepMs: 0,
  };
}

/** The batch and the numbers of a step. */
export function callOf({ state, source, steps }: TrainingRun, step: number): Call {
  const { seed } = state.progress;
  const batch = source.trainingBatch(seed, step);
  const settings = settingsOf(seed, step, steps, source.stepsPerEpoch);
  return { sizes: new Map([["batch", batch.rows]]), settings, inputs: batch.inputs };
}

/** Waits for the oldest steps, until at most so many are under way. */
export async function* finish(run: TrainingRun, most: number): AsyncGenerator<TrainEvent, void, undefined> {
  const { pending, prepared } = run;
  while (pending.length > most) {
    const oldest = pending.shift();
    if (oldest === undefined) return;
    const results = await oldest.results;
    const losses = readLosses(prepared.entry, results);
    const formulas = formulasOf(prepared.entry, results);
    if (oldest.step === run.first + 1) run.firstStepMs = performance.now() - run.begun;
    const { loss, scaling } = losses;
    if (scaling?.isLast === true || (!Number.isFinite(loss) && scaling?.skipped !== true)) {
      await Promise.allSettled(pending.map((later) => later.results));
      const symptom = Number.isFinite(loss)
        ? `the gradients aren't finite at step ${oldest.step}, with the smallest scale of the loss`
        : `the loss is ${loss} at step ${oldest.step}`;
      throw await explained(run, oldest.step, symptom);
    }
    yield { kind: "step", step: oldest.step, ...losses, ...(formulas.size === 0 ? {} : { formulas }) };
  }
}

function explained(run: TrainingRun, step: number, symptom: string): ReturnType<typeof explainBadNumber> {
  const { machine, state, prepared } = run;
  return explainBadNumber(machine, state, prepared, (of) => callOf(run, of), step, symptom);
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

/** On so many held-out batches, or all; what watches the loss then hears of it. */
export async function* evaluateNow(
  run: TrainingRun,
  step: number,
  limit?: number,
): AsyncGenerator<TrainEvent, void, undefined> {
  const { machine, state, options, source, evaluation, conclusion, following, watch } = run;
  if (evaluation === undefined) return;
  const settings = settingsOf(state.progress.seed, step, run.steps, source.stepsPerEpoch);
  // One that a schedule follows is made in any case: a run that is resumed would miss it.
  const signal = following === undefined ? options.signal : undefined;
  const entries = { evaluation, conclusion };
  const evaluating = evaluateHeldOut(machine, entries, source, settings, limit, signal);
  let next = await evaluating.next();
  for (; next.done !== true; next = await evaluating.next())
    yield { kind: "evaluating", step, ...next.value };
  const measured = next.value;
  if (measured === undefined) {
    if ((following === undefined && watch === undefined) || signal?.aborted === true) return;
    const watcher = following === undefined ? "`patience`" : "a schedule";
    throw new WeftError(
      "data",
      `\`${run.training.data}\` has no held-out part, whose loss ${watcher} watches`,
    );
  }
  yield { kind: "evaluation", step, ...measured };
  await watch?.note(measured.loss, step, () => keepNow(run));
  // Only those that the spec counts: a run that was resumed has followed the same ones.
  const isCounted = step > run.first && run.evaluateEvery !== undefined && step % run.evaluateEvery === 0;
  if (following === undefined || !isCounted) return;
  settings.set("evaluation_loss", measured.loss);
  await runEntry(machine, following, { sizes: new Map(), settings, inputs: new Map() });
  await keepNow(run);
}

/** Makes the state the point to go back to, and gives its checkpoint. Throws where a number of it isn't finite. */
export function keepNow(run: TrainingRun): Promise<Uint8Array<ArrayBuffer>> {
  const { machine, state } = run;
  const { step } = state.progress;
  return keepState(machine, state, (bad) =>
    explained(run, step, `\`${bad}\` isn't finite after step ${step}`),
  );
}

/** Saves what `keepNow` gave, where there is a way to. */
export async function* saveNow(
  { state, options }: TrainingRun,
  checkpoint: Uint8Array<ArrayBuffer>,
): AsyncGenerator<TrainEvent, void, undefined> {
  if (options.save !== undefined) yield await saved(checkpoint, state.progress.step, options.save);
}

async function saved(checkpoint: Uint8Array<ArrayBuffer>, step: number, save: Save): Promise<TrainEvent> {
  return { kind: "saved", step, checkpoint: await save(checkpoint, step) };
}

/** A run that ends goes back to the best state; one that is interrupted keeps it, and goes on from where it was. */
export async function* settle(run: TrainingRun, reason: Reason): AsyncGenerator<TrainEvent, void, undefined> {
  const { machine, state, options, watch } = run;
  const best = watch?.best();
  if (best === undefined || best.step === state.progress.step) return;
  const { checkpoint, step, loss } = best;
  if (reason !== "aborted") {
    loadState(machine, state, decodeCheckpoint(machine.plan, checkpoint, "the best state"));
    yield { kind: "back", step, loss };
  } else if (options.save !== undefined) yield await saved(checkpoint, step, options.save);
}
