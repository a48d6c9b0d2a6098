/** Makes the vocabularies of a spec from its data: what `tokenizer.json` of the package holds. */
import type { Axis, AxisId, Data, Model, Tokenizer } from "../../2-check/model.ts";
import { labelledBy, type Tokenizers, type ValueLabels } from "../../facts.ts";
import type { PlanTokenizer } from "../../../runtime/plan.ts";
import { wordsOf } from "../../../runtime/tokenizers/tokenizer.ts";
import { CommandError } from "../command-error.ts";
import { announceLarge, everySecond } from "./long-work.ts";
import { readRecords, valueNamed, without } from "./records.ts";
import type { SourceContext } from "./sources.ts";
import { findDataFiles, readDataText } from "./sources.ts";
import { findParts, pathsOf, recordKindOf } from "./source-files.ts";
import { readTokenizerFile } from "./tokenizer-file.ts";
import { trainBpe } from "./train-bpe.ts";
import { isPadded, readValues } from "./value-labels.ts";
import type { Span } from "../../source/spans.ts";

/**
 * The tokenizer of each axis that has one, by the axis's id.
 * Throws where a file is missing, a kind isn't supported, or the labels don't fit the size that the spec gives.
 */
export async function makeTokenizers(model: Model, context: SourceContext): Promise<Tokenizers> {
  const made = new Map<AxisId, PlanTokenizer | ValueLabels>();
  for (const axis of model.axes) {
    if (axis.origin.kind !== "tokenizer") continue;
    made.set(axis.id, await makeTokenizer(axis, axis.origin.tokenizer, model, context));
  }
  return made;
}

async function makeTokenizer(
  axis: Axis,
  tokenizer: Tokenizer,
  model: Model,
  context: SourceContext,
): Promise<PlanTokenizer | ValueLabels> {
  const { kind, special } = tokenizer;
  if (kind === "bytes") return { kind, special };
  if (kind === "file") return readTokenizerFile(axis, tokenizer, context);
  if (kind === "labels") return valuesOf(axis, tokenizer, model, context);
  const texts = readTokenizerTexts(axis, tokenizer, context);
  if (kind === "bpe") return bpeOf(axis, tokenizer, texts, model, context);
  const ahead = await specialLabels(axis, tokenizer, model, context);
  const counts = new Map<string, number>();
  for await (const text of texts) {
    for (const piece of kind === "characters" ? text : wordsOf(text)) {
      counts.set(piece, (counts.get(piece) ?? 0) + 1);
    }
  }
  if (counts.size === 0) {
    throw new CommandError(1, `\`${axis.name}\`: there is no text in ${tokenizer.source}`, axis.span);
  }
  if (kind === "words") {
    const labels = [...ahead, ...mostFrequent(counts, roomFor(tokenizer, ahead, axis))];
    return { kind, labels, special: ahead, lowercase: false };
  }
  return charactersOf(tokenizer, counts, ahead, axis);
}

/** A value that is called like a label of the spec's own is that label. */
async function valuesOf(
  axis: Axis,
  tokenizer: Tokenizer,
  model: Model,
  context: SourceContext,
): Promise<ValueLabels> {
  const needed = [
    ...(isPadded(axis, model) ? ["[PAD]"] : []),
    ...(tokenizer.count === undefined ? [] : ["[UNK]"]),
  ];
  const special = [...new Set([...needed, ...tokenizer.special])];
  const counts = new Map<string, number>();
  for await (const value of readValues(axis, tokenizer, model, context))
    if (!special.includes(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  if (counts.size === 0)
    throw new CommandError(1, `\`${axis.name}\`: there is no value in ${tokenizer.source}`, axis.span);
  const labels = [...special, ...mostFrequent(counts, roomFor(tokenizer, special, axis))];
  return { kind: "labels", labels, special };
}

/** Every text has bytes, so that only padding needs a label of its own. */
async function bpeOf(
  axis: Axis,
  tokenizer: Tokenizer,
  texts: AsyncIterable<string>,
  model: Model,
  context: SourceContext,
): Promise<PlanTokenizer> {
  const ahead = (await specialLabels(axis, tokenizer, model, context)).filter((label) => label !== "[UNK]");
  const least = ahead.length + 256;
  const count = tokenizer.count ?? least;
  const read: string[] = [];
  for await (const text of texts) read.push(text);
  if (count >= least)
    return trainBpe(
      read,
      count,
      ahead,
      everySecond((labels) => context.log(`${axis.name}: ${labels} of ${count} labels`)),
    );
  throw new CommandError(
    1,
    `\`${axis.name}\` has ${count} labels, but 256 bytes${ahead.length > 0 ? ` and ${ahead.join(" ")}` : ""} need ${least}`,
    axis.span,
  );
}

const codePoints = 0x110000;

/** In the order of code points; with a given count exactly so many, the last of them reserved. */
function charactersOf(
  tokenizer: Tokenizer,
  counts: ReadonlyMap<string, number>,
  ahead: readonly string[],
  axis: Axis,
): PlanTokenizer {
  const room = roomFor(tokenizer, ahead, axis);
  if (Number.isFinite(room) && room > codePoints)
    throw new CommandError(
      1,
      `\`${axis.name}\` has ${tokenizer.count} labels, but Unicode has ${codePoints} characters`,
      axis.span,
    );
  const kinds = [...mostFrequent(counts, room)].sort(compareCodePoints);
  const free = Number.isFinite(room) ? room - kinds.length : 0;
  const reserved = Array.from({ length: free }, (_, at) => `[RESERVED ${at + 1}]`);
  return { kind: "characters", labels: [...ahead, ...kinds, ...reserved], special: [...ahead, ...reserved] };
}

/** How many labels may come from data. */
function roomFor({ count }: Tokenizer, ahead: readonly string[], axis: Axis): number {
  if (count === undefined) return Infinity;
  if (count > ahead.length) return count - ahead.length;
  throw new CommandError(
    1,
    `\`${axis.name}\` has ${count} labels, and ${ahead.join(" ")} leave none of them for the data`,
    axis.span,
  );
}

function mostFrequent(counts: ReadonlyMap<string, number>, count: number): readonly string[] {
  const sorted = [...counts].sort(([a, x], [b, y]) => y - x || compareCodePoints(a, b));
  return sorted.slice(0, count).map(([label]) => label);
}

function compareCodePoints(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/**
 * The labels that no text produces, in front of the others: [PAD], which is number 0, where records are padded; [UNK]
 * where the data may have pieces that the vocabulary lacks; then the spec's own.
 */
async function specialLabels(
  { id, span }: Axis,
  tokenizer: Tokenizer,
  model: Model,
  context: SourceContext,
): Promise<readonly string[]> {
  const sources = model.data
    .filter(({ fields }) => fields.some(({ type }) => labelledBy(type.indexes, model)?.id === id))
    .map(({ source }) => source);
  const padded = sources.some(({ kind }) => kind !== "text");
  const open = tokenizer.count !== undefined || (await hasForeignFiles(sources, tokenizer, context, span));
  const needed = [...(padded ? ["[PAD]"] : []), ...(open ? ["[UNK]"] : [])];
  return [...new Set([...needed, ...tokenizer.special])];
}

/** Whether a source has files from which the vocabulary isn't made, however the paths of both are written. */
async function hasForeignFiles(
  sources: readonly Data["source"][],
  { source: path = "" }: Tokenizer,
  context: SourceContext,
  span: Span,
): Promise<boolean> {
  const others = sources.filter((source) => pathsOf(source).some((other) => other !== path));
  if (others.length === 0) return false;
  const known = new Set((await findDataFiles(path, context, span)).map((file) => file.path));
  for (const source of others) {
    const { training, heldOut } = await findParts(source, context);
    const files = [...training.files, ...(heldOut?.files ?? [])];
    if (files.some((file) => !known.has(file.path))) return true;
  }
  return false;
}

/** One after the other, so that none is held longer than it is needed. */
async function* readTokenizerTexts(
  { name, span }: Axis,
  tokenizer: Tokenizer,
  context: SourceContext,
): AsyncGenerator<string, void, undefined> {
  const { source = "", fields } = tokenizer;
  const files = await findDataFiles(source, context, span);
  announceLarge(name, files, context.log);
  if (fields === undefined) {
    for (const file of files) yield readDataText(file, span);
    return;
  }
  const kind = recordKindOf(source) ?? "jsonl";
  for await (const { values, place } of readRecords(kind, files, span)) {
    for (const field of fields) {
      const value = valueNamed(values, field);
      if (value === undefined) {
        throw new CommandError(1, without(field, values, place), span);
      }
      const texts: readonly unknown[] = Array.isArray(value) ? value.flat(Infinity) : [value];
      for (const text of texts) {
        if (typeof text !== "string") {
          const hint =
            typeof text === "number"
              ? `: of numbers each is a label by \`axis ${name} = labels("${source}:${field}")\``
              : "";
          throw new CommandError(1, `${place}: its field \`${field}\` holds no text${hint}`, span);
        }
        yield text;
      }
    }
  }
}
