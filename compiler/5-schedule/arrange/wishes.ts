/** What the readers of values wish of the order of their axes. */
import type { Axis, Node } from "../../3-graph/graph.ts";
import { hasAxis, sameAxes } from "../../3-graph/positions.ts";
import { underRenames, underViews } from "../contraction.ts";
import { frontierOf, type Group } from "./fuse.ts";
import type { Home } from "../homes.ts";
import type { Values } from "./materialise.ts";

/** Orders that are given: of parameters, states and what takes their place. */
export type GivenHomes = ReadonlyMap<Node, Home>;

/** Axes that should run along the memory; in their order where that matters. */
export interface Last {
  readonly axes: readonly Axis[];
  readonly isOrdered: boolean;
  /** Of a row kernel, which reads rows either way. */
  readonly isOfRow: boolean;
}

export interface Wishes {
  /** The first that anyone wishes. */
  readonly orders: ReadonlyMap<Node, readonly Axis[]>;
  readonly lasts: ReadonlyMap<Node, readonly Last[]>;
}

export function wishesOf(groups: readonly Group[], values: Values, given: GivenHomes): Wishes {
  const orders = new Map<Node, readonly Axis[]>();
  const lasts = new Map<Node, Last[]>();
  const wishLast = (node: Node, last: Last): void => addTo(lasts, node, last);
  for (const group of groups) {
    // Sums alone read a row either way.
    const isRow =
      group.kind === "row" &&
      group.items.some((node) => node.kind !== "reduce" && node.axes.length > group.axes.length);
    const ofRows = [...group.axes, ...group.over];
    for (const item of group.items) {
      const order = given.get(item)?.layout.order;
      if (order === undefined && !isRow) continue;
      frontierOf(item, values).forEach(({ aligned }, read) => {
        if (!aligned) return;
        if (order !== undefined && sameAxes(read.axes, order) && !orders.has(read)) orders.set(read, order);
        if (isRow && sameAxes(read.axes, ofRows))
          wishLast(read, { axes: group.over, isOrdered: false, isOfRow: true });
      });
    }
  }
  for (const { leftOperand, rightOperand, over } of values.contractions.values()) {
    for (const [operand, other] of [
      [leftOperand, rightOperand],
      [rightOperand, leftOperand],
    ] as const) {
      const view = underRenames(operand);
      if (view === undefined) continue;
      const summed = given.get(underViews(other))?.layout.order.filter((axis) => hasAxis(over, axis)) ?? [];
      const isOrdered = summed.length === over.length;
      const axes = (isOrdered ? summed : over).map(view.axisOf);
      wishLast(view.base, { axes, isOrdered, isOfRow: false });
      const source = sourceOf(view.base, axes);
      if (source.axes.length > 0) wishLast(source.node, { axes: source.axes, isOrdered, isOfRow: false });
    }
  }
  return { orders, lasts };
}

/** What windows are laid out from, and those of its axes that run along theirs. */
function sourceOf(
  windows: Node,
  along: readonly Axis[],
): { readonly node: Node; readonly axes: readonly Axis[] } {
  let [node, axes] = [windows, along];
  while (node.kind === "index") {
    const { of, replaced } = node;
    axes = axes.flatMap((axis) => {
      const moved = replaced.find(({ at }) => at.kind === "axis" && at.axis.id === axis.id)?.axis;
      const own = moved ?? (replaced.some((one) => one.axis.id === axis.id) ? undefined : axis);
      return own !== undefined && hasAxis(of.axes, own) ? [own] : [];
    });
    node = of;
  }
  return { node, axes: node === windows ? [] : axes };
}

export function addTo<Key, Member>(lists: Map<Key, Member[]>, key: Key, member: Member): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [member]);
  else list.push(member);
}
