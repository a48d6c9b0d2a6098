/** Keeps what lies behind the text's last position out of what is summed, counted or sorted along it. */
import { literalSize, subtractSizes, symbolSize } from "../../sizes/size.ts";
import type { GraphBuilder } from "../graph-builder.ts";
import type { Axis, Node, ReduceOperator } from "../graph.ts";
import { hasAxis } from "../positions.ts";
import { neutral } from "../neutral.ts";
import { isTime, type Reading, type Text } from "./readings.ts";
import { soFar } from "./room.ts";

/** Where along the axis the text is: what lies behind holds any finite numbers. */
function isWithin(b: GraphBuilder<Node>, axis: Axis, { symbol }: Text): Node {
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
  return hasAxis(values.axes, axis) ? chosen(b, isWithin(b, axis, text), values, outside) : values;
}

function chosen(b: GraphBuilder<Node>, condition: Node, values: Node, outside: number): Node {
  const constant = b.constant(outside, values.type);
  return b.spread(b.map("select", [condition, values, constant]), values.axes);
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
    masked = maskOne(b, operator, masked, axis, isWithin(b, axis, text));
  }
  return masked;
}

/** The operand of a reduction over the axis, without what the condition rules out. A product's first factor is masked, so that a sum of products stays one. */
export function maskOne(
  b: GraphBuilder<Node>,
  operator: ReduceOperator,
  of: Node,
  axis: Axis,
  condition: Node,
): Node {
  if (!hasAxis(of.axes, axis)) return of;
  if (operator === "sum" && of.kind === "map" && of.operator === "multiply" && of.type === "real") {
    const at = of.arguments.findIndex((each) => hasAxis(each.axes, axis));
    const factors = of.arguments.map((each, index) => (index === at ? chosen(b, condition, each, 0) : each));
    return b.map("multiply", factors);
  }
  return chosen(b, condition, of, neutral[operator]);
}
