import { createBuilder } from "../../compiler/3-graph/builder.ts";
import type { Graph, Node } from "../../compiler/3-graph/graph.ts";
import { axisPosition } from "../../compiler/3-graph/positions.ts";
import { verifyGraph, verifyNodes } from "../../compiler/3-graph/verify.ts";
import { assert, suite } from "../harness.ts";
import { axis } from "./graphs.ts";

const test = suite("3-graph: verify");

const row = axis("row", 3);
const col = axis("col", 4);
const b = createBuilder();
const x = b.leaf({ kind: "parameter", path: "x" }, [row, col], "real");
const places = b.position(row);
const sum = b.reduce("sum", [col], x);
const half = b.map("multiply", [sum, b.constant(0.5)]);
const moved = b.index(x, [{ axis: row, at: axisPosition(axis("other", 3)) }]);

/** The node with something broken in it. */
function broken<N extends Node>(node: N, change: Partial<N>): Node {
  return { ...node, ...change };
}

test("what a builder makes is whole", () => {
  verifyNodes([half, moved]);
});

const cases: readonly (readonly [string, Node, RegExp])[] = [
  ["missing axes", broken(half, { axes: [] }), /has axes \[\] instead of \[row\]/],
  ["axes out of order", broken(x, { axes: [row, col] }), /axes out of order: \[row, col\]/],
  ["a wrong type", broken(half, { type: "int" }), /has type int/],
  ["a wrong operand type", broken(b.map("sqrt", [x]), { arguments: [places] }), /applies sqrt to int/],
  ["a reduction of an absent axis", broken(sum, { over: [axis("no", 2)] }), /reduces \[no\] of \[col, row\]/],
  ["an operand made later", broken(sum, { id: -1 }), /reads 0, which was made later/],
  [
    "a replaced axis that isn't there",
    broken(moved, { replaced: [{ axis: axis("no", 1), at: axisPosition(row) }] }),
    /replaces \[no\]/,
  ],
  [
    "a scan's leaf outside of a scan",
    b.leaf({ kind: "carried", scan: "s", index: 0 }, [], "real"),
    /inside of a scan/,
  ],
];
for (const [name, node, message] of cases) {
  test(`${name} is found`, () => {
    assert.throws(() => verifyNodes([node]), message);
  });
}

function graphOf(node: Node, name: string): Graph {
  const output = { role: "parameter", name, node, order: node.axes } as const;
  const entry = {
    kind: "train",
    name: "t",
    symbols: [],
    inputs: [],
    settings: [],
    outputs: [output],
  } as const;
  return { name: "g", parameters: [], states: [], entries: [entry] };
}

test("leaves and outputs that the graph doesn't know are found", () => {
  assert.throws(() => verifyGraph(graphOf(x, "x")), /next value of x, which the graph lacks/);
  const input = b.leaf({ kind: "input", name: "i" }, [], "real");
  assert.throws(() => verifyGraph(graphOf(input, "x")), /which the graph lacks/);
});
