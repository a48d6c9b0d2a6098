import type { ScanParts, SourceBuilder } from "../3-graph/graph-builder.ts";
import type { SourceNode } from "../3-graph/graph.ts";
import { adjointBySegments } from "./adjoint-segments.ts";
import { constantsOf, seedsOf, seenLeaf, turn } from "./scan-body.ts";
import type { Given, Sweep } from "./scan-body.ts";
import type { Contribution, IsActive } from "./structure.ts";
import { substitute } from "./substitute.ts";

/**
 * The adjoint of one run of a scan, given the cotangents of its results. A scan in the other direction carries the
 * cotangents of the carried values, with the body computed anew from the values that were carried into each position.
 * It yields the cotangents of all next values; with these, what the body sees and what is constant in it get theirs
 * outside of any scan, for all positions at once: so the gradient of a weight is one contraction.
 */
export function adjointOfScan(
  b: SourceBuilder,
  given: readonly Given[],
  isActive: IsActive,
  sweep: Sweep,
): readonly Contribution[] {
  const [first] = given;
  if (first === undefined) return [];
  const run = first.result;
  if (run.segments === true) return adjointBySegments(b, given, isActive, sweep);
  const { scan, axis, reversed, initial, seen, next, yielded } = run;
  const { leaves, before, back, sources, carriedInner, yieldedInner, body, ofYielded, ofLast } = turn(
    b,
    run,
    given,
  );
  const carriedBack = leaves.map((leaf, index) =>
    b.leaf({ kind: "carried", scan: back, index }, leaf.axes, "real"),
  );
  const seeds = seedsOf(b, body, next.length, carriedBack, ofYielded, yieldedInner);
  const swept = sweep(b, seeds, carriedInner);
  const parts: ScanParts<SourceNode> = {
    scan: back,
    axis,
    reversed: !reversed,
    initial: leaves.map((leaf, i) => b.spread(ofLast(i) ?? b.constant(0), leaf.axes)),
    seen: sources,
    next: carriedInner.map((target) => swept.get(target) ?? b.constant(0, "real", target.axes)),
    yielded: carriedBack,
  };
  const found: Contribution[] = initial.flatMap((to, index) =>
    isActive(to) ? [{ to, cotangent: b.scan(parts, { kind: "last", index }) }] : [],
  );

  const outside = [...new Set([...seen, ...constantsOf(run)])].filter(isActive);
  if (outside.length === 0) return found;
  const lifting = new Map<SourceNode, SourceNode>();
  leaves.forEach((leaf, i) => lifting.set(leaf, before[i] ?? leaf));
  seen.forEach((value, i) => lifting.set(seenLeaf(b, scan, i, value, axis), value));
  const lifted = substitute(b, [...next, ...yielded], lifting, [axis]);
  const stacked = carriedBack.map((_, index) => b.scan(parts, { kind: "yielded", index }));
  const cotangents = ofYielded.map(({ cotangent }) => cotangent);
  const liftedSeeds = seedsOf(b, lifted, next.length, stacked, ofYielded, cotangents);
  const whole = sweep(b, liftedSeeds, [...outside, ...before], true);
  return [...found, ...outside.flatMap((to) => ({ to, cotangent: whole.get(to) ?? b.constant(0) }))];
}
