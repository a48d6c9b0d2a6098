import { apply, integer, splat, variable } from "../../compiler/5-schedule/writer/expressions.ts";
import type { Expression, Statement } from "../../compiler/5-schedule/loops.ts";
import { statementsOf } from "../../compiler/6-emit/loops-walk.ts";
import type { Loop } from "../../compiler/6-emit/wasm/loops.ts";
import { bySums } from "../../compiler/6-emit/wasm/sums.ts";
import { literalSize } from "../../compiler/sizes/size.ts";
import { assert, suite } from "../harness.ts";

const test = suite("inner loops of many sums");

const load = (name: string): Expression => ({
  kind: "load",
  memory: { kind: "workgroup", name },
  index: integer(0),
  type: "real",
  width: 1,
});
const sumsOf = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `sum_${at}`);

/** Steps in which each of so many sums gets a product of a row of its own and a column for all; `more` stands before them. */
function stepsWith(count: number, more: readonly Statement[] = []): Loop {
  const four = (name: string): Expression => variable(name, "real", 4);
  const products = sumsOf(count).flatMap((sum, at): readonly Statement[] => [
    { kind: "let", name: `row_${at}`, value: splat(load("rows"), 4) },
    {
      kind: "assign",
      name: sum,
      value: apply("add", four(sum), apply("multiply", four(`row_${at}`), four("column"))),
    },
  ]);
  const column: Statement = { kind: "let", name: "column", value: splat(load("columns"), 4) };
  const extent = { size: literalSize(8), tile: 1 };
  const body = [...more, column, ...products];
  const steps: Loop = { kind: "loop", variable: "step", binding: "unrolled", extent, body };
  return { kind: "loop", variable: "turn", binding: "serial", extent, body: [steps] };
}

function namesOf(loop: Loop, kind: "let" | "assign"): readonly string[] {
  return [...statementsOf(loop.body)].flatMap((one) => (one.kind === kind ? [one.name] : []));
}

test("are taken six at a time, each with what it reads, in their order", () => {
  const parts = bySums(stepsWith(12));
  assert.equal(
    parts.map((part) => namesOf(part, "assign")),
    [sumsOf(12).slice(0, 6), sumsOf(12).slice(6)],
  );
  assert.equal(
    parts.map((part) => namesOf(part, "let")),
    [
      ["column", "row_0", "row_1", "row_2", "row_3", "row_4", "row_5"],
      ["column", "row_6", "row_7", "row_8", "row_9", "row_10", "row_11"],
    ],
  );
});

test("stay one where there are registers for all", () => {
  const steps = stepsWith(8);
  assert.equal(bySums(steps), [steps]);
});

test("stay one where they do more than to add what they read", () => {
  const square: Statement = {
    kind: "let",
    name: "square",
    value: apply("multiply", load("rows"), load("rows")),
  };
  const store: Statement = {
    kind: "store",
    memory: { kind: "workgroup", name: "rows" },
    index: integer(0),
    value: load("columns"),
    width: 1,
  };
  const other: Statement = { kind: "assign", name: "sum_0", value: variable("sum_1", "real", 4) };
  for (const more of [square, store, other]) {
    const steps = stepsWith(12, [more]);
    assert.equal(bySums(steps), [steps]);
  }
});
