/** What a reduction, or a scatter, of nothing is, and how two parts combine. */
import type { ReduceOperator } from "../../3-graph/graph.ts";
import type { ElementType, OperatorName } from "../../operators/operator.ts";
import { largest, largestInt, leastInt } from "../../operators/reference.ts";
import type { Expression } from "../loops.ts";
import { apply, component, literal } from "./expressions.ts";

const combiners = {
  sum: "add",
  product: "multiply",
  max: "maximum",
  min: "minimum",
} as const satisfies Record<ReduceOperator, OperatorName>;

export function combine(operator: ReduceOperator, a: Expression, b: Expression): Expression {
  return apply(combiners[operator], a, b);
}

/** What reducing nothing gives. */
export function neutral(operator: ReduceOperator, type: ElementType): Expression {
  const [least, most] = type === "int" ? [leastInt, largestInt] : [-largest, largest];
  const value = { sum: 0, product: 1, max: least, min: most }[operator];
  return literal(value, type);
}

/** The four components combined, in pairs. */
export function combineLanes(operator: ReduceOperator, of: Expression): Expression {
  const first = combine(operator, component(of, 0), component(of, 1));
  return combine(operator, first, combine(operator, component(of, 2), component(of, 3)));
}
