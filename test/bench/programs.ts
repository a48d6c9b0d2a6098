/** How the benchmark runs programs: where they are, what they print last. */
import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const peersFolder = join(root, "test/bench/peers");
export const deno = join(root, "node_modules/.bin/deno");

export function run(program: string, ...parameters: string[]): void {
  execFileSync(program, parameters, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}

/** Installs the peers where they are missing, or others than the lock file says. */
export function preparePeers(): void {
  const installed = join(peersFolder, "node_modules/.package-lock.json");
  const isCurrent =
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(join(peersFolder, "package-lock.json")).mtimeMs;
  if (!isCurrent) run("npm", "ci", "--no-audit", "--no-fund", "--prefix", peersFolder);
}

/** The last line, an object of JSON. */
export function lastObject(lines: readonly string[]): Readonly<Record<string, unknown>> {
  const parsed: unknown = JSON.parse(lines.at(-1) ?? "");
  if (typeof parsed !== "object" || parsed === null) throw new Error("the last line is no object");
  return { ...parsed };
}
