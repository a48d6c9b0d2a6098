import type { Span } from "../../source/spans.ts";
import { literalSize, sizeSymbols, subtractSizes } from "../../sizes/size.ts";
import { axisOf } from "../axes.ts";
import type { Body } from "../context.ts";
import type { AxisId } from "../model.ts";
import type { Value } from "../values.ts";
import { brokenValue, sizeValueOf, typeOf, valueOf } from "../values.ts";

/** `last` in an index of an axis. Where all records have one size it is that size's; an unknown axis was reported. */
export function lastOf(axis: AxisId | undefined, span: Span, body: Body): Value {
  if (axis === undefined) return brokenValue(span);
  const { axes } = body.checker;
  const { size } = axisOf(axes, axis);
  const differs = sizeSymbols(size).some((symbol) => {
    const kind = axes.get(symbol)?.origin.kind;
    return kind === "bounded" || kind === "rigid";
  });
  if (!differs) return sizeValueOf(subtractSizes(size, literalSize(1)), span);
  return valueOf({ kind: "last", axis, type: typeOf([], "int"), span }, [], true);
}
