import type { Span } from "../../source/spans.ts";
import type * as Tree from "../tree.ts";
import { nameText } from "../tree.ts";
import type { Document } from "./document.ts";
import { align, enclosed, group, join, sequence, space } from "./document.ts";

/** What formulas are printed with: the text that they stand in, and the way a block's statements become lines. */
export interface Printing {
  readonly text: string;
  readonly block: (block: Tree.Block) => Document;
}

/** Spaces between tokens are set anew; parentheses and the spelling of operators stay as they are written. */
export function printExpression(tree: Tree.Expression, printing: Printing, isWhole = false): Document {
  const bare = printBare(tree, printing, isWhole && !isParenthesized(tree, printing));
  return isParenthesized(tree, printing) ? sequence("(", align(0, bare), ")") : bare;
}

function printBare(tree: Tree.Expression, printing: Printing, isWhole: boolean): Document {
  const print = (part: Tree.Expression): Document => printExpression(part, printing);
  const items = (list: readonly Tree.Item[]): readonly Document[] =>
    list.map((item) => printItem(item, printing));
  switch (tree.kind) {
    case "number":
      return tree.text;
    case "string":
      return withoutParentheses(written(tree.span, printing));
    case "name":
      return nameText(tree);
    case "size":
      return `|${termText(tree.term, printing)}|`;
    case "call":
      return sequence(
        print(tree.callee),
        tree.brackets === undefined ? "" : printBracket(tree.brackets, printing),
        enclosed("(", items(tree.arguments), ")"),
      );
    case "index":
      return sequence(print(tree.source), printBracket(tree.items, printing));
    case "member":
      return sequence(print(tree.source), `.${nameText(tree.member)}`);
    case "unary":
      return sequence(unaryText(tree), print(tree.operand));
    case "binary":
    case "contraction":
      return printInfix(tree, printing, isWhole);
    case "group":
      return enclosed("(", tree.members.map(print), ")");
    case "scan":
      return sequence(
        `scan[${termText(tree.axis, printing)}]`,
        enclosed(
          "(",
          tree.carries.map((carry) => printParameter(carry, printing)),
          ")",
        ),
        " ",
        printing.block(tree.body),
      );
  }
}

function unaryText({ operator }: Tree.Unary): string {
  return operator === "not" ? "not " : operator === "sqrt" ? "√" : "-";
}

const levels: Readonly<Record<Tree.BinaryOperator, number>> = {
  or: 1,
  and: 2,
  "==": 3,
  "!=": 3,
  "<": 3,
  "<=": 3,
  ">": 3,
  ">=": 3,
  "+": 4,
  "-": 4,
  "*": 5,
  "/": 5,
  "%": 5,
  div: 5,
  "^": 6,
};

function levelOf(tree: Tree.Binary | Tree.Contraction): number {
  return tree.kind === "contraction" ? 5 : levels[tree.operator];
}

/** A chain of operators of one level breaks before each; as a whole statement's value, operands stand below each other. */
function printInfix(tree: Tree.Binary | Tree.Contraction, printing: Printing, isWhole: boolean): Document {
  if (tree.kind === "binary" && tree.operator === "^") {
    const operator = written(tree.operatorSpan, printing);
    return sequence(printExpression(tree.left, printing), operator, printExpression(tree.right, printing));
  }
  const level = levelOf(tree);
  const rest: Document[] = [];
  let first: Tree.Expression = tree;
  while (
    (first.kind === "binary" || first.kind === "contraction") &&
    levelOf(first) === level &&
    (first === tree || !isParenthesized(first, printing))
  ) {
    rest.unshift(space, operatorOf(first, printing), " ", printExpression(first.right, printing));
    first = first.left;
  }
  return group(align(isWhole ? -2 : 0, printExpression(first, printing), ...rest));
}

function operatorOf(tree: Tree.Binary | Tree.Contraction, printing: Printing): Document {
  const text = written(tree.operatorSpan, printing);
  if (tree.kind === "binary") return text;
  return sequence(text.slice(0, 1), printBracket(tree.axes, printing));
}

/** Whether it is written in parentheses, which its span then holds. */
function isParenthesized(tree: Tree.Expression, { text }: Printing): boolean {
  const { start } = tree.span;
  switch (tree.kind) {
    case "call":
      return start < tree.callee.span.start;
    case "index":
    case "member":
      return start < tree.source.span.start;
    case "binary":
    case "contraction":
      return start < tree.left.span.start;
    case "group":
      return false;
    default:
      return text[start] === "(";
  }
}

function withoutParentheses(text: string): string {
  return text.replace(/^[(\s]+|[)\s]+$/g, "");
}

export function written({ start, end }: Span, { text }: Printing): string {
  return text.slice(start, end);
}

export function printBracket(items: readonly Tree.Item[], printing: Printing): Document {
  return enclosed(
    "[",
    items.map((item) => printItem(item, printing, true)),
    "]",
  );
}

/** In a bracket what has the shape of an axis is one, `row/2`; in parentheses it is a value, `row / 2`. */
export function printItem(item: Tree.Item, printing: Printing, isAxis = false): Document {
  const { expression, term, rename, value, separator, where, otherwise } = item;
  const parts: Document[] = [
    isAxis && term !== undefined ? termText(term, printing) : printExpression(expression, printing),
  ];
  if (rename !== undefined) parts.push(` as ${termText(rename, printing)}`);
  if (value !== undefined) parts.push(separator === ":" ? ": " : " = ", printExpression(value, printing));
  if (where !== undefined) parts.push(" where ", printExpression(where, printing));
  if (otherwise !== undefined) parts.push(" else ", printExpression(otherwise, printing));
  return sequence(...parts);
}

export function termText(term: Tree.Term, printing: Printing): string {
  switch (term.kind) {
    case "axis-name":
      return term.name;
    case "axis-member":
      return `${termText(term.source, printing)}.${nameText(term.member)}`;
    case "axis-quotient":
      return `${termText(term.source, printing)}/${flatText(printExpression(term.divisor, printing))}`;
    case "axis-group":
      return `(${termsText(term.members, printing)})`;
  }
}

export function termsText(terms: readonly Tree.Term[], printing: Printing): string {
  return terms.map((term) => termText(term, printing)).join(", ");
}

/** `[seq, embed]`, `[seq] in vocab`, `in label`, `real`. */
export function typeText({ axes, element, span }: Tree.TensorType, printing: Printing): string {
  const names = axes.map(({ term, optional }) => `${termText(term, printing)}${optional ? "?" : ""}`);
  const hasBracket = printing.text[span.start] === "[";
  const bracket = hasBracket ? `[${names.join(", ")}]` : "";
  if (element.kind === "index") return `${bracket} in ${termText(element.into, printing)}`.trimStart();
  return hasBracket ? (element.kind === "real" ? bracket : `${bracket} ${element.kind}`) : element.kind;
}

export function printParameter({ name, type, initial }: Tree.Parameter, printing: Printing): Document {
  const typed = type === undefined ? "" : `: ${typeText(type, printing)}`;
  return initial === undefined
    ? nameText(name) + typed
    : sequence(`${nameText(name)}${typed} = `, printExpression(initial, printing));
}

export function printValues(values: readonly Tree.Expression[], printing: Printing): Document {
  return join(
    values.map((value) => printExpression(value, printing, values.length === 1)),
    ", ",
  );
}

/** A document without its places to break. */
function flatText(document: Document): string {
  if (typeof document === "string") return document;
  switch (document.kind) {
    case "sequence":
      return document.parts.map(flatText).join("");
    case "group":
    case "indent":
    case "align":
      return flatText(document.of);
    case "place":
      return document.flat;
    case "lines":
      return document.lines.join(" ");
  }
}
