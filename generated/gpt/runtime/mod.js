/** A model that runs: made from a package's plan and kernels. The package's own mod.ts gives this its types. */
import { decodeBeginning, decodeCheckpoint, weightsFile } from "./checkpoint/checkpoint.js";
import { decodeColumn } from "./data/columns.js";
import { openData } from "./data/open.js";
import { messageOf, WeftError } from "./errors.js";
import { sumOfFiles } from "./fetch-progress.js";
import { evaluateHeldOut } from "./train/evaluate.js";
import { checkNames, findGenerator, readOptions, } from "./generate/generate.js";
import { growText } from "./generate/grow.js";
import { growTexts } from "./generate/grow-several.js";
import { readPackageFile } from "./host.js";
import { callOnce } from "./infer/infer.js";
import { refuseOthers } from "./known-names.js";
import { firstState, loadState, openState, readCheckpoint } from "./checkpoint/model-state.js";
import { openEngine } from "./open-engine.js";
import { optionNames } from "./options.js";
import { seedOf } from "./random.js";
import { prepareEntries, requireState } from "./step.js";
import { createTensor } from "./tensor.js";
import { endOfTraining, trainModel } from "./train/train.js";
import { findEntry, findTraining, settingsOf } from "./train/training.js";
import { createVocabularies, decoderOf } from "./vocabularies.js";
import { requireSeed } from "./whole.js";
/** Opens a backend, makes the model's memory there and fills it. Throws a WeftError that says what is missing. */
export async function createModel(plan, files, options = {}) {
    refuseOthers("load", optionNames.load, options, "option");
    requireSeed(options.seed);
    const seed = options.seed ?? plan.trainings[0]?.seed ?? 0;
    const vocabularies = createVocabularies(plan, files.tokenizers ?? {});
    const tellOfFile = sumOfFiles(options.fetched ?? (() => undefined));
    const given = await readGiven(plan, files, options, seed, tellOfFile);
    const engine = await openEngine(plan, files, options);
    const machine = { plan, engine, vocabularies, prepared: new Map() };
    const state = openState(machine, firstState(plan, seed), given);
    const progress = options.progress ?? (() => undefined);
    const readColumn = columnReader(files.baseUrl, tellOfFile);
    const context = { machine, state, readColumn, progress };
    const requireIdle = () => {
        engine.check();
        if (state.isTraining)
            throw new WeftError("input", `a training is going on: ${endOfTraining}, then load`);
    };
    const findInference = (name) => {
        const entry = findEntry(machine, "infer", name);
        if (entry === undefined)
            throw new WeftError("input", `there is no model \`${name}\` to infer`);
        return entry;
    };
    const inferenceSettings = () => new Map([
        ["seed", state.progress.seed],
        ["step", 1],
    ]);
    const load = (bytes, name) => {
        requireIdle();
        const checkpoint = decodeCheckpoint(plan, bytes, name);
        loadState(machine, state, checkpoint);
        return checkpoint.notes;
    };
    const begin = (bytes, name) => {
        requireIdle();
        const checkpoint = decodeBeginning(plan, bytes, state.progress.seed, name);
        loadState(machine, state, checkpoint);
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
        train: async function* (name, given = {}) {
            refuseOthers("train", optionNames.train, given, "option");
            yield* trainModel(context, name, given);
        },
        evaluate: async (name, given = {}) => {
            refuseOthers("evaluate", optionNames.evaluate, given, "option");
            return evaluateModel(context, name, given);
        },
        infer: async (name, given = {}) => {
            const entry = findInference(name);
            refuseOthers(name, namesOf(entry), given);
            return callOnce(machine, entry, given, inferenceSettings(), progress);
        },
        inferAll: async function* (name, records, options = {}) {
            refuseOthers("inferAll", optionNames.inferAll, options, "option");
            const entry = findInference(name);
            const called = { entry, names: namesOf(entry), settingsOf: inferenceSettings };
            const { inferSeveral } = await inferringSeveral();
            yield* inferSeveral(machine, called, records, options, progress);
        },
        generate: async function* (name, given = {}, options = {}) {
            refuseOthers("generate", optionNames.generate, options, "option");
            yield* growText(machine, name, given, { seed: state.progress.seed, ...options }, progress);
        },
        generateAll: async function* (name, given = {}, options = {}) {
            refuseOthers("generateAll", optionNames.generateAll, options, "option");
            yield* growTexts(machine, name, given, { seed: state.progress.seed, ...options }, progress);
        },
        run: async (name, given = {}, options = {}) => {
            refuseOthers("run", optionNames.run, options, "option");
            const { seed: own = state.progress.seed } = options;
            const { generator, entry } = findGenerator(machine, name);
            checkNames(generator, entry, given, []);
            const settings = readOptions(generator, given, own).set("step", 1);
            return callOnce(machine, entry, given, settings, progress);
        },
        runAll: async function* (name, records, given = {}, options = {}) {
            refuseOthers("runAll", optionNames.runAll, options, "option");
            const { seed: own = state.progress.seed, ...several } = options;
            const called = calledGenerator(machine, name, given, own);
            const { inferSeveral } = await inferringSeveral();
            yield* inferSeveral(machine, called, records, several, progress);
        },
        vocabularies,
        decode: (key, numbers) => {
            const decode = decoderOf(vocabularies.get(key));
            return [...numbers].map(decode).join("");
        },
        save: () => readCheckpoint(machine, state),
        load,
        begin,
        parameter: (path) => readParameter(machine, path),
        counts: engine.counts,
        destroy: engine.destroy,
    };
}
function columnReader(baseUrl, tellOfFile) {
    return async (column) => {
        const url = new URL(`data/${column}.bin`, baseUrl);
        const bytes = await readPackageFile(url, tellOfFile()).catch((error) => {
            const advice = "build the package again, put its folder data/ there, or give `data` and `test` in the call";
            throw new WeftError("data", `${messageOf(error)}: ${advice}`);
        });
        return decodeColumn(column, bytes);
    };
}
function namesOf({ inputs }) {
    return inputs.map((input) => input.name);
}
async function evaluateModel({ machine, state, readColumn, progress }, name, options) {
    const { training } = findTraining(machine, name);
    const entry = findEntry(machine, "evaluate", name);
    if (entry === undefined)
        throw new WeftError("data", `\`${name}\` has no data, of which a part could be held out`);
    const source = await openData(machine, training, entry, readColumn, options);
    const concludes = findEntry(machine, "conclude", name);
    const wanted = concludes === undefined ? [entry] : [entry, concludes];
    const [evaluation, conclusion] = await prepareEntries(machine, wanted, progress);
    const { seed, step } = state.progress;
    const settings = settingsOf(seed, step, step, source.stepsPerEpoch);
    if (evaluation === undefined)
        throw new WeftError("input", `\`${name}\` has nothing to evaluate`);
    const evaluating = evaluateHeldOut(machine, { evaluation, conclusion }, source, settings);
    let next = await evaluating.next();
    for (; next.done !== true; next = await evaluating.next())
        options.tell?.(next.value);
    if (next.value !== undefined)
        return next.value;
    throw new WeftError("data", `\`${training.data}\` has no held-out part`);
}
/** A generator that grows nothing, as it is called for many inputs. */
function calledGenerator(machine, name, given, seed) {
    const { generator, entry } = findGenerator(machine, name);
    if (generator.grow !== undefined)
        throw new WeftError("input", `\`${name}\` grows a text: \`generateAll\` grows several`);
    const names = generator.options.map((option) => option.name);
    refuseOthers(name, names, given);
    const settings = (record) => readOptions(generator, given, seedOf(seed, record)).set("step", 1);
    return { entry, names: namesOf(entry), settingsOf: settings };
}
async function readParameter(machine, path) {
    const { plan, engine } = machine;
    const found = plan.parameters.find((parameter) => parameter.path === path);
    if (found === undefined)
        throw new WeftError("input", `there is no parameter \`${path}\``);
    const { axes, offset, count } = found;
    requireState(machine);
    const numbers = new Float32Array(await engine.readArena("parameters", offset, count));
    const sizes = axes.map((axis) => axis.size);
    return createTensor(axes.map((axis) => axis.name), sizes, "real", numbers, new Map());
}
/** Most pages do without. */
function inferringSeveral() {
    return import("./infer/infer-several.js");
}
/** What the model begins with instead of the spec's first parameters. Throws where it doesn't fit. */
async function readGiven(plan, files, { checkpoint, weights = true }, seed, tellOfFile) {
    if (checkpoint !== undefined)
        return decodeCheckpoint(plan, checkpoint);
    if (files.weights === undefined || !weights)
        return undefined;
    return decodeBeginning(plan, await files.weights(tellOfFile()), seed, weightsFile);
}
