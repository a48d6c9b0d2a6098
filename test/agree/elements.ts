/**
 * A value at one position, from the values that lie in memory: each node is read as graph.ts defines it, at no more positions than the one
 * that is asked for needs. So a kernel at full size is compared in a few places without computing the rest.
 */
import { siteNumber, normal, uniform } from "../../compiler/operators/random.ts";
import { operator as operatorRecord } from "../../compiler/operators/table.ts";
import { largest } from "../../compiler/operators/reference.ts";
import { evaluateSize } from "../../compiler/sizes/size.ts";
import type {
  Axis,
  IndexNode,
  LeafNode,
  Node,
  Position,
  ReduceNode,
  RowNode,
  ScatterNode,
} from "../../compiler/3-graph/graph.ts";
import type { Environment } from "../../compiler/3-graph/evaluate/evaluation.ts";
import type { Round } from "../../compiler/3-graph/rounding.ts";

/** A number for each axis, by its place in the list of all axes. */
type At = Int32Array;
type Read = (at: At) => number;

export interface Memory {
  /** Reads a value that lies in memory; undefined for one that has to be computed. */
  readonly placed: (node: Node) => ((position: (axis: Axis) => number) => number) | undefined;
  readonly environment: Environment;
  readonly round: Round;
}

/** Gives the value of `node` at the position that has these numbers along the node's axes. */
export function elementOf(node: Node, memory: Memory): (position: readonly number[]) => number {
  const reader = createReader(memory);
  const read = reader.read(node);
  const slots = node.axes.map((axis) => reader.slot(axis));
  const at = new Int32Array(reader.slotCount());
  return (position) => {
    slots.forEach((slot, i) => (at[slot] = position[i] ?? 0));
    return read(at);
  };
}

const start = { sum: 0, product: 1, max: -largest, min: largest } as const;
const combine = {
  sum: (a: number, b: number) => a + b,
  product: (a: number, b: number) => a * b,
  max: (a: number, b: number) => (b > a ? b : a),
  min: (a: number, b: number) => (b < a ? b : a),
} as const;

interface Reader {
  readonly read: (node: Node) => Read;
  readonly slot: (axis: Axis) => number;
  readonly slotCount: () => number;
}

function createReader({ placed, environment, round }: Memory): Reader {
  const slots = new Map<string, number>();
  const reads = new Map<Node, Read>();
  const lengthOf = ({ size }: Axis): number => evaluateSize(size, environment.sizes);

  function slot({ id }: Axis): number {
    const known = slots.get(id) ?? slots.size;
    slots.set(id, known);
    return known;
  }

  function read(node: Node): Read {
    const known = reads.get(node);
    if (known !== undefined) return known;
    const made = remembered(node, make(node));
    reads.set(node, made);
    return made;
  }

  /** What is summed is wanted again at many positions that share it. */
  function remembered(node: Node, value: Read): Read {
    if (node.kind !== "reduce" && node.kind !== "row" && node.kind !== "scatter") return value;
    const places = node.axes.map((axis) => ({ slot: slot(axis), length: lengthOf(axis) }));
    const values = new Map<number, number>();
    return (at) => {
      const key = places.reduce((sum, { slot: i, length }) => sum * length + (at[i] ?? 0), 0);
      const known = values.get(key) ?? value(at);
      values.set(key, known);
      return known;
    };
  }

  function make(node: Node): Read {
    const there = placed(node);
    if (there !== undefined) {
      for (const axis of node.axes) slot(axis);
      return (at) => there((axis) => at[slot(axis)] ?? 0);
    }
    switch (node.kind) {
      case "leaf":
        return leaf(node);
      case "map": {
        const { evaluate } = operatorRecord(node.operator);
        const all = node.arguments.map(read);
        const [x, y, z] = all;
        const rounded = node.type === "real" ? round : (value: number) => value;
        if (x === undefined) throw new Error("a map without arguments");
        if (y === undefined) return (at) => rounded(evaluate(x(at)));
        if (z === undefined) return (at) => rounded(evaluate(x(at), y(at)));
        if (all.length > 3) return (at) => rounded(evaluate(...all.map((argument) => argument(at))));
        return (at) => rounded(evaluate(x(at), y(at), z(at)));
      }
      case "reduce":
        return reduce(node);
      case "index":
        return index(node);
      case "scatter":
        return scatter(node);
      case "row":
        return row(node);
      default:
        throw new Error(`a schedule has no ${node.kind}`);
    }
  }

  function leaf(node: LeafNode): Read {
    const of = node.leaf;
    const constant =
      (value: number): Read =>
      () =>
        value;
    switch (of.kind) {
      case "constant":
        return constant(node.type === "real" ? round(of.value) : of.value);
      case "position": {
        const axis = node.axes.find(({ id }) => id === of.axis);
        if (axis === undefined) throw new Error(`a position without ${of.axis}`);
        const place = slot(axis);
        return (at) => at[place] ?? 0;
      }
      case "size":
        return constant(evaluateSize(of.size, environment.sizes));
      case "setting": {
        const value = of.name === "step" ? environment.step : environment.settings.get(of.name);
        if (value === undefined) throw new Error(`no setting ${of.name}`);
        return constant(value);
      }
      case "random": {
        const draw = of.distribution === "uniform" ? uniform : normal;
        const site = siteNumber(of.site);
        const places = node.axes.map((axis) => ({ slot: slot(axis), length: lengthOf(axis) }));
        return (at) => {
          const element = places.reduce((sum, { slot: i, length }) => sum * length + (at[i] ?? 0), 0);
          return draw([environment.seed, environment.step, site, element]);
        };
      }
      default:
        throw new Error(`a ${of.kind} that lies nowhere`);
    }
  }

  /** Calls `visit` at all positions of the axes, in row-major order. */
  function over(axes: readonly Axis[]): (at: At, visit: () => void) => void {
    const loops = axes.map((axis) => ({ slot: slot(axis), length: lengthOf(axis) }));
    return (at, visit) => {
      const before = loops.map((loop) => at[loop.slot] ?? 0);
      const run = (depth: number): void => {
        const loop = loops[depth];
        if (loop === undefined) return visit();
        for (let i = 0; i < loop.length; i++) {
          at[loop.slot] = i;
          run(depth + 1);
        }
      };
      run(0);
      loops.forEach((loop, i) => (at[loop.slot] = before[i] ?? 0));
    };
  }

  function reduce(node: ReduceNode): Read {
    const of = read(node.of);
    const each = over(node.over);
    const join = combine[node.operator];
    const rounded = node.type === "real" ? round : (value: number) => value;
    return (at) => {
      let total: number = start[node.operator];
      each(at, () => (total = rounded(join(total, of(at)))));
      return total;
    };
  }

  function position(of: Position): Read {
    switch (of.kind) {
      case "axis": {
        const place = slot(of.axis);
        return (at) => at[place] ?? 0;
      }
      case "constant": {
        const value = evaluateSize(of.value, environment.sizes);
        return () => value;
      }
      case "add": {
        const terms = of.terms.map(position);
        return (at) => terms.reduce((sum, term) => sum + term(at), 0);
      }
      case "value":
        return read(of.node);
      default: {
        const by = evaluateSize(of.by, environment.sizes);
        const inner = position(of.of);
        if (of.kind === "scale") return (at) => inner(at) * by;
        const floored = (at: At): number => Math.floor(inner(at) / by);
        return of.kind === "quotient" ? floored : (at) => inner(at) - by * floored(at);
      }
    }
  }

  function index(node: IndexNode): Read {
    const of = read(node.of);
    const otherwise = node.otherwise === undefined ? undefined : read(node.otherwise);
    const places = node.replaced.map(({ axis, at }) => ({
      slot: slot(axis),
      length: lengthOf(axis),
      at: position(at),
    }));
    return (at) => {
      const there = places.map((place) => place.at(at));
      if (places.some(({ length }, i) => !((there[i] ?? -1) >= 0 && (there[i] ?? 0) < length))) {
        if (otherwise === undefined) throw new Error("an index outside of its axis");
        return otherwise(at);
      }
      const before = places.map((place) => at[place.slot] ?? 0);
      places.forEach((place, i) => (at[place.slot] = there[i] ?? 0));
      const value = of(at);
      places.forEach((place, i) => (at[place.slot] = before[i] ?? 0));
      return value;
    };
  }

  function scatter(node: ScatterNode): Read {
    const values = read(node.values);
    const table = node.table.map((entry) => ({ slot: slot(entry.axis), at: read(entry.at) }));
    const each = over(node.over);
    const rounded = node.type === "real" ? round : (value: number) => value;
    return (at) => {
      const wanted = table.map((entry) => at[entry.slot] ?? 0);
      let total = 0;
      each(at, () => {
        if (table.every((entry, i) => entry.at(at) === wanted[i])) total = rounded(total + values(at));
      });
      return total;
    };
  }

  function row(node: RowNode): Read {
    const of = read(node.of);
    const each = over([node.axis]);
    const place = slot(node.axis);
    const into = slot(node.into);
    const direction = node.operation === "sort" ? 1 : -1;
    return (at) => {
      const rank = at[into] ?? 0;
      const found: { value: number; position: number }[] = [];
      each(at, () => found.push({ value: of(at), position: at[place] ?? 0 }));
      found.sort((a, b) => direction * (a.value - b.value) || a.position - b.position);
      const one = found[rank];
      return (node.result === "values" ? one?.value : one?.position) ?? NaN;
    };
  }

  return { read, slot, slotCount: () => slots.size };
}
