/** Contractions of awkward sizes as the CPU runs them, exact and where the engine has it relaxed, against the evaluator. */
import { evaluateEntry } from "../../compiler/3-graph/evaluate.ts";
import type { Axis, Graph, Node } from "../../compiler/3-graph/graph.ts";
import { schedule } from "../../compiler/5-schedule/schedule.ts";
import { axis, environmentOf, graphOf, noFacts, realInput, type G } from "../5-schedule/compare.ts";
import { assert, suite } from "../harness.ts";
import { openMachine, runOnDevice } from "./device.ts";

const test = suite("products of awkward sizes on the CPU");

interface Shape {
  readonly batch?: number;
  readonly rows: number;
  readonly columns: number;
  readonly steps: number;
}

const forms = ["nn", "nt", "tn", "tt"] as const;

/** With operands as they lie or the other way around; as it is, or with more than a sum to be written. */
async function agree(shape: Shape, form: (typeof forms)[number], epilogue: "none" | "bias"): Promise<void> {
  const { batch = 1, rows, columns, steps } = shape;
  const [b, m, n, k] = [axis("b", batch), axis("m", rows), axis("n", columns), axis("k", steps)];
  const of = (axes: readonly Axis[]): readonly Axis[] => (batch === 1 ? axes : [b, ...axes]);
  const graph = graphOf({
    inputs: [
      realInput("A", of(form[0] === "n" ? [m, k] : [k, m])),
      realInput("B", of(form[1] === "n" ? [k, n] : [n, k])),
      realInput("bias", [n]),
    ],
    results: (g: G, leaf: (name: string) => Node) => {
      const product = g.reduce("sum", [k], g.apply("multiply", leaf("A"), leaf("B")));
      return { C: epilogue === "none" ? product : g.apply("add", product, leaf("bias")) };
    },
  });
  await holds(graph, steps, `${Object.values(shape).join(" x ")} ${form}, ${epilogue}`);
}

/** Operands are at most 1: products and partial sums are rounded, each by half a unit in the last place of at most steps + 1. */
async function holds(graph: Graph, steps: number, shape: string): Promise<void> {
  const plan = schedule(graph, noFacts);
  const [entry] = graph.entries;
  if (entry === undefined) throw new Error("the graph has no entry");
  const sizes = new Map<string, number>();
  const environment = environmentOf(graph, entry, sizes);
  const expected = evaluateEntry(entry, environment)[0]?.value.data ?? [];
  const tolerance = 2 * steps * (steps + 1) * 2 ** -24;
  for (const backend of ["cpu", "cpu, exact"] as const) {
    const machine = await openMachine(plan, backend);
    const results = await runOnDevice(machine, graph, 0, { environment, sizes });
    machine.engine.destroy();
    const [values] = results.values();
    const what = `${backend}: ${shape}`;
    assert.is(values?.length, expected.length, what);
    for (const [at, value] of expected.entries())
      assert.close(values?.[at] ?? NaN, value, tolerance, `${what}, at ${at}`);
  }
}

test("every form of 1, 7 and 65 rows, columns and steps", async () => {
  const sizes = [1, 7, 65];
  for (const form of forms) {
    for (const rows of sizes) {
      for (const columns of sizes) {
        for (const steps of sizes) {
          await agree({ rows, columns, steps }, form, "none");
          if (form[0] === form[1]) await agree({ rows, columns, steps }, form, "bias");
        }
      }
    }
  }
});

test("every tail of tiles, narrow ones too, of one product and of several", async () => {
  for (const form of forms) {
    for (let columns = 8; columns <= 16; columns++)
      await agree({ rows: columns - 2, columns, steps: 9 }, form, "none");
    for (const columns of [12, 17, 23]) await agree({ batch: 3, rows: 7, columns, steps: 65 }, form, "none");
  }
});

test("every number of rows up to 40, as lower tiles at the end make it even, and more of them in several blocks", async () => {
  for (const epilogue of ["none", "bias"] as const) {
    for (let rows = 1; rows <= 40; rows++) {
      await agree({ rows, columns: 20, steps: 9 }, rows % 2 === 0 ? "nn" : "tt", epilogue);
      await agree({ rows, columns: 12, steps: 10 }, "tn", epilogue);
    }
    // Blocks of rows, sums by part, and rows that are laid out by each of two ways.
    for (const rows of [32, 43, 49, 128, 206]) {
      await agree({ rows, columns: 68, steps: 30 }, "tn", epilogue);
      await agree({ batch: 3, rows, columns: 12, steps: 10 }, "nt", epilogue);
      await agree({ rows, columns: 20, steps: 770 }, "nn", epilogue);
      await agree({ rows, columns: 20, steps: 770 }, "tt", epilogue);
    }
  }
});

test("several blocks of rows and columns, the last with a narrow tile, and panels in parts", async () => {
  for (const form of forms) {
    await agree({ rows: 131, columns: 65, steps: 60 }, form, "none");
    await agree({ rows: 67, columns: 97, steps: 63 }, form, "none");
    await agree({ rows: 67, columns: 97, steps: 63 }, form, "bias");
    await agree({ rows: 7, columns: 9, steps: 1300 }, form, "none");
    // One tile of rows, and one of columns: the other operand is read where it lies, part by part.
    await agree({ rows: 5, columns: 24, steps: 1300 }, form, "none");
    await agree({ rows: 27, columns: 8, steps: 770 }, form, "none");
    // Sums lie in memory from part to part; the last tiles of rows and of columns stick out, or begin earlier.
    await agree({ rows: 69, columns: 33, steps: 770 }, form, "none");
    await agree({ rows: 71, columns: 62, steps: 1155 }, form, "bias");
    // The narrow tile is all of its block.
    await agree({ rows: 128, columns: 20, steps: 770 }, form, form === "nn" ? "none" : "bias");
  }
});

test("sums over two axes that run as one in neither operand, some in parts: panel after panel is added to sums in memory", async () => {
  for (const [rows, columns, outer, inner] of [
    [9, 14, 5, 130],
    [33, 40, 3, 200],
    [65, 70, 4, 385],
    [12, 16, 2, 770],
  ] as const) {
    const [m, n, o, i] = [axis("m", rows), axis("n", columns), axis("o", outer), axis("i", inner)];
    const graph = graphOf({
      inputs: [realInput("A", [m, o, i]), realInput("B", [i, o, n])],
      results: (g: G, leaf: (name: string) => Node) => ({
        C: g.reduce("sum", [o, i], g.apply("multiply", leaf("A"), leaf("B"))),
      }),
    });
    await holds(graph, outer * inner, [rows, columns, outer, inner].join(" x "));
  }
});

test("sums of the products that a condition leaves, with infinities where it leaves none", async () => {
  for (const [rows, columns, steps] of [
    [9, 14, 33],
    [40, 20, 130],
    [65, 12, 770],
  ] as const) {
    const [m, n, k] = [axis("m", rows), axis("n", columns), axis("k", steps)];
    const graph = graphOf({
      inputs: [realInput("A", [m, k]), realInput("B", [k, n])],
      results: (g: G, leaf: (name: string) => Node) => {
        const positions = (of: Axis): Node => g.leaf({ kind: "position", axis: of.id }, [of], "int");
        const isLast = g.apply("equal", positions(k), g.constant(steps - 1, "int"));
        const B = g.apply("select", isLast, g.constant(Infinity), leaf("B"));
        const reach = g.apply(
          "minimum",
          g.apply("multiply", positions(m), g.constant(12, "int")),
          g.constant(steps - 1, "int"),
        );
        const isBefore = g.apply("less", positions(k), reach);
        const product = g.apply("multiply", leaf("A"), B);
        return { C: g.reduce("sum", [k], g.apply("select", isBefore, product, g.constant(0))) };
      },
    });
    await holds(graph, steps, [rows, columns, steps].join(" x "));
  }
});
