/** Runs a program of a built package in Deno, with this process's input and output. */
import { spawn } from "node:child_process";
import { relative, resolve } from "node:path";
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

/**
 * Waits for the program's end, and stops with its exit code where that isn't 0. Ctrl-C goes to the program, once: it saves
 * and ends by itself.
 */
export async function runInDeno(program: string, parameters: readonly string[]): Promise<void> {
  // In a process group of its own it gets no Ctrl-C from the terminal, but exactly those that are passed on here.
  const child = spawn(
    denoExecutable(),
    ["run", "-A", relative(process.cwd(), resolve(program)), ...parameters],
    {
      stdio: "inherit",
      detached: process.platform !== "win32",
      env: { ...process.env, DENO_NO_UPDATE_CHECK: "1" },
    },
  );
  let last = -Infinity;
  const forward = (signal: NodeJS.Signals): void => {
    // A terminal's Ctrl-C may come twice: from the terminal and from a program such as npm that passes it on.
    const now = performance.now();
    if (now - last < 300) return;
    last = now;
    // Not by `child.kill`: for Deno a child that was sent a signal that way has no exit code, though it saved and ended by itself.
    if (child.pid !== undefined && child.exitCode === null) process.kill(child.pid, signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, forward);
  const kill = (): void => void child.kill();
  process.on("exit", kill);
  try {
    const code = await new Promise<number>((done, fail) => {
      child.on("error", fail);
      child.on("close", (status) => done(status ?? 1));
    });
    if (code !== 0) throw new Stopped(code === 2 ? 2 : 1);
  } finally {
    for (const signal of signals) process.off(signal, forward);
    process.off("exit", kill);
  }
}
