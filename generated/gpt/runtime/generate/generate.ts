/** What a generator, or a model, is given: arguments and options. */
import { WeftError } from "../errors.ts";
import type { InputArray } from "../layout.ts";
import {
  checkIndexes,
  constantInput,
  raiseToLeast,
  readInput,
  sizesOfInputs,
  whyNot,
  type InputValue,
} from "../inputs.ts";
import { refuseOthers } from "../known-names.ts";
import type { PlanEntry, PlanGenerator } from "../plan.ts";
import { boundsOf } from "../sizes.ts";
import type { Machine } from "../step.ts";
import { findEntry } from "../train/training.ts";
import { requireSeed } from "../whole.ts";
import { own } from "../own.ts";

/** Arguments and options by their names in the spec. */
export type GenerateArguments = Readonly<Record<string, InputValue>>;

export interface GenerateOptions {
  readonly seed: number;
  readonly signal?: AbortSignal;
  /** Called with the number of each position that a text grows by. */
  readonly grown?: (number: number) => void;
}

/** Throws, with the names that there are, where the model has no such generator. */
export function findGenerator(
  machine: Machine,
  name: string,
): { generator: PlanGenerator; entry: PlanEntry } {
  const generator = machine.plan.generators.find((candidate) => candidate.name === name);
  const entry = findEntry(machine, "generate", name);
  if (generator !== undefined && entry !== undefined) return { generator, entry };
  const names = machine.plan.generators.map((candidate) => candidate.name).join(", ");
  throw new WeftError(
    "input",
    `there is no generator \`${name}\`; there is ${names === "" ? "none" : names}`,
  );
}

export function readOptions(
  generator: PlanGenerator,
  given: GenerateArguments,
  seed: number,
): Map<string, number> {
  requireSeed(seed);
  const settings = new Map([["seed", seed]]);
  for (const { name, type, initial } of generator.options) {
    const value = own(given, name) ?? initial;
    const number = typeof value === "boolean" ? Number(value) : value;
    const wanted = whyNot(type, number);
    if (typeof number !== "number" || wanted !== undefined)
      throw new WeftError("input", `the option \`${name}\` must be ${wanted ?? "a number"}`);
    settings.set(name, number);
  }
  return settings;
}

/** Refuses names that the generator doesn't have; `own` are those of the beginning, or of lists with a value for each text. */
export function checkNames(
  generator: PlanGenerator,
  entry: PlanEntry,
  given: GenerateArguments,
  own: readonly string[],
): void {
  const names = generator.options.map((option) => option.name);
  const { grow } = generator;
  names.push(...own);
  names.push(...entry.inputs.map((input) => input.name).filter((name) => name !== grow?.text));
  refuseOthers(generator.name, names, given);
}

/** The arrays of an entry's inputs but `except`, from what the caller gives, checked: an index lies inside of its axis as it is today. */
export function readInputs(
  machine: Machine,
  entry: PlanEntry,
  given: GenerateArguments,
  except: readonly string[] = [],
): Map<string, InputArray> {
  const read = new Map<string, InputArray>();
  for (const input of entry.inputs) {
    if (except.includes(input.name)) continue;
    const value = own(given, input.name);
    if (value !== undefined) read.set(input.name, readInput(input, value, machine.vocabularies));
    else if (input.initial === undefined)
      throw new WeftError("input", `\`${entry.name}\` needs the input \`${input.name}\``);
  }
  const arrays = raiseToLeast(entry, read);
  const sizes = new Map([...boundsOf(entry), ...sizesOfInputs(entry.inputs, arrays, read)]);
  for (const input of entry.inputs)
    if (input.initial !== undefined && !arrays.has(input.name) && !except.includes(input.name))
      arrays.set(input.name, constantInput(input, input.initial, sizes));
  for (const input of entry.inputs) {
    const { data } = arrays.get(input.name) ?? { data: [] };
    checkIndexes(input, data, sizes, (position) => `position ${position}`);
  }
  return arrays;
}
