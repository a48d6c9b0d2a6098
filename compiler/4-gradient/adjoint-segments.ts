import type { ScanParts, SourceBuilder } from "../3-graph/builder.ts";
import type { SourceNode } from "../3-graph/graph.ts";
import { withoutAxes } from "../3-graph/positions.ts";
import { carriedLeaves, constantsOf, seedsOf, seenLeaf } from "./scan-body.ts";
import type { Given, Sweep } from "./scan-body.ts";
import type { Contribution, IsActive } from "./structure.ts";
import { substitute } from "./substitute.ts";

/**
 * The adjoint of a scan over segments: what was carried into each segment is all that is kept of it. The scan in the other direction
 * computes a segment anew, whole gradients of it included: those of what is constant are added up as they come, and those of what is
 * seen are yielded. So nothing but these lies there for all segments at once.
 */
export function adjointBySegments(
  b: SourceBuilder,
  given: readonly Given[],
  isActive: IsActive,
  sweep: Sweep,
): readonly Contribution[] {
  const [first] = given;
  if (first === undefined) return [];
  const run = first.result;
  const { scan, axis, reversed, initial, seen, next, yielded } = run;
  const leaves = carriedLeaves(b, run);
  const forward: ScanParts<SourceNode> = {
    ...{ scan, axis, reversed, initial, seen, next, segments: true },
    yielded: [...yielded, ...leaves],
  };
  const before = leaves.map((_, i) => b.scan(forward, { kind: "yielded", index: yielded.length + i }));
  const ofYielded = given.filter(({ result }) => result.result.kind === "yielded");
  const ofLast = (index: number): SourceNode | undefined =>
    given.find(({ result }) => result.result.kind === "last" && result.result.index === index)?.cotangent;

  const back = `${scan}'${first.cotangent.id}`;
  const sources = [...before, ...seen, ...ofYielded.map(({ cotangent }) => cotangent)];
  const inner = sources.map((value, index) => seenLeaf(b, back, index, value, axis));
  const carriedInner = inner.slice(0, before.length);
  const seenInner = inner.slice(before.length, before.length + seen.length);
  const yieldedBack = inner.slice(before.length + seen.length);
  const replacements = new Map<SourceNode, SourceNode>();
  leaves.forEach((leaf, i) => replacements.set(leaf, carriedInner[i] ?? leaf));
  seen.forEach((value, i) => {
    const leaf = seenLeaf(b, scan, i, value, axis);
    replacements.set(leaf, seenInner[i] ?? leaf);
  });
  const body = substitute(b, [...next, ...yielded], replacements, []);
  const constants = constantsOf(run).filter((node) => isActive(node) && !seen.includes(node));
  const carriedAxes = [...leaves, ...constants].map(({ axes }) => axes);
  const carriedBack = carriedAxes.map((axes, index) =>
    b.leaf({ kind: "carried", scan: back, index }, axes, "real"),
  );
  const seeds = seedsOf(b, body, next.length, carriedBack, ofYielded, yieldedBack);
  const swept = sweep(b, seeds, [...carriedInner, ...seenInner, ...constants], true);
  const activeSeen = seen.flatMap((to, i) => {
    const leaf = seenInner[i];
    return leaf !== undefined && isActive(to) ? [{ to, cotangent: swept.get(leaf) }] : [];
  });
  const parts: ScanParts<SourceNode> = {
    scan: back,
    axis,
    reversed: !reversed,
    segments: true,
    initial: [
      ...leaves.map((leaf, i) => b.spread(ofLast(i) ?? b.constant(0), leaf.axes)),
      ...constants.map((node) => b.constant(0, "real", node.axes)),
    ],
    seen: sources,
    next: [
      ...carriedInner.map((leaf) => swept.get(leaf) ?? b.constant(0, "real", leaf.axes)),
      ...constants.map((node, i) => {
        const sum = carriedBack[leaves.length + i] ?? node;
        const part = swept.get(node);
        return part === undefined ? sum : b.map("add", [sum, part]);
      }),
    ],
    yielded: activeSeen.map(
      ({ to, cotangent }) => cotangent ?? b.constant(0, "real", withoutAxes(to.axes, [axis])),
    ),
  };
  return [
    ...initial.flatMap((to, index) =>
      isActive(to) ? [{ to, cotangent: b.scan(parts, { kind: "last", index }) }] : [],
    ),
    ...constants.map((to, i) => ({
      to,
      cotangent: b.scan(parts, { kind: "last", index: leaves.length + i }),
    })),
    ...activeSeen.map(({ to }, index) => ({ to, cotangent: b.scan(parts, { kind: "yielded", index }) })),
  ];
}
