import fc from "fast-check";
import type { Graph, Node } from "../../../../compiler/3-graph/graph.ts";
import { printKernel } from "../../../../compiler/5-schedule/print.ts";
import { schedule } from "../../../../compiler/5-schedule/schedule.ts";
import { assert, suite } from "../../../harness.ts";
import { axis, compare, graphOf, noFacts, realInput, type G } from "../../compare.ts";

const test = suite("axes with a formula for each position");

/** [gate, batch, cell]: at each gate another function of x, and they share tanh(x). */
function gates(count: number, batch: number, cell: number): Graph {
  const [gate, rows, cells] = [axis("gate", count), axis("row", batch), axis("tcell", cell)];
  const results = (g: G, leaf: (name: string) => Node): Record<string, Node> => {
    const shared = g.apply("tanh", leaf("x"));
    const formula = (at: number): Node =>
      g.apply("add", g.apply("multiply", shared, shared), g.apply("multiply", leaf("x"), g.constant(at + 1)));
    const all = Array.from({ length: count }, (_, at) => {
      const isHere = g.apply("equal", g.position(gate), g.constant(at, "int"));
      return g.apply("select", isHere, formula(at), g.constant(0));
    });
    const z = all.reduce((sum, one) => g.apply("add", sum, one));
    return { z: g.apply("add", z, leaf("bias")) };
  };
  return graphOf({ inputs: [realInput("x", [rows, cells]), realInput("bias", [gate, cells])], results });
}

test("random sizes against the evaluator", () => {
  const sizes = fc.constantFrom(1, 3, 4, 5, 8, 12);
  fc.assert(
    fc.property(fc.constantFrom(2, 3, 4, 8, 9), sizes, sizes, (count, batch, cell) => {
      compare(gates(count, batch, cell));
    }),
    { numRuns: 25 },
  );
});

/** The kernels' statements on a GPU, without the formulas above them. */
function statements(graph: Graph): readonly string[] {
  const { kernels } = schedule(graph, noFacts);
  return kernels.flatMap((kernel) =>
    (printKernel(kernel).split("on the CPU")[0] ?? "").split("\n").filter((line) => !line.startsWith("//")),
  );
}

test("a thread computes each formula once, and what they share once", () => {
  const lines = statements(gates(4, 3, 8));
  assert.equal(lines.filter((line) => line.includes("tanh(")).length, 1);
  assert.equal(lines.filter((line) => line.includes("where(")).length, 0);
  assert.equal(lines.filter((line) => line.includes("work.") && line.includes("4 :=")).length, 4);
});

test("axes of more positions have a thread each, which chooses", () => {
  const lines = statements(gates(9, 3, 8));
  assert.equal(lines.filter((line) => line.includes("where(")).length, 1);
});
