/** Each kind of the Model's expressions as nodes. Extra axes of arguments pass through by name. */
import type { Expression, Restriction } from "../../2-check/model.ts";
import { walkExpression } from "../../2-check/walk.ts";
import { operator as operatorRecord } from "../../operators/table.ts";
import { InternalError } from "../../source/internal-error.ts";
import { isOfLibrary, isWithin, type Span } from "../../source/spans.ts";
import { addSizes, literalSize } from "../../sizes/size.ts";
import type { Source } from "../graph-builder.ts";
import type { Axis, SourceNode } from "../graph.ts";
import { containsAxes, hasAxis, sameAxes, unionAxes } from "../positions.ts";
import { axesOf, axesOfType, axisOf, mergedAxis, productOfSizes, sizeIn } from "./axes.ts";
import { axesOfCall, instanceScope, lowerCall } from "./calls.ts";
import { parameterNode, stateNode } from "./parameters.ts";
import { merged, parted, positionInGroup, replacedGroup } from "./groups.ts";
import { lastPosition } from "./last.ts";
import { presentNode } from "./presence.ts";
import { joinPath } from "./scope.ts";
import { conditionsOf, guardOf, guardsWithout, restrictedBy, selectInside } from "./restrictions.ts";
import { lowerScan, seenHere } from "./scans.ts";
import { lowerSchedule } from "./schedules.ts";
import type { Restricted, Scope } from "./scope.ts";
import { markWrapping } from "./wrapping.ts";

/** The value of an expression with one result. */
export function lowerExpression(scope: Scope, expression: Expression): SourceNode {
  if (isSingle(expression)) {
    const { builder } = scope.entry;
    const before = builder.enter(sourceOf(scope, expression));
    const value = lowerSingle(guardedFor(scope, expression), expression);
    builder.leave(before);
    return value;
  }
  const [first] = lowerResults(scope, expression);
  if (first === undefined) throw new InternalError("an expression without a result", expression.span);
  return first;
}

function isSingle(expression: Expression): expression is Single {
  const { kind } = expression;
  return kind !== "call" && kind !== "block" && kind !== "row" && kind !== "scan";
}

function sourceOf({ path, formula, statement }: Scope, { span }: Expression): Source {
  const origin = { instance: path, names: formula, formula: statement ?? span, isGradient: false };
  return { span, origin };
}

/** The scope of a formula of the body that is lowered; in a function of the library it is still the caller's. */
export function inFormula(scope: Scope, span: Span): Scope {
  const { statement } = scope;
  const isPart = statement !== undefined && (isOfLibrary(span) || isWithin(span, statement));
  return isPart ? scope : { ...scope, statement: span };
}

/** The value of the formula that has this name: values inside of it that have none are called after it. `whole` has the name, too, where the spec says it. */
export function lowerNamed(
  scope: Scope,
  name: string,
  expression: Expression,
  whole: Span = expression.span,
): SourceNode {
  const named = { ...scope, formula: [...scope.formula, name] };
  return lowerExpression(inFormula(named, whole), expression);
}

/** All results: of a call, a block or a scan there may be several. */
export function lowerResults(scope: Scope, expression: Expression): readonly SourceNode[] {
  return scope.entry.builder.within(sourceOf(scope, expression), () => {
    const inside = guardedFor(scope, expression);
    if (expression.kind === "call") return lowerCall(inside, expression);
    if (expression.kind === "block") return lowerBlock(inside, expression);
    if (expression.kind === "row") return lowerRow(inside, expression);
    if (expression.kind === "scan") return lowerScan(inside, expression);
    return [lowerSingle(inside, expression)];
  });
}

/** A guard is of the positions where the result stands: it says nothing of others, over which a sum goes or which an index reads. */
function guardedFor(scope: Scope, expression: Expression): Scope {
  if (scope.guards.length === 0) return scope;
  const axes: Axis[] = [];
  const visit = (one: Expression): void => {
    axes.push(...axesElsewhere(scope, one));
  };
  // What is given to a function is bound before its formulas are lowered.
  if (expression.kind === "block") walkExpression(expression, visit);
  else visit(expression);
  return axes.length === 0 ? scope : { ...scope, guards: guardsWithout(scope.guards, axes) };
}

/** The axes of which an expression reads other positions than its result's. */
function axesElsewhere(scope: Scope, expression: Expression): readonly Axis[] {
  switch (expression.kind) {
    case "reduce":
      return expression.axes.flatMap((id) => axesOf(scope, id));
    case "index":
      return expression.replaced.flatMap(({ axis }) => axesOf(scope, axis));
    case "concat":
      return expression.parts.flatMap(({ axis }) => axesOf(scope, axis));
    case "row":
    case "scan":
      return axesOf(scope, expression.axis);
    case "call":
      return axesOfCall(scope, expression);
    default:
      return [];
  }
}

type Single = Exclude<Expression, { readonly kind: "call" | "block" | "scan" | "row" }>;
type Of<Kind extends Expression["kind"]> = Extract<Expression, { readonly kind: Kind }>;

function lowerSingle(scope: Scope, expression: Single): SourceNode {
  const { builder } = scope.entry;
  switch (expression.kind) {
    case "constant":
      return builder.constant(expression.value, expression.type.element);
    case "size":
      return builder.convert(builder.size(sizeIn(scope, expression.size)), expression.type.element);
    case "last":
      return seenHere(scope, lastPosition(scope, axesOf(scope, expression.axis)));
    case "label": {
      const labels = scope.entry.lowering.labels.get(expression.axis);
      const index = labels?.indexOf(expression.text) ?? -1;
      if (index < 0) throw new InternalError(`no label ${expression.text}`, expression.span);
      return builder.constant(index, "int");
    }
    case "position":
      return seenHere(scope, positionInGroup(builder, axesOf(scope, expression.axis)));
    case "reference": {
      const value = scope.values.get(expression.binding);
      if (value === undefined)
        throw new InternalError(`${expression.binding} has no value here`, expression.span);
      return seenHere(scope, value);
    }
    case "parameter":
      return seenHere(
        scope,
        parameterNode(
          expression.of === undefined ? scope : instanceScope(scope, expression.of, expression.span),
          expression.name,
        ),
      );
    case "state":
      // A state is kept as a real number.
      return builder.convert(seenHere(scope, stateNode(scope, expression.name)), expression.type.element);
    case "present":
      return seenHere(scope, presentNode(scope, expression.of, axisOf(scope, expression.axis)));
    case "setting":
      scope.entry.settings.add(expression.name);
      return builder.leaf({ kind: "setting", name: expression.name }, [], expression.type.element);
    case "training":
      return builder.constant(scope.entry.training ? 1 : 0, "bool");
    case "apply":
      return lowerApply(scope, expression);
    case "reduce":
      return lowerReduce(scope, expression);
    case "index":
      return lowerIndex(scope, expression);
    case "spread":
      return builder.spread(
        lowerExpression(scope, expression.of),
        expression.axes.flatMap((id) => axesOf(scope, id)),
      );
    case "concat":
      return lowerConcat(scope, expression);
    case "stack":
      return lowerStack(scope, expression);
    case "stop":
      return builder.stop(lowerExpression(scope, expression.of));
    case "random":
      return lowerRandom(scope, expression);
    case "result": {
      const result = lowerResults(scope, expression.of)[expression.index];
      if (result === undefined) throw new InternalError("a result that isn't there", expression.span);
      return result;
    }
    case "gradient":
      return lowerGradient(scope, expression);
  }
}

/** The values, and for the largest ones where they stand. */
function lowerRow(scope: Scope, expression: Of<"row">): readonly SourceNode[] {
  const { builder } = scope.entry;
  const axes = axesOf(scope, expression.axis);
  const axis = mergedAxis(scope, expression.axis);
  const into = mergedAxis(scope, expression.into);
  const of = merged(builder, builder.spread(lowerExpression(scope, expression.of), axes), axes, axis);
  const along = axesOf(scope, expression.into);
  const results = (["values", "positions"] as const).slice(0, expression.types.length);
  return results.map((result) => {
    const row = builder.row(expression.operation, of, axis, into, result);
    return parted(builder, row, into, along);
  });
}

/** Each example that the call of this instance lets through has its own slope: nothing couples them. */
function lowerGradient(scope: Scope, expression: Of<"gradient">): SourceNode {
  const of = lowerExpression(scope, expression.of);
  const by = scope.values.get(expression.by);
  if (by === undefined) throw new InternalError(`${expression.by} has no value here`, expression.span);
  return scope.entry.builder.gradient(of, seenHere(scope, by));
}

/** Outside of a restriction, and where a guard doesn't hold, an operator with a domain reads a benign argument: what it gives there is never used, and its gradient is finite. */
function lowerApply(scope: Scope, expression: Of<"apply">): SourceNode {
  const { builder } = scope.entry;
  const values =
    expression.operator === "select"
      ? chosenValues(scope, expression)
      : expression.arguments.map((argument) => lowerExpression(scope, argument));
  const { benign } = operatorRecord(expression.operator);
  if (benign === undefined) return markWrapping(scope, builder.map(expression.operator, values));
  const axes = unionAxes(...values.map((value) => value.axes));
  const safe = values.map((value, index) => {
    const instead = benign[index];
    if (instead === undefined || isConstant(value)) return value;
    // Of an integer it is one, or the choice, and all that is made of it, would be real and wrap around no more.
    const type = value.type === "int" ? "int" : "real";
    return conditionsOf(scope, value, axes).reduce(
      (safe, condition) => builder.map("select", [condition, safe, builder.constant(instead, type)]),
      value,
    );
  });
  return builder.map(expression.operator, safe);
}

/** `where(c, a, b)`: what is written in `a` is guarded by `c`, and what is written in `b` by its opposite. */
function chosenValues(scope: Scope, { arguments: given }: Of<"apply">): readonly SourceNode[] {
  const [chosen, ...branches] = given;
  if (chosen === undefined) throw new InternalError("a choice without a condition");
  const { builder } = scope.entry;
  const condition = lowerExpression(scope, chosen);
  if (isConstant(condition)) return [condition, ...branches.map((branch) => lowerExpression(scope, branch))];
  const guarding = [condition, builder.map("not", [condition])];
  return [
    condition,
    ...branches.map((branch, index) => {
      const guards = guarding.slice(index, index + 1).map((one) => guardOf(builder, one, condition.axes));
      return lowerExpression({ ...scope, guards: [...scope.guards, ...guards] }, branch);
    }),
  ];
}

function isConstant(node: SourceNode): boolean {
  return node.kind === "leaf" && node.leaf.kind === "constant";
}

const neutral = { sum: 0, product: 1, max: -3.4028235e38, min: 3.4028235e38 } as const;

function lowerReduce(scope: Scope, expression: Of<"reduce">): SourceNode {
  const { builder } = scope.entry;
  const axes = expression.axes.flatMap((id) => axesOf(scope, id));
  const of = lowerExpression(scope, expression.of);
  const restrictions = scope.restrictions.filter((restricted) => containsAxes(axes, restricted.axes));
  const seen = restrictions.reduce((value, { condition }) => {
    const outside = builder.constant(
      neutral[expression.operator],
      value.type === "bool" ? "int" : value.type,
    );
    return builder.map("select", [condition, value, outside]);
  }, of);
  const reduced = builder.reduce(expression.operator, axes, seen);
  if (of.type !== "bool" || restrictions.length === 0) return reduced;
  // Of no truth value the largest is false and the least is true.
  return expression.operator === "max"
    ? builder.map("maximum", [reduced, builder.constant(0, "int")])
    : builder.map("minimum", [reduced, builder.constant(1, "int")]);
}

function lowerIndex(scope: Scope, expression: Of<"index">): SourceNode {
  const { builder } = scope.entry;
  const indexed = lowerExpression(scope, expression.of);
  const replaced = expression.replaced.flatMap(({ axis, at }) =>
    replacedGroup(builder, axesOf(scope, axis), lowerExpression({ ...scope, indexed }, at)),
  );
  // Integers are real where `else` is.
  const of = expression.type.element === "real" ? builder.convert(indexed, "real") : indexed;
  const otherwise = expression.otherwise && lowerExpression(scope, expression.otherwise);
  // A value may be constant along an axis that its type has: then nothing is there to replace.
  const present = replaced.filter(({ axis }) => hasAxis(of.axes, axis));
  if (present.length < replaced.length && otherwise !== undefined) {
    const whole = builder.spread(
      of,
      replaced.map(({ axis }) => axis),
    );
    return builder.index(whole, replaced, otherwise);
  }
  return builder.index(of, present, otherwise);
}

function lowerConcat(scope: Scope, expression: Of<"concat">): SourceNode {
  const { builder } = scope.entry;
  const axis = axisOf(scope, expression.axis);
  let start = literalSize(0);
  let joined: SourceNode | undefined;
  const parts = expression.parts.map(({ axis: id, value }) => {
    const part = axesOf(scope, id);
    const at = builder.map("subtract", [builder.position(axis), builder.size(start)]);
    const whole = builder.spread(lowerExpression(scope, value), part);
    const zero = builder.constant(0, whole.type);
    start = addSizes(start, productOfSizes(part));
    return { end: start, shifted: builder.index(whole, replacedGroup(builder, part, at), zero) };
  });
  for (const { end, shifted } of parts.reverse()) {
    const before = builder.map("less", [builder.position(axis), builder.size(end)]);
    joined = joined === undefined ? shifted : builder.map("select", [before, shifted, joined]);
  }
  if (joined === undefined) throw new InternalError("concat without parts", expression.span);
  return joined;
}

function lowerStack(scope: Scope, expression: Of<"stack">): SourceNode {
  const { builder } = scope.entry;
  const position = builder.position(axisOf(scope, expression.axis));
  const parts = expression.parts.map((part) => lowerExpression(scope, part));
  const stacked = parts.reduceRight((rest, part, index) => {
    const here = builder.map("equal", [position, builder.constant(index, "int")]);
    return builder.map("select", [here, part, rest]);
  });
  return builder.spread(stacked, [axisOf(scope, expression.axis)]);
}

/**
 * Noise has the axes of its type and those that the call of this instance lets through; what is drawn like a value has those of the value
 * instead. In a scan it has the scanned axis, too, and is seen at the current position like all that has it: each position draws its own.
 * So does each parameter that an optimizer moves.
 */
function lowerRandom(scope: Scope, expression: Of<"random">): SourceNode {
  const like = expression.like && lowerExpression(scope, expression.like);
  const around = scope.scans.map(({ axis }) => axis);
  const axes = unionAxes(axesOfType(scope, expression.type), like?.axes ?? scope.lifted, around);
  const site = joinPath(scope.optimizer?.parameter ?? scope.path, expression.site);
  scope.entry.settings.add("step");
  const leaf = { kind: "random", distribution: expression.distribution, site } as const;
  return seenHere(scope, scope.entry.builder.leaf(leaf, axes, "real"));
}

function lowerBlock(scope: Scope, expression: Of<"block">): readonly SourceNode[] {
  const restrictions = expression.restrictions.map((restriction) => restrict(scope, restriction));
  const inner: Scope = {
    ...scope,
    inFunction: scope.inFunction || expression.name !== undefined,
    formula: expression.name === undefined ? scope.formula : [...scope.formula, expression.name],
    callers: scope.formula,
    restrictions: [...scope.restrictions, ...restrictions.map(({ restricted }) => restricted)],
  };
  if (expression.schedule !== undefined) return lowerSchedule(inner, expression, expression.schedule);
  scope.entry.statements(inner, expression.body);
  const ofResult = (result: Expression): Scope =>
    expression.name === undefined ? inner : inFormula(inner, result.span);
  return expression.results.map((result) =>
    restrictions.reduce(
      (value, { restricted, beside, otherwise }) =>
        selectInside(
          scope,
          value,
          restricted,
          beside,
          otherwise ?? otherwiseOf(inner, result, restricted.axes),
        ),
      lowerExpression(ofResult(result), result),
    ),
  );
}

/** What the function itself says of outside, by the bracket of its result: `log_softmax` has -inf there. */
function otherwiseOf(scope: Scope, result: Expression, axes: readonly Axis[]): SourceNode | undefined {
  if (result.kind !== "block") return undefined;
  const own = result.restrictions.find((restriction) => sameAxes(axesOf(scope, restriction.axis), axes));
  if (own?.otherwise !== undefined) return lowerExpression(scope, own.otherwise);
  const [inner, ...others] = result.results;
  return inner === undefined || others.length > 0 ? undefined : otherwiseOf(scope, inner, axes);
}

interface Restraint {
  readonly restricted: Restricted;
  readonly beside: readonly Axis[];
  readonly otherwise: SourceNode | undefined;
}

/** The restriction with its condition, and the value outside where it says one. */
export function restrict(scope: Scope, restriction: Restriction): Restraint {
  const axes = axesOf(scope, restriction.axis);
  const beside = restriction.beside.flatMap((axis) => axesOf(scope, axis));
  const { builder } = scope.entry;
  const condition = builder.convert(lowerExpression(scope, restriction.condition), "bool");
  const otherwise = restriction.otherwise && lowerExpression(scope, restriction.otherwise);
  return { restricted: restrictedBy(guardOf(builder, condition, axes), beside), beside, otherwise };
}
