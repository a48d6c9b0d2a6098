/** One of the processes that run test files: imports the file that it is told, runs its suites, reports the counts. */
import { pathToFileURL } from "node:url";
import { runRegistered } from "../harness.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

function tell(message: FromWorker): void {
  process.send?.(message);
}

async function runFile(path: string): Promise<void> {
  try {
    await import(pathToFileURL(path).href);
    tell({ kind: "done", counts: await runRegistered() });
  } catch (error) {
    tell({ kind: "broken", error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

process.on("message", (message: ToWorker) => {
  // A device that a test left open would keep the process alive, so the worker leaves explicitly.
  if (message.kind === "end") process.exit(0);
  else void runFile(message.path);
});

tell({ kind: "ready" });
