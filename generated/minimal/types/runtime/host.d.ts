import { type FetchProgress } from "./fetch-progress.js";
interface Stream {
    readonly write: (text: string) => unknown;
    readonly on: (event: "error", listener: (error: Error) => void) => unknown;
    readonly isTTY?: boolean;
    readonly columns?: number;
}
/** Ctrl-C, the system's wish, and a terminal that is closed. */
declare const interrupts: readonly ["SIGINT", "SIGTERM", "SIGHUP"];
type Interrupt = (typeof interrupts)[number];
interface Process {
    readonly argv: readonly string[];
    readonly stdin: AsyncIterable<Uint8Array> & {
        readonly destroy: () => unknown;
    };
    readonly stdout: Stream;
    readonly stderr: Stream;
    readonly on: (signal: Interrupt, listener: () => void) => unknown;
    readonly off: (signal: Interrupt, listener: () => void) => unknown;
    exitCode?: number | string | null | undefined;
}
/** Whether this is a browser; bundlers give pages a `process`, too, but one without versions. */
export declare const isPage: boolean;
/** How one of a package's programs is run here: `deno run -A train.ts`, `node train.js`, `bun train.js`. */
export declare function programCommand(name: "train" | "generate" | "serve"): string;
/** A module that only some hosts have; `Module` is what the caller knows of it. Bundlers leave the import as it is. */
export declare function importModule<Module>(name: string): Promise<Module>;
/** A file of the package: from the disk where the package lies there, else by fetch, of which `tell` is told. */
export declare function readPackageFile(url: URL, tell?: FetchProgress): Promise<Uint8Array<ArrayBuffer>>;
/** Throws an error with the reason alone, where the file can't be read. */
export declare function readFile(path: string): Promise<Uint8Array<ArrayBuffer>>;
/** Lower-case hexadecimal SHA-256. */
export declare function hashBytes(bytes: Uint8Array): Promise<string>;
/** The names in a folder; none where there is no such folder. */
export declare function listFolder(path: string): Promise<readonly string[]>;
/** Whether two paths are of one place, however they are written. */
export declare function isSamePlace(a: string, b: string): Promise<boolean>;
export declare function makeFolder(path: string): Promise<void>;
/** Makes a folder in one that is there; false where it has one of that name already. */
export declare function makeNewFolder(path: string): Promise<boolean>;
/** Writes a file where there is none of that name; false where there is one, also one that is made at the same time. */
export declare function writeNewFile(path: string, bytes: Uint8Array): Promise<boolean>;
/** Writes beside `path` and renames, so that a file by that name is always complete. */
export declare function writeFileWhole(path: string, bytes: Uint8Array): Promise<void>;
/** The words of the command line after the program's own name. */
export declare function programArguments(): Promise<readonly string[]>;
export declare function writeOutput(text: string): Promise<void>;
/** Beside the output: progress, notes and errors. */
export declare function writeError(text: string): Promise<void>;
/** What comes from a pipe, or is typed. */
export declare const standardInput: () => Promise<Process["stdin"]>;
/** The width of the terminal in characters; undefined where the output goes elsewhere. */
export declare function terminalWidth(): Promise<number | undefined>;
export declare function setExitCode(code: number): Promise<void>;
/**
 * A signal that is aborted at the first Ctrl-C, SIGTERM or SIGHUP, or when the output is read no more; a second Ctrl-C ends the program. `release`
 * takes the listeners away.
 */
export declare function interruptSignal(): Promise<{
    readonly signal: AbortSignal;
    readonly release: () => void;
}>;
/** Resolves when the messages that are there have been taken. */
export declare function nextMessage(): Promise<void>;
/** Resolves when other work of the host has had its turn. In a page that isn't seen, timers wait for a second, and later for a minute. */
export declare function nextTurn(): Promise<void>;
/** How many threads the machine runs at once. */
export declare function countCores(): Promise<number>;
/** What starts threads where this is no page. */
export declare const threadsModule: <Module>() => Promise<Module>;
export {};
