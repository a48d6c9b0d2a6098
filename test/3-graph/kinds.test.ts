import { createBuilder, createSourceBuilder } from "../../compiler/3-graph/builder.ts";
import type { SourceNode } from "../../compiler/3-graph/graph.ts";
import { mixesOf, operands, rebuildSource, withOperands } from "../../compiler/3-graph/kinds.ts";
import { addPositions, axisPosition, constantPosition } from "../../compiler/3-graph/positions.ts";
import { assert, suite } from "../harness.ts";
import { axis } from "./graphs.ts";

const test = suite("3-graph: kinds");

const row = axis("row", 3);
const col = axis("col", 4);
const b = createSourceBuilder();
const x = b.leaf({ kind: "parameter", path: "x" }, [row, col], "real");
const y = b.leaf({ kind: "parameter", path: "y" }, [row, col], "real");
const places = b.leaf({ kind: "input", name: "places" }, [row], "int");
const outside = b.leaf({ kind: "parameter", path: "outside" }, [row], "real");
const carried = b.leaf({ kind: "carried", scan: "s", index: 0 }, [col], "real");
const seen = b.leaf({ kind: "seen", scan: "s", index: 0 }, [col], "real");
const next = b.map("add", [carried, seen]);
const parts = { scan: "s", axis: row, reversed: false, seen: [x], next: [next], yielded: [next] };
const at = addPositions<SourceNode>([{ kind: "value", node: places }, constantPosition(1)]);

/** A node of each kind, what it reads, and the axes along which it takes other positions. */
const nodes: Readonly<
  Record<SourceNode["kind"], readonly [SourceNode, readonly SourceNode[], readonly string[]]>
> = {
  leaf: [x, [], []],
  map: [b.map("subtract", [x, y]), [x, y], []],
  reduce: [b.reduce("sum", [col], x), [x], ["col"]],
  index: [b.index(x, [{ axis: col, at }], outside), [x, places, outside], ["col"]],
  scatter: [b.scatter("sum", x, [{ axis: axis("to", 5), at: places }], [row]), [x, places], ["row", "to"]],
  scan: [
    b.scan({ ...parts, initial: [b.constant(0)] }, { kind: "last", index: 0 }),
    [b.constant(0), x, next, next],
    ["row"],
  ],
  row: [b.row("top_k", x, col, axis("best", 2), "values"), [x], ["col", "best"]],
  gradient: [b.gradient(b.reduce("sum", [row, col], x), x), [b.reduce("sum", [row, col], x), x], []],
  mark: [b.mark(x, "m"), [x], []],
  stop: [b.stop(x), [x], []],
};

for (const [kind, [node, read, along]] of Object.entries(nodes)) {
  test(`${kind}: what it reads, what takes its operands' places, and where it looks beside`, () => {
    assert.is(node.kind, kind);
    assert.equal(operands(node), read);
    const asked: SourceNode[] = [];
    const again = rebuildSource(b, node, (operand) => {
      asked.push(operand);
      return operand;
    });
    assert.is(again, node);
    assert.equal(asked, read);
    assert.equal(
      mixesOf(node).axes.map(({ id }) => id),
      along,
    );
  });
}

test("a node over other operands keeps its axes", () => {
  const other = createBuilder();
  const [first, second] = ["first", "second"].map((path) =>
    other.leaf({ kind: "parameter", path }, [row, col], "real"),
  );
  if (first === undefined || second === undefined) throw new Error("no leaves");
  const turned = other.index(first, [{ axis: row, at: axisPosition(axis("other", 3)) }]);
  assert.equal(
    withOperands(turned, () => second),
    { ...turned, of: second },
  );
});
