/** Data that the caller holds in memory, as the columns that the package's files would have. */
import { messageOf, WeftError } from "../errors.ts";
import { readInput, type InputValue } from "../inputs.ts";
import type { InputArray } from "../layout.ts";
import { own } from "../own.ts";
import type { PlanData, PlanEntry, PlanInput, PlanSize } from "../plan.ts";
import { productOf } from "../sizes.ts";
import type { Vocabularies } from "../vocabularies.ts";
import type { Column } from "./columns.ts";
import { inputOfField } from "./source.ts";

/** A text, or its numbers, for windows; else a list of records with a property a field. */
export type GivenData = string | Float32Array | Int32Array | readonly Readonly<Record<string, InputValue>>[];

/** Of a text, or of a record along an axis of which it may have a part. */
const ofText: PlanSize = { terms: [{ symbols: ["text"], coefficient: 1 }], divisor: 1 };

/** Columns by name. Throws where a record lacks a field or has another shape, naming the record. */
export function columnsOfGiven(
  data: PlanData,
  entry: PlanEntry,
  given: GivenData,
  vocabularies: Vocabularies,
): Map<string, Column> {
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
    return columns;
  }
  if (typeof given === "string" || ArrayBuffer.isView(given)) {
    throw new WeftError("data", `\`${data.name}\` consists of records: give a list of objects`);
  }
  for (const field of data.fields) {
    if (field.kind !== "record") continue;
    const input = exampleInput(inputOfField(entry, field.name));
    const [first] = input.axes;
    // One field's lengths are those of all that have its axis, as in the package's data.
    const varies = entry.inputs.some(({ lengths }) => lengths !== undefined && lengths.axis === first?.name);
    columns.set(field.column, columnOfRecords(input, field.shape, varies, given, vocabularies));
  }
  return columns;
}

/** The input as one example has it. */
function exampleInput(input: PlanInput): PlanInput {
  return { ...input, axes: input.axes.slice(1) };
}

/** A caller in JavaScript may give anything. */
function isRecord(record: unknown): record is Readonly<Record<string, InputValue>> {
  return typeof record === "object" && record !== null;
}

function readField(
  input: PlanInput,
  value: InputValue,
  vocabularies: Vocabularies,
  index: number,
): InputArray {
  try {
    return readInput(input, value, vocabularies);
  } catch (error) {
    throw new WeftError("data", `record ${index}: ${messageOf(error)}`);
  }
}

/** Texts are cut to the length of the field's last axis or padded with number 0, as in the package's data. */
function fitTexts(value: InputValue, shape: readonly number[], array: InputArray): InputArray {
  const length = shape.at(-1);
  const given = array.sizes.at(-1);
  if (
    !isText(value, shape.length) ||
    array.sizes.length !== shape.length ||
    length === undefined ||
    given === undefined
  )
    return array;
  const before = array.sizes.slice(0, -1);
  const data = new Int32Array(productOf(before) * length);
  for (let text = 0; text * length < data.length; text += 1)
    data.set(array.data.subarray(text * given, text * given + Math.min(given, length)), text * length);
  return { sizes: [...before, length], data };
}

/** Whether it is a text, or lists of texts, for so many axes. */
function isText(value: InputValue, axes: number): boolean {
  if (axes === 1) return typeof value === "string";
  return Array.isArray(value) && value.every((one: InputValue) => isText(one, axes - 1));
}

function columnOfRecords(
  input: PlanInput,
  shape: readonly number[],
  varies: boolean,
  records: readonly Readonly<Record<string, InputValue>>[],
  vocabularies: Vocabularies,
): Column {
  const parts: ArrayLike<number>[] = [];
  const starts = new Int32Array(records.length + 1);
  const step = productOf(shape.slice(1));
  const [first, ...rest] = input.axes;
  const open =
    varies && first !== undefined ? { ...input, axes: [{ ...first, size: ofText }, ...rest] } : input;
  for (const [index, record] of records.entries()) {
    const value = isRecord(record) ? own(record, input.name) : undefined;
    if (value === undefined) throw new WeftError("data", `record ${index} has no field \`${input.name}\``);
    const read = readField(open, value, vocabularies, index);
    const { data, sizes } = varies && shape.length === 1 ? read : fitTexts(value, shape, read);
    if (sizes.length !== shape.length || sizes.slice(1).some((size, at) => size !== shape[at + 1])) {
      throw new WeftError(
        "data",
        `record ${index}: \`${input.name}\` is [${sizes.join(", ")}], but must be [${shape.join(", ")}]`,
      );
    }
    if (!varies && sizes[0] !== shape[0]) {
      throw new WeftError(
        "data",
        `record ${index}: \`${input.name}\` has ${sizes[0]} positions, but must have ${shape[0]}`,
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
  const flat = { values, shape: [records.length, ...shape] };
  return !varies ? flat : { ...flat, starts };
}
