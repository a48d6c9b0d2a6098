/**
 * Sorting long rows, and choosing their largest, by merging: the row is cut into as many short runs as a power of two, these are sorted
 * by counting, and then two by two become one. Each position of a merged run finds by bisection how many of those before it come from
 * the first of the two ("merge path": Green, McColl and Bader 2012), so all are made at once, in a dispatch for each doubling. Of equal
 * keys those of the first run come first.
 */
import type { GraphBuilder } from "../../3-graph/graph-builder.ts";
import type { Axis, Node, Position } from "../../3-graph/graph.ts";
import { literalSize } from "../../sizes/size.ts";
import { comeTo } from "./counted-places.ts";

/** Numbers in a run that is sorted by counting, at most: to compare all of so many costs less than the doublings that it saves. */
const mostCounted = 64;

/** No number is larger, and what fills the last run is at later positions than all numbers. */
const filling = 0x7fffffff;

/** So many runs of so many numbers, of each its key, and where in the row it came from. */
interface Runs {
  readonly run: Axis;
  readonly count: number;
  readonly place: Axis;
  readonly length: number;
  readonly keys: Node;
  readonly from: Node;
}

/** For each of the first `wanted` places of a row of `length` keys, integers: where along its axis stands what comes there. */
export function mergedPlaces(
  b: GraphBuilder<Node>,
  keys: Node,
  { axis, into }: { readonly axis: Axis; readonly into: Axis },
  { length, wanted }: { readonly length: number; readonly wanted: number },
): Node {
  let runs = sortedRuns(b, keys, axis, length, wanted);
  while (runs.count > 1) runs = mergedPairs(b, runs, axis, wanted);
  return b.index(runs.from, [
    { axis: runs.run, at: { kind: "constant", value: literalSize(0) } },
    { axis: runs.place, at: { kind: "axis", axis: into } },
  ]);
}

function sortedRuns(b: GraphBuilder<Node>, keys: Node, axis: Axis, length: number, wanted: number): Runs {
  let count = 1;
  while (Math.ceil(length / count) > mostCounted) count *= 2;
  const size = Math.ceil(length / count);
  const kept = Math.min(size, wanted);
  const run = partOf(axis, "runs", count, count);
  const within = partOf(axis, "within a run", size, count);
  const place = partOf(axis, "sorted", kept, count);
  const first = { kind: "scale", by: literalSize(size), of: { kind: "axis", axis: run } } as const;
  const at = { kind: "add", terms: [first, { kind: "axis", axis: within }] } as const;
  const isFull = count * size === length;
  const cut = b.index(keys, [{ axis, at }], isFull ? undefined : b.constant(filling, "int"));
  const here = comeTo(b, cut, { axis: within, into: place });
  const begin = b.map("multiply", [b.position(run), b.constant(size, "int")]);
  return {
    run,
    count,
    place,
    length: kept,
    keys: b.index(cut, [{ axis: within, at: { kind: "value", node: here } }]),
    from: b.map("add", [begin, here]),
  };
}

function mergedPairs(b: GraphBuilder<Node>, runs: Runs, axis: Axis, wanted: number): Runs {
  const { run, place, length, keys, from } = runs;
  const int = (value: number): Node => b.constant(value, "int");
  const count = runs.count / 2;
  const kept = Math.min(2 * length, wanted);
  const pair = partOf(axis, "runs", count, count);
  const merged = partOf(axis, "sorted", kept, count);
  const first = { kind: "scale", by: literalSize(2), of: { kind: "axis", axis: pair } } as const;
  const read = (of: Node, which: Position, at: Node): Node =>
    b.index(of, [
      { axis: run, at: { kind: "add", terms: [first, which] } },
      { axis: place, at: { kind: "value", node: at } },
    ]);
  const left: Position = { kind: "constant", value: literalSize(0) };
  const right: Position = { kind: "constant", value: literalSize(1) };
  const here = b.position(merged);
  const most = b.map("minimum", [here, int(length)]);
  // As many of those before come from the first run as can be, so that its last is no larger than the next of the second.
  let taken = b.map("maximum", [b.map("subtract", [here, int(length)]), int(0)]);
  for (let step = 2 ** Math.floor(Math.log2(length)); step >= 1; step /= 2) {
    const more = b.map("minimum", [b.map("add", [taken, int(step)]), most]);
    const last = b.map("maximum", [b.map("subtract", [more, int(1)]), int(0)]);
    const next = b.map("subtract", [here, more]);
    const isFirst = b.map("less_equal", [read(keys, left, last), read(keys, right, next)]);
    taken = b.map("select", [isFirst, more, taken]);
  }
  const rest = b.map("subtract", [here, taken]);
  const inside = (position: Node): Node => b.map("minimum", [position, int(length - 1)]);
  const [atLeft, atRight] = [inside(taken), inside(rest)];
  const isNoLarger = b.map("less_equal", [read(keys, left, atLeft), read(keys, right, atRight)]);
  const isLeft = b.map("less", [taken, int(length)]);
  const isRightDone = b.map("greater_equal", [rest, int(length)]);
  const isFirst = b.map("and", [isLeft, b.map("or", [isRightDone, isNoLarger])]);
  const which: Position = { kind: "value", node: b.map("select", [isFirst, int(0), int(1)]) };
  const at = b.map("select", [isFirst, atLeft, atRight]);
  const [nextKeys, nextFrom] = [read(keys, which, at), read(from, which, at)];
  return { run: pair, count, place: merged, length: kept, keys: nextKeys, from: nextFrom };
}

/** An axis of the row's, where that is `count` runs. */
function partOf(axis: Axis, name: string, size: number, count: number): Axis {
  return { id: `${axis.id} ${name} ${size} of ${count}`, name: axis.name, size: literalSize(size) };
}
