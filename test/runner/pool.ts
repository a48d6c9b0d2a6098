/** Runs test files in a few processes, so that a crash of a native library costs one file and not the run. */
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Counts } from "../harness.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

const workerFile = fileURLToPath(new URL("worker.ts", import.meta.url));

/** A file's result. `error` says why the file as a whole failed: it threw, registered nothing, crashed or hung. */
export type FileResult = {
  readonly path: string;
  readonly counts: Counts;
  readonly output: string;
  readonly milliseconds: number;
  readonly error?: string;
};

type Pool = {
  readonly files: string[];
  readonly limitMilliseconds: number;
  readonly report: (result: FileResult) => void;
};

/** Runs `files` in `processes` workers; `report` is called once a file, as each ends. */
export async function runFiles(
  files: readonly string[],
  processes: number,
  limitMilliseconds: number,
  report: (result: FileResult) => void,
): Promise<void> {
  const pool: Pool = { files: [...files], limitMilliseconds, report };
  const workers = Array.from({ length: Math.min(processes, files.length) }, () => serve(pool));
  await Promise.all(workers);
}

/** Keeps one worker busy until no file is left; a worker that dies is replaced. */
async function serve(pool: Pool): Promise<void> {
  while (pool.files.length > 0) await runWorker(pool);
}

function runWorker(pool: Pool): Promise<void> {
  return new Promise((resolve) => {
    const child = fork(workerFile, [], {
      execArgv: process.execArgv,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    let current: { path: string; started: number } | undefined;
    let output = "";
    let timer: NodeJS.Timeout | undefined;

    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);

    const finish = (counts: Counts, error?: string): void => {
      if (current === undefined) return;
      clearTimeout(timer);
      const milliseconds = performance.now() - current.started;
      const { path } = current;
      current = undefined;
      pool.report({ path, counts, output, milliseconds, ...(error === undefined ? {} : { error }) });
      output = "";
    };

    const next = (): void => {
      const path = pool.files.shift();
      if (path === undefined) return send(child, { kind: "end" });
      current = { path, started: performance.now() };
      timer = setTimeout(() => child.kill("SIGKILL"), pool.limitMilliseconds);
      send(child, { kind: "file", path });
    };

    child.on("message", (message: FromWorker) => {
      // The pipe of a file's output may still hold text when its counts arrive.
      setImmediate(() => {
        if (message.kind === "done") finish(message.counts);
        if (message.kind === "broken") finish({ passed: 0, failed: 1, skipped: 0 }, message.error);
        next();
      });
    });
    child.on("close", (code, signal) => {
      const how = signal === null ? `exit code ${code}` : signal;
      const limit = `${pool.limitMilliseconds / 1000} s`;
      finish(
        { passed: 0, failed: 1, skipped: 0 },
        `the test process ended (${how}); the limit is ${limit} a file`,
      );
      resolve();
    });
  });
}

function send(child: ChildProcess, message: ToWorker): void {
  // A worker that has just died is reported by its "close" event.
  if (child.connected) child.send(message);
}
