/** `weft train FILE[:NAME]` */
import { buildCached } from "./build.ts";
import { chooseCheckpoint, nextRunFolder } from "./checkpoints.ts";
import { backendWords, requireBackend, runInDeno, type BackendOptions } from "./launch.ts";
import { chooseNamed } from "./named.ts";
import { splitTarget } from "./spec.ts";
import { log } from "./terminal.ts";

export interface TrainOptions extends BackendOptions {
  readonly steps?: number;
  readonly set: readonly string[];
  readonly seed?: number;
  readonly resume?: string;
  readonly out?: string;
  readonly json: boolean;
}

/** Builds the spec where that is needed, and runs the package's own training in Deno. */
export async function trainCommand(target: string, options: TrainOptions): Promise<void> {
  const { path, name } = splitTarget(target);
  const { spec, folder, model } = await buildCached(path, options.set);
  const training = chooseNamed(model.trainings, name, "training", path);
  const words = [training.name, "--out", options.out ?? nextRunFolder(spec.name), ...backendWords(options)];
  words.push("--spec", target);
  if (options.set.length > 0) words.push("--set", JSON.stringify(options.set));
  if (options.steps !== undefined) words.push("--steps", String(options.steps));
  if (options.seed !== undefined) words.push("--seed", String(options.seed));
  if (options.resume !== undefined) {
    const checkpoint = chooseCheckpoint(spec.name, path, options.resume);
    log(`going on from ${checkpoint}`);
    words.push("--resume", checkpoint);
  }
  if (options.json) words.push("--json");
  requireBackend(options);
  await runInDeno(`${folder}/train.ts`, words);
}
