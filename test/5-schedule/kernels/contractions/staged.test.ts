/** Kernels that share work in workgroup memory: large products, of which a few workgroups run, and small tables that rows are added into. */
import type { Axis } from "../../../../compiler/3-graph/graph.ts";
import { schedule } from "../../../../compiler/5-schedule/schedule.ts";
import { verifyPlan } from "../../../../compiler/5-schedule/verify.ts";
import type { PlanDispatch } from "../../../../runtime/plan.ts";
import { literalSize } from "../../../../compiler/sizes/size.ts";
import { assert, suite } from "../../../harness.ts";
import {
  axis,
  compare,
  environmentOf,
  graphOf,
  indexInput,
  noFacts,
  realInput,
  runEntry,
} from "../../compare.ts";

const test = suite("large products and small tables on a GPU");

const count = (axes: readonly Axis[]): number =>
  axes.reduce((product, { size }) => product * (size.terms[0]?.coefficient ?? 1), 1);

/** The first batch of C[b, m, n] = sum over h and k of A B, plus a bias, against the sum. */
function compareFirst(form: string, batches: number, over: readonly Axis[], wanted: RegExp): void {
  const [b, m, n] = [axis("b", batches), axis("m", 128), axis("n", 128)];
  const [outer, inner] = over.length === 2 ? [over.slice(0, 1), over.slice(1)] : [[], over];
  const graph = graphOf({
    inputs: [
      realInput("A", form[0] === "n" ? [b, ...outer, m, ...inner] : [b, ...outer, ...inner, m]),
      realInput("B", form[1] === "n" ? [b, ...outer, ...inner, n] : [b, ...outer, n, ...inner]),
      realInput("bias", [n]),
    ],
    results: (g, leaf) => ({
      C: g.apply("add", g.reduce("sum", over, g.apply("multiply", leaf("A"), leaf("B"))), leaf("bias")),
    }),
  });
  const plan = schedule(graph, noFacts);
  verifyPlan(plan);
  assert.ok(plan.kernels.some(({ explanation }) => wanted.test(explanation.schedule)));
  const [entry, planned] = [graph.entries[0], plan.model.entries[0]];
  if (entry === undefined || planned === undefined) throw new Error("no entry");
  const environment = environmentOf(graph, entry, new Map());
  const one = { size: literalSize(1), tile: 1 };
  const dispatches = planned.dispatches.map((dispatch): PlanDispatch => {
    const [x, y] = dispatch.groups;
    return { ...dispatch, groups: [x, y, one] };
  });
  const arenas = runEntry(plan, { ...planned, dispatches }, environment);
  const [A, B, bias] = ["A", "B", "bias"].map((name) => environment.inputs.get(name)?.data ?? []);
  const steps = count(inner);
  const at = (form: string | undefined, h: number, row: number, k: number): number =>
    h * 128 * steps + (form === "rows" ? row * steps + k : k * 128 + row);
  const place = planned.outputs[0]?.places[0];
  if (place === undefined) throw new Error("no output");
  const { arena, offset, strides } = place;
  for (let row = 0; row < 128; row++) {
    for (let column = 0; column < 128; column++) {
      let sum = bias?.[column] ?? 0;
      for (let h = 0; h < count(outer); h++) {
        for (let k = 0; k < steps; k++) {
          const a = A?.[at(form[0] === "n" ? "rows" : "steps", h, row, k)] ?? NaN;
          sum += a * (B?.[at(form[1] === "n" ? "steps" : "rows", h, column, k)] ?? NaN);
        }
      }
      const found = arenas[arena][offset + row * (strides[1] ?? 0) + column * (strides[2] ?? 0)] ?? NaN;
      // As many roundings of f32 as products and sums, of numbers whose absolute values add up to at most their number.
      const most = 2 * (count(over) + 1) ** 2 * 2 ** -24;
      assert.close(found, sum, most, `${form}: C[0, ${row}, ${column}]`);
    }
  }
}

test("blocks of both operands in workgroup memory, in every form", () => {
  for (const form of ["nn", "nt", "tn", "tt"]) {
    compareFirst(form, 128, [axis("k", 48)], /64 x 64 a workgroup.*at a time$/);
  }
});

test("the same where two groups of threads share a sum", () => {
  for (const form of ["nn", "nt", "tn", "tt"]) {
    compareFirst(form, 32, [axis("k", 64)], /64 x 64 a workgroup.*2 threads a sum$/);
  }
});

test("the same with an axis that is summed around the blocks", () => {
  for (const form of ["nn", "tn"]) {
    compareFirst(form, 32, [axis("h", 3), axis("k", 32)], /64 x 64 a workgroup.*2 threads a sum$/);
  }
});

test("rows that threads share are added into a table", () => {
  for (const [entries, columns, rows] of [
    [5, 8, [3, 50]],
    [7, 5, [64]],
    [3, 36, [33, 2]],
    [9, 68, [2, 100]],
  ] as const) {
    const [table, e] = [axis("table", entries), axis("e", columns)];
    const over = rows.map((size, at) => axis(`r${at}`, size));
    const graph = graphOf({
      inputs: [realInput("x", [...over, e]), indexInput("at", over, table)],
      results: (g, leaf) => ({ d: g.scatter("sum", leaf("x"), [{ axis: table, at: leaf("at") }], over) }),
    });
    const plan = compare(graph);
    assert.ok(plan.kernels.some(({ explanation }) => /threads', each of which/.test(explanation.schedule)));
  }
});
