/** Positions that are one of several: `maximum(seq - 1, 0)`, `minimum(seq, 3)`, `where(seq > 2, seq - 2, 0)`. */
import { literalSize, sizeValue, subtractSizes } from "../../sizes/size.ts";
import {
  affineOf,
  boundsOf,
  isNonNegative,
  normalisePosition,
  subtractPositions,
  withoutQuotients,
} from "../affine.ts";
import type { Node, Position } from "../graph.ts";
import { placeOf } from "../places.ts";
import { nodesOfPosition, substitutePosition } from "../positions.ts";

interface Chosen {
  /** The least or the largest of them, or whichever. */
  readonly which: "least" | "largest" | "any";
  readonly from: readonly Position[];
}

/** What a position is chosen from; undefined where it is one expression, or follows from data. */
function chosenFrom(at: Position): Chosen | undefined {
  for (const node of nodesOfPosition(at)) {
    if (node.kind !== "map" || !["minimum", "maximum", "select"].includes(node.operator)) continue;
    const parts = node.operator === "select" ? node.arguments.slice(1) : node.arguments;
    const from = parts.map((part) =>
      normalisePosition(
        substitutePosition<Node, Node>(at, (other) =>
          other === node ? (placeOf(part) ?? { kind: "value", node: part }) : { kind: "value", node: other },
        ),
      ),
    );
    const own = affineOf(at).terms.filter(({ part }) => nodesOfPosition(part).includes(node));
    const [term, ...others] = own;
    const isPlain = term?.part.kind === "value" && others.length === 0 && isNonNegative(term.coefficient);
    if (!isPlain || node.operator === "select") return { which: "any", from };
    return { which: node.operator === "minimum" ? "least" : "largest", from };
  }
  return undefined;
}

/** Whether a position is known to lie at another or before it. */
export function isAtMost(at: Position, limit: Position): boolean {
  const chosen = chosenFrom(at);
  const holds = (part: Position): boolean => isAtMost(part, limit);
  if (chosen !== undefined)
    return chosen.which === "least" ? chosen.from.some(holds) : chosen.from.every(holds);
  const bounds = boundsOf(withoutQuotients(normalisePosition<Node>(subtractPositions<Node>(at, limit))));
  return bounds !== undefined && isNonNegative(subtractSizes(literalSize(0), bounds.high));
}

/** How far before another a position may lie, at most; undefined where that isn't known. */
export function distanceBefore(at: Position, limit: Position): number | undefined {
  const chosen = chosenFrom(at);
  if (chosen === undefined) {
    const bounds = boundsOf(normalisePosition<Node>(subtractPositions<Node>(at, limit)));
    const low = bounds && sizeValue(bounds.low);
    return low === undefined ? undefined : -low;
  }
  const distances = chosen.from.map((part) => distanceBefore(part, limit));
  const known = distances.filter((distance) => distance !== undefined);
  if (chosen.which === "largest") return known.length === 0 ? undefined : Math.min(...known);
  return known.length < distances.length ? undefined : Math.max(...known);
}
