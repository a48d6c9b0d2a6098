/** Which files an import reads: those that are named, those of folders, and those that the index of a model in several files names. */
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { messageOf } from "../../../runtime/errors.ts";
import { shellWord } from "../../../runtime/shell.ts";
import { CommandError } from "../command-error.ts";
import { findLocalFiles } from "../data/sources.ts";
import { compareNaturally } from "../natural-order.ts";
import { utf8Text } from "../utf8-text.ts";

/** What a `model.safetensors.index.json` says, as Hugging Face's library writes it. */
export interface ForeignIndex {
  readonly name: string;
  /** The tensors' names, with the file of each. */
  readonly files: ReadonlyMap<string, string>;
}

export interface ForeignFile {
  readonly name: string;
  readonly index?: ForeignIndex;
}

const isIndex = (name: string): boolean => name.endsWith(".index.json");
const endings = /\.safetensors(\.index\.json)?$/;

/** In the order in which they are named. Tells of files that are left aside, and of those that a model of several files has, too. */
export function findForeign(words: readonly string[], tell: (line: string) => void): readonly ForeignFile[] {
  const found = new Map<string, ForeignFile>();
  for (const word of words) {
    const names = findLocalFiles(word, ".", undefined, endings, "from here on").files.map(({ name }) => name);
    const indexes = names.filter(isIndex).map(readIndex);
    const indexed = indexes.flatMap(filesOfIndex);
    for (const file of indexed) found.set(resolve(file.name), file);
    for (const name of names) {
      if (isIndex(name) || found.get(resolve(name))?.index !== undefined) continue;
      const index = indexes.find((each) => dirname(each.name) === dirname(name));
      if (index === undefined) found.set(resolve(name), { name });
      else tell(`left aside: ${name}, which ${index.name} doesn't name`);
    }
  }
  const files = [...found.values()];
  for (const line of lackingParts(files.map(({ name }) => name))) tell(line);
  return files;
}

function readIndex(name: string): ForeignIndex {
  const refuse = (reason: string): CommandError => new CommandError(1, `${name}: ${reason}`);
  let content: unknown;
  try {
    content = JSON.parse(utf8Text(readFileSync(name), name));
  } catch (error) {
    throw error instanceof CommandError ? error : refuse(messageOf(error));
  }
  const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
  const map = isObject(content) && "weight_map" in content ? content.weight_map : undefined;
  if (!isObject(map)) throw refuse("no index of safetensors files: it has no `weight_map`");
  const files = new Map<string, string>();
  for (const [tensor, file] of Object.entries(map)) {
    if (typeof file !== "string") throw refuse(`it names no file for \`${tensor}\``);
    files.set(tensor, join(dirname(name), file));
  }
  return { name, files };
}

function filesOfIndex(index: ForeignIndex): readonly ForeignFile[] {
  const names = [...new Set(index.files.values())].sort(compareNaturally);
  const missing = names.filter((name) => !existsSync(name));
  if (missing.length > 0)
    throw new CommandError(1, `${index.name} names files that aren't beside it: ${listed(missing)}`);
  return names.map((name) => ({ name, index }));
}

/** `model-00001-of-00003.safetensors` says itself how many there are. */
function lackingParts(names: readonly string[]): readonly string[] {
  const known = new Set(names.map((name) => resolve(name)));
  const told = new Set<string>();
  return names.flatMap((name) => {
    const [, start = "", number = "", end = "", count = ""] =
      /^(.*-)(\d{1,5})(-of-(\d{1,5})\.safetensors)$/.exec(name) ?? [];
    if (number === "" || told.has(start + end)) return [];
    told.add(start + end);
    const parts = Array.from(
      { length: Number(count) },
      (_, at) => start + String(at + 1).padStart(number.length, "0") + end,
    );
    const lacking = parts.filter((part) => !known.has(resolve(part)));
    if (lacking.length === 0) return [];
    const absent = lacking.filter((part) => !existsSync(part));
    const hint =
      absent.length === 0
        ? `${shellWord(`${start}*${end}`)} stands for all`
        : `not beside it: ${listed(absent)}`;
    return [`${name} is one of ${parts.length} files of a model; not read: ${listed(lacking)}; ${hint}`];
  });
}

function listed(paths: readonly string[]): string {
  return paths.map((path) => basename(path)).join(", ");
}
