import type * as Tree from "../../1-parse/tree.ts";
import { nameText } from "../../1-parse/tree.ts";
import { notesOfArgument } from "../../source/foreign.ts";
import { operatorNames, operators } from "../../operators/table.ts";
import { reduceValue } from "./apply.ts";
import { hasNames } from "./arguments.ts";
import { axisOf, isBatch, shownAxes } from "../axes.ts";
import type { BracketEntry } from "./brackets.ts";
import { isWithoutBrackets, readBrackets, restricted, restrictionsOf, together } from "./brackets.ts";
import type { Body } from "../context.ts";
import { textWithoutAxis } from "../convert.ts";
import { fail } from "../context.ts";
import { indexInto } from "./index-cast.ts";
import { concatenated, stacked } from "./joining.ts";
import { missingAxis } from "./missing.ts";
import { nearestFix } from "../near.ts";
import type { ReduceOperator } from "../model.ts";
import { dropout, noise } from "./random.ts";
import { sorted, topK } from "./rows.ts";
import { lookUpAxis, lookUpValue } from "../scope.ts";
import {
  axesInBrackets,
  bindFirst,
  slopesOfEach,
  sumOverExamples,
  takeIntoSignature,
} from "../../source/phrases.ts";
import type { Value } from "../values.ts";
import { axesOf, brokenValue, typeOf, valueOf } from "../values.ts";

type Builtin = (tree: Tree.Call, body: Body) => Value;

/** What can't be said in weft itself; the rest of the library is in compiler/std. */
export const builtins: Readonly<Record<string, Builtin>> = {
  sum: reduction("sum"),
  prod: reduction("product"),
  max: reduction("max"),
  min: reduction("min"),
  spread,
  stack: stacked,
  sort: sorted,
  top_k: topK,
  ...positional({
    concat: concatenated,
    stop,
    grad: gradient,
    dropout,
    normal: noise("normal"),
    uniform: noise("uniform"),
    index: indexInto,
  }),
};

/** Those whose arguments have places and no names. */
function positional(named: Readonly<Record<string, Builtin>>): Readonly<Record<string, Builtin>> {
  return Object.fromEntries(
    Object.entries(named).map(([name, builtin]) => [
      name,
      (tree, body) => (hasNames(name, tree.arguments, body) ? brokenValue(tree.span) : builtin(tree, body)),
    ]),
  );
}

/** The names that are in scope without a declaration. */
export const builtinNames: readonly string[] = [
  ...Object.keys(builtins),
  ...operatorNames.flatMap((name) => {
    const { notation } = operators[name];
    return notation?.kind === "call" ? [notation.symbol] : [];
  }),
];

/** Of two values, what reduces along an axis. */
const pairwise: Readonly<Record<string, string>> = { max: "maximum", min: "minimum" };

/** The one value that a built-in takes, and its bracket; undefined where either has been reported. */
function operandOf(
  tree: Tree.Call,
  name: string,
  body: Body,
): { readonly value: Value; readonly entries: readonly BracketEntry[] } | undefined {
  const [item, ...others] = tree.arguments;
  if (item !== undefined && hasNames(name, [item], body)) return undefined;
  const value = item && body.checker.expression(item.expression, body);
  for (const other of others) body.checker.expression(other.value ?? other.expression, body);
  const entries = readBrackets(tree.brackets ?? [], body, value ? [value] : []);
  if (value === undefined || others.length > 0 || item?.value !== undefined) {
    const facts = { callee: name, wanted: 1, found: tree.arguments.length };
    const axes = others.flatMap(({ expression }) =>
      expression.kind === "name" && lookUpAxis(body.scope, expression.text) !== undefined
        ? [expression.text]
        : [],
    );
    const isMisplaced = axes.length > 0 && axes.length === others.length;
    const named = others.flatMap((other) =>
      other.separator === "=" && other.expression.kind === "name"
        ? notesOfArgument(name, other.expression.text)
        : [],
    );
    const notes = isMisplaced ? [axesInBrackets(name, axes)] : named.slice(0, 1);
    const pair = others.length === 1 && tree.brackets === undefined ? pairwise[name] : undefined;
    const near = nearestFix(tree.callee.span, pair === undefined ? [] : [pair]);
    fail(body, "W0406", tree.span, facts, { notes, ...near });
    return undefined;
  }
  if (value.text !== undefined) textWithoutAxis(value, body);
  if (value.text !== undefined || value.broken || entries === undefined) return undefined;
  if (entries.length > 0) return { value, entries };
  fail(body, "W0219", tree.callee.span, { callee: name, axes: shownAxes(body.checker.axes, axesOf(value)) });
  return undefined;
}

function reduction(operator: ReduceOperator): Builtin {
  return (tree, body) => {
    const name = tree.callee.kind === "name" ? tree.callee.text : operator;
    const operand = operandOf(tree, name, body);
    if (operand === undefined) return brokenValue(tree.span);
    const { value, entries } = operand;
    const conditions = entries.flatMap(({ condition }) => (condition === undefined ? [] : [condition]));
    if (conditions.some((condition) => condition.broken)) return brokenValue(tree.span);
    const axes = entries.flatMap(({ ids }) => ids);
    const all = together(entries, body);
    if (all === undefined) return brokenValue(tree.span);
    const missing = axes.filter((axis) => !axesOf(value).includes(axis));
    if (missing.length > 0) {
      missingAxis(tree, "x", value, missing, entries, body);
      return brokenValue(tree.span);
    }
    return reduceValue(
      body,
      operator,
      axes,
      value,
      tree.span,
      restrictionsOf(all, body.checker.axes),
      restricted(body, all),
    );
  };
}

function spread(tree: Tree.Call, body: Body): Value {
  const operand = operandOf(tree, "spread", body);
  if (operand === undefined) return brokenValue(tree.span);
  const { value, entries } = operand;
  const axes = entries.flatMap(({ ids }) => ids).filter((axis) => !axesOf(value).includes(axis));
  if (axes.length === 0) return value;
  const { element, indexes } = value.expression.type;
  const type = typeOf([...axesOf(value), ...axes], element, indexes);
  return valueOf(
    { kind: "spread", of: value.expression, axes, type, span: tree.span },
    [value],
    value.positional,
  );
}

function stop(tree: Tree.Call, body: Body): Value {
  const [item, ...others] = tree.arguments;
  const value = item && body.checker.expression(item.expression, body);
  if (value === undefined || others.length > 0) {
    fail(body, "W0406", tree.span, { callee: "stop", wanted: 1, found: tree.arguments.length });
    return brokenValue(tree.span);
  }
  if (!isWithoutBrackets(tree, "`stop`, which takes no axes", body)) return brokenValue(tree.span);
  if (value.broken) return value;
  const { type } = value.expression;
  return valueOf({ kind: "stop", of: value.expression, type, span: tree.span }, [value], value.positional);
}

/** `grad(y, x)`: the slope of the scalar `y` by the name `x`. */
function gradient(tree: Tree.Call, body: Body): Value {
  const [of, by, ...others] = tree.arguments;
  if (of === undefined || by === undefined || others.length > 0) {
    fail(body, "W0406", tree.span, { callee: "grad", wanted: 2, found: tree.arguments.length });
    return brokenValue(tree.span);
  }
  if (!isWithoutBrackets(tree, "`grad`, which takes no axes", body)) return brokenValue(tree.span);
  const value = body.checker.expression(of.expression, body);
  const { expression: name } = by;
  const entity = name.kind === "name" ? lookUpValue(body.scope, nameText(name)) : undefined;
  if (entity?.kind !== "value") {
    const notes = entity?.kind === "parameter" ? [bindFirst(entity.parameter.name)] : [];
    if (entity?.kind !== "broken") fail(body, "W0411", by.span, {}, { notes });
    return brokenValue(tree.span);
  }
  if (value.broken || entity.value.broken) return brokenValue(tree.span);
  if (axesOf(value).length > 0) {
    const axes = shownAxes(body.checker.axes, axesOf(value));
    const batches = axesOf(value).filter((axis) => isBatch(body.checker.axes, axis));
    const edits = [
      { span: { ...of.span, end: of.span.start }, text: `sum[${axes.join(", ")}](` },
      { span: { ...of.span, start: of.span.end }, text: ")" },
    ];
    const fix = { title: sumOverExamples(), edits, applicability: "suggestion" as const };
    const facts = { what: "what `grad` differentiates", axes };
    // What an argument brings along can't be named here.
    const [brought] = axesOf(value).filter((axis) => body.carried.has(axis));
    const hints =
      brought !== undefined
        ? { notes: [takeIntoSignature(axisOf(body.checker.axes, brought).name)] }
        : batches.length === 0
          ? { notes: [slopesOfEach(axes)] }
          : batches.length === axes.length
            ? { fixes: [fix] }
            : {};
    fail(body, "W0701", of.span, facts, hints);
    return brokenValue(tree.span);
  }
  const { element } = entity.binding.type;
  if (element !== "real") {
    fail(body, "W0401", by.span, { what: "what `grad` differentiates by", wanted: "real", found: element });
    return brokenValue(tree.span);
  }
  const type = typeOf(entity.binding.type.axes, "real");
  return valueOf({ kind: "gradient", of: value.expression, by: entity.binding.id, type, span: tree.span }, [
    value,
    entity.value,
  ]);
}
