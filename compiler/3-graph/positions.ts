import { addSizes, literalSize, multiplySizes, sizeKey, sizeValue } from "../sizes/size.ts";
import type { Size } from "../sizes/size.ts";
import type { Axis, Position } from "./graph.ts";

/** The axes of a set of nodes' axes, each once, sorted by id. */
export function unionAxes(...groups: readonly (readonly Axis[])[]): readonly Axis[] {
  // Mostly one set has all axes of the others, in order.
  let largest: readonly Axis[] = [];
  for (const group of groups) if (group.length > largest.length) largest = group;
  if (isInOrder(largest) && areWithin(groups, largest)) return largest;
  const byId = new Map<string, Axis>();
  for (const group of groups) for (const axis of group) if (!byId.has(axis.id)) byId.set(axis.id, axis);
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function isInOrder(axes: readonly Axis[]): boolean {
  let before: string | undefined;
  for (const { id } of axes) {
    if (before !== undefined && before >= id) return false;
    before = id;
  }
  return true;
}

function areWithin(groups: readonly (readonly Axis[])[], whole: readonly Axis[]): boolean {
  for (const group of groups) {
    if (group === whole) continue;
    for (const axis of group) if (!whole.includes(axis)) return false;
  }
  return true;
}

/** The same list where none of them is removed. */
export function withoutAxes(axes: readonly Axis[], removed: readonly Axis[]): readonly Axis[] {
  let count = 0;
  for (const axis of axes) if (!hasAxis(removed, axis)) count += 1;
  if (count === axes.length) return axes;
  // A list that grows gets room for seventeen at once.
  const left = new Array<Axis>(count);
  let at = 0;
  for (const axis of axes) if (!hasAxis(removed, axis)) left[at++] = axis;
  return left;
}

export function hasAxis(axes: readonly Axis[], axis: Axis): boolean {
  for (const { id } of axes) if (id === axis.id) return true;
  return false;
}

/** The same axes in the same order. */
export function equalAxes(a: readonly Axis[], b: readonly Axis[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at]?.id !== b[at]?.id) return false;
  return true;
}

export function containsAxes(axes: readonly Axis[], wanted: readonly Axis[]): boolean {
  for (const axis of wanted) if (!hasAxis(axes, axis)) return false;
  return true;
}

export function sameAxes(a: readonly Axis[], b: readonly Axis[]): boolean {
  return a === b || (a.length === b.length && containsAxes(a, b));
}

/** The axes whose positions an expression reads. */
export function axesOfPosition<N extends { readonly axes: readonly Axis[] }>(
  position: Position<N>,
): readonly Axis[] {
  switch (position.kind) {
    case "axis":
      return [position.axis];
    case "constant":
      return [];
    case "add":
      return unionAxes(...position.terms.map((term) => axesOfPosition(term)));
    case "scale":
    case "quotient":
    case "remainder":
      return axesOfPosition(position.of);
    case "value":
      return position.node.axes;
  }
}

/** The axes of a value that is read at other positions. */
export function axesOfIndex<N extends { readonly axes: readonly Axis[] }>(
  of: N,
  replaced: readonly { readonly axis: Axis; readonly at: Position<N> }[],
  otherwise: N | undefined,
): readonly Axis[] {
  const gone = replaced.map(({ axis }) => axis);
  const read = replaced.map(({ at }) => axesOfPosition(at));
  return unionAxes(withoutAxes(of.axes, gone), ...read, otherwise?.axes ?? []);
}

/** The sizes that an expression counts with. */
export function sizesOfPosition<N>(position: Position<N>): readonly Size[] {
  switch (position.kind) {
    case "axis":
    case "value":
      return [];
    case "constant":
      return [position.value];
    case "add":
      return position.terms.flatMap((term) => sizesOfPosition(term));
    case "scale":
    case "quotient":
    case "remainder":
      return [position.by, ...sizesOfPosition(position.of)];
  }
}

/** The data that an expression depends on, from left to right. */
export function nodesOfPosition<N>(position: Position<N>): readonly N[] {
  switch (position.kind) {
    case "axis":
    case "constant":
      return [];
    case "add":
      return position.terms.flatMap((term) => nodesOfPosition(term));
    case "scale":
    case "quotient":
    case "remainder":
      return nodesOfPosition(position.of);
    case "value":
      return [position.node];
  }
}

/** Whether it depends on no data. */
export function isFree<N>(position: Position<N>): position is Position<never> {
  switch (position.kind) {
    case "axis":
    case "constant":
      return true;
    case "add":
      return position.terms.every((term) => isFree(term));
    case "scale":
    case "quotient":
    case "remainder":
      return isFree(position.of);
    case "value":
      return false;
  }
}

/** The expression with other nodes, other expressions for axes, and other sizes in it. */
export function substitutePosition<From, To>(
  position: Position<From>,
  node: (node: From) => Position<To>,
  axis: (axis: Axis) => Position<To> = (same) => ({ kind: "axis", axis: same }),
  size: (size: Size) => Size = (same) => same,
): Position<To> {
  const inside = (of: Position<From>): Position<To> => substitutePosition(of, node, axis, size);
  switch (position.kind) {
    case "axis":
      return axis(position.axis);
    case "constant":
      return constantPosition(size(position.value));
    case "add":
      return addPositions(position.terms.map(inside));
    case "scale":
      return scalePosition(inside(position.of), size(position.by));
    case "quotient":
      return { kind: "quotient", of: inside(position.of), by: size(position.by) };
    case "remainder":
      return { kind: "remainder", of: inside(position.of), by: size(position.by) };
    case "value":
      return node(position.node);
  }
}

/** The expression over other nodes. */
export function mapPosition<From, To>(position: Position<From>, node: (node: From) => To): Position<To> {
  return substitutePosition<From, To>(position, (of) => ({ kind: "value", node: node(of) }));
}

/** As `weft dump` shows it. */
export function printPosition<N>(
  position: Position<N>,
  name: (node: N) => string,
  axisName: (axis: Axis) => string = ({ id }) => id,
): string {
  switch (position.kind) {
    case "axis":
      return axisName(position.axis);
    case "constant":
      return sizeKey(position.value);
    case "add":
      return position.terms.map((term) => printPosition(term, name, axisName)).join(" + ");
    case "scale":
      return `${factor(sizeKey(position.by))} * ${enclosed(position.of, name, axisName)}`;
    case "quotient":
      return `${enclosed(position.of, name, axisName)} div ${factor(sizeKey(position.by))}`;
    case "remainder":
      return `${enclosed(position.of, name, axisName)} % ${factor(sizeKey(position.by))}`;
    case "value":
      return name(position.node);
  }
}

function factor(text: string): string {
  return /[ */]/.test(text) ? `(${text})` : text;
}

function enclosed<N>(
  position: Position<N>,
  name: (node: N) => string,
  axisName: (axis: Axis) => string,
): string {
  const text = printPosition(position, name, axisName);
  return text.includes(" ") ? `(${text})` : text;
}

/** Equal for expressions that read the same. */
export function positionKey<N extends { readonly id: number }>(position: Position<N>): string {
  switch (position.kind) {
    case "axis":
      return `@${position.axis.id}`;
    case "constant":
      return sizeKey(position.value);
    case "add":
      return `(${position.terms.map((term) => positionKey(term)).join(" + ")})`;
    case "scale":
      return `(${sizeKey(position.by)}) * ${positionKey(position.of)}`;
    case "quotient":
      return `(${positionKey(position.of)} div ${sizeKey(position.by)})`;
    case "remainder":
      return `(${positionKey(position.of)} % ${sizeKey(position.by)})`;
    case "value":
      return `#${position.node.id}`;
  }
}

export function axisPosition(axis: Axis): Position<never> {
  return { kind: "axis", axis };
}

export function constantPosition(value: Size | number): Position<never> {
  return { kind: "constant", value: typeof value === "number" ? literalSize(value) : value };
}

/** The sum: flat, with at most one constant, which is last and isn't 0. */
export function addPositions<N>(terms: readonly Position<N>[]): Position<N> {
  let constant = literalSize(0);
  const others: Position<N>[] = [];
  for (const term of terms.flatMap((each) => (each.kind === "add" ? each.terms : [each]))) {
    if (term.kind === "constant") constant = addSizes(constant, term.value);
    else others.push(term);
  }
  if (sizeValue(constant) !== 0) others.push({ kind: "constant", value: constant });
  const [first, ...more] = others;
  if (first === undefined) return constantPosition(0);
  return more.length === 0 ? first : { kind: "add", terms: others };
}

/** The product with a size: distributed over sums, so that an affine expression is a sum of scaled parts. */
export function scalePosition<N>(of: Position<N>, by: Size): Position<N> {
  const value = sizeValue(by);
  if (value === 0) return constantPosition(0);
  if (value === 1) return of;
  switch (of.kind) {
    case "constant":
      return { kind: "constant", value: multiplySizes(of.value, by) };
    case "scale":
      return scalePosition(of.of, multiplySizes(of.by, by));
    case "add":
      return addPositions(of.terms.map((term) => scalePosition(term, by)));
    default:
      return { kind: "scale", by, of };
  }
}
