/** From what a caller gives (numbers, labels, texts, nested lists, tensors) to the dense arrays that an entry takes. */
import { readPixels, type Pixels } from "./data/pixels.ts";
import { messageOf, WeftError } from "./errors.ts";
import type { PlanAxis, PlanEntry, PlanInput } from "./plan.ts";
import { evaluateAxes, evaluateSize, productOf, soleSymbol } from "./sizes.ts";
import type { InputArray } from "./layout.ts";
import { areEntries, encodeOpenEntries } from "./tokenizers/template.ts";
import { writtenNumber, type Vocabularies, type VocabularyLabels } from "./vocabularies.ts";

export type InputValue =
  | number
  | boolean
  | string
  | Float32Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  /** As a tensor is. */
  | { readonly sizes: readonly number[]; readonly data: Float32Array | Int32Array }
  /** As ImageData is: for axes [rows, columns] or [rows, columns, channels]. */
  | Pixels
  | Entries
  | readonly InputValue[];

/** What a template makes a text of: an object, or in a list one for each turn of a chat. */
export interface Entries {
  readonly [name: string]: string | number | boolean | undefined;
}

interface Dense {
  readonly sizes: readonly number[];
  readonly values: ArrayLike<number>;
}

/** A text where an index into a tokenizer's axis is wanted becomes its numbers; a label its number. */
export function readInput(
  input: Pick<PlanInput, "name" | "axes" | "type" | "indexes" | "template">,
  value: InputValue,
  vocabularies: Vocabularies,
): InputArray {
  const key = input.indexes?.vocabulary;
  const vocabulary = key === undefined ? undefined : vocabularies.get(key);
  if (input.template !== undefined && vocabulary?.tokenizer !== undefined && areEntries(value)) {
    try {
      const numbers = encodeOpenEntries(input.template, vocabulary.tokenizer, value);
      return { sizes: [numbers.length], data: Int32Array.from(numbers) };
    } catch (error) {
      throw new WeftError("input", `\`${input.name}\`: ${messageOf(error)}`);
    }
  }
  const { sizes, values } = flatten(input, value, vocabulary, input.axes.length);
  checkNumbers(input, values);
  const data = input.type === "real" ? Float32Array.from(values) : Int32Array.from(values);
  return { sizes, data };
}

/** Throws at a number that the input's type would change, or that isn't one. */
function checkNumbers({ name, type }: Pick<PlanInput, "name" | "type">, values: ArrayLike<unknown>): void {
  for (let at = 0; at < values.length; at += 1) {
    const wanted = whyNot(type, values[at]);
    if (wanted === undefined) continue;
    const value = values[at];
    const given = typeof value === "number" ? String(value) : `a ${typeof value}`;
    throw new WeftError("input", `\`${name}\` at position ${at} is ${given}, but must be ${wanted}`);
  }
}

/** What it must be in place of this, so that 32 bits hold it as it is, or nearly so where it is real; undefined where they do. */
export function whyNot(type: PlanInput["type"], value: unknown): string | undefined {
  if (type === "bool") return value === 0 || value === 1 ? undefined : "true or false";
  if (type === "int") {
    if (!Number.isInteger(value)) return "a whole number";
    return value === (Number(value) | 0) ? undefined : "a whole number of 32 bits";
  }
  if (!Number.isFinite(value)) return "a finite number";
  return Number.isFinite(Math.fround(Number(value))) ? undefined : "finite in f32";
}

/** The same number at all positions, at the sizes of the day. */
export function constantInput(
  input: Pick<PlanInput, "axes" | "type">,
  value: number,
  of: ReadonlyMap<string, number>,
): InputArray {
  const sizes = evaluateAxes(input.axes, of);
  const store = input.type === "real" ? Float32Array : Int32Array;
  return { sizes, data: new store(productOf(sizes)).fill(value) };
}

/** A caller in JavaScript may give anything. */
function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isEntry(value: object): value is Entries {
  return !Array.isArray(value) && !("width" in value) && !("data" in value);
}

const givable = "give a number, a label, a text, an array, a tensor or a picture";

function flatten(
  input: Pick<PlanInput, "name" | "axes" | "type" | "indexes">,
  value: InputValue,
  vocabulary: VocabularyLabels | undefined,
  rank: number,
): Dense {
  if (typeof value === "number") return { sizes: [], values: [value] };
  if (typeof value === "boolean") return { sizes: [], values: [value ? 1 : 0] };
  if (typeof value === "string") {
    if (rank > 1 && vocabulary?.tokenizer !== undefined) {
      const names = input.axes.map(({ name }) => name).join(", ");
      throw new WeftError(
        "input",
        `\`${input.name}\` has the axes [${names}], so it takes lists of texts, not one text`,
      );
    }
    if (rank > 0 && vocabulary?.tokenizer !== undefined) {
      const encoded = vocabulary.tokenizer.encode(value);
      return { sizes: [encoded.length], values: encoded };
    }
    if (input.indexes === undefined) {
      const wanted = input.type === "bool" ? "true or false" : "numbers";
      throw new WeftError(
        "input",
        `\`${input.name}\` takes ${wanted}, not the text ${JSON.stringify(value)}`,
      );
    }
    return { sizes: [], values: [writtenNumber(vocabulary, value, input.indexes.name, input.name)] };
  }
  if (ArrayBuffer.isView(value)) {
    // Of a list of such arrays each is a row.
    const axes = input.axes.slice(input.axes.length - rank);
    return { sizes: sizesOfFlat({ ...input, axes }, value.length), values: value };
  }
  if (!isObject(value)) throw new WeftError("input", `\`${input.name}\` is ${String(value)}: ${givable}`);
  if (isEntry(value))
    throw new WeftError("input", `\`${input.name}\` is an object of another kind: ${givable}`);
  if ("width" in value) return flattenPixels(input, value, rank);
  if ("data" in value) return flattenTensor(input, value);
  if (rank > 1 && rank === input.axes.length && isFlat(value, vocabulary)) {
    const values = value.flatMap((entry) => Array.from(flatten(input, entry, vocabulary, 0).values));
    return { sizes: sizesOfFlat(input, value.length), values };
  }
  const read = value.map((row) => flatten(input, row, vocabulary, rank - 1));
  const first = read[0];
  if (first === undefined) {
    // Of no row: those that there would be have the sizes of the other axes.
    const others = rank > 1 ? input.axes.slice(1 - rank) : [];
    return { sizes: [0, ...others.map((axis) => fixedSize(axis) ?? 0)], values: [] };
  }
  const values: number[] = [];
  const areTexts = value.map((row) => vocabulary?.tokenizer !== undefined && isText(row, rank - 1));
  const rows = evenRows(input, read, areTexts);
  const { sizes } = rows[0] ?? first;
  for (const [index, row] of rows.entries()) {
    if (row.sizes.join() !== sizes.join()) {
      throw new WeftError(
        "input",
        `\`${input.name}\` is ragged: entry 0 is ${shownSizes(sizes)}, entry ${index} is ${shownSizes(row.sizes)}`,
      );
    }
    for (let at = 0; at < row.values.length; at += 1) values.push(row.values[at] ?? 0);
  }
  return { sizes: [rows.length, ...sizes], values };
}

function shownSizes(sizes: readonly number[]): string {
  return sizes.length === 0 ? "one value" : `[${sizes.join(", ")}]`;
}

/** Whether it is a text, or lists of texts, for so many axes. */
export function isText(value: InputValue, axes: number): boolean {
  if (axes === 1) return typeof value === "string";
  return Array.isArray(value) && value.every((one: InputValue) => isText(one, axes - 1));
}

/** One list may stand for nested ones, in the order of the axes. */
function isFlat(value: readonly InputValue[], vocabulary: VocabularyLabels | undefined): boolean {
  const mayBeText = vocabulary?.tokenizer !== undefined;
  return (
    value.length > 0 &&
    value.every((one) => typeof one !== "object" && !(mayBeText && typeof one === "string"))
  );
}

/**
 * As large as the largest along each axis that may be of any size, as texts are, beside lists of numbers, too, and what lies along one of several
 * such axes. What is added is number 0, as in a package's data. Other rows are as they are.
 */
function evenRows(
  { axes }: Pick<PlanInput, "axes">,
  rows: readonly Dense[],
  areTexts: readonly boolean[],
): readonly Dense[] {
  const count = rows[0]?.sizes.length ?? 0;
  const differ = rows.some(({ sizes }) => sizes.join() !== rows[0]?.sizes.join());
  if (!differ || count === 0 || rows.some(({ sizes }) => sizes.length !== count)) return rows;
  const open = axes.map((axis) => fixedSize(axis) === undefined);
  const hasSeveral = open.filter(Boolean).length > 1;
  const mayDiffer = open.slice(-count).map((is) => is && hasSeveral);
  const largest = mayDiffer.map((_, at) => Math.max(...rows.map(({ sizes }) => sizes[at] ?? 0)));
  return rows.map((row, index) => {
    const isPadded = (at: number): boolean =>
      mayDiffer[at] === true || (areTexts[index] === true && at === count - 1);
    const wanted = row.sizes.map((size, at) => (isPadded(at) ? (largest[at] ?? size) : size));
    return { sizes: wanted, values: resized(row, wanted) };
  });
}

function flattenTensor(
  { name }: Pick<PlanInput, "name">,
  { sizes, data }: { readonly sizes: readonly number[]; readonly data: Float32Array | Int32Array },
): Dense {
  if (data.length === productOf(sizes)) return { sizes, values: data };
  throw new WeftError("input", `\`${name}\` of sizes [${sizes.join(", ")}] has ${data.length} numbers`);
}

function flattenPixels(input: Pick<PlanInput, "name" | "axes" | "type">, value: Pixels, rank: number): Dense {
  if (rank === 2) return readPixels(value, undefined, input.type, input.name);
  const channels = rank === 3 ? fixedSize(input.axes[input.axes.length - 1]) : undefined;
  if (channels === undefined || channels > 4) {
    throw new WeftError(
      "input",
      `\`${input.name}\` takes no picture: its axes are [${input.axes.map(({ name }) => name).join(", ")}]`,
    );
  }
  return readPixels(value, channels, input.type, input.name);
}

/** A flat array's sizes follow from the axes where at most one of these isn't fixed. */
function sizesOfFlat(input: Pick<PlanInput, "name" | "axes">, length: number): readonly number[] {
  const fixed = input.axes.map((axis) => fixedSize(axis));
  const open = fixed.filter((size) => size === undefined).length;
  const known = productOf(fixed.map((size) => size ?? 1));
  if (open > 1 || (open === 1 && length % known !== 0)) {
    throw new WeftError(
      "input",
      `the sizes of \`${input.name}\` don't follow from ${length} numbers: give nested lists or a tensor`,
    );
  }
  if (open === 0 && length !== known) {
    const sizes = input.axes.map((axis, at) => `${axis.name} ${fixed[at]}`).join(", ");
    throw new WeftError("input", `\`${input.name}\` has ${length} numbers, but [${sizes}] are ${known}`);
  }
  return fixed.map((size) => size ?? length / known);
}

function fixedSize(axis: PlanAxis | undefined): number | undefined {
  return axis?.size.terms.every((term) => term.symbols.length === 0)
    ? evaluateSize(axis.size, new Map())
    : undefined;
}

/**
 * What is shorter than its axis may be is padded, as a record is: where formulas know how many of its positions are real, and with it what
 * else has as many positions.
 */
export function raiseToLeast(
  { inputs, symbols }: Pick<PlanEntry, "inputs" | "symbols">,
  arrays: ReadonlyMap<string, InputArray>,
): Map<string, InputArray> {
  const raised = new Map<string, { readonly from: number; readonly to: number }>();
  for (const input of inputs) {
    const sizes = arrays.get(input.name)?.sizes ?? [];
    const [from] = sizes;
    const [axis] = input.axes;
    if (from === undefined || axis === undefined || axis.name !== input.lengths?.axis) continue;
    const symbol = soleSymbol(axis.size);
    const to = fixedSize(axis) ?? symbols.find((each) => each.symbol === symbol)?.low ?? 0;
    if (from < to && input.axes.length === sizes.length) raised.set(extentOf(axis), { from, to });
  }
  return new Map(
    [...arrays].map(([name, array]) => {
      const input = inputs.find((each) => each.name === name);
      const [first] = input?.axes ?? [];
      const sizes = array.sizes.map((size, at) => {
        const axis = input?.axes[at];
        const own = axis && raised.get(extentOf(axis));
        return own?.from === size ? own.to : size;
      });
      if (input === undefined || sizes.join() === array.sizes.join()) return [name, array];
      const isKnown = input.lengths !== undefined && input.lengths.axis === first?.name;
      const lengths = isKnown ? { lengths: Int32Array.of(array.sizes[0] ?? 0) } : {};
      const { data } = array;
      const store = data instanceof Float32Array ? Float32Array : Int32Array;
      return [
        name,
        { sizes, data: store.from(resized({ sizes: array.sizes, values: data }, sizes)), ...lengths },
      ];
    }),
  );
}

/** The same for axes that have one size of the day. */
function extentOf(axis: PlanAxis): string {
  return soleSymbol(axis.size) ?? axis.name;
}

/** Cut or padded with 0 along each axis. */
export function resized({ sizes, values }: Dense, wanted: readonly number[]): Float64Array {
  const result = new Float64Array(productOf(wanted));
  for (let at = 0; at < values.length; at += 1) {
    let [left, place, stride, isInside] = [at, 0, 1, true];
    for (let axis = sizes.length - 1; axis >= 0; axis -= 1) {
      const size = sizes[axis] ?? 1;
      const [position, room] = [left % size, wanted[axis] ?? 1];
      isInside &&= position < room;
      place += position * stride;
      left = Math.floor(left / size);
      stride *= room;
    }
    if (isInside) result[place] = values[at] ?? 0;
  }
  return result;
}

/**
 * The sizes of the day that the arrays have, by symbol. Throws where two arrays disagree or an axis has another size; the message tells the sizes
 * of `written`, which are the caller's own.
 */
export function sizesOfInputs(
  inputs: readonly PlanInput[],
  arrays: ReadonlyMap<string, InputArray>,
  written = arrays,
): Map<string, number> {
  const sizes = new Map<string, number>();
  const origin = new Map<string, string>();
  const sizeIn = (name: string, at: number, noun = ""): string =>
    `${written.get(name)?.sizes[at]}${noun} in \`${name}\``;
  for (const input of inputs) {
    const array = arrays.get(input.name);
    if (array === undefined) continue;
    if (array.sizes.length !== input.axes.length) {
      const names = input.axes.map((axis) => axis.name).join(", ");
      throw new WeftError(
        "input",
        `\`${input.name}\` has the axes [${names}], but ${array.sizes.length === 0 ? "one value" : `an array of sizes [${array.sizes.join(", ")}]`} is given`,
      );
    }
    for (const [at, axis] of input.axes.entries()) {
      const symbol = soleSymbol(axis.size);
      const size = array.sizes[at] ?? 0;
      if (symbol === undefined) continue;
      const before = sizes.get(symbol);
      if (before !== undefined && before !== size) {
        throw new WeftError(
          "input",
          `\`${axis.name}\` has ${sizeIn(input.name, at, " positions")}, but ${origin.get(symbol)}`,
        );
      }
      sizes.set(symbol, size);
      origin.set(symbol, sizeIn(input.name, at));
    }
  }
  return sizes;
}

/** Throws where an index lies outside its axis; `place` says where the position is, by its number in the array. */
export function checkIndexes(
  input: Pick<PlanInput, "name" | "indexes">,
  values: ArrayLike<number>,
  sizes: ReadonlyMap<string, number>,
  place: (position: number) => string,
): void {
  if (input.indexes === undefined) return;
  const size = evaluateSize(input.indexes.size, sizes);
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    if (value >= 0 && value < size) continue;
    throw new WeftError(
      "data",
      `\`${input.name}\` at ${place(at)} is ${value}, but \`${input.indexes.name}\` has the positions 0 to ${size - 1}`,
    );
  }
}
