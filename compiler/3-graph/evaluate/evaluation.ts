/** What the evaluation of every kind of node needs: what is given, what is known by now, and how results are rounded. */
import { operator as operatorRecord } from "../../operators/table.ts";
import { InternalError } from "../../source/internal-error.ts";
import { evaluateSize } from "../../sizes/size.ts";
import type { Axis, MapNode, Node, SourceNode } from "../graph.ts";
import { exactly, type Round } from "../rounding.ts";
import { countOf } from "../tensor.ts";
import type { Tensor } from "../tensor.ts";

/** What nodes are evaluated in. */
export interface Environment {
  /** Of each symbol. */
  readonly sizes: ReadonlyMap<string, number>;
  /** By name; their axes in any order. */
  readonly inputs: ReadonlyMap<string, Tensor>;
  /** By input and axis, `tokens.seq`, where not all positions of the input are real. */
  readonly lengths?: ReadonlyMap<string, Tensor>;
  /** By path; along a bounded axis they may have more positions than the day's size. */
  readonly parameters: ReadonlyMap<string, Tensor>;
  readonly states: ReadonlyMap<string, Tensor>;
  readonly settings: ReadonlyMap<string, number>;
  readonly seed: number;
  /** From 1. */
  readonly step: number;
}

export interface Evaluation {
  readonly environment: Environment;
  readonly round: Round;
  /** Of what is computed by now; inside a scan, with the values at its position. */
  readonly values: Map<Node, Tensor>;
  /** Products that are computed where they are added up: all of one together can be too large. */
  readonly unstored: ReadonlySet<Node>;
  /** The scans in whose bodies a node stands. */
  readonly around: ReadonlyMap<SourceNode, ReadonlySet<string>>;
}

export function lengthOf({ environment }: Evaluation, axis: Axis): number {
  return evaluateSize(axis.size, environment.sizes);
}

export function shapeOf(e: Evaluation, axes: readonly Axis[]): readonly number[] {
  return axes.map((axis) => lengthOf(e, axis));
}

export function tensorOf(e: Evaluation, node: Node, compute: (data: Float64Array) => void): Tensor {
  const shape = shapeOf(e, node.axes);
  const data = new Float64Array(countOf(shape));
  compute(data);
  return { axes: node.axes, shape, data };
}

export function roundingOf({ round }: Evaluation, node: Node): Round {
  return node.type === "real" ? round : node.type === "int" ? wrapped : exactly;
}

/** Integers have 32 bits. */
const wrapped: Round = (value) => value | 0;

/** An operator on numbers; a product of integers has more bits than a double holds. */
export function evaluatorOf({ operator, type }: MapNode): (...values: readonly number[]) => number {
  return operator === "multiply" && type === "int"
    ? (a = NaN, b = NaN) => Math.imul(a, b)
    : operatorRecord(operator).evaluate;
}

export function valueOf({ values }: Evaluation, node: Node): Tensor {
  const value = values.get(node);
  if (value === undefined)
    throw new InternalError(`node ${node.id} is read before it is computed`, node.span);
  return value;
}
