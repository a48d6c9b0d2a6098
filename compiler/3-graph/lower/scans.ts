/** Scans: a body that is lowered once, in which every value with the scanned axis is seen at the current position. */
import type { Expression } from "../../2-check/model.ts";
import { InternalError } from "../../source/internal-error.ts";
import { addSizes, literalSize } from "../../sizes/size.ts";
import type { ScanParts } from "../graph-builder.ts";
import type { Axis, SourceNode } from "../graph.ts";
import { constantPosition, hasAxis, unionAxes, withoutAxes } from "../positions.ts";
import { topologicalOrder } from "../topology.ts";
import { axesOf, axesOfType, mergedAxis } from "./axes.ts";
import { merged, parted } from "./groups.ts";
import { bindValue, joinPath } from "./scope.ts";
import type { Guard, Scope, ScanScope } from "./scope.ts";

type ScanExpression = Extract<Expression, { readonly kind: "scan" }>;

/** The value as the innermost scans around see it: at their current positions, without their axes. */
export function seenHere(scope: Scope, value: SourceNode): SourceNode {
  const { builder } = scope.entry;
  return scope.scans.reduce((value, { scan, axis, group, seen }) => {
    const isGrouped = group.length > 1 && group.some((one) => hasAxis(value.axes, one));
    const whole = isGrouped ? merged(builder, value, group, axis) : value;
    if (!hasAxis(whole.axes, axis)) return whole;
    let index = seen.indexOf(whole);
    if (index < 0) index = seen.push(whole) - 1;
    return builder.leaf({ kind: "seen", scan, index }, withoutAxes(whole.axes, [axis]), whole.type);
  }, value);
}

/** What a scan yields, a result a `yield`. */
export function lowerScan(scope: Scope, expression: ScanExpression): readonly SourceNode[] {
  const { entry } = scope;
  const { builder } = entry;
  const axis = mergedAxis(scope, expression.axis);
  const group = axesOf(scope, expression.axis);
  const initial = expression.carried.map(({ initial: first, type }) => {
    const value = builder.convert(entry.expression(scope, first), type.element);
    return builder.spread(value, axesOfType(scope, type));
  });
  const own = joinPath(scope.path, `scan@${expression.span.start}`);
  // A carried value has the axes of its next value too, a batch say, and a run a name of its own: both are found by trying.
  let axes = initial.map((value) => value.axes);
  for (let scan = own; ;) {
    const lowered = lowerBody(scope, expression, { scan, axis, group, initial, axes });
    const wider = axes.map((own, index) => unionAxes(own, lowered.next[index]?.axes ?? []));
    if (wider.some((own, index) => own.length > (axes[index]?.length ?? 0))) {
      axes = wider;
      continue;
    }
    const name = scan === own ? runName(scope, own, initial, lowered) : scan;
    if (name === scan) return lowered.finish().map((stacked) => parted(builder, stacked, axis, group));
    scan = name;
  }
}

/**
 * A scan that is lowered again, since its layer or function is called twice or its optimizer moves another parameter, is another run with another
 * name, unless all that it reads and makes is the same.
 */
function runName(scope: Scope, scan: string, initial: readonly SourceNode[], lowered: LoweredBody): string {
  const { runs } = scope.entry;
  const known = runs.get(scan) ?? new Map<string, string>();
  runs.set(scan, known);
  const key = [initial, lowered.seen, lowered.next, lowered.yielded]
    .map((nodes) => nodes.map(({ id }) => id).join(","))
    .join(" ");
  const name = known.get(key) ?? (known.size === 0 ? scan : `${scan}~${known.size + 1}`);
  known.set(key, name);
  return name;
}

interface Beginning {
  readonly scan: string;
  readonly axis: Axis;
  readonly group: readonly Axis[];
  readonly initial: readonly SourceNode[];
  /** Of each carried value, in the body. */
  readonly axes: readonly (readonly Axis[])[];
}

interface LoweredBody {
  readonly seen: readonly SourceNode[];
  readonly next: readonly SourceNode[];
  readonly yielded: readonly SourceNode[];
  readonly finish: () => readonly SourceNode[];
}

function lowerBody(scope: Scope, { carried, body }: ScanExpression, beginning: Beginning): LoweredBody {
  const { entry } = scope;
  const { builder } = entry;
  const { scan, axis, group, initial, axes } = beginning;
  const own: ScanScope = { scan, axis, group, seen: [], next: new Map(), yielded: [] };
  const scans = [...scope.scans, own];
  const inner: Scope = { ...scope, values: new Map(scope.values), presence: new Map(scope.presence), scans };
  const seeAll = (nodes: readonly SourceNode[]): readonly SourceNode[] =>
    nodes.map((node) => seenHere(inner, node));
  const seeHere = (guard: Guard): Guard => ({
    ...guard,
    condition: seenHere(inner, guard.condition),
    parts: seeAll(guard.parts),
  });
  const restrictions = scope.restrictions.map((one) => ({ ...seeHere(one), reads: seeAll(one.reads) }));
  const guards = scope.guards.map((guard) => ({ ...seeHere(guard), axes: withoutAxes(guard.axes, group) }));
  const leaves = carried.map(({ binding, name, type }, index) => {
    const leaf = builder.leaf({ kind: "carried", scan, index }, axes[index] ?? [], type.element);
    bindValue(inner, binding, builder.labelled(leaf, joinPath(scope.path, name)));
    own.next.set(name, leaf);
    return leaf;
  });
  const kept = [entry.exposed, entry.watched, entry.nextStates].map(
    (values) => [values, new Map(values)] as const,
  );
  entry.statements({ ...inner, restrictions, guards }, body);
  const next = carried.map(({ name, type }, index) => {
    const value = own.next.get(name) ?? leaves[index];
    if (value === undefined) throw new InternalError(`${name} has no next value`);
    return builder.convert(value, type.element);
  });
  const finish = (): readonly SourceNode[] => {
    // What the body shows, or keeps in a state, leaves the scan like what it yields.
    const shown = kept.flatMap(([values, before]) =>
      [...values].filter(([name, value]) => before.get(name) !== value && isInside(value, scan)),
    );
    const yielded = [...own.yielded, ...shown.map(([, value]) => value)];
    const parts: ScanParts<SourceNode> = {
      scan,
      axis,
      reversed: false,
      initial,
      seen: own.seen,
      next,
      yielded,
    };
    const results = yielded.map((_, index) => builder.scan(parts, { kind: "yielded", index }));
    for (const [name, value] of shown) {
      const stacked = results[yielded.indexOf(value)];
      if (stacked === undefined) continue;
      if (entry.exposed.get(name) === value) entry.exposed.set(name, stacked);
      if (entry.watched.get(name) === value) entry.watched.set(name, stacked);
      if (entry.nextStates.get(name) === value) entry.nextStates.set(name, lastOf(scope, stacked, axis));
    }
    return results.slice(0, own.yielded.length);
  };
  return { seen: own.seen, next, yielded: own.yielded, finish };
}

function isInside(value: SourceNode, scan: string): boolean {
  return topologicalOrder([value]).some(
    (node) => node.kind === "leaf" && "scan" in node.leaf && node.leaf.scan === scan,
  );
}

/** A state is what its last position leaves. */
function lastOf(scope: Scope, value: SourceNode, axis: Axis): SourceNode {
  const at = constantPosition(addSizes(axis.size, literalSize(-1)));
  return scope.entry.builder.index(value, [{ axis, at }]);
}
