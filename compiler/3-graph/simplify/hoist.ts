/**
 * Leaves in a scan only what has to run position by position. What depends on no carried value is computed for all positions at once and
 * seen; what only results need is computed from what the scan yields; carried values that nothing needs are gone; and all results of one
 * run are results of one scan, of a name that no other run has.
 */
import { InternalError } from "../../source/internal-error.ts";
import { addSizes, literalSize } from "../../sizes/size.ts";
import { createBuilder } from "../builder.ts";
import type { GraphBuilder, ScanParts } from "../graph-builder.ts";
import type { Leaf, LeafNode, Node, ScanNode } from "../graph.ts";
import { constantPosition, hasAxis, withoutAxes } from "../positions.ts";
import { operands, rebuild } from "../kinds.ts";
import { scansAround, topologicalOrder } from "../topology.ts";

type Get = (node: Node) => Node;

interface Hoisting {
  readonly b: GraphBuilder<Node>;
  readonly order: readonly Node[];
  readonly around: ReturnType<typeof scansAround>;
  /** All results of each run. */
  readonly runs: ReadonlyMap<string, readonly ScanNode[]>;
  readonly names: Set<string>;
}

export function hoistScans(roots: readonly Node[]): readonly Node[] {
  const order = topologicalOrder(roots);
  const runs = new Map<string, ScanNode[]>();
  for (const node of order) {
    if (node.kind !== "scan") continue;
    const results = runs.get(runKey(node));
    if (results === undefined) runs.set(runKey(node), [node]);
    else results.push(node);
  }
  if (runs.size === 0) return roots;
  const hoisting: Hoisting = {
    b: createBuilder(),
    order,
    around: scansAround(order),
    runs,
    names: new Set(),
  };
  const made = new Map<Node, Node>();
  const get = getter(made);
  const outside = order.filter((node) => hoisting.around.get(node)?.size === 0);
  copy(hoisting, outside, made, get, []);
  return roots.map(get);
}

/** Runs of one scan that differ only in what is asked of them have the same key. */
function runKey(node: ScanNode): string {
  const ids = [node.initial, node.seen, node.next].map((list) => list.map(({ id }) => id).join(","));
  return `${node.scan} ${node.axis.id} ${node.reversed} ${ids.join(" ")}`;
}

function getter(made: ReadonlyMap<Node, Node>, beyond: Get = missing): Get {
  return (node) => made.get(node) ?? beyond(node);
}

function missing(node: Node): never {
  throw new InternalError(`node ${node.id} is read before it is made`, node.span);
}

/** Makes nodes of one level, operands first. */
function copy(
  hoisting: Hoisting,
  nodes: readonly Node[],
  made: Map<Node, Node>,
  get: Get,
  level: readonly string[],
): void {
  for (const node of nodes) {
    if (made.has(node)) continue;
    if (node.kind !== "scan") {
      made.set(node, rebuild(hoisting.b, node, get));
      continue;
    }
    const results = hoisting.runs.get(runKey(node)) ?? [];
    const values = hoisting.b.within(node, () => runOf(hoisting, node, results, get, level));
    results.forEach((result, at) =>
      made.set(result, hoisting.b.labelled(values[at] ?? missing(result), result.label)),
    );
  }
}

/** What a body's nodes depend on. */
interface Body {
  /** Nodes of the body that aren't of a scan in it, operands first. */
  readonly inside: readonly Node[];
  /** Those that depend on a carried value, or are scans; over segments all. */
  readonly bound: ReadonlySet<Node>;
}

function bodyOf({ order, around }: Hoisting, { scan, segments }: ScanNode, level: readonly string[]): Body {
  const inside = order.filter((node) => {
    const scans = around.get(node);
    return scans?.has(scan) === true && [...scans].every((each) => each === scan || level.includes(each));
  });
  const bound = new Set<Node>();
  for (const node of inside) {
    const isCarried = node.kind === "leaf" && (segments === true || node.leaf.kind === "carried");
    if (isCarried || node.kind === "scan" || operands(node).some((each) => bound.has(each))) bound.add(node);
  }
  return { inside, bound };
}

/** What each result asks of its run: a value of the body. */
function wantedOf(node: ScanNode): Node {
  const { result, next, yielded } = node;
  return (result.kind === "last" ? next : yielded)[result.index] ?? missing(node);
}

function runOf(
  hoisting: Hoisting,
  run: ScanNode,
  results: readonly ScanNode[],
  get: Get,
  level: readonly string[],
): readonly Node[] {
  const { b, around } = hoisting;
  const body = bodyOf(hoisting, run, level);
  const seen = run.seen.map(get);
  const lifted = liftOut(b, run, body, seen, get);
  const wanted = results.map(wantedOf);
  const core = coreOf(
    run,
    wanted.filter((node) => body.bound.has(node)),
    body.bound,
  );
  // Over segments a last value is asked for as one: what is only added up then needs one place.
  const isSum = ({ result: { kind, index } }: ScanNode): boolean =>
    run.segments === true && kind === "last" && core.carried.has(index);
  const asked = wanted.filter((node, at) => {
    const result = results[at];
    return body.bound.has(node) && (result === undefined || !isSum(result));
  });
  const { yields, after } = yieldsOf(run, asked, core, body.bound);

  const carried = [...core.carried].sort((left, right) => left - right);
  const parts = loopOf(hoisting, run, level, { body, seen, lifted, carried, yields }, get);
  const stacked = new Map<Node, Node>();
  yields.forEach((node, index) => stacked.set(node, b.scan(parts, { kind: "yielded", index })));
  const inside = new Set(body.inside);
  const getAfter: Get = (node) => {
    const known = stacked.get(node) ?? lifted.get(node);
    if (known !== undefined) return known;
    if (inside.has(node) || around.get(node)?.has(run.scan) === true) return missing(node);
    return get(node);
  };
  for (const node of body.inside) if (after.has(node)) stacked.set(node, rebuild(b, node, getAfter));

  const { axis } = run;
  return results.map((result, at) => {
    if (isSum(result)) {
      const index = carried.indexOf(result.result.index);
      return b.spread(b.scan(parts, { kind: "last", index }), result.axes);
    }
    const whole = b.spread(getAfter(wanted[at] ?? missing(result)), [axis]);
    if (result.result.kind === "yielded") return b.spread(whole, result.axes);
    const last = run.reversed ? literalSize(0) : addSizes(axis.size, literalSize(-1));
    return b.spread(b.index(whole, [{ axis, at: constantPosition(last) }]), result.axes);
  });
}

function isSeenBy(
  node: Node,
  { scan }: ScanNode,
): node is LeafNode & { readonly leaf: Extract<Leaf, { readonly kind: "seen" }> } {
  return node.kind === "leaf" && node.leaf.kind === "seen" && node.leaf.scan === scan;
}

/** What depends on no carried value, for all positions at once. */
function liftOut(
  b: GraphBuilder<Node>,
  run: ScanNode,
  { inside, bound }: Body,
  seen: readonly Node[],
  get: Get,
): ReadonlyMap<Node, Node> {
  const lifted = new Map<Node, Node>();
  for (const node of inside) {
    if (bound.has(node)) continue;
    const whole = isSeenBy(node, run) ? seen[node.leaf.index] : rebuild(b, node, getter(lifted, get));
    lifted.set(node, whole ?? missing(node));
  }
  return lifted;
}

/** What the loop yields for what is asked, and the nodes that are made of that after it. */
function yieldsOf(
  run: ScanNode,
  asked: readonly Node[],
  core: Core,
  bound: ReadonlySet<Node>,
): { readonly yields: readonly Node[]; readonly after: ReadonlySet<Node> } {
  const yields = new Set<Node>();
  const after = new Set<Node>();
  for (const node of asked) {
    const isInCore = core.needed.has(node) || run.segments === true;
    const rest = isInCore ? undefined : restOf(node, core.needed, bound, run);
    if (rest === undefined) yields.add(node);
    else {
      rest.nodes.forEach((each) => after.add(each));
      rest.from.forEach((each) => yields.add(each));
    }
  }
  return { yields: [...yields], after };
}

/** What a loop is made of. */
interface Loop {
  readonly body: Body;
  readonly seen: readonly Node[];
  readonly lifted: ReadonlyMap<Node, Node>;
  /** The indices of the carried values that stay. */
  readonly carried: readonly number[];
  readonly yields: readonly Node[];
}

/** Makes the body of a scan that carries and yields only so much, under a name of its own. */
function loopOf(
  hoisting: Hoisting,
  run: ScanNode,
  level: readonly string[],
  { body, seen, lifted, carried, yields }: Loop,
  get: Get,
): ScanParts<Node> {
  const { b } = hoisting;
  const { axis } = run;
  const scan = uniqueName(hoisting.names, run.scan);
  const seenBy: Node[] = [];
  const here = new Map<Node, Node>();
  const see = (whole: Node): Node => {
    if (!hasAxis(whole.axes, axis)) return whole;
    let index = seenBy.indexOf(whole);
    if (index < 0) index = seenBy.push(whole) - 1;
    return b.leaf({ kind: "seen", scan, index }, withoutAxes(whole.axes, [axis]), whole.type);
  };
  const getHere: Get = (node) => {
    const known = here.get(node);
    if (known !== undefined) return known;
    const whole = lifted.get(node);
    return whole === undefined ? get(node) : see(whole);
  };
  for (const node of body.inside) {
    const isCarried = node.kind === "leaf" && node.leaf.kind === "carried" && node.leaf.scan === run.scan;
    if (!isCarried) continue;
    const index = carried.indexOf(node.leaf.index);
    if (index >= 0)
      here.set(node, b.labelled(b.leaf({ kind: "carried", scan, index }, node.axes, node.type), node.label));
  }
  for (const node of body.inside) {
    if (isSeenBy(node, run) && body.bound.has(node))
      here.set(node, b.labelled(see(seen[node.leaf.index] ?? missing(node)), node.label));
  }
  const inLoop = new Set(topologicalOrder([...carried.flatMap((at) => run.next[at] ?? []), ...yields]));
  const nodes = body.inside.filter((node) => body.bound.has(node) && inLoop.has(node));
  copy(hoisting, nodes, here, getHere, [...level, run.scan]);
  return {
    scan,
    axis,
    reversed: run.reversed,
    ...(run.segments === undefined ? {} : { segments: run.segments }),
    initial: carried.map((at) => get(run.initial[at] ?? missing(run))),
    next: carried.map((at) => getHere(run.next[at] ?? missing(run))),
    yielded: yields.map(getHere),
    seen: seenBy,
  };
}

interface Core {
  /** Which carried values are needed. */
  readonly carried: ReadonlySet<number>;
  /** All of the body that has to run position by position: what next values are made of. */
  readonly needed: ReadonlySet<Node>;
}

function coreOf(run: ScanNode, wanted: readonly Node[], bound: ReadonlySet<Node>): Core {
  const carried = new Set<number>();
  const needed = new Set<Node>();
  const seen = new Set<Node>();
  const visit = (roots: readonly Node[], isNext: boolean): void => {
    const pending: Node[] = [];
    for (const node of topologicalOrder(roots)) {
      if (!bound.has(node) && node.kind !== "leaf") continue;
      if (node.kind === "leaf" && node.leaf.kind === "carried" && node.leaf.scan === run.scan) {
        needed.add(node);
        const next = run.next[node.leaf.index];
        if (!carried.has(node.leaf.index) && next !== undefined) {
          carried.add(node.leaf.index);
          pending.push(next);
        }
      }
      if (isNext) needed.add(node);
      seen.add(node);
    }
    if (pending.length > 0) visit(pending, true);
  };
  visit(wanted, false);
  return { carried, needed };
}

/** What a result needs beyond the core, where that can run afterwards for all positions at once, and what of the core it reads. */
function restOf(
  wanted: Node,
  core: ReadonlySet<Node>,
  bound: ReadonlySet<Node>,
  run: ScanNode,
): { readonly nodes: ReadonlySet<Node>; readonly from: ReadonlySet<Node> } | undefined {
  const nodes = new Set<Node>();
  const from = new Set<Node>();
  const stack = [wanted];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (!bound.has(node) || nodes.has(node)) continue;
    if (core.has(node)) {
      from.add(node);
      continue;
    }
    if (node.kind === "scan") return undefined;
    nodes.add(node);
    stack.push(...operands(node));
  }
  const isKept = (node: Node): boolean => node.kind === "leaf" || run.next.includes(node);
  const isWorth = [...nodes].some(({ kind }) => kind === "reduce") || [...from].every(isKept);
  return isWorth ? { nodes, from } : undefined;
}

function uniqueName(names: Set<string>, wanted: string): string {
  let name = wanted;
  for (let n = 2; names.has(name); n++) name = `${wanted}#${n}`;
  names.add(name);
  return name;
}
