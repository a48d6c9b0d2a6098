import { assert, suite } from "../../harness.ts";
import type { Plan } from "../../../compiler/5-schedule/plan.ts";
import { axis, compare, graphOf, realInput } from "../compare.ts";

const test = suite("values in 16 bits");

/** Two products with numbers between them that are whole, so that nothing but the rounding to half precision rounds. */
function planOf(rows: number, between: number, columns: number, outside: boolean): Plan {
  const [i, k, j] = [axis("i", rows), axis("k", between), axis("j", columns)];
  const graph = graphOf({
    inputs: [realInput("x", [i, k]), realInput("w", [k, j]), realInput("u", [j, k])],
    results: (g, leaf) => {
      const whole = (name: string, by: number) =>
        g.apply("round", g.apply("multiply", leaf(name), g.constant(by)));
      const x = g.apply("half", whole("x", 100));
      const sum = g.reduce("sum", [k], g.apply("multiply", x, whole("w", 20)));
      const y = g.apply("half", sum);
      const again = { ...k, id: "again", name: "again" };
      const u = g.rename(whole("u", 4), k, again);
      const z = g.reduce("sum", [j], g.apply("multiply", y, u));
      // Another kernel reads it element by element, at other positions: of the square, as many rows as there are sums.
      const moved = g.rename(g.rename(y, i, again), j, { ...i, id: "j2", name: "j2" });
      return outside ? { y, z } : { z, turned: g.reduce("max", [again], moved) };
    },
  });
  return compare(graph, new Map(), 0);
}

function inHalves(plan: Plan): readonly string[] {
  const made = plan.entries.flatMap(({ dispatches }) => dispatches.flatMap(({ makes }) => makes));
  return made.flatMap(({ node, halves, count }) =>
    node.kind === "map" && node.operator === "half"
      ? [`${count} ${halves === true ? "in 16 bits" : "in 32"}`]
      : [],
  );
}

test("rows of whole vectors lie in 16 bits, and every kernel reads them so", () => {
  assert.equal(inHalves(planOf(16, 8, 16, false)), ["128 in 16 bits", "256 in 16 bits"]);
  assert.equal(inHalves(planOf(64, 48, 64, false)), ["3072 in 16 bits", "4096 in 16 bits"]);
});

test("what isn't written by whole words takes 32 bits, and so does what a caller gets", () => {
  assert.equal(inHalves(planOf(7, 5, 7, false)), ["35 in 32", "49 in 32"]);
  assert.equal(inHalves(planOf(16, 8, 16, true)), ["128 in 16 bits", "256 in 32"]);
});
