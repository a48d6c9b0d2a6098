/** Files in a link: what is behind `#` never leaves the browser. */
import type { Change, Link } from "./compiler.ts";

/** How many characters a link may have: browsers take more, and programs that pass links on often less. */
export const longestLink = 60_000;

const format = 1;

/** What stands before the files' bytes. */
interface Contents {
  readonly format: typeof format;
  /** Each with the number of its bytes; null where the file was removed. */
  readonly files: readonly (readonly [path: string, bytes: number | null])[];
}

const broken = "this link is broken: a part of it is missing, or was changed on its way";

export async function packChanges(changes: readonly Change[]): Promise<string> {
  const files = changes.map(({ path, content }) => [path, content?.length ?? null] as const);
  const contents: Contents = { format, files };
  const parts = [`${JSON.stringify(contents)}\n`, ...changes.map(({ content }) => content ?? "")];
  // `deflate` has a checksum, which `deflate-raw` hasn't.
  const bytes = await bytesOf(new Blob(parts).stream().pipeThrough(new CompressionStream("deflate")));
  return toBase64(bytes);
}

/** Throws where it was cut or changed, with what is to be told. */
export async function unpackChanges(packed: string): Promise<Link> {
  if (packed.length > longestLink) throw new Error(`this link has more than ${longestLink} characters`);
  const bytes = await inflated(packed);
  const end = bytes.indexOf("\n".charCodeAt(0));
  const { files } = contentsOf(new TextDecoder().decode(bytes.subarray(0, Math.max(end, 0))));
  let at = end + 1;
  const changes = files.map(([path, size]) => {
    const content = size === null ? undefined : bytes.slice(at, at + size);
    at += size ?? 0;
    return { path, content };
  });
  if (at !== bytes.length) throw new Error(broken);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return { key: toBase64(digest.subarray(0, 16)), changes };
}

async function inflated(packed: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const bytes = Uint8Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
      letter.charCodeAt(0),
    );
    return await bytesOf(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")));
  } catch {
    throw new Error(broken);
  }
}

function contentsOf(text: string): Contents {
  let contents: unknown;
  try {
    contents = JSON.parse(text);
  } catch {
    throw new Error(broken);
  }
  if (typeof contents !== "object" || contents === null || !("format" in contents)) throw new Error(broken);
  if (contents.format !== format)
    throw new Error("this link was made by another version of this page, which this one can’t read");
  if (!("files" in contents) || !Array.isArray(contents.files) || !contents.files.every(isFile))
    throw new Error(broken);
  return { format, files: contents.files };
}

/** Whether it leads to nowhere but the playground's own folder. */
export function isPath(path: string): boolean {
  return path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

function isFile(file: unknown): file is Contents["files"][number] {
  if (!Array.isArray(file)) return false;
  const [path, size] = file;
  if (typeof path !== "string" || !(size === null || (Number.isInteger(size) && size >= 0))) return false;
  return isPath(path);
}

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());
}

/** In letters that addresses may have (RFC 4648, section 5). */
function toBase64(bytes: Uint8Array): string {
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** What the address has behind `#`: which file is shown, and what came with the link. */
export interface Fragment {
  readonly path: string;
  readonly packed: string | undefined;
}

const mark = "&files=";

export function readFragment(hash: string): Fragment {
  const fragment = hash.replace(/^#/, "");
  const end = fragment.indexOf(mark);
  const name = end < 0 ? fragment : fragment.slice(0, end);
  const packed = end < 0 ? undefined : fragment.slice(end + mark.length);
  try {
    return { path: decodeURIComponent(name), packed };
  } catch {
    return { path: name, packed };
  }
}

export function writeFragment({ path, packed }: Fragment): string {
  return `#${encodeURIComponent(path)}${packed === undefined ? "" : mark + packed}`;
}
