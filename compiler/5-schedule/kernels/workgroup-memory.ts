/** Reals that wait in a workgroup's memory. */
import type { Expression, Memory, Width } from "../loops.ts";
import { linearValue } from "../writer/digits.ts";
import { splat } from "../writer/expressions.ts";
import type { Linear } from "../writer/linear.ts";
import { say, type Writer } from "../writer/writer.ts";

function memoryOf(name: string): Memory {
  return { kind: "workgroup", name };
}

/** The number at `at` in the memory of this name, or the vector that begins there. */
export function loadShared(writer: Writer, name: string, at: Linear, width: Width): Expression {
  const index = linearValue(writer, at).expression;
  return { kind: "load", memory: memoryOf(name), index, type: "real", width };
}

/** Puts a vector of `value` there. */
export function storeShared(writer: Writer, name: string, at: Linear, value: Expression): void {
  const index = linearValue(writer, at).expression;
  say(writer, { kind: "store", memory: memoryOf(name), index, value: splat(value, 4), width: 4 });
}
