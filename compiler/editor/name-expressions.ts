/** The names in expressions, types and terms, each with what it stands for. */
import type * as Tree from "../1-parse/tree.ts";
import type { Span } from "../source/spans.ts";
import type { Program } from "./program.ts";
import { argumentOf, argumentThing, labelOf, memberOf, named } from "./program.ts";
import type { Scope, Thing } from "./scopes.ts";
import { declare, isCalled, lookUp, lookUpAxis, lookUpValue, scopeIn } from "./scopes.ts";

/** A place of the text that names a thing. */
export interface Occurrence {
  readonly span: Span;
  readonly thing: Thing;
}

/** A reading of a text from top to bottom. */
export interface Reading {
  readonly scope: Scope;
  readonly program: Program;
  readonly occurrences: Occurrence[];
  /** Every scope, an outer one before those in it. */
  readonly scopes: Scope[];
  /** Among the statements of a training, some of which set what the language names. */
  readonly isTraining: boolean;
  readonly textAt: (span: Span) => string;
  readonly block: (block: Tree.Block, reading: Reading) => void;
}

export function inner(reading: Reading, span: Span): Reading {
  const scope = scopeIn(span, reading.scope);
  reading.scopes.push(scope);
  return { ...reading, scope, isTraining: false };
}

export function note({ occurrences, textAt }: Reading, span: Span, thing: Thing | undefined): void {
  if (thing === undefined) return;
  // An expression of the tree has the parentheses around it, and a name its prime.
  const text = textAt(span);
  const before = /^[(\s]*/.exec(text)?.[0].length ?? 0;
  const behind = /['′]?[\s)]*$/.exec(text)?.[0].length ?? 0;
  occurrences.push({ span: { ...span, start: span.start + before, end: span.end - behind }, thing });
}

export function readExpression(tree: Tree.Expression, reading: Reading): void {
  const { scope } = reading;
  switch (tree.kind) {
    case "number":
    case "string":
      return;
    case "name":
      note(reading, tree.span, lookUpValue(scope, tree.text));
      return;
    case "size":
      readTerm(tree.term, reading);
      return;
    case "call":
      readCall(tree, reading);
      return;
    case "index":
      readExpression(tree.source, reading);
      for (const item of tree.items) readBracketItem(item, reading);
      return;
    case "member":
      readMember(tree, reading);
      return;
    case "unary":
      readExpression(tree.operand, reading);
      return;
    case "binary":
      readExpression(tree.left, reading);
      readExpression(tree.right, reading);
      return;
    case "contraction":
      readExpression(tree.left, reading);
      for (const item of tree.axes) readBracketItem(item, reading);
      readExpression(tree.right, reading);
      return;
    case "group":
      for (const member of tree.members) readExpression(member, reading);
      return;
    case "scan":
      readScan(tree, reading);
      return;
  }
}

function readScan(tree: Tree.Scan, reading: Reading): void {
  readTerm(tree.axis, reading);
  const body = inner(reading, tree.span);
  for (const carry of tree.carries) {
    if (carry.type !== undefined) readType(carry.type, reading);
    if (carry.initial !== undefined) readExpression(carry.initial, reading);
    const thing = argumentThing(carry, reading.scope);
    note(reading, thing.span, thing);
    declare(body.scope, "values", thing, tree.body.span.start);
  }
  reading.block(tree.body, body);
}

function readMember(tree: Tree.Member, reading: Reading): Thing | undefined {
  const { scope, program } = reading;
  const source = calledOrRead(tree.source, reading);
  const thing = source && memberOf(source, tree.member.text, program);
  note(reading, tree.member.span, thing);
  return thing ?? named(tree, ["values"], scope, program);
}

/** The names of what is called or has a member, where a function is meant rather than an axis of its name. */
function calledOrRead(tree: Tree.Expression, reading: Reading): Thing | undefined {
  if (tree.kind === "member") return readMember(tree, reading);
  if (tree.kind !== "name") {
    readExpression(tree, reading);
    return undefined;
  }
  const thing = lookUp(reading.scope, "values", tree.text) ?? lookUp(reading.scope, "axes", tree.text);
  note(reading, tree.span, thing);
  return thing;
}

function readCall(tree: Tree.Call, reading: Reading): void {
  const callee = calledOrRead(tree.callee, reading);
  for (const item of tree.brackets ?? []) readBracketItem(item, reading);
  const [first] = tree.brackets ?? [];
  const along = first?.term && named(first.term, ["axes"], reading.scope, reading.program);
  readArguments(tree.arguments, callee, reading, along);
}

/** What is given to `callee`; labels before a colon are those of the axis `along`. */
export function readArguments(
  items: readonly Tree.Item[],
  callee: Thing | undefined,
  reading: Reading,
  along?: Thing,
): void {
  for (const item of items) {
    const { expression, value, separator } = item;
    if (value !== undefined && expression.kind === "name") {
      const thing =
        separator === ":"
          ? along && labelOf(along, expression.text)
          : callee && argumentOf(callee, expression.text, reading.program);
      note(reading, expression.span, thing);
    } else readExpression(expression, reading);
    if (item.rename !== undefined) readTerm(item.rename, reading);
    for (const part of [value, item.where, item.otherwise])
      if (part !== undefined) readExpression(part, reading);
  }
}

/** What stands between `[` and `]`: an axis, and what is said of it. */
export function readBracketItem(item: Tree.Item, reading: Reading): void {
  const { expression, term, rename, value, where, otherwise } = item;
  if (term === undefined) readExpression(expression, reading);
  else readTerm(term, reading);
  if (rename !== undefined) readTerm(rename, reading);
  if (value !== undefined) {
    const axis = term && named(term, ["axes"], reading.scope, reading.program);
    const label = axis && value.kind === "name" ? labelOf(axis, value.text) : undefined;
    if (label === undefined) readExpression(value, reading);
    else note(reading, value.span, label);
  }
  for (const part of [where, otherwise]) if (part !== undefined) readExpression(part, reading);
}

export function readTerm(term: Tree.Term, reading: Reading): Thing | undefined {
  switch (term.kind) {
    case "axis-name": {
      const thing = lookUpAxis(reading.scope, term.name);
      note(reading, term.span, thing === undefined || isCalled(thing) ? undefined : thing);
      return thing;
    }
    case "axis-member": {
      const source = readTerm(term.source, reading);
      const thing = source && memberOf(source, term.member.text, reading.program);
      note(reading, term.member.span, thing);
      return thing;
    }
    case "axis-quotient":
      readTerm(term.source, reading);
      readExpression(term.divisor, reading);
      return undefined;
    case "axis-group":
      for (const member of term.members) readTerm(member, reading);
      return undefined;
  }
}

export function readType(type: Tree.TensorType | Tree.MapType, reading: Reading): void {
  if (type.kind === "map-type") {
    for (const term of [...type.inputs, ...type.outputs]) readTerm(term, reading);
    return;
  }
  for (const { term } of type.axes) readTerm(term, reading);
  if (type.element.kind === "index") readTerm(type.element.into, reading);
}
