/** Equations of pointwise operations. Constants stand last in sums and products, signs and repetitions outside. */
import { hasDevice, numberOf } from "../../operators/constant.ts";
import type { OperatorName } from "../../operators/operator.ts";
import { isFarFromOne, largest, leastInt, withinInt } from "../../operators/reference.ts";
import { operator as operatorRecord } from "../../operators/table.ts";
import type { GraphBuilder } from "../graph-builder.ts";
import type { Node } from "../graph.ts";
import { argumentOf, constantOf, differenceBounds, isMap, isRepeated, repeatedIn } from "../patterns.ts";
import { containsAxes } from "../positions.ts";
import { mapRule } from "./rewrite.ts";
import type { Rule } from "./rewrite.ts";

/** x^n as products; undefined where that isn't few. */
function powerByProducts(b: GraphBuilder<Node>, x: Node, exponent: number): Node | undefined {
  const square = (): Node => b.map("multiply", [x, x]);
  switch (exponent) {
    case 0:
      return b.constant(1, "real", x.axes);
    case 1:
      return x;
    case 2:
      return square();
    case 3:
      return b.map("multiply", [square(), x]);
    case 4:
      return b.map("multiply", [square(), square()]);
    case -1: {
      // A quotient by 0 would be infinite, a power is the largest number there; devices may take for 0 what is smaller than this.
      const isNormal = b.map("greater_equal", [b.map("abs", [x]), b.constant(2 ** -126)]);
      return b.map("select", [isNormal, b.map("divide", [b.constant(1), x]), b.constant(largest)]);
    }
    case 0.5:
      return b.map("sqrt", [x]);
    default:
      return undefined;
  }
}

/** The least int has no opposite among the ints: it is its own, since ints wrap around. */
function negated(constant: number, { type }: Node): number {
  return type === "int" && constant === leastInt ? leastInt : -constant;
}

/** Whether the arguments may be exchanged. */
export function commutes(name: string): boolean {
  return commuting.some((one) => one === name);
}

const commuting: readonly OperatorName[] = ["add", "multiply", "and", "or", "equal", "not_equal"];

export const arithmeticRules: readonly Rule[] = [
  {
    name: "an operation on constants is a constant",
    kind: "map",
    rewrite(b, node) {
      if (node.kind !== "map") return undefined;
      const known: number[] = [];
      for (const argument of node.arguments) {
        const constant = constantOf(argument);
        if (constant === undefined) return undefined;
        // The least of no ints is a number below all of them, until it is held.
        known.push(argument.type === "int" ? withinInt(constant) : constant);
      }
      const value = numberOf(operatorRecord(node.operator).evaluate(...known), node.type);
      return value === undefined ? undefined : b.constant(value, node.type, node.axes);
    },
  },
  {
    name: "what only repeats is repeated last",
    kind: "map",
    rewrite(b, node) {
      if (node.kind !== "map") return undefined;
      const own = repeatedIn(b, node);
      if (own !== undefined && repeatedIn(b, own.value) === undefined) return undefined;
      if (!node.arguments.some(isRepeated)) return undefined;
      const values = node.arguments.map((argument) => repeatedIn(b, argument)?.value ?? argument);
      return b.spread(b.map(node.operator, values), node.axes);
    },
  },
  {
    name: "arguments of commutative operations are in the order of their making, constants last",
    kind: "map",
    operators: commuting,
    rewrite(b, node) {
      if (node.kind !== "map") return undefined;
      const [x, y] = node.arguments;
      if (x === undefined || y === undefined || constantOf(y) !== undefined) return undefined;
      return constantOf(x) !== undefined || y.id < x.id ? b.map(node.operator, [y, x]) : undefined;
    },
  },
  mapRule("x + 0 = x", ["add", "subtract"], (_, node, x, zero) =>
    x && constantOf(zero) === 0 && containsAxes(x.axes, node.axes) ? x : undefined,
  ),
  mapRule("0 - x = -x", ["subtract"], (b, _, zero, x) =>
    x && constantOf(zero) === 0 ? b.map("negate", [x]) : undefined,
  ),
  mapRule("x * 1 = x / 1 = x", ["multiply", "divide"], (_, _node, x, one) =>
    constantOf(one) === 1 ? x : undefined,
  ),
  mapRule("x * -1 = -x", ["multiply", "divide"], (b, _, x, minusOne) =>
    x && constantOf(minusOne) === -1 ? b.map("negate", [x]) : undefined,
  ),
  mapRule("x * 0 = 0", ["multiply"], (b, node, _, zero) =>
    constantOf(zero) === 0 ? b.constant(0, node.type, node.axes) : undefined,
  ),
  mapRule("0 / x = 0", ["divide"], (b, node, zero, x) =>
    constantOf(zero) === 0 && constantOf(x) !== 0 ? b.constant(0, node.type, node.axes) : undefined,
  ),
  mapRule("-(-x) = x", ["negate"], (_, _node, x) => argumentOf(x, "negate")),
  mapRule("-(x - y) = y - x", ["negate"], (b, _, difference) =>
    isMap(difference, "subtract") ? b.map("subtract", [...difference.arguments].reverse()) : undefined,
  ),
  mapRule("x + -y = x - y", ["add"], (b, _, x, y) => {
    const [left, right] = [argumentOf(x, "negate"), argumentOf(y, "negate")];
    // A constant 0 with axes stands there to have them.
    const has = (value: Node): boolean => constantOf(value) === undefined || value.axes.length === 0;
    if (x && right && has(x)) return b.map("subtract", [x, right]);
    return y && left && has(y) ? b.map("subtract", [y, left]) : undefined;
  }),
  mapRule("x - -y = x + y", ["subtract"], (b, _, x, y) => {
    const right = argumentOf(y, "negate");
    return x && right ? b.map("add", [x, right]) : undefined;
  }),
  mapRule("x - c = x + -c for a constant c", ["subtract"], (b, node, x, y) => {
    const constant = constantOf(y);
    if (x === undefined || constant === undefined || constant === 0) return undefined;
    return b.map("add", [x, b.constant(negated(constant, node), node.type)]);
  }),
  mapRule("(-x) * c = x * -c for a constant c", ["multiply"], (b, node, x, y) => {
    const [left, constant] = [argumentOf(x, "negate"), constantOf(y)];
    if (left === undefined || constant === undefined) return undefined;
    return b.map("multiply", [left, b.constant(negated(constant, node), node.type)]);
  }),
  mapRule("-(x * c) = x * -c for a constant c", ["negate"], (b, node, product) => {
    if (!isMap(product, "multiply")) return undefined;
    const [x, y] = product.arguments;
    const constant = constantOf(y);
    if (x === undefined || constant === undefined) return undefined;
    return b.map("multiply", [x, b.constant(negated(constant, node), node.type)]);
  }),
  mapRule("signs of products and quotients are outside", ["multiply", "divide"], (b, node, x, y) => {
    const [left, right] = [argumentOf(x, "negate"), argumentOf(y, "negate")];
    if (x === undefined || y === undefined || (left === undefined && right === undefined)) return undefined;
    const positive = b.map(node.operator, [left ?? x, right ?? y]);
    return left !== undefined && right !== undefined ? positive : b.map("negate", [positive]);
  }),
  mapRule(
    "(x * c) * d = x * cd, (x + c) + d = x + (c + d) for constants",
    ["multiply", "add"],
    (b, node, left, y) => {
      const outer = constantOf(y);
      if (outer === undefined || !isMap(left, node.operator)) return undefined;
      const [x, c] = left.arguments;
      const inner = constantOf(c);
      if (x === undefined || inner === undefined || !containsAxes(x.axes, node.axes)) return undefined;
      const joined = operatorRecord(node.operator).evaluate(inner, outer);
      return hasDevice(joined, node.type)
        ? b.map(node.operator, [x, b.constant(joined, node.type)])
        : undefined;
    },
  ),
  mapRule("(x * c) * y = (x * y) * c for a constant c", ["multiply"], (b, node, first, second) => {
    for (const [product, y] of [
      [first, second],
      [second, first],
    ]) {
      // A value that the spec names stays whole: a reader looks for it in the kernels.
      if (y === undefined || !isMap(product, "multiply") || product.label !== undefined) continue;
      if (constantOf(y) !== undefined) continue;
      const [x, c] = product.arguments;
      const factor = constantOf(c);
      if (x === undefined || c === undefined || factor === undefined || isFarFromOne(factor)) continue;
      return b.map("multiply", [b.map("multiply", [x, y]), b.convert(c, node.type)]);
    }
    return undefined;
  }),
  mapRule("what is rounded stays when it is rounded again", ["half"], (_, _node, x) =>
    isMap(x, "half") ? x : undefined,
  ),
  mapRule("a small power is a product", ["power"], (b, _, x, y) => {
    const exponent = constantOf(y);
    return x === undefined || exponent === undefined ? undefined : powerByProducts(b, x, exponent);
  }),
  // Made by a logarithm it would be 0 * -inf where a shader compiler multiplies the constants first.
  mapRule("a power of 0 is 0, 1 or the largest number", ["power"], (b, _, x, y) => {
    if (y === undefined || constantOf(x) !== 0) return undefined;
    const isBelow = b.map("less", [y, b.constant(0)]);
    const others = b.map("select", [isBelow, b.constant(largest), b.map("add", [y, b.constant(1)])]);
    return b.map("select", [b.map("greater", [y, b.constant(0)]), b.constant(0), others]);
  }),
  mapRule(
    "a difference of known sign decides a minimum or maximum",
    ["minimum", "maximum"],
    (b, node, x, y) => {
      if (x === undefined || y === undefined) return undefined;
      const { low, high } = differenceBounds(x, y);
      const chosen = high <= 0 ? (node.operator === "maximum" ? y : x) : node.operator === "maximum" ? x : y;
      return low >= 0 || high <= 0 ? b.spread(chosen, node.axes) : undefined;
    },
  ),
];
