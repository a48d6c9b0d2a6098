/** The text that a template makes of entries, such as the turns of a chat, and which of its numbers are a part of it. */
import { WeftError } from "../errors.ts";
import { own } from "../own.ts";
import type { PlanPart, PlanTemplate } from "../plan.ts";
import { escaped } from "./patterns.ts";
import type { Tokenizer } from "./text-numbers.ts";

/** An object whose values the template names. */
type Entry = Readonly<Record<string, unknown>>;

/** A text's numbers, and, of the value that was asked for, where those of each entry stand. */
interface Encoded {
  readonly numbers: readonly number[];
  readonly places: readonly Place[];
}

/** With the label right behind, which ends the value. */
interface Place {
  readonly entry: Entry;
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

export interface EntriesText {
  readonly template: PlanTemplate;
  readonly ends?: { readonly start?: number; readonly end?: number };
  /** It is cut to so many numbers, with those of its ends. */
  readonly bound: number;
}

/** Whether a caller gives entries where a text is wanted: one object, or a list of them. */
export function areEntries(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.some(isEntry);
  return isEntry(value) && !("data" in value);
}

/** Of a record the numbers of its text, or for each of them whether it is of the part. Throws where an entry lacks what is named. */
export function entriesReader(
  { template, ends: { start, end } = {}, bound }: EntriesText,
  tokenizer: Tokenizer,
): (entries: unknown, part?: PlanPart) => number[] {
  const first = start === undefined ? [] : [start];
  const last = end === undefined ? [] : [end];
  return (entries, part) => {
    const encoded = encodeEntries(template, tokenizer, entries, { of: part?.name, isOpen: false });
    const { numbers } = encoded;
    const room = Math.max(0, bound - first.length - last.length);
    if (part === undefined) return [...first, ...numbers.slice(0, room), ...last].slice(0, bound);
    const meant = encoded.places.filter((place) => isMeant(place, part));
    const flags = numbers.map((_, at) => (meant.some(({ from, to }) => from <= at && at < to) ? 1 : 0));
    const isEnded = numbers.length <= room && meant.some(({ to }) => to === numbers.length);
    const ended = isEnded ? 1 : 0;
    return [...first.map(() => 0), ...flags.slice(0, room), ...last.map(() => ended)].slice(0, bound);
  };
}

/** What a model is given to go on with: where the last entry lacks what comes last in the template, the text ends before it. */
export function encodeOpenEntries(template: PlanTemplate, tokenizer: Tokenizer, entries: unknown): number[] {
  return [...encodeEntries(template, tokenizer, entries, { of: undefined, isOpen: true }).numbers];
}

/** The entries' texts are one: where one ends and the next begins a tokenizer may join them, too. */
function encodeEntries(
  template: PlanTemplate,
  tokenizer: Tokenizer,
  entries: unknown,
  { of, isOpen }: { readonly of: string | undefined; readonly isOpen: boolean },
): Encoded {
  const items: Item[] = [];
  const marks: Mark[] = [];
  const list: readonly unknown[] = Array.isArray(entries) ? entries : [entries];
  for (const [at, entry] of list.entries()) {
    if (!isEntry(entry)) throw refusal(at, `is ${shown(entry)}, and no object`);
    const written = writeEntry(template, tokenizer, entry, at, isOpen && at === list.length - 1, items);
    const mark = of === undefined ? undefined : written.get(of);
    if (mark !== undefined) marks.push({ ...mark, entry, at });
  }
  const numbers: number[] = [];
  const parts = items.map((item): readonly Part[] => {
    if (typeof item === "number") {
      numbers.push(item);
      return [];
    }
    return tokenizer.cut(item).map((text) => {
      const part = { text, numbers: [...tokenizer.encode(text)], before: numbers.length };
      for (const number of part.numbers) numbers.push(number);
      return part;
    });
  });
  return { numbers, places: marks.map((mark) => placeOf(mark, items, parts, tokenizer)) };
}

/** A label by its number, or a text between labels. */
type Item = number | string;

/** A part of an item with its numbers, and how many stand before them. */
interface Part {
  readonly text: string;
  readonly numbers: readonly number[];
  readonly before: number;
}

/** Which characters of an item are a value's. */
interface Value {
  readonly item: number;
  readonly start: number;
  readonly end: number;
}

interface Mark extends Value {
  readonly entry: Entry;
  readonly at: number;
}

/** Adds what the entry is written as to the items. */
function writeEntry(
  { texts, names }: PlanTemplate,
  { labels, special }: Tokenizer,
  entry: Entry,
  at: number,
  isOpen: boolean,
  items: Item[],
): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  const add = (text: string): Value => {
    const last = items.at(-1);
    const before = typeof last === "string" ? last : "";
    if (typeof last !== "string") items.push("");
    items[items.length - 1] = before + text;
    return { item: items.length - 1, start: before.length, end: before.length + text.length };
  };
  const addLiteral = (text: string): void => {
    for (const piece of splitAt(text, special))
      if (special.includes(piece)) items.push(labels.indexOf(piece));
      else add(piece);
  };
  for (const [index, name] of names.entries()) {
    addLiteral(texts[index] ?? "");
    const value = own(entry, name);
    if (value === undefined) {
      const later = names.slice(index).find((other) => own(entry, other) !== undefined);
      if (isOpen && later === undefined) return values;
      throw refusal(
        at,
        `has no \`${name}\`, which its text names${later === undefined ? "" : ` before \`${later}\``}`,
      );
    }
    const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    if (!isPlain) throw refusal(at, `has ${shown(value)} as its \`${name}\`, which is no text`);
    values.set(name, add(String(value)));
  }
  addLiteral(texts.at(-1) ?? "");
  return values;
}

/** A number is of a value where it has a character of it, also where it begins or ends beside it. */
function placeOf(
  { entry, at, item, start, end }: Mark,
  items: readonly Item[],
  parts: readonly (readonly Part[])[],
  { encode, added }: Tokenizer,
): Place {
  const whole = items[item];
  const text = typeof whole === "string" ? whole : "";
  const own = parts[item] ?? [];
  const within = (length: number): Within => {
    let left = length;
    for (const part of own) {
      if (left <= part.text.length) return withinPart(left, part, encode);
      left -= part.text.length;
    }
    throw new Error("the item is shorter");
  };
  const behind = added.filter((label) => label !== "" && text.startsWith(label, end));
  const ended = end + Math.max(0, ...behind.map((label) => label.length));
  const from = within(start).ended;
  const to = ended === start ? from : within(ended).begun;
  const isEnded = end === text.length && typeof items[item + 1] === "number";
  return { entry, at, from, to: to + (isEnded ? 1 : 0) };
}

/** How many of all numbers end within the first characters of a text, and how many begin there. */
interface Within {
  readonly ended: number;
  readonly begun: number;
}

/** As the numbers of the longest beginning within them tell that are the text's own, and of the shortest beyond. */
function withinPart(length: number, { text, numbers, before }: Part, encode: Tokenizer["encode"]): Within {
  const countAt = (end: number): number | undefined => {
    if (end === 0 || end === text.length) return end === 0 ? 0 : numbers.length;
    const begun = encode(text.slice(0, end));
    return begun.every((number, index) => number === numbers[index]) ? begun.length : undefined;
  };
  const firstAt = (step: number): number => {
    let end = length;
    let count = countAt(end);
    while (count === undefined) count = countAt((end += step));
    return before + count;
  };
  return { ended: firstAt(-1), begun: firstAt(1) };
}

function isMeant({ entry, at }: Place, { only }: PlanPart): boolean {
  return only.every(({ name, value }) => {
    const found = own(entry, name);
    if (found === undefined) throw refusal(at, `has no \`${name}\`, by which a part is chosen`);
    return String(found) === String(value);
  });
}

/** Before and behind each of the labels, of which the longest is taken first. */
function splitAt(text: string, labels: readonly string[]): readonly string[] {
  const known = labels.filter((label) => label !== "").sort((a, b) => b.length - a.length);
  if (known.length === 0) return [text];
  return text.split(new RegExp(`(${known.map(escaped).join("|")})`, "u")).filter((piece) => piece !== "");
}

/** A caller in JavaScript may give anything. */
function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

function shown(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 40);
}

function refusal(at: number, reason: string): WeftError {
  return new WeftError("input", `entry ${at} ${reason}`);
}
