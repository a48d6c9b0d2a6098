/** The scenario in other hosts than this process. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { denoExecutable } from "../../compiler/cli/deno.ts";
import { withPage } from "../setup/browser.ts";
import type { Outcome } from "./scenario.ts";

/** Runs a file with Deno and gives what it printed. Throws, with its errors, where it fails. */
export function runDeno(url: URL): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(denoExecutable(), ["run", "-A", fileURLToPath(url)]);
    let output = "";
    let errors = "";
    child.stdout.on("data", (data) => (output += String(data)));
    child.stderr.on("data", (data) => (errors += String(data)));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`Deno ended with ${code}: ${output}${errors}`));
    });
  });
}

export async function runInDeno(): Promise<Outcome> {
  const output = await runDeno(new URL("scenario-deno.ts", import.meta.url));
  return JSON.parse(output.trim().split("\n").at(-1) ?? "") as Outcome;
}

const root = new URL("../../", import.meta.url);
const worker = `import { runScenario } from "/test/runtime/scenario.js";
try { postMessage({ outcome: await runScenario() }); } catch (error) { postMessage({ error: String(error) }); }`;
const wait = `new Promise((resolve) => {
  const worker = new Worker("/worker.js", { type: "module" });
  worker.onmessage = (event) => resolve(event.data);
  worker.onerror = (event) => resolve({ error: event.message });
})`;

/** A `.js` path gives the `.ts` file of the repository, its types stripped. */
function readTranspiled(path: string): string | undefined {
  if (path === "/index.html") return "<!doctype html><title>the runtime</title>";
  if (path === "/worker.js") return worker;
  const source = new URL(path.slice(1).replace(/\.js$/, ".ts"), root);
  if (!existsSync(source)) return undefined;
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2022,
    rewriteRelativeImportExtensions: true,
  };
  return ts.transpileModule(readFileSync(source, "utf8"), { compilerOptions }).outputText;
}

export async function runInWorker(): Promise<Outcome> {
  const message = await withPage(readTranspiled, (page) =>
    page.evaluate<{ readonly outcome?: Outcome; readonly error?: string }>(wait),
  );
  if (message.outcome === undefined) throw new Error(`the worker failed: ${message.error}`);
  return message.outcome;
}
