import { createBuilder } from "../../compiler/3-graph/builder.ts";
import { evaluateNodes } from "../../compiler/3-graph/evaluate.ts";
import type { Environment } from "../../compiler/3-graph/evaluate/evaluation.ts";
import type { Axis, Node } from "../../compiler/3-graph/graph.ts";
import {
  addPositions,
  axisPosition,
  constantPosition,
  scalePosition,
} from "../../compiler/3-graph/positions.ts";
import { neighbour, randomRounding } from "../../compiler/3-graph/rounding.ts";
import type { Tensor } from "../../compiler/3-graph/tensor.ts";
import { uniform, siteNumber } from "../../compiler/operators/random.ts";
import { literalSize, symbolSize } from "../../compiler/sizes/size.ts";
import { assert, suite } from "../harness.ts";
import { axis, randoms, tensor } from "./graphs.ts";

const test = suite("3-graph: evaluate");

// Sorted by id these are col, row, tap: not the order in which they are named.
const row = axis("row", 3);
const col = axis("col", 4);
const tap = axis("tap", 2);

function numbers(seed: number, count: number): number[] {
  const random = randoms(seed);
  return Array.from({ length: count }, random);
}

function environment(parameters: Readonly<Record<string, Tensor>>): Environment {
  return {
    sizes: new Map([["day", 2]]),
    inputs: new Map(),
    parameters: new Map(Object.entries(parameters)),
    states: new Map(),
    settings: new Map(),
    seed: 7,
    step: 3,
  };
}

function evaluated(node: Node, parameters: Readonly<Record<string, Tensor>> = {}): number[] {
  return [...(evaluateNodes([node], environment(parameters))[0]?.data ?? [])];
}

function close(actual: readonly number[], expected: readonly number[]): void {
  assert.is(actual.length, expected.length);
  expected.forEach((value, i) => assert.close(actual[i] ?? NaN, value, 1e-12));
}

function parameter(b: ReturnType<typeof createBuilder>, path: string, axes: readonly Axis[]): Node {
  return b.leaf({ kind: "parameter", path }, axes, "real");
}

test("a contraction is a loop of products, whatever the order of axes", () => {
  const b = createBuilder();
  const left = tensor([row, tap], numbers(1, 6));
  const right = tensor([tap, col], numbers(2, 8));
  const product = b.map("multiply", [parameter(b, "left", [row, tap]), parameter(b, "right", [tap, col])]);
  const expected: number[] = [];
  for (let c = 0; c < 4; c++)
    for (let r = 0; r < 3; r++) {
      let sum = 0;
      for (let t = 0; t < 2; t++) sum += (left.data[r * 2 + t] ?? NaN) * (right.data[t * 4 + c] ?? NaN);
      expected.push(sum);
    }
  close(evaluated(b.reduce("sum", [tap], product), { left, right }), expected);
});

test("a softmax adds up to one and has the ratios of exponentials", () => {
  const b = createBuilder();
  const x = tensor([row, col], numbers(3, 12));
  const of = parameter(b, "x", [row, col]);
  const shifted = b.map("subtract", [of, b.reduce("max", [col], of)]);
  const exponential = b.map("exp", [shifted]);
  const node = b.map("divide", [exponential, b.reduce("sum", [col], exponential)]);
  const expected: number[] = [];
  for (let c = 0; c < 4; c++)
    for (let r = 0; r < 3; r++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += Math.exp((x.data[r * 4 + k] ?? NaN) - (x.data[r * 4 + c] ?? NaN));
      expected.push(1 / sum);
    }
  close(evaluated(node, { x }), expected);
});

test("a strided, padded window reads zeros outside", () => {
  const b = createBuilder();
  const long = axis("long", 5);
  const x = tensor([long], numbers(4, 5));
  const kernel = tensor([tap], numbers(5, 2));
  const at = addPositions([
    scalePosition(axisPosition(row), literalSize(2)),
    axisPosition(tap),
    constantPosition(-1),
  ]);
  const window = b.index(parameter(b, "x", [long]), [{ axis: long, at }], b.constant(0));
  const node = b.reduce("sum", [tap], b.map("multiply", [window, parameter(b, "kernel", [tap])]));
  const expected = [0, 1, 2].map((r) => {
    let sum = 0;
    for (let t = 0; t < 2; t++) {
      const i = 2 * r + t - 1;
      if (i >= 0 && i < 5) sum += (x.data[i] ?? NaN) * (kernel.data[t] ?? NaN);
    }
    return sum;
  });
  close(evaluated(node, { x, kernel }), expected);
});

test("an index by data gathers, of a common axis the diagonal", () => {
  const b = createBuilder();
  const x = tensor([row, col], numbers(6, 12));
  const chosen = b.map("modulo", [
    b.map("multiply", [b.position(row), b.constant(3, "int")]),
    b.constant(4, "int"),
  ]);
  const node = b.index(parameter(b, "x", [row, col]), [{ axis: col, at: { kind: "value", node: chosen } }]);
  close(
    evaluated(node, { x }),
    [0, 1, 2].map((r) => x.data[r * 4 + ((3 * r) % 4)] ?? NaN),
  );
});

test("an index outside of an axis without an outside value is a fault", () => {
  const b = createBuilder();
  const at = addPositions([axisPosition(row), constantPosition(2)]);
  const node = b.index(b.position(col), [{ axis: col, at }]);
  assert.throws(() => evaluated(node), /outside of an axis/);
});

test("a scatter adds up what goes to one place, and leaves out what lies outside", () => {
  const b = createBuilder();
  const at = b.map("subtract", [b.position(row), b.constant(1, "int")]);
  const node = b.scatter("sum", parameter(b, "x", [row, col]), [{ axis: tap, at }], [row]);
  const x = tensor([row, col], numbers(8, 12));
  const expected: number[] = [];
  for (let c = 0; c < 4; c++) for (let t = 0; t < 2; t++) expected.push(x.data[(t + 1) * 4 + c] ?? NaN);
  close(evaluated(node, { x }), expected);
});

test("a scan carries values from position to position, forwards and backwards", () => {
  const b = createBuilder();
  const x = tensor([row], [1, 2, 4]);
  const carried = b.leaf({ kind: "carried", scan: "s", index: 0 }, [], "real");
  const seen = b.leaf({ kind: "seen", scan: "s", index: 0 }, [], "real");
  const next = b.map("add", [b.map("multiply", [carried, b.constant(10)]), seen]);
  const parts = {
    scan: "s",
    axis: row,
    initial: [b.constant(0)],
    seen: [parameter(b, "x", [row])],
    next: [next],
    yielded: [next],
  };
  const result = (kind: "yielded" | "last", reversed: boolean): number[] =>
    evaluated(b.scan({ ...parts, reversed }, { kind, index: 0 }), { x });
  assert.equal(result("yielded", false), [1, 12, 124]);
  assert.equal(result("last", false), [124]);
  assert.equal(result("yielded", true), [421, 42, 4]);
});

test("a scan in a scan sees the values of both", () => {
  const b = createBuilder();
  const leaf = (kind: "carried" | "seen", scan: string, axes: readonly Axis[]): Node =>
    b.leaf({ kind, scan, index: 0 }, axes, "real");
  const inner = b.scan(
    {
      scan: "inner",
      axis: col,
      reversed: false,
      initial: [b.constant(0)],
      seen: [leaf("seen", "outer", [col])],
      next: [
        b.map("add", [
          leaf("carried", "inner", []),
          b.map("multiply", [leaf("seen", "inner", []), leaf("carried", "outer", [])]),
        ]),
      ],
      yielded: [],
    },
    { kind: "last", index: 0 },
  );
  const next = b.map("add", [leaf("carried", "outer", []), inner]);
  const outer = b.scan(
    {
      scan: "outer",
      axis: row,
      reversed: false,
      initial: [b.constant(1)],
      seen: [parameter(b, "x", [col, row])],
      next: [next],
      yielded: [],
    },
    { kind: "last", index: 0 },
  );
  const x = tensor([row, col], numbers(9, 12));
  let expected = 1;
  for (let r = 0; r < 3; r++) {
    let sum = 0;
    for (let c = 0; c < 4; c++) sum += (x.data[r * 4 + c] ?? NaN) * expected;
    expected += sum;
  }
  close(evaluated(outer, { x }), [expected]);
});

test("sort ascends, top-k descends, and equal values keep their order", () => {
  const b = createBuilder();
  const x = tensor([col], [2, 1, 3, 1]);
  const of = parameter(b, "x", [col]);
  const sorted = axis("sorted", 4);
  assert.equal(evaluated(b.row("sort", of, col, sorted, "positions"), { x }), [1, 3, 0, 2]);
  assert.equal(evaluated(b.row("top_k", of, col, tap, "values"), { x }), [3, 2]);
});

test("a reduction over an absent axis counts it", () => {
  const b = createBuilder();
  assert.equal(evaluated(b.reduce("sum", [row, tap], b.constant(1.5))), [9]);
  assert.equal(evaluated(b.reduce("product", [row], b.constant(2))), [8]);
  assert.equal(evaluated(b.reduce("max", [row], b.constant(2))), [2]);
});

test("random numbers depend on seed, step, site and position alone", () => {
  const b = createBuilder();
  const node = b.leaf({ kind: "random", distribution: "uniform", site: "drop" }, [row, tap], "real");
  const site = siteNumber("drop");
  close(
    evaluated(node),
    [0, 1, 2, 3, 4, 5].map((position) => uniform([7, 3, site, position])),
  );
});

test("a parameter stored for a bound shows its first positions", () => {
  const b = createBuilder();
  const day: Axis = { id: "seq", name: "seq", size: symbolSize("day") };
  const stored: Tensor = { axes: [day, row], shape: [4, 3], data: Float64Array.from(numbers(10, 12)) };
  const node = b.leaf({ kind: "parameter", path: "x" }, [day, row], "real");
  close(
    evaluated(node, { x: stored }),
    [0, 3, 1, 4, 2, 5].map((i) => stored.data[i] ?? NaN),
  );
});

test("random rounding gives one of the two nearest f32, and keeps those that are f32", () => {
  const down = randomRounding(() => 0);
  const up = randomRounding(() => 1 - 2 ** -31);
  for (const value of [0.1, -0.1, 1e-3, 12345.678, -7e20]) {
    assert.ok(down(value) < value && value < up(value));
    assert.is(Math.fround(down(value)), down(value));
    assert.ok(up(value) - down(value) <= Math.abs(value) * 2 ** -23);
  }
  assert.is(up(0.25), 0.25);
  const b = createBuilder();
  const third = b.map("divide", [b.constant(1), b.constant(3)]);
  const [rounded] = evaluateNodes([third], environment({}), up);
  assert.is(rounded?.data[0], up(1 / 3));
});

test("the f32 beside an f32 is the one whose bits are the next", () => {
  const float = new Float32Array(1);
  const bits = new Int32Array(float.buffer);
  const random = randoms(11);
  for (let exponent = -120; exponent < 120; exponent += 7)
    for (const mantissa of [
      0,
      1,
      2 ** 23 - 1,
      ...Array.from({ length: 20 }, () => Math.floor((random() + 1) * 2 ** 22)),
    ])
      for (const sign of [1, -1])
        for (const towards of [1, -1] as const) {
          const value = Math.fround(sign * 2 ** exponent * (1 + mantissa / 2 ** 23));
          float[0] = value;
          bits[0] = (bits[0] ?? 0) + sign * towards;
          assert.is(neighbour(value, towards), float[0]);
        }
});
