/**
 * Finds values that are too large to keep and can be made strip by strip: scores of all pairs of positions, logits of a large
 * vocabulary, and whatever else a contraction blows up. Nothing is known of what they mean: a region is the contraction's result, all
 * that is computed from it position by position, and the rows' statistics on the way.
 */
import type { Axis, Node } from "../../3-graph/graph.ts";
import { contractionOf, underViews } from "../contraction.ts";
import { countOf, fixedValue, type Bounds } from "../layout.ts";
import { hasAxis, sameAxes } from "../../3-graph/positions.ts";
import { mostWork, ownWork } from "../work.ts";
import type { Flow } from "./flow.ts";

export interface StripLimits {
  /** Values of fewer elements are kept: making them again costs more than their memory. */
  readonly large: number;
  /** A contraction's result is blown up where it has so many times the elements of each operand. */
  readonly expansion: number;
  /** A strip's products have at least so many rows, over all axes. */
  readonly height: number;
  /** What adds up over the strips sums at least so many products in each. */
  readonly depth: number;
}

/** Four megabytes, which is about what a core's cache holds. */
export const usualLimits: StripLimits = { large: 2 ** 20, expansion: 8, height: 128, depth: 32 };

export interface Region {
  readonly axis: Axis;
  /** Positions of one strip; the last one may have fewer. */
  readonly rows: number;
  readonly size: number;
}

/** Where a node is made. `phase` counts how often what it needs has left regions before. */
export interface Stay {
  readonly region: Region;
  readonly phase: number;
  /** Row by row: what reads it may be made in the same strip. */
  readonly isRowwise: boolean;
}

export interface Regions {
  /** Large values, which are made again in each phase that needs them. */
  readonly large: ReadonlyMap<Node, Region>;
  /** All nodes that are made in strips. */
  readonly stays: ReadonlyMap<Node, Stay>;
  /** Contractions with large results that one kernel takes on to what has memory anyway. */
  readonly passing: ReadonlySet<Node>;
}

export function findRegions(flow: Flow, bounds: Bounds, limits: StripLimits): Regions {
  const large = new Map<Node, Region>();
  const passing = new Set<Node>();
  for (const members of componentsOf(flow.nodes, bounds, limits)) {
    const own = passingOf(members, flow);
    if (own !== undefined) {
      passing.add(own);
      continue;
    }
    const region = regionOf(members, flow, bounds, limits);
    if (region !== undefined) for (const node of members) large.set(node, region);
  }
  if (large.size === 0) return { large, stays: new Map(), passing };
  const isLarge = (node: Node): boolean => countOf(node.axes, bounds) >= limits.large;
  for (;;) {
    const stays = staysOf(flow, large, isLarge);
    // What a row's statistics are spread to is as large.
    const spread = flow.nodes.flatMap((node) => {
      const stay = stays.get(node);
      const isSpread = (node.kind === "map" || node.kind === "index") && stay?.isRowwise === true;
      if (!isSpread || large.has(node) || !isLarge(node)) return [];
      // What is read at other rows has to be whole.
      return isReadElsewhere(node, stay.region, flow) ? [] : [[node, stay.region] as const];
    });
    if (spread.length === 0) return { large, stays, passing };
    for (const [node, region] of spread) large.set(node, region);
  }
}

/** Large values, together where one is computed from the other position by position. */
function componentsOf(
  nodes: readonly Node[],
  bounds: Bounds,
  limits: StripLimits,
): readonly (readonly Node[])[] {
  const componentOf = new Map<Node, Node[]>();
  for (const node of nodes) {
    const isSeed = isBlownUp(node, bounds, limits);
    const from = node.kind === "map" ? node.arguments : node.kind === "index" ? [node.of] : [];
    const before = from.flatMap((read) => componentOf.get(read) ?? []);
    const isLarge = isSeed || (before.length > 0 && countOf(node.axes, bounds) >= limits.large);
    if (!isLarge) continue;
    const members = [...new Set(before), node];
    for (const member of members) componentOf.set(member, members);
  }
  return [...new Set(componentOf.values())];
}

/**
 * The one contraction of values that a kernel makes together: all else follows from it position by position, until results that have
 * memory of their own. So a weight's gradient goes straight into its update.
 */
function passingOf(members: readonly Node[], flow: Flow): Node | undefined {
  const own = new Set(members);
  const [made, ...others] = members.filter(flow.isContraction);
  if (made === undefined || others.length > 0) return undefined;
  const isPassed = members.every(
    (node) =>
      (node === made || (node.kind === "map" && sameAxes(node.axes, made.axes))) &&
      flow.readersOf(node).every((reader) => own.has(reader)),
  );
  const work = members.reduce((sum, node) => sum + ownWork(node), 0);
  return isPassed && work <= mostWork ? made : undefined;
}

export function isBlownUp(node: Node, bounds: Bounds, { large, expansion }: StripLimits): boolean {
  const count = countOf(node.axes, bounds);
  if (count < large) return false;
  const contraction = contractionOf(node);
  if (contraction === undefined) return false;
  // Parameters are there anyway.
  const given = [contraction.leftOperand, contraction.rightOperand].filter((operand) => !isWeight(operand));
  const most = Math.max(1, ...given.map(({ axes }) => countOf(axes, bounds)));
  return count >= expansion * most;
}

function isWeight(operand: Node): boolean {
  const base = underViews(operand);
  return base.kind === "leaf" && base.leaf.kind === "parameter";
}

/** The axis to cut: one along which the rows don't meet before they come back to the region. */
function regionOf(
  members: readonly Node[],
  flow: Flow,
  bounds: Bounds,
  limits: StripLimits,
): Region | undefined {
  const own = new Set(members);
  const [first] = members;
  if (first === undefined) return undefined;
  const leading = ancestorsOf(members, flow);
  const tied: Axis[] = [];
  for (const node of flow.nodes) {
    if (node.kind === "index" && own.has(node.of)) tied.push(...node.replaced.map(({ axis }) => axis));
    const isMeeting = node.kind === "reduce" || node.kind === "scatter";
    if (isMeeting && leading.has(node) && flow.readsOf(node).some((read) => own.has(read)))
      tied.push(...node.over);
  }
  const free = first.axes.filter(
    (axis) =>
      !hasAxis(tied, axis) &&
      members.every((node) => hasAxis(node.axes, axis)) &&
      fixedValue(axis.size, bounds) !== undefined,
  );
  const sizeOf = (axis: Axis): number => fixedValue(axis.size, bounds) ?? 1;
  const isLarge = (node: Node): boolean => countOf(node.axes, bounds) >= limits.large;
  const axis = [...free]
    .sort((a, b) => sizeOf(b) - sizeOf(a))
    .find((one) => !meetsLater(members, one, flow, isLarge));
  if (axis === undefined) return undefined;
  const size = sizeOf(axis);
  const stored = storedOf(members, flow);
  const each = Math.max(...stored.map((node) => countOf(node.axes, bounds) / size));
  const widest = Math.max(
    ...stored.flatMap(({ axes }) => axes.filter(({ id }) => id !== axis.id).map(sizeOf)),
  );
  // What adds up over the strips is read and written for each: its sums shouldn't be short.
  const depths = flow.nodes.flatMap((node) => {
    const isSum = node.kind === "reduce" && hasAxis(node.over, axis);
    return isSum && flow.readsOf(node).some((read) => own.has(read))
      ? [countOf(node.over, bounds) / size]
      : [];
  });
  const rows = rowsOf(
    size,
    Math.max(
      limits.large / 2 / each,
      (limits.height * widest) / each,
      limits.depth / Math.min(limits.depth, ...depths),
    ),
  );
  return rows < size ? { axis, rows, size } : undefined;
}

/** Those that take memory: products that lead to nothing but sums are made in these one by one, however many they are. */
function storedOf(members: readonly Node[], flow: Flow): readonly Node[] {
  const own = new Set(members);
  const stored = new Set<Node>();
  for (const node of members.toReversed()) {
    const isMade = flow.readersOf(node).every((reader) => {
      if (own.has(reader)) return !stored.has(reader);
      return reader.kind === "reduce" && !flow.isContraction(reader);
    });
    if (!isMade || node.kind !== "map") stored.add(node);
  }
  return members.filter((node) => stored.has(node));
}

/** Whether rows of the large values that are made row by row from these meet, and come back to them: each time all strips would be made again. */
function meetsLater(
  members: readonly Node[],
  axis: Axis,
  flow: Flow,
  isLarge: (node: Node) => boolean,
): boolean {
  const rows = new Set(members);
  for (const node of flow.nodes)
    if (isRow(node, axis, flow) && flow.readsOf(node).some((read) => rows.has(read))) rows.add(node);
  const grown = new Set(members);
  for (const node of [...rows].reverse()) {
    const isOwn = node.kind !== "reduce" && isLarge(node);
    if (isOwn || flow.readersOf(node).some((reader) => rows.has(reader) && grown.has(reader)))
      grown.add(node);
  }
  const isGrown = (read: Node): boolean => grown.has(read);
  const leading = ancestorsOf([...grown], flow);
  return flow.nodes.some(
    (node) =>
      (node.kind === "reduce" || node.kind === "scatter") &&
      hasAxis(node.over, axis) &&
      leading.has(node) &&
      flow.readsOf(node).some(isGrown),
  );
}

/**
 * The smallest divisor of the size that is at least `wanted`; where that is more than twice as much, or there is none, so many that the
 * strips are about alike, in whole vectors, and the last one is shorter.
 */
function rowsOf(size: number, wanted: number): number {
  const least = Math.max(1, Math.ceil(wanted));
  if (2 * least > size) return size;
  for (let rows = least; rows <= 2 * least && 2 * rows <= size; rows++) if (size % rows === 0) return rows;
  const alike = Math.ceil(size / Math.floor(size / least));
  const unit = alike < 16 ? 1 : 8;
  return Math.ceil(alike / unit) * unit;
}

/** What some member needs. */
function ancestorsOf(members: readonly Node[], flow: Flow): ReadonlySet<Node> {
  const found = new Set<Node>(members);
  for (const node of flow.nodes.toReversed()) {
    if (found.has(node)) for (const read of flow.readsOf(node)) found.add(read);
  }
  return found;
}

/**
 * Large values and what reads them are made in strips, and so are small values of a row on the way from one to the other. A phase is
 * left by everything that isn't made row by row: so a value of a later phase never needs its own strip to end first.
 */
function staysOf(
  flow: Flow,
  large: ReadonlyMap<Node, Region>,
  isLarge: (node: Node) => boolean,
): ReadonlyMap<Node, Stay> {
  const stays = new Map<Node, Stay>();
  const outside = new Map<Node, number>();
  const depthOf = (read: Node, region: Region | undefined): number => {
    const stay = stays.get(read);
    if (stay === undefined) return outside.get(read) ?? 0;
    return stay.region === region && stay.isRowwise ? stay.phase : stay.phase + 1;
  };
  for (const node of flow.nodes) {
    const region = large.get(node) ?? regionRead(node, flow, large, stays, isLarge);
    const phase = Math.max(0, ...flow.readsOf(node).map((read) => depthOf(read, region)));
    if (region === undefined) outside.set(node, phase);
    else stays.set(node, { region, phase, isRowwise: large.has(node) || isRow(node, region.axis, flow) });
  }
  for (const node of flow.nodes.toReversed()) {
    const stay = stays.get(node);
    if (stay === undefined || large.has(node)) continue;
    if (flow.readsOf(node).some((read) => large.has(read) || (isLarge(read) && stays.has(read)))) continue;
    // Small values that lead to nothing in their strip are made after it.
    const leads = flow.readersOf(node).some((reader) => {
      const next = stays.get(reader);
      return next?.region === stay.region && next.phase === stay.phase;
    });
    if (!leads) stays.delete(node);
  }
  return stays;
}

function isReadElsewhere(node: Node, { axis }: Region, flow: Flow): boolean {
  return flow
    .readersOf(node)
    .some(
      (reader) =>
        reader.kind === "index" &&
        reader.of === node &&
        reader.replaced.some((one) => one.axis.id === axis.id),
    );
}

/** Whether each position along the region's axis is made from those of the same position. */
function isRow(node: Node, axis: Axis, flow: Flow): boolean {
  if (node.kind === "index" && node.replaced.some((one) => one.axis.id === axis.id)) return false;
  const isKind = node.kind === "map" || node.kind === "index" || node.kind === "reduce";
  return isKind && hasAxis(node.axes, axis) && !flow.isContraction(node);
}

/** The region in which a value is made that isn't large: it reads large ones, or rows of one region. */
function regionRead(
  node: Node,
  flow: Flow,
  large: ReadonlyMap<Node, Region>,
  stays: ReadonlyMap<Node, Stay>,
  isLarge: (node: Node) => boolean,
): Region | undefined {
  const reads = flow.readsOf(node);
  const direct = reads.flatMap((read) => large.get(read) ?? [])[0];
  if (direct !== undefined) return direct;
  const found = new Set(
    reads.flatMap((read) => {
      const stay = stays.get(read);
      return stay === undefined ? [] : [stay.isRowwise ? stay.region : undefined];
    }),
  );
  const [region] = found;
  if (region === undefined || found.size > 1) return undefined;
  // What adds up rows that would be large as a whole adds up strips of them.
  const isSum = (node.kind === "reduce" || node.kind === "scatter") && hasAxis(node.over, region.axis);
  return isRow(node, region.axis, flow) || (isSum && reads.some((read) => stays.has(read) && isLarge(read)))
    ? region
    : undefined;
}
