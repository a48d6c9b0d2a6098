/** Files that a spec names: relative to its folder, or in a package of npm; a path may have wildcards. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Span } from "../source/spans.ts";
import { CommandError } from "./command-error.ts";
import { compareNaturally } from "./natural-order.ts";
import { fetchPackage, parsePackagePath } from "./npm-packages.ts";
import { listFilesBelow } from "./package-root.ts";

/** Where a path is looked up. */
export interface SourceContext {
  /** The spec's folder. */
  readonly folder: string;
  readonly log: (line: string) => void;
}

/** A file on this machine with the name by which messages call it. */
export interface DataFile {
  readonly path: string;
  readonly name: string;
}

/**
 * The files that `path` names, in natural order (chapter_2 before chapter_10). Fetches a package that isn't in the cache.
 * Where `endings` are given, the path may name a folder, which stands for all files below it, and other files are passed over.
 * Throws where no file matches or the package can't be had; `span` is the path's place in the spec.
 */
export async function findDataFiles(
  path: string,
  context: SourceContext,
  span: Span,
  endings?: RegExp,
): Promise<readonly DataFile[]> {
  const inPackage = parsePackagePath(path, span);
  if (inPackage === undefined) {
    const found = matchFiles(context.folder, path, endings);
    if (found.length === 0) {
      throw new CommandError(
        1,
        noMatch(path, context.folder, "relative to the spec's folder", endings),
        span,
      );
    }
    return found.map((name) => ({ path: resolve(context.folder, name), name }));
  }
  const folder = await fetchPackage(inPackage, context.log, span);
  const found = matchFiles(folder, inPackage.path, endings);
  if (found.length === 0) {
    const where = `in the package ${inPackage.name}@${inPackage.version}`;
    throw new CommandError(1, noMatch(inPackage.path, folder, where, endings), span);
  }
  const prefix = `npm:${inPackage.name}@${inPackage.version}/`;
  return found.map((name) => ({ path: join(folder, name), name: prefix + name }));
}

function noMatch(path: string, folder: string, where: string, endings: RegExp | undefined): string {
  if (/[*?]/.test(path)) return `no file ${where} matches \`${path}\``;
  const place = resolve(folder, path);
  if (existsSync(place) && statSync(place).isDirectory()) {
    return endings === undefined
      ? `\`${path}\` ${where} is a folder: name its files, as in \`${path.replace(/\/$/, "")}/*.txt\``
      : `the folder \`${path}\` ${where} holds no file that this source reads`;
  }
  return `there is no file \`${path}\` ${where}`;
}

/** Paths below `folder` that match, in natural order; the path itself where it has no wildcard and is a file. */
function matchFiles(folder: string, pattern: string, endings: RegExp | undefined): readonly string[] {
  const plain = pattern.replace(/^\.\//, "");
  if (!/[*?]/.test(plain)) {
    const path = resolve(folder, plain);
    if (!existsSync(path)) return [];
    if (statSync(path).isFile()) return [plain];
    return endings === undefined ? [] : matchFiles(folder, `${plain.replace(/\/+$/, "")}/**`, endings);
  }
  const parts = plain.split("/");
  const wild = parts.findIndex((part) => /[*?]/.test(part));
  const base = parts.slice(0, wild).join("/");
  const start = resolve(folder, base);
  if (!existsSync(start)) return [];
  const expression = patternOf(parts.slice(wild).join("/"));
  return listFilesBelow(start)
    .filter((found) => expression.test(found) && endings?.test(found) !== false)
    .map((found) => (base === "" ? found : `${base}/${found}`))
    .sort(compareNaturally);
}

/** `**` stands for any folders, `*` for any characters but `/`, `?` for one. */
function patternOf(pattern: string): RegExp {
  const source = pattern.replace(/\*\*\/|\*\*|\*|\?|[^*?]+/g, (piece) => {
    if (piece === "**/") return "(?:.*/)?";
    if (piece === "**") return ".*";
    if (piece === "*") return "[^/]*";
    if (piece === "?") return "[^/]";
    return piece.replace(/[\\^$.|+()[\]{}]/g, "\\$&");
  });
  return new RegExp(`^${source}$`, "u");
}

/** The file's text, without a byte order mark. Throws, with the line, where it isn't UTF-8. */
export function readDataText(file: DataFile, span: Span): string {
  const bytes = readFileSync(file.path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new CommandError(1, whyNotUtf8(bytes, file.name), span);
  }
}

function whyNotUtf8(bytes: Buffer, name: string): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return `${name} isn't UTF-8 text: its first bytes are those of UTF-16`;
  }
  const whole = new TextEncoder().encode(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
  const at = bytes.findIndex((byte, place) => whole[place] !== byte);
  const line = bytes.subarray(0, at).toString("latin1").split("\n").length;
  return `${name}:${line}: the byte 0x${(bytes[at] ?? 0).toString(16)} isn't UTF-8 text`;
}
