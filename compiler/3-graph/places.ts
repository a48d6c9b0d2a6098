/** Recognises quasi-affine positions in integer nodes, so that views and windows are views and windows for all later phases. */
import { literalSize, subtractSizes } from "../sizes/size.ts";
import type { Size } from "../sizes/size.ts";
import { isNonNegative } from "./affine.ts";
import type { MapNode, Node, Position, SourceNode } from "./graph.ts";
import { addPositions, axisPosition, constantPosition, scalePosition } from "./positions.ts";

/** The size that an integer node is, if it depends on no position and no data. */
function sizeOf(node: SourceNode): Size | undefined {
  if (node.kind !== "leaf" || node.axes.length > 0) return undefined;
  if (node.leaf.kind === "constant" && Number.isInteger(node.leaf.value)) return literalSize(node.leaf.value);
  return node.leaf.kind === "size" ? node.leaf.size : undefined;
}

/** What the node reads as an index: affine in positions where its operators are, else a value of data. */
export function positionOf(node: SourceNode): Position<SourceNode> {
  return quasiAffine(node) ?? { kind: "value", node };
}

/** The expression that reads no data; undefined where the node isn't one. */
export function quasiAffine(node: SourceNode): Position<never> | undefined {
  if (node.kind === "leaf") {
    const size = sizeOf(node);
    if (size !== undefined) return constantPosition(size);
    const [axis] = node.axes;
    return node.leaf.kind === "position" && axis !== undefined ? axisPosition(axis) : undefined;
  }
  if (node.kind !== "map") return undefined;
  const [left, right] = node.arguments;
  if (left === undefined) return undefined;
  if (node.operator === "negate") {
    const of = quasiAffine(left);
    return of && scalePosition(of, literalSize(-1));
  }
  if (right === undefined) return undefined;
  switch (node.operator) {
    case "add":
    case "subtract": {
      const a = quasiAffine(left);
      const b = quasiAffine(right);
      if (a === undefined || b === undefined) return undefined;
      return addPositions([a, node.operator === "add" ? b : scalePosition(b, literalSize(-1))]);
    }
    case "multiply": {
      const factor = sizeOf(right) ?? sizeOf(left);
      const of = factor === undefined ? undefined : quasiAffine(sizeOf(right) === undefined ? right : left);
      return of && factor && scalePosition(of, factor);
    }
    case "quotient":
    case "modulo": {
      const by = sizeOf(right);
      const of = quasiAffine(left);
      // What is known of quotients and remainders is so of positive divisors.
      if (of === undefined || by === undefined || !isNonNegative(subtractSizes(by, literalSize(1))))
        return undefined;
      return { kind: node.operator === "quotient" ? "quotient" : "remainder", of, by };
    }
    default:
      return undefined;
  }
}

/** The node as an expression of positions, also where it was converted to a real. */
export function placeOf(node: Node): Position<never> | undefined {
  if (node.kind === "leaf" && node.leaf.kind === "constant")
    return Number.isInteger(node.leaf.value) ? quasiAffine({ ...node, type: "int" }) : undefined;
  const inner = node.kind === "map" && node.operator === "to_real" ? node.arguments[0] : node;
  return inner?.type === "int" ? quasiAffine(inner) : undefined;
}

/** The outcome of a comparison of which it is known where left - right lies; undefined for other operators, too. */
export function decided(operator: MapNode["operator"], low: number, high: number): boolean | undefined {
  const holds = (certain: boolean, impossible: boolean): boolean | undefined =>
    certain ? true : impossible ? false : undefined;
  switch (operator) {
    case "less":
      return holds(high < 0, low >= 0);
    case "less_equal":
      return holds(high <= 0, low > 0);
    case "greater":
      return holds(low > 0, high <= 0);
    case "greater_equal":
      return holds(low >= 0, high < 0);
    case "equal":
      return holds(low === 0 && high === 0, low > 0 || high < 0);
    case "not_equal":
      return holds(low > 0 || high < 0, low === 0 && high === 0);
    default:
      return undefined;
  }
}
