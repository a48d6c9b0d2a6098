/** What reductions, and scatters, begin with and leave out. */
import { largest, largestInt, leastInt } from "../operators/reference.ts";
import type { ReduceNode, ReduceOperator } from "./graph.ts";

/** What a reduction over nothing is. */
export const neutral = { sum: 0, product: 1, max: -largest, min: largest } as const satisfies Record<
  ReduceOperator,
  number
>;

/** A reduction, or a scatter. */
export type Reducing = Pick<ReduceNode, "operator" | "type">;

/** The same of a type; the largest numbers of it stand for infinities. */
export function neutralOf({ operator, type }: Reducing): number {
  if (type !== "int") return neutral[operator];
  return { ...neutral, max: leastInt, min: largestInt }[operator];
}

/** Whether a reduction, or a scatter, leaves out such a number. */
export function isNeutral(node: Reducing, value: number): boolean {
  const nothing = Math.fround(neutralOf(node));
  switch (node.operator) {
    case "max":
      return Math.fround(value) <= nothing;
    case "min":
      return Math.fround(value) >= nothing;
    default:
      return value === nothing;
  }
}
