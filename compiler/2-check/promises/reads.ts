import type { Span } from "../../source/spans.ts";
import { readsEverything, readsLater, readsOpposite, readsSize } from "../../source/phrases.ts";
import { sizeSymbols } from "../../sizes/size.ts";
import { axisOf, membersOf, spaceOf } from "../axes.ts";
import { staysBelow } from "../bounds.ts";
import { differenceOf } from "./differences.ts";
import type { Dependence, Order } from "./dependence.ts";
import { common, independent, join, moved, summed, withSupport } from "./dependence.ts";
import type { Incomplete } from "./incomplete.ts";
import type { AxisId, BindingId, Expression, Layer, Restriction, Statement } from "../model.ts";
import {
  countAlike,
  countsApart,
  isOrdered,
  isPartOfGroup,
  isTime,
  knownOf,
  readAlong,
  startOf,
  timeOf,
} from "./times.ts";
import type { Times } from "./times.ts";

/** What an analysis of the formulas of a layer knows. */
export interface Reading extends Times {
  readonly layers: ReadonlyMap<string, Layer>;
  /** Layers with mistakes, by their names. */
  readonly incomplete: ReadonlyMap<string, Incomplete>;
  /** The names of the library's files, which are not the user's to mend. */
  readonly library: ReadonlySet<string>;
  readonly bindings: Map<BindingId, readonly Dependence[]>;
  readonly values: Map<BindingId, Expression>;
  /** Restrictions around the formula: what their conditions read and say of each axis. */
  readonly restrictions: ReadonlyMap<AxisId, Dependence>;
  readonly layer: Layer;
  readonly call: (
    reading: Reading,
    expression: Extract<Expression, { kind: "call" }>,
  ) => readonly Dependence[];
}

/** What one value reads. */
export function readsOf(expression: Expression, reading: Reading): Dependence {
  return resultsOf(expression, reading)[0] ?? independent;
}

/** What each result of a call, a block or a scan reads; of other expressions there is one. */
function resultsOf(expression: Expression, reading: Reading): readonly Dependence[] {
  switch (expression.kind) {
    case "reference":
      return reading.bindings.get(expression.binding) ?? [independent];
    case "result":
      return [resultsOf(expression.of, reading)[expression.index] ?? independent];
    case "call":
      return placedAtCall(reading.call(reading, expression), expression.span, reading);
    case "block":
      return placedAtCall(readsOfBlock(expression, reading), expression.span, reading);
    case "scan":
      return readsOfScan(expression, reading);
    case "row": {
      const of = readsOf(expression.of, reading);
      const value = isTime(reading, expression.axis)
        ? summed(withSupport(of, []), expression.axis, () => everything(expression, expression.axis, reading))
        : join([of]);
      return expression.types.map(() => value);
    }
    default:
      return [simple(expression, reading)];
  }
}

/** A cause inside of the library is shown at the call of the library. */
export function placedAtCall(
  results: readonly Dependence[],
  span: Span,
  { library }: Reading,
): readonly Dependence[] {
  if (library.has(span.file)) return results;
  return results.map((result) =>
    result.all !== undefined && library.has(result.all.span.file)
      ? { ...result, all: { ...result.all, span } }
      : result,
  );
}

function everything(expression: Expression, axis: AxisId, reading: Reading) {
  return { span: expression.span, reason: readsEverything(axisOf(reading.axes, axis).name) };
}

function simple(expression: Expression, reading: Reading): Dependence {
  switch (expression.kind) {
    case "position": {
      const { axis } = expression;
      if (!isTime(reading, axis) || !countsApart(reading, axis) || isOrdered(reading, axis))
        return independent;
      const name = axisOf(reading.axes, timeOf(reading, axis)).name;
      return { ...independent, all: { span: expression.span, reason: readsSize(name) } };
    }
    case "size":
    case "last": {
      const size = expression.kind === "size" ? expression.size : axisOf(reading.axes, expression.axis).size;
      const symbol = sizeSymbols(size).find((name) => reading.axes.has(name) && isTime(reading, name));
      if (symbol === undefined) return independent;
      const name = axisOf(reading.axes, symbol).name;
      return { ...independent, all: { span: expression.span, reason: readsSize(name) } };
    }
    case "present":
      return isTime(reading, expression.axis)
        ? { ...independent, axes: new Set([timeOf(reading, expression.axis)]) }
        : independent;
    case "apply":
      return readsOfOperator(expression, reading);
    case "reduce":
      return readsOfReduction(expression, reading);
    case "index":
      return readsOfIndex(expression, reading);
    case "spread":
    case "stop":
      return readsOf(expression.of, reading);
    case "gradient": {
      const of = readsOf(expression.of, reading);
      const reads = of.all !== undefined || of.axes.size > 0;
      if (!reads) return independent;
      const [axis = ""] = of.axes;
      const name = axis === "" ? "the axis" : axisOf(reading.axes, axis).name;
      return { ...join([of]), all: of.all ?? { span: expression.span, reason: readsEverything(name) } };
    }
    case "concat": {
      const last = expression.parts.at(-1);
      const isLast = startOf(reading, expression.axis) !== undefined;
      const parts = join(
        expression.parts.map((part) => {
          const reads = readsOf(part.value, reading);
          return isLast && part === last ? moved(reads, part.axis, expression.axis, true) : reads;
        }),
      );
      if (isLast) return parts;
      const joined = expression.parts.find(({ axis }) => isTime(reading, axis));
      if (joined === undefined && !isTime(reading, expression.axis)) return parts;
      const axis = joined?.axis ?? expression.axis;
      return { ...parts, all: parts.all ?? everything(expression, axis, reading) };
    }
    case "stack":
      return join(expression.parts.map((part) => readsOf(part, reading)));
    case "random":
      return expression.like === undefined ? independent : join([readsOf(expression.like, reading)]);
    default:
      return independent;
  }
}

const keepsZero = new Set(["negate", "to_real", "to_int", "to_bool", "abs", "sqrt", "tanh", "sin", "erf"]);

function readsOfOperator(expression: Extract<Expression, { kind: "apply" }>, reading: Reading): Dependence {
  const { operator, arguments: given } = expression;
  const [first] = given;
  // A promise is about inference, where `training` is false.
  if (operator === "select" && first?.kind === "training" && given[2] !== undefined)
    return readsOf(given[2], reading);
  const parts = given.map((argument) => readsOf(argument, reading));
  const [a = independent, b = independent, c = independent] = parts;
  const all = join(parts);
  switch (operator) {
    case "multiply":
    case "and":
      return withSupport(all, [...a.support, ...b.support]);
    case "divide":
      return withSupport(all, a.support);
    case "add":
    case "subtract":
    case "or":
      return withSupport(all, common(a.support, b.support));
    case "select": {
      const otherwise = given[2];
      const zero = otherwise?.kind === "constant" && otherwise.value === 0;
      return withSupport(all, zero ? [...a.support, ...b.support] : common(b.support, c.support));
    }
    case "less":
    case "less_equal":
    case "greater":
    case "greater_equal":
    case "equal":
      return withSupport(
        isOfOneSpace(expression, reading) ? independent : all,
        ordersOf(expression, reading),
      );
    default:
      return keepsZero.has(operator) ? withSupport(all, a.support) : all;
  }
}

/** Whether two positions of one space are compared: which of them is before doesn't depend on how many there are. */
function isOfOneSpace(
  { arguments: [left, right] }: Extract<Expression, { kind: "apply" }>,
  reading: Reading,
): boolean {
  const difference = left && right && differenceOf(left, right);
  return difference?.constant === 0 && countAlike(reading, difference.plus, difference.minus);
}

/** What a comparison of positions says: `src <= seq`, `seq - src < 8 and …`. */
function ordersOf(expression: Extract<Expression, { kind: "apply" }>, reading: Reading): readonly Order[] {
  const [left, right] = expression.arguments;
  const difference = left && right && differenceOf(left, right);
  if (difference === undefined) return [];
  const { constant } = difference;
  const both = [difference.plus, difference.minus];
  const areTime = both.every((axis) => isTime(reading, axis));
  if (!areTime || !countAlike(reading, difference.plus, difference.minus)) return [];
  const [plus = "", minus = ""] = both.map((axis) => timeOf(reading, axis));
  // A position that is at most another is another one: only what is the same one stays independent.
  const isSame = expression.operator === "equal" && constant === 0;
  const isOrder = reading.mode === "causal" && both.every((axis) => isOrdered(reading, axis));
  if (!isSame && !isOrder) return [];
  const strict = expression.operator === "less" || expression.operator === "greater" ? 1 : 0;
  const orders: Order[] = [];
  // plus - minus + constant <= -strict, or >= strict
  const falls = expression.operator !== "greater" && expression.operator !== "greater_equal";
  const rises = expression.operator !== "less" && expression.operator !== "less_equal";
  if (falls && constant + strict >= 0) orders.push({ low: plus, high: minus });
  if (rises && constant - strict <= 0) orders.push({ low: minus, high: plus });
  return orders;
}

function readsOfReduction(expression: Extract<Expression, { kind: "reduce" }>, reading: Reading): Dependence {
  const of = readsOf(expression.of, reading);
  const conditions = expression.axes.flatMap((axis) => reading.restrictions.get(axis) ?? []);
  // A sum leaves out what is 0; the others leave out only what a condition excludes.
  const support = [
    ...(expression.operator === "sum" ? of.support : []),
    ...conditions.flatMap((condition) => condition.support),
  ];
  const opposite = support.find(
    ({ low, high }) => expression.axes.includes(high) && !expression.axes.includes(low),
  );
  let value = withSupport(join([of, ...conditions]), support);
  for (const axis of expression.axes) {
    if (!isTime(reading, axis)) continue;
    value = summed(value, axis, () => {
      if (opposite === undefined) return everything(expression, axis, reading);
      const { axes } = reading;
      const high = axisOf(axes, opposite.high).name;
      const isGrouped = countsApart(reading, opposite.high);
      const low = axisOf(axes, isGrouped ? spaceOf(axes, opposite.high) : opposite.low).name;
      return { span: expression.span, reason: readsOpposite(low, high) };
    });
  }
  return expression.operator === "sum" ? value : withSupport(value, []);
}

function readsOfIndex(expression: Extract<Expression, { kind: "index" }>, reading: Reading): Dependence {
  let value = readsOf(expression.of, reading);
  const extra: Dependence[] = [];
  // All axes are replaced at once, so that what one brings in is not replaced by the next.
  const fresh = new Map<AxisId, AxisId>();
  for (const { axis, at } of expression.replaced) {
    if (!isTime(reading, axis)) {
      if (!isPartOfGroup(axis, at, reading)) extra.push(join([readsOf(at, reading)]));
      continue;
    }
    const along = readAlong(axis, at, reading);
    if (along !== undefined) {
      const place = `${axis}\u0000`;
      value = moved(value, timeOf(reading, axis), place, along.isSame);
      fresh.set(place, along.target);
      if (!along.isSame) extra.push(join([readsOf(at, reading)]));
      continue;
    }
    extra.push(join([readsOf(at, reading)]));
    const start = startOf(reading, axis);
    const isFirst =
      (at.kind === "constant" && at.value === 0 && reading.mode === "causal") ||
      (start !== undefined && staysBelow(at, start, knownOf(reading)));
    const gone = membersOf(reading.axes, axis);
    if (isFirst || !gone.some((member) => value.axes.has(member))) {
      value = withSupport(
        { ...value, axes: new Set([...value.axes].filter((id) => !gone.includes(id))) },
        value.support.filter(({ low, high }) => !gone.includes(low) && !gone.includes(high)),
      );
      continue;
    }
    const name = axisOf(reading.axes, axis).name;
    value = { ...value, all: value.all ?? { span: at.span, reason: readsLater(name) } };
  }
  for (const [place, target] of fresh) value = moved(value, place, target, true);
  if (extra.length === 0 && expression.otherwise === undefined) return value;
  const { otherwise } = expression;
  const outside = otherwise === undefined ? [] : [readsOf(otherwise, reading)];
  const zero = otherwise === undefined || (otherwise.kind === "constant" && otherwise.value === 0);
  const inside = expression.replaced.flatMap(({ at }) => ordersInside(at, reading));
  return withSupport(join([value, ...extra, ...outside]), zero ? [...value.support, ...inside] : []);
}

/** What holds of positions where an index isn't before the beginning: `lag <= seq` of `seq - lag`. */
function ordersInside(at: Expression, reading: Reading): readonly Order[] {
  const { type, span } = at;
  const beginning: Expression = { kind: "constant", value: 0, type: { ...type, axes: [] }, span };
  return ordersOf(
    { kind: "apply", operator: "greater_equal", arguments: [at, beginning], type, span },
    reading,
  );
}

function conditionsOf(
  restrictions: readonly Restriction[],
  reading: Reading,
): ReadonlyMap<AxisId, Dependence> {
  const all = new Map(reading.restrictions);
  for (const { axis, condition } of restrictions) {
    const reads = readsOf(condition, reading);
    for (const member of membersOf(reading.axes, axis)) {
      const known = all.get(member);
      const both = known && withSupport(join([known, reads]), [...known.support, ...reads.support]);
      all.set(member, both ?? reads);
    }
  }
  return all;
}

function readsOfBlock(
  expression: Extract<Expression, { kind: "block" }>,
  reading: Reading,
): readonly Dependence[] {
  const restrictions = conditionsOf(expression.restrictions, reading);
  const inner: Reading = { ...reading, restrictions };
  readStatements(expression.body, inner);
  return expression.results.map((result) => {
    let value = readsOf(result, inner);
    for (const { axis, condition, otherwise } of expression.restrictions) {
      const reads = readsOf(condition, reading);
      const parts = [value, ...(otherwise === undefined ? [] : [readsOf(otherwise, reading)])];
      if (!membersOf(reading.axes, axis).some((member) => result.type.axes.includes(member))) {
        value = otherwise === undefined ? value : withSupport(join(parts), []);
        continue;
      }
      const zero = otherwise === undefined || (otherwise.kind === "constant" && otherwise.value === 0);
      value = withSupport(join([...parts, reads]), zero ? [...value.support, ...reads.support] : []);
    }
    return value;
  });
}

function readsOfScan(
  expression: Extract<Expression, { kind: "scan" }>,
  reading: Reading,
): readonly Dependence[] {
  const initial = expression.carried.map((carried) => join([readsOf(carried.initial, reading)]));
  let carried = join(initial);
  const overTime = isTime(reading, expression.axis);
  let yields: readonly Dependence[] = [];
  // Carried values read what the body reads: twice is enough for a set that only grows by what the body names.
  for (let round = 0; round < 2; round++) {
    for (const { binding } of expression.carried) reading.bindings.set(binding, [carried]);
    readStatements(expression.body, reading);
    yields = expression.body.flatMap((statement) =>
      statement.kind === "yield" ? statement.values.map((value) => join([readsOf(value, reading)])) : [],
    );
    const nexts = expression.body.flatMap((statement) =>
      statement.kind === "next" ? [readsOf(statement.value, reading)] : [],
    );
    carried = join([carried, ...nexts, ...yields]);
  }
  if (overTime && (reading.mode === "independent" || !isOrdered(reading, expression.axis))) {
    const cause = everything(expression, expression.axis, reading);
    return yields.map((value) => ({ ...value, all: value.all ?? cause }));
  }
  return yields.map((value) =>
    overTime
      ? join([value, carried, { ...independent, axes: new Set([timeOf(reading, expression.axis)]) }])
      : value,
  );
}

/** Remembers what each binding reads. */
export function readStatements(statements: readonly Statement[], reading: Reading): void {
  for (const statement of statements) {
    if (statement.kind === "bind") {
      const results = resultsOf(statement.value, reading);
      statement.bindings.forEach(({ id }, at) => {
        reading.bindings.set(id, [results[at] ?? independent]);
        if (statement.bindings.length === 1) reading.values.set(id, statement.value);
      });
    } else if (statement.kind === "next" && statement.binding !== undefined) {
      reading.bindings.set(statement.binding.id, [readsOf(statement.value, reading)]);
    }
  }
}
