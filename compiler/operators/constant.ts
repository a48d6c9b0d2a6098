/** What number a constant is, on every target and in the evaluator. */
import type { ElementType } from "./operator.ts";
import { largest } from "./reference.ts";

/** Whether a constant of the type is what it says on every target: no infinity, nothing that is taken for 0, no integer that wraps. */
export function hasDevice(value: number, type: ElementType): boolean {
  const size = Math.abs(value);
  if (type !== "real") return value >= -(2 ** 31) && value < 2 ** 31;
  return size === 0 || (size >= 2 ** -126 && size <= largest);
}

/** The constant that an operation's result is: of a real one beyond the largest number that one; none where it has no number. */
export function numberOf(value: number, type: ElementType): number | undefined {
  if (Number.isNaN(value)) return undefined;
  if (type === "real") return Math.min(Math.max(value, -largest), largest);
  return hasDevice(value, type) ? value : undefined;
}
