/** `node:fs` in a browser, as far as the compiler asks for it: over the disk in memory. */
import { Buffer } from "buffer";
import { resolve } from "node:path";
import { fileAt, filesBelow, namesIn, putFile, putFolder, removeAt } from "./disk.ts";

function missing(call: string, path: string): Error {
  return Object.assign(new Error(`ENOENT: no such file or directory, ${call} '${path}'`), {
    code: "ENOENT",
    syscall: call,
    path,
  });
}

interface Stats {
  readonly size: number;
  readonly mtimeMs: number;
  readonly mode: number;
  readonly isFile: () => boolean;
  readonly isDirectory: () => boolean;
}

export function existsSync(path: string): boolean {
  const place = resolve(path);
  return fileAt(place) !== undefined || namesIn(place) !== undefined;
}

export function statSync(path: string, options: { throwIfNoEntry?: boolean } = {}): Stats | undefined {
  const place = resolve(path);
  const file = fileAt(place);
  const isFolder = namesIn(place) !== undefined;
  if (file === undefined && !isFolder) {
    if (options.throwIfNoEntry === false) return undefined;
    throw missing("stat", path);
  }
  return {
    size: file?.content.length ?? 0,
    mtimeMs: file?.mtimeMs ?? 0,
    mode: 0o666,
    isFile: () => file !== undefined,
    isDirectory: () => isFolder,
  };
}

export function readFileSync(path: string, encoding?: "utf8"): Buffer | string {
  const file = fileAt(resolve(path));
  if (file === undefined) throw missing("open", path);
  const { buffer, byteOffset, length } = file.content;
  const bytes = Buffer.from(buffer, byteOffset, length);
  return encoding === undefined ? bytes : bytes.toString(encoding);
}

export function writeFileSync(path: string, content: string | Uint8Array): void {
  putFile(resolve(path), typeof content === "string" ? new TextEncoder().encode(content) : content);
}

interface ListOptions {
  readonly recursive?: boolean;
  readonly withFileTypes?: boolean;
}

export function readdirSync(
  path: string,
  { recursive, withFileTypes }: ListOptions = {},
): readonly unknown[] {
  const place = resolve(path);
  const names = namesIn(place);
  if (names === undefined) throw missing("scandir", path);
  if (recursive === true) return filesBelow(place).map((file) => file.slice(place.length + 1));
  if (withFileTypes !== true) return names;
  return names.map((name) => ({ ...statSync(`${place}/${name}`), name }));
}

export function mkdirSync(path: string): void {
  putFolder(resolve(path));
}

export function rmSync(path: string): void {
  removeAt(resolve(path));
}

export function renameSync(from: string, to: string): void {
  const place = resolve(from);
  const file = fileAt(place);
  if (file === undefined) throw missing("rename", from);
  putFile(resolve(to), file.content);
  removeAt(place);
}

export function realpathSync(path: string): string {
  return resolve(path);
}

/** A descriptor is the file's own path here. */
export function openSync(path: string): string {
  if (fileAt(resolve(path)) === undefined) throw missing("open", path);
  return resolve(path);
}

export function readSync(
  descriptor: string,
  target: Uint8Array,
  offset: number,
  length: number,
  position: number,
): number {
  const part = fileAt(descriptor)?.content.subarray(position, position + length) ?? new Uint8Array();
  target.set(part, offset);
  return part.length;
}

export function closeSync(): void {
  // Nothing was opened.
}
