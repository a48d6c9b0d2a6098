/** Makes an entry's graph anew, with the regions' values made strip by strip. */
import type { Axis, Entry, LeafNode, Node, Position, ReduceOperator } from "../../3-graph/graph.ts";
import type { OperatorName } from "../../operators/operator.ts";
import { largest } from "../../operators/reference.ts";
import { literalSize } from "../../sizes/size.ts";
import { InternalError } from "../../source/internal-error.ts";
import { countOf, type Bounds } from "../layout.ts";
import { nameOf } from "../names.ts";
import { hasAxis, inOrder } from "../reads.ts";
import { withParts } from "../rebuild.ts";
import type { Repeat } from "../scans.ts";
import { flowOf, type Flow } from "./flow.ts";
import { findRegions, type Region, type Regions, type StripLimits } from "./regions.ts";
import { withoutStrips, type Strip, type StripResult, type Strips } from "./strips.ts";

/** One phase of a region. */
interface Unit {
  readonly region: Region;
  readonly phase: number;
  readonly nodes: Node[];
}

export function splitIntoStrips(entry: Entry, bounds: Bounds, limits: StripLimits): Strips {
  const outputs = new Set(entry.outputs.map(({ node }) => node));
  const all = inOrder([...outputs]);
  const flow = flowOf(all, outputs);
  const regions = findRegions(flow, bounds, limits);
  if (regions.large.size === 0) return withoutStrips(entry);
  const split = newSplit(flow, regions, bounds, limits);
  const waiting: (Node | Unit)[] = [];
  const units = new Map<Node, Unit>();
  for (const node of flow.nodes) {
    const stay = regions.stays.get(node);
    const known = stay && [...units.values()].find((unit) => isOf(unit, stay.region, stay.phase));
    if (stay === undefined) waiting.push(node);
    else {
      const unit = known ?? { region: stay.region, phase: stay.phase, nodes: [] };
      if (known === undefined) waiting.push(unit);
      unit.nodes.push(node);
      units.set(node, unit);
    }
  }
  for (const node of outputs) split.needed.add(node);
  for (const one of waiting) for (const read of readsFromElsewhere(split, one)) split.needed.add(read);
  // Each round makes what has all its operands by now; a strip waits for what its last node needs.
  while (waiting.length > 0) {
    const left = waiting.splice(0);
    for (const one of left) {
      if (!isReady(split, one)) waiting.push(one);
      else if ("nodes" in one) makeStrips(split, one);
      else makeOutside(split, one);
    }
    if (waiting.length === left.length) throw new InternalError("strips that wait for each other");
  }
  const { repeats, results, makers } = split;
  const renewed = entry.outputs.map((output) => ({ ...output, node: wholeOf(split, output.node) }));
  const written = [...results.keys()].filter((node) => node.kind !== "leaf");
  const noted = written.map((node) => ({
    ...({ role: "scan", name: `strip ${node.id}`, node, order: node.axes } as const),
  }));
  return { entry: { ...entry, outputs: [...renewed, ...noted] }, repeats, results, makers };
}

function isOf(unit: Unit, region: Region, phase: number): boolean {
  return unit.region === region && unit.phase === phase;
}

interface Split {
  readonly flow: Flow;
  readonly regions: Regions;
  readonly bounds: Bounds;
  readonly limits: StripLimits;
  /** Strips' values that are needed elsewhere. */
  readonly needed: Set<Node>;
  /** The new node for one outside, or the leaf for a whole that strips make. */
  readonly made: Map<Node, Node>;
  readonly repeats: Map<string, Repeat>;
  readonly results: Map<Node, StripResult>;
  readonly makers: Map<Node, readonly Node[]>;
  readonly number: <N extends Node>(node: N) => N;
}

function newSplit(flow: Flow, regions: Regions, bounds: Bounds, limits: StripLimits): Split {
  let next = 0;
  const own = {
    made: new Map(),
    repeats: new Map(),
    results: new Map(),
    makers: new Map(),
  };
  const needed = new Set<Node>();
  return {
    flow,
    regions,
    bounds,
    limits,
    needed,
    ...own,
    number: (node) => ({ ...node, id: next++ }),
  };
}

/** Whether all is made that it reads. */
function isReady(split: Split, one: Node | Unit): boolean {
  return readsFromElsewhere(split, one).every((read) => split.made.has(read));
}

/** What must be whole before it. */
function readsFromElsewhere(split: Split, one: Node | Unit): readonly Node[] {
  if (!("nodes" in one)) return split.flow.readsOf(one);
  const found: Node[] = [];
  const seen = new Set<Node>();
  const stack = [...one.nodes];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const read of split.flow.readsOf(node)) (isMadeIn(split, read, one) ? stack : found).push(read);
  }
  return found;
}

/** A strip's own values, and large ones that it makes again. */
function isMadeIn({ regions }: Split, node: Node, { region, phase }: Unit): boolean {
  const stay = regions.stays.get(node);
  return stay?.region === region && (stay.phase === phase || regions.large.has(node));
}

function wholeOf({ made }: Split, node: Node): Node {
  const found = made.get(node);
  if (found === undefined) throw new InternalError("a value that nothing makes", node.span);
  return found;
}

function makeOutside(split: Split, node: Node): void {
  split.made.set(node, split.number(withOperands(split, node, (read) => wholeOf(split, read))));
}

/** A contraction gets a product of its own. */
function withOperands(split: Split, node: Node, get: (node: Node) => Node): Node {
  if (node.kind !== "reduce" || split.flow.readsOf(node).includes(node.of)) return withParts(node, get);
  const product = withParts(node.of, get);
  return { ...node, of: split.number({ ...product, axes: axesOfParts(product) }) };
}

function axesOfParts(product: Node): readonly Axis[] {
  if (product.kind !== "map") throw new InternalError("a product that isn't one", product.span);
  return sortAxes(product.arguments.flatMap(({ axes }) => axes));
}

function sortAxes(axes: readonly Axis[]): readonly Axis[] {
  const unique = new Map(axes.map((axis) => [axis.id, axis]));
  return [...unique.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function makeStrips(split: Split, unit: Unit): void {
  const { region, nodes } = unit;
  const strip = newStrip(split, region);
  // What adds up begins with nothing, before the first strip.
  const sums = new Map(
    nodes.filter((node) => addsUp(node, region)).map((node) => [node, startSum(split, node)]),
  );
  const here = new Map<Node, Node>();
  const views = new Map<Node, Node>();
  const { number: keep } = split;
  const start = startOf(split, strip);
  const view = (of: Node): Node => {
    if (!hasAxis(of.axes, strip.axis)) return of;
    const known = views.get(of);
    if (known !== undefined) return known;
    const { type, span, origin } = of;
    const replaced = [{ axis: strip.axis, at: start }];
    const made = keep({
      ...({
        kind: "index",
        id: 0,
        of,
        replaced,
        otherwise: undefined,
        type,
        span,
        label: undefined,
        origin,
      } as const),
      axes: partAxes(of.axes, strip),
    });
    views.set(of, made);
    return made;
  };
  const get = (node: Node): Node => {
    const known = here.get(node);
    if (known !== undefined) return known;
    const isOwn = isMadeIn(split, node, unit) || isMadeAgain(split, node, region);
    const made = isOwn ? make(node) : view(wholeOf(split, node));
    here.set(node, made);
    return made;
  };
  const make = (node: Node): Node => keep(inStrip(withOperands(split, node, get), strip, start));
  for (const node of nodes) {
    const own = get(node);
    const sum = sums.get(node);
    if (sum !== undefined) {
      const { axes, type, span, origin } = node;
      const parts = { operator: combinerOf(node), arguments: [sum.before, own], label: undefined } as const;
      const total = keep({ kind: "map", id: 0, axes, type, span, origin, ...parts });
      split.results.set(total, { whole: sum.whole, strip: undefined });
      split.makers.set(sum.whole, [total]);
      split.made.set(node, sum.whole);
    } else if (split.needed.has(node)) {
      const whole = leafLike(split, node);
      split.results.set(own, { whole, strip });
      split.makers.set(whole, [own]);
      split.made.set(node, whole);
    }
  }
}

function newStrip({ repeats }: Split, { axis, rows, size }: Region): Strip {
  const part: Axis = { id: `${axis.id} strip`, name: axis.name, size: literalSize(rows) };
  const scan = `strips ${repeats.size}`;
  const turns: Axis = { id: scan, name: "strip", size: literalSize(size / rows) };
  const repeat: Repeat = { scan, axis: turns, reversed: false, parent: undefined };
  repeats.set(scan, repeat);
  return { axis, part, rows, repeat };
}

/** The strip's position along the axis. */
function startOf({ number }: Split, { part, rows, repeat }: Strip): Position {
  const leaf = { kind: "turn", scan: repeat.scan } as const;
  const common = { axes: [], type: "int", span: undefined, label: undefined, origin: undefined } as const;
  const node = number({ kind: "leaf", id: 0, leaf, ...common });
  const start = { kind: "scale", by: literalSize(rows), of: { kind: "value", node } } as const;
  return { kind: "add", terms: [start, { kind: "axis", axis: part }] };
}

function partAxes(axes: readonly Axis[], { axis, part }: Strip): readonly Axis[] {
  return sortAxes(axes.map((one) => (one.id === axis.id ? part : one)));
}

/** The strips' results meet in each position. */
function addsUp(node: Node, { axis }: Region): boolean {
  return (node.kind === "reduce" || node.kind === "scatter") && hasAxis(node.over, axis);
}

function combinerOf(node: Node): OperatorName {
  const operator = node.kind === "reduce" ? node.operator : "sum";
  return ({ sum: "add", product: "multiply", max: "maximum", min: "minimum" } as const)[operator];
}

const neutral = { sum: 0, product: 1, max: -largest, min: largest } as const satisfies Record<
  ReduceOperator,
  number
>;

function startSum(split: Split, node: Node): { readonly whole: Node; readonly before: Node } {
  const { axes, type, span, origin } = node;
  const value = neutral[node.kind === "reduce" ? node.operator : "sum"];
  const common = { type, span, label: undefined, origin };
  const constant = split.number({
    ...({ kind: "leaf", id: 0, leaf: { kind: "constant", value }, axes: [], ...common } as const),
  });
  const filled = split.number({
    ...({ kind: "index", id: 0, of: constant, replaced: [], otherwise: undefined, axes, ...common } as const),
  });
  const whole = leafLike(split, node);
  const before = leafLike(split, node);
  for (const one of [filled, before]) split.results.set(one, { whole, strip: undefined });
  split.makers.set(before, [filled]);
  return { whole, before };
}

/** Stands for a value that strips make; no input's name has a space. */
function leafLike(split: Split, node: Node): LeafNode {
  const { axes, type, span, label, origin } = node;
  const leaf = { kind: "input", name: `${nameOf(node)} in strips` } as const;
  return split.number({ kind: "leaf", id: 0, leaf, axes, type, span, label, origin });
}

/** The node, of which operands are made in the strip, for the strip's positions. */
function inStrip(node: Node, strip: Strip, start: Position): Node {
  const addsUpHere = (node.kind === "reduce" || node.kind === "scatter") && hasAxis(node.over, strip.axis);
  const over = (axes: readonly Axis[]): readonly Axis[] => partAxes(axes, strip);
  const axes = addsUpHere ? node.axes : partAxes(node.axes, strip);
  const label = addsUpHere ? undefined : node.label;
  switch (node.kind) {
    case "reduce":
    case "scatter":
      return { ...node, axes, label, over: over(node.over) };
    case "index": {
      const replaced = node.replaced.map(({ axis, at }) => ({ axis, at: positionIn(at, strip, start) }));
      return { ...node, axes, replaced };
    }
    default:
      return { ...node, axes };
  }
}

function positionIn(position: Position, strip: Strip, start: Position): Position {
  switch (position.kind) {
    case "axis":
      return position.axis.id === strip.axis.id ? start : position;
    case "constant":
    case "value":
      return position;
    case "add":
      return { ...position, terms: position.terms.map((term) => positionIn(term, strip, start)) };
    default:
      return { ...position, of: positionIn(position.of, strip, start) };
  }
}

/** Masks and the like, as large as the region's values: made where they are read. */
function isMadeAgain({ bounds, limits, regions }: Split, node: Node, { axis }: Region): boolean {
  if (regions.stays.has(node) || !hasAxis(node.axes, axis)) return false;
  const isPlain =
    node.kind === "map" || (node.kind === "index" && !node.replaced.some((one) => one.axis.id === axis.id));
  return isPlain && countOf(node.axes, bounds) >= limits.large / 8;
}
