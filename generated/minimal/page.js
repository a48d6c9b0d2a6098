/** What index.html runs: trains minimal and runs it. */
import { files } from "./files.js";
import { model } from "./model.js";
import { startPage } from "./runtime/page/page.js";
const worker = new Worker(new URL("./page-worker.js", import.meta.url), { type: "module" });
startPage({ plan: model, worker, shaders: files.wgsl });
