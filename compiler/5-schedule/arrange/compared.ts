/**
 * Values that are compared with themselves: at another position, as in sorting, with the largest of them, as in `argmax` and in the
 * gradient of a maximum, or by their bits in one kernel after the other (`ordinal`). Made again at another place, a value may be rounded
 * otherwise, since a shader's compiler may join a product and a sum there and not here (WGSL, "Reassociation and fusion"); it would
 * come before itself, or be less than the largest of which it is one. So it is made once, and what was made is compared.
 */
import type { OperatorName } from "../../operators/operator.ts";
import type { Node } from "../../3-graph/graph.ts";

const comparisons: ReadonlySet<OperatorName> = new Set([
  "equal",
  "not_equal",
  "less",
  "less_equal",
  "greater",
  "greater_equal",
]);

/** Operators that hand on one of their arguments, or round nothing. */
const handingOn: ReadonlySet<OperatorName> = new Set(["select", "maximum", "minimum", "negate", "abs"]);

/** The values that comparisons among these nodes read on both sides. */
export function comparedWithThemselves(nodes: readonly Node[]): ReadonlySet<Node> {
  const found = new Set<Node>();
  for (const node of nodes) {
    if (node.kind !== "map") continue;
    const [left, right] = node.arguments;
    if (node.operator === "ordinal" && left !== undefined && isMade(left)) found.add(left);
    if (!comparisons.has(node.operator) || left === undefined || right === undefined) continue;
    if (isConstant(left) || isConstant(right)) continue;
    const onTheLeft = new Set<Node>();
    walk(left, (value) => {
      if (onTheLeft.has(value)) return false;
      onTheLeft.add(value);
      return true;
    });
    const seen = new Set<Node>();
    walk(right, (value) => {
      if (seen.has(value)) return false;
      seen.add(value);
      if (!onTheLeft.has(value)) return true;
      if (isMade(value)) found.add(value);
      return false;
    });
  }
  return found;
}

/** Other leaves are read, or exact. */
const isMade = (node: Node): boolean => node.kind !== "leaf" || node.leaf.kind === "random";
const isConstant = (node: Node): boolean => node.kind === "leaf" && node.leaf.kind === "constant";

/** Calls `visit` with a value and, as long as it returns true, with those that it may be, be they from other positions. */
function walk(from: Node, visit: (value: Node) => boolean): void {
  const stack = [from];
  for (let value = stack.pop(); value !== undefined; value = stack.pop())
    if (value.type === "real" && visit(value)) stack.push(...passedOn(value));
}

function passedOn(value: Node): readonly Node[] {
  switch (value.kind) {
    case "index":
      return value.otherwise === undefined ? [value.of] : [value.of, value.otherwise];
    case "reduce":
      return value.operator === "max" || value.operator === "min" ? [value.of] : [];
    case "scatter":
      return value.operator === "max" || value.operator === "min" ? [value.values] : [];
    case "map":
      return handingOn.has(value.operator) ? value.arguments : [];
    default:
      return [];
  }
}
