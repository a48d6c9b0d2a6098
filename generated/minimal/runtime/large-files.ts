/** Files of any size: `readFile` of Node and of Deno refuses what is larger than 2 GiB, and a call reads no more at once. */

/** What `node:fs/promises` has for it. */
export interface ReadableFiles {
  readonly open: (path: URL | string) => Promise<FileHandle>;
  readonly readFile: (path: URL | string) => Promise<Uint8Array<ArrayBuffer>>;
}

interface FileHandle {
  readonly stat: () => Promise<{ readonly size: number }>;
  readonly read: (
    into: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ) => Promise<{ readonly bytesRead: number }>;
  readonly close: () => Promise<void>;
}

/** So many bytes are read or hashed in a call. */
const mostAtOnce = 2 ** 30;

export async function readWhole(files: ReadableFiles, path: URL | string): Promise<Uint8Array<ArrayBuffer>> {
  return (await readHandle(await files.open(path))) ?? new Uint8Array(await files.readFile(path));
}

/** Undefined where the file doesn't say how large it is, as a pipe. Closes it. */
export async function readHandle(file: FileHandle): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const { size } = await file.stat();
    if (size === 0) return undefined;
    const bytes = new Uint8Array(size);
    for (let done = 0; done < size;) {
      const { bytesRead } = await file.read(bytes, done, Math.min(mostAtOnce, size - done), done);
      // Another program may have made it shorter.
      if (bytesRead === 0) return bytes.subarray(0, done);
      done += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}

/** What `node:crypto` has for it. */
export interface Hashes {
  readonly createHash: (algorithm: "sha256") => {
    readonly update: (bytes: Uint8Array) => unknown;
    readonly digest: (encoding: "hex") => string;
  };
}

/** Lower-case hexadecimal SHA-256. `crypto.subtle` of Node takes less than 2 GiB, and all at once. */
export function hashInParts({ createHash }: Hashes, bytes: Uint8Array): string {
  const hash = createHash("sha256");
  for (let from = 0; from < bytes.length; from += mostAtOnce)
    hash.update(bytes.subarray(from, from + mostAtOnce));
  return hash.digest("hex");
}
