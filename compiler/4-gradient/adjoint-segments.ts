import type { ScanParts, SourceBuilder } from "../3-graph/graph-builder.ts";
import type { SourceNode } from "../3-graph/graph.ts";
import { withoutAxes } from "../3-graph/positions.ts";
import { constantsOf, seedsOf, turn } from "./scan-body.ts";
import type { Given, Sweep } from "./scan-body.ts";
import type { Contribution, IsActive } from "./structure.ts";

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
  const { axis, reversed, initial, seen, next } = run;
  const { leaves, back, sources, carriedInner, seenInner, yieldedInner, body, ofYielded, ofLast } = turn(
    b,
    run,
    given,
  );
  const constants = constantsOf(run).filter((node) => isActive(node) && !seen.includes(node));
  const carriedAxes = [...leaves, ...constants].map(({ axes }) => axes);
  const carriedBack = carriedAxes.map((axes, index) =>
    b.leaf({ kind: "carried", scan: back, index }, axes, "real"),
  );
  const seeds = seedsOf(b, body, next.length, carriedBack, ofYielded, yieldedInner);
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
