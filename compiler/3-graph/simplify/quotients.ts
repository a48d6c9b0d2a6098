/**
 * What is left of the gradient through y = e / t, where t is a sum of e: with g, the gradient by y, it reaches e as g / t - sum(y * g / t). Where
 * that is multiplied by e itself, as the gradient of an exponential is, e * (g / t - sum(y * g / t)) = y * (g - sum(y * g)): nothing is divided, and
 * y is there already, so that neither e nor what it was made from is needed any more (the gradient of softmax, as in Dao et al. 2022, appendix B.2).
 */
import type { GraphBuilder } from "../graph-builder.ts";
import type { Axis, MapNode, Node } from "../graph.ts";
import { constantOf, isMap } from "../patterns.ts";
import { hasAxis } from "../positions.ts";
import { mapRule, type Rule } from "./rewrite.ts";

/** `where(condition, value, 0)`, or a value. */
interface Chosen {
  readonly condition: Node | undefined;
  readonly value: Node;
}

function chosenOf(node: Node): Chosen {
  if (!isMap(node, "select")) return { condition: undefined, value: node };
  const [condition, value, zero] = node.arguments;
  if (value === undefined || constantOf(zero) !== 0) return { condition: undefined, value: node };
  return { condition, value };
}

/** Whether a divisor is the same for all positions of the axes, as far as the condition holds. */
function isFixed(divisor: Node, condition: Node | undefined, over: readonly Axis[]): boolean {
  const isChoice = isMap(divisor, "select") && condition !== undefined && divisor.arguments[0] === condition;
  const value = (isChoice ? divisor.arguments[1] : undefined) ?? divisor;
  return !value.axes.some((axis) => hasAxis(over, axis));
}

function isQuotient(node: Node | undefined, of: Node, by: Node): boolean {
  return isMap(node, "divide") && node.arguments[0] === of && node.arguments[1] === by;
}

/** `e * (g / t + total)`, or with `g / t - total`. */
function withoutDivision(
  b: GraphBuilder<Node>,
  e: Node,
  share: Node,
  total: Node,
  operator: MapNode["operator"],
): Node | undefined {
  if (!isMap(share, "divide")) return undefined;
  const [gradient, divisor] = share.arguments;
  const { condition, value: sum } = chosenOf(total);
  if (gradient === undefined || divisor === undefined) return undefined;
  if (sum.kind !== "reduce" || sum.operator !== "sum" || !isFixed(divisor, condition, sum.over))
    return undefined;
  const summed = condition === undefined ? { condition, value: sum.of } : chosenOf(sum.of);
  const negated = isMap(summed.value, "negate") ? summed.value.arguments[0] : undefined;
  const product = negated ?? summed.value;
  if (summed.condition !== condition || !isMap(product, "multiply")) return undefined;
  const [first, second] = product.arguments;
  const quotient = second === share ? first : first === share ? second : undefined;
  if (quotient === undefined || !isQuotient(quotient, e, divisor)) return undefined;
  // Where the condition doesn't hold, the gradient has to be 0, so that the quotient may be, too.
  if (condition !== undefined && chosenOf(gradient).condition !== condition) return undefined;
  const choose = (node: Node): Node =>
    condition === undefined ? node : b.map("select", [condition, node, b.constant(0, "real")]);
  const value = choose(quotient);
  const term = b.map("multiply", [value, gradient]);
  const all = b.reduce("sum", sum.over, choose(negated === undefined ? term : b.map("negate", [term])));
  return b.map("multiply", [value, b.map(operator, [gradient, all])]);
}

export const quotientRules: readonly Rule[] = [
  mapRule("e * (g / t - sum(e / t * g / t)) = e / t * (g - sum(e / t * g))", ["multiply"], (b, _, x, y) => {
    for (const [e, difference] of [
      [x, y],
      [y, x],
    ]) {
      if (e === undefined || difference === undefined) continue;
      if (!isMap(difference, "add") && !isMap(difference, "subtract")) continue;
      const [p, q] = difference.arguments;
      if (p === undefined || q === undefined) continue;
      const found =
        withoutDivision(b, e, p, q, difference.operator) ??
        (difference.operator === "add" ? withoutDivision(b, e, q, p, "add") : undefined);
      if (found !== undefined) return found;
    }
    return undefined;
  }),
];
