/** What the adjoints of scans are made from: the leaves of a body, what it reads from outside, and what comes back to it. */
import type { ScanParts, SourceBuilder } from "../3-graph/graph-builder.ts";
import type { Axis, LeafNode, ScanNode, SourceNode } from "../3-graph/graph.ts";
import { unionAxes, withoutAxes } from "../3-graph/positions.ts";
import { scansAround, topologicalOrder } from "../3-graph/topology.ts";
import { fitted } from "./structure.ts";
import type { Contribution } from "./structure.ts";
import { operands } from "../3-graph/kinds.ts";
import { substitute } from "./substitute.ts";

export type Sweep = (
  b: SourceBuilder,
  seeds: readonly Contribution[],
  targets: readonly SourceNode[],
  cut?: boolean,
) => ReadonlyMap<SourceNode, SourceNode>;

export interface Given {
  readonly result: ScanNode<SourceNode>;
  readonly cotangent: SourceNode;
}

/** The body's leaf for each carried value. */
export function carriedLeaves(b: SourceBuilder, run: ScanNode<SourceNode>): readonly SourceNode[] {
  const body = topologicalOrder([...run.next, ...run.yielded]);
  return run.initial.map((initial, index) => {
    const isLeaf = (node: SourceNode): node is LeafNode =>
      node.kind === "leaf" &&
      node.leaf.kind === "carried" &&
      node.leaf.scan === run.scan &&
      node.leaf.index === index;
    const axes = unionAxes(initial.axes, run.next[index]?.axes ?? []);
    return body.find(isLeaf) ?? b.leaf({ kind: "carried", scan: run.scan, index }, axes, initial.type);
  });
}

export function seenLeaf(
  b: SourceBuilder,
  scan: string,
  index: number,
  value: SourceNode,
  axis: Axis,
): SourceNode {
  return b.leaf({ kind: "seen", scan, index }, withoutAxes(value.axes, [axis]), value.type);
}

/** What the body reads from outside, beside what it sees: the same at all positions. */
export function constantsOf(run: ScanNode<SourceNode>): readonly SourceNode[] {
  const order = topologicalOrder([run]);
  const around = scansAround(order);
  const enclosing = around.get(run);
  // What depends on the leaves of a scan that stands in the body is inside, too.
  const isInside = (node: SourceNode): boolean =>
    [...(around.get(node) ?? [])].some((scan) => enclosing?.has(scan) !== true);
  const roots = [...run.next, ...run.yielded];
  const read = topologicalOrder(roots)
    .filter(isInside)
    .flatMap((node) => operands<SourceNode>(node));
  return [...new Set([...roots, ...read])].filter((node) => !isInside(node));
}

/** The cotangents of a body's next and yielded values. */
export function seedsOf(
  b: SourceBuilder,
  body: readonly SourceNode[],
  nextCount: number,
  carried: readonly SourceNode[],
  ofYielded: readonly Given[],
  yielded: readonly SourceNode[],
): readonly Contribution[] {
  const seeds: Contribution[] = [];
  const add = (to: SourceNode | undefined, cotangent: SourceNode | undefined): void => {
    if (to === undefined || cotangent === undefined || to.type !== "real") return;
    seeds.push({ to, cotangent: fitted(b, cotangent, to.axes) });
  };
  body.slice(0, nextCount).forEach((to, i) => add(to, carried[i]));
  ofYielded.forEach(({ result }, i) => add(body[nextCount + result.result.index], yielded[i]));
  return seeds;
}

/** What the two adjoints of a run begin with. */
export interface Turned {
  /** The body's leaves for what is carried, and their values before each position: one more result of the scan for each. */
  readonly leaves: readonly SourceNode[];
  readonly before: readonly SourceNode[];
  /** The scan in the other direction: its name, what it sees, and its leaves for that: what was carried in, what was seen, cotangents of what was yielded. */
  readonly back: string;
  readonly sources: readonly SourceNode[];
  readonly carriedInner: readonly SourceNode[];
  readonly seenInner: readonly SourceNode[];
  readonly yieldedInner: readonly SourceNode[];
  /** The body computed anew from those leaves: next values, then yielded ones. */
  readonly body: readonly SourceNode[];
  readonly ofYielded: readonly Given[];
  readonly ofLast: (index: number) => SourceNode | undefined;
}

export function turn(b: SourceBuilder, run: ScanNode<SourceNode>, given: readonly Given[]): Turned {
  const leaves = carriedLeaves(b, run);
  const { scan, axis, reversed, initial, seen, next, yielded, segments } = run;
  const forward: ScanParts<SourceNode> = {
    ...{ scan, axis, reversed, initial, seen, next },
    ...(segments === true ? { segments } : {}),
    yielded: [...yielded, ...leaves],
  };
  const before = leaves.map((_, i) => b.scan(forward, { kind: "yielded", index: yielded.length + i }));
  const ofYielded = given.filter(({ result }) => result.result.kind === "yielded");
  const ofLast = (index: number): SourceNode | undefined =>
    given.find(({ result }) => result.result.kind === "last" && result.result.index === index)?.cotangent;

  const back = `${scan}'${given[0]?.cotangent.id ?? ""}`;
  const sources = [...before, ...seen, ...ofYielded.map(({ cotangent }) => cotangent)];
  const inner = sources.map((value, index) => seenLeaf(b, back, index, value, axis));
  const carriedInner = inner.slice(0, before.length);
  const seenInner = inner.slice(before.length, before.length + seen.length);
  const replacements = new Map<SourceNode, SourceNode>();
  leaves.forEach((leaf, i) => replacements.set(leaf, carriedInner[i] ?? leaf));
  seen.forEach((value, i) => {
    const leaf = seenLeaf(b, scan, i, value, axis);
    replacements.set(leaf, seenInner[i] ?? leaf);
  });
  const body = substitute(b, [...next, ...yielded], replacements, []);
  const yieldedInner = inner.slice(before.length + seen.length);
  return { leaves, before, back, sources, carriedInner, seenInner, yieldedInner, body, ofYielded, ofLast };
}
