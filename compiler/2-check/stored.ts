import type { Span } from "../source/spans.ts";
import type { Size } from "../sizes/size.ts";
import { sizeSymbols, substituteSize } from "../sizes/size.ts";
import { axisNames, axisOf } from "./axes.ts";
import type { Body } from "./context.ts";
import { fail } from "./context.ts";
import type { AxisId } from "./model.ts";
import type { LayerInfo, Stored } from "./scope.ts";

/** What is stored has a size that is known when a package is built: a bounded axis is stored for its bound, and a free one has none. */
export function requireStorable(what: string, axes: readonly AxisId[], span: Span, body: Body): boolean {
  const sizes = axes.map((axis) => ({ what, size: axisOf(body.checker.axes, axis).size }));
  return areStorable(sizes, span, body);
}

/** Whether what a layer stores has a size for these axes; where they are axis parameters here, too, the user of this layer is asked. */
export function staysStorable(
  info: LayerInfo,
  sizes: ReadonlyMap<AxisId, Size>,
  span: Span,
  body: Body,
): boolean {
  const given = info.stored.map(({ what, size }) => ({ what, size: substituteSize(size, sizes) }));
  return areStorable(given, span, body);
}

function areStorable(stored: readonly Stored[], span: Span, body: Body): boolean {
  const { axes } = body.checker;
  for (const each of stored)
    for (const symbol of sizeSymbols(each.size)) {
      const kind = axes.get(symbol)?.origin.kind;
      if (kind === "rigid") body.layer?.stored.push(each);
      if (kind !== "free") continue;
      const [axis = symbol] = axisNames(axes, [symbol]);
      fail(body, "W0512", span, { what: each.what, axis });
      return false;
    }
  return true;
}
