/** `weft evaluate FILE[:NAME]` */
import { buildCached } from "./build.ts";
import { chooseCheckpoint } from "./checkpoints.ts";
import { backendWords, requireBackend, runInDeno, type BackendOptions } from "./launch.ts";
import { chooseNamed } from "./named.ts";
import { splitTarget } from "./spec.ts";
import { log } from "./terminal.ts";

export interface EvaluateOptions extends BackendOptions {
  readonly set: readonly string[];
  readonly checkpoint?: string;
  readonly json: boolean;
}

/** Evaluates the newest checkpoint of the spec on all held-out data, in Deno. */
export async function evaluateCommand(target: string, options: EvaluateOptions): Promise<void> {
  const { path, name } = splitTarget(target);
  const { spec, folder, model } = await buildCached(path, options.set);
  const training = chooseNamed(model.trainings, name, "training", path);
  const checkpoint = chooseCheckpoint(spec.name, path, options.checkpoint);
  log(`using ${checkpoint}`);
  requireBackend(options);
  const words = [training.name, "--evaluate", "--resume", checkpoint, ...backendWords(options)];
  if (options.json) words.push("--json");
  await runInDeno(`${folder}/train.ts`, words);
}
