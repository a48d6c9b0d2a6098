/** What a field is made from: a value of its records, or another field. */
import { nearestName, nearNames } from "../../source/suggest.ts";
import type { Span } from "../../source/spans.ts";
import type * as Tree from "../../1-parse/tree.ts";
import type { Body } from "../context.ts";
import { fail } from "../context.ts";
import type { Field, Part, Template } from "../model.ts";
import { nearestFix } from "../near.ts";

/** Undefined where it has a mistake, which is reported. */
export function readFrom(
  tree: Tree.Field,
  earlier: readonly Field[],
  broken: readonly string[],
  body: Body,
): Field["from"] | undefined {
  const { value } = tree;
  if (value === undefined) return { kind: "field", field: tree.name.text };
  if (value.kind === "shifted") {
    const of = value.field.text;
    const { value: by, span } = value.by;
    if (!Number.isInteger(by) || by < 1) {
      fail(body, "W0705", span, { part: "shift" });
      return undefined;
    }
    const named = earlier.find((field) => field.name === of);
    // What is shifted twice is shifted by both.
    if (named?.from.kind === "shifted") return { ...named.from, by: named.from.by + by };
    if (named !== undefined) return { kind: "shifted", of, by };
    const meant = unknownField(value.field, earlier, broken, body);
    return meant === undefined ? undefined : { kind: "shifted", of: meant, by };
  }
  if (value.kind === "call" && value.callee.kind === "name" && value.callee.text === "field")
    return readNamedField(value, tree.name.text, body);
  if (value.kind === "call" && value.callee.kind === "name" && value.callee.text === "part")
    return readPart(value, earlier, broken, body);
  fail(body, "W0705", value.span, { part: "field" });
  return undefined;
}

/** Reports it, and returns which field may be meant. */
function unknownField(
  { text, span }: Tree.Name,
  earlier: readonly Field[],
  broken: readonly string[],
  body: Body,
): string | undefined {
  if (broken.includes(text)) return undefined;
  const names = earlier.map((field) => field.name);
  const near = nearNames(text, names);
  fail(body, "W0301", span, { name: text, near }, nearestFix(span, near));
  return nearestName(text, names);
}

function readNamedField(tree: Tree.Call, own: string, body: Body): Field["from"] | undefined {
  let field: string | undefined;
  const texts = new Map<"start" | "end" | "each", Tree.StringLiteral>();
  let span: Span | undefined;
  tree.arguments.forEach(({ expression, value, separator, span: place }, at) => {
    const name = separator === "=" && expression.kind === "name" ? expression.text : undefined;
    if (at === 0 && separator === undefined && expression.kind === "string") field = expression.value;
    else if ((name === "start" || name === "end" || name === "each") && value?.kind === "string") {
      if (texts.has(name)) fail(body, "W0302", expression.span, { name });
      else texts.set(name, value);
    } else span ??= place;
  });
  if (span !== undefined) {
    fail(body, "W0705", span, { part: "field arguments" });
    return undefined;
  }
  const [start, end, each] = (["start", "end", "each"] as const).map((name) => texts.get(name));
  const template = each === undefined ? undefined : readTemplate(each.value);
  if (each !== undefined && template === undefined) {
    fail(body, "W0705", each.span, { part: "template" });
    return undefined;
  }
  return {
    kind: "field",
    field: field ?? (template === undefined ? own : ""),
    ...(start === undefined ? {} : { start: start.value }),
    ...(end === undefined ? {} : { end: end.value }),
    ...(template === undefined ? {} : { template }),
  };
}

/** Undefined where it names nothing, or the same twice, or where braces don't pair. */
function readTemplate(text: string): Template | undefined {
  const texts = [""];
  const names: string[] = [];
  for (const [piece, name] of text.matchAll(/\{\{|\}\}|\{([^{}]+)\}|[^{}]+|[{}]/g)) {
    if (piece === "{" || piece === "}") return undefined;
    if (name === undefined) texts.push((texts.pop() ?? "") + (/^[{}]/.test(piece) ? piece.charAt(0) : piece));
    else {
      names.push(name);
      texts.push("");
    }
  }
  return names.length === 0 || new Set(names).size < names.length ? undefined : { texts, names };
}

/** `part(tokens, "content", role = "assistant")`. */
function readPart(
  { arguments: given, span: whole }: Tree.Call,
  earlier: readonly Field[],
  broken: readonly string[],
  body: Body,
): Field["from"] | undefined {
  const [first, second, ...conditions] = given;
  const of =
    first?.separator === undefined && first?.expression.kind === "name" ? first.expression : undefined;
  const name =
    second?.separator === undefined && second?.expression.kind === "string" ? second.expression : undefined;
  const only: Part["only"][number][] = [];
  let wrong =
    of === undefined ? (first?.span ?? whole) : name === undefined ? (second?.span ?? whole) : undefined;
  for (const { expression, value, separator, span } of conditions) {
    const wanted = literalOf(value);
    if (separator === "=" && expression.kind === "name" && wanted !== undefined)
      only.push({ name: expression.text, value: wanted });
    else wrong ??= span;
  }
  if (of === undefined || name === undefined || wrong !== undefined) {
    fail(body, "W0705", wrong ?? whole, { part: "part" });
    return undefined;
  }
  const field = earlier.find((one) => one.name === of.text);
  if (field === undefined) {
    unknownField(of, earlier, broken, body);
    return undefined;
  }
  const template = field.from.kind === "field" ? field.from.template : undefined;
  if (template?.names.includes(name.value) === true)
    return { kind: "part", of: field.name, part: { name: name.value, only } };
  if (template === undefined) fail(body, "W0705", of.span, { part: "part's field" });
  else {
    const near = nearNames(name.value, template.names).map((one) => JSON.stringify(one));
    fail(body, "W0705", name.span, { part: "part's name" }, nearestFix(name.span, near));
  }
  return undefined;
}

/** A text, a number or a truth value, which are compared with what an entry has as texts. */
function literalOf(tree: Tree.Expression | undefined): string | number | undefined {
  if (tree?.kind === "string" || tree?.kind === "number") return tree.value;
  return tree?.kind === "name" && (tree.text === "true" || tree.text === "false") ? tree.text : undefined;
}
