/**
 * Checkpoints in time: a long scan under a gradient becomes a scan over segments, each a scan over its positions, and a short scan over
 * what is left. The adjoint of the outer one keeps what is carried into each segment and computes the segment anew, so that with about
 * as many segments as a segment has positions, what is kept grows with the root of the length.
 */
import { createSourceBuilder } from "../3-graph/builder.ts";
import type { ScanParts, SourceBuilder } from "../3-graph/graph-builder.ts";
import type { Axis, Entry, Graph, Position, ScanNode, SourceNode } from "../3-graph/graph.ts";
import {
  addPositions,
  axisPosition,
  constantPosition,
  positionKey,
  withoutAxes,
} from "../3-graph/positions.ts";
import { rebuild, rebuildSource } from "../3-graph/kinds.ts";
import { mapOutputs } from "../3-graph/outputs.ts";
import { orderOf, scansAround, topologicalOrder } from "../3-graph/topology.ts";
import { addSizes, evaluateSize, literalSize, sizeValue, substituteSize } from "../sizes/size.ts";
import { InternalError } from "../source/internal-error.ts";
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
  const order = orderOf(entry);
  if (!order.some(({ kind }) => kind === "scan")) return entry;
  const differentiated = order.flatMap((node) => (node.kind === "gradient" ? [node.of] : []));
  const under = new Set(topologicalOrder(differentiated));
  const around = scansAround(order);
  const fixed = new Map(
    entry.symbols.flatMap(({ symbol, low, high }) => (low === high ? [[symbol, high] as const] : [])),
  );
  const sizes = new Map([...fixed].map(([symbol, value]) => [symbol, literalSize(value)]));
  const lengthOf = ({ size }: Axis): number | undefined => sizeValue(substituteSize(size, sizes));
  const isLong = (node: ScanNode<SourceNode>): boolean => {
    const length = lengthOf(node.axis);
    if (length === undefined || length < fewest) return false;
    const carried = node.next.map((next, index) => [...next.axes, ...(node.initial[index]?.axes ?? [])]);
    const counts = carried.map((axes) => {
      const unique = [...new Map(axes.map((axis) => [axis.id, axis])).values()];
      return unique.reduce((product, { size }) => product * highest(size, entry), 1);
    });
    return length * counts.reduce((sum, count) => sum + count, 0) >= kept;
  };
  const chosen = new Set(
    order.filter(
      (node) =>
        node.kind === "scan" &&
        (under.has(node) || entry.kind === "evaluate") &&
        around.get(node)?.size === 0 &&
        isLong(node),
    ),
  );
  if (chosen.size === 0) return entry;
  return mapOutputs(entry, (roots) => {
    const b = createSourceBuilder();
    const made = new Map<SourceNode, SourceNode>();
    const get = (node: SourceNode): SourceNode => made.get(node) ?? node;
    for (const node of topologicalOrder(roots)) {
      const end = lastOf(node, chosen, lengthOf);
      if (end !== undefined) {
        const { run, index, length } = end;
        const copy = rebuild<SourceNode, SourceNode>(b, { ...run, result: { kind: "last", index } }, get);
        if (copy.kind !== "scan") throw new InternalError("a scan became another node", node.span);
        made.set(
          node,
          b.within(node, () => b.labelled(inSegments(b, copy, length), node.label)),
        );
        continue;
      }
      const copy = rebuildSource(b, node, get);
      const length = chosen.has(node) && copy.kind === "scan" ? lengthOf(copy.axis) : undefined;
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

/** What is read at the last position alone, of a value that is carried on: there is no need to keep it for all positions. */
function lastOf(
  node: SourceNode,
  chosen: ReadonlySet<SourceNode>,
  lengthOf: (axis: Axis) => number | undefined,
): { readonly run: ScanNode<SourceNode>; readonly index: number; readonly length: number } | undefined {
  if (node.kind !== "index" || node.of.kind !== "scan" || !chosen.has(node.of)) return undefined;
  const run = node.of;
  const [{ axis, at } = {}, ...others] = node.replaced;
  const length = lengthOf(run.axis);
  if (axis?.id !== run.axis.id || others.length > 0 || length === undefined) return undefined;
  if (run.result.kind !== "yielded" || at === undefined) return undefined;
  const value = run.yielded[run.result.index];
  const index = run.next.findIndex((next) => next === value);
  const isEnd =
    positionKey(at) ===
    positionKey(constantPosition(run.reversed ? 0 : addSizes(axis.size, literalSize(-1))));
  return isEnd && index >= 0 && node.otherwise === undefined ? { run, index, length } : undefined;
}

function highest(size: Axis["size"], { symbols }: Entry<SourceNode>): number {
  return sizeValue(size) ?? evaluateSize(size, new Map(symbols.map(({ symbol, high }) => [symbol, high])));
}

/** One result of the scan; those of one run share all that they are made from. */
function inSegments(b: SourceBuilder, run: ScanNode<SourceNode>, length: number): SourceNode {
  const { scan, axis, reversed, result } = run;
  const positions = Math.ceil(Math.sqrt(length));
  const count = Math.floor(length / positions);
  const left = length - count * positions;
  const segment: Axis = { id: `${scan} segment`, name: "segment", size: literalSize(count) };
  const within: Axis = { id: `${scan} within`, name: axis.name, size: literalSize(positions) };
  const rest: Axis = { id: `${scan} rest`, name: axis.name, size: literalSize(left) };
  // What is left comes last: at the end, or at the beginning where the scan goes backwards.
  const begin = reversed ? left : 0;
  const inSegment = addPositions<SourceNode>([
    { kind: "scale", by: literalSize(positions), of: axisPosition(segment) },
    axisPosition(within),
    constantPosition(literalSize(begin)),
  ]);
  const inRest = addPositions<SourceNode>([
    axisPosition(rest),
    constantPosition(literalSize(reversed ? 0 : length - left)),
  ]);

  const leaves = carriedLeaves(b, run);
  const initial = leaves.map((leaf, i) => b.spread(run.initial[i] ?? leaf, leaf.axes));
  /** The body under another name, over another axis. */
  const bodyAs = (name: string, over: Axis, seen: readonly SourceNode[], from: readonly SourceNode[]) => {
    const replacements = new Map<SourceNode, SourceNode>();
    leaves.forEach((leaf, index) =>
      replacements.set(leaf, b.leaf({ kind: "carried", scan: name, index }, leaf.axes, leaf.type)),
    );
    run.seen.forEach((value, i) => {
      const own = seen[i];
      if (own !== undefined)
        replacements.set(seenLeaf(b, scan, i, value, axis), seenLeaf(b, name, i, own, over));
    });
    const body = substitute(b, [...run.next, ...run.yielded], replacements, []);
    const next = body.slice(0, run.next.length).map((node, i) => b.spread(node, leaves[i]?.axes ?? []));
    const yielded = body.slice(run.next.length);
    const parts: ScanParts<SourceNode> = {
      ...{ scan: name, axis: over, reversed, initial: from, seen, next, yielded },
    };
    return parts;
  };

  const seenBySegment = run.seen.map((value) => along(b, value, axis, inSegment));
  const outerSeen = seenBySegment.map((value, i) => seenLeaf(b, segment.id, i, value, segment));
  const outerCarried = leaves.map((leaf, index) =>
    b.leaf({ kind: "carried", scan: segment.id, index }, leaf.axes, leaf.type),
  );
  const inner = bodyAs(within.id, within, outerSeen, outerCarried);
  const outer: ScanParts<SourceNode> = {
    ...{ scan: segment.id, axis: segment, reversed, segments: true, initial, seen: seenBySegment },
    next: leaves.map((_, index) => b.scan(inner, { kind: "last", index })),
    yielded: run.yielded.map((_, index) => b.scan(inner, { kind: "yielded", index })),
  };
  const ends = leaves.map((_, index) => b.scan(outer, { kind: "last", index }));
  const after = (): ScanParts<SourceNode> =>
    bodyAs(
      rest.id,
      rest,
      run.seen.map((value) => along(b, value, axis, inRest)),
      ends,
    );
  const { index } = result;
  if (result.kind === "last")
    return left === 0 ? (ends[index] ?? run) : b.scan(after(), { kind: "last", index });
  const own = axisPosition(axis);
  const shifted = addPositions<SourceNode>([
    own,
    constantPosition(literalSize(reversed ? positions - left : 0)),
  ]);
  const by = literalSize(positions);
  // Of a scan that goes backwards the rest lies before the segments: no quotient is of less than 0.
  const quotient: Position<SourceNode> = { kind: "quotient", of: shifted, by };
  const at = reversed ? addPositions([quotient, constantPosition(literalSize(-1))]) : quotient;
  const remainder: Position<SourceNode> = { kind: "remainder", of: shifted, by };
  const whole = b.scan(outer, result);
  const places = [
    { axis: segment, at },
    { axis: within, at: remainder },
  ];
  if (left === 0) return b.index(whole, places);
  const back = addPositions<SourceNode>([own, constantPosition(literalSize(reversed ? 0 : left - length))]);
  const outside = b.index(b.scan(after(), result), [{ axis: rest, at: back }], b.constant(0, run.type));
  return b.index(whole, places, outside);
}

function along(b: SourceBuilder, value: SourceNode, axis: Axis, at: Position<SourceNode>): SourceNode {
  return withoutAxes(value.axes, [axis]).length === value.axes.length
    ? value
    : b.index(value, [{ axis, at }]);
}
