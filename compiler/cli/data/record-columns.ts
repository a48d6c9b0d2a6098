/** The columns of a data set of records. */
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import type { Data, Field, Model } from "../../2-check/model.ts";
import type { Tokenizers } from "../../facts.ts";
import type { PlanData, PlanField } from "../../../runtime/plan.ts";
import { shuffledOrder } from "../../../runtime/random.ts";
import type { StoredTensor } from "../../../runtime/checkpoint/safetensors.ts";
import { CommandError } from "../command-error.ts";
import type { EncodedField } from "./encoded-field.ts";
import { fieldEncoder } from "./fields.ts";
import { growingColumn } from "./growing-column.ts";
import { findLabelFiles, mediaProperty, readMedia } from "./media.ts";
import { announceLarge, everySecond } from "./long-work.ts";
import { mayBeFile, openNamedFiles, propertyOf } from "./named-files.ts";
import { isNumberArray } from "./number-array.ts";
import type { DataRecord } from "./records.ts";
import { readRecords, wholeLine, without } from "./records.ts";
import { findSourceFiles, isMediaKind } from "./source-files.ts";
import type { DataFile, SourceContext } from "./sources.ts";
import { own } from "../../source/own.ts";

export interface RecordContext {
  readonly model: Model;
  readonly tokenizers: Tokenizers;
  readonly sources: SourceContext;
}

type Column = readonly [name: string, tensors: readonly (readonly [string, StoredTensor])[]];

/**
 * Exact duplicates, unless the source keeps them, and records with an index beyond a cut are left out, and counted; the rest is mixed, the same in
 * every build.
 * Throws, with file, place and reason, at a record that doesn't fit.
 */
export async function recordColumns(
  data: Data,
  plan: PlanData,
  context: RecordContext,
): Promise<readonly Column[]> {
  const { model, tokenizers, sources } = context;
  const { span } = data.source;
  const targetAt = (at: number): Extract<PlanField, { readonly kind: "record" }> => {
    const target = plan.fields[at];
    if (target?.kind !== "record") throw new Error(`the plan has no field ${data.fields[at]?.name}`);
    return target;
  };
  const encoders = data.fields.map((field, at) => {
    const target = targetAt(at);
    const { of, shift, ahead } = shiftOf(field, data);
    // What is shifted is seen by as many positions longer, so that each position of the field has its value.
    const [first, ...rest] = target.shape;
    const longer = first === undefined ? target : { ...target, shape: [first + ahead, ...rest] };
    const encode = fieldEncoder(of, { model, source: data.source, target: longer, tokenizers });
    return (record: DataRecord): EncodedField | "beyond" => {
      const whole = encode(valueOf(record, of, data), record);
      return whole === "beyond" ? whole : windowOf(whole, rest, shift, ahead);
    };
  });
  const read = new Set(data.fields.map((field) => shiftOf(field, data).of));
  const growing = data.fields.map((_, at) => growingColumn(targetAt(at)));
  let count = 0;
  const keepsDuplicates = data.source.options.some(
    ({ name, value }) => name === "duplicates" && value === "keep",
  );
  const seen = new Set<string>();
  let duplicates = 0;
  let beyond = 0;
  const { files, others } = await findSourceFiles(data.source, sources);
  announceLarge(data.name, files, sources.log);
  const tell = everySecond((count) => sources.log(`${data.name}: ${counted(count, "record")} so far`));
  for await (const record of recordsOf(data, files, context)) {
    if (!keepsDuplicates) {
      const key = keyOf(record, read, data);
      if (seen.has(key)) {
        duplicates += 1;
        continue;
      }
      seen.add(key);
    }
    const fields = encoders.map((encode) => encode(record));
    if (fields.includes("beyond")) beyond += 1;
    else {
      for (const [at, field] of fields.entries()) if (field !== "beyond") growing[at]?.push(field);
      count += 1;
    }
    tell(count);
  }
  const dropped = [
    ...(duplicates > 0 ? [`${counted(duplicates, "exact duplicate")} dropped`] : []),
    ...(beyond > 0 ? [`${beyond} skipped, whose index lies beyond the cut`] : []),
    ...passedOver(others, await findLabelFiles(data.source, files, sources)),
  ];
  sources.log(`${data.name}: ${[counted(count, "record"), ...dropped].join(", ")}`);
  if (count === 0) {
    const [first, ...others] = files;
    const where =
      others.length > 0 ? `${files.length} files hold` : `${first?.name ?? data.source.path} holds`;
    throw new CommandError(
      1,
      `\`${data.name}\` has no records: ${where} none${beyond > 0 ? " within the cut" : ""}`,
      span,
    );
  }
  const order = shuffledOrder(count, 0, 0);
  return data.fields.map((_, at): Column => [targetAt(at).column, growing[at]?.finish(order) ?? []]);
}

/** Files beside those that were read, without those of labels. */
function passedOver(others: readonly string[], labels: readonly DataFile[]): readonly string[] {
  const [first, ...more] = others.filter((other) => !labels.some(({ name }) => name === other));
  if (first === undefined) return [];
  return [
    `${counted(1 + more.length, "other file")} passed over${more.length === 0 ? `, ${first}` : `, the first ${first}`}`,
  ];
}

/** With the pictures, sounds and arrays that they name. */
async function* recordsOf(
  { source, fields }: Data,
  files: readonly DataFile[],
  { model, sources }: RecordContext,
): AsyncGenerator<DataRecord, void, undefined> {
  const { kind } = source;
  const wanted = new Set(fields.filter(({ from }) => from.kind !== "shifted").map(propertyOf));
  if (isMediaKind(kind)) return yield* readMedia({ ...source, kind }, files, sources, wanted);
  if (kind === "text") throw new Error("a text has no records");
  const named = fields.filter((field) => mayBeFile(field, model));
  for (const file of files) {
    const records = readRecords(kind, [file], source.span);
    if (named.length === 0) yield* records;
    else for await (const record of records) yield openNamedFiles(record, named, dirname(file.path));
  }
}

/** Longer ones are kept by their hashes. */
const longestKey = 64;

/** Equal for records whose fields are equal. */
function keyOf(record: DataRecord, fields: ReadonlySet<Field>, data: Data): string {
  const values = [...fields].map((field) => {
    const value = valueOf(record, field, data);
    if (!isNumberArray(value)) return value;
    const { buffer, byteOffset, byteLength } = value.values;
    return [value.sizes, hashOf(new Uint8Array(buffer, byteOffset, byteLength))];
  });
  const key = JSON.stringify(values);
  return key.length > longestKey ? hashOf(key) : key;
}

function hashOf(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("base64");
}

interface Shift {
  /** The field whose values these are. */
  readonly of: Field;
  readonly shift: number;
  /** The farthest that any field is shifted from it. */
  readonly ahead: number;
}

function shiftOf(field: Field, { fields }: Data): Shift {
  const { from } = field;
  const of = from.kind === "shifted" ? fields.find(({ name }) => name === from.of) : field;
  if (of === undefined) throw new Error(`there is no field to shift for ${field.name}`);
  const shifts = fields.map((one) =>
    one.from.kind === "shifted" && one.from.of === of.name ? one.from.by : 0,
  );
  return { of, shift: from.kind === "shifted" ? from.by : 0, ahead: Math.max(...shifts) };
}

/** The positions from `shift` on, without the last ones that some other shift of the same field lacks. */
function windowOf(whole: EncodedField, rest: readonly number[], shift: number, ahead: number): EncodedField {
  if (ahead === 0) return whole;
  const step = rest.reduce((product, size) => product * size, 1);
  const length = Math.max(0, whole.values.length / step - ahead);
  return { ...whole, values: whole.values.slice(shift * step, (shift + length) * step) };
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/**
 * The value of a field; the whole line in `lines`, the pixels, samples or the label where a picture or a sound has nothing of the
 * field's name. Throws where the record has none.
 */
function valueOf({ values, place }: DataRecord, field: Field, { source }: Data): unknown {
  const name = propertyOf(field);
  const value = own(values, name);
  if (value !== undefined && value !== null) return value;
  if (value === null)
    throw new CommandError(1, `${place}: \`${name}\` is null, which is no value`, source.span);
  if (source.kind === "lines") return values[wholeLine];
  if (source.kind === "images" || source.kind === "audio") {
    const meant = field.order.length === 0 ? "label" : mediaProperty[source.kind];
    if (values[meant] !== undefined) return values[meant];
  }
  throw new CommandError(1, without(name, values, place), source.span);
}
