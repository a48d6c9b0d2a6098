/** Equations of comparisons, booleans, choices and conversions. */
import type { GraphBuilder } from "./graph-builder.ts";
import type { Node } from "./graph.ts";
import { argumentOf, constantOf, differenceBounds, isMap } from "./patterns.ts";
import { mapRule } from "./rewrite.ts";
import { decided } from "./places.ts";
import type { Rule } from "./rewrite.ts";

function boolean(b: GraphBuilder<Node>, value: boolean, node: Node): Node {
  return b.constant(Number(value), "bool", node.axes);
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
      const from = argumentOf(number, "to_real") ?? argumentOf(number, "to_int");
      const condition = argumentOf(from, "to_int") ?? from;
      if (condition?.type !== "bool" || value === undefined) continue;
      return b.map("select", [condition, value, b.constant(0, node.type)]);
    }
    return undefined;
  }),
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
