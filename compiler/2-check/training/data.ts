import type { Extras } from "../../source/diagnostic.ts";
import { nearNames } from "../../source/suggest.ts";
import { inQuotes, leaveOut, sameTypeAs, settingName } from "../../source/phrases.ts";
import type { Span } from "../../source/spans.ts";
import type * as Tree from "../../1-parse/tree.ts";
import type { Body, Checker, ReadData } from "../context.ts";
import { emptyBody, fail } from "../context.ts";
import { labelValue } from "../convert.ts";
import { readType } from "../declarations/layers.ts";
import { axisOf, isBatch, spaceOf } from "../axes.ts";
import type { AxisId, Data, DataKind, Field, SourceOption, Type } from "../model.ts";
import { readFrom } from "./field-sources.ts";
import { nearestFix } from "../near.ts";
import { printType } from "../print.ts";
import type { Scope } from "../scope.ts";
import { isNumericSetting } from "./settings.ts";
import { dataKinds, isOption, namesFiles } from "./source-options.ts";
import { requireStorable } from "../stored.ts";
import { sameType } from "../values.ts";

/** Checks a `data` declaration. Fields with mistakes are left out. */
export function checkData(declaration: Tree.DataDeclaration, scope: Scope, checker: Checker): ReadData {
  const body = emptyBody(checker, scope, declaration.name.text, "constant");
  const source = readSource(declaration.source, body);
  const fields: Field[] = [];
  const brokenFields: string[] = [];
  for (const tree of declaration.fields) {
    if (tree.kind === "broken") {
      brokenFields.push(...tree.names.map((name) => name.text));
      continue;
    }
    if (fields.some((field) => field.name === tree.name.text))
      fail(body, "W0302", tree.name.span, { name: tree.name.text });
    else if (isNumericSetting(tree.name.text))
      fail(body, "W0302", tree.name.span, { name: tree.name.text }, { notes: [settingName(tree.name.text)] });
    const field = readField(tree, source?.kind, fields, brokenFields, body);
    if (field === undefined) brokenFields.push(tree.name.text);
    else fields.push(field);
  }
  const data: Data = {
    name: declaration.name.text,
    ...(declaration.documentation === undefined ? {} : { documentation: declaration.documentation.text }),
    // What a training reads of data stands in its fields: a source with a mistake hides none in the training.
    source: source ?? { kind: "text", path: "", options: [], span: declaration.source.span },
    fields,
    span: declaration.name.span,
  };
  return { data, brokenFields };
}

function readSource(tree: Tree.Expression, body: Body): Data["source"] | undefined {
  const name = tree.kind === "call" && tree.callee.kind === "name" ? tree.callee.text : undefined;
  const kind = dataKinds.find((candidate) => candidate === name);
  if (kind === undefined || tree.kind !== "call") {
    const near = name === undefined ? [] : nearNames(name, dataKinds);
    const place = near.length > 0 && tree.kind === "call" ? tree.callee.span : tree.span;
    fail(body, "W0706", place, { kinds: dataKinds, near }, nearestFix(place, near));
    return undefined;
  }
  let path: string | undefined;
  const options: SourceOption[] = [];
  for (const { expression, value, separator, span } of tree.arguments) {
    const named = separator === "=" && expression.kind === "name" ? expression.text : undefined;
    if (separator === undefined && expression.kind === "string" && path === undefined)
      path = expression.value;
    else if (named !== undefined && isLiteral(value)) {
      const option = { name: named, value: value.value, span: value.span };
      if (options.some(({ name }) => name === named)) fail(body, "W0302", expression.span, { name: named });
      else if (isOption(kind, option)) options.push(option);
      else if (named === "test") fail(body, "W0705", value.span, { part: "held-out part" });
      else {
        const hasOwn = kind === "images" || kind === "audio" || kind === "text";
        const part = hasOwn ? (`${kind} option` as const) : namesFiles(kind) ? "table option" : "option";
        fail(body, "W0705", span, { part });
      }
    } else if (named === "test" && value !== undefined) {
      fail(body, "W0705", value.span, { part: "held-out part" }, bareExtras(value));
    } else if (separator === undefined && path === undefined && !isLiteral(expression)) {
      fail(body, "W0705", expression.span, { part: "path" }, quotesAround(expression.span));
      return undefined;
    } else fail(body, "W0705", span, { part: "source" });
  }
  if (path === undefined) {
    fail(body, "W0705", tree.span, { part: "path" });
    return undefined;
  }
  const same = options.find(({ name, value }) => name === "test" && value === path);
  if (same !== undefined) fail(body, "W0705", same.span, { part: "held-out path" });
  return { kind, path, options, span: tree.span };
}

/** What is written as `test.csv` or `held/test.csv` without quotes is read as a formula. */
function bareExtras({ kind, span }: Tree.Expression): Extras {
  return kind === "member" || kind === "name" || kind === "binary" ? quotesAround(span) : {};
}

function quotesAround(span: Span): Extras {
  const edits = [
    { span: { ...span, end: span.start }, text: '"' },
    { span: { ...span, start: span.end }, text: '"' },
  ];
  return { fixes: [{ title: inQuotes(), edits, applicability: "suggestion" }] };
}

function isLiteral(tree: Tree.Expression | undefined): tree is Tree.StringLiteral | Tree.NumberLiteral {
  return tree?.kind === "string" || tree?.kind === "number";
}

function readField(
  tree: Tree.Field,
  source: DataKind | undefined,
  earlier: readonly Field[],
  broken: readonly string[],
  body: Body,
): Field | undefined {
  const read = readType(tree.type, body);
  const from = readFrom(tree, earlier, broken, body);
  if (read === undefined || from === undefined) return undefined;
  const { axes } = body.checker;
  const batch = read.order.find((axis) => isBatch(axes, axis));
  if (batch !== undefined) {
    const span = read.origins.get(batch) ?? tree.type.span;
    const terms = tree.type.axes;
    const at = terms.findIndex((term) => term.span.start <= span.start && span.end <= term.span.end);
    const own = terms[at]?.span ?? span;
    const start = at > 0 && at === terms.length - 1 ? (terms[at - 1]?.span.end ?? own.start) : own.start;
    const edits = [{ span: { ...own, start, end: terms[at + 1]?.span.start ?? own.end }, text: "" }];
    const fixes = [{ title: leaveOut(), edits, applicability: "suggestion" as const }];
    fail(body, "W0714", span, { axis: axisOf(axes, batch).name }, { fixes });
    return undefined;
  }
  if (!requireStorable("a field of records", read.order, tree.type.span, body)) return undefined;
  const shifted = from.kind === "shifted" ? earlier.find(({ name }) => name === from.of) : undefined;
  if (shifted !== undefined && !sameType(shifted.type, read.type)) {
    const text = printType(shifted.type, axes);
    const fix = {
      title: sameTypeAs(shifted.name),
      edits: [{ span: tree.type.span, text }],
      applicability: "machine" as const,
    };
    const related = [{ span: shifted.span, label: text }];
    const facts = { name: tree.name.text, of: shifted.name };
    fail(body, "W0715", tree.type.span, facts, { fixes: [fix], related });
    return undefined;
  }
  if (from.kind === "shifted" && read.order.length === 0) {
    fail(body, "W0705", tree.value?.span ?? tree.span, { part: "shifted field" });
    return undefined;
  }
  if (source === "text" && (read.order.length !== 1 || read.type.indexes === undefined)) {
    fail(body, "W0727", tree.type.span, { name: tree.name.text });
    return undefined;
  }
  if (from.kind === "field" && !hasEnds(tree, read.type, body)) return undefined;
  const of = from.kind === "part" ? earlier.find(({ name }) => name === from.of) : undefined;
  const misfit =
    from.kind === "field" && from.template !== undefined && !isText(read, source, body)
      ? "template's type"
      : of !== undefined && (read.type.element !== "bool" || read.order.join() !== of.order.join())
        ? "part's type"
        : undefined;
  if (misfit !== undefined) {
    fail(body, "W0705", tree.type.span, { part: misfit });
    return undefined;
  }
  return { name: tree.name.text, type: read.type, order: read.order, from, span: tree.name.span };
}

/** Whether what `start` and `end` add are labels of the field's axis; what isn't is reported. */
function hasEnds({ value }: Tree.Field, type: Type, body: Body): boolean {
  const given = value?.kind === "call" ? value.arguments : [];
  return given.every(({ expression, separator, value: text, span }) => {
    const isEnd = expression.kind === "name" && (expression.text === "start" || expression.text === "end");
    if (separator !== "=" || !isEnd || text?.kind !== "string") return true;
    if (type.axes.length > 0 && type.indexes !== undefined)
      return !labelValue(text.value, type.indexes, text.span, body).broken;
    fail(body, "W0705", span, { part: "ends" });
    return false;
  });
}

/** Whether it is a text of a record, which a tokenizer cuts. */
function isText(
  { type, order }: { readonly type: Type; readonly order: readonly AxisId[] },
  source: DataKind | undefined,
  { checker: { axes } }: Body,
): boolean {
  const origin = type.indexes === undefined ? undefined : axisOf(axes, spaceOf(axes, type.indexes)).origin;
  const isCut = origin?.kind === "tokenizer" && origin.tokenizer.kind !== "labels";
  return isCut && order.length === 1 && source !== "text" && source !== "lines";
}
