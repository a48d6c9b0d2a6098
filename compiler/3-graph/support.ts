/**
 * Where a formula is known to be one number, whatever the data: a `where` rules out half of the positions of two axes, and what is
 * computed from it there is 0, or false, or what a reduction leaves out. Formulas are followed with intervals in the place of numbers.
 */
import { operator } from "../operators/table.ts";
import {
  greatestCommonDivisor,
  literalSize,
  multiplySizes,
  subtractSizes,
  symbolSize,
  type Size,
} from "../sizes/size.ts";
import { affineOf, normalisePosition, subtractPositions } from "./affine.ts";
import type { Axis, IndexNode, MapNode, Node, Position } from "./graph.ts";
import { isNeutral } from "./neutral.ts";
import { decided, placeOf } from "./places.ts";
import { hasAxis } from "./positions.ts";

/** The positions x, y of two axes with inner * x + outer * y >= least. The factors are whole and have no common divisor. */
export interface HalfPlane {
  readonly inner: number;
  readonly outer: number;
  readonly least: number;
}

/** Two axes, or an axis and, in the place of a position of the other one, a size of the day: how long a text is. */
export interface Axes {
  readonly inner: Axis;
  readonly outer: Axis | string;
}

/** What is known of sizes. */
export interface Bounds {
  /** The one value of a size; undefined where it changes from call to call. */
  readonly fixedValue: (size: Size) => number | undefined;
  /** The largest value. */
  readonly highOf: (size: Size) => number;
}

function isOuter(axis: Axis, { outer }: Axes): boolean {
  return typeof outer !== "string" && axis.id === outer.id;
}

interface Interval {
  readonly low: number;
  readonly high: number;
}

const anything: Interval = { low: -Infinity, high: Infinity };

function exactly(value: number): Interval {
  return { low: value, high: value };
}

/** scale * value = inner * x + outer * y + something from low to high. */
interface Form extends Interval {
  readonly scale: number;
  readonly inner: number;
  readonly outer: number;
}

function formOf(position: Position, axes: Axes, bounds: Bounds): Form | undefined {
  const { constant, terms } = affineOf(position);
  const along = typeof axes.outer === "string" ? multiplesOf(axes.outer, constant) : 0;
  const lengths = typeof axes.outer === "string" ? symbolSize(axes.outer) : literalSize(0);
  const start = bounds.fixedValue(subtractSizes(constant, multiplySizes(lengths, literalSize(along))));
  if (start === undefined) return undefined;
  let sum: Form = { scale: 1, inner: 0, outer: along, ...exactly(start) };
  for (const { coefficient, part } of terms) {
    const by = bounds.fixedValue(coefficient);
    const form = by === undefined ? undefined : formOfPart(part, axes, bounds);
    if (by === undefined || form === undefined) return undefined;
    sum = addForms(sum, scaleForm(form, by));
  }
  return sum;
}

/** How many times a size has the symbol by itself. */
function multiplesOf(symbol: string, { terms, divisor }: Size): number {
  const found = terms.find(({ symbols }) => symbols.length === 1 && symbols[0] === symbol);
  return (found?.coefficient ?? 0) / divisor;
}

function formOfPart(part: Position, axes: Axes, bounds: Bounds): Form | undefined {
  switch (part.kind) {
    case "axis": {
      const { id, size } = part.axis;
      const plain = { scale: 1, inner: 0, outer: 0, ...exactly(0) };
      if (id === axes.inner.id) return { ...plain, inner: 1 };
      if (isOuter(part.axis, axes)) return { ...plain, outer: 1 };
      return { ...plain, high: bounds.highOf(size) - 1 };
    }
    case "quotient": {
      // by * (p div by) is p without its remainder.
      const by = bounds.fixedValue(part.by);
      const of = formOf(part.of, axes, bounds);
      if (by === undefined || of === undefined) return undefined;
      return { ...of, scale: of.scale * by, low: of.low - of.scale * (by - 1) };
    }
    case "remainder": {
      const by = bounds.fixedValue(part.by);
      return by === undefined ? undefined : { scale: 1, inner: 0, outer: 0, low: 0, high: by - 1 };
    }
    default:
      return undefined;
  }
}

function scaleForm({ scale, inner, outer, low, high }: Form, by: number): Form {
  const [a, b] = [low * by, high * by];
  return { scale, inner: inner * by, outer: outer * by, low: Math.min(a, b), high: Math.max(a, b) };
}

function addForms(a: Form, b: Form): Form {
  if (a.scale !== b.scale) {
    const common = a.scale * b.scale;
    return addForms({ ...scaleForm(a, b.scale), scale: common }, { ...scaleForm(b, a.scale), scale: common });
  }
  return {
    scale: a.scale,
    inner: a.inner + b.inner,
    outer: a.outer + b.outer,
    low: a.low + b.low,
    high: a.high + b.high,
  };
}

/** Where `scale` times the value is certainly at least the number, or with the opposite sign. Above 0 a whole number is where that is 1. */
function halfPlaneOf({ inner, outer, low, high }: Form, sign: 1 | -1, least: number): HalfPlane | undefined {
  const common = greatestCommonDivisor(inner, outer);
  if (inner === 0) return undefined;
  const rest = sign === 1 ? low : -high;
  return {
    inner: (sign * inner) / common,
    outer: (sign * outer) / common,
    least: Math.ceil((least - rest) / common),
  };
}

/** What a form may be in the half. */
function formIn({ scale, inner, outer, low, high }: Form, half: HalfPlane): Interval {
  if (inner === 0 && outer === 0) return { low: low / scale, high: high / scale };
  if (inner * half.outer !== outer * half.inner) return anything;
  const factor = half.inner === 0 ? outer / half.outer : inner / half.inner;
  const bound = factor * half.least;
  return factor > 0
    ? { low: (bound + low) / scale, high: Infinity }
    : { low: -Infinity, high: (bound + high) / scale };
}

/** The halves in which some condition among these nodes may be decided, or some index be outside. */
export function candidateHalfPlanes(
  nodes: readonly Node[],
  axes: Axes,
  bounds: Bounds,
): readonly HalfPlane[] {
  const found = new Map<string, HalfPlane>();
  const add = (half: HalfPlane | undefined): void => {
    if (half !== undefined) found.set(`${half.inner} ${half.outer} ${half.least}`, half);
  };
  for (const node of nodes) {
    if (node.kind === "index")
      for (const { below, above } of endsOf(node, axes, bounds)) {
        add(halfPlaneOf(below, -1, 1));
        add(halfPlaneOf(above, 1, 0));
      }
    if (node.kind !== "map" || node.type !== "bool" || !hasAxis(node.axes, axes.inner)) continue;
    const [left, right] = node.arguments;
    if (left === undefined || right === undefined || left.type === "bool") continue;
    const whole = differenceOf(left, right, axes, bounds);
    const parts = whole === undefined ? partsOf(left, right, axes, bounds) : [whole];
    for (const form of parts) {
      for (const least of [0, 1]) {
        add(halfPlaneOf(form, 1, least));
        add(halfPlaneOf(form, -1, least));
      }
    }
  }
  return [...found.values()];
}

/** Of each position that is no data, the form that is below 0 before the axis, and the one that isn't where the axis has ended. */
function endsOf(
  { replaced, otherwise }: IndexNode,
  axes: Axes,
  bounds: Bounds,
): readonly { readonly below: Form; readonly above: Form }[] {
  if (otherwise === undefined) return [];
  return replaced.flatMap(({ axis, at }) => {
    const size = bounds.fixedValue(axis.size);
    const below = formOf(at, axes, bounds);
    if (size === undefined || below === undefined) return [];
    return [{ below, above: addForms(below, { ...zero, ...exactly(-size) }) }];
  });
}

function differenceOf(left: Node, right: Node, axes: Axes, bounds: Bounds): Form | undefined {
  const [a, b] = [placeOf(left), placeOf(right)];
  if (a === undefined || b === undefined) return undefined;
  return formOf(normalisePosition<Node>(subtractPositions<Node>(a, b)), axes, bounds);
}

/** What is compared inside of `abs` and the like: each part less and plus the other side's number. */
function partsOf(left: Node, right: Node, axes: Axes, bounds: Bounds): readonly Form[] {
  const numberOf = (node: Node): number | undefined => {
    const form = formOfNode(node, axes, bounds);
    const isNumber = form?.inner === 0 && form.outer === 0 && form.low === form.high;
    return isNumber ? form.low / form.scale : undefined;
  };
  const formsIn = (node: Node): readonly Form[] => {
    const form = formOfNode(node, axes, bounds);
    if (form !== undefined) return [form];
    return node.kind === "map" ? node.arguments.flatMap(formsIn) : [];
  };
  return [
    [left, right],
    [right, left],
  ].flatMap(([side, other]) => {
    const number = other && numberOf(other);
    if (side === undefined || number === undefined || !Number.isInteger(number)) return [];
    const far = (form: Form, by: number): Form => addForms(form, { ...zero, ...exactly(by) });
    return formsIn(side).flatMap((form) => [far(form, -number), far(form, number)]);
  });
}

const zero: Form = { scale: 1, inner: 0, outer: 0, low: 0, high: 0 };

function formOfNode(node: Node, axes: Axes, bounds: Bounds): Form | undefined {
  if (node.type === "bool") return undefined;
  const place = placeOf(node);
  return place === undefined ? undefined : formOf(place, axes, bounds);
}

/** The number that the node is at all positions in the half; undefined where that isn't known. */
export function valuesIn(half: HalfPlane, axes: Axes, bounds: Bounds): (node: Node) => number | undefined {
  const known = new Map<Node, Interval>();
  const visit = (node: Node): Interval => {
    const found = known.get(node) ?? find(node);
    known.set(node, found);
    return found;
  };
  const find = (node: Node): Interval => {
    const form = formOfNode(node, axes, bounds);
    if (form !== undefined) return formIn(form, half);
    // What doesn't depend on both positions is data to both.
    const isData = !hasAxis(node.axes, axes.inner) || (node.type === "real" && !mayReadOuter(node, axes));
    if (isData && node.kind !== "leaf") return anything;
    switch (node.kind) {
      case "leaf":
        return node.leaf.kind === "constant" ? exactly(node.leaf.value) : anything;
      case "map":
        return ofMap(node);
      case "reduce": {
        // Away from both axes only, where the neutral value stays what it is.
        if (node.over.some((axis) => axis.id === axes.inner.id || isOuter(axis, axes))) return anything;
        const of = visit(node.of);
        const isKept = { sum: 0, product: 1, max: of.low, min: of.low }[node.operator] === of.low;
        return isKept && of.low === of.high ? of : anything;
      }
      case "index": {
        if (node.otherwise !== undefined && isOutside(node)) return visit(node.otherwise);
        if (node.replaced.some(({ axis }) => axis.id === axes.inner.id || isOuter(axis, axes)))
          return anything;
        const of = visit(node.of);
        return node.otherwise === undefined ? of : hull(of, visit(node.otherwise));
      }
      default:
        return anything;
    }
  };
  const isOutside = (node: IndexNode): boolean =>
    endsOf(node, axes, bounds).some(
      ({ below, above }) => formIn(below, half).high < 0 || formIn(above, half).low >= 0,
    );
  const ofMap = (node: MapNode): Interval => {
    const [first, second, third] = node.arguments;
    if (first !== undefined && second !== undefined && first.type !== "bool") {
      const form = differenceOf(first, second, axes, bounds);
      const between = form === undefined ? minus(visit(first), visit(second)) : formIn(form, half);
      const outcome = decided(node.operator, between.low, between.high);
      if (outcome !== undefined) return exactly(Number(outcome));
    }
    if (node.operator === "select" && first && second && third) {
      const condition = visit(first);
      if (condition.low === condition.high) return visit(condition.low === 1 ? second : third);
      return hull(visit(second), visit(third));
    }
    return through(node, node.arguments.map(visit));
  };
  return (node) => {
    const { low, high } = visit(node);
    return low === high ? low : undefined;
  };
}

/** A size of the day needs no axis. */
function mayReadOuter({ axes: own }: Node, { outer }: Axes): boolean {
  return typeof outer === "string" || hasAxis(own, outer);
}

/** Whether a reduction, or a scatter, leaves out what is in the half. */
export function isLeftOut(node: Node, valueIn: (node: Node) => number | undefined): boolean {
  if (node.kind !== "reduce" && node.kind !== "scatter") return false;
  return isNeutral(node, valueIn(node.kind === "reduce" ? node.of : node.values) ?? NaN);
}

/** All that is true or false in the nodes' formulas. */
export function conditionsUnder(nodes: readonly Node[], inner: Axis): readonly Node[] {
  const seen = new Set<Node>();
  const visit = (node: Node): void => {
    if (seen.has(node) || node.type !== "bool" || !hasAxis(node.axes, inner)) return;
    seen.add(node);
    if (node.kind === "map") for (const argument of node.arguments) visit(argument);
    if (node.kind === "index") visit(node.of);
  };
  for (const node of nodes) {
    visit(node);
    if (node.kind === "map") for (const argument of node.arguments) visit(argument);
  }
  return [...seen];
}

function hull(a: Interval, b: Interval): Interval {
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

function minus(a: Interval, b: Interval): Interval {
  return { low: a.low - b.high, high: a.high - b.low };
}

/** An operator of intervals. All values are finite, so that 0 times anything is 0. */
function through({ operator: name }: MapNode, values: readonly Interval[]): Interval {
  const [a = anything, b = anything] = values;
  const isZero = values.some(({ low, high }) => low === 0 && high === 0);
  switch (name) {
    case "and":
      return isZero ? exactly(0) : { low: Math.min(a.low, b.low), high: 1 };
    case "or":
      return a.low === 1 || b.low === 1 ? exactly(1) : { low: 0, high: Math.max(a.high, b.high) };
    case "multiply":
      if (isZero) return exactly(0);
      break;
    case "add":
      return { low: a.low + b.low, high: a.high + b.high };
    case "subtract":
      return minus(a, b);
    case "negate":
      return { low: -a.high, high: -a.low };
    case "abs": {
      const least = a.low <= 0 && a.high >= 0 ? 0 : Math.min(Math.abs(a.low), Math.abs(a.high));
      return { low: least, high: Math.max(Math.abs(a.low), Math.abs(a.high)) };
    }
    case "minimum":
      return { low: Math.min(a.low, b.low), high: Math.min(a.high, b.high) };
    case "maximum":
      return { low: Math.max(a.low, b.low), high: Math.max(a.high, b.high) };
    case "divide":
      if (a.low === 0 && a.high === 0 && (b.low > 0 || b.high < 0)) return exactly(0);
      break;
    case "exp":
      if (a.low !== a.high) return { low: 0, high: Infinity };
      break;
    case "half":
      return { low: operator(name).evaluate(a.low), high: operator(name).evaluate(a.high) };
    case "to_real":
      return a;
    default:
      break;
  }
  const isExact = values.every(({ low, high }) => low === high);
  return isExact ? exactly(operator(name).evaluate(...values.map(({ low }) => low))) : anything;
}
