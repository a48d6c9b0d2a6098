/** The part of a loop on the CPU that a kernel's cuts leave. */
import type { HalfPlane } from "../../3-graph/support.ts";
import type { Cut } from "../arrange/cut.ts";
import { linearValue } from "../writer/digits.ts";
import { apply, integer, quotient, variable } from "../writer/expressions.ts";
import { addLinear, constantLinear, scaleLinear, type Linear } from "../writer/linear.ts";
import type { Expression, LoopPart } from "../loops.ts";
import { uniqueName } from "../names.ts";
import { say, type Writer } from "../writer/writer.ts";

/** Neighbouring positions of an axis. */
export interface Block {
  readonly from: Linear;
  readonly count: number;
}

/** A loop along the inner axis: `count` times `unit` positions, from `start` on. */
export interface Along {
  readonly start: Linear;
  readonly unit: number;
  readonly count: Expression;
}

/**
 * Which turns of the loop have a position that no half holds for every position of the outer axis in its block; undefined without cuts.
 * Its ends are named in the current scope.
 */
export function partOf(
  writer: Writer,
  cuts: readonly { readonly cut: Cut; readonly block: Block }[],
  along: Along,
): LoopPart | undefined {
  const bounds = cuts.flatMap(({ cut, block }) =>
    cut.halfPlanes.map((half) => ({ isEnd: half.inner > 0, value: boundOf(writer, half, block, along) })),
  );
  if (bounds.length === 0) return undefined;
  const valuesOf = (isEnd: boolean): readonly Expression[] =>
    bounds.filter((bound) => bound.isEnd === isEnd).map(({ value }) => value);
  const [begin, ...others] = valuesOf(false);
  const latest = others.reduce((a, b) => apply("maximum", a, b), begin ?? integer(0));
  const first = begin === undefined ? latest : apply("minimum", latest, along.count);
  const end = valuesOf(true).reduce((a, b) => apply("minimum", a, b), along.count);
  return {
    first: name(writer, "first", first),
    end: name(writer, "end", end),
  };
}

/** After how many turns all is ruled out, or how many are ruled out at the beginning. */
function boundOf(
  writer: Writer,
  half: HalfPlane,
  { from, count }: Block,
  { start, unit }: Along,
): Expression {
  const { inner, outer, least } = half;
  const extreme = scaleLinear(outer >= 0 ? from : addLinear(from, constantLinear(count - 1)), outer);
  // All of the block is ruled out at x where inner * x is at least this.
  const bound = addLinear(constantLinear(least), scaleLinear(extreme, -1), scaleLinear(start, -inner));
  const [by, wanted] =
    inner > 0
      ? [inner, addLinear(bound, constantLinear(inner * unit - 1))]
      : [-inner, addLinear(scaleLinear(bound, -1), constantLinear(-inner))];
  const positive = apply("maximum", linearValue(writer, wanted).expression, integer(0));
  return quotient(positive, integer(by * unit));
}

/** `value` times a whole number. */
export function times(value: Expression, by: number): Expression {
  if (by === 1) return value;
  return value.kind === "literal" ? integer(by * value.value) : apply("multiply", value, integer(by));
}

function name(writer: Writer, what: string, value: Expression): Expression {
  if (value.kind === "literal" || value.kind === "variable") return value;
  const unique = uniqueName(writer.names, what);
  say(writer, { kind: "let", name: unique, value });
  return variable(unique, "int", 1);
}

/** What of the loop is left, before the part and after it. */
export function besides({ first, end }: LoopPart, { count }: Along): readonly LoopPart[] {
  const before = first.kind === "literal" && first.value === 0 ? [] : [{ first: integer(0), end: first }];
  const isWhole = end === count;
  return isWhole ? before : [...before, { first: end, end: count }];
}
