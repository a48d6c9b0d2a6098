/** The values of columns, of which each is a label as it is. */
import type { Axis, Model, Tokenizer } from "../../2-check/model.ts";
import { labelledBy } from "../../facts.ts";
import { own } from "../../source/own.ts";
import { CommandError } from "../command-error.ts";
import { entriesOfCell, isBounded, shownOf } from "./fields.ts";
import { announceLarge } from "./long-work.ts";
import { propertyOf } from "./named-files.ts";
import { readRecords, valueNamed, wholeLine, without } from "./records.ts";
import { pathsOf, recordKindOf } from "./source-files.ts";
import type { SourceContext } from "./sources.ts";
import { findDataFiles } from "./sources.ts";

/**
 * One after the other, those of lists, too; of a text without fields its lines. What is empty is no value. Throws, with its place, at what can't be
 * a label.
 */
export async function* readValues(
  { id, name, span }: Axis,
  { source = "", fields }: Tokenizer,
  model: Model,
  context: SourceContext,
): AsyncGenerator<string, void, undefined> {
  const kind = recordKindOf(source);
  if (fields === undefined && kind !== undefined)
    throw new CommandError(
      1,
      `\`${name}\`: ${source} holds records: name the field whose values are the labels, \`labels("${source}:${name}")\``,
      span,
    );
  const lists = new Set(
    model.data
      .filter((data) => pathsOf(data.source).includes(source))
      .flatMap((data) => data.fields)
      .filter(({ type, order }) => labelledBy(type.indexes, model)?.id === id && order.length > 0)
      .map(propertyOf),
  );
  const files = await findDataFiles(source, context, span);
  announceLarge(name, files, context.log);
  const read = fields === undefined ? "lines" : (kind ?? "jsonl");
  // Where a mark stands between the entries of some cell, a space in another is a part of its only entry.
  const marked = new Set<string>();
  if (read === "csv" && lists.size > 0)
    for await (const { values } of readRecords(read, files, span))
      for (const field of lists) if (/[,;]/.test(String(own(values, field) ?? ""))) marked.add(field);
  for await (const { values, place } of readRecords(read, files, span)) {
    for (const field of fields ?? [wholeLine]) {
      const value = valueNamed(values, field);
      if (value === undefined) throw new CommandError(1, without(field, values, place), span);
      const isCell = read === "csv" && typeof value === "string" && lists.has(field);
      const refuse = (reason: string): CommandError =>
        new CommandError(1, `${place}: its field \`${field}\` ${reason}`, span);
      yield* textsOf(isCell ? entriesOfCell(value, marked.has(field)) : value, refuse);
    }
  }
}

function* textsOf(value: unknown, refuse: (reason: string) => CommandError): Generator<string> {
  if (Array.isArray(value)) {
    for (const entry of value) yield* textsOf(entry, refuse);
    return;
  }
  if (value === null || value === "") return;
  if (typeof value === "object") throw refuse(`holds ${shownOf(value)}, which can't be a label`);
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw refuse(`holds ${String(value)}, of which JSON keeps no more than 16 digits: write it as a text`);
  yield String(value);
}

/** Whether records may have fewer of the labels than their field has room for. */
export function isPadded({ id }: Axis, model: Model): boolean {
  const axes = new Map(model.axes.map((axis) => [axis.id, axis]));
  const fields = model.data
    .flatMap((data) => data.fields)
    .filter(({ type }) => labelledBy(type.indexes, model)?.id === id);
  return fields.some(({ order }) =>
    order.some((each) => {
      const axis = axes.get(each);
      return axis !== undefined && isBounded(axis, model);
    }),
  );
}
