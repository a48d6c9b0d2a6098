/** Turns the data of a spec into the columns that a package reads: `data/<column>.bin`, as `PlanData` says. */
import type { Data, DataKind, Field, Model } from "../2-check/model.ts";
import type { Tokenizers } from "../facts.ts";
import { labelsOf } from "../facts.ts";
import type { PlanData } from "../../runtime/plan.ts";
import { shuffledOrder } from "../../runtime/random.ts";
import type { StoredTensor, TensorData } from "../../runtime/safetensors.ts";
import { encodeSafetensors } from "../../runtime/safetensors.ts";
import { createTokenizer } from "../../runtime/tokenizers/tokenizer.ts";
import { CommandError } from "./command-error.ts";
import { encodeField } from "./fields.ts";
import type { EncodedField } from "./fields.ts";
import type { DataRecord, RecordKind } from "./records.ts";
import { readRecords, wholeLine } from "./records.ts";
import type { SourceContext } from "./sources.ts";
import { findDataFiles, readDataText } from "./sources.ts";

/** Of one file each, by its path in the package. */
export type Columns = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** All columns of a model. Throws, with the place and the reason, at data that don't fit their fields. */
export async function makeColumns(
  model: Model,
  plans: readonly PlanData[],
  tokenizers: Tokenizers,
  context: SourceContext,
): Promise<Columns> {
  const columns = new Map<string, Uint8Array<ArrayBuffer>>();
  const store = (column: string, tensors: readonly (readonly [string, StoredTensor])[]): void => {
    columns.set(`data/${column}.bin`, encodeSafetensors({ tensors: new Map(tensors), metadata: {} }));
  };
  for (const data of model.data) {
    const plan = plans.find(({ name }) => name === data.name);
    if (plan === undefined) continue;
    if (plan.kind === "windows") {
      for (const field of data.fields) {
        if (field.from.kind === "shifted") continue;
        const values = await textColumn(data, field, tokenizers, context);
        store(`${data.name}.${field.name}`, [["values", { shape: [values.length], data: values }]]);
      }
    } else await storeRecords(model, data, plan, tokenizers, context, store);
  }
  return columns;
}

/** The numbers of one long text: its files one after the other, with nothing between them. */
async function textColumn(
  data: Data,
  field: Field,
  tokenizers: Tokenizers,
  context: SourceContext,
): Promise<TensorData> {
  const { path, span } = data.source;
  const description = tokenizers.get(field.type.indexes ?? "");
  if (description === undefined) {
    throw new CommandError(
      1,
      `\`${field.name}\` is part of a text, so its type is \`in\` an axis with a tokenizer`,
      field.span,
    );
  }
  const { encode } = createTokenizer(description);
  const parts: Int32Array[] = [];
  for (const file of await findDataFiles(path, context, span)) {
    try {
      parts.push(encode(readDataText(file, span)));
    } catch (error) {
      if (error instanceof CommandError || !(error instanceof Error)) throw error;
      throw new CommandError(1, `${file.name}: ${error.message}`, span);
    }
  }
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const values = integersFor(labelsOf(description).length, length);
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  return values;
}

/** The narrowest array that holds numbers below `bound`. */
function integersFor(
  bound: number,
  length: number,
): Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Int32Array<ArrayBuffer> {
  if (bound <= 256) return new Uint8Array(length);
  return bound <= 65536 ? new Uint16Array(length) : new Int32Array(length);
}

function isRecordKind(kind: DataKind): kind is RecordKind {
  return kind === "lines" || kind === "jsonl" || kind === "csv" || kind === "module";
}

function laterKind({ source }: Data): CommandError {
  const instead = `\`module("./data.ts")\` can read such files now`;
  return new CommandError(1, `\`${source.kind}\` comes with a later version; ${instead}`, source.span);
}

/** Throws at a source whose kind can't be read by this version. */
export function refuseLaterKinds(model: Model): void {
  const later = model.data.find(({ source }) => source.kind !== "text" && !isRecordKind(source.kind));
  if (later !== undefined) throw laterKind(later);
}

type Store = (column: string, tensors: readonly (readonly [string, StoredTensor])[]) => void;

/** Exact duplicates and records with an index beyond a cut are left out, and counted; the rest is mixed, the same in every build. */
async function storeRecords(
  model: Model,
  data: Data,
  plan: PlanData,
  tokenizers: Tokenizers,
  context: SourceContext,
  store: Store,
): Promise<void> {
  const { kind, path, span } = data.source;
  if (!isRecordKind(kind)) throw laterKind(data);
  const files = await findDataFiles(path, context, span);
  const records = await readRecords(kind, files, span);
  const encoded: (readonly EncodedField[])[] = [];
  const seen = new Set<string>();
  let duplicates = 0;
  let beyond = 0;
  for (const record of records) {
    const key = JSON.stringify(data.fields.map((field) => valueOf(record, field, data)));
    if (seen.has(key)) {
      duplicates += 1;
      continue;
    }
    seen.add(key);
    const fields = data.fields.map((field, at) => {
      const target = plan.fields[at];
      if (target?.kind !== "record") throw new Error(`the plan has no field ${field.name}`);
      return encodeField(field, valueOf(record, field, data), record.place, { model, target, tokenizers });
    });
    if (fields.some((field) => field === "beyond")) beyond += 1;
    else encoded.push(fields.filter((field) => field !== "beyond"));
  }
  const dropped = [
    ...(duplicates > 0 ? [`${counted(duplicates, "exact duplicate")} dropped`] : []),
    ...(beyond > 0 ? [`${beyond} skipped, whose index lies beyond the cut`] : []),
  ];
  context.log(`${data.name}: ${[counted(encoded.length, "record"), ...dropped].join(", ")}`);
  if (encoded.length === 0) throw new CommandError(1, `\`${data.name}\` has no records`, span);
  const order = shuffledOrder(encoded.length, 0, 0);
  data.fields.forEach((field, at) => {
    const rows = Array.from(order, (record) => encoded[record]?.[at]).filter((row) => row !== undefined);
    store(`${data.name}.${field.name}`, columnOf(rows, plan, at));
  });
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The value of a field; the whole line in `lines`. Throws where the record has none. */
function valueOf(record: DataRecord, field: Field, data: Data): unknown {
  const name = field.from.kind === "field" ? field.from.field : field.name;
  const value = record.values[data.source.kind === "lines" ? wholeLine : name];
  if (value !== undefined && value !== null) return value;
  const present = Object.keys(record.values)
    .map((key) => `\`${key}\``)
    .join(", ");
  throw new CommandError(
    1,
    `${record.place}: there is no \`${name}\`; the record has ${present}`,
    data.source.span,
  );
}

function columnOf(
  rows: readonly EncodedField[],
  plan: PlanData,
  at: number,
): readonly (readonly [string, StoredTensor])[] {
  const target = plan.fields[at];
  if (target?.kind !== "record") return [];
  const total = rows.reduce((sum, row) => sum + row.values.length, 0);
  const bound = Math.max(0, ...rows.map((row) => row.bound));
  const negative = rows.some((row) => row.values.some((value) => value < 0));
  const values =
    target.type === "real" ? new Float32Array(total) : integersFor(negative ? Infinity : bound, total);
  const [, ...rest] = target.shape;
  const step = rest.reduce((product, size) => product * size, 1);
  const starts = new Int32Array(rows.length + 1);
  let next = 0;
  rows.forEach((row, index) => {
    values.set(row.values, next);
    next += row.values.length;
    starts[index + 1] = next / step;
  });
  if (!rows.some((row) => row.varies)) {
    return [["values", { shape: [rows.length, ...target.shape], data: values }]];
  }
  return [
    ["values", { shape: [next / step, ...rest], data: values }],
    ["starts", { shape: [rows.length + 1], data: starts }],
  ];
}
