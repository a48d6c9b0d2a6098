/** Rows that are added into a table on the CPU, where each workgroup has some columns of it. */
import type { Graph } from "../../../../compiler/3-graph/graph.ts";
import { assert, suite } from "../../../harness.ts";
import { axis, compare, graphOf, indexInput, realInput } from "../../compare.ts";

const test = suite("columns of a table");

/** What each row of a batch adds to an entry of its own table, or of all batches' table. Columns lie side by side where their name is behind `vocab`. */
function graph(columns: number, batch: number, isOwn: boolean, name: "key" | "width"): Graph {
  const [seq, key, batches, vocab] = [
    axis("seq", 5),
    axis(name, columns),
    axis("batch", batch),
    axis("vocab", 7),
  ];
  return graphOf({
    inputs: [realInput("d", [batches, seq, key]), indexInput("tokens", [batches, seq], axis("wide", 9))],
    results: (g, leaf) => {
      const table = [{ axis: vocab, at: leaf("tokens") }];
      const over = isOwn ? [seq] : [batches, seq];
      return {
        sum: g.scatter("sum", leaf("d"), table, over),
        max: g.scatter("max", leaf("d"), table, over),
        count: g.scatter("sum", g.constant(1, "real", [batches, seq, key]), table, over),
      };
    },
  });
}

test("any number of columns against the evaluator", () => {
  for (const columns of [1, 3, 4, 16, 20, 34, 68, 144, 320]) {
    for (const isOwn of [false, true])
      for (const name of ["key", "width"] as const) compare(graph(columns, 3, isOwn, name));
  }
});

test("vectors of columns that share a row's place, in parts for workgroups", () => {
  const has = (columns: number, batch: number, way: string): boolean =>
    compare(graph(columns, batch, true, "width")).kernels.some(({ cpu }) => cpu?.schedule === way);
  assert.ok(has(64, 3, "a workgroup 16 columns of the table, in vectors of 4"));
  assert.ok(has(64, 16, "a workgroup 64 columns of the table, in vectors of 4"));
  assert.ok(has(34, 1, "a workgroup 17 columns of the table"));
});

test("columns of which each has places of its own are looked at side by side", () => {
  for (const [many, way] of [
    [32, "a workgroup 16 columns of the table"],
    [30, "a workgroup 15 columns of the table"],
  ] as const) {
    const [seq, batch, vocab] = [axis("seq", 5), axis("batch", many), axis("vocab", 7)];
    const plan = compare(
      graphOf({
        inputs: [realInput("d", [seq, batch]), indexInput("tokens", [seq, batch], axis("wide", 9))],
        results: (g, leaf) => ({
          y: g.scatter("sum", leaf("d"), [{ axis: vocab, at: leaf("tokens") }], [seq]),
        }),
      }),
    );
    assert.is(plan.kernels[0]?.cpu?.schedule, way);
  }
});
