/**
 * The reference: computes nodes as graph.ts defines them, in f64, one after the other. Everything that a device computes is
 * compared with it, so it is plain rather than fast.
 */
import { operator as operatorRecord } from "../operators/table.ts";
import { normal, siteNumber, uniform } from "../operators/random.ts";
import { largest } from "../operators/reference.ts";
import { InternalError } from "../source/internal-error.ts";
import { evaluateSize } from "../sizes/size.ts";
import type {
  Axis,
  Entry,
  IndexNode,
  LeafNode,
  MapNode,
  Node,
  Output,
  Position,
  ReduceNode,
  ReduceOperator,
  RowNode,
  ScanNode,
  ScatterNode,
} from "./graph.ts";
import { withoutAxes } from "./positions.ts";
import type { Round } from "./rounding.ts";
import { sumsOfProducts } from "./sums.ts";
import { arrange, countOf, offsetsOf, stridesAlong, stridesOf } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";
import { scansAround, topologicalOrder, usersOf } from "./topology.ts";

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

type Values = Map<Node, Tensor>;

const neutral: Readonly<Record<ReduceOperator, number>> = { sum: 0, product: 1, max: -largest, min: largest };

function combine(operator: ReduceOperator, a: number, b: number): number {
  switch (operator) {
    case "sum":
      return a + b;
    case "product":
      return a * b;
    case "max":
      return b > a ? b : a;
    case "min":
      return b < a ? b : a;
  }
}

const exactly: Round = (value) => value;

/**
 * The values of the roots, each with its axes sorted by id.
 * Throws an InternalError where a value that the environment should have is missing, or an index without `otherwise` falls outside.
 */
export function evaluateNodes(
  roots: readonly Node[],
  environment: Environment,
  round: Round = exactly,
): readonly Tensor[] {
  const order = topologicalOrder(roots);
  const around = scansAround(order);
  const users = usersOf(order);
  const wanted = new Set(roots);
  // A product under a sum is computed where it is added up: all of it together can be too large.
  const unstored = new Set(
    order.filter(
      (node) =>
        node.kind === "map" &&
        node.arguments.length === 2 &&
        !wanted.has(node) &&
        (users.get(node) ?? []).every((user) => user.kind === "reduce"),
    ),
  );

  const lengthOf = (axis: Axis): number => evaluateSize(axis.size, environment.sizes);
  const shapeOf = (axes: readonly Axis[]): readonly number[] => axes.map(lengthOf);

  function tensorOf(node: Node, compute: (data: Float64Array) => void): Tensor {
    const shape = shapeOf(node.axes);
    const data = new Float64Array(countOf(shape));
    compute(data);
    return { axes: node.axes, shape, data };
  }

  function rounding(node: Node): Round {
    return node.type === "real" ? round : exactly;
  }

  function need(values: Values, node: Node): Tensor {
    const value = values.get(node);
    if (value === undefined)
      throw new InternalError(`node ${node.id} is read before it is computed`, node.span);
    return value;
  }

  function given(node: LeafNode, tensor: Tensor | undefined, what: string): Tensor {
    if (tensor === undefined) throw new InternalError(`the environment has no ${what}`, node.span);
    return arrange(tensor, node.axes, shapeOf(node.axes));
  }

  function evaluateLeaf(node: LeafNode): Tensor {
    const { leaf } = node;
    const filled = (value: number): Tensor => tensorOf(node, (data) => data.fill(value));
    switch (leaf.kind) {
      case "input":
        return given(node, environment.inputs.get(leaf.name), `input ${leaf.name}`);
      case "length": {
        const length = environment.lengths?.get(`${leaf.input}.${leaf.axis}`);
        if (length !== undefined) return given(node, length, `length of ${leaf.input}`);
        const input = environment.inputs.get(leaf.input);
        const whole = input?.shape[input.axes.findIndex(({ id }) => id === leaf.axis)];
        if (whole === undefined) throw new InternalError(`${leaf.input} has no axis ${leaf.axis}`, node.span);
        return filled(whole);
      }
      case "parameter":
        return given(node, environment.parameters.get(leaf.path), `parameter ${leaf.path}`);
      case "state":
        return given(node, environment.states.get(leaf.path), `state ${leaf.path}`);
      case "constant":
        return filled(rounding(node)(leaf.value));
      case "position":
        return tensorOf(node, (data) => data.forEach((_, i) => (data[i] = i)));
      case "size":
        return filled(evaluateSize(leaf.size, environment.sizes));
      case "setting": {
        const value = leaf.name === "step" ? environment.step : environment.settings.get(leaf.name);
        if (value === undefined) throw new InternalError(`the environment has no ${leaf.name}`, node.span);
        return filled(value);
      }
      case "random": {
        // A uniform number has no more bits than f32.
        const draw = leaf.distribution === "uniform" ? uniform : normal;
        const site = siteNumber(leaf.site);
        const rounded = rounding(node);
        return tensorOf(node, (data) =>
          data.forEach((_, i) => (data[i] = draw([environment.seed, environment.step, site, i], rounded))),
        );
      }
      case "turn":
      case "stack":
        throw new InternalError("a loop's memory is read outside of a schedule", node.span);
      case "carried":
      case "seen":
        throw new InternalError(`a value of scan ${leaf.scan} is read outside of it`, node.span);
    }
  }

  function evaluateMap(node: MapNode, computed: Values): Tensor {
    const { evaluate } = operatorRecord(node.operator);
    const rounded = rounding(node);
    return tensorOf(node, (data) => {
      const shape = shapeOf(node.axes);
      const read = node.arguments.map((argument) => {
        const tensor = need(computed, argument);
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

  function evaluateReduce(node: ReduceNode, values: Values): Tensor {
    const rounded = rounding(node);
    const outer = shapeOf(node.axes);
    const inner = shapeOf(node.over);
    const offsets = (tensor: Tensor) => ({
      data: tensor.data,
      outer: offsetsOf(outer, stridesAlong(tensor, node.axes)),
      inner: offsetsOf(inner, stridesAlong(tensor, node.over)),
    });
    const count = countOf(inner);
    const start = neutral[node.operator];
    const { of } = node;
    if (of.kind === "map" && unstored.has(of)) {
      const { evaluate } = operatorRecord(of.operator);
      const [x, y] = of.arguments.map((argument) => need(values, argument));
      if (x === undefined || y === undefined) throw new InternalError("a map lacks an argument", of.span);
      if (node.operator === "sum" && of.operator === "multiply") {
        const data = sumsOfProducts(
          x,
          y,
          node.axes,
          node.over,
          lengthOf,
          rounded === exactly ? undefined : rounded,
        );
        return { axes: node.axes, shape: outer, data };
      }
      const [a, b] = [offsets(x), offsets(y)];
      const element = rounding(of);
      return tensorOf(node, (data) => {
        for (let i = 0; i < data.length; i++) {
          const atA = a.outer[i] ?? 0;
          const atB = b.outer[i] ?? 0;
          let total = start;
          for (let j = 0; j < count; j++) {
            const first = a.data[atA + (a.inner[j] ?? 0)] ?? NaN;
            const second = b.data[atB + (b.inner[j] ?? 0)] ?? NaN;
            total = rounded(combine(node.operator, total, element(evaluate(first, second))));
          }
          data[i] = total;
        }
      });
    }
    const read = offsets(need(values, of));
    return tensorOf(node, (data) => {
      for (let i = 0; i < data.length; i++) {
        const at = read.outer[i] ?? 0;
        let total = start;
        for (let j = 0; j < count; j++)
          total = rounded(combine(node.operator, total, read.data[at + (read.inner[j] ?? 0)] ?? NaN));
        data[i] = total;
      }
    });
  }

  /** The expression's value at every position of `axes`, in row-major order. */
  function evaluatePosition(position: Position, axes: readonly Axis[], values: Values): Float64Array {
    const shape = shapeOf(axes);
    const each = (of: Position, change: (value: number) => number): Float64Array =>
      evaluatePosition(of, axes, values).map(change);
    switch (position.kind) {
      case "axis":
        return Float64Array.from(
          offsetsOf(
            shape,
            axes.map(({ id }) => Number(id === position.axis.id)),
          ),
        );
      case "constant":
        return new Float64Array(countOf(shape)).fill(evaluateSize(position.value, environment.sizes));
      case "add": {
        const total = new Float64Array(countOf(shape));
        for (const term of position.terms)
          evaluatePosition(term, axes, values).forEach((value, i) => (total[i] = (total[i] ?? 0) + value));
        return total;
      }
      case "scale": {
        const by = evaluateSize(position.by, environment.sizes);
        return each(position.of, (value) => value * by);
      }
      case "quotient": {
        const by = evaluateSize(position.by, environment.sizes);
        return each(position.of, (value) => Math.floor(value / by));
      }
      case "remainder": {
        const by = evaluateSize(position.by, environment.sizes);
        return each(position.of, (value) => value - by * Math.floor(value / by));
      }
      case "value": {
        const tensor = need(values, position.node);
        const offsets = offsetsOf(shape, stridesAlong(tensor, axes));
        return Float64Array.from(offsets, (offset) => tensor.data[offset] ?? NaN);
      }
    }
  }

  function evaluateIndex(node: IndexNode, values: Values): Tensor {
    const of = need(values, node.of);
    const shape = shapeOf(node.axes);
    const strides = stridesOf(of.shape);
    const kept = node.axes.map((axis) => {
      const at = of.axes.findIndex(({ id }) => id === axis.id);
      return node.replaced.some((each) => each.axis.id === axis.id) ? 0 : (strides[at] ?? 0);
    });
    const offsets = offsetsOf(shape, kept);
    const inside = new Uint8Array(offsets.length).fill(1);
    for (const { axis, at } of node.replaced) {
      const stride = strides[of.axes.findIndex(({ id }) => id === axis.id)] ?? 0;
      const length = lengthOf(axis);
      evaluatePosition(at, node.axes, values).forEach((value, i) => {
        if (value < 0 || value >= length) inside[i] = 0;
        else offsets[i] = (offsets[i] ?? 0) + value * stride;
      });
    }
    const otherwise = node.otherwise === undefined ? undefined : need(values, node.otherwise);
    const outside = otherwise && offsetsOf(shape, stridesAlong(otherwise, node.axes));
    return tensorOf(node, (data) => {
      for (let i = 0; i < data.length; i++) {
        if (inside[i] === 1) data[i] = of.data[offsets[i] ?? 0] ?? NaN;
        else if (otherwise && outside) data[i] = otherwise.data[outside[i] ?? 0] ?? NaN;
        else throw new InternalError(`node ${node.id} reads outside of an axis`, node.span);
      }
    });
  }

  function evaluateScatter(node: ScatterNode, values: Values): Tensor {
    const source = need(values, node.values);
    const rounded = rounding(node);
    const rest = withoutAxes(
      node.axes,
      node.table.map(({ axis }) => axis),
    );
    const loops = [...rest, ...node.over];
    const shape = shapeOf(loops);
    const read = offsetsOf(shape, stridesAlong(source, loops));
    const result = { axes: node.axes, shape: shapeOf(node.axes) };
    const targets = offsetsOf(
      shape,
      stridesAlong(result, loops).map((stride, i) => (i < rest.length ? stride : 0)),
    );
    const inside = new Uint8Array(targets.length).fill(1);
    for (const { axis, at } of node.table) {
      const stride = stridesAlong(result, [axis])[0] ?? 0;
      const length = lengthOf(axis);
      const positions = need(values, at);
      offsetsOf(shape, stridesAlong(positions, loops)).forEach((offset, i) => {
        const value = positions.data[offset] ?? NaN;
        if (value < 0 || value >= length) inside[i] = 0;
        else targets[i] = (targets[i] ?? 0) + value * stride;
      });
    }
    return tensorOf(node, (data) => {
      targets.forEach((target, i) => {
        if (inside[i] === 1) data[target] = rounded((data[target] ?? 0) + (source.data[read[i] ?? 0] ?? NaN));
      });
    });
  }

  function evaluateRow(node: RowNode, values: Values): Tensor {
    const of = need(values, node.of);
    const rest = withoutAxes(node.of.axes, [node.axis]);
    const length = lengthOf(node.axis);
    const wantedCount = lengthOf(node.into);
    const stride = stridesAlong(of, [node.axis])[0] ?? 0;
    const starts = offsetsOf(shapeOf(rest), stridesAlong(of, rest));
    const result = { axes: node.axes, shape: shapeOf(node.axes) };
    const targets = offsetsOf(shapeOf(rest), stridesAlong(result, rest));
    const targetStride = stridesAlong(result, [node.into])[0] ?? 0;
    const direction = node.operation === "sort" ? 1 : -1;
    return tensorOf(node, (data) => {
      starts.forEach((start, row) => {
        const at = (position: number): number => of.data[start + position * stride] ?? NaN;
        const positions = Array.from({ length }, (_, position) => position);
        positions.sort((a, b) => direction * (at(a) - at(b)) || a - b);
        for (const [i, position] of positions.slice(0, wantedCount).entries())
          data[(targets[row] ?? 0) + i * targetStride] = node.result === "values" ? at(position) : position;
      });
    });
  }

  /** The value at one position of `axis`, without that axis. */
  function slice(tensor: Tensor, axis: Axis, position: number): Tensor {
    const axes = withoutAxes(tensor.axes, [axis]);
    const shape = shapeOf(axes);
    const start = position * (stridesAlong(tensor, [axis])[0] ?? 0);
    const offsets = offsetsOf(shape, stridesAlong(tensor, axes));
    return { axes, shape, data: Float64Array.from(offsets, (offset) => tensor.data[start + offset] ?? NaN) };
  }

  function broadcast(tensor: Tensor, axes: readonly Axis[]): Tensor {
    const shape = shapeOf(axes);
    const offsets = offsetsOf(shape, stridesAlong(tensor, axes));
    return { axes, shape, data: Float64Array.from(offsets, (offset) => tensor.data[offset] ?? NaN) };
  }

  function evaluateScan(node: ScanNode, values: Values): Tensor {
    const body = topologicalOrder([...node.next, ...node.yielded]);
    const inside = body.filter((each) => around.get(each)?.has(node.scan) === true);
    const length = lengthOf(node.axis);
    const leaves = inside.flatMap((each) => (each.kind === "leaf" ? [each] : []));
    const carriedAxes = (index: number): readonly Axis[] => {
      const leaf = leaves.find((each) => each.leaf.kind === "carried" && each.leaf.index === index);
      return leaf?.axes ?? node.initial[index]?.axes ?? [];
    };
    let carried = node.initial.map((each, i) => broadcast(need(values, each), carriedAxes(i)));
    const seen = node.seen.map((each) => need(values, each));
    const stacked = tensorOf(node, () => undefined);
    for (let i = 0; i < length; i++) {
      const position = node.reversed ? length - 1 - i : i;
      const local: Values = new Map(values);
      for (const leaf of leaves) {
        if (leaf.leaf.kind === "carried") local.set(leaf, carried[leaf.leaf.index] ?? missing(leaf));
        else if (leaf.leaf.kind === "seen")
          local.set(leaf, slice(seen[leaf.leaf.index] ?? missing(leaf), node.axis, position));
      }
      evaluateAll(inside, local, new Set([...(around.get(node) ?? []), node.scan]));
      if (node.result.kind === "yielded") {
        const rest = withoutAxes(node.axes, [node.axis]);
        const yielded = node.yielded[node.result.index] ?? missing(node);
        const { data } = broadcast(need(local, yielded), rest);
        const targets = offsetsOf(shapeOf(rest), stridesAlong(stacked, rest));
        const start = position * (stridesAlong(stacked, [node.axis])[0] ?? 0);
        targets.forEach((target, j) => (stacked.data[start + target] = data[j] ?? NaN));
      }
      carried = node.next.map((each, index) => broadcast(need(local, each), carriedAxes(index)));
    }
    if (node.result.kind === "yielded") return stacked;
    return broadcast(carried[node.result.index] ?? missing(node), node.axes);
  }

  function missing(node: Node): never {
    throw new InternalError(`node ${node.id} refers to a value that its scan lacks`, node.span);
  }

  function evaluateNode(node: Node, values: Values): Tensor {
    switch (node.kind) {
      case "leaf":
        return evaluateLeaf(node);
      case "map":
        return evaluateMap(node, values);
      case "reduce":
        return evaluateReduce(node, values);
      case "index":
        return evaluateIndex(node, values);
      case "scatter":
        return evaluateScatter(node, values);
      case "scan":
        return evaluateScan(node, values);
      case "row":
        return evaluateRow(node, values);
    }
  }

  /** Computes those nodes that depend on no other scan's body than those of `scans`. */
  function evaluateAll(nodes: readonly Node[], values: Values, scans: ReadonlySet<string>): void {
    for (const node of nodes) {
      const free = [...(around.get(node) ?? [])];
      if (values.has(node) || unstored.has(node) || !free.every((scan) => scans.has(scan))) continue;
      values.set(node, evaluateNode(node, values));
    }
  }

  const values: Values = new Map();
  evaluateAll(order, values, new Set());
  return roots.map((root) => need(values, root));
}

/** The outputs of an entry, each in its caller's order of axes. */
export function evaluateEntry(
  entry: Entry,
  environment: Environment,
  round?: Round,
): readonly { readonly output: Output; readonly value: Tensor }[] {
  const values = evaluateNodes(
    entry.outputs.map(({ node }) => node),
    environment,
    round,
  );
  const shape = (axes: readonly Axis[]) => axes.map(({ size }) => evaluateSize(size, environment.sizes));
  return entry.outputs.map((output, i) => {
    const value = values[i];
    if (value === undefined) throw new InternalError("an output has no value", output.node.span);
    return { output, value: arrange(value, output.order, shape(output.order)) };
  });
}
