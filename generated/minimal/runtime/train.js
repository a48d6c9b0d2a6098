/** Training: steps are submitted without waiting, their losses come some steps late, in order. */
import { watchLosses } from "./best.js";
import { encodeCheckpoint } from "./checkpoint.js";
import { openData } from "./data/open.js";
import { explainBadNumber } from "./diagnose.js";
import { evaluateHeldOut, readLosses, } from "./evaluate.js";
import { badParameter, keepState, readState, setState } from "./model-state.js";
import { WeftError } from "./errors.js";
import { prepareEntries, runEntry, submitEntry } from "./step.js";
import { createClock } from "./timing.js";
import { requireEvery, requireWhole } from "./whole.js";
/** The clock of `msPerStep` starts when so many steps are done. */
const warmSteps = 10;
/** The numbers that a training's formulas may ask for. */
export function settingsOf(seed, step, steps, stepsPerEpoch) {
    return new Map([
        ["seed", seed],
        ["step", step],
        ["steps", steps],
        ["epoch", Math.max(1, Math.ceil(step / stepsPerEpoch))],
    ]);
}
export function findEntry(machine, kind, name) {
    return machine.plan.entries.find((entry) => entry.kind === kind && entry.name === name);
}
/** Throws, with the names that there are, where the model has no such training. */
export function findTraining(machine, name) {
    const training = machine.plan.trainings.find((candidate) => candidate.name === name);
    const entry = findEntry(machine, "train", name);
    if (training !== undefined && entry !== undefined)
        return { training, entry };
    const names = machine.plan.trainings.map((candidate) => candidate.name).join(", ");
    throw new WeftError("input", `there is no training \`${name}\`; there is ${names === "" ? "none" : names}`);
}
function formulasOf({ outputs }, results) {
    const formulas = new Map();
    for (const [at, { role, name }] of outputs.entries()) {
        const tensor = results[at];
        if (tensor === undefined)
            continue;
        const known = formulas.get(name);
        if (role === "exposed")
            formulas.set(name, { value: tensor });
        else if (role === "gradient" && known !== undefined)
            formulas.set(name, { ...known, gradient: tensor });
    }
    return formulas;
}
export const endOfTraining = "abort its signal or leave its loop";
/**
 * Trains until the last step or the signal. Throws where another training of the model goes on, and where the loss is NaN or infinite,
 * having gone back to the last good state.
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
    try {
        yield* trainAlone(context, name, options);
    }
    finally {
        state.isTraining = false;
    }
}
async function* trainAlone(context, name, options) {
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
    if (prepared === undefined)
        return;
    if (state.progress.training !== name)
        state.progress = { ...state.progress, training: name, step: 0 };
    const { seed } = state.progress;
    const first = state.progress.step;
    if (state.restorePoint.progress.step !== first)
        keepState(state, await readState(machine, state));
    else
        state.restorePoint = { ...state.restorePoint, progress: state.progress };
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
    const settingsOfStep = (step) => settingsOf(seed, step, steps, source.stepsPerEpoch);
    const callOf = (step) => {
        const batch = source.trainingBatch(seed, step);
        const sizes = new Map([["batch", batch.rows]]);
        return { sizes, settings: settingsOfStep(step), inputs: batch.inputs };
    };
    const taken = takenPerStep(entry, source.trainingBatch(seed, first + 1).inputs, training);
    yield { kind: "start", step: first, steps, stepsPerEpoch: source.stepsPerEpoch, ...taken };
    const pending = [];
    const clock = createClock();
    let firstStepMs = 0;
    let timedFrom = first;
    async function* finish(most) {
        while (pending.length > most) {
            const oldest = pending.shift();
            if (oldest === undefined || prepared === undefined)
                return;
            const results = await oldest.results;
            const losses = readLosses(prepared.entry, results);
            const formulas = formulasOf(prepared.entry, results);
            if (oldest.step === first + 1)
                firstStepMs = performance.now() - begun;
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
    async function* evaluateNow(step, limit) {
        if (evaluation === undefined)
            return;
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
            if (!isWatched || signal?.aborted === true)
                return;
            const watcher = following === undefined ? "`patience`" : "a schedule";
            throw new WeftError("data", `\`${training.data}\` has no held-out part, whose loss ${watcher} watches`);
        }
        yield { kind: "evaluation", step, ...measured };
        await watch?.note(measured.loss, () => readState(machine, state));
        // Only those that the spec counts: a run that was resumed has followed the same ones.
        const isCounted = step > first && evaluateEvery !== undefined && step % evaluateEvery === 0;
        if (following === undefined || !isCounted)
            return;
        settings.set("evaluation_loss", measured.loss);
        await runEntry(machine, following, { sizes: new Map(), settings, inputs: new Map() });
        keepState(state, await readState(machine, state));
    }
    async function* saveNow() {
        if (options.save === undefined || prepared === undefined)
            return;
        const checkpoint = await readState(machine, state);
        const bad = badParameter(machine, checkpoint);
        if (bad !== undefined) {
            const symptom = `\`${bad}\` isn't finite after step ${checkpoint.progress.step}`;
            throw await explainBadNumber(machine, state, prepared, callOf, checkpoint.progress.step, symptom);
        }
        keepState(state, checkpoint);
        yield await saved(checkpoint, options.save);
    }
    async function saved(checkpoint, save) {
        const { step } = checkpoint.progress;
        return { kind: "saved", step, checkpoint: await save(encodeCheckpoint(machine.plan, checkpoint), step) };
    }
    /** A run that ends goes back to the best state; one that is interrupted keeps it, and goes on from where it was. */
    async function* settle(reason) {
        const best = watch?.best();
        if (best === undefined || best.checkpoint.progress.step === state.progress.step)
            return;
        if (reason !== "aborted") {
            setState(machine, state, best.checkpoint);
            yield { kind: "back", step: state.progress.step, loss: best.loss };
        }
        else if (options.save !== undefined)
            yield await saved(best.checkpoint, options.save);
    }
    let step = first;
    // What a training with patience begins with may be the best already.
    if (watch !== undefined)
        yield* evaluateNow(step);
    const isOver = () => options.signal?.aborted === true || watch?.isOver() === true;
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
            if (evaluates)
                yield* evaluateNow(step, last ? undefined : evaluationBatches);
            if (shows)
                yield {
                    kind: "state",
                    step,
                    checkpoint: encodeCheckpoint(machine.plan, await readState(machine, state)),
                };
            if (saves)
                yield* saveNow();
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
    const reason = step >= steps ? "finished" : watch?.isOver() === true ? "patience" : "aborted";
    if (step === first && reason === "finished" && watch === undefined)
        yield* evaluateNow(step);
    if (step > first) {
        yield* settle(reason);
        yield* saveNow();
    }
    const countPerSecond = msPerStep > 0 ? (taken.countPerStep * 1000) / msPerStep : 0;
    yield { kind: "done", step, reason, firstStepMs, msPerStep, countPerSecond, unit: taken.unit };
}
function takenPerStep({ inputs }, batch, training) {
    let taken = {
        countPerStep: training.batch,
        unit: training.data === undefined && training.batch === 1 ? "steps" : "examples",
    };
    for (const { name, axes, indexes } of inputs) {
        const count = batch.get(name)?.data.length ?? 0;
        if (indexes === undefined || axes.length < 2 || count <= taken.countPerStep)
            continue;
        taken = { countPerStep: count, unit: indexes.vocabulary === undefined ? "positions" : "tokens" };
    }
    return taken;
}
