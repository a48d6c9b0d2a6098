/** Operators, and what adds up, multiplies or compares along axes. */
import { InternalError } from "../../source/internal-error.ts";
import type { MapNode, ReduceNode } from "../graph.ts";
import { exactly } from "../rounding.ts";
import { sumsOfProducts } from "../sums.ts";
import { neutralOf, type Reducing } from "../neutral.ts";
import { countOf, offsetsOf, stridesAlong } from "../tensor.ts";
import type { Tensor } from "../tensor.ts";
import {
  evaluatorOf,
  lengthOf,
  roundingOf,
  shapeOf,
  tensorOf,
  valueOf,
  type Evaluation,
} from "./evaluation.ts";

export function combine({ operator, type }: Reducing, a: number, b: number): number {
  switch (operator) {
    case "sum":
      return a + b;
    case "product":
      return type === "int" ? Math.imul(a, b) : a * b;
    case "max":
      return b > a ? b : a;
    case "min":
      return b < a ? b : a;
  }
}

export function evaluateMap(e: Evaluation, node: MapNode): Tensor {
  const evaluate = evaluatorOf(node);
  const rounded = roundingOf(e, node);
  return tensorOf(e, node, (data) => {
    const shape = shapeOf(e, node.axes);
    const read = node.arguments.map((argument) => {
      const tensor = valueOf(e, argument);
      return { data: tensor.data, offsets: offsetsOf(shape, stridesAlong(tensor, node.axes)) };
    });
    const values = read.map(() => NaN);
    for (let i = 0; i < data.length; i++) {
      for (const [j, { data: numbers, offsets }] of read.entries())
        values[j] = numbers[offsets[i] ?? 0] ?? NaN;
      data[i] = rounded(evaluate(...values));
    }
  });
}

export function evaluateReduce(e: Evaluation, node: ReduceNode): Tensor {
  const rounded = roundingOf(e, node);
  const outer = shapeOf(e, node.axes);
  const inner = shapeOf(e, node.over);
  const offsets = (tensor: Tensor) => ({
    data: tensor.data,
    outer: offsetsOf(outer, stridesAlong(tensor, node.axes)),
    inner: offsetsOf(inner, stridesAlong(tensor, node.over)),
  });
  const count = countOf(inner);
  const start = neutralOf(node);
  const { of } = node;
  if (of.kind === "map" && e.unstored.has(of)) {
    const evaluate = evaluatorOf(of);
    const [x, y] = of.arguments.map((argument) => valueOf(e, argument));
    if (x === undefined || y === undefined) throw new InternalError("a map lacks an argument", of.span);
    if (node.operator === "sum" && of.operator === "multiply" && of.type !== "int") {
      const data = sumsOfProducts(
        x,
        y,
        node.axes,
        node.over,
        (axis) => lengthOf(e, axis),
        rounded === exactly ? undefined : rounded,
      );
      return { axes: node.axes, shape: outer, data };
    }
    const [a, b] = [offsets(x), offsets(y)];
    const element = roundingOf(e, of);
    return tensorOf(e, node, (data) => {
      for (let i = 0; i < data.length; i++) {
        const atA = a.outer[i] ?? 0;
        const atB = b.outer[i] ?? 0;
        let total = start;
        for (let j = 0; j < count; j++) {
          const first = a.data[atA + (a.inner[j] ?? 0)] ?? NaN;
          const second = b.data[atB + (b.inner[j] ?? 0)] ?? NaN;
          total = rounded(combine(node, total, element(evaluate(first, second))));
        }
        data[i] = total;
      }
    });
  }
  const read = offsets(valueOf(e, of));
  return tensorOf(e, node, (data) => {
    for (let i = 0; i < data.length; i++) {
      const at = read.outer[i] ?? 0;
      let total = start;
      for (let j = 0; j < count; j++)
        total = rounded(combine(node, total, read.data[at + (read.inner[j] ?? 0)] ?? NaN));
      data[i] = total;
    }
  });
}
