/** Files that a spec names: relative to its folder, or in a package of npm; a path may have wildcards. */
import { constants } from "node:buffer";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Span } from "../../source/spans.ts";
import { CommandError } from "../command-error.ts";
import { nearFile } from "../near-file.ts";
import { compareNaturally } from "../natural-order.ts";
import { fetchPackage, parsePackagePath } from "./npm-packages.ts";
import { listFilesBelow } from "../package-root.ts";
import { formatBytes } from "../terminal.ts";
import { utf8Text } from "../utf8-text.ts";

/** Where a path is looked up. */
export interface SourceContext {
  /** The spec's folder. */
  readonly folder: string;
  readonly log: (line: string) => void;
  /** Is told each picture, sound or array that a record names, when it is read. */
  readonly named?: (file: DataFile) => void;
}

/** A file on this machine with the name by which messages call it. */
export interface DataFile {
  readonly path: string;
  readonly name: string;
}

/** The files that are read, and the names of those that a path names, too, and that aren't. */
export interface FoundFiles {
  readonly files: readonly DataFile[];
  readonly others: readonly string[];
}

/** The files that `path` names; see `findFiles`. */
export async function findDataFiles(
  path: string,
  context: SourceContext,
  span: Span,
): Promise<readonly DataFile[]> {
  return (await findFiles(path, context, span)).files;
}

/**
 * The files that `path` names, in natural order (chapter_2 before chapter_10), those that are hidden left out. Fetches a package that
 * isn't in the cache. Where `endings` are given, the path may name a folder, which stands for all files below it, and files that end
 * otherwise are the `others`. Throws where no file matches or the package can't be had; `span` is the path's place in the spec.
 */
export async function findFiles(
  path: string,
  context: SourceContext,
  span: Span,
  endings?: RegExp,
): Promise<FoundFiles> {
  const inPackage = parsePackagePath(path, span);
  if (inPackage === undefined) return findLocalFiles(path, context.folder, span, endings);
  const folder = await fetchPackage(inPackage, context.log, span);
  const { found, others } = matchFiles(folder, inPackage.path, endings);
  if (found.length === 0) {
    const where = `in the package ${inPackage.name}@${inPackage.version}`;
    throw new CommandError(1, noMatch(inPackage.path, folder, where, others, endings), span);
  }
  const prefix = `npm:${inPackage.name}@${inPackage.version}/`;
  const files = found.map((name) => ({ path: join(folder, name), name: prefix + name }));
  return { files, others: others.map((name) => prefix + name) };
}

/** The files below a folder that a path names; `where` says to what the path is relative. */
export function findLocalFiles(
  path: string,
  folder: string,
  span: Span | undefined,
  endings?: RegExp,
  where = "relative to the spec's folder",
): FoundFiles {
  const { found, others } = matchFiles(folder, path, endings);
  if (found.length === 0) throw new CommandError(1, noMatch(path, folder, where, others, endings), span);
  return { files: found.map((name) => ({ path: resolve(folder, name), name })), others };
}

function noMatch(
  path: string,
  folder: string,
  where: string,
  others: readonly string[],
  endings: RegExp | undefined,
): string {
  const [first] = others;
  const unread = first === undefined ? "" : `: of ${others.length} that it can't read the first is ${first}`;
  if (/[*?]/.test(path))
    return first === undefined
      ? `no file ${where} matches \`${path}\``
      : `no file ${where} that matches \`${path}\` is one that this source reads${unread}`;
  const place = resolve(folder, path);
  if (existsSync(place) && statSync(place).isDirectory()) {
    return endings === undefined
      ? `\`${path}\` ${where} is a folder: name its files, as in \`${path.replace(/\/$/, "")}/*.txt\``
      : `the folder \`${path}\` ${where} holds no file that this source reads${unread}`;
  }
  return `there is no file \`${path}\` ${where}${nearFile(path, folder, [], endings)}`;
}

interface Matches {
  readonly found: readonly string[];
  readonly others: readonly string[];
}

/** Paths below `folder` that match, in natural order; the path itself where it has no wildcard and is a file. */
function matchFiles(folder: string, pattern: string, endings: RegExp | undefined): Matches {
  const none: Matches = { found: [], others: [] };
  const plain = pattern.replace(/^\.\//, "");
  if (!/[*?]/.test(plain)) {
    const path = resolve(folder, plain);
    if (!existsSync(path)) return none;
    if (statSync(path).isFile()) return { found: [plain], others: [] };
    return endings === undefined ? none : matchFiles(folder, `${plain.replace(/\/+$/, "")}/**`, endings);
  }
  const parts = plain.split("/");
  const wild = parts.findIndex((part) => /[*?]/.test(part));
  const base = parts.slice(0, wild).join("/");
  const start = resolve(folder, base);
  if (!existsSync(start)) return none;
  const wanted = parts.slice(wild).join("/");
  const expression = patternOf(wanted);
  const matching = listFilesBelow(start).filter(
    (path) => expression.test(path) && (hidden.test(wanted) || !hidden.test(path)),
  );
  const named = (paths: readonly string[]): readonly string[] =>
    paths.map((path) => (base === "" ? path : `${base}/${path}`)).sort(compareNaturally);
  const isRead = (path: string): boolean => endings?.test(path) !== false;
  return { found: named(matching.filter(isRead)), others: named(matching.filter((path) => !isRead(path))) };
}

/** What tools leave in folders, `.DS_Store` or `._cat.png`, unless a path says so itself. */
const hidden = /(^|\/)\./;

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

/** The file's text, without a byte order mark. Throws, with the line, where it isn't UTF-8, and where no string holds as much. */
export function readDataText(file: DataFile, span: Span): string {
  const { size } = statSync(file.path);
  const most = constants.MAX_STRING_LENGTH;
  if (size > most) {
    const advice = "part it into several files, which a path with a `*` names";
    const reason = `${file.name} has ${formatBytes(size)}, and a text is read whole, up to ${formatBytes(most)}: ${advice}`;
    throw new CommandError(1, reason, span);
  }
  return utf8Text(readFileSync(file.path), file.name, span);
}
