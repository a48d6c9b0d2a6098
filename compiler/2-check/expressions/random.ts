import type * as Tree from "../../1-parse/tree.ts";
import type { Span } from "../../source/spans.ts";
import type { OperatorName } from "../../operators/operator.ts";
import { applyOperator } from "./apply.ts";
import { isWithoutBrackets, readBrackets } from "./brackets.ts";
import type { Body } from "../context.ts";
import { fail, uniqueId } from "../context.ts";
import { convertValue } from "../convert.ts";
import type { AxisId, Expression } from "../model.ts";
import type { Value } from "../values.ts";
import { brokenValue, constantValue, typeOf, unionOfAxes, valueOf } from "../values.ts";

/**
 * Random numbers of at least these axes, those of the arguments `parts` and those that the call brings along. Those that an instance lets
 * through are `lower`'s; what is drawn `like` a value has no others than that value.
 */
function randomValue(
  distribution: "uniform" | "normal",
  axes: readonly AxisId[],
  parts: readonly Value[],
  span: Span,
  body: Body,
  like?: Expression,
): Value {
  const type = typeOf([...axes, ...unionOfAxes(parts), ...body.carried], "real");
  const site = uniqueId(body.checker, `${body.owner}.${distribution}`);
  const expression: Expression = { kind: "random", distribution, site, type, span };
  return valueOf(like === undefined ? expression : { ...expression, like }, parts);
}

function real(value: Value, body: Body): Value {
  return convertValue(value, "real", undefined, "a parameter of a distribution", body);
}

/** `normal[axes](mean, deviation)` and `uniform[axes](low, high)`; by default 0 and 1. */
export function noise(distribution: "uniform" | "normal") {
  return (tree: Tree.Call, body: Body): Value => {
    const { span } = tree;
    const values = tree.arguments.map((item) => real(body.checker.expression(item.expression, body), body));
    const entries = readBrackets(tree.brackets ?? [], body);
    if (values.length > 2)
      fail(body, "W0406", span, { callee: distribution, wanted: 2, found: values.length });
    if (entries === undefined || values.length > 2 || values.some((value) => value.broken))
      return brokenValue(span);
    const [first = constantValue(0, "real", span), second = constantValue(1, "real", span)] = values;
    const ids = entries.flatMap((entry) => entry.ids);
    const drawn = randomValue(distribution, ids, [first, second], span, body);
    if (isNumber(first, 0) && isNumber(second, 1)) return drawn;
    const width = distribution === "normal" ? second : combine("subtract", second, first, span);
    return combine("add", first, combine("multiply", width, drawn, span), span);
  };
}

function isNumber(value: Value, number: number): boolean {
  return value.expression.kind === "constant" && value.expression.value === number;
}

function combine(operator: OperatorName, a: Value, b: Value, span: Span): Value {
  const expression: Expression = {
    kind: "apply",
    operator,
    arguments: [a.expression, b.expression],
    type: typeOf(unionOfAxes([a, b]), "real"),
    span,
  };
  return valueOf(expression, [a, b]);
}

/** `dropout(x, p)`: while training each number is 0 with probability p, and the others are scaled by 1 / (1 - p). */
export function dropout(tree: Tree.Call, body: Body): Value {
  const { span } = tree;
  const [x, p, ...others] = tree.arguments.map((item) => body.checker.expression(item.expression, body));
  if (x === undefined || p === undefined || others.length > 0) {
    fail(body, "W0406", span, { callee: "dropout", wanted: 2, found: tree.arguments.length });
    return brokenValue(span);
  }
  if (!isWithoutBrackets(tree, "`dropout`, which takes no axes", body)) return brokenValue(span);
  const value = real(x, body);
  const rate = real(p, body);
  if (value.broken || rate.broken) return brokenValue(span);
  const binding = {
    id: uniqueId(body.checker, `${body.owner}.dropped`),
    name: "dropped",
    type: value.expression.type,
    span,
  };
  const kept: Value = {
    ...value,
    expression: { kind: "reference", binding: binding.id, type: binding.type, span },
  };
  const drawn = randomValue("uniform", [], [kept], span, { ...body, carried: new Set() }, kept.expression);
  const keep = applyOperator(body, "greater_equal", [drawn, rate], span, "dropout");
  const scaled = applyOperator(
    body,
    "divide",
    [kept, combine("subtract", constantValue(1, "real", span), rate, span)],
    span,
    "dropout",
  );
  const zeroed = applyOperator(
    body,
    "select",
    [keep, scaled, constantValue(0, "real", span)],
    span,
    "dropout",
  );
  const training = valueOf({ kind: "training", type: typeOf([], "bool"), span }, [], true);
  const result = applyOperator(body, "select", [training, zeroed, kept], span, "dropout");
  if (result.broken) return result;
  return valueOf(
    {
      kind: "block",
      name: "dropout",
      body: [{ kind: "bind", bindings: [binding], value: value.expression, span }],
      results: [result.expression],
      restrictions: [],
      type: result.expression.type,
      span,
    },
    [value],
  );
}
