/**
 * The smallest language model with the whole structure: embed, attend, feed forward, predict.
 */
import { createModel } from "./runtime/mod.js";
import { kernelFiles, readTokenizers } from "./runtime/package-files.js";
import { files } from "./files.js";
import { model } from "./model.js";
/** Makes the model on a GPU or the CPU: with the spec's first parameters, or with a checkpoint's. */
export async function load(options = {}) {
    return typed(await loadModel(options));
}
/** The same by names that are known when it runs only: for commands and pages. */
export async function loadModel(options = {}) {
    const tokenizers = await readTokenizers(files);
    return createModel(model, { ...kernelFiles(files), tokenizers, baseUrl: import.meta.url }, options);
}
function typed(made) {
    return {
        get backend() {
            return made.backend;
        },
        get adapter() {
            return made.adapter;
        },
        get seed() {
            return made.seed;
        },
        get step() {
            return made.step;
        },
        save: made.save,
        load: made.load,
        begin: made.begin,
        parameter: made.parameter,
        counts: made.counts,
        destroy: made.destroy,
        train: (options = {}) => made.train("train", options),
        evaluate: (options = {}) => made.evaluate("train", options),
        infer: { LanguageModel: (inputs) => resultsOf(made.infer("LanguageModel", inputs)) },
        inferAll: {
            LanguageModel: (inputs, options = {}) => resultsOfEach(made.inferAll("LanguageModel", inputs, options)),
        },
        run: { write: (given, options = {}) => made.generate("write", given, options) },
        runAll: { write: (given, options = {}) => made.generateAll("write", given, options) },
    };
}
/** The runtime's results have the types that the plan gives them. */
async function resultsOf(results) {
    return (await results);
}
/** The same of each. */
function resultsOfEach(results) {
    return results;
}
