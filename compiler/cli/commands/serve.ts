/** `weft serve FILE` */
import { existsSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { reasonOf } from "../../../runtime/errors.ts";
import { buildCached } from "./build.ts";
import { CommandError, Stopped } from "../command-error.ts";
import { describeFailure } from "../failures.ts";
import type { LiveState } from "./live-page.ts";
import { openLiveServer } from "./live-server.ts";
import { readSpec, type Spec } from "../spec.ts";
import { log } from "../terminal.ts";

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
    const stamp = stampOf(spec, path);
    // Many editors put a new file in the place of the old one: for a moment there may be none.
    if (stamp === seen || !existsSync(path)) continue;
    log(`${spec.source.name} was saved`);
    // Where it can't be read, that is told below, and the next save may mend it.
    spec = specAt(path) ?? spec;
    seen = stampOf(spec, path);
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

function specAt(path: string): Spec | undefined {
  try {
    return readSpec(path);
  } catch {
    return undefined;
  }
}

/** Sizes and times of the spec and of those that it imports, or that aren't there to be imported. */
function stampOf({ imported }: Spec, path: string): string {
  return [path, ...imported].map(stampAt).join("\n");
}

function stampAt(path: string): string {
  try {
    const { size, mtimeMs } = statSync(path);
    return `${size} ${mtimeMs}`;
  } catch (error) {
    return reasonOf(error);
  }
}
