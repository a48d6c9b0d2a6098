/** Chooses the order of axes in which each value that is written lies in memory. */
import type { Axis, Node } from "../3-graph/graph.ts";
import { underViews, type Contraction } from "./contraction.ts";
import { frontierOf, type Group } from "./fuse.ts";
import { countOf, layOut, type Bounds } from "./layout.ts";
import type { Values } from "./materialise.ts";
import { hasAxis, sameAxes } from "./reads.ts";
import type { Home } from "./writer.ts";

/** Orders that are given: of parameters, states and what takes their place. */
export type GivenHomes = ReadonlyMap<Node, Home>;

/**
 * The homes of all that is written, beside the given ones. A gradient lies as its parameter does; a row that is reduced lies along the
 * memory; a result of a contraction ends with the axes over which the next one sums, or else with its right operand's.
 */
export function chooseHomes(
  groups: readonly Group[],
  values: Values,
  given: GivenHomes,
  bounds: Bounds,
): ReadonlyMap<Node, Home> {
  const homes = new Map<Node, Home>(given);
  const wished = wishes(groups, values, given);
  for (const group of groups) {
    const contraction = contractionIn(group, values);
    for (const item of group.written) {
      if (homes.has(item)) continue;
      const wish = [item, ...group.items].flatMap((node) => {
        const order = wished.get(node);
        return order !== undefined && sameAxes(order, item.axes) ? [order] : [];
      })[0];
      const order =
        contraction === undefined
          ? orderLikeReads(item, values, homes, wish)
          : (wish ?? orderOfContraction(contraction, homes, bounds));
      const arena = item.type === "real" ? "work" : "integers";
      homes.set(item, { arena, layout: layOut(order, bounds) });
    }
  }
  return homes;
}

export function contractionIn(group: Group, values: Values): Contraction | undefined {
  const [first] = group.items;
  return group.kind === "contract" && first !== undefined ? values.contractions.get(first) : undefined;
}

function wishes(
  groups: readonly Group[],
  values: Values,
  given: GivenHomes,
): ReadonlyMap<Node, readonly Axis[]> {
  const wished = new Map<Node, readonly Axis[]>();
  const wish = (node: Node, order: readonly Axis[]): void => {
    if (!wished.has(node) && sameAxes(node.axes, order)) wished.set(node, order);
  };
  for (const group of groups) {
    for (const item of group.items) {
      const order = given.get(item)?.layout.order;
      if (order === undefined || item.kind === "leaf") continue;
      for (const [read, { aligned }] of frontierOf(item, values)) if (aligned) wish(read, order);
    }
  }
  for (const group of groups.filter(({ kind }) => kind === "row")) {
    for (const item of group.items) {
      for (const [read, { aligned }] of frontierOf(item, values)) {
        if (aligned && sameAxes(read.axes, [...group.axes, ...group.over]))
          wish(read, [...group.axes, ...group.over]);
      }
    }
  }
  for (const contraction of values.contractions.values()) {
    for (const [operand, other] of [
      [contraction.leftOperand, contraction.rightOperand],
      [contraction.rightOperand, contraction.leftOperand],
    ] as const) {
      const base = underViews(operand);
      if (!sameAxes(base.axes, operand.axes)) continue;
      const summed = given
        .get(underViews(other))
        ?.layout.order.filter((axis) => hasAxis(contraction.over, axis));
      const last = summed?.length === contraction.over.length ? summed : contraction.over;
      wish(base, [...base.axes.filter((axis) => !hasAxis(contraction.over, axis)), ...last]);
    }
  }
  return wished;
}

/** Batch, rows, columns; the columns are the operand's whose memory runs along its own axes. */
function orderOfContraction(
  { batch, left, right, leftOperand, rightOperand }: Contraction,
  homes: ReadonlyMap<Node, Home>,
  bounds: Bounds,
): readonly Axis[] {
  const fastest = (operand: Node, own: readonly Axis[]): boolean => {
    const base = underViews(operand);
    const last = homes.get(base)?.layout.order.at(-1);
    return last !== undefined && hasAxis(own, last) && sameAxes(base.axes, operand.axes);
  };
  const [leftRuns, rightRuns] = [fastest(leftOperand, left), fastest(rightOperand, right)];
  const isRight = leftRuns === rightRuns ? countOf(left, bounds) >= countOf(right, bounds) : rightRuns;
  const [rows, columns] = isRight ? [left, right] : [right, left];
  const [rowOperand, columnOperand] = isRight ? [leftOperand, rightOperand] : [rightOperand, leftOperand];
  const like = (axes: readonly Axis[], operand: Node): readonly Axis[] => {
    const order = homes.get(underViews(operand))?.layout.order ?? [];
    return mergeOrders(axes, [order]);
  };
  return [...like(batch, columnOperand), ...like(rows, rowOperand), ...like(columns, columnOperand)];
}

/** As what it reads lies, the reads with most axes counting most; `wish` says which axes should come last. */
function orderLikeReads(
  node: Node,
  values: Values,
  homes: ReadonlyMap<Node, Home>,
  wish: readonly Axis[] | undefined,
): readonly Axis[] {
  const orders = [...frontierOf(node, values).keys()].flatMap((read) => {
    const order = homes.get(read)?.layout.order.filter((axis) => hasAxis(node.axes, axis));
    return order === undefined ? [] : [order];
  });
  orders.sort((a, b) => b.length - a.length);
  if (wish !== undefined && (orders[0]?.length ?? 0) < node.axes.length)
    return mergeOrders(node.axes, [wish]);
  return mergeOrders(node.axes, orders);
}

/** An order of `axes` that keeps to the first of `orders`, and fits in what others add: before an axis that they have after it. */
export function mergeOrders(axes: readonly Axis[], orders: readonly (readonly Axis[])[]): readonly Axis[] {
  const result: Axis[] = [];
  for (const order of [...orders, axes]) {
    const known = order.filter((axis) => hasAxis(axes, axis));
    for (const [at, axis] of known.entries()) {
      if (hasAxis(result, axis)) continue;
      const next = known.slice(at + 1).find((later) => hasAxis(result, later));
      const before = known
        .slice(0, at)
        .filter((earlier) => hasAxis(result, earlier))
        .at(-1);
      const place =
        next !== undefined ? indexOf(result, next) : before !== undefined ? indexOf(result, before) + 1 : 0;
      result.splice(order === axes ? 0 : place, 0, axis);
    }
  }
  return result;
}

function indexOf(axes: readonly Axis[], axis: Axis): number {
  return axes.findIndex(({ id }) => id === axis.id);
}
