import { createBuilder } from "../../../compiler/3-graph/builder.ts";
import type { Axis, Entry, Graph, Node, Output } from "../../../compiler/3-graph/graph.ts";
import { axisPosition } from "../../../compiler/3-graph/positions.ts";
import { findFamilies } from "../../../compiler/5-schedule/arrange/families.ts";
import { boundsOf } from "../../../compiler/5-schedule/layout.ts";
import { assert, suite } from "../../harness.ts";
import { axis, compare, parametersOf, realInput, type G } from "../compare.ts";

const test = suite("updates of parameters of one shape");

/** A step in which each parameter moves as `moveOf` says, from a gradient that is clipped by the norm of all. */
function training(
  shapes: readonly (readonly Axis[])[],
  moveOf: (g: G, gradient: Node, axes: readonly Axis[], at: number) => Node,
): Graph {
  const g = createBuilder();
  const rows = axis("rows", 6);
  const parameters = parametersOf(shapes);
  const inputs = shapes.map((axes, at) => realInput(`x${at}`, [rows, ...axes]));
  const gradients = shapes.map((axes, at) => {
    const x = g.leaf({ kind: "input", name: `x${at}` }, [rows, ...axes], "real");
    return g.labelled(g.reduce("sum", [rows], g.apply("tanh", x)), `gradient of Net.p${at}`);
  });
  const squares = gradients.map((d, at) => g.reduce("sum", shapes[at] ?? [], g.apply("multiply", d, d)));
  const norm = squares.reduce((a, b) => g.apply("add", a, b));
  const scale = g.apply("rsqrt", g.apply("add", norm, g.constant(1)));
  const outputs = parameters.flatMap(({ path, axes }, at): Output[] => {
    const length = `${path}/own.length`;
    const clipped = g.apply("multiply", gradients[at] ?? norm, scale);
    const move = moveOf(g, clipped, axes, at);
    const before = g.leaf({ kind: "state", path: length }, [], "real");
    const next = g.apply("add", before, g.reduce("sum", axes, g.apply("multiply", move, move)));
    const value = g.leaf({ kind: "parameter", path }, axes, "real");
    const moved = g.labelled(g.apply("subtract", value, g.apply("divide", move, next)), path);
    return [
      { role: "parameter", name: path, node: moved, order: axes },
      { role: "state", name: length, node: g.labelled(next, length), order: [] },
    ];
  });
  const states = parameters.map(({ path }) => ({ path: `${path}/own.length`, axes: [], initial: 1 }));
  const loss: Output = { role: "loss", name: "loss", node: norm, order: [] };
  const base = { kind: "train", name: "train", symbols: [], settings: [] } as const;
  return {
    ...{ name: "test", parameters, states },
    entries: [{ ...base, inputs, outputs: [loss, ...outputs] }],
  };
}

/** How many parameters each family has that is updated along them. */
function familiesOf({ parameters, entries }: Graph): readonly number[] {
  return entries.flatMap((entry: Entry) =>
    findFamilies(entry, parameters, boundsOf(entry), new Set(), new Set())
      .filter(({ along }) => along === "parameters")
      .map(({ members }) => members.length),
  );
}

function dispatchesOf(graph: Graph): number {
  const [entry] = compare(graph).model.entries;
  return entry?.dispatches.length ?? 0;
}

const byLength = (g: G, gradient: Node, axes: readonly Axis[]): Node =>
  g.apply("divide", gradient, g.reduce("max", axes, g.apply("abs", gradient)));

const [a, b, c] = [axis("a", 8), axis("b", 5), axis("c", 16)];

test("what is scaled by its own length is made together, in as many dispatches of twenty as of eight", () => {
  const of = (count: number): Graph => training(Array<readonly Axis[]>(count).fill([a, c]), byLength);
  assert.equal(familiesOf(of(8)), [8]);
  assert.is(dispatchesOf(of(20)), dispatchesOf(of(8)) + 12);
});

test("parameters of other shapes go by themselves, and those of one shape together, gaps between them or none", () => {
  const graph = training([[a, c], [a, b], [c, a], [b], [a, c], [b], [a, b], [b], [axis("odd", 7)]], byLength);
  assert.equal(familiesOf(graph), [2, 2, 3]);
  compare(graph);
});

test("large gradients have their parts in the norm", () => {
  const large = [axis("d", 64), axis("e", 65)];
  const graph = training([large, large, large, [a, c], [a, c]], byLength);
  assert.equal(familiesOf(graph), [3, 2]);
  compare(graph);
});

/** By the gradient's products with itself, along axes that each parameter has names of its own for. */
function byProducts(g: G, gradient: Node, [rows = a, columns = c]: readonly Axis[], at: number): Node {
  const other: Axis = { ...rows, id: `p${at} other` };
  const turned = g.rename(gradient, rows, other);
  const gram = g.reduce("sum", [columns], g.apply("multiply", gradient, turned));
  const product = g.reduce("sum", [other], g.apply("multiply", gram, turned));
  const reversed = g.index(product, [
    {
      axis: columns,
      at: {
        kind: "remainder",
        of: { kind: "scale", of: axisPosition(columns), by: { ...columns.size } },
        by: columns.size,
      },
    },
  ]);
  return g.apply("add", product, reversed);
}

test("products of matrices are made together whatever their axes are called", () => {
  const names = [0, 1, 2].map((at) => [axis(`in${at}`, 8), axis(`out${at}`, 12)]);
  const graph = training([...names, [axis("in3", 12), axis("out3", 8)]], byProducts);
  assert.equal(familiesOf(graph), [3]);
  compare(graph);
});

test("another formula, another constant or another axis that is summed over is no family", () => {
  const by = (other: (g: G, gradient: Node, axes: readonly Axis[]) => Node): readonly number[] =>
    familiesOf(
      training(
        [
          [a, c],
          [a, c],
        ],
        (g, gradient, axes, at) => (at === 0 ? byLength(g, gradient, axes) : other(g, gradient, axes)),
      ),
    );
  assert.equal(by(byLength), [2]);
  assert.equal(
    by((g, gradient, axes) => g.apply("divide", gradient, g.reduce("min", axes, g.apply("abs", gradient)))),
    [],
  );
  assert.equal(
    by((g, gradient, axes) => g.apply("multiply", byLength(g, gradient, axes), g.constant(2))),
    [],
  );
  assert.equal(
    by((g, gradient, [first = a]) => byLength(g, gradient, [first])),
    [],
  );
});

test("which of two axes of one size is summed over tells formulas apart", () => {
  const square = [axis("d", 8), axis("e", 8)];
  const along = (other: number): readonly number[] =>
    familiesOf(
      training([square, square], (g, gradient, axes, at) =>
        byLength(g, gradient, axes.slice(at === 0 ? 0 : other, at === 0 ? 1 : other + 1)),
      ),
    );
  assert.equal(along(0), [2]);
  assert.equal(along(1), []);
});

test("a gradient that lacks an axis lies in no block", () => {
  const graph = training(
    [
      [a, c],
      [a, c],
    ],
    (g, gradient, axes) => {
      const rows = g.labelled(g.reduce("sum", [c], gradient), "gradient of rows");
      return g.apply("multiply", byLength(g, gradient, axes), rows);
    },
  );
  assert.equal(familiesOf(graph), []);
  compare(graph);
});

test("a state that becomes the same for all is set for each", () => {
  const graph = training(
    [
      [a, c],
      [a, c],
    ],
    byLength,
  );
  const seven = createBuilder().constant(7);
  const entries = graph.entries.map((entry) => ({
    ...entry,
    outputs: entry.outputs.map((output) => (output.role === "state" ? { ...output, node: seven } : output)),
  }));
  assert.equal(familiesOf({ ...graph, entries }), []);
});

test("what another output reads of an update isn't made twice", () => {
  const graph = training(
    [
      [a, c],
      [a, c],
    ],
    byLength,
  );
  const [entry] = graph.entries;
  if (entry === undefined) throw new Error("no entry");
  const first = entry.outputs.find(({ name }) => name === "Net.p0");
  if (first === undefined) throw new Error("no output");
  const report: Output = { role: "report", name: "moved", node: first.node, order: first.order };
  assert.equal(familiesOf({ ...graph, entries: [{ ...entry, outputs: [...entry.outputs, report] }] }), []);
});

test("a family has a million elements at most, in even parts", () => {
  const of = (count: number, size: number): readonly number[] =>
    familiesOf(training(Array<readonly Axis[]>(count).fill([a, axis("wide", size)]), byLength));
  assert.equal(of(5, 2 ** 15), [3, 2]);
  assert.equal(of(12, 2 ** 14), [6, 6]);
  assert.equal(of(3, 2 ** 17), []);
});
