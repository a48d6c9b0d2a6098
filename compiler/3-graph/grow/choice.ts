/** Where a text is cut: which values take least memory to keep, and which are made again from these. */
import { evaluateSize } from "../../sizes/size.ts";
import type { Node } from "../graph.ts";
import { operands } from "../kinds.ts";
import { timeAxesOf, type Choice, type Cutting } from "./cutting.ts";
import { isTime } from "./readings.ts";

/** Operators that are cheaper to apply again to all that is kept than to keep more. */
const cheap: ReadonlySet<string> = new Set([
  "add",
  "subtract",
  "multiply",
  "negate",
  "select",
  "to_real",
  "to_int",
  "to_bool",
  "and",
  "or",
  "not",
  "less",
  "less_equal",
  "greater",
  "greater_equal",
  "equal",
  "minimum",
  "maximum",
]);

/** Whether making it again at each position would cost more than reading it. */
export function isHeavyNode(cutting: Cutting, node: Node): boolean {
  const known = cutting.heavy.get(node);
  if (known !== undefined) return known;
  const isHeavy =
    (node.kind !== "leaf" && node.kind !== "map" && node.kind !== "index") ||
    operands<Node>(node).some((each) => isHeavyNode(cutting, each));
  cutting.heavy.set(node, isHeavy);
  return isHeavy;
}

/** In bytes a position. */
function ownCost({ text, highs }: Cutting, node: Node): number {
  const others = node.axes.filter((axis) => !isTime(axis, text));
  return others.reduce((product, { size }) => product * evaluateSize(size, highs), 4);
}

/** The least that must be kept a position to have all of a value, and whether that is the value itself. */
export function choose(cutting: Cutting, node: Node): Choice {
  const known = cutting.choices.get(node);
  if (known !== undefined) return known;
  const chosen = chooseAnew(cutting, node);
  cutting.choices.set(node, chosen);
  return chosen;
}

function chooseAnew(cutting: Cutting, node: Node): Choice {
  const isWanted = (cutting.readings.get(node)?.axes.size ?? 0) > 0 || isHeavyNode(cutting, node);
  // The text itself is given.
  if (!isWanted || node.kind === "leaf") return { cost: 0, isKept: false };
  const cost = ownCost(cutting, node);
  const isView = node.kind === "index" || (node.kind === "map" && cheap.has(node.operator));
  if (!isView || operands<Node>(node).some((each) => timeAxesOf(cutting, each).length > 1))
    return { cost, isKept: true };
  const below = operands<Node>(node).reduce((sum, each) => sum + choose(cutting, each).cost, 0);
  const isBelow = below < cost || (below === cost && node.kind === "index");
  return isBelow ? { cost: below, isKept: false } : { cost, isKept: true };
}
