/** A package's way to the disk: whole, or not at all. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { weightsFile } from "../../../runtime/checkpoint/checkpoint.ts";
import { reasonOf } from "../../../runtime/errors.ts";
import { shellWord } from "../../../runtime/shell.ts";
import type { Files } from "../../6-emit/emit.ts";
import type { Columns } from "../data/columns.ts";
import { CommandError } from "../command-error.ts";
import { writeContent } from "../large-files.ts";
import { entriesBelow, setAside, unfinishedIn } from "../unfinished.ts";

/** Folders of a package that hold what the compiler wrote: they are written anew, so that no old file stays but the user's own. */
const ownFolders = ["kernels", "runtime", "types", "data"];

/** What a build that was killed leaves. */
const partial = /^\.part-\d+$/;

/**
 * Throws where no package may be written: the folder holds something else, or weights that a package without any would neither take nor may
 * throw away.
 */
export function requireRoom(folder: string, hasWeights: boolean): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory())
    throw new CommandError(2, `${folder} is a file: name a folder with --out`);
  if (!existsSync(join(folder, "model.ts")) && readdirSync(folder).some((name) => !partial.test(name)))
    throw new CommandError(2, `${folder} isn't empty and holds no package: name another folder with --out`);
  const weights = join(folder, weightsFile);
  if (hasWeights || !existsSync(weights)) return;
  throw new CommandError(
    2,
    `${weights} is there, and this package would begin without: \`--weights ${shellWord(weights)}\` keeps them, if they still fit; else move them away`,
  );
}

/**
 * Writes a package beside what is there, and moves it in place when it is whole: a new folder at once, into one that is there an entry
 * after the other. Throws, with the folder as it was, where it holds something else and where something can't be written.
 */
export function writePackage(folder: string, files: Files, columns: Columns): void {
  requireRoom(folder, weightsFile in files);
  const isThere = existsSync(folder);
  // Within a folder that is there renames do even where that is a disk of its own.
  const whole = resolve(folder);
  const part = isThere ? unfinishedIn(folder, "") : unfinishedIn(dirname(whole), basename(whole));
  const refused = (path: string, reason: string): CommandError =>
    new CommandError(
      1,
      `${path} can't be written: ${reason}${isThere ? "; what was there is as it was" : ""}`,
    );
  try {
    for (const [name, content] of [...Object.entries(files), ...columns]) {
      const path = join(part, name);
      try {
        mkdirSync(dirname(path), { recursive: true });
        writeContent(path, content);
      } catch (error) {
        throw refused(join(folder, name), reasonOf(error));
      }
    }
    try {
      if (isThere) moveInto(folder, part);
      else renameSync(part, folder);
    } catch (error) {
      throw refused(folder, reasonOf(error));
    }
  } finally {
    if (existsSync(part)) rmSync(part, { recursive: true, force: true });
  }
}

/** The kernels and the data that the package in a folder was written with, as its modules `files` and `model` name them. */
function filesOf(folder: string): ReadonlySet<string> {
  const named = (module: string, pattern: RegExp): readonly string[] => {
    const path = join(folder, module);
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    return [...text.matchAll(pattern)].map(([, name = ""]) => name);
  };
  const columns = named("model.ts", /\bcolumn: "([^"]+)"/g).map((column) => `data/${column}.bin`);
  return new Set([...named("files.ts", /"\.\/([^"]+)"/g), ...columns]);
}

/**
 * Puts what lies in `part` in the place of what has its names; back, where that goes wrong. What the user laid into a package's folders
 * stays there.
 */
function moveInto(folder: string, part: string): void {
  const names = readdirSync(part);
  const written = filesOf(folder);
  const old = join(part, setAside);
  mkdirSync(old);
  const moved: (readonly [from: string, to: string])[] = [];
  const move = (from: string, to: string): void => {
    renameSync(from, to);
    moved.push([from, to]);
  };
  try {
    for (const name of new Set([...ownFolders, ...names])) {
      const place = join(folder, name);
      if (existsSync(place)) {
        if (statSync(place).isDirectory() && !ownFolders.includes(name))
          throw new Error(`${name} is a folder there, and none of a package's`);
        move(place, join(old, name));
      }
      if (names.includes(name)) move(join(part, name), place);
      if (!existsSync(join(old, name)) || !statSync(join(old, name)).isDirectory()) continue;
      for (const file of entriesBelow(join(old, name))) {
        const path = join(place, file);
        if (written.has(`${name}/${file}`) || existsSync(path)) continue;
        mkdirSync(dirname(path), { recursive: true });
        move(join(old, name, file), path);
      }
    }
  } catch (error) {
    for (const [from, to] of moved.reverse()) renameSync(to, from);
    throw error;
  }
}
