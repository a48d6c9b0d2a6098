/** What index.html runs: trains gpt and runs it. */
import { files } from "./files.ts";
import { model } from "./model.ts";
import { startPage } from "./runtime/page/page.ts";

const worker = new Worker(new URL("./page-worker.js", import.meta.url), { type: "module" });
startPage({ plan: model, worker, shaders: files.wgsl });
