/** What is kept of a text between its positions: how it is yielded, and how the last row comes into it. */
import { literalSize, sizeValue, subtractSizes, symbolSize } from "../../sizes/size.ts";
import { createBuilder } from "../builder.ts";
import type { GraphBuilder } from "../graph-builder.ts";
import type { Axis, Node, Output } from "../graph.ts";
import { rebuild } from "../kinds.ts";
import { topologicalOrder } from "../topology.ts";
import type { Kept } from "./cutting.ts";
import type { Text } from "./readings.ts";

/** Caches hold reals. */
export function asReal(node: Node): Node {
  if (node.type === "real") return node;
  const { axes, span, label, origin } = node;
  return {
    kind: "map",
    operator: "to_real",
    arguments: [node],
    axes,
    type: "real",
    span,
    label,
    origin,
    id: -1 - node.id,
  };
}

/** Lets scans yield what they carry, and takes what they carry last from there. */
export function withCarried(roots: readonly Node[], kept: readonly Kept[], text: Text): readonly Node[] {
  const scans = new Set(kept.flatMap(({ carries }) => carries?.scan ?? []));
  if (scans.size === 0) return roots;
  const b = createBuilder();
  const made = new Map<Node, Node>();
  const get = (node: Node): Node => made.get(node) ?? node;
  for (const node of topologicalOrder(roots)) {
    if (node.kind !== "scan" || !scans.has(node.scan)) {
      made.set(node, rebuild(b, node, get));
      continue;
    }
    const { scan, axis, reversed, result } = node;
    const [initial, seen, next] = [node.initial.map(get), node.seen.map(get), node.next.map(get)];
    const own = node.yielded.map(get);
    const yielded = [...own, ...next.filter((value) => !own.includes(value))];
    const parts = { scan, axis, reversed, initial, seen, next, yielded };
    const value = next[result.index];
    const isLast = result.kind === "last" && value !== undefined;
    const index = isLast ? yielded.indexOf(value) : result.index;
    const whole = b.scan(parts, { kind: "yielded", index });
    const last = subtractSizes(symbolSize(text.symbol), literalSize(1));
    made.set(
      node,
      isLast
        ? b.spread(b.index(whole, [{ axis, at: { kind: "constant", value: last } }]), node.axes)
        : b.within(node, () => b.labelled(b.spread(whole, node.axes), node.label)),
    );
  }
  return roots.map(get);
}

/**
 * Puts in the place of each leaf what is kept, with the last row in it. `simple` has so many results, and then the next row, or the next
 * value, of what doesn't stay as it is.
 */
export function replaceKept(
  simple: readonly Node[],
  count: number,
  kept: readonly Kept[],
  lastOf: (b: GraphBuilder<Node>) => Node,
): { readonly results: readonly Node[]; readonly caches: readonly Output[] } {
  const b = createBuilder();
  const byPath = new Map(kept.map((each) => [each.path, each]));
  const made = new Map<Node, Node>();
  const updates = new Map<string, Node>();
  const results = simple.slice(0, count);
  const lasting = kept.filter(({ next }) => next !== undefined);
  const nexts = new Map(lasting.map(({ path }, index) => [path, simple[count + index]]));
  const last = lastOf(b);
  const updateOf = (path: string): Node | undefined => {
    const known = updates.get(path);
    const each = byPath.get(path);
    const next = nexts.get(path);
    if (known !== undefined || each === undefined || next === undefined) return known;
    const row = copy(next);
    const leaf = b.leaf(each.leaf.leaf, each.leaf.axes, "real");
    const update =
      each.axis === undefined
        ? b.spread(row, leaf.axes)
        : b.map("select", [
            b.map("equal", [b.position(each.axis), placeOf(b, each.axis, last)]),
            b.spread(
              row,
              leaf.axes.filter(({ id }) => id !== each.axis?.id),
            ),
            leaf,
          ]);
    updates.set(path, update);
    return update;
  };
  const copy = (root: Node): Node => {
    for (const node of topologicalOrder([root], (each) => made.has(each))) {
      if (made.has(node)) continue;
      const path = node.kind === "leaf" && node.leaf.kind === "state" ? node.leaf.path : undefined;
      const isRowed = path !== undefined && byPath.get(path)?.axis !== undefined;
      const update = isRowed ? updateOf(path) : undefined;
      made.set(node, update ?? rebuild(b, node, (operand) => made.get(operand) ?? operand));
    }
    return made.get(root) ?? root;
  };
  const copied = results.map(copy);
  const caches = kept.flatMap(({ path }): readonly Output[] => {
    const node = updateOf(path);
    return node === undefined ? [] : [{ role: "cache", name: path, node, order: node.axes }];
  });
  return { results: copied, caches };
}

/** Where the last position's row goes: into a ring in the place of one that nobody reads any more. */
function placeOf(b: GraphBuilder<Node>, axis: Axis, last: Node): Node {
  const count = sizeValue(axis.size);
  return count === undefined ? last : b.map("modulo", [last, b.constant(count, "int")]);
}
