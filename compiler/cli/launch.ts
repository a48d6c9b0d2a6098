/** Runs a program of a built package in Deno, with this process's input and output. */
import { spawn } from "node:child_process";
import { relative, resolve } from "node:path";
import type { Writable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { ensureAdapter } from "./adapter.ts";
import { CommandError, Stopped } from "./command-error.ts";
import { denoExecutable } from "./deno.ts";
import { log } from "./terminal.ts";

export interface BackendOptions {
  readonly backend: "auto" | "webgpu" | "cpu";
  readonly threads?: number;
  readonly exact: boolean;
}

/** The flags of a package's programs that say the same. */
export function backendWords({ backend, threads, exact }: BackendOptions): readonly string[] {
  return [
    "--backend",
    backend,
    ...(threads === undefined ? [] : ["--threads", String(threads)]),
    ...(exact ? ["--exact"] : []),
  ];
}

/** Throws where WebGPU is asked for by name, no adapter is found and none may be installed; says then what to run. */
export function requireBackend({ backend }: BackendOptions): void {
  if (backend !== "webgpu") return;
  try {
    ensureAdapter(log);
  } catch (error) {
    throw new CommandError(1, error instanceof Error ? error.message : String(error));
  }
}

/** Milliseconds that a program has to end by itself. */
const patience = 1000;

/**
 * Waits for the program's end, and stops with its exit code where that isn't 0. Ctrl-C goes to the program, once: it saves
 * and ends by itself. A second one ends it, also where it computes and hears no signal. The lines, where there are any, are its standard input,
 * each made when the one before is sent; what ends them early is thrown when the program has done those before.
 */
export async function runInDeno(
  program: string,
  parameters: readonly string[],
  lines?: Iterable<string>,
): Promise<void> {
  // In a process group of its own it gets no Ctrl-C from the terminal, but exactly those that are passed on here.
  const child = spawn(
    denoExecutable(),
    ["run", "-A", relative(process.cwd(), resolve(program)), ...parameters],
    {
      stdio: [lines === undefined ? "inherit" : "pipe", "inherit", "inherit"],
      detached: process.platform !== "win32",
      env: { ...process.env, DENO_NO_UPDATE_CHECK: "1" },
    },
  );
  const ending = new AbortController();
  let last = -Infinity;
  let waiting: NodeJS.Timeout | undefined;
  // Not by `child.kill`: for Deno a child that was sent a signal that way has no exit code, though it saved and ended by itself.
  const send = (signal: NodeJS.Signals): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(child.pid, signal);
  };
  const forward = (signal: NodeJS.Signals): void => {
    // A terminal's Ctrl-C may come twice: from the terminal and from a program such as npm that passes it on.
    const now = performance.now();
    if (now - last < 300) return;
    last = now;
    ending.abort();
    send(signal);
    if (waiting === undefined)
      waiting = setTimeout(() => {
        log("\nit ends as soon as what it is doing is done; another Ctrl-C ends it at once");
      }, patience);
    else setTimeout(() => send("SIGKILL"), patience).unref();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, forward);
  const kill = (): void => void child.kill();
  process.on("exit", kill);
  try {
    const exit = new Promise<number>((done, fail) => {
      child.on("error", fail);
      child.on("close", (status) => {
        ending.abort();
        done(status ?? 1);
      });
    });
    const sending =
      lines === undefined || child.stdin === null
        ? undefined
        : sendLines(lines, child.stdin, ending.signal).catch((error: unknown) => ({ error }));
    const code = await exit;
    if (code !== 0) throw new Stopped(code === 2 ? 2 : 1);
    const failure = await sending;
    if (failure !== undefined) throw failure.error;
  } finally {
    for (const signal of signals) process.off(signal, forward);
    process.off("exit", kill);
    clearTimeout(waiting);
  }
}

async function sendLines(lines: Iterable<string>, input: Writable, ending: AbortSignal): Promise<void> {
  let goOn: () => void = () => undefined;
  ending.addEventListener("abort", () => goOn());
  // A program that reads no more says itself why.
  input.on("error", () => undefined);
  try {
    for (const line of lines) {
      await new Promise<void>((resolve) => {
        goOn = resolve;
        input.write(line, () => resolve());
      });
      // Signals, and the program's end, have their turn.
      await setImmediate();
      if (ending.aborted) return;
    }
  } finally {
    input.end();
  }
}
