import type { Diagnostic } from "../../compiler/source/diagnostic.ts";
import { messageOf } from "../../compiler/source/diagnostic.ts";
import type { Span } from "../../compiler/source/spans.ts";
import { parse } from "../../compiler/1-parse/parse.ts";
import type { Expression, File, Item, Term } from "../../compiler/1-parse/tree.ts";

/** Parses a text that is right; a diagnostic is thrown. */
export function parsed(text: string): File {
  const diagnostics: Diagnostic[] = [];
  const file = parse({ name: "test.weft", text }, diagnostics);
  if (diagnostics.length > 0) throw new Error(diagnostics.map((entry) => messageOf(entry)).join("\n"));
  return file;
}

/** Parses one formula. */
export function parsedExpression(formula: string): Expression {
  const [declaration] = parsed(`weft 1\nconst it = ${formula}`).declarations;
  if (declaration?.kind !== "const") throw new Error("a constant was expected");
  return declaration.value;
}

/** An expression with all its parentheses, which shows how it was read. */
export function show(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return String(expression.value);
    case "string":
      return JSON.stringify(expression.value);
    case "name":
      return expression.primed ? `${expression.text}'` : expression.text;
    case "size":
      return `|${showTerm(expression.term)}|`;
    case "call": {
      const brackets =
        expression.brackets === undefined ? "" : `[${expression.brackets.map(showItem).join(", ")}]`;
      return `${show(expression.callee)}${brackets}(${expression.arguments.map(showItem).join(", ")})`;
    }
    case "index":
      return `${show(expression.source)}[${expression.items.map(showItem).join(", ")}]`;
    case "member":
      return `${show(expression.source)}.${expression.member.text}`;
    case "unary":
      return `(${expression.operator} ${show(expression.operand)})`;
    case "binary":
      return `(${show(expression.left)} ${expression.operator} ${show(expression.right)})`;
    case "contraction":
      return `(${show(expression.left)} @[${expression.axes.map(showItem).join(", ")}] ${show(expression.right)})`;
    case "group":
      return `(${expression.members.map(show).join(", ")})`;
    case "scan":
      return `scan[${showTerm(expression.axis)}]`;
  }
}

function showItem(item: Item): string {
  const rename = item.rename === undefined ? "" : ` as ${showTerm(item.rename)}`;
  const value = item.value === undefined ? "" : ` ${item.separator} ${show(item.value)}`;
  const where = item.where === undefined ? "" : ` where ${show(item.where)}`;
  const otherwise = item.otherwise === undefined ? "" : ` else ${show(item.otherwise)}`;
  return `${show(item.expression)}${rename}${value}${where}${otherwise}`;
}

export function showTerm(term: Term): string {
  switch (term.kind) {
    case "axis-name":
      return term.name;
    case "axis-member":
      return `${showTerm(term.source)}.${term.member.text}`;
    case "axis-quotient":
      return `${showTerm(term.source)}/${show(term.divisor)}`;
    case "axis-group":
      return `(${term.members.map(showTerm).join(", ")})`;
  }
}

/** Every node of a tree that has a span, with the span of the node around it. */
export function spansOf(
  root: unknown,
): readonly { node: Readonly<Record<string, unknown>>; span: Span; around: Span | undefined }[] {
  const found: { node: Readonly<Record<string, unknown>>; span: Span; around: Span | undefined }[] = [];
  function visit(value: unknown, around: Span | undefined): void {
    if (Array.isArray(value)) {
      for (const member of value) visit(member, around);
    } else if (isRecord(value)) {
      const span = isSpan(value["span"]) ? value["span"] : around;
      if (span !== undefined && span !== around) found.push({ node: value, span, around });
      // Documentation and comments stand before what they belong to.
      for (const [key, part] of Object.entries(value)) {
        if (key === "documentation" || key === "comments") visit(part, undefined);
        else if (!key.toLowerCase().endsWith("span")) visit(part, span);
      }
    }
  }
  visit(root, undefined);
  return found;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSpan(value: unknown): value is Span {
  return isRecord(value) && typeof value["start"] === "number" && typeof value["end"] === "number";
}
