/** `weft run FILE[:NAME] ARGUMENTS…` */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeNumpyBytes } from "../../runtime/data/npy.ts";
import type { Generator, Model } from "../2-check/model.ts";
import type { Runnable } from "./arguments.ts";
import { readArguments } from "./arguments.ts";
import { buildChecked, readChecked } from "./build.ts";
import { chooseCheckpoint } from "./checkpoints.ts";
import { backendWords, requireBackend, runInDeno, type BackendOptions } from "./launch.ts";
import { CommandError } from "./command-error.ts";
import { beginningName } from "../facts.ts";
import { chooseNamed } from "./named.ts";
import { readPicture } from "./pictures.ts";
import { splitTarget } from "./spec.ts";
import { log } from "./terminal.ts";

export interface RunOptions extends BackendOptions {
  readonly set: readonly string[];
  readonly checkpoint?: string;
  readonly seed?: number;
  readonly json: boolean;
}

/** Lets the newest checkpoint of the spec run a generate block, in Deno; it is told which checkpoint that is. */
export async function runCommand(
  target: string,
  words: readonly string[],
  options: RunOptions,
): Promise<void> {
  const { path, name } = splitTarget(target);
  const checked = readChecked(path, options.set);
  const { spec, model } = checked;
  const runnable = runnableOf(model);
  const chosen = chooseNamed(runnable, name, "generate block or model", path);
  const parameters = readArguments(words, chosen);
  const own = [...backendWords(options)];
  const checkpoint =
    options.checkpoint !== undefined || hasParameters(model)
      ? chooseCheckpoint(spec.name, path, options.checkpoint, model.trainings.length > 0)
      : undefined;
  const folder = await buildChecked(checked);
  if (checkpoint !== undefined) {
    log(`using ${checkpoint}`);
    own.push("--checkpoint", checkpoint);
  }
  if (options.seed !== undefined) own.push("--seed", String(options.seed));
  if (options.json) own.push("--json");
  requireBackend(options);
  const pictures = mkdtempSync(join(tmpdir(), "weft-"));
  try {
    const given = parameters.map((word, at) => decodePicture(word, join(pictures, `${at}.pixels`)));
    await runInDeno(`${folder}/generate.ts`, [chosen.name, ...given, ...own]);
  } finally {
    rmSync(pictures, { recursive: true, force: true });
  }
}

/** Whether anything of it is learned, so that there has to be a checkpoint. */
function hasParameters({ layers }: Model): boolean {
  return layers.some(({ parameters, states }) => parameters.length + states.length > 0);
}

/** Writes the pixels of a picture where the package reads them; the path of that file, or the word itself where it names no picture. */
function decodePicture(word: string, path: string): string {
  if (!/\.(png|jpe?g)$/i.test(word) || !existsSync(word)) return word;
  try {
    const { sizes, values, levels } = readPicture(word);
    const bytes = levels === 255 ? values : values.map((value) => Math.round((value * 255) / levels));
    writeFileSync(path, encodeNumpyBytes(sizes, bytes));
  } catch (error) {
    throw new CommandError(1, `${word}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return path;
}

function runnableOf(model: Model): readonly Runnable[] {
  const models = model.layers
    .filter((layer) => layer.kind === "model" && layer.twin === undefined)
    .map((layer) => ({
      name: layer.name,
      inputs: layer.arguments.map(({ binding }) => binding.name),
      defaults: defaultsOf(layer.arguments),
      options: [],
    }));
  return [...model.generators.map(generatorOf), ...models];
}

function generatorOf(generator: Generator): Runnable {
  const isOption = ({ binding, initial }: Generator["arguments"][number]): boolean =>
    initial?.kind === "constant" && binding.type.axes.length === 0;
  const inputs = generator.arguments.filter((one) => !isOption(one)).map(({ binding }) => binding.name);
  return {
    name: generator.name,
    inputs,
    defaults: defaultsOf(generator.arguments),
    options: generator.arguments.filter(isOption).map(({ binding }) => binding.name),
    ...severalOf(generator, inputs),
  };
}

function defaultsOf(all: Generator["arguments"]): readonly string[] {
  return all.flatMap(({ binding, initial }) => (initial?.kind === "constant" ? [binding.name] : []));
}

/** As the package calls them. */
function severalOf({ grow }: Generator, inputs: readonly string[]): Pick<Runnable, "several"> {
  if (grow === undefined) return {};
  const begin = grow.from.kind === "text" ? undefined : beginningName(grow.from.value);
  const texts = { flag: begin === undefined ? "texts" : `${begin}s`, instead: begin };
  const others = inputs.filter((name) => name !== begin);
  return { several: [texts, ...others.map((name) => ({ flag: `${name}s`, instead: name }))] };
}
