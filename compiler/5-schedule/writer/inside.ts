/** Whether a position is one of an axis, and the nearest that is. */
import type { Axis } from "../../3-graph/graph.ts";
import { InternalError } from "../../source/internal-error.ts";
import { linearValue } from "./digits.ts";
import { apply, integer, sizeExpression } from "./expressions.ts";
import { fixedValue, highOf, sizeOfDay } from "../layout.ts";
import {
  constantLinear,
  formKey,
  lane,
  linearKey,
  rangeOf,
  replaceVariable,
  stepOf,
  type Linear,
  type Range,
} from "./linear.ts";
import type { Expression } from "../loops.ts";
import { bind, bindCached, scopeAt, type Value, type Writer } from "./writer.ts";

/** That the position is one of the axis, named once for all values that are read there. */
export function insideCondition(writer: Writer, linear: Linear, axis: Axis): Value {
  const range = rangeIn(writer, linear);
  const position = linearValue(writer, linear);
  const { cache } = scopeAt(writer, position.depth);
  const key = `inside ${insideKey(writer, linear, axis)}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const conditions: Expression[] = [];
  if (range === undefined || range.low < 0)
    conditions.push(apply("greater_equal", position.expression, integer(0)));
  const size = fixedValue(axis.size, writer.bounds);
  if (size === undefined || range === undefined || range.high >= size)
    conditions.push(apply("less", position.expression, sizeExpression(sizeOfDay(axis.size, writer.bounds))));
  const [first, second] = conditions;
  if (first === undefined) throw new InternalError("a position that lies inside needs no condition");
  const expression = second === undefined ? first : apply("and", first, second);
  writer.windows.push({ linear, axis });
  const condition = bind(writer, `is_in_${axis.name}`, { ...position, type: "bool", expression });
  cache.set(key, condition);
  return condition;
}

function rangeIn({ known, ranges }: Writer, linear: Linear): Range | undefined {
  const range = known.size === 0 ? undefined : known.get(formKey(linear));
  if (range === undefined) return rangeOf(linear, ranges);
  return { low: range.low + linear.constant, high: range.high + linear.constant };
}

function insideKey(writer: Writer, linear: Linear, axis: Axis): string {
  return `${linearKey(linear)} of ${JSON.stringify(sizeOfDay(axis.size, writer.bounds))}`;
}

export function liesInside(writer: Writer, linear: Linear, axis: Axis): boolean {
  const [only, ...others] = linear.factors;
  // The axis's own positions, whatever its size of the day.
  const range = rangeIn(writer, linear);
  const size = fixedValue(axis.size, writer.bounds);
  if (size !== undefined) return range !== undefined && range.low >= 0 && range.high < size;
  return (
    only !== undefined &&
    others.length === 0 &&
    linear.constant === 0 &&
    only[1] === 1 &&
    sameSizeOfDay(writer, only[0], axis)
  );
}

function sameSizeOfDay(writer: Writer, name: string, axis: Axis): boolean {
  return writer.extents.get(name) === JSON.stringify(sizeOfDay(axis.size, writer.bounds));
}

/** `unit`: how many positions from there on are read together. */
export function clampInto(writer: Writer, linear: Linear, axis: Axis, unit: 1 | 4): Linear {
  const high = highOf(axis.size, writer.bounds) - unit;
  const position = linearValue(writer, linear);
  const size = fixedValue(axis.size, writer.bounds);
  const last =
    size === undefined
      ? apply("subtract", sizeExpression(sizeOfDay(axis.size, writer.bounds)), integer(unit))
      : integer(size - unit);
  const expression = apply("maximum", apply("minimum", position.expression, last), integer(0));
  const key = `nearest ${unit} ${insideKey(writer, linear, axis)}`;
  const range = { low: 0, high, ...(unit === 1 ? {} : { step: unit }) };
  return bindCached(writer, key, `${axis.name}_inside`, { ...position, expression }, range);
}

/** Where a vector begins that lies inside or outside as a whole, whatever the variables' values; undefined where an end may cut it. */
export function startOfVector(writer: Writer, linear: Linear, axis: Axis): Linear | undefined {
  const start = replaceVariable(linear, lane, constantLinear(0));
  const size = fixedValue(axis.size, writer.bounds);
  const isInFours = size !== undefined && size % 4 === 0 && stepOf(start, writer.ranges) % 4 === 0;
  return isInFours && linear.factors.get(lane) === 1 ? start : undefined;
}
