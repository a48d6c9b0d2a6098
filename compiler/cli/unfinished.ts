/** Where a folder is made before it is moved to its place, so that it is there whole or not at all. */
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

/** As another machine that shares the disk may be at work, too. */
const longAgoMs = 3600 * 1000;

/** A path in `folder` of this process's own; what others that ended in the middle left there under the same name an hour ago is removed. */
export function unfinishedIn(folder: string, name: string): string {
  const start = `${name}.part-`;
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  for (const entry of isFolder ? readdirSync(folder) : []) {
    const number = entry.startsWith(start) ? entry.slice(start.length) : "";
    if (/^\d+$/.test(number) && !isRunning(Number(number))) removeOld(join(folder, entry));
  }
  return join(folder, `${start}${process.pid}`);
}

function removeOld(path: string): void {
  const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {};
  if (mtimeMs !== undefined && Date.now() - mtimeMs > longAgoMs)
    rmSync(path, { recursive: true, force: true });
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    // It may be another user's.
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
