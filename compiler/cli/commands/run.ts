/** `weft run FILE[:NAME] ARGUMENTS…` */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Generator, Model } from "../../2-check/model.ts";
import type { Runnable } from "../arguments.ts";
import { readArguments } from "../arguments.ts";
import { buildChecked, readChecked } from "./build.ts";
import { chooseCheckpoint } from "../runs/checkpoints.ts";
import { backendWords, requireBackend, runInDeno, type BackendOptions } from "../launch.ts";
import { beginningName } from "../../facts.ts";
import { chooseNamed } from "../named.ts";
import { decodePicture, listInputs, pictureEndings } from "../data/input-list.ts";
import { splitTarget } from "../spec.ts";
import { log } from "../terminal.ts";

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
    const given: string[] = [];
    let lines: Iterable<string> | undefined;
    for (const [at, word] of parameters.entries()) {
      if (parameters[at - 1] === `--${inputsFlag}` && at % 2 === 1) {
        lines = listInputs(word, chosen.given);
        given.push(lines === undefined ? word : "-");
      } else given.push(pictureOr(word, join(pictures, `${at}.pixels`)));
    }
    await runInDeno(`${folder}/generate.ts`, [chosen.name, ...given, ...own], lines);
  } finally {
    rmSync(pictures, { recursive: true, force: true });
  }
}

/** Whether anything of it is learned, so that there has to be a checkpoint. */
function hasParameters({ layers }: Model): boolean {
  return layers.some(({ parameters, states }) => parameters.length + states.length > 0);
}

/** A word as the package takes it: the path of a picture's pixels for a picture. */
function pictureOr(word: string, pixels: string): string {
  const isPicture = pictureEndings.test(word) && existsSync(word);
  return isPicture ? decodePicture(word, pixels) : word;
}

const inputsFlag = "inputs";

/** With the arguments as they are declared, without options. */
interface Chosen extends Runnable {
  readonly given: Generator["arguments"];
}

function runnableOf(model: Model): readonly Chosen[] {
  const models = model.layers
    .filter((layer) => layer.kind === "model" && layer.twin === undefined)
    .map((layer) => ({
      name: layer.name,
      inputs: layer.arguments.map(({ binding }) => binding.name),
      defaults: defaultsOf(layer.arguments),
      options: [],
      given: layer.arguments,
      several: inputsInstead(layer.arguments.map(({ binding }) => binding.name)),
    }));
  return [...model.generators.map(generatorOf), ...models];
}

function generatorOf(generator: Generator): Chosen {
  const isOption = ({ binding, initial }: Generator["arguments"][number]): boolean =>
    initial?.kind === "constant" && binding.type.axes.length === 0;
  const given = generator.arguments.filter((one) => !isOption(one));
  const inputs = given.map(({ binding }) => binding.name);
  return {
    name: generator.name,
    inputs,
    defaults: defaultsOf(generator.arguments),
    options: generator.arguments.filter(isOption).map(({ binding }) => binding.name),
    given,
    several: severalOf(generator, inputs),
  };
}

function defaultsOf(all: Generator["arguments"]): readonly string[] {
  return all.flatMap(({ binding, initial }) => (initial?.kind === "constant" ? [binding.name] : []));
}

/** As the package calls them. */
function severalOf({ grow }: Generator, inputs: readonly string[]): NonNullable<Runnable["several"]> {
  if (grow === undefined) return inputsInstead(inputs);
  const begin = grow.from.kind === "text" ? undefined : beginningName(grow.from.value);
  const texts = { flag: begin === undefined ? "texts" : `${begin}s`, instead: begin };
  const others = inputs.filter((name) => name !== begin);
  return [texts, ...others.map((name) => ({ flag: `${name}s`, instead: name }))];
}

/** One file has all inputs. */
function inputsInstead(inputs: readonly string[]): NonNullable<Runnable["several"]> {
  return inputs.map((name) => ({ flag: inputsFlag, instead: name }));
}
