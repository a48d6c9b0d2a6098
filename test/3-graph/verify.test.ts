import { createBuilder } from "../../compiler/3-graph/builder.ts";
import type { ScanParts } from "../../compiler/3-graph/graph-builder.ts";
import type { Entry, Graph, Node } from "../../compiler/3-graph/graph.ts";
import { axisPosition } from "../../compiler/3-graph/positions.ts";
import { verifyGraph, verifyNodes } from "../../compiler/3-graph/verify.ts";
import { literalSize, symbolSize } from "../../compiler/sizes/size.ts";
import { assert, suite } from "../harness.ts";
import { axis, parameterOf } from "./graphs.ts";

const test = suite("3-graph: verify");

const row = axis("row", 3);
const col = axis("col", 4);
const b = createBuilder();
const x = b.leaf({ kind: "parameter", path: "x" }, [row, col], "real");
const places = b.position(row);
const sum = b.reduce("sum", [col], x);
const half = b.map("multiply", [sum, b.constant(0.5)]);
const moved = b.index(x, [{ axis: row, at: axisPosition(axis("other", 3)) }]);

const seen = b.leaf({ kind: "seen", scan: "s", index: 0 }, [col], "real");
const carried = b.leaf({ kind: "carried", scan: "s", index: 0 }, [col], "real");
const next = b.map("add", [carried, seen]);
const start = b.spread(b.constant(0), [col]);
const parts = { scan: "s", axis: row, reversed: false, initial: [start], seen: [x], next: [next] };
const scanOf = (change: Partial<ScanParts<Node>>): Node =>
  b.scan({ ...parts, yielded: [next], ...change }, { kind: "yielded", index: 0 });
const scan = scanOf({});
const table = axis("table", 5);
const added = b.scatter("sum", x, [{ axis: table, at: places }], [row]);
const sorted = b.row("sort", x, row, axis("into", 3), "values");

/** The node with something broken in it. */
function broken<N extends Node>(node: N, change: Partial<N>): Node {
  return { ...node, ...change };
}

test("what a builder makes is whole", () => {
  verifyNodes([half, moved, scan, added, sorted]);
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
  ["an argument too many", broken(b.map("sqrt", [x]), { arguments: [x, x] }), /has 2 arguments/],
  ["a reduction of nothing", broken(sum, { over: [], axes: [col, row] }), /reduces nothing/],
  ["a reduction's type", broken(sum, { type: "int" }), /has type int/],
  ["an index of nothing", broken(moved, { replaced: [] }), /replaces an axis twice, or none/],
  ["an index's type", broken(moved, { type: "int" }), /has type int/],
  ["another type outside", broken(moved, { otherwise: places }), /has another type outside/],
  [
    "a position that isn't whole",
    b.index(x, [{ axis: row, at: { kind: "scale", by: literalSize(2), of: { kind: "value", node: sum } } }]),
    /reads at positions of type real/,
  ],
  ["a position along another axis", broken(places, { axes: [col] }), /isn't along row/],
  ["two sizes of an axis", broken(half, { axes: [axis("row", 4)] }), /another size of row/],
  ["a scan without a next value", broken(scan, { next: [] }), /carries values without a next one/],
  ["a scan that sees what lacks its axis", broken(scan, { seen: [start] }), /sees a value without row/],
  ["a scan that sees another type", scanOf({ seen: [b.convert(x, "int")] }), /isn't what its scan sees/],
  ["a scan that sees other axes", scanOf({ seen: [b.spread(sum, [table])] }), /isn't what its scan sees/],
  [
    "a scan's axis in its body",
    scanOf({ yielded: [b.map("add", [next, x])] }),
    /has the axis row that its scan runs over/,
  ],
  ["a carried value of another type", scanOf({ initial: [b.convert(start, "int")] }), /another type/],
  ["a carried value of other axes", scanOf({ initial: [b.spread(start, [table])] }), /with axes \[/],
  ["a result of another type", broken(scan, { type: "int" }), /has a result of another type than its body/],
  ["a scan's missing axes", broken(scan, { axes: [row] }), /instead of \[col, row\]/],
  ["no table axis", broken(added, { table: [] }), /has a table axis twice, or none/],
  ["a sum over an absent axis", broken(added, { over: [table] }), /adds up \[table\]/],
  [
    "a table axis in the values",
    b.scatter("sum", x, [{ axis: col, at: places }], [row]),
    /a table axis already/,
  ],
  [
    "a place that isn't whole",
    b.scatter("sum", x, [{ axis: table, at: b.convert(places, "real") }], [row]),
    /adds at positions of type real/,
  ],
  ["a scatter's type", broken(added, { type: "int" }), /has type int/],
  ["an order along an absent axis", broken(sorted, { axis: table }), /orders along absent table/],
  ["positions that aren't whole", broken(sorted, { result: "positions" }), /has type real/],
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

const parameter = parameterOf("x", [col, row]);

/** A training whose parameter `x` becomes the node. */
function graphOf(node: Node, change: Partial<Entry> = {}): Graph {
  const output = { role: "parameter", name: "x", node, order: node.axes } as const;
  const entry: Entry = {
    kind: "train",
    name: "t",
    symbols: [{ symbol: "seq", low: 1, high: 4, step: 1 }],
    inputs: [{ name: "i", axes: [row], type: "int", indexes: undefined }],
    settings: ["rate"],
    outputs: [output],
    ...change,
  };
  return {
    name: "g",
    parameters: [parameter],
    states: [{ path: "s", axes: [row], initial: 0 }],
    caches: [{ path: "c", axes: [col], initial: 0 }],
    entries: [entry],
  };
}

test("leaves and outputs that the graph knows are whole", () => {
  const leaves: readonly Node[] = [
    x,
    b.leaf({ kind: "input", name: "i" }, [row], "int"),
    b.leaf({ kind: "state", path: "s" }, [row], "real"),
    b.leaf({ kind: "state", path: "c" }, [col], "real"),
    b.leaf({ kind: "setting", name: "rate" }, [], "real"),
    b.size(symbolSize("seq")),
  ];
  for (const leaf of leaves) verifyGraph(graphOf(leaf));
});

const unknown: readonly (readonly [string, Graph, RegExp])[] = [
  [
    "an input",
    graphOf(b.leaf({ kind: "input", name: "j" }, [row], "int")),
    /reads j, which is no input of t/,
  ],
  ["an input's type", graphOf(b.leaf({ kind: "input", name: "i" }, [row], "real")), /isn't like input i/],
  ["an input's axes", graphOf(b.leaf({ kind: "input", name: "i" }, [col], "int")), /isn't like input i/],
  [
    "a parameter",
    graphOf(b.leaf({ kind: "parameter", path: "s" }, [row], "real")),
    /reads s, which the graph lacks/,
  ],
  ["a state", graphOf(b.leaf({ kind: "state", path: "x" }, [row], "real")), /reads x, which the graph lacks/],
  [
    "a state's axes",
    graphOf(b.leaf({ kind: "state", path: "s" }, [col], "real")),
    /reads s with axes \[col\]/,
  ],
  [
    "a setting",
    graphOf(b.leaf({ kind: "setting", name: "step" }, [], "real")),
    /reads step, which is no setting of t/,
  ],
  ["a size", graphOf(b.size(symbolSize("more"))), /has the unknown size more/],
  [
    "the next value of a state",
    graphOf(x, { outputs: [{ role: "state", name: "x", node: x, order: x.axes }] }),
    /is the next value of x, which the graph lacks/,
  ],
  [
    "the next value of what is kept",
    graphOf(x, { outputs: [{ role: "cache", name: "x", node: x, order: x.axes }] }),
    /is the next value of x, which the graph lacks/,
  ],
  [
    "an order",
    graphOf(x, { outputs: [{ role: "result", name: "r", node: x, order: [row] }] }),
    /is result r in the order \[row\]/,
  ],
];
for (const [name, graph, message] of unknown)
  test(`${name} that the graph doesn't know is found`, () => {
    assert.throws(() => verifyGraph(graph), message);
  });
