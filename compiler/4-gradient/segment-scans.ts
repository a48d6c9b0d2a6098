/**
 * Checkpoints in time: a long scan under a gradient becomes a scan over segments, each a scan over its positions, and a short scan over
 * what is left. The adjoint of the outer one keeps what is carried into each segment and computes the segment anew, so that with about
 * as many segments as a segment has positions, what is kept grows with the root of the length.
 */
import { createSourceBuilder } from "../3-graph/builder.ts";
import type { Replaced, ScanParts, SourceBuilder } from "../3-graph/graph-builder.ts";
import type { Axis, Entry, Graph, Position, ScanNode, SourceNode } from "../3-graph/graph.ts";
import {
  addPositions,
  axisPosition,
  constantPosition,
  positionKey,
  unionAxes,
  withoutAxes,
} from "../3-graph/positions.ts";
import { rebuildSource } from "../3-graph/kinds.ts";
import { mapOutputs } from "../3-graph/outputs.ts";
import { orderOf, scansAround, topologicalOrder } from "../3-graph/topology.ts";
import { addSizes, evaluateSize, literalSize, sizeValue, substituteSize } from "../sizes/size.ts";
import { carriedLeaves, seenLeaf } from "./scan-body.ts";
import { substitute } from "./substitute.ts";

/** Carried values of so many elements over all positions, 64 MiB, are worth a second computation. */
export const usualKept = 2 ** 24;
/** Of fewer positions nothing is saved. */
const fewest = 8;

/** The graph with every scan in segments that would keep at least so many elements for a gradient, or in an evaluation, where it costs nothing. */
export function segmentScans(graph: Graph<SourceNode>, kept: number): Graph<SourceNode> {
  return { ...graph, entries: graph.entries.map((entry) => segmentEntry(entry, kept)) };
}

function segmentEntry(entry: Entry<SourceNode>, kept: number): Entry<SourceNode> {
  const fixed = entry.symbols.filter(({ low, high }) => low === high);
  const sizes = new Map(fixed.map(({ symbol, high }) => [symbol, literalSize(high)]));
  const lengthOf = ({ size }: Axis): number | undefined => sizeValue(substituteSize(size, sizes));
  const chosen = longScans(entry, kept, lengthOf);
  if (chosen.size === 0) return entry;
  return mapOutputs(entry, (roots) => {
    const b = createSourceBuilder();
    const made = new Map<SourceNode, SourceNode>();
    const get = (node: SourceNode): SourceNode => made.get(node) ?? node;
    for (const node of topologicalOrder(roots)) {
      const run = chosen.has(node) && node.kind === "scan" ? node : lastOf(node, chosen);
      const length = run && lengthOf(run.axis);
      const copy = rebuildSource(b, run ?? node, get);
      made.set(
        node,
        copy.kind === "scan" && length !== undefined
          ? b.within(node, () => b.labelled(inSegments(b, copy, length), node.label))
          : copy,
      );
    }
    return roots.map(get);
  });
}

/** The scans that would keep at least so many elements, over all positions: those that are in no other, under a gradient or evaluated. */
function longScans(
  entry: Entry<SourceNode>,
  kept: number,
  lengthOf: (axis: Axis) => number | undefined,
): ReadonlySet<SourceNode> {
  const order = orderOf(entry);
  const scans = order.filter((node) => node.kind === "scan");
  if (scans.length === 0) return new Set();
  const differentiated = order.flatMap((node) => (node.kind === "gradient" ? [node.of] : []));
  const under = new Set(topologicalOrder(differentiated));
  const around = scansAround(order);
  const isLong = (node: ScanNode<SourceNode>): boolean => {
    const length = lengthOf(node.axis);
    return length !== undefined && length >= fewest && length * carriedElements(node, entry) >= kept;
  };
  const chosen = scans.filter(
    (node) => (under.has(node) || entry.kind === "evaluate") && around.get(node)?.size === 0 && isLong(node),
  );
  return new Set(chosen);
}

/** How many elements are carried from one position to the next, at the bounds. */
function carriedElements(node: ScanNode<SourceNode>, entry: Entry<SourceNode>): number {
  const counts = node.next.map((next, index) =>
    unionAxes(next.axes, node.initial[index]?.axes ?? []).reduce(
      (product, { size }) => product * highest(size, entry),
      1,
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * The run of a scan whose last carried value is what the node reads at the last position alone, of a value that is carried on: there is no
 * need to keep it for all positions.
 */
function lastOf(node: SourceNode, chosen: ReadonlySet<SourceNode>): ScanNode<SourceNode> | undefined {
  if (node.kind !== "index" || node.of.kind !== "scan" || !chosen.has(node.of)) return undefined;
  const run = node.of;
  const [{ axis, at } = {}, ...others] = node.replaced;
  if (axis?.id !== run.axis.id || others.length > 0) return undefined;
  if (run.result.kind !== "yielded" || at === undefined || node.otherwise !== undefined) return undefined;
  const value = run.yielded[run.result.index];
  const index = run.next.findIndex((next) => next === value);
  const end = constantPosition(run.reversed ? 0 : addSizes(axis.size, literalSize(-1)));
  const isEnd = positionKey(at) === positionKey(end);
  return isEnd && index >= 0 ? { ...run, result: { kind: "last", index } } : undefined;
}

function highest(size: Axis["size"], { symbols }: Entry<SourceNode>): number {
  return sizeValue(size) ?? evaluateSize(size, new Map(symbols.map(({ symbol, high }) => [symbol, high])));
}

/** How the positions of a scan are parted: in segments of equally many, and what is left, which comes last. */
interface Parting {
  readonly length: number;
  /** Of a segment. */
  readonly positions: number;
  readonly left: number;
  readonly segment: Axis;
  readonly within: Axis;
  readonly rest: Axis;
}

function partingOf({ scan, axis }: ScanNode<SourceNode>, length: number): Parting {
  const positions = Math.ceil(Math.sqrt(length));
  const count = Math.floor(length / positions);
  const left = length - count * positions;
  return {
    length,
    positions,
    left,
    segment: { id: `${scan} segment`, name: "segment", size: literalSize(count) },
    within: { id: `${scan} within`, name: axis.name, size: literalSize(positions) },
    rest: { id: `${scan} rest`, name: axis.name, size: literalSize(left) },
  };
}

/** One result of the scan; those of one run share all that they are made from. */
function inSegments(b: SourceBuilder, run: ScanNode<SourceNode>, length: number): SourceNode {
  const parting = partingOf(run, length);
  const leaves = carriedLeaves(b, run);
  const outer = overSegments(b, run, leaves, parting);
  const ends = leaves.map((_, index) => b.scan(outer, { kind: "last", index }));
  const { result } = run;
  const hasRest = parting.left > 0;
  if (result.kind === "last")
    return hasRest ? b.scan(overRest(b, run, leaves, ends, parting), result) : (ends[result.index] ?? run);
  const whole = b.scan(outer, result);
  const places = placesInSegments(run, parting);
  if (!hasRest) return b.index(whole, places);
  const ofRest = b.scan(overRest(b, run, leaves, ends, parting), result);
  const back = shiftedPosition(run.axis, run.reversed ? 0 : parting.left - length);
  const outside = b.index(ofRest, [{ axis: parting.rest, at: back }], b.constant(0, run.type));
  return b.index(whole, places, outside);
}

/** The scan over the segments, in which each is a scan over its positions. */
function overSegments(
  b: SourceBuilder,
  run: ScanNode<SourceNode>,
  leaves: readonly SourceNode[],
  { positions, left, segment, within }: Parting,
): ScanParts<SourceNode> {
  const { axis, reversed } = run;
  const initial = leaves.map((leaf, i) => b.spread(run.initial[i] ?? leaf, leaf.axes));
  // What is left lies at the beginning where the scan goes backwards.
  const position = addPositions<SourceNode>([
    { kind: "scale", by: literalSize(positions), of: axisPosition(segment) },
    axisPosition(within),
    constantPosition(literalSize(reversed ? left : 0)),
  ]);
  const seen = run.seen.map((value) => along(b, value, axis, position));
  const outerSeen = seen.map((value, i) => seenLeaf(b, segment.id, i, value, segment));
  const outerCarried = leaves.map((leaf, index) =>
    b.leaf({ kind: "carried", scan: segment.id, index }, leaf.axes, leaf.type),
  );
  const inner = scanOver(b, run, leaves, within, outerSeen, outerCarried);
  const next = leaves.map((_, index) => b.scan(inner, { kind: "last", index }));
  const yielded = run.yielded.map((_, index) => b.scan(inner, { kind: "yielded", index }));
  return { scan: segment.id, axis: segment, reversed, segments: true, initial, seen, next, yielded };
}

/** The scan over what is left, from the `ends` of the segments. */
function overRest(
  b: SourceBuilder,
  run: ScanNode<SourceNode>,
  leaves: readonly SourceNode[],
  ends: readonly SourceNode[],
  { length, left, rest }: Parting,
): ScanParts<SourceNode> {
  const position = shiftedPosition(rest, run.reversed ? 0 : length - left);
  const seen = run.seen.map((value) => along(b, value, run.axis, position));
  return scanOver(b, run, leaves, rest, seen, ends);
}

/** The scan's body over another axis, which names it, too. */
function scanOver(
  b: SourceBuilder,
  run: ScanNode<SourceNode>,
  leaves: readonly SourceNode[],
  over: Axis,
  seen: readonly SourceNode[],
  initial: readonly SourceNode[],
): ScanParts<SourceNode> {
  const scan = over.id;
  const replacements = new Map<SourceNode, SourceNode>();
  leaves.forEach((leaf, index) =>
    replacements.set(leaf, b.leaf({ kind: "carried", scan, index }, leaf.axes, leaf.type)),
  );
  run.seen.forEach((value, i) => {
    const own = seen[i];
    if (own !== undefined)
      replacements.set(seenLeaf(b, run.scan, i, value, run.axis), seenLeaf(b, scan, i, own, over));
  });
  const body = substitute(b, [...run.next, ...run.yielded], replacements, []);
  const next = body.slice(0, run.next.length).map((node, i) => b.spread(node, leaves[i]?.axes ?? []));
  const yielded = body.slice(run.next.length);
  return { scan, axis: over, reversed: run.reversed, initial, seen, next, yielded };
}

/** In which segment a position of the scan lies, and where in it. */
function placesInSegments(
  { axis, reversed }: ScanNode<SourceNode>,
  { positions, left, segment, within }: Parting,
): Replaced<SourceNode> {
  // Of a scan that goes backwards the rest lies before the segments: no quotient is of less than 0.
  const of = shiftedPosition(axis, reversed ? positions - left : 0);
  const by = literalSize(positions);
  const quotient: Position<SourceNode> = { kind: "quotient", of, by };
  return [
    { axis: segment, at: reversed ? addPositions([quotient, constantPosition(literalSize(-1))]) : quotient },
    { axis: within, at: { kind: "remainder", of, by } },
  ];
}

function shiftedPosition(axis: Axis, by: number): Position<SourceNode> {
  return addPositions<SourceNode>([axisPosition(axis), constantPosition(literalSize(by))]);
}

function along(b: SourceBuilder, value: SourceNode, axis: Axis, at: Position<SourceNode>): SourceNode {
  return withoutAxes(value.axes, [axis]).length === value.axes.length
    ? value
    : b.index(value, [{ axis, at }]);
}
