/** The columns of a data set of records. */
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import type { Data, Field, Model } from "../../2-check/model.ts";
import { propertiesOf, type Tokenizers } from "../../facts.ts";
import type { PlanData, PlanField } from "../../../runtime/plan.ts";
import { shuffledOrder } from "../../../runtime/random.ts";
import type { StoredTensor } from "../../../runtime/checkpoint/safetensors.ts";
import { own } from "../../source/own.ts";
import { CommandError } from "../command-error.ts";
import type { EncodedField } from "./encoded-field.ts";
import { entriesEncoder, entryNames, isOwnEntry } from "./entry-fields.ts";
import { fieldEncoder } from "./fields.ts";
import { growingColumn } from "./growing-column.ts";
import { findLabelFiles, mediaProperty, readMedia } from "./media.ts";
import { announceLarge, everySecond } from "./long-work.ts";
import { mayBeFile, openNamedFiles, propertyOf } from "./named-files.ts";
import { isNumberArray } from "./number-array.ts";
import type { DataRecord } from "./records.ts";
import { readRecords, valueNamed, wholeLine, without } from "./records.ts";
import { findParts, isMediaKind, type SourcePart } from "./source-files.ts";
import type { SourceContext } from "./sources.ts";

export interface RecordContext {
  readonly model: Model;
  readonly tokenizers: Tokenizers;
  readonly sources: SourceContext;
}

type Source = Data["source"];

type Column = readonly [name: string, tensors: readonly (readonly [string, StoredTensor])[]];

/**
 * Exact duplicates, unless the source keeps them, and records with an index beyond a cut are left out, and counted; the rest is mixed, the same in
 * every build. Where the spec names what is held out, that comes behind the others, each part mixed by itself, and a record that both have is held
 * out alone. Throws, with file, place and reason, at a record that doesn't fit.
 */
export async function recordColumns(
  data: Data,
  plan: PlanData,
  context: RecordContext,
): Promise<readonly Column[]> {
  const { sources } = context;
  const { training, heldOut } = await findParts(data.source, sources);
  const parts = heldOut === undefined ? [training] : [training, heldOut];
  announceLarge(
    data.name,
    parts.flatMap(({ files }) => files),
    sources.log,
  );
  const store = recordStore(data, plan, context);
  const held = new Set<string>();
  const out = heldOut && (await readPart(data, heldOut, context, store, held));
  const own = await readPart(data, training, context, store, new Set(), held);
  const repeated = own.repeated + (out?.repeated ?? 0);
  const beyond = own.beyond + (out?.beyond ?? 0);
  const shown = [
    ...(out === undefined
      ? [counted(own.kept, "record")]
      : [`${counted(own.kept, "record")} to train on`, `${out.kept.toLocaleString("en")} held out`]),
    ...(repeated > 0 ? [`${counted(repeated, "exact duplicate")} dropped`] : []),
    ...(own.held > 0
      ? [
          `${counted(own.held, "record")} left out of training that ${own.held === 1 ? "is" : "are"} held out, too`,
        ]
      : []),
    ...(beyond > 0 ? [`${beyond} skipped, whose index lies beyond the cut`] : []),
    ...(await passedOver(parts, sources)),
  ];
  sources.log(`${data.name}: ${shown.join(", ")}`);
  if (out === undefined) return store.finish(shuffledOrder(own.kept, 0, 0));
  // What is held out was read first.
  const order = shuffledOrder(own.kept, 0, 0).map((record) => out.kept + record);
  const boundary = { shape: [1], data: Int32Array.of(own.kept) };
  return store
    .finish([...order, ...shuffledOrder(out.kept, 0, 0)])
    .map(([name, tensors]): Column => [name, [...tensors, ["held_out_from", boundary]]]);
}

/** How many records of a part were kept, and left out. */
interface Counts {
  kept: number;
  repeated: number;
  /** Those of the training that are held out, too. */
  held: number;
  beyond: number;
}

/** Stores the records of a part but those that are `seen` or `held`, and adds to the former. Throws where none is left. */
async function readPart(
  data: Data,
  part: SourcePart,
  context: RecordContext,
  store: RecordStore,
  seen: Set<string>,
  held?: ReadonlySet<string>,
): Promise<Counts> {
  const keepsDuplicates = data.source.options.some(
    ({ name, value }) => name === "duplicates" && value === "keep",
  );
  const counts: Counts = { kept: 0, repeated: 0, held: 0, beyond: 0 };
  const tell = everySecond((count) =>
    context.sources.log(`${data.name}: ${counted(count, "record")} so far`),
  );
  for await (const record of recordsOf(data, part, context)) {
    if (!keepsDuplicates) {
      const key = store.keyOf(record, part.source);
      const left = held?.has(key) === true ? "held" : seen.has(key) ? "repeated" : undefined;
      if (left !== undefined) {
        counts[left] += 1;
        continue;
      }
      seen.add(key);
    }
    counts[store.push(record, part.source)] += 1;
    tell(counts.kept);
  }
  if (counts.kept === 0) throw new CommandError(1, whyNone(data, part, counts), part.source.span);
  return counts;
}

function whyNone(
  { name, source: own }: Data,
  { source, files }: SourcePart,
  { held, beyond }: Counts,
): string {
  const [first, ...others] = files;
  const which = others.length > 0 ? `${files.length} files` : (first?.name ?? source.path);
  if (held > 0)
    return `\`${name}\` has no records to train on: all that ${which} ${others.length > 0 ? "hold" : "holds"} are held out`;
  const what = source === own ? "has no records" : "holds out no records";
  return `\`${name}\` ${what}: ${which} ${others.length > 0 ? "hold" : "holds"} none${beyond > 0 ? " within the cut" : ""}`;
}

interface RecordStore {
  /** Equal for records whose fields are equal. */
  readonly keyOf: (record: DataRecord, source: Source) => string;
  /** Takes a record, unless an index of it lies beyond a cut. */
  readonly push: (record: DataRecord, source: Source) => "kept" | "beyond";
  /** The columns, with the records in this order. */
  readonly finish: (order: readonly number[] | Int32Array) => readonly Column[];
}

function recordStore(data: Data, plan: PlanData, { model, tokenizers }: RecordContext): RecordStore {
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
    const context = { model, source: data.source, target: longer, tokenizers };
    const read = wholeOf(of, data);
    const encode =
      entriesEncoder(of, read, targetAt(data.fields.indexOf(read)), context) ?? fieldEncoder(of, context);
    return (record: DataRecord, source: Source): EncodedField | "beyond" => {
      const whole = encode(valueOf(record, read, source), record);
      return whole === "beyond" ? whole : windowOf(whole, rest, shift, ahead);
    };
  });
  const read = new Set(data.fields.map((field) => wholeOf(shiftOf(field, data).of, data)));
  const growing = data.fields.map((_, at) => growingColumn(targetAt(at)));
  const unmet = new Set(data.fields.filter(({ from }) => from.kind === "part"));
  return {
    keyOf: (record, source) => keyOf(record, read, data, source),
    push: (record, source) => {
      const fields = encoders.map((encode) => encode(record, source));
      if (fields.includes("beyond")) return "beyond";
      for (const [at, field] of fields.entries()) if (field !== "beyond") growing[at]?.push(field);
      for (const field of unmet) {
        const made = fields[data.fields.indexOf(field)];
        if (made !== undefined && made !== "beyond" && made.values.includes(1)) unmet.delete(field);
      }
      return "kept";
    },
    finish: (order) => {
      for (const { name, span } of unmet)
        throw new CommandError(
          1,
          `no record of \`${data.name}\` has a position that is of \`${name}\``,
          span,
        );
      return data.fields.map((_, at): Column => [targetAt(at).column, growing[at]?.finish(order) ?? []]);
    },
  };
}

/** Files beside those that were read, without those of labels. */
async function passedOver(parts: readonly SourcePart[], context: SourceContext): Promise<readonly string[]> {
  const labels = await Promise.all(parts.map(({ source, files }) => findLabelFiles(source, files, context)));
  const read = new Set([...parts.flatMap(({ files }) => files), ...labels.flat()].map(({ name }) => name));
  const others = new Set(parts.flatMap((part) => part.others));
  const [first, ...more] = [...others].filter((name) => !read.has(name));
  if (first === undefined) return [];
  return [
    `${counted(1 + more.length, "other file")} passed over${more.length === 0 ? `, ${first}` : `, the first ${first}`}`,
  ];
}

/** With the pictures, sounds and arrays that they name. */
async function* recordsOf(
  { fields }: Data,
  { source, files }: SourcePart,
  { model, sources }: RecordContext,
): AsyncGenerator<DataRecord, void, undefined> {
  const { kind, span } = source;
  const wanted = new Set(fields.flatMap(propertiesOf));
  if (isMediaKind(kind)) return yield* readMedia({ ...source, kind }, files, sources, wanted);
  if (kind === "text") throw new Error("a text has no records");
  const named = fields.filter((field) => mayBeFile(field, model));
  for (const file of files) {
    const records = readRecords(kind, [file], span);
    if (named.length === 0) yield* records;
    else
      for await (const record of records)
        yield openNamedFiles(record, named, dirname(file.path), sources.named);
  }
}

/** Longer ones are kept by their hashes. */
const longestKey = 64;

/** Equal for records whose fields are equal. */
function keyOf(record: DataRecord, fields: ReadonlySet<Field>, data: Data, source: Source): string {
  const values = [...fields].map((field) => {
    if (isOwnEntry(field)) return entryNames(field, data).map((name) => own(record.values, name));
    const value = valueOf(record, field, source);
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

function named(name: string, { fields }: Data): Field | undefined {
  return fields.find((field) => field.name === name);
}

/** The field of which it is a part, or itself. */
function wholeOf(field: Field, data: Data): Field {
  return (field.from.kind === "part" ? named(field.from.of, data) : undefined) ?? field;
}

/** What is shifted, and how far; of a text and of its parts each is seen as far as any of them is shifted. */
function shiftOf(field: Field, data: Data): Shift {
  const { fields } = data;
  const { from } = field;
  const of = from.kind === "shifted" ? named(from.of, data) : field;
  if (of === undefined) throw new Error(`there is no field to shift for ${field.name}`);
  const whole = wholeOf(of, data);
  const shifts = fields.map((one) => {
    const shifted = one.from.kind === "shifted" ? named(one.from.of, data) : undefined;
    const isOfWhole = shifted !== undefined && wholeOf(shifted, data) === whole;
    return one.from.kind === "shifted" && isOfWhole ? one.from.by : 0;
  });
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
function valueOf({ values, place }: DataRecord, field: Field, source: Source): unknown {
  if (isOwnEntry(field)) return values;
  const name = propertyOf(field);
  const value = valueNamed(values, name);
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
