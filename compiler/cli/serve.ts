/** `weft serve FILE` */
import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { buildCached } from "./build.ts";
import { CommandError, Stopped } from "./command-error.ts";
import { describeFailure } from "./failures.ts";
import type { LiveState } from "./live-page.ts";
import { openLiveServer } from "./live-server.ts";
import { readSpec, type Spec } from "./spec.ts";
import { log } from "./terminal.ts";

export interface ServeOptions {
  readonly port: number;
  readonly set: readonly string[];
  /** In bytes. */
  readonly memory?: number;
}

/** How often the spec is looked at, in milliseconds. */
const interval = 250;

/**
 * Builds the spec, shows its page at a local address, and builds it anew whenever it or a spec that it imports is saved; ends with Ctrl-C.
 * Mistakes are told in the terminal and in the page, which stays that of the last package without any. Throws where there is no such
 * file, or the port can't be had.
 */
export async function serveCommand(path: string, options: ServeOptions): Promise<void> {
  let spec = readSpec(path);
  let seen = stampOf(spec, path);
  const server = await openLiveServer(spec.name, options.port);
  let state = await stateOf(path, options, "");
  server.tell(state);
  process.stdout.write(`http://localhost:${server.port}/ (Ctrl-C ends it)\n`);
  for (;;) {
    await sleep(interval);
    if (stampOf(spec, path) === seen) continue;
    // Many editors put a new file in the place of the old one: for a moment there may be none.
    if (!existsSync(path)) continue;
    spec = readSpec(path);
    seen = stampOf(spec, path);
    log(`${spec.source.name} was saved`);
    state = await stateOf(path, options, state.version);
    server.tell(state);
  }
}

/** What pages are told of the spec as it is on the disk. What is wrong is printed, too; then `version` stays the newest package. */
async function stateOf(path: string, options: ServeOptions, version: string): Promise<LiveState> {
  try {
    const folder = await buildCached(path, options.set, { memory: options.memory, scripts: true });
    if (!existsSync(join(folder, "index.html")))
      throw new CommandError(
        2,
        `${path} has no page: it has no \`train\` and no \`generate\` block, and no \`model\``,
      );
    return { version: basename(folder), trouble: "" };
  } catch (error) {
    if (error instanceof Stopped) return { version, trouble: error.told };
    log(describeFailure(error));
    return { version, trouble: stripVTControlCharacters(describeFailure(error)) };
  }
}

/** Sizes and times of the spec and of those that it imports. */
function stampOf({ source, folder, files }: Spec, path: string): string {
  const imported = Object.keys(files).filter((file) => !file.startsWith("std/"));
  const paths = [path, ...imported.map((file) => join(folder, relative(dirname(source.name), file)))];
  return paths
    .map((one) => statSync(one, { throwIfNoEntry: false }))
    .map((stats) => (stats === undefined ? "none" : `${stats.size} ${stats.mtimeMs}`))
    .join("\n");
}
