/**
 * Growing a text. The entry `generate` evaluates all of the text so far and keeps what later positions need of it; `extend` then takes one
 * position more each time. A generator without `extend` evaluates the whole text for each position.
 */
import { searchBeams } from "./beam.ts";
import { WeftError } from "./errors.ts";
import type { InputArray } from "./layout.ts";
import { checkIndexes, readInput, sizesOfInputs, type InputValue } from "./inputs.ts";
import type { CompileProgress } from "./engine.ts";
import { forgetKept, ownKept, ownsKept } from "./kept.ts";
import type { PlanEntry, PlanGenerator, PlanInput } from "./plan.ts";
import { boundsOf, soleSymbol } from "./sizes.ts";
import { prepareEntries, runEntry, type Call, type Machine, type PreparedEntry } from "./step.ts";
import type { Tensor } from "./tensor.ts";
import { findEntry } from "./train.ts";
import { decoderOf } from "./vocabularies.ts";

/** Arguments and options by their names in the spec. */
export type GenerateArguments = Readonly<Record<string, InputValue>>;

export interface GenerateOptions {
  readonly seed: number;
  readonly signal?: AbortSignal;
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

function readOptions(generator: PlanGenerator, given: GenerateArguments, seed: number): Map<string, number> {
  const settings = new Map([["seed", seed]]);
  for (const { name, type, initial } of generator.options) {
    const value = given[name] ?? initial;
    const number = typeof value === "boolean" ? Number(value) : value;
    if (
      typeof number !== "number" ||
      !Number.isFinite(number) ||
      (type === "int" && !Number.isInteger(number))
    ) {
      const wanted = type === "int" ? "a whole number" : type === "bool" ? "true or false" : "a number";
      throw new WeftError("input", `the option \`${name}\` must be ${wanted}`);
    }
    settings.set(name, number);
  }
  return settings;
}

/** Refuses names that the generator doesn't have. */
function checkNames(generator: PlanGenerator, entry: PlanEntry, given: GenerateArguments): void {
  const names = generator.options.map((option) => option.name);
  const { grow } = generator;
  if (grow?.from.kind === "argument") names.push(grow.from.name);
  names.push(...entry.inputs.map((input) => input.name).filter((name) => name !== grow?.text));
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    throw new WeftError(
      "input",
      `\`${generator.name}\` has no argument \`${name}\`; it has ${names.join(", ")}`,
    );
  }
}

/** The arrays of an entry's inputs but `except`, from what the caller gives, checked. */
export function readInputs(
  machine: Machine,
  entry: PlanEntry,
  given: GenerateArguments,
  except?: string,
): Map<string, InputArray> {
  const arrays = new Map<string, InputArray>();
  for (const input of entry.inputs) {
    if (input.name === except) continue;
    const value = given[input.name];
    if (value === undefined)
      throw new WeftError("input", `\`${entry.name}\` needs the input \`${input.name}\``);
    const array = readInput(input, value, machine.vocabularies);
    checkIndexes(input, array.data, boundsOf(entry), (position) => `position ${position}`);
    arrays.set(input.name, array);
  }
  return arrays;
}

/** Runs a generator without `grow` once. */
export async function runGenerator(
  machine: Machine,
  name: string,
  given: GenerateArguments,
  options: GenerateOptions,
  progress: CompileProgress,
): Promise<{ readonly entry: PlanEntry; readonly results: readonly Tensor[] }> {
  const { generator, entry } = findGenerator(machine, name);
  checkNames(generator, entry, given);
  const settings = readOptions(generator, given, options.seed).set("step", 1);
  const inputs = readInputs(machine, entry, given);
  const [prepared] = await prepareEntries(machine, [entry], progress);
  if (prepared === undefined) return { entry, results: [] };
  const sizes = sizesOfInputs(entry.inputs, inputs);
  return { entry, results: await runEntry(machine, prepared, { sizes, settings, inputs }) };
}

function beginning(
  machine: Machine,
  grow: NonNullable<PlanGenerator["grow"]>,
  text: PlanInput,
  given: GenerateArguments,
): number[] {
  if (grow.from.kind === "labels") return [...grow.from.labels];
  const value = given[grow.from.name];
  if (value === undefined) throw new WeftError("input", `the argument \`${grow.from.name}\` is missing`);
  const array = readInput(text, value, machine.vocabularies);
  if (array.data.length === 0) {
    throw new WeftError(
      "input",
      `the argument \`${grow.from.name}\` is empty: give it one position at least`,
    );
  }
  return [...array.data];
}

/**
 * Yields the number of each next position; a generator with beams those of the text that it has found, at the end. Ends at `until`, at the option `length`, at the bound without a window, or by the signal.
 */
export async function* growNumbers(
  machine: Machine,
  name: string,
  given: GenerateArguments,
  options: GenerateOptions,
  progress: CompileProgress,
): AsyncGenerator<number, void, undefined> {
  const { generator, entry } = findGenerator(machine, name);
  const { grow } = generator;
  const input = entry.inputs.find((candidate) => candidate.name === grow?.text);
  if (grow === undefined || input === undefined) {
    throw new WeftError("input", `\`${name}\` doesn't grow a text: run it, for its result`);
  }
  checkNames(generator, entry, given);
  const settings = readOptions(generator, given, options.seed);
  const symbol = soleSymbol(
    input.axes.find((axis) => axis.name === grow.axis)?.size ?? { terms: [], divisor: 1 },
  );
  const others = readInputs(machine, entry, given, grow.text);
  const extend = findEntry(machine, "extend", name);
  const until = grow.until ? findEntry(machine, "until", name) : undefined;
  const used = [entry, extend, until].filter((each) => each !== undefined);
  const all = await prepareEntries(machine, used, progress);
  const preparedFor = (wanted: PlanEntry | undefined): PreparedEntry | undefined =>
    all.find((prepared) => prepared.entry === wanted);
  const [whole, row, ends] = [preparedFor(entry), preparedFor(extend), preparedFor(until)];
  if (whole === undefined) return;
  const begin = beginning(machine, grow, input, given);
  const most = settings.get("length") ?? Number.POSITIVE_INFINITY;
  checkIndexes(input, begin, boundsOf(entry), (position) => `position ${position}`);

  const callOf = (text: readonly number[], length: number): Call => {
    const inputs = new Map(others).set(grow.text, { sizes: [text.length], data: Int32Array.from(text) });
    const sizes = sizesOfInputs(entry.inputs, inputs);
    if (symbol !== undefined) sizes.set(symbol, text.length);
    return { sizes, settings: new Map(settings).set("step", length), inputs };
  };
  if (grow.beam !== undefined) {
    const { bound, window } = grow;
    const { signal } = options;
    yield* await searchBeams(
      { machine, whole, row, ends, bound, window, begin, most, signal, callOf },
      grow.beam,
    );
    return;
  }
  let text = begin;
  let { length } = text;
  // The beginning is evaluated as a whole, and so is what is left of a text that was cut.
  const owner = {};
  for (let count = 0; count < most && options.signal?.aborted !== true; count += 1) {
    if (text.length > grow.bound) {
      if (grow.window === undefined) return;
      text = text.slice(-grow.window);
      forgetKept(machine.engine);
    }
    const isKept = row !== undefined && ownsKept(machine.engine, owner);
    ownKept(machine.engine, owner);
    const next = await outputOf(machine, isKept ? row : whole, "next", callOf(text, length));
    text.push(next);
    length += 1;
    yield next;
    if (ends === undefined || text.length > grow.bound) continue;
    if ((await outputOf(machine, ends, "done", callOf(text, length))) !== 0) return;
  }
}

async function outputOf(
  machine: Machine,
  prepared: PreparedEntry,
  role: "next" | "done",
  call: Call,
): Promise<number> {
  const results = await runEntry(machine, prepared, call);
  const index = prepared.entry.outputs.findIndex((output) => output.role === role);
  const value = results[index]?.data[0];
  if (value === undefined)
    throw new WeftError("input", `\`${prepared.entry.name}\` has no result \`${role}\``);
  return value;
}

/** As `growNumbers`, but the text of each position, as far as it is complete. */
export async function* growText(
  machine: Machine,
  name: string,
  given: GenerateArguments,
  options: GenerateOptions,
  progress: CompileProgress,
): AsyncGenerator<string, void, undefined> {
  const vocabulary = machine.vocabularies.get(findGenerator(machine, name).generator.grow?.vocabulary ?? "");
  const decode = decoderOf(vocabulary);
  for await (const number of growNumbers(machine, name, given, options, progress)) yield decode(number);
}
