/** Writes the value of a graph node at a place, with all that leads to it and has no memory of its own. */
import type { Axis, IndexNode, LeafNode, MapNode, Node, Position, ScatterNode } from "../../3-graph/graph.ts";
import { operator } from "../../operators/table.ts";
import { multiplySizes, literalSize, sizeValue } from "../../sizes/size.ts";
import { InternalError } from "../../source/internal-error.ts";
import { sizeLinear, turnOf } from "./addresses.ts";
import { linearValue, quotientOf, remainderOf } from "./digits.ts";
import {
  apply,
  component,
  convert,
  fourOf,
  integer,
  literal,
  sizeExpression,
  variable,
} from "./expressions.ts";
import { clampInto, insideCondition, liesInside, startOfVector } from "./inside.ts";
import { fixedValue, sizeOfDay } from "../layout.ts";
import {
  addLinear,
  constantLinear,
  hasLane,
  lane,
  linearKey,
  replaceVariable,
  scaleLinear,
  variableLinear,
  type Linear,
} from "./linear.ts";
import { typeOf, type Expression } from "../loops.ts";
import { loadAt } from "./memory-access.ts";
import { nameOf } from "../names.ts";
import { neutral } from "./reducing.ts";
import {
  bind,
  bindInteger,
  currentDepth,
  isRead,
  scopeAt,
  type Place,
  type Value,
  type Writer,
} from "./writer.ts";

/** The value of `node` at a place that gives a position for each of its axes. */
export function valueAt(writer: Writer, node: Node, at: Place): Value {
  const local = writer.local(node, at);
  if (local !== undefined) return local;
  const key = `${node.id}@${placeKey(node.axes, at)}`;
  for (let depth = currentDepth(writer); depth >= 0; depth--) {
    const found = scopeAt(writer, depth).cache.get(key);
    if (found !== undefined) return found;
  }
  const made = compute(writer, node, at);
  if (!deservesName(writer, node, made)) return made;
  const bound = bind(writer, nameOf(node), made);
  scopeAt(writer, bound.depth).cache.set(key, bound);
  return bound;
}

/** Named is what several read, what moves out of a loop, and what the spec names. */
function deservesName(writer: Writer, node: Node, { expression, depth }: Value): boolean {
  if (["literal", "variable", "setting", "size"].includes(expression.kind)) return false;
  if (expression.kind === "splat" && expression.of.kind === "variable") return false;
  const hoisted = depth < currentDepth(writer) && expression.kind !== "load" && node.kind !== "leaf";
  const named = node.label !== undefined && node.kind === "map";
  return (
    hoisted ||
    named ||
    (writer.readers.get(node)?.length ?? 0) > 1 ||
    (expression.kind === "load" && (writer.sharesLoads || depth < currentDepth(writer)))
  );
}

function placeKey(axes: readonly Axis[], at: Place): string {
  return axes.map((axis) => linearKey(positionAt(axis, at))).join(",");
}

function positionAt(axis: Axis, at: Place): Linear {
  const position = at.get(axis.id);
  if (position === undefined) throw new InternalError(`no position along \`${axis.name}\` is given`);
  return position;
}

function compute(writer: Writer, node: Node, at: Place): Value {
  if (isRead(writer, node)) return loadAt(writer, node, at);
  switch (node.kind) {
    case "leaf":
      return leafAt(writer, node, at);
    case "map": {
      const chosen = node.operator === "select" ? chosenAt(node, at) : undefined;
      if (chosen !== undefined) {
        const value = valueAt(writer, chosen, at);
        return { ...value, type: node.type, expression: convert(value.expression, node.type) };
      }
      const values = node.arguments.map((argument) => valueAt(writer, argument, at));
      const expression = apply(node.operator, ...values.map((value) => value.expression));
      return sized(convert(expression, node.type), values);
    }
    case "index":
      return indexAt(writer, node, at);
    case "scatter":
      return placedAt(writer, node, at);
    case "reduce":
    case "scan":
    case "row":
      throw new InternalError(`a ${node.kind} has no value here`, node.span);
  }
}

/** What a choice comes to where its condition compares known positions. */
function chosenAt({ arguments: [condition, then, otherwise] }: MapNode, at: Place): Node | undefined {
  if (condition?.kind !== "map") return undefined;
  const numbers = condition.arguments.map((argument) => numberAt(argument, at));
  const known = numbers.filter((number) => number !== undefined);
  if (known.length < numbers.length) return undefined;
  return operator(condition.operator).evaluate(...known) !== 0 ? then : otherwise;
}

function numberAt(node: Node, at: Place): number | undefined {
  if (node.kind !== "leaf") return undefined;
  const { leaf } = node;
  if (leaf.kind === "constant") return leaf.value;
  const position = leaf.kind === "position" ? at.get(leaf.axis) : undefined;
  return position?.factors.size === 0 ? position.constant : undefined;
}

function sized(expression: Expression, from: readonly Value[]): Value {
  const width = from.some((value) => value.width === 4) ? 4 : 1;
  const depth = from.reduce((deepest, value) => Math.max(deepest, value.depth), 0);
  return { expression, type: typeOf(expression), width, depth };
}

function leafAt(writer: Writer, node: LeafNode, at: Place): Value {
  const { leaf } = node;
  const constant = (expression: Expression): Value => ({
    expression: convert(expression, node.type),
    type: node.type,
    width: 1,
    depth: 0,
  });
  switch (leaf.kind) {
    case "constant":
      return constant(literal(leaf.value, node.type));
    case "size":
      return constant(sizeExpression(sizeOfDay(leaf.size, writer.bounds)));
    case "turn": {
      const value = linearValue(writer, turnOf(writer, leaf.scan));
      return { ...value, type: node.type, expression: convert(value.expression, node.type) };
    }
    case "setting":
      return constant({ kind: "setting", name: leaf.name, type: node.type });
    case "position": {
      const position = at.get(leaf.axis);
      if (position === undefined)
        throw new InternalError(`no position along ${leaf.axis} is given`, node.span);
      const value = linearValue(writer, position);
      return { ...value, type: node.type, expression: convert(value.expression, node.type) };
    }
    case "random":
      return randomAt(writer, node, leaf.distribution, leaf.site, at);
    default:
      throw new InternalError(`a leaf of kind ${leaf.kind} has no place in memory`, node.span);
  }
}

/** The name of a site, which the dispatch gives. */
function nameSite({ sites }: Writer, site: string): string {
  const name = sites.get(site) ?? `site ${sites.size + 1}`;
  sites.set(site, name);
  return name;
}

function randomAt(
  writer: Writer,
  node: LeafNode,
  distribution: "uniform" | "normal",
  site: string,
  at: Place,
): Value {
  // Row-major over the axes in the order of their ids, in sizes of the day.
  let weight = literalSize(1);
  let sum: Value | undefined;
  let linear = constantLinear(0);
  for (const axis of [...node.axes].reverse()) {
    const position = positionAt(axis, at);
    const value = sizeValue(weight);
    if (value !== undefined) linear = addLinear(linear, scaleLinear(position, value));
    else {
      const moved = linearValue(writer, position);
      const part = sized(apply("multiply", moved.expression, sizeExpression(weight)), [moved]);
      sum = sum === undefined ? part : sized(apply("add", sum.expression, part.expression), [sum, part]);
    }
    weight = multiplySizes(weight, sizeOfDay(axis.size, writer.bounds));
  }
  const rest = linearValue(writer, linear);
  const whole = sum === undefined ? rest : sized(apply("add", sum.expression, rest.expression), [sum, rest]);
  const draw = (position: Expression): Expression => ({
    kind: "random",
    distribution,
    site: nameSite(writer, site),
    position,
  });
  if (whole.width === 1)
    return { expression: draw(whole.expression), type: "real", width: 1, depth: whole.depth };
  const named = bind(writer, "position", whole);
  return {
    expression: fourOf((one) => draw(component(named.expression, one))),
    type: "real",
    width: 4,
    depth: whole.depth,
  };
}

function indexAt(writer: Writer, node: IndexNode, at: Place): Value {
  const inner = new Map(at);
  const conditions: Value[] = [];
  for (const { axis, at: position } of node.replaced) {
    const linear = positionLinear(writer, position, at);
    if (linear === undefined) return laneByLane(writer, node, at);
    if (node.otherwise === undefined || liesInside(writer, linear, axis)) {
      // What lies inside by where each axis ends isn't known to where several run on as one.
      if (node.otherwise !== undefined) for (const name of linear.factors.keys()) writer.pinned.add(name);
      inner.set(axis.id, linear);
      continue;
    }
    const isVector = hasLane(linear);
    const start = isVector ? startOfVector(writer, linear, axis) : linear;
    if (start === undefined) return laneByLane(writer, node, at);
    conditions.push(insideCondition(writer, start, axis));
    const clamped = clampInto(writer, start, axis, isVector ? 4 : 1);
    inner.set(axis.id, isVector ? addLinear(clamped, variableLinear(lane)) : clamped);
  }
  const value = valueAt(writer, node.of, inner);
  if (conditions.length === 0 || node.otherwise === undefined) return value;
  const [first, ...others] = conditions.map((condition) => condition.expression);
  if (first === undefined) return value;
  const inside = others.reduce((all, condition) => apply("and", all, condition), first);
  const outside = valueAt(writer, node.otherwise, at);
  return sized(convert(apply("select", inside, value.expression, outside.expression), node.type), [
    value,
    outside,
    ...conditions,
  ]);
}

/** A scatter of one value to each position: the value where its positions say so, what nothing comes to elsewhere. */
function placedAt(writer: Writer, node: ScatterNode, at: Place): Value {
  if (node.over.length > 0) throw new InternalError("a scatter has no value here", node.span);
  const values = [valueAt(writer, node.values, at)];
  let inside: Expression | undefined;
  for (const { axis, at: position } of node.table) {
    const wanted = valueAt(writer, position, at);
    const own = linearValue(writer, positionAt(axis, at));
    values.push(wanted, own);
    const same = apply("equal", own.expression, wanted.expression);
    inside = inside === undefined ? same : apply("and", inside, same);
  }
  const [value] = values;
  if (value === undefined || inside === undefined)
    throw new InternalError("a scatter without a table", node.span);
  const nothing = neutral(node.operator, node.type);
  return sized(convert(apply("select", inside, value.expression, nothing), node.type), values);
}

/** Four scalars, where the lanes of a vector go different ways. */
function laneByLane(writer: Writer, node: Node, at: Place): Value {
  const lanes = [0, 1, 2, 3].map((one) => {
    const place = new Map(
      [...at].map(([axis, position]) => [axis, replaceVariable(position, lane, constantLinear(one))]),
    );
    return valueAt(writer, node, place);
  });
  const depth = lanes.reduce((deepest, value) => Math.max(deepest, value.depth), 0);
  const expression = fourOf((one) => lanes[one]?.expression ?? integer(0));
  return { expression, type: node.type, width: 4, depth };
}

/** A whole number of a place, named. */
export function integerAt(writer: Writer, node: Node, at: Place): Linear {
  if (node.axes.some((axis) => hasLane(positionAt(axis, at))))
    throw new InternalError("lanes differ in a whole number of an address", node.span);
  const value = valueAt(writer, node, at);
  const key = `position ${node.id}@${placeKey(node.axes, at)}`;
  const { cache } = scopeAt(writer, value.depth);
  const known = cache.get(key)?.expression;
  if (known?.kind === "variable") return variableLinear(known.name);
  const bound = { ...value, type: "int" as const, expression: convert(value.expression, "int") };
  const linear = bindInteger(writer, nameOf(node), bound, undefined);
  const [name] = linear.factors.keys();
  if (name !== undefined) cache.set(key, { ...bound, expression: variable(name, "int", 1) });
  return linear;
}

/** Undefined where the lanes of a vector need positions of their own. */
function positionLinear(writer: Writer, position: Position, at: Place): Linear | undefined {
  switch (position.kind) {
    case "axis":
      return positionAt(position.axis, at);
    case "constant":
      return sizeLinear(
        writer,
        sizeOfDay(position.value, writer.bounds),
        fixedValue(position.value, writer.bounds),
        "offset",
      );
    case "add": {
      const terms = position.terms.map((term) => positionLinear(writer, term, at));
      const known = terms.filter((term) => term !== undefined);
      return known.length < terms.length ? undefined : addLinear(...known);
    }
    case "scale": {
      const of = positionLinear(writer, position.of, at);
      const by = fixedValue(position.by, writer.bounds);
      if (of === undefined) return undefined;
      if (by !== undefined) return scaleLinear(of, by);
      if (hasLane(of)) return undefined;
      const value = linearValue(writer, of);
      const expression = apply(
        "multiply",
        value.expression,
        sizeExpression(sizeOfDay(position.by, writer.bounds)),
      );
      return bindInteger(writer, "scaled", { ...value, expression }, undefined);
    }
    case "quotient":
    case "remainder":
      return dividedPosition(writer, position, at);
    case "value": {
      const { node } = position;
      if (node.kind === "leaf" && node.leaf.kind === "turn") return turnOf(writer, node.leaf.scan);
      if (position.node.axes.some((axis) => hasLane(positionAt(axis, at)))) return undefined;
      return integerAt(writer, node, at);
    }
  }
}

function dividedPosition(
  writer: Writer,
  position: Position & { readonly kind: "quotient" | "remainder" },
  at: Place,
): Linear | undefined {
  const of = positionLinear(writer, position.of, at);
  if (of === undefined) return undefined;
  const by = fixedValue(position.by, writer.bounds);
  if (by !== undefined)
    return position.kind === "quotient" ? quotientOf(writer, of, by) : remainderOf(writer, of, by);
  if (hasLane(of)) return undefined;
  const value = linearValue(writer, of);
  const divisor = sizeExpression(sizeOfDay(position.by, writer.bounds));
  const operator = position.kind === "quotient" ? "quotient" : "modulo";
  return bindInteger(
    writer,
    "part",
    { ...value, expression: apply(operator, value.expression, divisor) },
    undefined,
  );
}
