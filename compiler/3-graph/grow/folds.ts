/**
 * Running sums, products, maxima and minima: what a reduction over all earlier positions is at the last one follows from what it was at the
 * position before and from the last term, so that only the one number is kept. A running mean is a running sum over a running count.
 *
 * The terms are then added one after the other, which in f32 is off by (n - 1) / 2^24 of the sum of their absolute values at most, for n
 * positions; maxima, minima and counts below 2^24 are exact.
 */
import { sizeValue } from "../../sizes/size.ts";
import { affineOf, normalisePosition, subtractPositions } from "../affine.ts";
import type { Axis, MapNode, Node, ReduceNode, ReduceOperator } from "../graph.ts";
import { constantOf } from "../patterns.ts";
import { conjunctsOf } from "../position-values.ts";
import { placeOf } from "../places.ts";
import { hasAxis, unionAxes, withoutAxes } from "../positions.ts";
import { neutral } from "../neutral.ts";
import { operands } from "../kinds.ts";
import { timeAxesOf, type Cutting } from "./cutting.ts";
import { isTime } from "./readings.ts";

export interface Fold {
  /** The axis of the terms. */
  readonly axis: Axis;
  /** What is reduced, at each position of the axis. */
  readonly term: Node;
  /** The same reduction over all of a text. */
  readonly whole: Node;
  /** Whether the last position takes part. */
  readonly isInclusive: boolean;
}

export const combining = {
  sum: "add",
  product: "multiply",
  max: "maximum",
  min: "minimum",
} as const satisfies Record<ReduceOperator, MapNode["operator"]>;

/** The reduction as a fold along the text; undefined where it isn't one, or is wanted at other positions than the last. */
export function foldOf(cutting: Cutting, node: ReduceNode, pinned: readonly Axis[]): Fold | undefined {
  const { text } = cutting;
  const [along, ...twins] = node.over.filter((axis) => isTime(axis, text));
  const [upTo, ...others] = timeAxesOf(cutting, node);
  if (along === undefined || upTo === undefined || twins.length > 0 || others.length > 0) return undefined;
  if (cutting.inBodies.has(node) || !hasAxis(pinned, upTo)) return undefined;
  const found = termOf(cutting, node.operator, node.of, along, upTo);
  if (found === undefined || isOfLater(cutting, found.term, upTo)) return undefined;
  const term = spreadOver(cutting, node, found.term);
  const whole = {
    ...node,
    id: cutting.nextId(),
    of: term,
    axes: node.axes.filter(({ id }) => id !== upTo.id),
  };
  return { axis: along, whole, ...found, term };
}

/** A term may lack an axis of the reduction, as 1 does where positions are counted that a condition alone names. */
function spreadOver(cutting: Cutting, { over, span, origin }: ReduceNode, term: Node): Node {
  const lacking = withoutAxes(over, term.axes);
  if (lacking.length === 0) return term;
  const shared = { type: term.type, span, label: undefined, origin };
  const leaf = { kind: "constant", value: 0 } as const;
  const zero: Node = { ...shared, kind: "leaf", id: cutting.nextId(), axes: lacking, leaf };
  return {
    ...shared,
    kind: "map",
    id: cutting.nextId(),
    operator: "add",
    arguments: [term, zero],
    axes: unionAxes(term.axes, lacking),
  };
}

/** Whether a term reads the position up to which it is summed, or would be another one in a longer text. */
function isOfLater(cutting: Cutting, term: Node, upTo: Axis): boolean {
  if (hasAxis(term.axes, upTo)) return true;
  const reading = cutting.readings.get(term);
  if (reading !== undefined) return reading.cause !== undefined;
  return operands<Node>(term).some((each) => isOfLater(cutting, each, upTo));
}

type Term = Pick<Fold, "term" | "isInclusive">;

function termOf(
  cutting: Cutting,
  operator: ReduceOperator,
  of: Node,
  along: Axis,
  upTo: Axis,
): Term | undefined {
  if (of.kind !== "map") return undefined;
  const [condition, value, otherwise] = of.arguments;
  if (of.operator === "multiply" && operator === "sum") {
    const at = of.arguments.findIndex((each) => hasAxis(each.axes, upTo));
    const factor = of.arguments[at];
    const found = factor && termOf(cutting, operator, factor, along, upTo);
    const factors = of.arguments.map((each, index) =>
      index === at && found !== undefined ? found.term : each,
    );
    return found && { ...found, term: mapOver(cutting, of, factors) };
  }
  if (of.operator !== "select" || condition === undefined || value === undefined || otherwise === undefined)
    return undefined;
  if (Math.fround(constantOf(otherwise) ?? NaN) !== Math.fround(neutral[operator])) return undefined;
  const conjuncts = conjunctsOf(condition);
  const ends = conjuncts.map((each) => endOf(each, along, upTo));
  const at = ends.findIndex((end) => end !== undefined);
  const isInclusive = ends[at];
  if (isInclusive === undefined) return undefined;
  const rest = conjuncts.filter((_, index) => index !== at);
  const term = rest.reduce((chosen, each) => mapOver(cutting, of, [each, chosen, otherwise]), value);
  return { term, isInclusive };
}

/** For `along <= upTo` true, for `along < upTo` false, undefined for all else. */
function endOf(condition: Node, along: Axis, upTo: Axis): boolean | undefined {
  if (condition.kind !== "map") return undefined;
  const [left, right] = condition.arguments.map(placeOf);
  if (left === undefined || right === undefined) return undefined;
  const { constant, terms } = affineOf(normalisePosition<Node>(subtractPositions<Node>(left, right)));
  const shift = sizeValue(constant);
  const factorOf = (axis: Axis): number | undefined => {
    const found = terms.find(({ part }) => part.kind === "axis" && part.axis.id === axis.id);
    return found && sizeValue(found.coefficient);
  };
  const sign = factorOf(along);
  if (terms.length !== 2 || shift === undefined || sign === undefined || factorOf(upTo) !== -sign)
    return undefined;
  const { operator } = condition;
  // sign * (along - upTo) + shift is compared with 0.
  const isBelow = operator === "less" || operator === "less_equal";
  const isAbove = operator === "greater" || operator === "greater_equal";
  if (!(isBelow && sign === 1) && !(isAbove && sign === -1)) return undefined;
  const most = -sign * shift - (operator === "less" || operator === "greater" ? 1 : 0);
  return most === 0 ? true : most === -1 ? false : undefined;
}

function mapOver(cutting: Cutting, like: MapNode, values: readonly Node[]): MapNode {
  return {
    ...like,
    id: cutting.nextId(),
    arguments: values,
    axes: unionAxes(...values.map(({ axes }) => axes)),
  };
}
