/** Keeps what lies behind the text's last position out of what is summed, counted or sorted along it. */
import { largest } from "../../operators/reference.ts";
import { literalSize, subtractSizes, symbolSize } from "../../sizes/size.ts";
import type { GraphBuilder } from "../builder.ts";
import type { Axis, Node, ReduceOperator } from "../graph.ts";
import { hasAxis } from "../positions.ts";
import { isTime, type Reading, type Text } from "./readings.ts";
import { soFar } from "./room.ts";

const neutral = { sum: 0, product: 1, max: -largest, min: largest } as const;

/** Where along the axis the text is: what lies behind holds any finite numbers. */
export function isWithin(b: GraphBuilder<Node>, axis: Axis, { symbol }: Text): Node {
  const last = subtractSizes(symbolSize(soFar(symbol)), literalSize(1));
  return b.map("less_equal", [b.position(axis), b.size(last)]);
}

/** The values, `outside` behind the last position of the axis. */
export function maskedValues(
  b: GraphBuilder<Node>,
  values: Node,
  axis: Axis,
  outside: number,
  text: Text,
): Node {
  if (!hasAxis(values.axes, axis)) return values;
  const constant = b.constant(outside, values.type);
  return b.spread(b.map("select", [isWithin(b, axis, text), values, constant]), values.axes);
}

/**
 * The operand of a reduction over time axes. Where the spec's own mask, at the last position, rules out all that lies behind,
 * there is nothing to do: `reading` is the operand's, and `pinned` are the axes of which it has the last position.
 */
export function maskedReduction(
  b: GraphBuilder<Node>,
  operator: ReduceOperator,
  over: readonly Axis[],
  of: Node,
  reading: Reading | undefined,
  pinned: readonly Axis[],
  text: Text,
): Node {
  let masked = of;
  for (const axis of over) {
    if (!isTime(axis, text)) continue;
    const isRuledOut = reading?.outside.some(
      ({ low, high, value }) =>
        low === axis.id &&
        pinned.some(({ id }) => id === high) &&
        Math.abs(value - neutral[operator]) <= 1e-6 * Math.abs(neutral[operator]),
    );
    if (isRuledOut === true) continue;
    masked = maskOne(b, operator, masked, axis, text);
  }
  return masked;
}

/** A product's first factor is masked, so that a sum of products stays one. */
function maskOne(b: GraphBuilder<Node>, operator: ReduceOperator, of: Node, axis: Axis, text: Text): Node {
  if (operator === "sum" && of.kind === "map" && of.operator === "multiply" && of.type === "real") {
    const at = of.arguments.findIndex((each) => hasAxis(each.axes, axis));
    const factors = of.arguments.map((each, index) =>
      index === at ? maskedValues(b, each, axis, 0, text) : each,
    );
    return b.map("multiply", factors);
  }
  return maskedValues(b, of, axis, neutral[operator], text);
}
