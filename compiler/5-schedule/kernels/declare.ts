/** Whole numbers of the current scope, each from 0 to below a count. */
import type { Expression } from "../loops.ts";
import { linearValue } from "../writer/digits.ts";
import type { Linear } from "../writer/linear.ts";
import { currentDepth, declareVariable, say, type Writer } from "../writer/writer.ts";

/** One that a loop gives. */
export function declareBelow(writer: Writer, name: string, count: number): string {
  return declareVariable(writer, name, currentDepth(writer), { low: 0, high: count - 1 });
}

/** One with this value. */
export function declareAs(writer: Writer, name: string, count: number, value: Expression): string {
  const declared = declareBelow(writer, name, count);
  say(writer, { kind: "let", name: declared, value });
  return declared;
}

export function declareLinear(writer: Writer, name: string, count: number, value: Linear): string {
  return declareAs(writer, name, count, linearValue(writer, value).expression);
}
