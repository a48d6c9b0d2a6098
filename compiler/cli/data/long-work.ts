/** Tells of work that takes its time, before it or while it goes on, so that nobody waits without knowing for what. */
import { statSync } from "node:fs";
import type { DataFile } from "./sources.ts";
import { formatBytes } from "../terminal.ts";

/** Tells of what takes longer than a second, once a second. */
export function everySecond(tell: (value: number) => void): (value: number) => void {
  let last = performance.now();
  return (value) => {
    if (performance.now() - last < 1000) return;
    last = performance.now();
    tell(value);
  };
}

/** So many bytes of text are read in about a second. */
const largeBytes = 10_000_000;

/** Says of large files that they are read, and how large they are: `vocab: reading wiki.txt, 105.4 MB`. */
export function announceLarge(what: string, files: readonly DataFile[], log: (line: string) => void): void {
  const bytes = files.reduce((sum, { path }) => sum + statSync(path).size, 0);
  if (bytes < largeBytes) return;
  const [first] = files;
  const named =
    files.length === 1 && first !== undefined ? first.name : `${files.length.toLocaleString("en")} files`;
  log(`${what}: reading ${named}, ${formatBytes(bytes)}`);
}
