/** Data that the caller holds in memory, as the columns that the package's files would have. */
import { messageOf, WeftError } from "../errors.ts";
import { isText, readInput, resized, type InputValue } from "../inputs.ts";
import type { InputArray } from "../layout.ts";
import { own } from "../own.ts";
import type { PlanData, PlanEntry, PlanField, PlanInput, PlanSize } from "../plan.ts";
import { shuffledOrder } from "../random.ts";
import { boundsOf, evaluateSize, productOf } from "../sizes.ts";
import type { Tokenizer } from "../tokenizers/text-numbers.ts";
import { areEntries, entriesReader } from "../tokenizers/template.ts";
import type { Vocabularies } from "../vocabularies.ts";
import type { Column } from "./columns.ts";
import { inputOfField } from "./source.ts";

/** A text, or its numbers, for windows; else a list of records with a property a field. */
export type GivenData = string | Float32Array | Int32Array | readonly Readonly<Record<string, InputValue>>[];

/** Of a text, or of a record along an axis of which it may have a part. */
const ofText: PlanSize = { terms: [{ symbols: ["text"], coefficient: 1 }], divisor: 1 };

export interface GivenColumns {
  /** By name. */
  readonly columns: ReadonlyMap<string, Column>;
  /** Which records they hold, by their numbers: one with an index beyond what is cut is left out. None of a text. */
  readonly kept: readonly number[];
  readonly skipped: number;
}

export interface GivenPart {
  /** What messages say before `record`. */
  readonly part?: string;
  /** A share is held out: records are put in the order that those of files have, since a list may be sorted. */
  readonly isShared?: boolean;
}

/** Throws where a record lacks a field or has another shape, naming the record. */
export function columnsOfGiven(
  data: PlanData,
  entry: PlanEntry,
  given: GivenData,
  vocabularies: Vocabularies,
  { part = "", isShared = false }: GivenPart = {},
): GivenColumns {
  const columns = new Map<string, Column>();
  if (data.kind === "windows") {
    if (typeof given !== "string" && !ArrayBuffer.isView(given)) {
      throw new WeftError("data", `\`${data.name}\` is one long text: give a string, or an array of numbers`);
    }
    for (const field of data.fields) {
      const window = exampleInput(inputOfField(entry, field.name));
      // The text is longer than a window.
      const axes = window.axes.map((axis) => ({ ...axis, size: ofText }));
      const { data: values, sizes } = readInput({ ...window, axes }, given, vocabularies);
      columns.set(field.column, { values, shape: sizes });
    }
    return { columns, kept: [], skipped: 0 };
  }
  if (typeof given === "string" || ArrayBuffer.isView(given)) {
    throw new WeftError("data", `\`${data.name}\` consists of records: give a list of objects`);
  }
  const fields = data.fields.flatMap((field) =>
    field.kind === "record" ? [{ field, input: exampleInput(inputOfField(entry, field.name)) }] : [],
  );
  const all = Array.from(given, (record, index): Placed => ({
    record,
    index,
    place: `${part}record ${index}`,
  }));
  const bounds = boundsOf(entry);
  const named = (name: string): RecordField | undefined =>
    fields.find((candidate) => candidate.field.name === name)?.field;
  /** The field of which it is a part, or itself. */
  const wholeOf = (field: RecordField): RecordField => named(field.part?.of ?? "") ?? field;
  const readings = fields.map(({ field, input }) => {
    const of = field.shifted?.of ?? field.name;
    const own = named(of) ?? field;
    const whole = wholeOf(own);
    const shifts = fields.map(({ field: { shifted } }) => {
      const from = named(shifted?.of ?? "");
      return shifted !== undefined && from !== undefined && wholeOf(from) === whole ? shifted.by : 0;
    });
    const reading = longerBy(Math.max(...shifts), own, { ...input, name: of });
    const text = entry.inputs.find(({ name }) => name === whole.name) ?? input;
    const { tokenizer } = vocabularies.get(text.indexes?.vocabulary ?? "") ?? {};
    const readEntries = entriesEncoder(reading, whole, tokenizer);
    const readOther = recordEncoder(reading, vocabularies);
    return { field, of, reading, encode: (placed: Placed) => readEntries?.(placed) ?? readOther(placed) };
  });
  const limits = readings.flatMap(({ reading: { field, input }, encode, of }) =>
    field.skipsBeyond === true && field.name === of && input.indexes !== undefined
      ? [{ encode, size: evaluateSize(input.indexes.size, bounds) }]
      : [],
  );
  const left = all.filter((placed) =>
    limits.every(({ encode, size }) => encode(placed).every((index) => index < size)),
  );
  const order = isShared ? shuffledOrder(left.length, 0, 0) : left.keys();
  const records = Array.from(order, (at) => left[at]).filter((placed) => placed !== undefined);
  for (const { field, reading, encode } of readings)
    columns.set(field.column, columnOfRecords(reading, field.shifted?.by ?? 0, records.map(encode)));
  return { columns, kept: records.map(({ index }) => index), skipped: all.length - records.length };
}

/** A record that a caller gives, with what messages call it. */
interface Placed {
  readonly record: Readonly<Record<string, InputValue>>;
  readonly index: number;
  readonly place: string;
}

/** The input as one example has it. */
function exampleInput(input: PlanInput): PlanInput {
  return { ...input, axes: input.axes.slice(1) };
}

/** A caller in JavaScript may give anything. */
function isRecord(record: unknown): record is Readonly<Record<string, InputValue>> {
  return typeof record === "object" && record !== null;
}

function valueIn({ record, place }: Placed, field: string): InputValue {
  const value = isRecord(record) ? own(record, field) : undefined;
  if (value === undefined) throw new WeftError("data", `${place} has no field \`${field}\``);
  return value;
}

function readField(input: PlanInput, placed: Placed, vocabularies: Vocabularies): InputArray {
  const value = valueIn(placed, input.name);
  try {
    return readInput(input, value, vocabularies);
  } catch (error) {
    throw new WeftError("data", `${placed.place}: ${messageOf(error)}`);
  }
}

/**
 * Cut or padded with number 0 to what the field says along the axes of which a record has positions as it likes, and along the last one of
 * texts, as in the package's data; the first is only cut, and padded as records are gathered.
 */
function fit(
  value: InputValue,
  { shape, fitted = [] }: RecordField,
  { sizes, data }: InputArray,
): InputArray {
  if (sizes.length !== shape.length) return { sizes, data };
  const texts = isText(value, shape.length) ? shape.length - 1 : undefined;
  const wanted = sizes.map((size, at) => {
    const most = shape[at] ?? size;
    if (at === 0 && fitted.includes(0)) return Math.min(size, most);
    return at === texts || fitted.includes(at) ? most : size;
  });
  if (wanted.join() === sizes.join()) return { sizes, data };
  const store = data instanceof Float32Array ? Float32Array : Int32Array;
  return { sizes: wanted, data: store.from(resized({ sizes, values: data }, wanted)) };
}

type RecordField = Extract<PlanField, { readonly kind: "record" }>;

/** How a field is read of a record. */
interface Reading {
  readonly field: RecordField;
  readonly input: PlanInput;
  /** How many positions more than the field has, for those that are shifted from it. */
  readonly ahead: number;
}

function longerBy(ahead: number, field: RecordField, input: PlanInput): Reading {
  const [first, ...rest] = field.shape;
  if (first === undefined || ahead === 0) return { field, input, ahead };
  const size: PlanSize = { terms: [{ symbols: [], coefficient: first + ahead }], divisor: 1 };
  const axes = input.axes.map((axis, at) => (at === 0 ? { ...axis, size } : axis));
  return { field: { ...field, shape: [first + ahead, ...rest] }, input: { ...input, axes }, ahead };
}

/** With the labels of the beginning and the end inside of the bound. */
function withEnds(
  numbers: Int32Array,
  { start, end }: NonNullable<RecordField["ends"]>,
  bound: number,
): Int32Array<ArrayBuffer> {
  const first = start === undefined ? [] : [start];
  const last = end === undefined ? [] : [end];
  const room = Math.max(0, bound - first.length - last.length);
  return Int32Array.from([...first, ...numbers.subarray(0, room), ...last].slice(0, bound));
}

/** The vocabularies, of which that of the field puts labels at the ends of each text, and cuts it. */
function endingTexts(
  { ends = {}, shape }: RecordField,
  key: string,
  vocabularies: Vocabularies,
): Vocabularies {
  const vocabulary = vocabularies.get(key);
  const tokenizer = vocabulary?.tokenizer;
  if (vocabulary === undefined || tokenizer === undefined) return vocabularies;
  const bound = shape.at(-1) ?? 0;
  const encode = (text: string): Int32Array<ArrayBuffer> => withEnds(tokenizer.encode(text), ends, bound);
  return new Map(vocabularies).set(key, { ...vocabulary, tokenizer: { ...tokenizer, encode } });
}

/** The same where a record has entries for it, or for the field of which it is a part and itself nothing. */
function entriesEncoder(
  { field }: Reading,
  { name, template, ends }: RecordField,
  tokenizer: Tokenizer | undefined,
): ((placed: Placed) => Int32Array<ArrayBuffer> | undefined) | undefined {
  if (template === undefined || tokenizer === undefined) return undefined;
  const [bound = 0] = field.shape;
  const read = entriesReader({ template, bound, ...(ends === undefined ? {} : { ends }) }, tokenizer);
  const varies = isVarying(field);
  return (placed) => {
    const { record, place } = placed;
    if (field.part !== undefined && isRecord(record) && own(record, field.name) !== undefined)
      return undefined;
    const entries = valueIn(placed, name);
    if (!areEntries(entries)) return undefined;
    try {
      const numbers = read(entries, field.part);
      return Int32Array.from({ length: varies ? numbers.length : bound }, (_, at) => numbers[at] ?? 0);
    } catch (error) {
      throw new WeftError("data", `${place}: \`${name}\`: ${messageOf(error)}`);
    }
  };
}

/** The numbers of the field that is read, of one record. Throws where they have other sizes than the field. */
function recordEncoder(
  { field, input }: Reading,
  vocabularies: Vocabularies,
): (placed: Placed) => InputArray["data"] {
  const { shape, ends } = field;
  const varies = isVarying(field);
  const axes = input.axes.map((axis, at) =>
    field.fitted?.includes(at) === true ? { ...axis, size: ofText } : axis,
  );
  const ending = endingTexts(field, input.indexes?.vocabulary ?? "", vocabularies);
  return (placed) => {
    const { place } = placed;
    const value = valueIn(placed, input.name);
    let read = readField({ ...input, axes }, placed, ending);
    if (ends !== undefined && shape.length === 1 && Array.isArray(value) && read.data instanceof Int32Array) {
      // Only what may have a part of its axis is cut.
      const data = withEnds(read.data, ends, varies ? (shape[0] ?? 0) : Infinity);
      read = { sizes: [data.length], data };
    }
    const { data, sizes } = fit(value, field, read);
    if (sizes.length !== shape.length || sizes.slice(1).some((size, at) => size !== shape[at + 1])) {
      throw new WeftError(
        "data",
        `${place}: \`${input.name}\` is [${sizes.join(", ")}], but must be [${shape.join(", ")}]`,
      );
    }
    if (!varies && sizes[0] !== shape[0]) {
      throw new WeftError(
        "data",
        `${place}: \`${input.name}\` has ${sizes[0]} positions, but must have ${shape[0]}`,
      );
    }
    return data;
  };
}

/** Whether a record has as many positions of the first axis as it likes. */
function isVarying({ fitted }: RecordField): boolean {
  return fitted?.includes(0) === true;
}

/** The field's numbers in each record, from position `shift` on. */
function columnOfRecords(
  { field, input, ahead }: Reading,
  shift: number,
  records: readonly InputArray["data"][],
): Column {
  const { shape } = field;
  const step = productOf(shape.slice(1));
  const starts = new Int32Array(records.length + 1);
  const parts = records.map((data, index) => {
    const count = Math.max(0, data.length / step - ahead);
    starts[index + 1] = (starts[index] ?? 0) + count;
    return ahead === 0 ? data : data.subarray(shift * step, (shift + count) * step);
  });
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const values = input.type === "real" ? new Float32Array(total) : new Int32Array(total);
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  const [first, ...rest] = shape;
  if (!isVarying(field))
    return { values, shape: [records.length, ...(first === undefined ? [] : [first - ahead]), ...rest] };
  return { values, shape: [starts[records.length] ?? 0, ...rest], starts };
}
