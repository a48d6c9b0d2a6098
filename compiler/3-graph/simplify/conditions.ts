/** Equations of comparisons, booleans, choices and conversions. */
import type { GraphBuilder } from "../graph-builder.ts";
import type { Node } from "../graph.ts";
import { argumentOf, constantOf, differenceBounds, isMap } from "../patterns.ts";
import { mapRule } from "./rewrite.ts";
import { decided } from "../places.ts";
import { containsAxes } from "../positions.ts";
import type { Rule } from "./rewrite.ts";

function boolean(b: GraphBuilder<Node>, value: boolean, node: Node): Node {
  return b.constant(Number(value), "bool", node.axes);
}

/** The boolean that the number is from. */
function conditionOf(number: Node | undefined): Node | undefined {
  const from = argumentOf(number, "to_real") ?? argumentOf(number, "to_int");
  const condition = argumentOf(from, "to_int") ?? from;
  return condition?.type === "bool" ? condition : undefined;
}

/** A product, or 0 where the condition doesn't hold, as a choice of the smallest factor that has its axes; undefined where none is smaller. */
export function chosenFactor(b: GraphBuilder<Node>, condition: Node, product: Node): Node | undefined {
  if (!isMap(product, "multiply")) return undefined;
  const [first, second] = [...product.arguments].sort((x, y) => x.axes.length - y.axes.length);
  for (const [factor, other] of [
    [first, second],
    [second, first],
  ]) {
    if (factor === undefined || other === undefined) continue;
    if (factor.axes.length === product.axes.length || !containsAxes(factor.axes, condition.axes)) continue;
    const chosen =
      chosenFactor(b, condition, factor) ?? b.map("select", [condition, factor, b.constant(0, product.type)]);
    return b.map("multiply", [chosen, other]);
  }
  return undefined;
}

/** Whether it is known from positions alone, as a triangle is. What holds at positions that an equation tells, as `one_hot` does, is a gather's. */
function isMask(condition: Node): boolean {
  if (condition.kind === "leaf") return ["position", "size", "constant"].includes(condition.leaf.kind);
  return (
    condition.kind === "map" &&
    condition.operator !== "equal" &&
    condition.arguments.every((part) => isMask(part))
  );
}

export const conditionRules: readonly Rule[] = [
  mapRule(
    "a comparison of positions may be decided",
    ["less", "less_equal", "greater", "greater_equal", "equal", "not_equal"],
    (b, node, x, y) => {
      if (x === undefined || y === undefined) return undefined;
      const { low, high } = differenceBounds(x, y);
      const outcome = decided(node.operator, low, high);
      return outcome === undefined ? undefined : boolean(b, outcome, node);
    },
  ),
  mapRule("a constant or a repetition in and, or", ["and", "or"], (b, node, x, y) => {
    if (x === undefined || y === undefined) return undefined;
    if (x === y) return x;
    const constant = constantOf(y);
    if (constant === undefined) return undefined;
    const decides = node.operator === "and" ? constant === 0 : constant === 1;
    if (decides) return boolean(b, constant === 1, node);
    return x.axes.length === node.axes.length ? x : undefined;
  }),
  mapRule("not not x = x", ["not"], (_, _node, x) => argumentOf(x, "not")),
  mapRule("a decided choice", ["select"], (b, node, condition, x, y) => {
    const constant = constantOf(condition);
    const chosen = constant === undefined ? (x === y ? x : undefined) : constant === 1 ? x : y;
    return chosen && b.spread(chosen, node.axes);
  }),
  mapRule("where(not c, x, y) = where(c, y, x)", ["select"], (b, _, condition, x, y) => {
    const positive = argumentOf(condition, "not");
    return positive && x && y ? b.map("select", [positive, y, x]) : undefined;
  }),
  mapRule("a choice within a choice of the same condition", ["select"], (b, node, condition, x, y) => {
    if (condition === undefined || x === undefined || y === undefined) return undefined;
    const within = (branch: Node, side: 1 | 2): Node =>
      isMap(branch, "select") && branch.arguments[0] === condition
        ? (branch.arguments[side] ?? branch)
        : branch;
    const [first, second] = [within(x, 1), within(y, 2)];
    if (first === x && second === y) return undefined;
    return b.spread(b.map("select", [condition, first, second]), node.axes);
  }),
  mapRule("a choice within a choice with the same other side", ["select"], (b, node, condition, x, y) => {
    if (condition === undefined || y === undefined || !isMap(x, "select")) return undefined;
    const [inner, value, otherwise] = x.arguments;
    if (inner === undefined || value === undefined || otherwise !== y) return undefined;
    return b.spread(b.map("select", [b.map("and", [condition, inner]), value, y]), node.axes);
  }),
  mapRule("a number from a boolean times x is a choice", ["multiply"], (b, node, x, y) => {
    for (const [number, value] of [
      [x, y],
      [y, x],
    ]) {
      const condition = conditionOf(number);
      if (condition === undefined || value === undefined) continue;
      if (isMask(condition)) {
        const inFactor = chosenFactor(b, condition, value);
        if (inFactor !== undefined) return inFactor;
        // One of more axes stays a factor, so that a sum of products stays one.
        if (!containsAxes(value.axes, condition.axes)) continue;
      }
      return b.map("select", [condition, value, b.constant(0, node.type)]);
    }
    return undefined;
  }),
  mapRule(
    "(x * a mask's number) * y, which has its axes, is x times a choice",
    ["multiply"],
    (b, node, x, y) => {
      for (const [product, value] of [
        [x, y],
        [y, x],
      ]) {
        if (product === undefined || value === undefined || !isMap(product, "multiply")) continue;
        const [first, second] = product.arguments;
        for (const [number, rest] of [
          [first, second],
          [second, first],
        ]) {
          const condition = conditionOf(number);
          if (condition === undefined || rest === undefined || !isMask(condition)) continue;
          if (!containsAxes(value.axes, condition.axes)) continue;
          return b.map("multiply", [rest, b.map("select", [condition, value, b.constant(0, node.type)])]);
        }
      }
      return undefined;
    },
  ),
  mapRule("a choice of 0 times x is a choice", ["multiply"], (b, node, x, y) => {
    for (const [choice, value] of [
      [x, y],
      [y, x],
    ]) {
      if (value === undefined || !isMap(choice, "select")) continue;
      const [condition, chosen, other] = choice.arguments;
      if (
        condition === undefined ||
        chosen === undefined ||
        constantOf(other) !== 0 ||
        constantOf(chosen) !== 1
      )
        continue;
      return b.map("select", [condition, value, b.constant(0, node.type)]);
    }
    return undefined;
  }),
  mapRule("a conversion of a conversion", ["to_real", "to_int", "to_bool"], (b, node, x) => {
    const inner = argumentOf(x, "to_real") ?? argumentOf(x, "to_int");
    // What a real loses on the way to an integer is lost; integers and booleans lose nothing.
    return inner === undefined || inner.type === "real" ? undefined : b.convert(inner, node.type);
  }),
  mapRule("x != 0 of a boolean's number is the boolean", ["not_equal", "greater"], (_, _node, x, zero) => {
    const inner = argumentOf(x, "to_real") ?? argumentOf(x, "to_int");
    return constantOf(zero) === 0 && inner?.type === "bool" ? inner : undefined;
  }),
];
