/** Equations of reductions: constants and invariant factors go outside, and a sum over a one-hot is a gather. */
import { isFarFromOne } from "../../operators/reference.ts";
import { isInside } from "../affine.ts";
import type { GraphBuilder } from "../graph-builder.ts";
import type { Axis, MapNode, Node, Position, ReduceNode } from "../graph.ts";
import { axesOfAll, constantOf, isMap, repeatedIn } from "../patterns.ts";
import { chosenFactor } from "./conditions.ts";
import { quasiAffine } from "../places.ts";
import { containsAxes, hasAxis, unionAxes, withoutAxes } from "../positions.ts";
import { allOf, conjunctsOf, insideCondition } from "../position-values.ts";
import type { Rule } from "./rewrite.ts";

function reduceRule(
  name: string,
  operators: readonly ReduceNode["operator"][],
  rewrite: (b: GraphBuilder<Node>, node: ReduceNode, of: Node) => Node | undefined,
): Rule {
  return {
    name,
    kind: "reduce",
    operators,
    rewrite: (b, node) => (node.kind === "reduce" ? rewrite(b, node, node.of) : undefined),
  };
}

function isFree(node: Node, axes: readonly Axis[]): boolean {
  return !node.axes.some((axis) => hasAxis(axes, axis));
}

function product(b: GraphBuilder<Node>, x: Node | undefined, y: Node | undefined): Node | undefined {
  return x === undefined || y === undefined ? (x ?? y) : b.map("multiply", [x, y]);
}

/**
 * The factors that have some of the axes, and those that have none; what was multiplied first still is. A value that the spec names
 * stays whole: a reader looks for it in the kernels.
 */
function splitFactors(
  b: GraphBuilder<Node>,
  node: Node,
  axes: readonly Axis[],
): { inside: Node | undefined; outside: Node | undefined } {
  if (isFarFromOne(constantOf(node) ?? 1)) return { inside: node, outside: undefined };
  if (isFree(node, axes)) return { inside: undefined, outside: node };
  if (!isMap(node, "multiply")) return { inside: node, outside: undefined };
  const parts = node.arguments.map((argument) =>
    argument.label !== undefined && !isFree(argument, axes)
      ? { inside: argument, outside: undefined }
      : splitFactors(b, argument, axes),
  );
  const [left, right] = parts;
  if (parts.every(({ outside }) => outside === undefined)) return { inside: node, outside: undefined };
  return {
    inside: product(b, left?.inside, right?.inside),
    outside: product(b, left?.outside, right?.outside),
  };
}

/**
 * A factor may be a choice of 0 by a condition with more axes than what it chooses: as a factor of all of these axes it would keep the sum from being
 * a product of two. The condition, and the product without it.
 */
function withoutWideChoice(
  b: GraphBuilder<Node>,
  node: MapNode,
): { readonly condition: Node; readonly rest: Node } | undefined {
  if (node.operator === "select") {
    const [condition, x, zero] = node.arguments;
    if (condition === undefined || x === undefined || constantOf(zero) !== 0) return undefined;
    return containsAxes(x.axes, condition.axes) ? undefined : { condition, rest: x };
  }
  if (node.operator !== "multiply") return undefined;
  const [x, y] = node.arguments;
  for (const [factor, other] of [
    [x, y],
    [y, x],
  ]) {
    if (factor?.kind !== "map" || other === undefined || factor.label !== undefined) continue;
    const found = withoutWideChoice(b, factor);
    if (found !== undefined) return { ...found, rest: b.map("multiply", [found.rest, other]) };
  }
  return undefined;
}

/** `position of an axis == value` with a value that lacks the axis. */
function oneHot(condition: Node, axes: readonly Axis[]): { axis: Axis; value: Node } | undefined {
  if (!isMap(condition, "equal")) return undefined;
  const [x, y] = condition.arguments;
  for (const [position, value] of [
    [x, y],
    [y, x],
  ]) {
    if (position?.kind !== "leaf" || position.leaf.kind !== "position") continue;
    const axis = axes.find(({ id }) => id === position.axes[0]?.id);
    if (axis !== undefined && value?.type === "int" && !hasAxis(value.axes, axis)) return { axis, value };
  }
  return undefined;
}

export const reductionRules: readonly Rule[] = [
  // A sum of a contraction isn't: its result is often there already, and adding that up is less work.
  reduceRule("a reduction of the same reduction is one", ["sum", "product", "max", "min"], (b, node, of) =>
    of.kind === "reduce" && of.operator === node.operator && !isMap(of.of, "multiply")
      ? b.reduce(node.operator, unionAxes(node.over, of.over), of.of)
      : undefined,
  ),
  reduceRule(
    "what only repeats is counted, or repeated later",
    ["sum", "product", "max", "min"],
    (b, node, of) => {
      // Of integers `reduce` repeats it again.
      const repeated = node.operator === "product" && node.type === "int" ? undefined : repeatedIn(b, of);
      return repeated && b.spread(b.reduce(node.operator, node.over, repeated.value), node.axes);
    },
  ),
  reduceRule("a sum of -x is minus the sum", ["sum"], (b, node, of) => {
    const x = isMap(of, "negate") ? of.arguments[0] : undefined;
    return x && b.map("negate", [b.reduce("sum", node.over, x)]);
  }),
  reduceRule("factors that lack the axes go out of a sum", ["sum"], (b, node, of) => {
    const { inside, outside } = splitFactors(b, of, node.over);
    if (inside === undefined || outside === undefined) return undefined;
    return b.map("multiply", [b.reduce("sum", node.over, inside), outside]);
  }),
  reduceRule("a divisor that lacks the axes goes out of a sum", ["sum"], (b, node, of) => {
    if (!isMap(of, "divide")) return undefined;
    const [x, divisor] = of.arguments;
    if (x === undefined || divisor === undefined || !isFree(divisor, node.over)) return undefined;
    return b.map("divide", [b.reduce("sum", node.over, x), divisor]);
  }),
  reduceRule("a condition that lacks the axes goes out of a sum", ["sum"], (b, node, of) => {
    if (!isMap(of, "select")) return undefined;
    const [condition, x, zero] = of.arguments;
    if (condition === undefined || x === undefined || constantOf(zero) !== 0) return undefined;
    if (!isFree(condition, node.over)) return undefined;
    return b.map("select", [condition, b.reduce("sum", node.over, x), b.constant(0, node.type)]);
  }),
  reduceRule(
    "a factor's condition that lacks the axes goes out of a sum of products",
    ["sum"],
    (b, node, of) => {
      const found = isMap(of, "multiply") ? withoutWideChoice(b, of) : undefined;
      if (found === undefined || !isFree(found.condition, node.over)) return undefined;
      const whole = b.reduce("sum", node.over, found.rest);
      return b.map("select", [found.condition, whole, b.constant(0, node.type)]);
    },
  ),
  reduceRule(
    "a condition in a sum of products is a choice of the factor that has its axes",
    ["sum"],
    (b, node, of) => {
      const found = isMap(of, "multiply") ? withoutWideChoice(b, of) : undefined;
      const chosen = found && chosenFactor(b, found.condition, found.rest);
      return chosen && b.reduce("sum", node.over, chosen);
    },
  ),
  reduceRule("a sum over the one position that a condition leaves is a gather", ["sum"], (b, node, of) => {
    if (!isMap(of, "select")) return undefined;
    const [condition, x, zero] = of.arguments;
    if (condition === undefined || x === undefined || constantOf(zero) !== 0) return undefined;
    const conjuncts = conjunctsOf(condition);
    for (const conjunct of conjuncts) {
      const found = oneHot(conjunct, node.over);
      if (found === undefined) continue;
      const { axis, value } = found;
      const at: Position = quasiAffine(value) ?? { kind: "value", node: value };
      const rest = allOf(
        b,
        conjuncts.filter((each) => each !== conjunct),
      );
      const body = rest === undefined ? x : b.map("select", [rest, x, b.constant(0, node.type)]);
      const inside = isInside(at, axis.size);
      const gathered = hasAxis(body.axes, axis)
        ? b.index(body, [{ axis, at }], inside ? undefined : b.constant(0, node.type))
        : b.map("select", [
            insideCondition(b, [{ axis, at }]) ?? b.constant(1, "bool"),
            body,
            b.constant(0, node.type),
          ]);
      const whole = b.spread(gathered, withoutAxes(axesOfAll([of]), [axis]));
      return b.reduce("sum", withoutAxes(node.over, [axis]), whole);
    }
    return undefined;
  }),
];
