/** Makes an entry's graph anew, with the regions' values made strip by strip. */
import type {
  Axis,
  Entry,
  LeafNode,
  Node,
  Position,
  ReduceOperator,
  SizeSymbol,
} from "../../3-graph/graph.ts";
import type { OperatorName } from "../../operators/operator.ts";
import { addPositions, hasAxis } from "../../3-graph/positions.ts";
import { literalSize, multiplySizes, subtractSizes, symbolSize, type Size } from "../../sizes/size.ts";
import { InternalError } from "../../source/internal-error.ts";
import { countOf, type Bounds } from "../layout.ts";
import { nameOf } from "../names.ts";
import { nodesOf } from "../reads.ts";
import { withOperands } from "../../3-graph/kinds.ts";
import type { Repeat } from "../rewrite/repeats.ts";
import { flowOf, type Flow } from "./flow.ts";
import { findRegions, isBlownUp, type Region, type Regions, type StripLimits } from "./regions.ts";
import { neutral } from "../../3-graph/neutral.ts";
import { seenIn } from "./seen.ts";
import { withoutStrips, type Part, type StripResult, type Strips } from "./strips.ts";

/** One phase of a region. */
interface Unit {
  readonly region: Region;
  readonly phase: number;
  readonly nodes: Node[];
}

export function splitIntoStrips(entry: Entry, bounds: Bounds, limits: StripLimits): Strips {
  const outputs = new Set(entry.outputs.map(({ node }) => node));
  const all = nodesOf(entry);
  if (!all.some((node) => isBlownUp(node, bounds, limits))) return withoutStrips(entry);
  const flow = flowOf(all, outputs);
  const regions = findRegions(flow, bounds, limits);
  if (regions.large.size === 0) return withoutStrips(entry, regions.passing);
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
  const { repeats, results, makers, symbols } = split;
  const renewed = entry.outputs.map((output) => ({ ...output, node: wholeOf(split, output.node) }));
  const written = [...results.keys()].filter((node) => node.kind !== "leaf");
  const noted = written.map((node) => ({
    ...({ role: "scan", name: `strip ${node.id}`, node, order: node.axes } as const),
  }));
  const outputsNow = [...renewed, ...noted];
  const made = { ...entry, symbols: [...entry.symbols, ...symbols], outputs: outputsNow };
  const passing = new Set([...regions.passing].map((node) => wholeOf(split, node)));
  return { entry: made, repeats, results, makers, passing };
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
  /** Of sizes that are others in each turn. */
  readonly symbols: SizeSymbol[];
  readonly number: <N extends Node>(node: N) => N;
}

function newSplit(flow: Flow, regions: Regions, bounds: Bounds, limits: StripLimits): Split {
  let next = 0;
  const own = {
    made: new Map(),
    repeats: new Map(),
    results: new Map(),
    makers: new Map(),
    symbols: [],
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
  split.made.set(node, split.number(withOwnProduct(split, node, (read) => wholeOf(split, read))));
}

/** A contraction gets a product of its own. */
function withOwnProduct(split: Split, node: Node, get: (node: Node) => Node): Node {
  if (node.kind !== "reduce" || split.flow.readsOf(node).includes(node.of)) return withOperands(node, get);
  const product = withOperands(node.of, get);
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
  const own = newStrip(split, unit);
  const parts = [own.rows, ...own.seen];
  // What adds up begins with nothing, before the first strip.
  const sums = new Map(
    nodes.filter((node) => addsUp(node, region)).map((node) => [node, startSum(split, node)]),
  );
  const here = new Map<Node, Node>();
  const views = new Map<Node, Node>();
  const { number: keep } = split;
  const view = (of: Node): Node => {
    const cut = parts.filter(({ axis }) => hasAxis(of.axes, axis));
    if (cut.length === 0) return of;
    const known = views.get(of);
    if (known !== undefined) return known;
    const { type, span, origin } = of;
    const replaced = cut.map(({ axis, at }) => ({ axis, at }));
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
      axes: partAxes(of.axes, parts),
    });
    views.set(of, made);
    return made;
  };
  const get = (node: Node): Node => {
    const known = here.get(node);
    if (known !== undefined) return known;
    const made = isInStrip(split, node, unit) ? make(node) : view(wholeOf(split, node));
    here.set(node, made);
    return made;
  };
  const make = (node: Node): Node => keep(inStrip(withOwnProduct(split, node, get), region, parts));
  for (const node of nodes) {
    const made = get(node);
    const sum = sums.get(node);
    if (sum !== undefined) {
      const { type, span, origin } = node;
      const before = view(sum.before);
      const sides = { operator: combinerOf(node), arguments: [before, made], label: undefined } as const;
      const total = keep({ kind: "map", id: 0, axes: before.axes, type, span, origin, ...sides });
      const part = own.seen.find(({ axis }) => hasAxis(node.axes, axis));
      split.results.set(total, { whole: sum.whole, part });
      split.makers.set(sum.whole, [total]);
      split.made.set(node, sum.whole);
    } else if (split.needed.has(node)) {
      const whole = leafLike(split, node);
      split.results.set(made, { whole, part: own.rows });
      split.makers.set(whole, [made]);
      split.made.set(node, whole);
    }
  }
}

/** A part, and its positions along the axis. */
interface Cut extends Part {
  readonly at: Position;
}

/** The rows of a strip, and what they see of another axis where that isn't all. */
function newStrip(split: Split, unit: Unit): { readonly rows: Cut; readonly seen: readonly Cut[] } {
  const { repeats, symbols, bounds, number, needed } = split;
  const { axis, rows, size } = unit.region;
  const scan = `strips ${repeats.size}`;
  const count = Math.ceil(size / rows);
  repeats.set(scan, {
    scan,
    axis: { id: scan, name: "strip", size: literalSize(count) },
    reversed: false,
    parent: undefined,
  });
  const part: Axis = { id: `${axis.id} in ${scan}`, name: axis.name, size: sizeOfStrip(split, unit, scan) };
  const common = { axes: [], type: "int", span: undefined, label: undefined, origin: undefined } as const;
  const turn = number({ kind: "leaf", id: 0, leaf: { kind: "turn", scan }, ...common });
  const first = { kind: "scale", by: literalSize(rows), of: { kind: "value", node: turn } } as const;
  const own: Cut = {
    axis,
    part,
    from: { at: literalSize(0), step: rows, scan },
    at: { kind: "add", terms: [first, { kind: "axis", axis: part }] },
  };
  const all = nodesInStrip(split, unit);
  const turns = { scan, axis, rows, count };
  const isSum = (node: Node): boolean => addsUp(node, unit.region);
  const isWritten = (node: Node): boolean => unit.nodes.includes(node) && (needed.has(node) || isSum(node));
  const seen = seenIn(all, isWritten, isSum, turns, bounds);
  if (seen === undefined) return { rows: own, seen: [] };
  symbols.push(...seen.symbols);
  const positions = { kind: "axis", axis: seen.part } as const;
  const at = addPositions<Node>([positions, { kind: "constant", value: seen.start }]);
  return { rows: own, seen: [{ axis: seen.axis, part: seen.part, from: { at: seen.start, step: 1 }, at }] };
}

/** As many positions as a strip has; fewer in the last one, where the strips don't come out even. */
function sizeOfStrip({ symbols }: Split, { region: { axis, rows, size } }: Unit, scan: string): Size {
  if (size % rows === 0) return literalSize(rows);
  const symbol = `${axis.name} in ${scan}`;
  const left = subtractSizes(literalSize(size), multiplySizes(symbolSize("this turn"), literalSize(rows)));
  symbols.push({ symbol, low: 1, high: rows, step: 1, turn: { scan, least: [literalSize(rows), left] } });
  return symbolSize(symbol);
}

/** All that is made in a strip, also again. */
function nodesInStrip(split: Split, unit: Unit): readonly Node[] {
  const found = new Set<Node>();
  const stack = [...unit.nodes];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    stack.push(...split.flow.readsOf(node).filter((read) => isInStrip(split, read, unit)));
  }
  return [...found];
}

function isInStrip(split: Split, node: Node, unit: Unit): boolean {
  return isMadeIn(split, node, unit) || isMadeAgain(split, node, unit.region);
}

function partAxes(axes: readonly Axis[], parts: readonly Part[]): readonly Axis[] {
  return sortAxes(axes.map((one) => parts.find(({ axis }) => axis.id === one.id)?.part ?? one));
}

/** The strips' results meet in each position. */
function addsUp(node: Node, { axis }: Region): boolean {
  return (node.kind === "reduce" || node.kind === "scatter") && hasAxis(node.over, axis);
}

function operatorOf(node: Node): ReduceOperator {
  return node.kind === "reduce" || node.kind === "scatter" ? node.operator : "sum";
}

function combinerOf(node: Node): OperatorName {
  return ({ sum: "add", product: "multiply", max: "maximum", min: "minimum" } as const)[operatorOf(node)];
}

function startSum(split: Split, node: Node): { readonly whole: Node; readonly before: Node } {
  const { axes, type, span, origin } = node;
  const value = neutral[operatorOf(node)];
  const common = { type, span, label: undefined, origin };
  const constant = split.number({
    ...({ kind: "leaf", id: 0, leaf: { kind: "constant", value }, axes: [], ...common } as const),
  });
  const filled = split.number({
    ...({ kind: "index", id: 0, of: constant, replaced: [], otherwise: undefined, axes, ...common } as const),
  });
  const whole = leafLike(split, node);
  const before = leafLike(split, node);
  for (const one of [filled, before]) split.results.set(one, { whole, part: undefined });
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
function inStrip(node: Node, region: Region, parts: readonly Cut[]): Node {
  const over = (axes: readonly Axis[]): readonly Axis[] => partAxes(axes, parts);
  const axes = partAxes(node.axes, parts);
  const label = addsUp(node, region) ? undefined : node.label;
  switch (node.kind) {
    case "reduce":
    case "scatter":
      return { ...node, axes, label, over: over(node.over) };
    case "index": {
      const replaced = node.replaced.map(({ axis, at }) => ({ axis, at: positionIn(at, parts) }));
      return { ...node, axes, replaced };
    }
    default:
      return { ...node, axes };
  }
}

function positionIn(position: Position, parts: readonly Cut[]): Position {
  switch (position.kind) {
    case "axis":
      return parts.find(({ axis }) => axis.id === position.axis.id)?.at ?? position;
    case "constant":
    case "value":
      return position;
    case "add":
      return { ...position, terms: position.terms.map((term) => positionIn(term, parts)) };
    default:
      return { ...position, of: positionIn(position.of, parts) };
  }
}

/** Masks and the like, as large as the region's values: made where they are read. */
function isMadeAgain({ bounds, limits, regions }: Split, node: Node, { axis }: Region): boolean {
  if (regions.stays.has(node) || !hasAxis(node.axes, axis)) return false;
  const isPlain =
    node.kind === "map" || (node.kind === "index" && !node.replaced.some((one) => one.axis.id === axis.id));
  return isPlain && countOf(node.axes, bounds) >= limits.large / 8;
}
