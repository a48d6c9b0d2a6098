/**
 * Growing several texts at once: `extendAll` takes a position more of each. A text works at its own length and draws its own noise, so
 * that it is what it would be by itself with a seed of its own; one that has ended makes place for the next.
 */
import type { CompileProgress } from "../engine.ts";
import { WeftError } from "../errors.ts";
import type { GenerateArguments, GenerateOptions } from "./generate.ts";
import { findGenerator, readInputs } from "./generate.ts";
import { growNumbers } from "./grow.ts";
import {
  callOfWhole,
  clearKept,
  listName,
  numbersOf,
  prepareGrowth,
  readBeginning,
  roomFor,
  withinWindow,
  type Growth,
} from "./growth.ts";
import { sizesOfInputs, type InputValue } from "../inputs.ts";
import type { InputArray } from "../layout.ts";
import type { PlanEntry } from "../plan.ts";
import { ownKept, ownsKept, unlessLost } from "../kept.ts";
import { seedOf } from "../random.ts";
import { runEntry, type Call, type Machine, type PreparedEntry } from "../step.ts";
import { writerOf } from "../vocabularies.ts";
import { own } from "../own.ts";

/** A piece of one of several texts, by its number. */
export interface Piece {
  readonly text: number;
  readonly piece: string;
}

interface OneText {
  readonly text: number;
  readonly seed: number;
  /** Its arguments but the beginning, and the sizes that they have. */
  readonly others: Growth["others"];
  readonly sizes: ReadonlyMap<string, number>;
  numbers: number[];
  length: number;
  count: number;
  /** Whether what is kept of it is in its place. */
  isKept: boolean;
}

/** The argument that has the beginnings. */
export function severalName(grow: Growth["grow"]): string {
  return grow.from.kind === "argument" ? listName(grow.from.name) : "texts";
}

/**
 * Yields each next position, with the number of its text. Text r is what it is by itself with `seed` + r. Another input is given once for
 * all texts, or as a list, under its name with an s.
 */
export async function* growSeveral(
  machine: Machine,
  name: string,
  given: GenerateArguments,
  options: GenerateOptions,
  progress: CompileProgress,
): AsyncGenerator<{ readonly text: number; readonly number: number }, void, undefined> {
  const { seed, signal } = options;
  const growth = await prepareGrowth(machine, name, given, severalName, { seed, several: true }, progress);
  const beginnings = readBeginnings(machine, growth, given);
  const { all, whole } = growth;
  if (all === undefined) {
    for (const [text, numbers] of beginnings.entries()) {
      const own = { ...options, seed: seedOf(seed, text) };
      const one = growNumbers(machine, name, givenOfOne(growth, given, text, numbers), own, progress);
      for await (const number of one) yield { text, number };
    }
    return;
  }
  const waiting = beginnings.map((numbers, text): OneText => {
    const inputs = readInputs(machine, whole.entry, givenOfOne(growth, given, text, numbers), [
      growth.grow.text,
    ]);
    const others = new Map([...growth.others, ...inputs]);
    const sizes = sizesOfInputs(whole.entry.inputs, others);
    const begun = { numbers, length: numbers.length, count: 0, isKept: false };
    return { text, seed: seedOf(seed, text), others, sizes, ...begun };
  });
  const places: (OneText | undefined)[] = [];
  const owner = {};
  const most = Math.min(mostAtOnce(all), waiting.length);
  while (signal?.aborted !== true) {
    for (let place = 0; place < most; place += 1) places[place] ??= nextOf(waiting, growth);
    if (places.every((one) => one === undefined)) return;
    if (!ownsKept(machine.engine, owner)) {
      for (const one of places) if (one !== undefined) one.isKept = false;
      clearKept(machine, name, "texts");
    }
    ownKept(machine.engine, owner);
    const before = new Set(places.filter((one) => one?.isKept === true));
    const made: (readonly [OneText, boolean, number])[] = [];
    if (before.size > 0) {
      const call = { ...callOfTexts(growth, places, all), owner };
      const results = await unlessLost(runEntry(machine, all, call));
      if (results === undefined) continue;
      const [next, done] = (["next", "done"] as const).map((role) => numbersOf(all, results, role));
      for (const [place, one] of places.entries())
        if (one !== undefined && before.has(one)) made.push([one, done?.[place] === 1, next?.[place] ?? 0]);
    }
    for (const [place, one] of places.entries()) {
      if (one === undefined || before.has(one)) continue;
      made.push(await evaluateWhole(machine, growth, one, place, owner));
    }
    for (const [one, isDone, number] of made) {
      const hasEnded = isDone && one.count > 0;
      if (!hasEnded) {
        one.numbers.push(number);
        one.length += 1;
        one.count += 1;
      }
      if (hasEnded || one.count >= growth.most || !cutToWindow(growth, one))
        places[places.indexOf(one)] = undefined;
      if (!hasEnded) yield { text: one.text, number };
    }
  }
}

/** The next text that has room for a position. */
function nextOf(waiting: OneText[], growth: Growth): OneText | undefined {
  for (let one = waiting.shift(); one !== undefined; one = waiting.shift())
    if (growth.most > 0 && cutToWindow(growth, one)) return one;
  return undefined;
}

/** False where the text has reached its bound for good. */
function cutToWindow({ grow }: Growth, one: OneText): boolean {
  const within = withinWindow(grow, one.numbers);
  if (within.length !== one.numbers.length) {
    one.numbers = [...within];
    one.isKept = false;
  }
  return within.length <= grow.bound;
}

function readBeginnings(machine: Machine, growth: Growth, given: GenerateArguments): number[][] {
  const { from } = growth.grow;
  const argument = severalName(growth.grow);
  const lists = inputsOf(growth).flatMap(({ name }) => listOf(given, listName(name)) ?? []);
  const checkCounts = (count: number): void => {
    const other = lists.find(({ values }) => values.length !== count);
    if (other === undefined) return;
    const counts = `${other.values.length} values, but there are ${count} texts`;
    throw new WeftError("input", `\`${other.name}\` has ${counts}`);
  };
  if (from.kind === "labels") {
    const count = own(given, argument) ?? lists[0]?.values.length;
    if (typeof count !== "number" || !Number.isInteger(count) || count < 0)
      throw new WeftError("input", `\`${argument}\` must be how many texts are wanted`);
    checkCounts(count);
    return Array.from({ length: count }, () => [...from.labels]);
  }
  const beginnings = listOf(given, argument);
  if (beginnings === undefined) throw new WeftError("input", `\`${argument}\` must be a list of beginnings`);
  checkCounts(beginnings.values.length);
  return beginnings.values.map((one) => readBeginning(machine, growth, one, argument));
}

/** What a generator takes beside the beginning of its text and its options. */
function inputsOf({ whole, grow }: Growth): PlanEntry["inputs"] {
  return whole.entry.inputs.filter(({ name }) => name !== grow.text);
}

interface List {
  readonly name: string;
  readonly values: readonly InputValue[];
}

/** A value for each text; undefined where the argument isn't given. */
function listOf(given: GenerateArguments, name: string): List | undefined {
  const value = own(given, name);
  if (value === undefined) return undefined;
  if (!Array.isArray(value))
    throw new WeftError("input", `\`${name}\` must be a list, with a value for each text`);
  const values: readonly InputValue[] = value;
  return { name, values };
}

/** The arguments of one text in the place of those of all. */
function givenOfOne(
  growth: Growth,
  given: GenerateArguments,
  text: number,
  numbers: readonly number[],
): GenerateArguments {
  const { grow } = growth;
  const alone = new Map(Object.entries(given));
  alone.delete(severalName(grow));
  if (grow.from.kind === "argument") alone.set(grow.from.name, Int32Array.from(numbers));
  for (const { name } of inputsOf(growth)) {
    const value = listOf(given, listName(name))?.values[text];
    alone.delete(listName(name));
    if (value !== undefined) alone.set(name, value);
  }
  return Object.fromEntries(alone);
}

function mostAtOnce({ entry }: PreparedEntry): number {
  const [axis] = entry.inputs[0]?.axes ?? [];
  const symbol = axis?.size.terms[0]?.symbols[0];
  return entry.symbols.find((one) => one.symbol === symbol)?.high ?? 1;
}

function callOfTexts(
  growth: Growth,
  places: readonly (OneText | undefined)[],
  { entry }: PreparedEntry,
): Call {
  const count = places.reduce((most, one, place) => (one === undefined ? most : place + 1), 0);
  const used = places.slice(0, count);
  const arrayOf = (number: (one: OneText) => number): InputArray => {
    return { sizes: [count], data: Int32Array.from(used, (one) => (one === undefined ? 0 : number(one))) };
  };
  const inputs = new Map([
    ["texts.last", arrayOf(({ numbers, isKept }) => (isKept ? numbers.length - 1 : 0))],
    ["texts.step", arrayOf(({ length }) => length)],
    ["texts.seed", arrayOf(({ seed }) => seed | 0)],
  ]);
  const largest = (symbol: string): number => Math.max(1, ...used.map((one) => one?.sizes.get(symbol) ?? 1));
  for (const { name } of entry.inputs) {
    const symbol = /^texts\.size\.(.*)$/s.exec(name)?.[1];
    if (symbol !== undefined)
      inputs.set(
        name,
        arrayOf(({ sizes }) => sizes.get(symbol) ?? 1),
      );
  }
  const longest = Math.max(...used.map((one) => (one?.isKept === true ? one.numbers.length : 1)));
  const [texts] = entry.inputs[0]?.axes ?? [];
  const sizes = new Map<string, number>();
  for (const { symbol } of entry.symbols) {
    if (symbol === texts?.size.terms[0]?.symbols[0]) sizes.set(symbol, count);
    else if (inputs.has(`texts.size.${symbol}`)) sizes.set(symbol, largest(symbol));
    else sizes.set(symbol, roomFor(entry, symbol, longest));
  }
  return { sizes, settings: growth.settings, inputs };
}

/** The first position after a beginning, or after what is left of a text that was cut; what is kept goes to the text's place. */
async function evaluateWhole(
  machine: Machine,
  growth: Growth,
  one: OneText,
  place: number,
  owner: object,
): Promise<readonly [OneText, boolean, number]> {
  clearKept(machine, growth.name, "text");
  const own = { ...growth, others: one.others, settings: new Map(growth.settings).set("seed", one.seed) };
  const results = await runEntry(machine, growth.whole, callOfWhole(own, one));
  const { plan, engine } = machine;
  const prefix = `${growth.name}/`;
  const ofTexts = `${prefix}texts/`;
  for (const { path, offset, count } of plan.caches ?? []) {
    if (!path.startsWith(prefix) || path.startsWith(ofTexts)) continue;
    const target = plan.caches?.find((cache) => cache.path === ofTexts + path.slice(prefix.length));
    if (target === undefined) continue;
    const kept = new Float32Array(await engine.readArena("work", offset, count));
    engine.writeArena("work", target.offset + place * count, kept);
  }
  one.isKept = ownsKept(engine, owner);
  const [next, done] = (["next", "done"] as const).map((role) => numbersOf(growth.whole, results, role));
  return [one, done?.[0] === 1, next?.[0] ?? 0];
}

/** As `growSeveral`, but the text of each position, as far as it is complete; of a special label it is empty. */
export async function* growTexts(
  machine: Machine,
  name: string,
  given: GenerateArguments,
  options: GenerateOptions,
  progress: CompileProgress,
): AsyncGenerator<Piece, void, undefined> {
  const vocabulary = machine.vocabularies.get(findGenerator(machine, name).generator.grow?.vocabulary ?? "");
  const writers = new Map<number, (number: number) => string>();
  for await (const { text, number } of growSeveral(machine, name, given, options, progress)) {
    const write = writers.get(text) ?? writerOf(vocabulary);
    writers.set(text, write);
    yield { text, piece: write(number) };
  }
}
