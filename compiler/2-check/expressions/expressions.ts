import type { Span } from "../../source/spans.ts";
import { unreachable } from "../../source/internal-error.ts";
import { appliedOrTurned } from "../../source/phrases.ts";
import { operatorOfSymbol } from "../../operators/table.ts";
import { largest } from "../../operators/reference.ts";
import type * as Tree from "../../1-parse/tree.ts";
import { nameText } from "../../1-parse/tree.ts";
import { applyOperator, reduceValue } from "./apply.ts";
import { axisNames, shownAxes, axisOf, membersOf, sizeOfAxes } from "../axes.ts";
import type { BracketEntry } from "./brackets.ts";
import { readBrackets, restricted, restrictionsOf, together } from "./brackets.ts";
import { builtinNames } from "./builtins.ts";
import { checkCall } from "./calls.ts";
import type { Body } from "../context.ts";
import { fail } from "../context.ts";
import { checkIndex } from "./indexing.ts";
import { lastOf } from "./last.ts";
import { parameterOfInstance } from "./layer-calls.ts";
import { parameterValue } from "./maps.ts";
import { failMember, labelMeant, nearestFix, unknownName } from "../near.ts";
import { presentOf } from "./present.ts";
import type { Expression, SettingName } from "../model.ts";
import { warnOfScale } from "./scales.ts";
import { removalOf } from "./removals.ts";
import { checkScan } from "./scan.ts";
import type { Constant, Entity } from "../scope.ts";
import { lookUpAxis, lookUpValue } from "../scope.ts";
import { resolveAxis, resolveTerm } from "../constants/terms.ts";
import type { Value } from "../values.ts";
import { axesOf, brokenValue, constantValue, sizeValueOf, typeOf, valueOf } from "../values.ts";

/** Checks an expression. Mistakes are reported, and what they are in is broken. */
export function checkExpression(tree: Tree.Expression, body: Body): Value {
  const { pieces, typed } = body.checker;
  const before = pieces.length;
  const value = notScanned(check(tree, body), tree.span, body);
  typed.set(tree, value);
  if (!value.broken || body.call !== undefined || isOfTraining(tree)) pieces.length = before;
  if (!value.broken && body.call === undefined) pieces.push(value.expression);
  return value;
}

/** In the body of a scan a value is of the current position, so no formula there makes the axis anew. */
function notScanned(value: Value, span: Span, body: Body): Value {
  const made = value.broken ? undefined : axesOf(value).find((axis) => body.scanned.has(axis));
  if (made === undefined) return value;
  const [axis = made] = axisNames(body.checker.axes, [made]);
  fail(body, "W0207", span, { axis, what: "in a scan over it, this" });
  return brokenValue(span);
}

/** `where(training, a, b)` is `b` of what a promise is about. */
function isOfTraining(tree: Tree.Expression): boolean {
  const [first] = tree.kind === "call" ? tree.arguments : [];
  return first?.expression.kind === "name" && first.expression.text === "training";
}

function check(tree: Tree.Expression, body: Body): Value {
  switch (tree.kind) {
    case "number":
      return checkNumber(tree, body);
    case "string":
      return { ...constantValue(0, "int", tree.span), text: tree.value };
    case "name":
      return checkName(tree, body);
    case "size":
      return checkSize(tree, body);
    case "call":
      return checkCall(tree, body);
    case "index":
      return checkIndex(tree, body);
    case "member":
      return checkMember(tree, body);
    case "unary": {
      const operand = body.checker.expression(tree.operand, body);
      if (tree.operator === "-" && operand.expression.kind === "constant" && operand.text === undefined) {
        const { value, type } = operand.expression;
        const negated = constantValue(-value, type.element === "bool" ? "int" : type.element, tree.span);
        return { ...negated, broken: operand.broken };
      }
      const name = tree.operator === "-" ? "negate" : tree.operator;
      return applyOperator(body, name, [operand], tree.span, tree.operator);
    }
    case "binary": {
      const left = body.checker.expression(tree.left, body);
      const right = body.checker.expression(tree.right, body);
      const name = operatorOfSymbol("infix", tree.operator);
      if (name === undefined) break;
      if (!left.broken) warnOfScale(tree, body);
      return applyOperator(body, name, [left, right], tree.span, tree.operator);
    }
    case "contraction":
      return checkContraction(tree, body);
    case "group":
      fail(body, "W0217", tree.span, { place: "a formula" });
      return brokenValue(tree.span);
    case "scan":
      return checkScan(tree, body);
    default:
      return unreachable(tree);
  }
  fail(body, "W0217", tree.span, { place: "a formula" });
  return brokenValue(tree.span);
}

function checkNumber({ value, text, span }: Tree.NumberLiteral, body: Body): Value {
  if (text === "∞") return constantValue(largest, "real", span);
  if (value > largest) {
    fail(body, "W0414", span, { text });
    return brokenValue(span);
  }
  // A larger one is no integer of 32 bits.
  const isInteger = /^[0-9]+$/.test(text) && value < 2 ** 31;
  return constantValue(value, isInteger ? "int" : "real", span);
}

const settings: Readonly<Record<string, SettingName>> = {
  step: "step",
  steps: "steps",
  epoch: "epoch",
  evaluation_loss: "evaluation_loss",
};

function checkName(tree: Tree.Name, body: Body): Value {
  const { span } = tree;
  const text = nameText(tree);
  const entity = lookUpValue(body.scope, text);
  const isAxis = lookUpAxis(body.scope, text) !== undefined;
  const standsForNumber = body.kind === "train" && (text !== "batch" || body.isSetting);
  const number = standsForNumber ? body.numbers.get(text) : undefined;
  if (number !== undefined) return numberValue(number, span);
  // A function or a layer is no value: an axis of the same name is meant.
  if (entity !== undefined && !(isAxis && isCallable(entity))) return entityValue(entity, text, span, body);
  const setting = Object.hasOwn(settings, text) ? settings[text] : undefined;
  if (setting !== undefined && body.settings) {
    const type = typeOf([], setting === "evaluation_loss" ? "real" : "int");
    return valueOf({ kind: "setting", name: setting, type, span }, [], true);
  }
  if (isAxis) return positionOf({ kind: "axis-name", name: text, span }, body);
  if (text === "last" && body.indexed !== undefined) return lastOf(body.indexed.axis, span, body);
  const constant = namedConstant(text, span);
  if (constant !== undefined) return constant;
  if (builtinNames.includes(text)) {
    const longer = [...body.scope.values.keys()].filter((name) => name.startsWith(text));
    const facts = { name: text, is: kinds.function, wanted: "a value" };
    fail(body, "W0303", span, facts, nearestFix(span, longer));
    return brokenValue(span);
  }
  if (body.isLenient) return brokenValue(span);
  const label = labelMeant(text, span, body);
  if (label !== undefined) {
    fail(body, "W0301", span, { name: text, near: [], labelOf: label.axis }, label.fix);
    return { ...constantValue(0, "int", span), text };
  }
  const others = [...builtinNames, "true", "false"];
  const sought = { name: text, span, scope: body.scope, spaces: ["values", "axes"] as const, others };
  const meant = unknownName("W0301", sought, body);
  return meant !== undefined && isReadable(meant, body)
    ? checkName({ ...tree, text: meant, primed: false }, body)
    : brokenValue(span);
}

/** Whether a name stands for a value or an axis: others can't be what was meant where a value stands. */
function isReadable(name: string, body: Body): boolean {
  const entity = lookUpValue(body.scope, name);
  if (entity === undefined) return lookUpAxis(body.scope, name) !== undefined;
  return ["value", "constant", "constant-declaration", "state"].includes(entity.kind);
}

function isCallable({ kind }: Entity): boolean {
  return kind === "function" || kind === "layer" || kind === "optimizer" || kind === "schedule";
}

function namedConstant(text: string, span: Span): Value | undefined {
  if (text === "true" || text === "false") return constantValue(Number(text === "true"), "bool", span);
  // The largest number of f32: no infinity arises on any target.
  if (text === "inf") return constantValue(largest, "real", span);
  if (text === "pi" || text === "π") return constantValue(Math.PI, "real", span);
  if (text === "training") return valueOf({ kind: "training", type: typeOf([], "bool"), span }, [], true);
  return undefined;
}

/** An axis name used as a value: 0, 1, 2, … along it. */
function positionOf(term: Tree.Term, body: Body): Value {
  const { span } = term;
  const axis = resolveAxis(term, body);
  if (axis === undefined) return brokenValue(span);
  const along = membersOf(body.checker.axes, axis).filter((id) => !body.scanned.has(id));
  const type = typeOf(along, "int", axis);
  return valueOf({ kind: "position", axis, type, span }, [], true);
}

const kinds = {
  instance: "an instance of a layer",
  function: "a function",
  layer: "a layer",
  optimizer: "an optimizer",
  schedule: "a schedule",
  data: "a data declaration",
  namespace: "an imported file",
} as const;

function entityValue(entity: Entity, name: string, span: Span, body: Body): Value {
  switch (entity.kind) {
    case "value": {
      const { binding, value } = entity;
      body.checker.readBindings.add(binding.id);
      if (value.broken) return brokenValue(span);
      if (value.text !== undefined) return { ...value, expression: { ...value.expression, span } };
      body.layer?.usedNames.add(name);
      const type = binding.type;
      const origins = value.origins;
      const expression: Expression = { kind: "reference", binding: binding.id, type, span };
      return { expression, broken: false, origins, positional: value.positional };
    }
    case "constant":
      return constantAsValue(entity.value, span);
    case "constant-declaration": {
      const constant = body.checker.declaredConstant(entity.declaration, entity.scope);
      return constant === undefined ? brokenValue(span) : constantAsValue(constant, span);
    }
    case "parameter": {
      const { parameter, inside, of } = entity;
      if (of === undefined) body.layer?.usedNames.add(name);
      if (inside.some((axis) => parameter.outside.includes(axis))) {
        fail(body, "W0603", span, { name });
        return brokenValue(span);
      }
      return parameterValue(entity, span);
    }
    case "state":
      body.layer?.usedNames.add(name);
      return valueOf({ kind: "state", name: entity.name, type: entity.type, span }, []);
    case "broken":
      return brokenValue(span);
    default:
      fail(body, "W0303", span, { name, is: kinds[entity.kind], wanted: "a value" });
      return brokenValue(span);
  }
}

function constantAsValue({ number, isTruth }: Constant, span: Span): Value {
  return isTruth ? constantValue(number, "bool", span) : numberValue(number, span);
}

function numberValue(value: number, span: Span): Value {
  return constantValue(value, Number.isInteger(value) ? "int" : "real", span);
}

function checkSize(tree: Tree.Size, body: Body): Value {
  const ids = resolveTerm(tree.term, body);
  if (ids === undefined) return brokenValue(tree.span);
  const measured = ids.find((id) => body.restrictions.has(id));
  if (measured !== undefined) {
    const { name } = axisOf(body.checker.axes, measured);
    fail(body, "W0216", tree.span, { axis: name, done: "measured" });
    return brokenValue(tree.span);
  }
  return sizeValueOf(sizeOfAxes(body.checker.axes, ids), tree.span);
}

function checkMember(tree: Tree.Member, body: Body): Value {
  const { source, member, span } = tree;
  if (source.kind === "name") {
    const entity = lookUpValue(body.scope, source.text);
    if (entity?.kind === "namespace") {
      const inner = entity.scope.values.get(member.text);
      if (inner !== undefined) return entityValue(inner, member.text, span, body);
      const axis = entity.scope.axes.get(member.text);
      const term: Tree.Term = { kind: "axis-name", name: source.text, span: source.span };
      if (axis !== undefined) return positionOf({ kind: "axis-member", source: term, member, span }, body);
      failMember(body, member, source.text, entity.scope.values.keys());
      return brokenValue(span);
    }
    if (entity?.kind === "parameter" && member.text === "transposed") {
      const facts = { name: `${source.text}.transposed`, is: "a map", wanted: "a value" };
      fail(body, "W0303", span, facts, { notes: [appliedOrTurned(source.text)] });
      return brokenValue(span);
    }
    if (entity?.kind === "parameter" && entity.parameter.isMap) {
      fail(body, "W0306", member.span, { member: member.text, of: source.text, near: ["transposed"] });
      return brokenValue(span);
    }
  }
  const parameter = parameterOfInstance(tree, body);
  if (parameter === "broken") return brokenValue(span);
  if (parameter !== undefined) return entityValue(parameter, body.checker.files.text(span), span, body);
  const value = body.checker.expression(source, body);
  if (value.broken) return value;
  if (member.text === "present") return presentOf(value, span, body);
  failMember(body, member, source.kind === "name" ? source.text : "this value", ["present"]);
  return brokenValue(span);
}

/** `a @[i] b @[j] c` without parentheses, where a and b both have `j` or c has `i`: the grouping decides what is summed. */
function isAmbiguous(
  tree: Tree.Contraction,
  entries: readonly BracketEntry[],
  right: Value,
  body: Body,
): boolean {
  const inner = tree.left;
  // A part in parentheses spans them.
  if (inner.kind !== "contraction" || inner.span.start < inner.left.span.start) return false;
  const first = body.checker.typed.get(inner.left);
  const outer = entries.flatMap(({ ids }) => ids);
  const summed = inner.axes.flatMap(({ term }) =>
    term === undefined ? [] : (resolveTerm(term, body) ?? []),
  );
  const caught =
    outer.find((axis) => first !== undefined && axesOf(first).includes(axis)) ??
    summed.find((axis) => axesOf(right).includes(axis));
  if (caught === undefined) return false;
  fail(body, "W0221", tree.operatorSpan, { axis: axisOf(body.checker.axes, caught).name });
  return true;
}

function checkContraction(tree: Tree.Contraction, body: Body): Value {
  const left = body.checker.expression(tree.left, body);
  const right = body.checker.expression(tree.right, body);
  const entries = readBrackets(tree.axes, body, [left, right]);
  if (entries === undefined || left.broken || right.broken) return brokenValue(tree.span);
  const { axes } = body.checker;
  for (const { ids, span } of entries) {
    for (const id of ids) {
      const [inLeft, inRight] = [left, right].map((side) => axesOf(side).includes(id));
      if (inLeft && inRight) continue;
      const [axis = id] = axisNames(axes, [id]);
      const sides = [left, right].map((side, at) => ({
        label: at === 0 ? "left" : "right",
        axes: shownAxes(axes, axesOf(side)),
      }));
      const lacking = inLeft ? "right" : inRight ? "left" : "both";
      const related = [left, right].flatMap((side) => removalOf(side, id, body) ?? []);
      fail(body, "W0204", span, { axis, lacking }, { shapes: sides, related });
      return brokenValue(tree.span);
    }
  }
  if (isAmbiguous(tree, entries, right, body)) return brokenValue(tree.span);
  const product = applyOperator(body, "multiply", [left, right], tree.span, "@");
  if (product.broken) return product;
  const contracted = entries.flatMap(({ ids }) => ids);
  const all = together(entries, body);
  if (all === undefined) return brokenValue(tree.span);
  const restrictions = restrictionsOf(all, body.checker.axes);
  return reduceValue(body, "sum", contracted, product, tree.span, restrictions, restricted(body, all));
}
