/** What index.html runs: trains minimal and lets it generate. */
import { loadModel } from "./mod.js";
import { model } from "./model.js";
import { startPage } from "./runtime/page/page.js";
startPage({ plan: model, load: loadModel });
