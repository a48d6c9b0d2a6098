/** Owns minimal for page.ts, so that the page answers while the model computes. */
import { loadModel } from "./mod.ts";
import { model } from "./model.ts";
import type { Readings } from "./runtime/page/expose.ts";
import { serveModel } from "./runtime/page/serve-model.ts";

/** By the generator: the calls of models that are made for what these expose. */
const readings: Readings["readings"] = {
  write: [{ model: "LanguageModel", inputs: { X: { kind: "given", name: "text" } } }],
};

serveModel(loadModel, { plan: model, readings });
