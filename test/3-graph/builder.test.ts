import { createBuilder } from "../../compiler/3-graph/builder.ts";
import type { Node } from "../../compiler/3-graph/graph.ts";
import { mapRule, rewrite } from "../../compiler/3-graph/simplify/rewrite.ts";
import { assert, suite } from "../harness.ts";
import { axis } from "./graphs.ts";

const test = suite("3-graph: builder");

const row = axis("row", 3);
const col = axis("col", 4);

test("equal nodes are one object, however many there are", () => {
  const b = createBuilder();
  const x = b.leaf({ kind: "parameter", path: "x" }, [row, col], "real");
  const make = (): readonly Node[] => {
    const constants = Array.from({ length: 300 }, (_, at) => b.constant(at));
    const sums = constants.map((constant) => b.map("add", [x, constant]));
    const differences = constants.map((constant) => b.map("subtract", [x, constant]));
    const exchanged = constants.map((constant) => b.map("subtract", [constant, x]));
    const reduced = sums.flatMap((sum) => [
      b.reduce("sum", [row], sum),
      b.reduce("max", [row], sum),
      b.reduce("sum", [row, col], sum),
    ]);
    return [...constants, ...sums, ...differences, ...exchanged, ...reduced];
  };
  const [once, twice] = [make(), make()];
  assert.ok(once.every((node, at) => node === twice[at]));
  assert.is(new Set(once).size, once.length);
  assert.is(new Set(once.map(({ id }) => id)).size, once.length);
});

test("leaves of one name are apart by all else that they are", () => {
  const b = createBuilder();
  const make = (): readonly Node[] => [
    b.leaf({ kind: "parameter", path: "x" }, [row], "real"),
    b.leaf({ kind: "parameter", path: "x" }, [row, col], "real"),
    b.leaf({ kind: "state", path: "x" }, [row], "real"),
    b.leaf({ kind: "input", name: "x" }, [row], "real"),
    b.leaf({ kind: "input", name: "x" }, [row], "int"),
    b.leaf({ kind: "length", input: "x", axis: "row" }, [], "int"),
    b.leaf({ kind: "length", input: "x", axis: "col" }, [], "int"),
    b.leaf({ kind: "random", distribution: "uniform", site: "x" }, [row], "real"),
    b.leaf({ kind: "random", distribution: "normal", site: "x" }, [row], "real"),
    b.leaf({ kind: "carried", scan: "x", index: 0 }, [], "real"),
    b.leaf({ kind: "carried", scan: "x", index: 1 }, [], "real"),
    b.leaf({ kind: "seen", scan: "x", index: 1 }, [], "real"),
    b.leaf({ kind: "stack", key: "x", done: false }, [], "real"),
    b.leaf({ kind: "stack", key: "x", done: true }, [], "real"),
    b.constant(0),
    b.constant(-0),
    b.constant(0, "int"),
  ];
  const [once, twice] = [make(), make()];
  assert.ok(once.every((node, at) => node === twice[at]));
  assert.is(new Set(once).size, once.length);
});

test("an axis that comes as another object is the same axis, unless it has another size", () => {
  const b = createBuilder();
  const x = b.leaf({ kind: "parameter", path: "x" }, [row, col], "real");
  assert.is(b.reduce("sum", [{ ...row }], x), b.reduce("sum", [row], x));
  assert.is(b.constant(1, "real", [axis("row", 3)]), b.constant(1, "real", [row]));
  assert.throws(() => b.constant(2, "real", [axis("row", 5)]), "two sizes of axis row");
});

test("a rule is asked of the operators that it is about alone", () => {
  const b = createBuilder();
  const x = b.leaf({ kind: "parameter", path: "x" }, [row], "real");
  const asked: string[] = [];
  const rule = mapRule("none", ["negate"], (_, node) => {
    asked.push(node.operator);
    return undefined;
  });
  rewrite([b.reduce("sum", [row], b.map("exp", [b.map("negate", [x])]))], [rule]);
  assert.equal(asked, ["negate"]);
});
