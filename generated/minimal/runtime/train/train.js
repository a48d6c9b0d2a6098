/** Training: steps are submitted without waiting, their losses come some steps late, in order. */
import { encodeCheckpoint } from "../checkpoint/checkpoint.js";
import { messageOf, WeftError } from "../errors.js";
import { submitEntry } from "../step.js";
import { createClock } from "./timing.js";
import { callOf, evaluateNow, finish, keepNow, openRun, saveNow, settle, } from "./training-run.js";
import { requireEvery, requireWhole } from "../whole.js";
/** The clock of `msPerStep` starts when so many steps are done. */
const warmSteps = 10;
export const endOfTraining = "abort its signal or leave its loop";
/**
 * Trains until the last step or the signal. Throws where another training of the model goes on, where the loss is NaN or infinite,
 * having gone back to the last good state, and where the device is lost, having saved the last state that was read.
 */
export async function* trainModel(context, name, options) {
    const { state } = context;
    requireWhole("steps", options.steps, 0);
    requireEvery("evaluateEvery", options.evaluateEvery);
    requireEvery("saveEvery", options.saveEvery);
    requireWhole("evaluationBatches", options.evaluationBatches, 1);
    if (state.isTraining)
        throw new WeftError("input", `the model is in training already: ${endOfTraining}, then train again`);
    state.isTraining = true;
    const { save } = options;
    const { progress } = state;
    const kept = { step: progress.training === name ? progress.step : 0 };
    const noting = save === undefined
        ? options
        : { ...options, save: (bytes, step) => ((kept.step = step), save(bytes, step)) };
    try {
        yield* trainAlone(context, name, noting);
    }
    catch (error) {
        throw await withKept(context, error, kept.step, save);
    }
    finally {
        state.isTraining = false;
    }
}
/** A device that is lost takes the state with it: of a later step than the one that is `saved` the host may still have one. */
async function withKept({ machine, state: { restorePoint } }, error, saved, save) {
    if (!(error instanceof WeftError) || error.kind !== "lost")
        return error;
    if (save === undefined || restorePoint === undefined || restorePoint.progress.step <= saved)
        return error;
    const { step } = restorePoint.progress;
    const what = `the state of step ${step}, the last that was read,`;
    try {
        const place = await save(encodeCheckpoint(machine.plan, restorePoint.checkpoint()), step);
        return new WeftError("lost", `${error.message}\n${what} is kept in ${place}`);
    }
    catch (failure) {
        return new WeftError("lost", `${error.message}\n${what} can't be kept: ${messageOf(failure)}`);
    }
}
async function* trainAlone(context, name, options) {
    const run = await openRun(context, name, options);
    const { machine, state, source, prepared, watch, first, steps, evaluateEvery, saveEvery, pending } = run;
    const taken = takenPerStep(run);
    const { stepsPerEpoch, skipped } = source;
    const left = skipped === undefined ? {} : { skipped };
    yield { kind: "start", step: first, steps, stepsPerEpoch, ...taken, ...left };
    const clock = createClock();
    let timedFrom = first;
    let step = first;
    // What a training with patience begins with may be the best already.
    if (watch !== undefined)
        yield* evaluateNow(run, step);
    const isOver = () => options.signal?.aborted === true || watch?.isOver() === true;
    while (step < steps && !isOver()) {
        step += 1;
        const { results } = await submitEntry(machine, prepared, callOf(run, step));
        pending.push({ step, results });
        state.progress = { ...state.progress, step };
        const last = step === steps;
        const shows = options.stateAfter?.(step) === true;
        const evaluates = last || (evaluateEvery !== undefined && step % evaluateEvery === 0);
        const saves = !last && saveEvery !== undefined && options.save !== undefined && step % saveEvery === 0;
        const warms = step === first + 1 || step === first + warmSteps;
        yield* finish(run, evaluates || saves || shows || warms ? 0 : prepared.ring.length - 1);
        if (evaluates || saves || shows) {
            clock.stop();
            // First, since it may change what schedules keep.
            if (evaluates)
                yield* evaluateNow(run, step, last ? undefined : run.evaluationBatches);
            if (shows || saves) {
                const checkpoint = await keepNow(run);
                if (shows)
                    yield { kind: "state", step, checkpoint };
                if (saves)
                    yield* saveNow(run, checkpoint);
            }
            clock.start();
        }
        if (warms) {
            timedFrom = step;
            clock.restart();
        }
    }
    yield* finish(run, 0);
    clock.stop();
    const { firstStepMs } = run;
    const timed = step - timedFrom;
    const msPerStep = timed > 0 ? clock.elapsed() / timed : firstStepMs;
    const reason = step >= steps ? "finished" : watch?.isOver() === true ? "patience" : "aborted";
    if (step === first && reason === "finished" && watch === undefined)
        yield* evaluateNow(run, step);
    if (step > first) {
        yield* settle(run, reason);
        yield* saveNow(run, await keepNow(run));
    }
    const countPerSecond = msPerStep > 0 ? (taken.countPerStep * 1000) / msPerStep : 0;
    yield { kind: "done", step, reason, firstStepMs, msPerStep, countPerSecond, unit: taken.unit };
}
/** How much a step takes, in the largest unit that its inputs have. */
function takenPerStep(run) {
    const { training, prepared, first } = run;
    const { inputs: batch } = callOf(run, first + 1);
    let taken = {
        countPerStep: training.batch,
        unit: training.data === undefined && training.batch === 1 ? "steps" : "examples",
    };
    for (const { name, axes, indexes } of prepared.entry.inputs) {
        const count = batch.get(name)?.data.length ?? 0;
        if (indexes === undefined || axes.length < 2 || count <= taken.countPerStep)
            continue;
        taken = { countPerStep: count, unit: indexes.vocabulary === undefined ? "positions" : "tokens" };
    }
    return taken;
}
