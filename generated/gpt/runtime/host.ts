/** The one file that knows where it runs: Deno, Node, Bun or a browser. Deno and Bun offer Node's modules under the same names: there are two cases. */
import { reasonOf, WeftError } from "./errors.ts";
import { readDataUrl } from "./data-url.ts";
import { readBody, type FetchProgress } from "./fetch-progress.ts";
import { hashInParts, readWhole, type Hashes, type ReadableFiles } from "./large-files.ts";

interface Files extends ReadableFiles {
  readonly writeFile: (path: string, bytes: Uint8Array, options?: { readonly flag: "wx" }) => Promise<void>;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly rm: (path: string, options: { readonly force: true }) => Promise<void>;
  readonly mkdir: (path: string, options: { readonly recursive: boolean }) => Promise<unknown>;
  readonly readdir: (path: string) => Promise<readonly string[]>;
}

interface Stream {
  readonly write: (text: string) => unknown;
  readonly on: (event: "error", listener: (error: Error) => void) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Ctrl-C, the system's wish, and a terminal that is closed. */
const interrupts = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

type Interrupt = (typeof interrupts)[number];

interface Process {
  readonly argv: readonly string[];
  readonly stdin: AsyncIterable<Uint8Array> & { readonly destroy: () => unknown };
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly on: (signal: Interrupt, listener: () => void) => unknown;
  readonly off: (signal: Interrupt, listener: () => void) => unknown;
  exitCode?: number | string | null | undefined;
}

/** Whether this is a browser; bundlers give pages a `process`, too, but one without versions. */
export const isPage = ((): boolean => {
  const scope: object = globalThis;
  const { process } = scope as { readonly process?: { readonly versions?: { readonly node?: string } } };
  return process?.versions?.node === undefined && !("Deno" in scope);
})();

/** How one of a package's programs is run here: `deno run -A train.ts`, `node train.js`, `bun train.js`. */
export function programCommand(name: "train" | "generate" | "serve"): string {
  if ("Deno" in globalThis) return `deno run -A ${name}.ts`;
  return `${"Bun" in globalThis ? "bun" : "node"} ${name}.js`;
}

/** A module that only some hosts have; `Module` is what the caller knows of it. Bundlers leave the import as it is. */
export async function importModule<Module>(name: string): Promise<Module> {
  return await import(/* webpackIgnore: true */ /* @vite-ignore */ name);
}

const files = (): Promise<Files> => importModule<Files>("node:fs/promises");
const hostProcess = async (): Promise<Process> =>
  (await importModule<{ readonly default: Process }>("node:process")).default;

/** A file of the package: from the disk where the package lies there, else by fetch, of which `tell` is told. */
export async function readPackageFile(
  url: URL,
  tell: FetchProgress = () => undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  if (url.protocol === "data:") return readDataUrl(url);
  try {
    if (url.protocol === "file:" && !isPage) return await readFromDisk(url);
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`.trimEnd());
    const isHtml = response.headers.get("content-type")?.startsWith("text/html") === true;
    if (isHtml && !url.pathname.endsWith(".html"))
      throw new Error("the server sends a page in its place, as some do for files that aren't there");
    return await readBody(response, tell);
  } catch (error) {
    const path = url.protocol === "file:" ? decodeURI(url.pathname) : url.pathname;
    throw new WeftError("data", `${path} can't be read: ${reasonOf(error)}`);
  }
}

const readFromDisk = async (path: URL | string): Promise<Uint8Array<ArrayBuffer>> =>
  readWhole(await files(), path);

/** Throws an error with the reason alone, where the file can't be read. */
export async function readFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readFromDisk(path);
  } catch (error) {
    throw new Error(reasonOf(error));
  }
}

/** Lower-case hexadecimal SHA-256. */
export async function hashBytes(bytes: Uint8Array): Promise<string> {
  return hashInParts(await importModule<Hashes>("node:crypto"), bytes);
}

/** The names in a folder; none where there is no such folder. */
export async function listFolder(path: string): Promise<readonly string[]> {
  try {
    return await (await files()).readdir(path);
  } catch {
    return [];
  }
}

/** Whether two paths are of one place, however they are written. */
export async function isSamePlace(a: string, b: string): Promise<boolean> {
  const { resolve } = await importModule<{ readonly resolve: (path: string) => string }>("node:path");
  return resolve(a) === resolve(b);
}

export async function makeFolder(path: string): Promise<void> {
  const { mkdir } = await files();
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    throw new WeftError("file", `the folder ${path} can't be made: ${reasonOf(error)}`);
  });
}

/** Makes a folder in one that is there; false where it has one of that name already. */
export async function makeNewFolder(path: string): Promise<boolean> {
  const { mkdir } = await files();
  try {
    await mkdir(path, { recursive: false });
    return true;
  } catch (error) {
    if (isThere(error)) return false;
    throw new WeftError("file", `the folder ${path} can't be made: ${reasonOf(error)}`);
  }
}

function isThere(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}

/** Writes a file where there is none of that name; false where there is one, also one that is made at the same time. */
export async function writeNewFile(path: string, bytes: Uint8Array): Promise<boolean> {
  const { writeFile, rm } = await files();
  try {
    await writeFile(path, bytes, { flag: "wx" });
    return true;
  } catch (error) {
    if (isThere(error)) return false;
    // It was made, and would be taken for one that another has written.
    await rm(path, { force: true }).catch(() => undefined);
    throw new WeftError("file", `${path} can't be written: ${reasonOf(error)}`);
  }
}

/** Writes beside `path` and renames, so that a file by that name is always complete. */
export async function writeFileWhole(path: string, bytes: Uint8Array): Promise<void> {
  const { writeFile, rename, rm } = await files();
  const part = `${path}.part`;
  try {
    await writeFile(part, bytes);
    await rename(part, path);
  } catch (error) {
    // What there is of it may be what fills the disk.
    await rm(part, { force: true }).catch(() => undefined);
    throw new WeftError("file", `${path} can't be written: ${reasonOf(error)}`);
  }
}

/** The words of the command line after the program's own name. */
export async function programArguments(): Promise<readonly string[]> {
  return (await hostProcess()).argv.slice(2);
}

/** Aborted when whoever reads the output wants no more of it, as `head` does, its terminal is closed or its disk is full: the rest goes nowhere. */
const unread = new AbortController();
const closed = new Set<"stdout" | "stderr">();
let isWatched = false;

async function write(to: "stdout" | "stderr", text: string): Promise<void> {
  const process = await hostProcess();
  if (!isWatched) {
    isWatched = true;
    for (const name of ["stdout", "stderr"] as const)
      process[name].on("error", (error) => outputFailed(process, name, error));
  }
  if (closed.has(to)) return;
  try {
    process[to].write(text);
  } catch (error) {
    // Deno throws where Node has an event.
    outputFailed(process, to, error);
  }
}

/** What is at work ends as by Ctrl-C, so that a training is saved; that nobody reads on is no failure. */
function outputFailed(process: Process, to: "stdout" | "stderr", error: unknown): void {
  if (closed.has(to)) return;
  closed.add(to);
  unread.abort();
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EPIPE" || code === "EIO") return;
  process.exitCode = 1;
  void write("stderr", `error: the output can't be written: ${reasonOf(error)}\n`);
}

export function writeOutput(text: string): Promise<void> {
  return write("stdout", text);
}

/** Beside the output: progress, notes and errors. */
export function writeError(text: string): Promise<void> {
  return write("stderr", text);
}

/** What comes from a pipe, or is typed. */
export const standardInput = async (): Promise<Process["stdin"]> => (await hostProcess()).stdin;

/** The width of the terminal in characters; undefined where the output goes elsewhere. */
export async function terminalWidth(): Promise<number | undefined> {
  const { isTTY, columns = 0 } = (await hostProcess()).stdout;
  if (isTTY !== true) return undefined;
  // A terminal without a size, such as a program that plays one, says 0.
  return columns > 0 ? columns : 80;
}

export async function setExitCode(code: number): Promise<void> {
  (await hostProcess()).exitCode = code;
}

/**
 * A signal that is aborted at the first Ctrl-C, SIGTERM or SIGHUP, or when the output is read no more; a second Ctrl-C ends the program. `release`
 * takes the listeners away.
 */
export async function interruptSignal(): Promise<{
  readonly signal: AbortSignal;
  readonly release: () => void;
}> {
  const controller = new AbortController();
  const process = await hostProcess();
  const release = (): void => {
    for (const name of interrupts) process.off(name, listener);
    unread.signal.removeEventListener("abort", listener);
  };
  const listener = (): void => {
    release();
    controller.abort();
  };
  for (const name of interrupts) process.on(name, listener);
  if (unread.signal.aborted) listener();
  else unread.signal.addEventListener("abort", listener);
  return { signal: controller.signal, release };
}

/** Resolves when the messages that are there have been taken. */
export function nextMessage(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** Resolves when other work of the host has had its turn. In a page that isn't seen, timers wait for a second, and later for a minute. */
export function nextTurn(): Promise<void> {
  // Deno's own types know no document.
  const scope: object = globalThis;
  const { document } = scope as { readonly document?: { readonly hidden: boolean } };
  if (isPage && document?.hidden === true) return nextMessage();
  return new Promise((resolve) => void setTimeout(resolve));
}

/** How many threads the machine runs at once. */
export async function countCores(): Promise<number> {
  if (isPage) return navigator.hardwareConcurrency;
  const os = await importModule<{ readonly availableParallelism: () => number }>("node:os");
  return os.availableParallelism();
}

/** What starts threads where this is no page. */
export const threadsModule = <Module>(): Promise<Module> => importModule<Module>("node:worker_threads");
