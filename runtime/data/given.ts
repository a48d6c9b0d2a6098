/** Data that the caller holds in memory, as the columns that the package's files would have. */
import { messageOf, WeftError } from "../errors.ts";
import { isText, readInput, resized, type InputValue } from "../inputs.ts";
import type { InputArray } from "../layout.ts";
import { own } from "../own.ts";
import type { PlanData, PlanEntry, PlanField, PlanInput, PlanSize } from "../plan.ts";
import { boundsOf, evaluateSize, productOf } from "../sizes.ts";
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

/** Throws where a record lacks a field or has another shape, naming the record; `part` says of which records it is one. */
export function columnsOfGiven(
  data: PlanData,
  entry: PlanEntry,
  given: GivenData,
  vocabularies: Vocabularies,
  part = "",
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
  const limits = fields.flatMap(({ field, input }) =>
    field.skipsBeyond === true && input.indexes !== undefined
      ? [{ input, size: evaluateSize(input.indexes.size, bounds) }]
      : [],
  );
  const records = all.filter((placed) =>
    limits.every(({ input, size }) => (readField(input, placed, vocabularies).data[0] ?? 0) < size),
  );
  for (const { field, input } of fields)
    columns.set(field.column, columnOfRecords(input, field, records, vocabularies));
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

function columnOfRecords(
  input: PlanInput,
  field: RecordField,
  records: readonly Placed[],
  vocabularies: Vocabularies,
): Column {
  const { shape } = field;
  const parts: ArrayLike<number>[] = [];
  const starts = new Int32Array(records.length + 1);
  const step = productOf(shape.slice(1));
  const varies = field.fitted?.includes(0) === true;
  const axes = input.axes.map((axis, at) =>
    field.fitted?.includes(at) === true ? { ...axis, size: ofText } : axis,
  );
  for (const [index, placed] of records.entries()) {
    const { place } = placed;
    const read = readField({ ...input, axes }, placed, vocabularies);
    const { data, sizes } = fit(valueIn(placed, input.name), field, read);
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
    parts.push(data);
    starts[index + 1] = (starts[index] ?? 0) + data.length / step;
  }
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const values = input.type === "real" ? new Float32Array(total) : new Int32Array(total);
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  if (!varies) return { values, shape: [records.length, ...shape] };
  return { values, shape: [starts[records.length] ?? 0, ...shape.slice(1)], starts };
}
