/** Owns minimal for page.ts, so that the page answers while the model computes. */
import { loadModel } from "./mod.js";
import { serveModel } from "./runtime/page/serve-model.js";
serveModel(loadModel);
