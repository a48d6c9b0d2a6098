/**
 * What each value of a growing text reads of it, and whether a longer text would change it.
 *
 * A time axis is one whose size is that of the text so far. A `Reading` without a `cause` promises of a value at positions p of
 * its time axes: it is the same for every text that has these positions, and of the text it reads position 0 at most and those
 * up to the largest p of `axes`. What it holds where a later position meets an earlier one is in `outside`: what a mask has
 * ruled out, so that a sum over the whole axis is one over the past.
 */
import { operator as operatorRecord } from "../../operators/table.ts";
import type { Span } from "../../source/spans.ts";
import { isSymbol, sizeSymbols, sizeValue } from "../../sizes/size.ts";
import type { Size } from "../../sizes/size.ts";
import { affineOf, normalisePosition, subtractPositions } from "../affine.ts";
import type { Axis, IndexNode, LeafNode, MapNode, Node, Position, ReduceNode, ScanNode } from "../graph.ts";
import { constantOf } from "../patterns.ts";
import { placeOf } from "../places.ts";
import { axesOfPosition, axisPosition, sizesOfPosition } from "../positions.ts";
import { neutral } from "../neutral.ts";
import { scansAround, topologicalOrder } from "../topology.ts";
import { mixesOf, operands } from "../kinds.ts";
import { isAtMost } from "./chosen.ts";

/** Why a longer text changes a value that was there before, as the end of a sentence that begins with the value. */
export interface Cause {
  readonly span: Span | undefined;
  readonly reason: string;
}

/** Where the position along `low` lies after the one along `high`, the value is `value`. Ids of time axes. */
export interface Outside {
  readonly low: string;
  readonly high: string;
  readonly value: number;
}

export interface Reading {
  readonly cause: Cause | undefined;
  /** Ids of time axes. */
  readonly axes: ReadonlySet<string>;
  readonly outside: readonly Outside[];
}

export interface Text {
  /** The input that holds the text. */
  readonly input: string;
  /** Its size. */
  readonly symbol: string;
  /** As the spec calls its axis. */
  readonly axisName: string;
  /** The names of the inputs that index an axis. */
  readonly indexes: ReadonlySet<string>;
}

const plain: Reading = { cause: undefined, axes: new Set(), outside: [] };

/** Whether the axis has just the positions of the text so far. */
export function isTime(axis: Axis, { symbol }: Text): boolean {
  return isSymbol(axis.size, symbol);
}

/** Whether the size changes as the text grows. */
export function grows(size: Size, { symbol }: Text): boolean {
  return sizeSymbols(size).includes(symbol);
}

/** An axis that grows with the text and has other positions. Tables are stored for the bound, and have them all along. */
export function oddAxis(node: Node, text: Text): Axis | undefined {
  if (node.kind === "leaf" && (node.leaf.kind === "parameter" || node.leaf.kind === "state"))
    return undefined;
  const all = node.kind === "reduce" ? [...node.axes, ...node.over] : node.axes;
  return all.find((axis) => grows(axis.size, text) && !isTime(axis, text));
}

/** The readings of all that the roots need. */
export function readingsOf(roots: readonly Node[], text: Text): ReadonlyMap<Node, Reading> {
  const readings = new Map<Node, Reading>();
  const order = topologicalOrder(roots);
  const bodies = scansAround(order);
  for (const node of order) {
    const odd = oddAxis(node, text);
    const reading =
      odd === undefined
        ? readingOf(node, readings, text)
        : because(node, `has \`${odd.name}\`, an axis made from \`${text.axisName}\``);
    const inBody = (bodies.get(node)?.size ?? 0) > 0 && node.axes.some((axis) => isTime(axis, text));
    readings.set(node, inBody ? because(node, `has \`${text.axisName}\` inside a scan`) : reading);
  }
  return readings;
}

function because(node: Node, reason: string): Reading {
  return { ...plain, cause: { span: node.span, reason } };
}

function join(readings: readonly Reading[]): Reading {
  return {
    cause: readings.find(({ cause }) => cause !== undefined)?.cause,
    axes: new Set(readings.flatMap(({ axes }) => [...axes])),
    outside: [],
  };
}

type Known = ReadonlyMap<Node, Reading>;

function readingOf(node: Node, known: Known, text: Text): Reading {
  const of = (each: Node): Reading => known.get(each) ?? plain;
  switch (node.kind) {
    case "leaf":
      return readingOfLeaf(node, text);
    case "map":
      return { ...join(node.arguments.map(of)), outside: outsideOfMap(node, of, text) };
    case "reduce":
      return readingOfReduce(node, of(node.of), text);
    case "index":
      return readingOfIndex(node, of, text);
    case "scan":
      return readingOfScan(node, of, text);
    default: {
      const { axes, how } = mixesOf(node);
      if (axes.some((axis) => isTime(axis, text))) return because(node, `${how} \`${text.axisName}\``);
      return join(operands<Node>(node).map(of));
    }
  }
}

function readingOfLeaf(node: LeafNode, text: Text): Reading {
  const { leaf } = node;
  const hasTime = node.axes.some((axis) => isTime(axis, text));
  switch (leaf.kind) {
    case "input":
      if (leaf.name === text.input) return { ...plain, axes: new Set(node.axes.map(({ id }) => id)) };
      return hasTime ? because(node, `is given anew for each length of \`${text.axisName}\``) : plain;
    case "length":
      return leaf.input === text.input ? because(node, "reads how long the text is") : plain;
    case "size":
      return grows(leaf.size, text) ? because(node, `reads |${text.axisName}|, which grows`) : plain;
    case "setting":
      return leaf.name === "step" ? because(node, "reads how long the text is") : plain;
    case "random":
      return because(node, "is noise, which each new position draws afresh");
    default:
      return plain;
  }
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.abs(b);
}

function readingOfReduce(node: ReduceNode, of: Reading, text: Text): Reading {
  const gone = new Set(node.over.map(({ id }) => id));
  const axes = new Set([...of.axes].filter((axis) => !gone.has(axis)));
  const wanted = neutral[node.operator];
  for (const axis of node.over) {
    if (!isTime(axis, text)) continue;
    const bound = of.outside.find(
      ({ low, high, value }) => low === axis.id && !gone.has(high) && isSame(value, wanted),
    );
    if (bound === undefined) {
      const cause = { span: node.span, reason: `${mixesOf(node).how} \`${text.axisName}\`` };
      return { cause: of.cause ?? cause, axes, outside: [] };
    }
    if (of.axes.has(axis.id)) axes.add(bound.high);
  }
  // A sum of zeros is 0; a maximum or minimum of equal numbers is that number.
  const keeps = (value: number): boolean =>
    node.operator === "max" || node.operator === "min" || (node.operator === "sum" && value === 0);
  const outside = of.outside.filter(
    ({ low, high, value }) => !gone.has(low) && !gone.has(high) && keeps(value),
  );
  return { cause: of.cause, axes, outside };
}

function outsideOfMap(node: MapNode, of: (node: Node) => Reading, text: Text): readonly Outside[] {
  const found = new Map<string, Outside>();
  const note = (outside: Outside): void => void found.set(`${outside.low} ${outside.high}`, outside);
  for (const outside of comparison(node, text)) note(outside);
  for (const { low, high } of node.arguments.flatMap((each) => of(each).outside)) {
    if (found.has(`${low} ${high}`)) continue;
    const valueOf = (each: Node): number | undefined =>
      constantOf(each) ?? of(each).outside.find((known) => known.low === low && known.high === high)?.value;
    const value = valueOutside(node, node.arguments.map(valueOf));
    if (value !== undefined) note({ low, high, value });
  }
  return [...found.values()];
}

/** The operator's value where some arguments are known numbers and others are any finite ones. */
function valueOutside(node: MapNode, values: readonly (number | undefined)[]): number | undefined {
  const [first, second, third] = values;
  switch (node.operator) {
    case "multiply":
    case "and":
      if (first === 0 || second === 0) return 0;
      break;
    case "or":
      if (first === 1 || second === 1) return 1;
      break;
    case "divide":
      if (first === 0) return 0;
      break;
    case "select":
      return first === undefined ? (second === third ? second : undefined) : first === 0 ? third : second;
    default:
  }
  const all = values.filter((value) => value !== undefined);
  return all.length === values.length ? operatorRecord(node.operator).evaluate(...all) : undefined;
}

/** Comparisons of two time positions whose truth is known wherever the one lies after the other. */
function comparison(node: MapNode, text: Text): readonly Outside[] {
  const operator = node.operator;
  if (!["less", "less_equal", "greater", "greater_equal", "equal"].includes(operator)) return [];
  const [left, right] = node.arguments.map(placeOf);
  if (left === undefined || right === undefined) return [];
  const difference = differenceOf(subtractPositions<Node>(left, right), text);
  if (difference === undefined) return [];
  const { plus, minus, shift } = difference;
  // The difference is at least shift + 1 where plus lies after minus, at most shift - 1 where minus does.
  const orders = [
    { low: plus, high: minus, value: truth(operator, shift + 1, Infinity) },
    { low: minus, high: plus, value: truth(operator, -Infinity, shift - 1) },
  ];
  return orders.flatMap(({ low, high, value }) => (value === undefined ? [] : [{ low, high, value }]));
}

/** Of a position that is plus - minus + shift, for two time axes. */
function differenceOf(
  position: Position,
  text: Text,
): { readonly plus: string; readonly minus: string; readonly shift: number } | undefined {
  const { constant, terms } = affineOf(normalisePosition<Node>(position));
  const shift = sizeValue(constant);
  const [a, c, ...others] = terms;
  if (shift === undefined || a === undefined || c === undefined || others.length > 0) return undefined;
  const [first, second] = [timeAxis(a.part, text), timeAxis(c.part, text)];
  const [by, than] = [sizeValue(a.coefficient), sizeValue(c.coefficient)];
  if (first === undefined || second === undefined || by === undefined) return undefined;
  if (by !== -(than ?? 0) || Math.abs(by) !== 1) return undefined;
  return by === 1 ? { plus: first, minus: second, shift } : { plus: second, minus: first, shift };
}

function timeAxis(part: Position, text: Text): string | undefined {
  return part.kind === "axis" && isTime(part.axis, text) ? part.axis.id : undefined;
}

/** Whether a number from `least` to `most` compares so with 0; undefined where that differs. */
function truth(operator: MapNode["operator"], least: number, most: number): number | undefined {
  switch (operator) {
    case "less":
      return most < 0 ? 1 : least >= 0 ? 0 : undefined;
    case "less_equal":
      return most <= 0 ? 1 : least > 0 ? 0 : undefined;
    case "greater":
      return least > 0 ? 1 : most <= 0 ? 0 : undefined;
    case "greater_equal":
      return least >= 0 ? 1 : most < 0 ? 0 : undefined;
    default:
      return least > 0 || most < 0 ? 0 : undefined;
  }
}

function readingOfIndex(node: IndexNode, of: (node: Node) => Reading, text: Text): Reading {
  const inner = of(node.of);
  const parts = operands<Node>(node).map(of);
  const joined = join(parts);
  const axes = new Set([...inner.axes].filter((axis) => !node.replaced.some((one) => one.axis.id === axis)));
  for (const part of parts.slice(1)) for (const axis of part.axes) axes.add(axis);
  let outside = inner.outside;
  let cause = joined.cause;
  for (const { axis, at } of node.replaced) {
    cause ??= causeOfPosition(node, axis, at, text);
    if (!isTime(axis, text)) {
      outside = outside.filter(({ low, high }) => low !== axis.id && high !== axis.id);
      continue;
    }
    const to = boundingAxis(at, text);
    if (to === undefined || to === "first")
      outside = outside.filter(({ low, high }) => low !== axis.id && high !== axis.id);
    else {
      if (inner.axes.has(axis.id)) axes.add(to.id);
      outside = movedOutside(outside, axis.id, to);
    }
  }
  if (node.otherwise !== undefined) {
    const value = constantOf(node.otherwise);
    outside = outside.filter((known) => value !== undefined && isSame(known.value, value));
    if (value !== undefined)
      outside = [...outside, ...node.replaced.flatMap(({ at }) => beforeBeginning(at, value, text))];
  }
  return { cause, axes, outside };
}

/** An index is before the beginning wherever what it takes away lies after the rest. */
function beforeBeginning(at: Position, value: number, text: Text): readonly Outside[] {
  const difference = differenceOf(at, text);
  if (difference === undefined || difference.shift > 0) return [];
  return [{ low: difference.minus, high: difference.plus, value }];
}

/** Why what is read there isn't known to be there for each length of the text, and the same. */
export function causeOfPosition(node: IndexNode, axis: Axis, at: Position, text: Text): Cause | undefined {
  const because = (reason: string): Cause => ({ span: node.span, reason });
  if (sizesOfPosition(at).some((size) => grows(size, text)))
    return because(`counts from the end of \`${text.axisName}\``);
  if (!isTime(axis, text) || boundingAxis(at, text) !== undefined) return undefined;
  return because(`reads other positions of \`${text.axisName}\` than earlier ones`);
}

type Bounding = { readonly id: string; readonly isSame: boolean } | "first" | undefined;

/** The time axis at whose position, or before it, an expression always lies. */
function boundingAxis(at: Position, text: Text): Bounding {
  if (at.kind === "axis") return isTime(at.axis, text) ? { id: at.axis.id, isSame: true } : undefined;
  if (at.kind === "constant") return sizeValue(at.value) === 0 ? "first" : undefined;
  const axis = axesOfPosition(at).find((each) => isTime(each, text) && isAtMost(at, axisPosition(each)));
  return axis && { id: axis.id, isSame: false };
}

/** An earlier position that is at most `high` says nothing of the later one; one that is at least `low` does. */
function movedOutside(
  outside: readonly Outside[],
  from: string,
  to: { readonly id: string; readonly isSame: boolean },
): readonly Outside[] {
  return outside.flatMap(({ low, high, value }) => {
    if (!to.isSame && low === from) return [];
    const moved = { low: low === from ? to.id : low, high: high === from ? to.id : high, value };
    return moved.low === moved.high ? [] : [moved];
  });
}

function readingOfScan(node: ScanNode, of: (node: Node) => Reading, text: Text): Reading {
  const all = join(operands<Node>(node).map(of));
  if (!isTime(node.axis, text)) return all;
  const isPast = !node.reversed && node.result.kind === "yielded";
  if (all.cause === undefined && !isPast)
    return because(
      node,
      node.reversed ? `runs from the end of \`${text.axisName}\`` : `reads the end of \`${text.axisName}\``,
    );
  return {
    ...all,
    axes: new Set([...all.axes, ...node.axes.filter((axis) => isTime(axis, text)).map(({ id }) => id)]),
  };
}
