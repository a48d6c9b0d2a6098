/** Where a folder is made before it is moved to its place, so that it is there whole or not at all. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";

/** As another machine that shares the disk may be at work, too. */
const longAgoMs = 3600 * 1000;

/** In such a folder: what was there before, the user's files among it, until those are back in their place. */
export const setAside = ".old";

/**
 * A path in `folder` of this process's own; what others that ended in the middle left there under the same name an hour ago is removed,
 * and what they had set aside is put back where nothing has its place.
 */
export function unfinishedIn(folder: string, name: string): string {
  const start = `${name}.part-`;
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  for (const entry of isFolder ? readdirSync(folder) : []) {
    const number = entry.startsWith(start) ? entry.slice(start.length) : "";
    if (/^\d+$/.test(number) && !isRunning(Number(number))) removeOld(folder, join(folder, entry));
  }
  return join(folder, `${start}${process.pid}`);
}

function removeOld(folder: string, path: string): void {
  const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {};
  if (mtimeMs === undefined || Date.now() - mtimeMs <= longAgoMs) return;
  const old = join(path, setAside);
  for (const entry of existsSync(old) ? entriesBelow(old) : []) {
    const place = join(folder, entry);
    if (existsSync(place)) continue;
    mkdirSync(dirname(place), { recursive: true });
    renameSync(join(old, entry), place);
  }
  rmSync(path, { recursive: true, force: true });
}

/** All but folders, links of the user among them, whatever they lead to. */
export function entriesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? entriesBelow(join(folder, entry.name)).map((path) => `${entry.name}/${path}`)
      : [entry.name],
  );
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    // It may be another user's.
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
