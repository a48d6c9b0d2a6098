/** Files of any size, at once: what reads and writes them whole takes less than 2 GiB in Node. */
import { closeSync, openSync, readSync, statSync, writeFileSync } from "node:fs";

/** So many bytes are read or written in a call. */
const mostAtOnce = 2 ** 30;

/** Throws where it can't be read, or is shorter than it was. */
export function readWhole(path: string): Uint8Array<ArrayBuffer> {
  return withFile(path, (file) => readAt(file, 0, statSync(path).size));
}

export function readAt(file: number, start: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const count = readSync(file, bytes, done, Math.min(mostAtOnce, length - done), start + done);
    if (count === 0) throw new Error(`the file ends after ${start + done} bytes`);
    done += count;
  }
  return bytes;
}

/** Into a file that is made with `mode`. */
export function writeContent(path: string, content: string | Uint8Array, mode = 0o666): void {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  for (let from = 0; from === 0 || from < bytes.length; from += mostAtOnce)
    writeFileSync(path, bytes.subarray(from, from + mostAtOnce), { flag: from === 0 ? "w" : "a", mode });
}

/** Reads of a file that is open; throws where that can't be. */
export function withFile<Result>(path: string, body: (file: number) => Result): Result {
  const file = openSync(path, "r");
  try {
    return body(file);
  } finally {
    closeSync(file);
  }
}
