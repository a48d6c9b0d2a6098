/** The one file that knows where it runs: Deno, Node, Bun or a browser. Deno and Bun offer Node's modules under the same names: there are two cases. */
import { reasonOf, WeftError } from "./errors.js";
import { readDataUrl } from "./data-url.js";
import { readBody } from "./fetch-progress.js";
import { hashInParts, readWhole } from "./large-files.js";
/** Ctrl-C, the system's wish, and a terminal that is closed. */
const interrupts = ["SIGINT", "SIGTERM", "SIGHUP"];
/** Whether this is a browser; bundlers give pages a `process`, too, but one without versions. */
export const isPage = (() => {
    const scope = globalThis;
    const { process } = scope;
    return process?.versions?.node === undefined && !("Deno" in scope);
})();
/** How one of a package's programs is run here: `deno run -A train.ts`, `node train.js`, `bun train.js`. */
export function programCommand(name) {
    if ("Deno" in globalThis)
        return `deno run -A ${name}.ts`;
    return `${"Bun" in globalThis ? "bun" : "node"} ${name}.js`;
}
/** A module that only some hosts have; `Module` is what the caller knows of it. Bundlers leave the import as it is. */
export async function importModule(name) {
    return await import(/* webpackIgnore: true */ /* @vite-ignore */ name);
}
const files = () => importModule("node:fs/promises");
const hostProcess = async () => (await importModule("node:process")).default;
/** A file of the package: from the disk where the package lies there, else by fetch, of which `tell` is told. */
export async function readPackageFile(url, tell = () => undefined) {
    if (url.protocol === "data:")
        return readDataUrl(url);
    try {
        if (url.protocol === "file:" && !isPage)
            return await readFromDisk(url);
        const response = await fetch(url);
        if (!response.ok)
            throw new Error(`${response.status} ${response.statusText}`.trimEnd());
        const isHtml = response.headers.get("content-type")?.startsWith("text/html") === true;
        if (isHtml && !url.pathname.endsWith(".html"))
            throw new Error("the server sends a page in its place, as some do for files that aren't there");
        return await readBody(response, tell);
    }
    catch (error) {
        const path = url.protocol === "file:" ? decodeURI(url.pathname) : url.pathname;
        throw new WeftError("data", `${path} can't be read: ${reasonOf(error)}`);
    }
}
const readFromDisk = async (path) => readWhole(await files(), path);
/** Throws an error with the reason alone, where the file can't be read. */
export async function readFile(path) {
    try {
        return await readFromDisk(path);
    }
    catch (error) {
        throw new Error(reasonOf(error));
    }
}
/** Lower-case hexadecimal SHA-256. */
export async function hashBytes(bytes) {
    return hashInParts(await importModule("node:crypto"), bytes);
}
/** The names in a folder; none where there is no such folder. */
export async function listFolder(path) {
    try {
        return await (await files()).readdir(path);
    }
    catch {
        return [];
    }
}
/** Whether two paths are of one place, however they are written. */
export async function isSamePlace(a, b) {
    const { resolve } = await importModule("node:path");
    return resolve(a) === resolve(b);
}
export async function makeFolder(path) {
    const { mkdir } = await files();
    await mkdir(path, { recursive: true }).catch((error) => {
        throw new WeftError("file", `the folder ${path} can't be made: ${reasonOf(error)}`);
    });
}
/** Makes a folder in one that is there; false where it has one of that name already. */
export async function makeNewFolder(path) {
    const { mkdir } = await files();
    try {
        await mkdir(path, { recursive: false });
        return true;
    }
    catch (error) {
        if (isThere(error))
            return false;
        throw new WeftError("file", `the folder ${path} can't be made: ${reasonOf(error)}`);
    }
}
function isThere(error) {
    return error instanceof Error && "code" in error && error.code === "EEXIST";
}
/** Writes a file where there is none of that name; false where there is one, also one that is made at the same time. */
export async function writeNewFile(path, bytes) {
    const { writeFile, rm } = await files();
    try {
        await writeFile(path, bytes, { flag: "wx" });
        return true;
    }
    catch (error) {
        if (isThere(error))
            return false;
        // It was made, and would be taken for one that another has written.
        await rm(path, { force: true }).catch(() => undefined);
        throw new WeftError("file", `${path} can't be written: ${reasonOf(error)}`);
    }
}
/** Writes beside `path` and renames, so that a file by that name is always complete. */
export async function writeFileWhole(path, bytes) {
    const { writeFile, rename, rm } = await files();
    const part = `${path}.part`;
    try {
        await writeFile(part, bytes);
        await rename(part, path);
    }
    catch (error) {
        // What there is of it may be what fills the disk.
        await rm(part, { force: true }).catch(() => undefined);
        throw new WeftError("file", `${path} can't be written: ${reasonOf(error)}`);
    }
}
/** The words of the command line after the program's own name. */
export async function programArguments() {
    return (await hostProcess()).argv.slice(2);
}
/** Aborted when whoever reads the output wants no more of it, as `head` does, its terminal is closed or its disk is full: the rest goes nowhere. */
const unread = new AbortController();
const closed = new Set();
let isWatched = false;
async function write(to, text) {
    const process = await hostProcess();
    if (!isWatched) {
        isWatched = true;
        for (const name of ["stdout", "stderr"])
            process[name].on("error", (error) => outputFailed(process, name, error));
    }
    if (closed.has(to))
        return;
    try {
        process[to].write(text);
    }
    catch (error) {
        // Deno throws where Node has an event.
        outputFailed(process, to, error);
    }
}
/** What is at work ends as by Ctrl-C, so that a training is saved; that nobody reads on is no failure. */
function outputFailed(process, to, error) {
    if (closed.has(to))
        return;
    closed.add(to);
    unread.abort();
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EPIPE" || code === "EIO")
        return;
    process.exitCode = 1;
    void write("stderr", `error: the output can't be written: ${reasonOf(error)}\n`);
}
export function writeOutput(text) {
    return write("stdout", text);
}
/** Beside the output: progress, notes and errors. */
export function writeError(text) {
    return write("stderr", text);
}
/** What comes from a pipe, or is typed. */
export const standardInput = async () => (await hostProcess()).stdin;
/** The width of the terminal in characters; undefined where the output goes elsewhere. */
export async function terminalWidth() {
    const { isTTY, columns = 0 } = (await hostProcess()).stdout;
    if (isTTY !== true)
        return undefined;
    // A terminal without a size, such as a program that plays one, says 0.
    return columns > 0 ? columns : 80;
}
export async function setExitCode(code) {
    (await hostProcess()).exitCode = code;
}
/**
 * A signal that is aborted at the first Ctrl-C, SIGTERM or SIGHUP, or when the output is read no more; a second Ctrl-C ends the program. `release`
 * takes the listeners away.
 */
export async function interruptSignal() {
    const controller = new AbortController();
    const process = await hostProcess();
    const release = () => {
        for (const name of interrupts)
            process.off(name, listener);
        unread.signal.removeEventListener("abort", listener);
    };
    const listener = () => {
        release();
        controller.abort();
    };
    for (const name of interrupts)
        process.on(name, listener);
    if (unread.signal.aborted)
        listener();
    else
        unread.signal.addEventListener("abort", listener);
    return { signal: controller.signal, release };
}
/** Resolves when the messages that are there have been taken. */
export function nextMessage() {
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
export function nextTurn() {
    // Deno's own types know no document.
    const scope = globalThis;
    const { document } = scope;
    if (isPage && document?.hidden === true)
        return nextMessage();
    return new Promise((resolve) => void setTimeout(resolve));
}
/** How many threads the machine runs at once. */
export async function countCores() {
    if (isPage)
        return navigator.hardwareConcurrency;
    const os = await importModule("node:os");
    return os.availableParallelism();
}
/** What starts threads where this is no page. */
export const threadsModule = () => importModule("node:worker_threads");
