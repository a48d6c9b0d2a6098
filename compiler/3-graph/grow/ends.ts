/** Positions that are counted from a text's end, where there is room behind it. */
import { literalSize, sizeSymbols, subtractSizes } from "../../sizes/size.ts";
import { boundsOf, isNonNegative, normalisePosition, subtractPositions } from "../affine.ts";
import type { IndexNode, Node, Position } from "../graph.ts";
import { axesOfPosition, constantPosition, sizesOfPosition } from "../positions.ts";
import { NotByRows, type Cutting } from "./cutting.ts";
import { causeOfPosition, isTime, type Text } from "./readings.ts";
import { soFar } from "./room.ts";

/** Whether a position of the text, perhaps one behind its end, is counted from the end. */
export function countsFromEnd(at: Position, text: Text): boolean {
  const length = soFar(text.symbol);
  const hasLength = sizesOfPosition(at).some((size) => sizeSymbols(size).includes(length));
  return hasLength && axesOfPosition(at).some((axis) => isTime(axis, text));
}

/**
 * There is room behind the last position: a place there isn't outside of the axis, as it would be at the end of a text. So what isn't known
 * to lie before the last position can't have an `otherwise`, and what counts from the end can't be read at positions behind it. `moved` is
 * where the row reads.
 */
export function checkPosition(
  { text, last }: Cutting,
  node: IndexNode,
  { axis, at }: IndexNode["replaced"][number],
  moved: Position,
): void {
  const cause = causeOfPosition(node, axis, at, text);
  if (cause === undefined || !isTime(axis, text)) return;
  const after = boundsOf(normalisePosition<Node>(subtractPositions<Node>(moved, constantPosition(last))));
  const isEarlier = after !== undefined && isNonNegative(subtractSizes(literalSize(0), after.high));
  const isFree = axesOfPosition(moved).some((read) => isTime(read, text));
  if (!isEarlier && (node.otherwise !== undefined || isFree)) throw new NotByRows(node, cause);
}
