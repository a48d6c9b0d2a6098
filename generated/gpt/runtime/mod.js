/** A model that runs: made from a package's plan and kernels. The package's own mod.ts gives this its types. */
import { decodeBeginning, decodeCheckpoint, encodeCheckpoint, weightsFile, } from "./checkpoint.js";
import { decodeColumn } from "./data/columns.js";
import { openData } from "./data/open.js";
import { messageOf, WeftError } from "./errors.js";
import { evaluateHeldOut } from "./evaluate.js";
import { readInputs, refuseOthers, runGenerator, } from "./generate.js";
import { growText } from "./grow.js";
import { growTexts } from "./grow-several.js";
import { readPackageFile } from "./host.js";
import { sizesOfInputs } from "./inputs.js";
import { firstCheckpoint, openState, readState, setState } from "./model-state.js";
import { openEngine } from "./open-engine.js";
import { initialStates } from "./parameters.js";
import { prepareEntries, runEntry } from "./step.js";
import { createTensor } from "./tensor.js";
import { findEntry, endOfTraining, findTraining, settingsOf, trainModel, } from "./train.js";
import { createVocabularies, decoderOf } from "./vocabularies.js";
import { requireWhole } from "./whole.js";
/** Opens a backend, makes the model's memory there and fills it. Throws a WeftError that says what is missing. */
export async function createModel(plan, files, options = {}) {
    requireWhole("seed", options.seed);
    const seed = options.seed ?? plan.trainings[0]?.seed ?? 0;
    const vocabularies = createVocabularies(plan, files.tokenizers ?? {});
    const given = await readGiven(plan, files, options, seed);
    const engine = await openEngine(plan, files, options);
    const machine = { plan, engine, vocabularies, prepared: new Map() };
    const state = openState(machine, () => given ?? firstCheckpoint(plan, seed));
    const progress = options.progress ?? (() => undefined);
    const readColumn = async (column) => {
        const url = new URL(`data/${column}.bin`, files.baseUrl);
        const bytes = await readPackageFile(url).catch((error) => {
            const advice = "build the package again, put its folder data/ there, or give `data` in the call";
            throw new WeftError("data", `${messageOf(error)}: ${advice}`);
        });
        return decodeColumn(column, bytes);
    };
    const requireIdle = () => {
        engine.check();
        if (state.isTraining)
            throw new WeftError("input", `a training is going on: ${endOfTraining}, then load`);
    };
    const load = (bytes, name) => {
        requireIdle();
        const checkpoint = decodeCheckpoint(plan, bytes, initialStates(plan), name);
        setState(machine, state, checkpoint);
        return checkpoint.notes;
    };
    const begin = (bytes, name) => {
        requireIdle();
        const checkpoint = decodeBeginning(plan, bytes, state.progress.seed, name);
        setState(machine, state, checkpoint);
        return checkpoint.notes;
    };
    return {
        get backend() {
            return engine.backend;
        },
        get adapter() {
            return engine.adapter;
        },
        get seed() {
            return state.progress.seed;
        },
        get step() {
            return state.progress.step;
        },
        train: (name, trainOptions = {}) => trainModel({ machine, state, readColumn, progress }, name, trainOptions),
        evaluate: async (name, { data } = {}) => {
            const { training } = findTraining(machine, name);
            const entry = findEntry(machine, "evaluate", name);
            if (entry === undefined)
                throw new WeftError("input", `\`${name}\` has nothing to evaluate`);
            const source = await openData(machine, training, entry, readColumn, data);
            const concludes = findEntry(machine, "conclude", name);
            const wanted = concludes === undefined ? [entry] : [entry, concludes];
            const [evaluation, conclusion] = await prepareEntries(machine, wanted, progress);
            const { seed, step } = state.progress;
            const settings = settingsOf(seed, step, step, source.stepsPerEpoch);
            const entries = evaluation && { evaluation, conclusion };
            const measured = entries && (await evaluateHeldOut(machine, entries, source, settings));
            if (measured === undefined)
                throw new WeftError("data", `\`${training.data}\` has no held-out part`);
            return measured;
        },
        infer: async (name, given = {}) => {
            const entry = findEntry(machine, "infer", name);
            if (entry === undefined)
                throw new WeftError("input", `there is no model \`${name}\` to infer`);
            const names = entry.inputs.map((input) => input.name);
            refuseOthers(name, names, given);
            const inputs = readInputs(machine, entry, given);
            const [prepared] = await prepareEntries(machine, [entry], progress);
            const sizes = sizesOfInputs(entry.inputs, inputs);
            const settings = new Map([
                ["seed", state.progress.seed],
                ["step", 1],
            ]);
            const results = prepared ? await runEntry(machine, prepared, { sizes, settings, inputs }) : [];
            return nameResults(machine, entry, results);
        },
        generate: (name, given = {}, generateOptions = {}) => growText(machine, name, given, { seed: state.progress.seed, ...generateOptions }, progress),
        generateAll: (name, given = {}, generateOptions = {}) => growTexts(machine, name, given, { seed: state.progress.seed, ...generateOptions }, progress),
        run: async (name, given = {}, generateOptions = {}) => {
            const seeded = { seed: state.progress.seed, ...generateOptions };
            const { entry, results } = await runGenerator(machine, name, given, seeded, progress);
            return nameResults(machine, entry, results);
        },
        vocabularies,
        decode: (key, numbers) => {
            const decode = decoderOf(vocabularies.get(key));
            return [...numbers].map(decode).join("");
        },
        save: async () => encodeCheckpoint(plan, await readState(machine, state)),
        load,
        begin,
        parameter: async (path) => {
            const found = plan.parameters.find((parameter) => parameter.path === path);
            if (found === undefined)
                throw new WeftError("input", `there is no parameter \`${path}\``);
            const bytes = await engine.readArena("parameters", found.offset, found.count);
            const { axes } = found;
            const sizes = axes.map((axis) => axis.size);
            return createTensor(axes.map((axis) => axis.name), sizes, "real", new Float32Array(bytes), new Map());
        },
        counts: engine.counts,
        destroy: engine.destroy,
    };
}
/** What the model begins with instead of the spec's first parameters. Throws where it doesn't fit. */
async function readGiven(plan, files, { checkpoint, weights = true }, seed) {
    if (checkpoint !== undefined)
        return decodeCheckpoint(plan, checkpoint, initialStates(plan));
    if (files.weights === undefined || !weights)
        return undefined;
    return decodeBeginning(plan, await files.weights(), seed, weightsFile);
}
function nameResults(machine, entry, results) {
    const named = {};
    for (const [index, output] of entry.outputs.entries()) {
        const tensor = results[index];
        if (tensor === undefined)
            continue;
        if (tensor.axes.length > 0) {
            named[output.name] = tensor;
            continue;
        }
        const value = tensor.data[0] ?? 0;
        const key = output.indexes?.vocabulary;
        const label = key === undefined ? undefined : machine.vocabularies.get(key)?.labels[value];
        named[output.name] = label ?? (output.type === "bool" ? value !== 0 : value);
    }
    return named;
}
