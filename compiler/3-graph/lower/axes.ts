/** From the Model's axes to the Graph's: axis parameters get their actual axes, symbols that an entry fixes get their sizes. */
import type { AxisId, Axis as ModelAxis, Type } from "../../2-check/model.ts";
import { InternalError } from "../../source/internal-error.ts";
import {
  addSizes,
  divideSizes,
  literalSize,
  multiplySizes,
  sizeKey,
  sizeSymbols,
  substituteSize,
  subtractSizes,
} from "../../sizes/size.ts";
import type { Size } from "../../sizes/size.ts";
import type { Axis } from "../graph.ts";
import { joinPath } from "./scope.ts";
import type { EntryScope, Lowering, Scope } from "./scope.ts";

/** The axis itself, or what it is a twin of. */
export function spaceOf(lowering: Lowering, id: AxisId): ModelAxis | undefined {
  const axis = lowering.axes.get(id);
  return axis?.origin.kind === "twin" ? spaceOf(lowering, axis.origin.of) : axis;
}

/** A size in this scope: those of axis parameters are products over what they stand for. */
export function sizeIn(scope: Pick<Scope, "entry" | "axes">, size: Size): Size {
  return replaced(scope, size, productOfSizes);
}

function replaced(
  { entry, axes }: Pick<Scope, "entry" | "axes">,
  size: Size,
  sizeOf: (axes: readonly Axis[]) => Size,
  isOpen: (symbol: string) => boolean = () => false,
): Size {
  const replacements = new Map<string, Size>();
  for (const symbol of sizeSymbols(size)) {
    const actual = axes.get(symbol);
    const fixed = isOpen(symbol) ? undefined : entry.sizes.get(symbol);
    if (actual !== undefined) replacements.set(symbol, sizeOf(actual));
    else if (fixed !== undefined) replacements.set(symbol, fixed);
  }
  return substituteSize(size, replacements);
}

/**
 * Where a record's own positions along an axis end, whose sizes are left open though the entry works on the bounds. What stands before the
 * last part of a sum, or lies between two rows of a group, has the positions of the bound, padding and all.
 */
function ownEndIn(scope: Pick<Scope, "entry" | "axes">, { size, origin }: ModelAxis): Size {
  const { entry } = scope;
  const of = origin.kind === "twin" ? entry.lowering.axes.get(origin.of) : undefined;
  if (of !== undefined) return ownEndIn(scope, of);
  if (origin.kind !== "sum")
    return replaced(
      scope,
      size,
      (actual) => ownEndOf(entry, actual),
      (symbol) => entry.ownSizes.has(symbol),
    );
  const parts = origin.parts.map((part) => axesOf(scope, part));
  const before = parts.slice(0, -1).map(productOfSizes);
  return before.reduce(addSizes, ownEndOf(entry, parts.at(-1) ?? []));
}

/** The same of axes of the graph, of which the last is the fastest. */
export function ownEndOf(entry: EntryScope, axes: readonly Axis[]): Size {
  const steps = axes.map((axis, at) => {
    const last = subtractSizes(ownEndOfOne(entry, axis), literalSize(1));
    return multiplySizes(last, productOfSizes(axes.slice(at + 1)));
  });
  return steps.reduce(addSizes, literalSize(1));
}

function ownEndOfOne(entry: EntryScope, axis: Axis): Size {
  const quotient = entry.quotients.get(axis.id);
  if (quotient !== undefined) {
    const size = divideSizes(ownEndOfOne(entry, quotient.of), literalSize(quotient.by));
    if (size === undefined) throw new InternalError(`${axis.id} has no size`, undefined);
    return size;
  }
  const { axes, globalAxes } = entry.lowering;
  const declared = globalAxes.has(axis.id) ? axes.get(axis.id) : undefined;
  const local = entry.ownEnds.get(axis.id);
  return local ?? (declared === undefined ? axis.size : ownEndIn({ entry, axes: new Map() }, declared));
}

export function productOfSizes(axes: readonly Axis[]): Size {
  return axes.map(({ size }) => size).reduce(multiplySizes, literalSize(1));
}

function quotientOf(entry: EntryScope, of: Axis, by: number, name: string): Axis {
  const inner = entry.quotients.get(of.id);
  const whole = inner?.of ?? of;
  const divisor = by * (inner?.by ?? 1);
  const size = divideSizes(whole.size, literalSize(divisor));
  if (size === undefined) throw new InternalError(`${whole.id}/${divisor} has no size`, undefined);
  const axis: Axis = { id: `${whole.id}/${divisor}`, name, size };
  entry.quotients.set(axis.id, { of: whole, by: divisor });
  return axis;
}

/** The graph's axes that an axis of the Model stands for here: one, or those of a group. */
export function axesOf(scope: Pick<Scope, "entry" | "axes">, id: AxisId): readonly Axis[] {
  const actual = scope.axes.get(id);
  if (actual !== undefined) return actual;
  const axis = scope.entry.lowering.axes.get(id);
  if (axis === undefined) throw new InternalError(`the model has no axis ${id}`, undefined);
  if (axis.origin.kind === "rigid") throw new InternalError(`${id} has no axis here`, axis.span);
  if (axis.origin.kind === "group") return axis.origin.members.flatMap((member) => axesOf(scope, member));
  if (axis.origin.kind === "quotient") {
    const of = mergedAxis(scope, axis.origin.of);
    return [quotientOf(scope.entry, of, axis.origin.by, axis.name)];
  }
  const known = scope.entry.plainAxes.get(id);
  if (known !== undefined) return known;
  const own = [{ id: axis.id, name: axis.name, size: sizeIn(scope, axis.size) }];
  // What follows from no axis parameter is the same everywhere in the entry.
  if (!sizeSymbols(axis.size).some((symbol) => scope.axes.has(symbol))) scope.entry.plainAxes.set(id, own);
  return own;
}

/** Where a group makes no sense. */
export function axisOf(scope: Pick<Scope, "entry" | "axes">, id: AxisId): Axis {
  const [axis, ...others] = axesOf(scope, id);
  if (axis === undefined || others.length > 0) throw new InternalError(`${id} is a group here`, undefined);
  return axis;
}

/** One axis for all of a group. */
export function mergedAxis(scope: Pick<Scope, "entry" | "axes">, id: AxisId): Axis {
  const [only, ...others] = axesOf(scope, id);
  if (only !== undefined && others.length === 0) return only;
  const axes = axesOf(scope, id);
  const model = scope.entry.lowering.axes.get(id);
  const ids = axes.map((axis) => axis.id);
  const name = model?.origin.kind === "rigid" ? model.name : axes.map((axis) => axis.name).join("_");
  const merged: Axis = { id: `(${ids.join(", ")})`, name, size: productOfSizes(axes) };
  scope.entry.ownEnds.set(merged.id, ownEndOf(scope.entry, axes));
  return merged;
}

export function axesOfType(scope: Pick<Scope, "entry" | "axes">, type: Type): readonly Axis[] {
  return type.axes.flatMap((id) => axesOf(scope, id));
}

/** Another axis of the same positions. */
export function twinOf(entry: EntryScope, axis: Axis, id: string): Axis {
  const twin = { ...axis, id };
  entry.ownEnds.set(id, ownEndOf(entry, [axis]));
  return twin;
}

/** Functions that are inlined may have declared axes of one name. */
function firstFree(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count++) free = `${name}#${count}`;
  return free;
}

/** An axis of this size and end under the id `shared`, or under an id of its own where `shared` has others. */
function sharedAxis(
  scope: Pick<Scope, "entry" | "axes">,
  axis: ModelAxis,
  shared: string,
  own: string,
): Axis {
  const { entry } = scope;
  const size = sizeIn(scope, axis.size);
  const end = ownEndIn(scope, axis);
  const known = entry.localAxes.get(shared);
  const ownEnd = entry.ownEnds.get(shared);
  if (known !== undefined && ownEnd !== undefined)
    if (sizeKey(known.size) === sizeKey(size) && sizeKey(ownEnd) === sizeKey(end)) return known;
  const made = { id: known === undefined ? shared : own, name: axis.name, size };
  entry.localAxes.set(made.id, made);
  entry.ownEnds.set(made.id, end);
  return made;
}

/**
 * Axes for those that a layer declares inside, in the order of their declarations (a later one may be a quotient of an earlier). No value
 * that has one leaves the layer, so that all instances share it where its sizes agree: what they compute alike along it is computed once.
 */
export function localAxes(
  entry: EntryScope,
  owner: string,
  path: string,
  outer: ReadonlyMap<AxisId, readonly Axis[]>,
  local: readonly AxisId[],
): ReadonlyMap<AxisId, readonly Axis[]> {
  const axes = new Map(outer);
  const taken = new Set<string>();
  for (const id of local) {
    const axis = entry.lowering.axes.get(id);
    if (axis === undefined) throw new InternalError(`the model has no axis ${id}`, undefined);
    const scope = { entry, axes };
    if (axis.origin.kind === "quotient") axes.set(id, axesOf(scope, id));
    else {
      // Two inlined calls of one function have local axes of the same name: the end of the id keeps them apart.
      const own = id.includes("#") ? axis.name + id.slice(id.indexOf("#")) : axis.name;
      // The side of a square map has the name of its axis, as the twin has that an axis parameter gets where one axis is given twice.
      const usual = joinPath(path, own);
      const isTaken = [...outer.values()].some((given) => given.some((one) => one.id === usual));
      const known = firstFree(isTaken ? joinPath(usual, "side") : usual, taken);
      taken.add(known);
      const members = axis.origin.kind === "twin" ? (axes.get(axis.origin.of) ?? []) : [];
      if (members.length > 1) {
        // Each member of a group has a twin of its own, so that what is stored along it is found at other sizes of the day.
        axes.set(
          id,
          members.map((member) => twinOf(entry, member, joinPath(known, member.id))),
        );
        continue;
      }
      const shared = isTaken ? known : owner + known.slice(path.length);
      axes.set(id, [sharedAxis(scope, axis, shared, known)]);
    }
  }
  return axes;
}
