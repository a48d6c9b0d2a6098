/** Files of any size: `readFile` of Node and of Deno refuses what is larger than 2 GiB, and a call reads no more at once. */
/** What `node:fs/promises` has for it. */
export interface ReadableFiles {
    readonly open: (path: URL | string) => Promise<FileHandle>;
    readonly readFile: (path: URL | string) => Promise<Uint8Array<ArrayBuffer>>;
}
interface FileHandle {
    readonly stat: () => Promise<{
        readonly size: number;
    }>;
    readonly read: (into: Uint8Array, offset: number, length: number, position: number) => Promise<{
        readonly bytesRead: number;
    }>;
    readonly close: () => Promise<void>;
}
export declare function readWhole(files: ReadableFiles, path: URL | string): Promise<Uint8Array<ArrayBuffer>>;
/** Undefined where the file doesn't say how large it is, as a pipe. Closes it. */
export declare function readHandle(file: FileHandle): Promise<Uint8Array<ArrayBuffer> | undefined>;
/** What `node:crypto` has for it. */
export interface Hashes {
    readonly createHash: (algorithm: "sha256") => {
        readonly update: (bytes: Uint8Array) => unknown;
        readonly digest: (encoding: "hex") => string;
    };
}
/** Lower-case hexadecimal SHA-256. `crypto.subtle` of Node takes less than 2 GiB, and all at once. */
export declare function hashInParts({ createHash }: Hashes, bytes: Uint8Array): string;
export {};
