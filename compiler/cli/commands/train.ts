/** `weft train FILE[:NAME]` */
import { buildChecked, readChecked } from "./build.ts";
import { chooseCheckpoint } from "../runs/checkpoints.ts";
import { backendWords, requireBackend, runInDeno, type BackendOptions } from "../launch.ts";
import { chooseNamed } from "../named.ts";
import { memoryOfRun } from "../runs/records-kept.ts";
import { ownCommand } from "../own-command.ts";
import { splitTarget } from "../spec.ts";
import { log } from "../terminal.ts";

export interface TrainOptions extends BackendOptions {
  readonly steps?: number;
  readonly set: readonly string[];
  readonly seed?: number;
  readonly resume?: string;
  readonly out?: string;
  /** In bytes. */
  readonly memory?: number;
  readonly json: boolean;
}

/** Builds the spec where that is needed, and runs the package's own training in Deno. */
export async function trainCommand(target: string, options: TrainOptions): Promise<void> {
  const { path, name } = splitTarget(target);
  const checked = readChecked(path, options.set);
  const training = chooseNamed(checked.model.trainings, name, "training", path);
  const resumed =
    options.resume === undefined ? undefined : chooseCheckpoint(checked.spec.name, path, options.resume);
  // A training goes on in the memory that it began in, unless it is given another.
  const memory = options.memory ?? (resumed === undefined ? undefined : memoryOfRun(resumed));
  const folder = await buildChecked(checked, { memory });
  const words = [training.name, ...wordsOfSpec(path), ...backendWords(options)];
  if (options.out !== undefined) words.push("--out", options.out);
  if (options.set.length > 0) words.push("--set", JSON.stringify(options.set));
  if (options.steps !== undefined) words.push("--steps", String(options.steps));
  if (options.seed !== undefined) words.push("--seed", String(options.seed));
  if (resumed !== undefined) {
    log(`going on from ${resumed}`);
    words.push("--resume", resumed);
  }
  if (options.json) words.push("--json");
  requireBackend(options);
  await runInDeno(`${folder}/train.ts`, words);
}

/** Tells a package's training of which spec it is, for its record, and how to write commands of weft, for what to try next. */
export function wordsOfSpec(path: string): readonly string[] {
  return ["--spec", path, "--weft", ownCommand()];
}
