/** Owns minimal for page.ts, so that the page answers while the model computes. */
import { loadModel } from "./mod.js";
import { model } from "./model.js";
import { serveModel } from "./runtime/page/serve-model.js";
/** By the generator: the calls of models that are made for what these expose. */
const readings = {
    write: [{ model: "LanguageModel", inputs: { X: { kind: "given", name: "text" } } }],
};
serveModel(loadModel, { plan: model, readings });
