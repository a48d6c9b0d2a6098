import type { Span } from "../../source/spans.ts";
import type { OperatorName } from "../../operators/operator.ts";
import { operator } from "../../operators/table.ts";
import { literalSize } from "../../sizes/size.ts";
import { axisNames, hasNumbers, isBatch, parametersOf, sameSpace, sortedAxes } from "../axes.ts";
import { isNeverNegative, staysBelow } from "../bounds.ts";
import { conditionAxes, typeBeside } from "./brackets.ts";
import { constantOf } from "../constants/constants.ts";
import type { Body } from "../context.ts";
import { fail, knownIn, uniqueId } from "../context.ts";
import { warnOfLabelNumbers } from "../constants/label-numbers.ts";
import { labelValue, textWithoutAxis } from "../convert.ts";
import type { AxisId, Expression, ReduceOperator, Restriction, Statement } from "../model.ts";
import { reportUnjoined } from "./unjoined.ts";
import type { Value } from "../values.ts";
import { axesOf, brokenValue, typeOf, unionOfAxes, valueOf, withExpression } from "../values.ts";

const comparisons: ReadonlySet<string> = new Set([
  "equal",
  "not_equal",
  "less",
  "less_equal",
  "greater",
  "greater_equal",
]);

/** A scalar operator on values, by the broadcast law; mistakes are reported under the operator's symbol. */
export function applyOperator(
  body: Body,
  name: OperatorName,
  given: readonly Value[],
  span: Span,
  symbol: string,
): Value {
  if (given.some((value) => value.broken)) return brokenValue(span);
  const isSame = name === "equal" || name === "not_equal";
  const values = given.map((value) =>
    withLabel(isSame ? asLabel(value, given, body) : value, given, name, body),
  );
  if (values.some((value) => value.broken)) return brokenValue(span);
  if (comparisons.has(name) && !comparable(body, values, span)) return brokenValue(span);
  if (!broadcasts(body, values, span, symbol, comparisons.has(name))) return brokenValue(span);
  warnOfLabelNumbers(values, comparisons.has(name), span, body);
  const types = values.map((value) => value.expression.type.element);
  const signature = operator(name).type(types);
  if (signature === undefined) {
    const what = name === "select" ? "the condition of `where`" : `an operand of \`${symbol}\``;
    const found = name === "select" ? types[0] : types.find((type) => type !== "bool");
    fail(body, "W0401", span, { what, wanted: "bool", found: found ?? "bool" });
    return brokenValue(span);
  }
  const [, divisor] = values;
  if ((name === "quotient" || name === "modulo") && divisor && constantOf(divisor.expression) === 0) {
    fail(body, "W0415", span, { operator: symbol });
    return brokenValue(span);
  }
  const indexes = commonIndex(name, values, body);
  const type = typeOf(unionOfAxes(values), signature.result, indexes);
  const expression: Expression = {
    kind: "apply",
    operator: name,
    arguments: values.map((value) => value.expression),
    type,
    span,
  };
  const positional = values.every((value) => value.positional);
  return wholePower(valueOf(expression, values, positional), types, body);
}

/** A number that is compared with an index of an axis with numbers as labels is a label, as it is in data. */
function asLabel(value: Value, all: readonly Value[], body: Body): Value {
  const { expression } = value;
  if (value.text !== undefined || expression.kind !== "constant" || expression.type.element === "bool")
    return value;
  const isRead = all.some(({ expression: { kind, type } }) => {
    const axis = kind === "position" ? undefined : type.indexes;
    return axis !== undefined && kind !== "constant" && hasNumbers(body.checker.axes, axis);
  });
  return isRead ? { ...value, text: String(expression.value) } : value;
}

/** A text takes the axis that the other side is an index of, or else the one that is indexed by what is chosen. */
function withLabel(value: Value, all: readonly Value[], name: OperatorName, body: Body): Value {
  if (value.text === undefined) return value;
  const { span } = value.expression;
  const other = all.find((candidate) => candidate.expression.type.indexes !== undefined);
  const chosen = name === "select" ? body.indexed?.axis : undefined;
  const axis = other?.expression.type.indexes ?? chosen;
  return axis === undefined ? textWithoutAxis(value, body) : labelValue(value.text, axis, span, body);
}

/** The largest int. */
const most = 2 ** 31 - 1;

/**
 * Powers of whole numbers known before a run, like `2^depth`, are whole, unless the exponent may be below 0, or such a power of a number
 * is more than an int holds.
 */
function wholePower(value: Value, types: readonly string[], body: Body): Value {
  const { expression } = value;
  if (expression.kind !== "apply" || expression.operator !== "power") return value;
  const [base, exponent] = expression.arguments;
  if (base === undefined || exponent === undefined) return value;
  if (!value.positional || types.some((type) => type !== "int")) return value;
  const known = knownIn(body);
  if (!isNeverNegative(exponent, known)) return value;
  const factor = Math.abs(constantOf(base) ?? 0);
  const exponents = Math.floor(Math.log(most) / Math.log(factor)) + 1;
  if (factor > 1 && !staysBelow(exponent, literalSize(exponents), known)) return value;
  const { span } = expression;
  const rounded: Expression = {
    kind: "apply",
    operator: "round",
    arguments: [expression],
    type: expression.type,
    span,
  };
  const type = typeOf(axesOf(value), "int");
  return withExpression(value, { kind: "apply", operator: "to_int", arguments: [rounded], type, span });
}

/** The axis that the result still indexes: choosing among indices of one space gives such an index. */
function commonIndex(name: OperatorName, values: readonly Value[], body: Body): AxisId | undefined {
  if (name !== "select" && name !== "minimum" && name !== "maximum") return undefined;
  const chosen = name === "select" ? values.slice(1) : values;
  const indexes = chosen.map((value) => value.expression.type.indexes);
  const [first] = indexes;
  if (first === undefined) return undefined;
  const { axes } = body.checker;
  return indexes.every((axis) => axis !== undefined && sameSpace(axes, axis, first)) ? first : undefined;
}

function comparable(body: Body, values: readonly Value[], span: Span): boolean {
  const [left, right] = values.map((value) => value.expression);
  if (left === undefined || right === undefined) return true;
  const { axes } = body.checker;
  const [a, b] = [left.type.indexes, right.type.indexes];
  if (a === undefined || b === undefined) return true;
  const [leftName = a, rightName = b] = axisNames(axes, [a, b]);
  if (left.kind === "position" && right.kind === "position" && a === b) {
    fail(body, "W0213", span, { axis: leftName });
    return false;
  }
  if (sameSpace(axes, a, b)) return true;
  const layer = parametersOf(axes, [a, b]);
  fail(body, "W0212", span, {
    left: leftName,
    right: rightName,
    ...(layer === undefined ? {} : { layer }),
  });
  return false;
}

/**
 * The broadcast law: the axes of one side contain the other's, or they overlap, judged without `batch` and its twins, and without what
 * passes through a function because the condition that restricts it has it; of more than two, each has to do with some of the others, in
 * whatever order they stand. Index expressions combine freely with each other, and in a comparison with anything.
 */
function broadcasts(
  body: Body,
  values: readonly Value[],
  span: Span,
  symbol: string,
  isComparison: boolean,
): boolean {
  const { axes } = body.checker;
  const passing = new Set(
    [...body.restrictions.values()].flat().filter((axis) => !body.restrictions.has(axis)),
  );
  const ownOf = (value: Value): readonly AxisId[] =>
    axesOf(value).filter((axis) => !isBatch(axes, axis) && !passing.has(axis));
  let joined: ReadonlySet<AxisId> = new Set();
  let positional = true;
  let rest = values;
  while (rest.length > 0) {
    const fits = (value: Value): boolean => {
      const own = ownOf(value);
      const overlaps = own.length === 0 || joined.size === 0 || own.some((axis) => joined.has(axis));
      const both = positional && value.positional;
      return overlaps || both || (isComparison && (positional || value.positional));
    };
    const next = rest.find(fits);
    if (next === undefined) {
      reportUnjoined(values, [[...joined], rest.slice(0, 1).flatMap(ownOf)], span, symbol, body);
      return false;
    }
    joined = new Set([...joined, ...ownOf(next)]);
    positional &&= next.positional;
    rest = rest.filter((value) => value !== next);
  }
  return true;
}

/**
 * Sum, product, largest or least over axes, of which `of` has each; under `where`, of the positions that are let in. What is reduced is
 * the caller's formula and stands outside of the restriction, as a function's arguments do.
 */
export function reduceValue(
  body: Body,
  operatorName: ReduceOperator,
  axes: readonly AxisId[],
  of: Value,
  span: Span,
  restrictions: readonly Restriction[] = [],
  restricted: ReadonlyMap<AxisId, readonly AxisId[]> = body.restrictions,
): Value {
  if (of.broken) return of;
  const { type } = of.expression;
  const summed = type.element === "bool" && (operatorName === "sum" || operatorName === "product");
  const element = summed ? "int" : type.element;
  const part: Expression = summed
    ? { kind: "apply", operator: "to_int", arguments: [of.expression], type: typeOf(type.axes, "int"), span }
    : of.expression;
  const outside = restrictions.flatMap(({ otherwise }) => otherwise ?? []);
  const added = outside.flatMap((otherwise) => otherwise.type.axes);
  const kept = [...type.axes, ...added, ...conditionAxes(restricted, axes)].filter(
    (axis) => !axes.includes(axis),
  );
  // Of no position the largest is none of the axis.
  const isSafe = outside.length > 0 || !axes.some((axis) => restricted.has(axis));
  const isChoice = (operatorName === "max" || operatorName === "min") && isSafe;
  const chosen = typeOf(kept, element, isChoice ? type.indexes : undefined);
  const result = typeBeside(chosen, outside, body);
  const reducedOf = (part: Expression): Expression => ({
    kind: "reduce",
    operator: operatorName,
    axes: sortedAxes(axes),
    of: part,
    type: result,
    span,
  });
  if (restrictions.length === 0) return valueOf(reducedOf(part), [of]);
  const name = operatorName;
  const binding = { id: uniqueId(body.checker, `${body.owner}.${name}`), name, type: part.type, span };
  const given: Expression = { kind: "reference", binding: binding.id, type: part.type, span };
  const block = { kind: "block", type: result, span } as const;
  const under: Expression = { ...block, body: [], results: [reducedOf(given)], restrictions };
  const argument: Statement = {
    kind: "bind",
    bindings: [binding],
    value: part,
    isArgument: true,
    under: restrictions,
    span,
  };
  return valueOf({ ...block, body: [argument], results: [under], restrictions: [] }, [of]);
}
