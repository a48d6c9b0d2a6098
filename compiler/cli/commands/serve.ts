/** `weft serve FILE` */
import { existsSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { reasonOf } from "../../../runtime/errors.ts";
import { buildChecked, dataFingerprint, readChecked, type CheckedSpec } from "./build.ts";
import { CommandError, Stopped } from "../command-error.ts";
import { pathsOf } from "../data/source-files.ts";
import { describeFailure } from "../failures.ts";
import type { LiveState } from "./live-page.ts";
import { openLiveServer } from "./live-server.ts";
import { readStamps } from "../packages/named-stamps.ts";
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

/** Looking at the data, which may be many files, takes one part in so many of the time at most. */
const dataShare = 20;

/**
 * Builds the spec, shows its page at a local address, and builds it anew whenever it, a spec that it imports or a file of its data is saved; ends with Ctrl-C.
 * Mistakes are told in the terminal and in the page, which stays that of the last package without any. Throws where there is no such
 * file, or the port can't be had.
 */
export async function serveCommand(path: string, options: ServeOptions): Promise<void> {
  let spec = readSpec(path);
  let seen = stampOf(spec, path);
  const server = await openLiveServer(spec.name, path, options.port);
  let watch = watchNothing;
  let version = "";
  const build = async (): Promise<void> => {
    const built = await stateOf(path, options, version);
    ({ watch } = built);
    ({ version } = built.state);
    server.tell(built.state);
  };
  await build();
  const address = `http://localhost:${server.port}/`;
  process.stdout.write(`${address} (Ctrl-C ends it); with the spec in an editor beside it ${address}edit\n`);
  for (;;) {
    await sleep(interval);
    const stamp = stampOf(spec, path);
    // Many editors put a new file in the place of the old one: for a moment there may be none.
    const isSaved = stamp !== seen && existsSync(path);
    if (!isSaved && !(await watch())) continue;
    log(isSaved ? `${spec.source.name} was saved` : `the data of ${spec.source.name} were saved`);
    // Where it can't be read, that is told below, and the next save may mend it.
    spec = specAt(path) ?? spec;
    seen = stampOf(spec, path);
    await build();
  }
}

/** Whether the data are others than those that were built from, and no longer change. */
type Watch = () => Promise<boolean>;

const watchNothing: Watch = () => Promise.resolve(false);

/** What packages have stays as it is. The folder is that of what is built then, if it is. */
async function watchData({ spec, model }: CheckedSpec): Promise<(folder?: string) => Watch> {
  const isOwn = (path: string | undefined): boolean => path?.startsWith("npm:") === false;
  const data = model.data.filter(({ source }) => pathsOf(source).some(isOwn));
  const axes = model.axes.filter(
    ({ origin }) => origin.kind === "tokenizer" && isOwn(origin.tokenizer.source),
  );
  const look = (): Promise<string> =>
    dataFingerprint({ data, axes }, spec).then((print) => JSON.stringify(print), reasonOf);
  const built = await look();
  let last = "";
  let notBefore = 0;
  return (folder) => async () => {
    const begun = performance.now();
    if (begun < notBefore) return false;
    const now = await look();
    const named = folder === undefined ? undefined : readStamps(folder);
    const all = `${now}${named?.now ?? ""}`;
    const isAtRest = all === last;
    last = all;
    notBefore = performance.now() + dataShare * (performance.now() - begun);
    return isAtRest && (now !== built || named?.now !== named?.built);
  };
}

interface Built {
  readonly state: LiveState;
  readonly watch: Watch;
}

/** What pages are told of the spec as it is on the disk. What is wrong is printed, too; then `version` stays the newest package. */
async function stateOf(path: string, options: ServeOptions, version: string): Promise<Built> {
  let watch = watchNothing;
  try {
    const checked = readChecked(path, options.set);
    const watchWith = await watchData(checked);
    watch = watchWith();
    const folder = await buildChecked(checked, { memory: options.memory, scripts: true });
    watch = watchWith(folder);
    if (!existsSync(join(folder, "index.html")))
      throw new CommandError(
        2,
        `${path} has no page: it has no \`train\` and no \`generate\` block, and no \`model\``,
      );
    return { state: { version: basename(folder), trouble: "" }, watch };
  } catch (error) {
    if (error instanceof Stopped) return { state: { version, trouble: error.told }, watch };
    log(describeFailure(error));
    return { state: { version, trouble: stripVTControlCharacters(describeFailure(error)) }, watch };
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
