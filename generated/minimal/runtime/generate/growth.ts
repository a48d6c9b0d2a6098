/** What growing one text and growing several have in common: a generator's entries, its arguments, and the calls of a text's length. */
import type { CompileProgress } from "../engine.ts";
import { WeftError } from "../errors.ts";
import { checkNames, findGenerator, readInputs, readOptions, type GenerateArguments } from "./generate.ts";
import { checkIndexes, readInput, sizesOfInputs, type InputValue } from "../inputs.ts";
import type { InputArray } from "../layout.ts";
import type { PlanEntry, PlanGenerator, PlanInput } from "../plan.ts";
import { boundsOf, soleSymbol } from "../sizes.ts";
import { prepareEntries, type Call, type Machine, type PreparedEntry } from "../step.ts";
import type { Tensor } from "../tensor.ts";
import { findEntry } from "../train/training.ts";
import { own } from "../own.ts";

export interface Growth {
  readonly name: string;
  readonly grow: NonNullable<PlanGenerator["grow"]>;
  /** The entry's input that holds the text. */
  readonly input: PlanInput;
  /** Arguments but the beginning. */
  readonly others: ReadonlyMap<string, InputArray>;
  readonly settings: ReadonlyMap<string, number>;
  /** Positions that are added at most. */
  readonly most: number;
  /**
   * The entries: all of a text, one position more, one more of several texts, and whether a text is done that doesn't grow by rows, or is one of
   * several beams.
   */
  readonly whole: PreparedEntry;
  readonly row: PreparedEntry | undefined;
  readonly all: PreparedEntry | undefined;
  readonly ends: PreparedEntry | undefined;
}

/** A text as far as it has grown. `length` counts what was cut, too. */
export interface GrownText {
  readonly numbers: readonly number[];
  readonly length: number;
}

/** The argument that has a value of an input, or the beginning, for each of several texts. */
export function listName(name: string): string {
  return `${name}s`;
}

/**
 * Checks what is given and prepares the entries. `beginning` names the argument that the text, or each text, begins with. Of several texts
 * `others` lacks the inputs of which a list is given.
 */
export async function prepareGrowth(
  machine: Machine,
  name: string,
  given: GenerateArguments,
  beginning: (grow: Growth["grow"]) => string | undefined,
  { seed, several }: { readonly seed: number; readonly several: boolean },
  progress: CompileProgress,
): Promise<Growth> {
  const { generator, entry } = findGenerator(machine, name);
  const { grow } = generator;
  const input = entry.inputs.find((candidate) => candidate.name === grow?.text);
  if (grow === undefined || input === undefined)
    throw new WeftError("input", `\`${name}\` doesn't grow a text: run it, for its result`);
  const inputs = entry.inputs.filter((each) => each !== input).map((each) => each.name);
  const lists = several ? inputs.map(listName) : [];
  const begin = beginning(grow);
  checkNames(generator, entry, given, [...(begin === undefined ? [] : [begin]), ...lists]);
  const settings = readOptions(generator, given, seed);
  const most = settings.get("length") ?? Number.POSITIVE_INFINITY;
  if (most < 0) throw new WeftError("input", "the option `length` must be 0 at least");
  const listed = several ? inputs.filter((each) => own(given, listName(each)) !== undefined) : [];
  const others = readInputs(machine, entry, given, [grow.text, ...listed]);
  const extend = findEntry(machine, "extend", name);
  const extendAll = several ? findEntry(machine, "extendAll", name) : undefined;
  const isAsked = grow.until && (extend === undefined || grow.beam !== undefined);
  const until = isAsked ? findEntry(machine, "until", name) : undefined;
  const used = [entry, extend, extendAll, until].filter((each) => each !== undefined);
  const made = await prepareEntries(machine, used, progress);
  const preparedFor = (wanted: PlanEntry | undefined): PreparedEntry | undefined =>
    made.find((prepared) => prepared.entry === wanted);
  const whole = preparedFor(entry);
  if (whole === undefined) throw new WeftError("kernel", `\`${name}\` isn't prepared`);
  return {
    ...{ name, grow, input, others, settings, whole },
    most,
    row: preparedFor(extend),
    all: preparedFor(extendAll),
    ends: preparedFor(until),
  };
}

/** The labels that a text begins with. Throws where there are none, or where one isn't a label. */
export function readBeginning(
  machine: Machine,
  { input, whole }: Growth,
  value: InputValue | undefined,
  argument: string,
): number[] {
  if (value === undefined) throw new WeftError("input", `the argument \`${argument}\` is missing`);
  const { data } = readInput({ ...input, name: argument }, value, machine.vocabularies);
  if (data.length === 0)
    throw new WeftError("input", `the argument \`${argument}\` is empty: give it one position at least`);
  checkIndexes(
    { ...input, name: argument },
    data,
    boundsOf(whole.entry),
    (position) => `position ${position}`,
  );
  return [...data];
}

/** What the model goes on with: of a text beyond its bound what a window leaves, and all of it where there is none. */
export function withinWindow(
  { bound, window }: Growth["grow"],
  numbers: readonly number[],
): readonly number[] {
  return window === undefined || numbers.length <= bound ? numbers : numbers.slice(-window);
}

/** Of an entry that takes the whole text. */
export function callOfWhole(growth: Growth, { numbers, length }: GrownText): Call {
  const { grow, input, whole, others, settings } = growth;
  const text = { sizes: [numbers.length], data: Int32Array.from(numbers) };
  const inputs = new Map(others).set(grow.text, text);
  const sizes = sizesOfInputs(whole.entry.inputs, inputs);
  const axis = input.axes.find(({ name }) => name === grow.axis);
  const symbol = axis && soleSymbol(axis.size);
  if (symbol !== undefined) sizes.set(symbol, numbers.length);
  return { sizes, settings: new Map(settings).set("step", length), inputs };
}

/** Of the entry that takes one position more, when so many more than the text were taken: there is room for it. */
export function callOfRow(growth: Growth, text: GrownText, ahead: number, { entry }: PreparedEntry): Call {
  const { others, settings, whole } = growth;
  // Of inputs that were written once and aren't read again, too.
  const sizes = sizesOfInputs(whole.entry.inputs, others);
  for (const { symbol, lengthWithin } of entry.symbols) {
    if (lengthWithin === undefined) continue;
    sizes.set(symbol, text.numbers.length + ahead);
    sizes.set(lengthWithin, roomFor(entry, lengthWithin, text.numbers.length + ahead));
  }
  return { sizes, settings: new Map(settings).set("step", text.length + ahead), inputs: others };
}

/** A multiple of the step of an axis. */
export function roomFor({ symbols }: PlanEntry, symbol: string, length: number): number {
  const step = symbols.find((one) => one.symbol === symbol)?.step ?? 1;
  return Math.ceil(length / step) * step;
}

/** A result of each text; of none where the entry has no such result. */
export function numbersOf(
  { entry }: PreparedEntry,
  results: readonly Tensor[],
  role: "next" | "done",
): ArrayLike<number> {
  return results[entry.outputs.findIndex((output) => output.role === role)]?.data ?? [];
}

/** What an earlier text has left isn't read by the next one, but a number that isn't one would spread even where nothing reads it. */
export function clearKept({ plan, engine }: Machine, name: string, of: "text" | "texts"): void {
  const kept = (plan.caches ?? []).filter(
    ({ path }) => path.startsWith(`${name}/`) && path.startsWith(`${name}/texts/`) === (of === "texts"),
  );
  const zeros = new Float32Array(Math.max(0, ...kept.map(({ count }) => count)));
  for (const { offset, count } of kept) engine.writeArena("work", offset, zeros.subarray(0, count));
}
