/**
 * What a scan computes at each position and somebody outside computes again, for all positions at once, is yielded instead: a gradient
 * reads a recurrent product as it was made. Only what a body keeps in memory anyway is worth it: sums of products, with what is added to
 * them, and their factors.
 */
import { createBuilder } from "../builder.ts";
import type { GraphBuilder } from "../graph-builder.ts";
import type { MapNode, Node, ScanNode } from "../graph.ts";
import { sameAxes } from "../positions.ts";
import { operands, rebuild } from "../kinds.ts";
import { commutes } from "./arithmetic.ts";
import { scansAround, topologicalOrder, usersOf } from "../topology.ts";

/** Each run of a scan has a name of its own. */
export function stackValues(given: readonly Node[]): readonly Node[] {
  const b = createBuilder();
  const copies = new Map<Node, Node>();
  for (const node of topologicalOrder(given))
    copies.set(
      node,
      rebuild(b, node, (operand) => copies.get(operand) ?? operand),
    );
  const roots = given.map((root) => copies.get(root) ?? root);
  const order = topologicalOrder(roots);
  const runs = new Map<string, ScanNode[]>();
  for (const node of order)
    if (node.kind === "scan") runs.set(node.scan, [...(runs.get(node.scan) ?? []), node]);
  const extras = new Map<string, readonly Node[]>();
  /** By the value that is made again: the run that has made it, and which of the extras it is. */
  const again = new Map<Node, { readonly run: ScanNode; readonly index: number }>();
  const existing = new Set(order);
  for (const [scan, results] of runs) {
    const [run] = results;
    const found = run === undefined ? new Map<Node, Node>() : madeAgain(b, order, existing, run, results);
    const extra: Node[] = [];
    for (const [value, whole] of found) {
      if (run === undefined || again.has(whole)) continue;
      again.set(whole, { run, index: run.yielded.length + extra.length });
      extra.push(value);
    }
    extras.set(scan, extra);
  }
  return again.size === 0 ? given : withExtras(roots, extras, again);
}

function withExtras(
  roots: readonly Node[],
  extras: ReadonlyMap<string, readonly Node[]>,
  again: ReadonlyMap<Node, { readonly run: ScanNode; readonly index: number }>,
): readonly Node[] {
  const b = createBuilder();
  const made = new Map<Node, Node>();
  const get = (node: Node): Node => made.get(node) ?? node;
  const yielding = (run: ScanNode, result: ScanNode["result"]): Node => {
    const yielded = [...run.yielded, ...(extras.get(run.scan) ?? [])];
    return rebuild<Node, Node>(b, { ...run, yielded, result }, get);
  };
  for (const node of topologicalOrder(roots)) {
    const known = again.get(node);
    if (known !== undefined)
      made.set(node, b.labelled(yielding(known.run, { kind: "yielded", index: known.index }), node.label));
    else if (node.kind === "scan") made.set(node, yielding(node, node.result));
    else made.set(node, rebuild(b, node, get));
  }
  return roots.map(get);
}

/** Values of a body with what they are for all positions at once, where that is in the graph already. */
function madeAgain(
  b: GraphBuilder<Node>,
  order: readonly Node[],
  existing: ReadonlySet<Node>,
  run: ScanNode,
  results: readonly ScanNode[],
): ReadonlyMap<Node, Node> {
  const around = scansAround(order);
  const inside = order.filter((node) => around.get(node)?.has(run.scan) === true);
  const wholes = new Map<Node, Node>();
  for (const { result, yielded } of results) {
    const node = yielded[result.index];
    const stacked = results.find((each) => each.result === result);
    if (result.kind === "yielded" && node !== undefined && stacked !== undefined) wholes.set(node, stacked);
  }
  for (const node of inside) {
    if (wholes.has(node)) continue;
    const { kind } = node;
    const seen = kind === "leaf" && node.leaf.kind === "seen" ? run.seen[node.leaf.index] : undefined;
    if (seen !== undefined) wholes.set(node, seen);
    const isKnown = operands(node).every((each) => wholes.has(each) || around.get(each)?.size === 0);
    if (kind === "leaf" || kind === "scan" || !isKnown || around.get(node)?.size !== 1) continue;
    const get = (operand: Node): Node => wholes.get(operand) ?? operand;
    const whole = rebuild<Node, Node>(b, node, get);
    // Which argument of a sum or a product comes first is a matter of numbers, and these differ outside.
    const turned = node.kind === "map" && commutes(node.operator) ? turnedOf(b, node, get) : whole;
    wholes.set(node, !existing.has(whole) && existing.has(turned) ? turned : whole);
  }
  const users = usersOf(inside);
  const found = new Map<Node, Node>();
  const note = (node: Node): boolean => {
    const whole = wholes.get(node);
    const isMade = whole !== undefined && existing.has(whole) && !run.yielded.includes(node);
    if (isMade && (node.kind === "map" || node.kind === "reduce")) found.set(node, whole);
    return isMade;
  };
  for (const node of inside) {
    if (node.kind !== "reduce" || node.operator !== "sum") continue;
    const { of } = node;
    if (of.kind !== "map" || of.operator !== "multiply") continue;
    for (const factor of of.arguments) note(underRenames(factor));
    for (const last of epilogueOf(node, users)) if (note(last)) break;
  }
  return found;
}

function turnedOf(b: GraphBuilder<Node>, node: MapNode, get: (node: Node) => Node): Node {
  return rebuild<Node, Node>(b, { ...node, arguments: [...node.arguments].reverse() }, get);
}

/** A sum and what is added to it alone, the last first. */
function epilogueOf(sum: Node, users: ReadonlyMap<Node, readonly Node[]>): readonly Node[] {
  const chain = [sum];
  for (let node = sum; ;) {
    const [only, ...others] = users.get(node) ?? [];
    const isAdded = only?.kind === "map" && only.operator === "add" && sameAxes(only.axes, sum.axes);
    if (only === undefined || others.length > 0 || !isAdded) return chain.reverse();
    chain.push(only);
    node = only;
  }
}

function underRenames(node: Node): Node {
  if (node.kind !== "index" || node.otherwise !== undefined) return node;
  return node.replaced.every(({ at }) => at.kind === "axis") ? underRenames(node.of) : node;
}
