/** `weft build FILE`, and the cache of builds that `train`, `run` and `evaluate` use. */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { shellWord } from "../../../runtime/shell.ts";
import type { Model } from "../../2-check/model.ts";
import type { Compiled } from "../../compile.ts";
import { InternalError } from "../../source/internal-error.ts";
import { chooseCheckpoint } from "../runs/checkpoints.ts";
import { CommandError } from "../command-error.ts";
import { compilerFingerprint, listFilesBelow } from "../package-root.ts";
import type { PlannedSpec, PlanOptions } from "../packages/planned.ts";
import { hashOf, planSpec } from "../packages/planned.ts";
import { findReadFiles, type Reading } from "../data/read-files.ts";
import { checkedSpec } from "../packages/compiled.ts";
import { parseSettings, readSpec } from "../spec.ts";
import type { Spec } from "../spec.ts";
import { unfinishedIn } from "../unfinished.ts";
import { describeWeights, makeWeights, type ShippedWeights } from "../packages/weights.ts";
import { readStamps, writeStamps } from "../packages/named-stamps.ts";
import { requireRoom, writePackage } from "../packages/write-package.ts";
import { formatBytes, log } from "../terminal.ts";

export interface BuildOptions {
  readonly out?: string;
  readonly set: readonly string[];
  readonly memory?: number;
  /** A checkpoint, or `newest`. */
  readonly weights?: string;
  readonly half?: boolean;
}

export async function buildCommand(path: string, options: BuildOptions): Promise<void> {
  const { half = false } = options;
  const spec = readSpec(path);
  const folder = options.out ?? join("generated", spec.name);
  if (half && options.weights === undefined)
    throw new CommandError(2, "`--half` says how weights are stored: name them, with `--weights newest`");
  const checkpoint =
    options.weights === undefined ? undefined : chooseCheckpoint(spec.name, path, options.weights);
  requireRoom(folder, checkpoint !== undefined);
  const planned = await planSpec(spec, parseSettings(options.set), "schedule", { memory: options.memory });
  const plan = planned.compiled.plan?.model;
  const weights =
    checkpoint === undefined || plan === undefined ? undefined : makeWeights(plan, checkpoint, half);
  await buildPlanned(planned, folder, true, weights);
  const files = listFilesBelow(folder);
  const size = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  const data = files
    .filter((file) => file.startsWith("data/"))
    .reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  process.stdout.write(
    `wrote ${folder}: ${files.length} files, ${formatBytes(size - data)}${data === 0 ? "" : `, and ${formatBytes(data)} of data`}\n` +
      (weights && checkpoint ? `${describeWeights(weights, checkpoint, half)}\n` : "") +
      `${nextStep(files, folder, weights !== undefined)}\n`,
  );
}

/** What is done first with a package of these files, in what runs this. */
function nextStep(files: readonly string[], folder: string, isTrained: boolean): string {
  const [run, ending] = "Deno" in globalThis ? ["deno run -A", "ts"] : ["node", "js"];
  const program = (name: string): string => `${run} ${shellWord(join(folder, `${name}.${ending}`))}`;
  return files.includes("train.ts") && !(isTrained && files.includes("generate.ts"))
    ? `train it: ${program("train")}`
    : `run it: ${program("generate")} --help`;
}

/** Writes the package of a spec that has its plan, with its data; `scripts` adds JavaScript for Node and browsers, `weights` what it begins with. */
export async function buildPlanned(
  planned: PlannedSpec,
  folder: string,
  scripts: boolean,
  weights?: ShippedWeights,
): Promise<void> {
  // What writes packages isn't loaded where one is taken as it is.
  const { makePackage, makePackageData } = await import("../packages/package.ts");
  const files = await makePackage(planned, scripts, weights);
  const columns = await makePackageData(planned);
  writePackage(folder, files, columns);
}

export interface CachedOptions extends PlanOptions {
  /** With JavaScript, for a browser; Deno needs none. */
  readonly scripts?: boolean;
}

/** A spec without errors, and what it says: before anything is built of it. */
export interface CheckedSpec {
  readonly spec: Spec;
  readonly set: Readonly<Record<string, string>>;
  readonly checked: Compiled;
  readonly model: Model;
}

/** Reads and checks a spec. Prints diagnostics; stops at errors. */
export function readChecked(path: string, settings: readonly string[]): CheckedSpec {
  const spec = readSpec(path);
  const set = parseSettings(settings);
  const checked = checkedSpec(spec, set);
  const { model } = checked;
  if (model === undefined) throw new InternalError("a spec without errors has no model");
  return { spec, set, checked, model };
}

/** The folder of the package of a spec, as `buildChecked` has it. */
export function buildCached(
  path: string,
  settings: readonly string[],
  options: CachedOptions = {},
): Promise<string> {
  return buildChecked(readChecked(path, settings), options);
}

/**
 * The folder of the package of a spec, `.weft/NAME-HASH` of the current folder: built, or taken as it is where spec, settings, data and
 * compiler are those that it was built from, for as much memory. With `inspect` it is another package, of that training alone, which shows its formulas.
 */
export async function buildChecked(
  { spec, set, checked, model }: CheckedSpec,
  options: CachedOptions = {},
): Promise<string> {
  const { inspect, memory, scripts = false } = options;
  const data = await dataFingerprint(model, spec);
  const hash = hashOf([
    compilerFingerprint(),
    spec.source.text,
    spec.files,
    set,
    data,
    ...(inspect === undefined ? [] : [inspect]),
    ...(memory === undefined ? [] : [memory]),
    ...(scripts ? ["scripts"] : []),
  ]);
  const folder = folderFor(spec.name, hash);
  if (isWhole(folder)) {
    log(`unchanged since the last build: ${relative(process.cwd(), folder)}`);
    noteUse(folder);
    return folder;
  }
  const started = performance.now();
  const part = unfinishedIn(dirname(folder), basename(folder));
  try {
    const planned = await planSpec(spec, set, "schedule", { ...options, checked });
    await buildPlanned(planned, part, scripts);
    writeStamps(part, planned.named);
    writeFileSync(join(part, sizesFile), sizesIn(part));
    mkdirSync(".weft", { recursive: true });
    writeFileSync(join(".weft", ".gitignore"), "*\n");
    moveToCache(part, folder);
    pruneCache(spec.name);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
  log(`compiled ${spec.source.name} in ${((performance.now() - started) / 1000).toFixed(1)} s: ${folder}`);
  return folder;
}

/** Of a package that was built from other pictures, sounds or arrays than records name by now there is another folder. */
function folderFor(name: string, hash: string): string {
  const folder = join(".weft", `${name}-${hash}`);
  if (!isWhole(folder)) return folder;
  const { built, now } = readStamps(folder);
  return built === now ? folder : folderFor(name, hashOf([hash, now]));
}

/** Another command may have built the same in the meantime, and be running it. */
function moveToCache(part: string, folder: string): void {
  if (isWhole(folder)) return;
  rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(part, folder);
  } catch (error) {
    if (!isWhole(folder)) throw error;
  }
}

/** In a package of the cache: a line for each of its other files, its size and its path. */
const sizesFile = ".sizes";

function sizesIn(folder: string): string {
  return listFilesBelow(folder)
    .map((file) => `${statSync(join(folder, file)).size} ${file}\n`)
    .join("");
}

/** Whether all files of a package of the cache are as they were written: a crash of the machine may leave some of them empty. */
function isWhole(folder: string): boolean {
  const path = join(folder, sizesFile);
  if (!existsSync(path)) return false;
  const lines = readFileSync(path, "utf8").trim().split("\n");
  return lines.every((line) => {
    const [size = "", ...words] = line.split(" ");
    const file = statSync(join(folder, words.join(" ")), { throwIfNoEntry: false });
    return file?.size === Number(size);
  });
}

const keptPackages = 8;
const untouchedMs = 3600 * 1000;

/** For `pruneCache`; a folder that can't be written, or that another command has just removed, has nothing to be noted. */
export function noteUse(folder: string): void {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch {
    // What was built can be read all the same.
  }
}

/** Keeps the packages of a spec that were used last, and those of the last hour: one may be running. */
function pruneCache(name: string): void {
  const packages = readdirSync(".weft")
    .filter((folder) => folder.startsWith(`${name}-`) && /^[0-9a-f]{16}$/.test(folder.slice(name.length + 1)))
    .flatMap((name) => {
      const folder = join(".weft", name);
      // Another command may have just removed it.
      const used = statSync(folder, { throwIfNoEntry: false })?.mtimeMs;
      return used === undefined ? [] : [{ folder, used }];
    })
    .sort((a, b) => b.used - a.used);
  for (const { folder, used } of packages.slice(keptPackages)) {
    if (Date.now() - used > untouchedMs) rmSync(folder, { recursive: true, force: true });
  }
}

/** Names, sizes and times of all files that the spec's data and vocabularies are made from. */
export async function dataFingerprint(model: Reading, spec: Spec): Promise<readonly unknown[]> {
  const files = await findReadFiles(model, { folder: spec.folder, log });
  return files.map(({ name, path }) => {
    const { size, mtimeMs } = statSync(path);
    return [name, size, name.startsWith("npm:") ? 0 : mtimeMs];
  });
}
