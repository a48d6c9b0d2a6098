/** Pictures, sounds and arrays that records name. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { messageOf } from "../../../runtime/errors.ts";
import type { Field, Model } from "../../2-check/model.ts";
import { cutsTexts, labelledBy } from "../../facts.ts";
import { CommandError } from "../command-error.ts";
import { mediaFileEndings, readMediaFile } from "./media-file.ts";
import { nearFile } from "../near-file.ts";
import type { DataRecord } from "./records.ts";
import { valueNamed } from "./records.ts";
import { whyForeign } from "./source-files.ts";
import type { DataFile } from "./sources.ts";

/** What a record calls the field's value. */
export function propertyOf({ from, name }: Field): string {
  return from.kind === "field" ? from.field : name;
}

/** Whether a text in a record may name a file for it: it has axes, and no tokenizer cuts texts for it. */
export function mayBeFile({ type, order, from }: Field, model: Model): boolean {
  const indexed = labelledBy(type.indexes, model);
  const isText = indexed !== undefined && cutsTexts(indexed);
  return from.kind === "field" && order.length > 0 && !isText;
}

/**
 * The record with what the files hold that it names for these fields, from `folder` on; `note` is told of each. Throws, with its place, at one
 * that can't be read.
 */
export function openNamedFiles(
  record: DataRecord,
  fields: readonly Field[],
  folder: string,
  note: (file: DataFile) => void = () => undefined,
): DataRecord {
  const opened = fields.flatMap((field) => {
    const file = fileNamedFor(field, record, folder);
    if (file === undefined) return [];
    note(file);
    try {
      return [[propertyOf(field), readMediaFile(file)] as const];
    } catch (error) {
      const reason = messageOf(error);
      throw refusal(field, record, reason.startsWith(file.name) ? reason : `${file.name}: ${reason}`);
    }
  });
  return opened.length === 0
    ? record
    : { ...record, values: { ...record.values, ...Object.fromEntries(opened) } };
}

/** The file that a record names for a field, from `folder` on. Throws where it isn't there, or can't be read. */
export function fileNamedFor(field: Field, record: DataRecord, folder: string): DataFile | undefined {
  const value = valueNamed(record.values, propertyOf(field));
  if (typeof value !== "string") return undefined;
  const name = value.trim();
  const foreign = whyForeign(name);
  if (foreign !== undefined) throw refusal(field, record, `${name} isn't read: ${foreign}`);
  if (!mediaFileEndings.test(name)) return undefined;
  const path = resolve(folder, name);
  if (existsSync(path)) return { path, name };
  const near = nearFile(name, folder, [], mediaFileEndings);
  throw refusal(field, record, `there is no file \`${name}\` beside the records${near}`);
}

function refusal(field: Field, { place }: DataRecord, reason: string): CommandError {
  return new CommandError(1, `${place}: \`${propertyOf(field)}\`: ${reason}`, field.span);
}
