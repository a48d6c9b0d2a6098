/**
 * Rows along two axes beside each other on the CPU: what doesn't move along the second one, such as the weights of a window of each channel, is read once for
 * several of its rows, whose sums stay in registers.
 */
import type { Axis, Node } from "../../../3-graph/graph.ts";
import { hasAxis } from "../../../3-graph/positions.ts";
import { sizeValue } from "../../../sizes/size.ts";
import type { Group } from "../../arrange/fuse.ts";
import { highOf, sizeOfDay, type Bounds } from "../../layout.ts";
import { isDear, madeFor, ownWork } from "../../work.ts";
import type { Access, Writer } from "../../writer/writer.ts";
import { factor, isMultipleOfDay, sizeOfRun, type Run } from "../grid.ts";
import { passesOf, type RowShape } from "./reduction.ts";
import type { RowWindow } from "./windows.ts";

/** What is known of a kernel's rows before it is written. */
export interface Trial {
  readonly accesses: readonly Access[];
  readonly pinned: ReadonlySet<string>;
  readonly windows: readonly RowWindow[];
  readonly variableOf: (axis: Axis) => string;
}

export interface RowTile {
  readonly axis: Axis;
  /** How long it is, and how many of its rows are beside each other. */
  readonly size: number;
  readonly count: number;
  /** Vectors beside each other along the fastest run. */
  readonly vectors: number;
}

/** So many sums, what is added to them and what that is made of have registers. */
const mostSums = 12;
/** In additions: what is made of more than a few numbers waits for other things than its loads. */
const mostWork = 8;
/** What a turn of a loop takes beside its loads, in loads. */
const turnCost = 4;
/** Where a window leaves its axis, rows beside each other are taken one by one: what such a turn takes more. */
const edgeCost = 0.7;
/** Less than this isn't worth a second body for what a tile leaves. */
const worthwhile = 0.85;

/** The tile that reads least; undefined where rows along the fastest run alone read about as little. */
export function chooseTile(
  group: Group,
  shape: RowShape,
  { accesses, windows, variableOf }: Trial,
  writer: Writer,
): RowTile | undefined {
  const run = shape.rowRuns.at(-1) ?? [];
  const sums = cheapSums(group, writer);
  if (sums === undefined || shape.overRuns.length === 0) return undefined;
  const { bounds } = writer;
  const reads = accesses.filter(({ stores }) => !stores);
  const variables = new Set([...shape.rows, ...group.over].map(variableOf));
  const moves = ({ address }: Access, axes: Run): boolean =>
    axes.some((axis) => factor(address, variableOf(axis)) !== 0) ||
    [...address.factors.keys()].some((name) => !variables.has(name));
  const costOf = (axis: Axis | undefined, count: number, vectors: number): number =>
    reads.reduce(
      (cost, read) => {
        const along = axis === undefined || moves(read, [axis]) ? 1 : 1 / count;
        return cost + along * (moves(read, run) ? 1 : 1 / vectors);
      },
      turnCost / (count * vectors),
    );
  const most = Math.floor(mostSums / sums);
  const widths = [6, 5, 4, 3, 2, 1].filter(
    (vectors) => vectors <= most && isMultipleOfDay(sizeOfRun(run, bounds), 4 * vectors, bounds),
  );
  const plain = Math.min(...widths.map((vectors) => costOf(undefined, 1, vectors)));
  // The nearest axis in memory that will do: its rows share lines of the cache, and don't push each other out of it.
  for (const [axis, ...others] of shape.rowRuns.slice(0, -1).toReversed()) {
    const size = axis === undefined ? undefined : sizeValue(sizeOfDay(axis.size, bounds));
    if (axis === undefined || others.length > 0 || size === undefined) continue;
    if (reads.every((read) => moves(read, [axis]) || !moves(read, group.over))) continue;
    let best: (RowTile & { readonly cost: number }) | undefined;
    const edges = edgesOf(axis, windows, bounds);
    for (const vectors of widths) {
      for (let count = 2; count * vectors <= most && count <= size; count++) {
        const rest = size % count;
        const restCost = rest === 0 ? 0 : rest * costOf(axis, rest, vectors);
        const inside = ((size - rest) * costOf(axis, count, vectors) + restCost) / size;
        const cost = inside * (1 + edgeCost * (count - 1) * edges);
        if (cost < worthwhile * plain && (best === undefined || cost < best.cost))
          best = { axis, size, count, vectors, cost };
      }
    }
    if (best !== undefined) return best;
  }
  return undefined;
}

/** Of which part of the turns a window along the axis, and whatever moves it, too, leaves another row outside. */
function edgesOf(axis: Axis, windows: readonly RowWindow[], bounds: Bounds): number {
  const shares = windows.flatMap(({ factors }) =>
    factors.has(axis) ? [1 / Math.max(...[...factors.keys()].map((one) => highOf(one.size, bounds)))] : [],
  );
  return Math.max(0, ...shares);
}

/** How many sums a pass over a row makes, where one is all there is, and little work. */
function cheapSums(group: Group, writer: Writer): number | undefined {
  const { reductions } = passesOf(group, writer);
  const writesRows = group.items.some(
    (item) =>
      item.kind !== "reduce" &&
      group.over.some((axis) => hasAxis(item.axes, axis)) &&
      group.written.has(item),
  );
  const [sums, ...others] = reductions;
  if (sums === undefined || others.length > 0 || writesRows) return undefined;
  let work = 0;
  const isRead = { has: (node: Node) => writer.homes.has(node) && !writer.own.has(node) };
  for (const { of } of sums) {
    madeFor(of, isRead, (node) => {
      work += node.kind === "map" && isDear(node.operator) ? mostWork + 1 : ownWork(node);
      return work <= mostWork;
    });
  }
  return work > mostWork ? undefined : sums.length;
}
