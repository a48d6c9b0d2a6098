/** Chooses the order of axes in which each value that is written lies in memory. */
import type { Axis, Node } from "../../3-graph/graph.ts";
import { tableOf, type NodeTable } from "../../3-graph/by-node.ts";
import { underViews, type Contraction } from "../contraction.ts";
import { frontierOf, type Group, type GroupLoop } from "./fuse.ts";
import { countOf, fixedValue, layOut, type Bounds } from "../layout.ts";
import type { Values } from "./materialise.ts";
import { mergeOrders, orderLikeReads, orderOfView } from "./orders.ts";
import { homeOfPart, type Part, type StripResult } from "../strips/strips.ts";
import { hasAxis, sameAxes } from "../../3-graph/positions.ts";
import type { Home, Homes } from "../homes.ts";
import { homesOfStack, type StackAccess } from "./stacks.ts";
import { wishesOf, type GivenHomes, type Last, type Wishes } from "./wishes.ts";

/** Fewer don't fill the tiles of a product. */
const fewColumns = 8;

/**
 * The homes of all that is written, beside the given ones. A gradient lies as its parameter does; a row that is reduced lies along the
 * memory; a result of a contraction ends with the axes over which the next one sums, or else with its right operand's.
 */
export function chooseHomes(
  groups: readonly Group[],
  values: Values,
  given: GivenHomes,
  stacks: StackAccess,
  bounds: Bounds,
): Homes {
  const homes = tableOf<Home>(values.nodes);
  for (const [node, home] of given) homes.set(node, home);
  const choosing: Choosing = { values, homes, wishes: wishesOf(groups, values, given), stacks, bounds };
  const entered = new Set<GroupLoop>();
  for (const group of groups) {
    const [loop] = group.loops;
    if (loop !== undefined && !entered.has(loop)) {
      entered.add(loop);
      placeStacks(
        groups.filter(({ loops }) => loops[0] === loop),
        choosing,
      );
    }
    // What a stack begins with waits for the loop, whose values say how they lie.
    for (const item of group.written)
      if (!homes.has(item) && !stacks.sinks.has(item)) place(item, group, choosing);
  }
  for (const [node, result] of values.strips.results) {
    const whole = homes.get(result.whole);
    if (whole !== undefined && !homes.has(node)) homes.set(node, homeIn(whole, result));
  }
  return homes;
}

interface Choosing {
  readonly values: Values;
  /** So far. */
  readonly homes: NodeTable<Home>;
  readonly wishes: Wishes;
  readonly stacks: StackAccess;
  readonly bounds: Bounds;
}

/**
 * Where stacks lie that a loop's groups write to: their rows as what each turn writes would without them. All else lies for now as it
 * would where the carried values come from anywhere.
 */
function placeStacks(groups: readonly Group[], choosing: Choosing): void {
  const { homes, stacks, bounds } = choosing;
  const forNow = tableOf<Home>(choosing.values.nodes);
  const trial: Choosing = {
    ...choosing,
    homes: {
      get: (node) => homes.get(node) ?? forNow.get(node),
      has: (node) => homes.has(node) || forNow.has(node),
      set: forNow.set,
    },
  };
  for (const group of groups) {
    for (const item of group.written) {
      const sink = stacks.sinks.get(item);
      if (sink?.first === true) continue;
      if (sink === undefined) {
        if (!trial.homes.has(item)) place(item, group, trial);
        continue;
      }
      const order = homes.get(item)?.layout.order ?? orderOf(item, group, undefined, trial);
      for (const [node, home] of homesOfStack(sink.stack, order, stacks, bounds)) homes.set(node, home);
    }
  }
}

function place(item: Node, group: Group, choosing: Choosing): void {
  const { values, homes, bounds } = choosing;
  const result = values.strips.results.get(item);
  const known = result && homes.get(result.whole);
  if (result !== undefined && known !== undefined) {
    homes.set(item, homeIn(known, result));
    return;
  }
  const chosen = orderOf(item, group, result, choosing);
  const arena = item.type === "real" ? "work" : "integers";
  if (result === undefined) {
    homes.set(item, { arena, layout: layOut(chosen, bounds) });
    return;
  }
  const { part, whole } = result;
  const all = chosen.map((axis) => (axis.id === part?.part.id ? part.axis : axis));
  const home: Home = { arena, layout: layOut(all, bounds) };
  homes.set(whole, home);
  homes.set(item, homeIn(home, result));
}

/** As its readers wish, or as it comes. */
function orderOf(
  item: Node,
  group: Group,
  result: StripResult | undefined,
  { values, homes, wishes, stacks, bounds }: Choosing,
): readonly Axis[] {
  const alike = [item, ...group.items.filter((node) => sameAxes(node.axes, item.axes))];
  const ofWhole = (axes: readonly Axis[]): readonly Axis[] => axesInPart(axes, result?.part);
  const wholes = result === undefined ? [] : [result.whole];
  const first = (nodes: readonly Node[]): readonly Axis[] | undefined => {
    const wished = nodes.find((node) => wishes.orders.has(node));
    return wished && wishes.orders.get(wished);
  };
  const ofFirstWhole = first(wholes);
  const order = first(alike) ?? (ofFirstWhole && ofWhole(ofFirstWhole));
  if (order !== undefined) return order;
  const contraction = contractionIn(group, values);
  const natural = (last: Last | undefined): readonly Axis[] =>
    contraction === undefined
      ? orderLikeReads(item, values, homes, bounds)
      : orderOfContraction(contraction, group, values, homes, bounds, last);
  const fastest = contraction === undefined ? natural(undefined).at(-1) : undefined;
  const isOfWindows =
    group.kind === "row" &&
    [...frontierOf(item, values).values()].some(({ aligned, waits }) => !aligned && !waits);
  // What goes to one place lies side by side there.
  const isOfRows =
    item.kind === "scatter" &&
    fastest !== undefined &&
    item.table.every(({ axis, at }) => axis.id !== fastest.id && !hasAxis(at.axes, fastest));
  // Of a stack's rows, too.
  const rowsOf = (node: Node): readonly Node[] =>
    stacks.leaves.get(stacks.sinks.get(node)?.stack.key ?? "") ?? [];
  const lasts = [
    ...alike.flatMap((node) => wishes.lasts.get(node) ?? []),
    ...alike
      .flatMap(rowsOf)
      .flatMap((leaf) => wishes.lasts.get(leaf) ?? [])
      .map((wish) => ({ ...wish, axes: wish.axes.filter((axis) => hasAxis(item.axes, axis)) })),
    ...wholes
      .flatMap((node) => wishes.lasts.get(node) ?? [])
      .map((wish) => ({ ...wish, axes: ofWhole(wish.axes) })),
    // For a row kernel only a product turns its result: all else is made as what it reads lies. What is made of windows, or goes where data tell, isn't turned at all.
  ].filter(
    ({ isOfRow, axes }) =>
      fastest === undefined || hasAxis(axes, fastest) || !(isOfRow || isOfWindows || isOfRows),
  );
  const alongRow = ({ axes }: Last): boolean => group.kind === "row" && sameAxes(axes, group.over);
  const last = lasts.find(({ isOrdered }) => isOrdered) ?? lasts.find(alongRow) ?? lasts[0];
  const free = natural(last);
  return last === undefined ? free : endingWith(free, last, contraction, bounds);
}

function axesInPart(axes: readonly Axis[], part: Part | undefined): readonly Axis[] {
  return axes.map((axis) => (axis.id === part?.axis.id ? part.part : axis));
}

/** Of what is written to a part of the whole. */
function homeIn(whole: Home, { part }: StripResult): Home {
  return part === undefined ? whole : homeOfPart(whole, part);
}

/** Those axes moved to the end, where that keeps a contraction's columns there. */
function endingWith(
  order: readonly Axis[],
  last: Last,
  contraction: Contraction | undefined,
  bounds: Bounds,
): readonly Axis[] {
  const end = last.isOrdered ? last.axes : order.filter((axis) => hasAxis(last.axes, axis));
  const moved = [...order.filter((axis) => !hasAxis(end, axis)), ...end];
  const [before, after] = [order.at(-1), moved.at(-1)];
  if (contraction === undefined || before === undefined || after === undefined) return moved;
  const columns = hasAxis(contraction.left, before) ? contraction.left : contraction.right;
  if (!hasAxis(columns, after)) return order;
  const isNarrow = countOf(endWithin(moved, columns), bounds) < fewColumns;
  return isNarrow && countOf(endWithin(order, columns), bounds) >= fewColumns ? order : moved;
}

/** The last axes, as far as they are among `own`. */
function endWithin(order: readonly Axis[], own: readonly Axis[]): readonly Axis[] {
  return order.slice(order.findLastIndex((axis) => !hasAxis(own, axis)) + 1);
}

export function contractionIn(group: Group, values: Values): Contraction | undefined {
  const [first] = group.items;
  return group.kind === "contract" && first !== undefined ? values.contractions.get(first) : undefined;
}

/** Batch, rows, columns; the columns are the operand's whose memory runs along its own axes, or as wished where either may be. */
function orderOfContraction(
  { batch, left, right, leftOperand, rightOperand }: Contraction,
  group: Group,
  values: Values,
  homes: Homes,
  bounds: Bounds,
  last: Last | undefined,
): readonly Axis[] {
  const orderUnder = (operand: Node): readonly Axis[] => orderOfView(operand, homes, bounds);
  const [leftOrder, rightOrder] = [orderUnder(leftOperand), orderUnder(rightOperand)];
  const runsAlong = (order: readonly Axis[], own: readonly Axis[]): boolean => {
    const fastest = order.at(-1);
    return fastest !== undefined && hasAxis(own, fastest);
  };
  const isWished = (own: readonly Axis[]): boolean => last?.axes.some((axis) => hasAxis(own, axis)) === true;
  const [leftRuns, rightRuns] = [runsAlong(leftOrder, left), runsAlong(rightOrder, right)];
  const isWeight = (operand: Node): boolean => {
    const base = underViews(operand);
    return base.kind === "leaf" && base.leaf.kind === "parameter";
  };
  const isLarger = countOf(left, bounds) >= countOf(right, bounds);
  const wish = isWished(right) === isWished(left) ? isLarger : isWished(right);
  const free = isWeight(leftOperand) === isWeight(rightOperand) ? wish : isWeight(rightOperand);
  const wanted = leftRuns === rightRuns ? free : rightRuns;
  // Axes whose positions are asked for apart don't run as one.
  const widthOf = (own: readonly Axis[], order: readonly Axis[]): number => {
    const columns = mergeOrders(own, [order]);
    return countOf(isParted(own, group, values) ? columns.slice(-1) : columns, bounds);
  };
  const [leftWidth, rightWidth] = [widthOf(left, leftOrder), widthOf(right, rightOrder)];
  const isNarrow = (wanted ? rightWidth : leftWidth) < fewColumns;
  // A row of a ring is at one place for all lanes: they don't run along texts, whose number is the day's.
  const isFixed = (wanted ? left : right).every(({ size }) => fixedValue(size, bounds) !== undefined);
  const fills = isFixed && (wanted ? leftWidth : rightWidth) >= fewColumns;
  const isRight = isNarrow && fills ? !wanted : wanted;
  const [rows, columns] = isRight ? [left, right] : [right, left];
  const [rowOrder, columnOrder] = isRight ? [leftOrder, rightOrder] : [rightOrder, leftOrder];
  const like = (axes: readonly Axis[], order: readonly Axis[]): readonly Axis[] => mergeOrders(axes, [order]);
  return [...like(batch, columnOrder), ...like(rows, rowOrder), ...like(columns, columnOrder)];
}

/** Whether the formulas after a contraction have values along some of the axes and not along all of them. */
function isParted(axes: readonly Axis[], { items }: Group, values: Values): boolean {
  if (axes.length < 2) return false;
  const seen = new Set<Node>();
  const stack = [...items];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    const own = axes.filter((axis) => hasAxis(node.axes, axis)).length;
    if (own > 0 && own < axes.length) return true;
    const isOwn = items.includes(node);
    if (node.kind === "map" && (isOwn || !values.kept.has(node))) stack.push(...node.arguments);
  }
  return false;
}
