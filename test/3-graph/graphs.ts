import { createSourceBuilder } from "../../compiler/3-graph/builder.ts";
import type { SourceBuilder } from "../../compiler/3-graph/graph-builder.ts";
import type { Environment } from "../../compiler/3-graph/evaluate/evaluation.ts";
import type { Axis, GraphParameter, SourceNode } from "../../compiler/3-graph/graph.ts";
import { countOf } from "../../compiler/3-graph/tensor.ts";
import type { Tensor } from "../../compiler/3-graph/tensor.ts";
import { literalSize, sizeValue } from "../../compiler/sizes/size.ts";

/** An axis of a known size. */
export function axis(id: string, size: number): Axis {
  return { id, name: id, size: literalSize(size) };
}

/** A parameter that begins at 0, along axes of the outside. */
export function parameterOf(path: string, axes: readonly Axis[]): GraphParameter {
  return {
    path,
    axes,
    family: 0,
    inside: 0,
    isMap: false,
    initial: { kind: "constant", value: 0 },
    span: { file: "test", start: 0, end: 0 },
    documentation: undefined,
  };
}

export function tensor(axes: readonly Axis[], numbers: Iterable<number>): Tensor {
  const shape = axes.map(({ size }) => sizeValue(size) ?? NaN);
  const data = Float64Array.from(numbers);
  if (data.length !== countOf(shape))
    throw new Error(`${data.length} numbers for a shape of [${shape.join(", ")}]`);
  return { axes, shape, data };
}

/** Numbers in [-1, 1), the same for the same seed (mulberry32). */
export function randoms(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

/** A builder whose parameters and inputs are filled with numbers as they are made. */
export interface Workbench {
  readonly builder: SourceBuilder;
  readonly parameters: Map<string, Tensor>;
  readonly environment: Environment;
  /** A parameter with random numbers; `numbers` makes others of them. */
  parameter(path: string, axes: readonly Axis[], numbers?: (random: number) => number): SourceNode;
  /** An input of integers from 0 to `below` - 1. */
  integers(name: string, axes: readonly Axis[], below: number): SourceNode;
}

export function workbench(seed: number): Workbench {
  const builder = createSourceBuilder();
  const random = randoms(seed);
  const parameters = new Map<string, Tensor>();
  const inputs = new Map<string, Tensor>();
  const fill = (axes: readonly Axis[], numbers: (random: number) => number): Tensor => {
    const count = countOf(axes.map(({ size }) => sizeValue(size) ?? NaN));
    return tensor(
      axes,
      Array.from({ length: count }, () => numbers(random())),
    );
  };
  const environment: Environment = {
    sizes: new Map(),
    inputs,
    parameters,
    states: new Map(),
    settings: new Map(),
    seed: 1,
    step: 1,
  };
  return {
    builder,
    parameters,
    environment,
    parameter(path, axes, numbers = (value) => value) {
      parameters.set(path, fill(axes, numbers));
      return builder.leaf({ kind: "parameter", path }, axes, "real");
    },
    integers(name, axes, below) {
      inputs.set(
        name,
        fill(axes, (value) => Math.floor(((value + 1) / 2) * below)),
      );
      return builder.leaf({ kind: "input", name }, axes, "int");
    },
  };
}
