/** What index.html runs: trains minimal and lets it generate. */
import { loadModel } from "./mod.ts";
import { model } from "./model.ts";
import { startPage } from "./runtime/page/page.ts";

startPage({ plan: model, load: loadModel });
