/** Of the files that records name, what a package was built from: a build can't know of them before it has read the records. */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

/** In a package of the cache: a line for each of these files, its size, its time and its path, as it was when it was read. */
const stampsFile = ".named";

/** Lines by the places of the files. */
export type Stamps = Map<string, string>;

/** Notes a file that is about to be read. */
export function noteNamed(stamps: Stamps, path: string): void {
  if (!stamps.has(path)) stamps.set(path, stampOf(relative(process.cwd(), path)));
}

export function writeStamps(folder: string, stamps: Stamps): void {
  writeFileSync(join(folder, stampsFile), [...stamps.values()].join(""));
}

/** What the package in a folder of the cache was built from, and what these files are now. */
export function readStamps(folder: string): { readonly built: string; readonly now: string } {
  const built = readFileSync(join(folder, stampsFile), "utf8");
  const lines = built.split("\n").slice(0, -1);
  return { built, now: lines.map((line) => stampOf(line.split(" ").slice(2).join(" "))).join("") };
}

function stampOf(path: string): string {
  const { size, mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { size: "none", mtimeMs: 0 };
  return `${size} ${mtimeMs} ${path}\n`;
}
