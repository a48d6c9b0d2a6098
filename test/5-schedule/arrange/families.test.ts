import { createBuilder } from "../../../compiler/3-graph/builder.ts";
import type { Axis, Graph, GraphState, Node, Output } from "../../../compiler/3-graph/graph.ts";
import { assert, suite } from "../../harness.ts";
import { axis, compare, parametersOf, realInput } from "../compare.ts";

const test = suite("updates of parameters that are treated alike");

/** A step that moves each parameter against its gradient, with a momentum, scaled by the norm of all gradients. */
function training(shapes: readonly (readonly Axis[])[], clips = true): Graph {
  const g = createBuilder();
  const rows = axis("rows", 6);
  const parameters = parametersOf(shapes);
  const states: GraphState[] = parameters.map(({ path, axes }) => ({
    path: `${path}/sgd.m`,
    axes,
    initial: 0,
  }));
  const inputs = shapes.map((axes, at) => realInput(`x${at}`, [rows, ...axes]));
  const gradients = shapes.map((axes, at) => {
    const x = g.leaf({ kind: "input", name: `x${at}` }, [rows, ...axes], "real");
    return g.labelled(g.reduce("sum", [rows], g.apply("tanh", x)), `gradient of Net.p${at}`);
  });
  const squares = gradients.map((d, at) => g.reduce("sum", shapes[at] ?? [], g.apply("multiply", d, d)));
  const norm = squares.reduce((a, b) => g.apply("add", a, b));
  const scale = g.apply("rsqrt", g.apply("add", norm, g.constant(1)));
  const factor = clips ? scale : g.constant(0.5);
  const outputs: Output[] = parameters.flatMap(({ path, axes }, at): Output[] => {
    const d = gradients[at] ?? norm;
    const m = g.leaf({ kind: "state", path: `${path}/sgd.m` }, axes, "real");
    const moment = g.apply("add", g.apply("multiply", m, g.constant(0.9)), g.apply("multiply", d, factor));
    const next: Node = g.labelled(moment, `${path}/sgd.m`);
    const value = g.leaf({ kind: "parameter", path }, axes, "real");
    const moved = g.apply("subtract", value, g.apply("multiply", next, g.constant(0.1)));
    return [
      { role: "parameter", name: path, node: moved, order: axes },
      { role: "state", name: `${path}/sgd.m`, node: next, order: axes },
    ];
  });
  const loss: Output = { role: "loss", name: "loss", node: clips ? norm : g.constant(1), order: [] };
  const entry = {
    kind: "train",
    name: "train",
    symbols: [],
    inputs,
    settings: [],
    outputs: [loss, ...outputs],
  } as const;
  return { name: "test", parameters, states, entries: [entry] };
}

const updates = (graph: Graph): number => {
  const [entry] = compare(graph).model.entries;
  return entry?.dispatches.filter(({ kernel }) => kernel.startsWith("sgd")).length ?? 0;
};

test("sizes that fill their place are one dispatch", () => {
  assert.is(updates(training([[axis("a", 64)], [axis("b", 8), axis("c", 16)], [axis("d", 192)]])), 1);
});

test("sizes that fill vectors, too", () => {
  assert.is(
    updates(training([[axis("a", 12)], [axis("b", 8), axis("c", 5)], [axis("d", 100)], [axis("e", 64)]])),
    1,
  );
});

test("a size that leaves a gap ends a run", () => {
  const odd = [axis("e", 5), axis("f", 3)];
  const other = [axis("g", 7)];
  // The two that fit and the first odd one together, the second odd one by itself.
  assert.is(updates(training([odd, [axis("a", 64)], other, [axis("b", 8), axis("c", 16)]])), 2);
});

test("gradients that nothing else reads are made", () => {
  assert.is(updates(training([[axis("a", 64)], [axis("d", 192)]], false)), 1);
});

test("one parameter is itself", () => {
  assert.is(updates(training([[axis("a", 10)]])), 1);
});

const ofSize = (size: number): readonly Axis[] => [axis(`s${size}`, size)];

/** What the dispatches of a step make, without those that make gradients. */
function madeOf(shapes: readonly (readonly Axis[])[]): readonly string[] {
  const [entry] = compare(training(shapes)).model.entries;
  return (entry?.dispatches ?? []).map(({ makes }) => makes).filter((makes) => !makes.startsWith("gradient"));
}

const several = (count: number): readonly (readonly Axis[])[] =>
  Array.from({ length: count }, () => ofSize(64));

test("the norm of all gradients and the step are one dispatch of a few parameters, two of many", () => {
  assert.equal(madeOf(several(2)), ["parameters/sgd.m"]);
  assert.equal(madeOf(several(8)), ["parameters/sgd.m"]);
  // More than a kernel could read one by one.
  assert.equal(madeOf(several(60)), ["inverse_root", "parameters/sgd.m"]);
});

test("the norm of large gradients has rows", () => {
  assert.equal(madeOf([ofSize(8192), ofSize(4096), ofSize(192)]).length, 3);
});

test("a large gradient that leaves a gap has its own part in the norm, a small one is in the sum", () => {
  assert.equal(madeOf([ofSize(8192), ofSize(4096), ofSize(101)]).length, 4);
  assert.equal(madeOf([ofSize(64), ofSize(128), ofSize(9001)]).length, 3);
  assert.equal(madeOf([ofSize(64), ofSize(128), ofSize(101)]).length, 1);
});

test("gradients that only a state takes over are made", () => {
  const shapes = [[axis("a", 64)], [axis("b", 8), axis("c", 16)]];
  const { entries, ...graph } = training(shapes, false);
  const [entry] = entries;
  if (entry === undefined) throw new Error("no entry");
  const g = createBuilder();
  const outputs = shapes.flatMap((axes, at): Output[] => {
    const path = `Net.p${at}`;
    const x = g.leaf({ kind: "input", name: `x${at}` }, [axis("rows", 6), ...axes], "real");
    const sum = g.reduce("sum", [axis("rows", 6)], g.apply("tanh", x));
    // Minus it is the gradient, and the step adds a multiple of the sum.
    const gradient = g.labelled(g.apply("negate", sum), `gradient of ${path}`);
    const value = g.leaf({ kind: "parameter", path }, axes, "real");
    const moved = g.apply("add", value, g.apply("multiply", sum, g.constant(0.1)));
    return [
      { role: "parameter", name: path, node: moved, order: axes },
      { role: "state", name: `${path}/sgd.m`, node: gradient, order: axes },
    ];
  });
  compare({ ...graph, entries: [{ ...entry, outputs }] });
});
