/** `weft evaluate FILE[:NAME]` */
import { buildChecked, readChecked } from "./build.ts";
import { chooseCheckpoint } from "../runs/checkpoints.ts";
import { backendWords, requireBackend, runInDeno, type BackendOptions } from "../launch.ts";
import { chooseNamed } from "../named.ts";
import { splitTarget } from "../spec.ts";
import { log } from "../terminal.ts";

export interface EvaluateOptions extends BackendOptions {
  readonly set: readonly string[];
  readonly checkpoint?: string;
  readonly json: boolean;
}

/** Evaluates the newest checkpoint of the spec on all held-out data, in Deno. */
export async function evaluateCommand(target: string, options: EvaluateOptions): Promise<void> {
  const { path, name } = splitTarget(target);
  const checked = readChecked(path, options.set);
  const training = chooseNamed(checked.model.trainings, name, "training", path);
  const checkpoint = chooseCheckpoint(checked.spec.name, path, options.checkpoint);
  const folder = await buildChecked(checked);
  log(`using ${checkpoint}`);
  requireBackend(options);
  const words = [training.name, "--evaluate", "--resume", checkpoint, ...backendWords(options)];
  if (options.json) words.push("--json");
  await runInDeno(`${folder}/train.ts`, words);
}
