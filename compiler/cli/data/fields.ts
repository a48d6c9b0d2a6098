/** The value of a field in one record, as numbers. */
import type { Axis, AxisId, Data, Field, Model } from "../../2-check/model.ts";
import type { Tokenizers } from "../../facts.ts";
import { cutsTexts, labelledBy, labelsOf } from "../../facts.ts";
import { sizeValue } from "../../sizes/size.ts";
import type { PlanField } from "../../../runtime/plan.ts";
import { decimalOf } from "../../../runtime/decimal.ts";
import { messageOf } from "../../../runtime/errors.ts";
import { areNumbers } from "../../../runtime/vocabularies.ts";
import { createTokenizer, unknownLabel } from "../../../runtime/tokenizers/tokenizer.ts";
import { CommandError } from "../command-error.ts";
import type { EncodedField, Refuse } from "./encoded-field.ts";
import { isNumberArray, isWhole } from "./number-array.ts";
import { numbersEncoder } from "./number-fields.ts";
import type { DataRecord } from "./records.ts";

export interface FieldContext {
  readonly model: Model;
  readonly source: Data["source"];
  readonly target: Extract<PlanField, { readonly kind: "record" }>;
  readonly tokenizers: Tokenizers;
}

/** The numbers of a record's value, which may be of any kind. */
export type FieldEncoder = (value: unknown, record: DataRecord) => EncodedField | "beyond";

/** One number, label or truth value. */
type Reader = (value: unknown, refuse: Refuse) => number;

/**
 * Made once for all records. Throws at a value that doesn't fit the field's type; `beyond` is a record of which an index that isn't cut points
 * beyond the bound of its axis.
 */
export function fieldEncoder(field: Field, context: FieldContext): FieldEncoder {
  const { model, source, target } = context;
  const { element, indexes } = field.type;
  const indexed = labelledBy(indexes, model);
  const { fitted = [] } = target;
  const varies = fitted.includes(0);
  const padded = field.order.map((_, at) => at > 0 && fitted.includes(at));
  const read = numberReader(field, indexed, context);
  // Texts stand along the last axis: a field with one is a text, with more a list of texts, each of which is padded.
  const hasTexts = indexed !== undefined && cutsTexts(indexed) && field.order.length > 0;
  const isText = hasTexts && field.order.length === 1;
  const encodeText = hasTexts ? textEncoder(field, indexed.id, varies && isText, context) : undefined;
  const ends = field.order.length === 1 ? endsOf(field) : [];
  const [size = 0, ...inner] = target.shape;
  const shape = ends.length === 0 ? target.shape : [Math.max(0, size - ends.length), ...inner];
  const levels: Levels = { shape, padded, varies, encodeText: isText ? undefined : encodeText };
  const isLabels = indexed !== undefined && hasNumerals(indexed);
  const labels = new Set(indexed === undefined || hasTexts ? [] : knownLabels(indexed, context));
  const haveSpaces = [...labels].some((label) => /\s/.test(label));
  const isCut = indexed !== undefined && isBounded(indexed, model);
  const index = indexed && { axis: indexed, size: sizeOf(indexed, context), isCut };
  const encodeNumbers = numbersEncoder({ source, shape: target.shape, element, indexed: index, varies });
  const beyond = isCut ? high(indexed, model) : Infinity;
  return (value, record) => {
    const refuse = (reason: string): CommandError =>
      new CommandError(1, `${record.place}: \`${field.name}\` ${reason}`, field.span);
    if (typeof value === "string" && isText && encodeText !== undefined) return encodeText(value, refuse);
    if (isNumberArray(value)) {
      const numbers =
        isLabels && value.kind === "numbers"
          ? { ...value, values: Int32Array.from(value.values, (one) => read(one, refuse)) }
          : value;
      return encodeNumbers(numbers, record.place, refuse);
    }
    if (field.order.length === 0) {
      const number = read(value, refuse);
      return number >= beyond ? "beyond" : { values: [number], bound: number + 1, varies: false };
    }
    const values: number[] = [];
    const isCell = source.kind === "csv" && typeof value === "string";
    const entries = isCell
      ? labels.has(value.trim())
        ? [value.trim()]
        : entriesOfCell(value, haveSpaces)
      : value;
    if (typeof entries === "string" && indexed !== undefined && !hasTexts)
      refuseText(entries, indexed.name, refuse);
    flatten(entries, levels, read, values, refuse);
    if (values.some((number) => number >= beyond)) return "beyond";
    for (const { label, isStart } of ends) {
      const number = (indexed && knownLabels(indexed, context)?.indexOf(label)) ?? -1;
      if (number < 0) throw refuse(`begins or ends with \`${label}\`, which is no label of its axis`);
      values.splice(isStart ? 0 : values.length, 0, number);
    }
    if (ends.length > size) {
      if (!varies)
        throw refuse(`has ${values.length} entries with its ends where its axis has the size ${size}`);
      values.splice(size);
    }
    return { values, bound: values.reduce((most, number) => Math.max(most, number + 1), 0), varies };
  };
}

/** The labels that a list gets at its ends, as a text does. */
function endsOf({ from }: Field): readonly { readonly label: string; readonly isStart: boolean }[] {
  if (from.kind !== "field") return [];
  const { start, end } = from;
  return [
    ...(start === undefined ? [] : [{ label: start, isStart: true }]),
    ...(end === undefined ? [] : [{ label: end, isStart: false }]),
  ];
}

/** A text is cut into labels by a tokenizer only; of other labels it is not known where one ends. */
function refuseText(text: string, axis: string, refuse: Refuse): void {
  throw refuse(
    `is the text ${shownOf(text)}, but only a tokenizer cuts texts, such as \`axis ${axis} = characters("…")\`: the labels of \`${axis}\` are given in an array, \`["…", "…"]\``,
  );
}

/** A value, or its beginning, as JSON writes it. */
export function shownOf(value: unknown): string {
  const isLong = typeof value === "string" && value.length > 40;
  const text = String(JSON.stringify(isLong ? `${value.slice(0, 40)}…` : value));
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/**
 * A cell with several entries, `0.5 1 2`, `0.5; 1; 2` or `[0.5, 1, 2]`: between commas or semicolons, or else between spaces, unless these may be
 * within an entry.
 */
export function entriesOfCell(cell: string, hasSpaces = false): readonly string[] {
  const inner = cell.trim().replace(/^\[(.*)\]$/s, "$1");
  if (inner.trim() === "") return [];
  return inner.split(hasSpaces || /[,;]/.test(inner) ? /[,;]/ : /\s+/).map((entry) => entry.trim());
}

/** How many positions an index may have; undefined where it isn't known. */
function sizeOf(axis: Axis, { tokenizers, model }: FieldContext): number | undefined {
  const tokenizer = tokenizers.get(axis.id);
  if (tokenizer !== undefined) return labelsOf(tokenizer).length;
  const bound = high(axis, model);
  if (Number.isFinite(bound)) return bound;
  return sizeValue(axis.size);
}

/** Cut to the bound, with the labels of the beginning and the end inside; a text of a fixed length is padded with number 0. */
function textEncoder(
  field: Field,
  axis: AxisId,
  varies: boolean,
  { target, tokenizers }: FieldContext,
): (text: string, refuse: Refuse) => EncodedField {
  const description = tokenizers.get(axis);
  if (description === undefined || description.kind === "labels")
    throw new Error(`the axis ${axis} has no tokenizer`);
  const tokenizer = createTokenizer(description);
  const bound = target.shape.at(-1) ?? 0;
  const label = (name: string | undefined, refuse: Refuse): readonly number[] => {
    if (name === undefined) return [];
    const number = tokenizer.labels.indexOf(name);
    if (number >= 0) return [number];
    throw refuse(`begins or ends with \`${name}\`, which is no label: add it with \`special = "${name}"\``);
  };
  const { from } = field;
  return (text, refuse) => {
    const start = label(from.kind === "field" ? from.start : undefined, refuse);
    const end = label(from.kind === "field" ? from.end : undefined, refuse);
    let encoded: Int32Array;
    try {
      encoded = tokenizer.encode(text);
    } catch (error) {
      throw refuse(`can't be tokenized: ${messageOf(error)}`);
    }
    const room = Math.max(0, bound - start.length - end.length);
    const values = [...start, ...encoded.subarray(0, room), ...end].slice(0, bound);
    while (!varies && values.length < bound) values.push(0);
    return { values, bound: tokenizer.labels.length, varies };
  };
}

/** How a field is declared that some records lack. */
function howToLeaveOut(name: string): string {
  return `where some have none, \`axis given <= 1\` and \`${name}: [given]\` let it be empty, and \`${name}.present\` tells`;
}

/** What programs write where a number is missing. */
function isMissing(value: unknown): boolean {
  return (
    value === null || value === "" || (typeof value === "string" && /^(nan|na|null)$/i.test(value.trim()))
  );
}

/** Reads one number, label or boolean. */
function numberReader(field: Field, indexed: Axis | undefined, context: FieldContext): Reader {
  const { element } = field.type;
  if (indexed !== undefined) return labelReader(indexed, context);
  if (element === "bool") {
    return (value, refuse) => {
      // Many programs write `True` or `FALSE` into tables.
      const word = typeof value === "string" ? value.toLowerCase() : value;
      if (word === true || word === 1 || word === "true" || word === "1") return 1;
      if (word === false || word === 0 || word === "false" || word === "0") return 0;
      throw refuse(`is true or false, not ${shownOf(value)}`);
    };
  }
  const axes = field.order.map((id) => context.model.axes.find((axis) => axis.id === id)?.name ?? id);
  return (value, refuse) => {
    const number = typeof value === "string" ? decimalOf(value) : value;
    if (typeof number !== "number" || !Number.isFinite(number)) {
      const hint =
        value === "" && field.type.axes.length === 0
          ? `; ${howToLeaveOut(field.name)}`
          : isMissing(value) && field.type.axes.length > 0
            ? `; where some entries are missing, give 0 there, and a field beside it, \`known: [${axes.join(", ")}] bool\`, tells where one is`
            : typeof value === "string" && /^\s*[+-]?\d+,\d+\s*$/.test(value)
              ? "; decimals stand after a point"
              : "";
      throw refuse(`is a number, not ${shownOf(value)}${hint}`);
    }
    if (element === "int" && !isWhole(number)) throw refuse(`is a whole number of 32 bits, not ${number}`);
    if (!Number.isFinite(Math.fround(number))) throw refuse(`is a number of f32, and ${number} is beyond it`);
    return number;
  };
}

function knownLabels({ id, origin }: Axis, { tokenizers }: FieldContext): readonly string[] | undefined {
  if (origin.kind === "fixed") return origin.labels;
  const made = tokenizers.get(id);
  return made && labelsOf(made);
}

/**
 * By the label, or else by its number; where all labels are numbers or values of a column, by the label alone, of which `[UNK]` is any other's.
 * Where a bounded axis has no labels, an index beyond it is left to the caller.
 */
function labelReader(axis: Axis, context: FieldContext): Reader {
  const tokenizer = context.tokenizers.get(axis.id);
  const labels = knownLabels(axis, context);
  const numbers = new Map(labels?.map((label, number) => [label, number]));
  const byNumber = !hasNumerals(axis);
  const isOpen = tokenizer?.kind === "labels" && tokenizer.special?.includes(unknownLabel) === true;
  const unknown = isOpen ? numbers.get(unknownLabel) : undefined;
  const size = isBounded(axis, context.model) ? Infinity : (sizeOf(axis, context) ?? Infinity);
  return (value, refuse) => {
    const known = numbers.get(String(value));
    if (known !== undefined) return known;
    const number = numberOf(value);
    if (number !== undefined && number >= 0 && number < size && byNumber) return number;
    if (unknown !== undefined && typeof value !== "object") return unknown;
    const shown = shownOf(value);
    if (labels === undefined) throw refuse(`is ${shown}, but \`${axis.name}\` has ${positionsOf(size)}`);
    const few = labels.length <= 20 ? `: ${labels.join(", ")}` : "";
    throw refuse(`is ${shown}, which is no label of \`${axis.name}\`${few}`);
  };
}

/** Whether all labels of the axis are numbers, or may be as the values of a column, so that a number is a label, and no position. */
function hasNumerals({ origin }: Axis): boolean {
  if (origin.kind === "tokenizer") return origin.tokenizer.kind === "labels";
  return origin.kind === "fixed" && origin.labels !== undefined && areNumbers(origin.labels);
}

/** The whole number that it is or spells. */
function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" ? decimalOf(value) : value;
  return typeof number === "number" && isWhole(number) ? number : undefined;
}

function positionsOf(size: number): string {
  return Number.isFinite(size) ? `the positions 0 to ${size - 1}` : "positions from 0 on";
}

interface Levels {
  readonly shape: readonly number[];
  /** Whether the first axis may be shorter, and is cut to its bound. */
  readonly varies: boolean;
  /** The axes that are cut or padded with 0 to their bound. */
  readonly padded: readonly boolean[];
  /** Reads a text along the last axis. */
  readonly encodeText: ReturnType<typeof textEncoder> | undefined;
}

/** Checks the size at each level. */
function flatten(
  value: unknown,
  { shape, varies, padded, encodeText }: Levels,
  read: Reader,
  into: number[],
  refuse: Refuse,
): void {
  const [size, ...rest] = shape;
  const [isPadded = false, ...restPadded] = padded;
  if (size === undefined) {
    into.push(read(value, refuse));
    return;
  }
  if (typeof value === "string" && encodeText !== undefined && rest.length === 0) {
    for (const number of encodeText(value, refuse).values) into.push(number);
    return;
  }
  if (!Array.isArray(value)) {
    const shown = JSON.stringify(value)?.slice(0, 40);
    throw refuse(`is ${shown}, but its axes want an array of ${shape.join(" by ")}`);
  }
  const count = value.length;
  // The numbers may also stand in one list, in the order of the axes.
  const whole = shape.reduce((product, one) => product * one, 1);
  const isFlat = !Array.isArray(value[0]) && !(encodeText !== undefined && typeof value[0] === "string");
  if (rest.length > 0 && !varies && count === whole && isFlat) {
    for (const entry of value) into.push(read(entry, refuse));
    return;
  }
  if (!varies && !isPadded && count !== size)
    throw refuse(`has ${count} entries where its axis has the size ${size}`);
  const inner: Levels = { shape: rest, varies: false, padded: restPadded, encodeText };
  for (const entry of value.slice(0, size)) flatten(entry, inner, read, into, refuse);
  if (isPadded)
    for (let missing = Math.max(0, size - count) * (whole / size); missing > 0; missing--) into.push(0);
}

function axisOf(id: AxisId, model: Model): Axis {
  const axis = model.axes.find((candidate) => candidate.id === id);
  if (axis === undefined) throw new Error(`the model has no axis ${id}`);
  return axis;
}

export function isBounded(axis: Axis, model: Model): boolean {
  if (axis.origin.kind === "twin") return isBounded(axisOf(axis.origin.of, model), model);
  return axis.origin.kind === "bounded";
}

function high(axis: Axis, model: Model): number {
  if (axis.origin.kind === "twin") return high(axisOf(axis.origin.of, model), model);
  return axis.origin.kind === "bounded" ? axis.origin.high : Infinity;
}
