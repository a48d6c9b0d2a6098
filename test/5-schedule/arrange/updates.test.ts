/** Where a next value may take the old one's place, and where it may not, since that is still read. */
import fc from "fast-check";
import type { Axis, Graph, Node, Output } from "../../../compiler/3-graph/graph.ts";
import { createBuilder } from "../../../compiler/3-graph/builder.ts";
import { addPositions, axisPosition, constantPosition } from "../../../compiler/3-graph/positions.ts";
import { suite } from "../../harness.ts";
import { axis, compare, realInput, type G } from "../compare.ts";

const test = suite("next values in the place of old ones");

const sizes = fc.constantFrom(1, 3, 4, 9, 33, 70);

interface Parts {
  readonly g: G;
  /** The state's old value. */
  readonly old: Node;
  readonly x: Node;
}

/** A state over `kept` and an input over `given`; the next value, and results beside it. */
function graphOf(
  kept: readonly Axis[],
  given: readonly Axis[],
  make: (parts: Parts) => { readonly next: Node; readonly results: Readonly<Record<string, Node>> },
): Graph {
  const g = createBuilder();
  const x = realInput("x", given);
  const { next, results } = make({
    g,
    old: g.leaf({ kind: "state", path: "s" }, kept, "real"),
    x: g.leaf({ kind: "input", name: "x" }, given, "real"),
  });
  const outputs: Output[] = [
    { role: "state", name: "s", node: next, order: kept },
    ...Object.entries(results).map(([name, node]): Output => ({
      role: "result",
      name,
      node,
      order: node.axes,
    })),
  ];
  return {
    name: "test",
    parameters: [],
    states: [{ path: "s", axes: kept, initial: 0 }],
    entries: [{ kind: "infer", name: "test", symbols: [], inputs: [x], settings: [], outputs }],
  };
}

test("what reads the old value and the next one comes before neither", () => {
  fc.assert(
    fc.property(sizes, sizes, sizes, (rows, columns, inner) => {
      const [row, column, step] = [axis("row", rows), axis("column", columns), axis("step", inner)];
      compare(
        graphOf([row, column], [row, step, column], ({ g, old, x }) => {
          const next = g.reduce("sum", [step], g.apply("multiply", x, g.apply("cos", x)));
          const moved = g.apply("add", next, g.apply("multiply", old, g.constant(0.5)));
          const far = g.apply("multiply", g.apply("add", moved, old), g.reduce("sum", [row], moved));
          return { next: moved, results: { far: g.reduce("sum", [column], far) } };
        }),
      );
    }),
    { numRuns: 25 },
  );
});

test("a row's own number isn't replaced while its lanes read it", () => {
  fc.assert(
    fc.property(sizes, sizes, (rows, columns) => {
      const [row, column] = [axis("row", rows), axis("column", columns)];
      compare(
        graphOf([row], [row, column], ({ g, old, x }) => {
          const total = g.reduce("sum", [column], x);
          const next = g.apply("add", total, g.apply("multiply", old, g.constant(0.5)));
          return { next, results: { scaled: g.apply("multiply", x, next) } };
        }),
      );
    }),
    { numRuns: 25 },
  );
});

test("where all lanes share the only row, the one that writes its number is the one that reads the old one", () => {
  fc.assert(
    fc.property(sizes, (columns) => {
      const column = axis("column", columns);
      compare(
        graphOf([], [column], ({ g, old, x }) => {
          const next = g.apply(
            "add",
            g.reduce("sum", [column], x),
            g.apply("multiply", old, g.constant(0.5)),
          );
          return { next, results: {} };
        }),
      );
    }),
    { numRuns: 25 },
  );
});

test("a value at other positions isn't read where its place is written", () => {
  fc.assert(
    fc.property(sizes, sizes, (rows, columns) => {
      const [row, column] = [axis("row", rows), axis("column", columns)];
      const before = addPositions([axisPosition(row), constantPosition(-1)]);
      compare(
        graphOf([row, column], [row, column], ({ g, old, x }) => {
          const there = g.index(old, [{ axis: row, at: before }], g.constant(0));
          return { next: g.apply("add", there, x), results: {} };
        }),
      );
    }),
    { numRuns: 25 },
  );
});

test("a sum that reads the old value at each step has read it before the next one is there", () => {
  fc.assert(
    fc.property(sizes, sizes, sizes, (rows, columns, inner) => {
      const [row, column, step] = [axis("row", rows), axis("column", columns), axis("step", inner)];
      compare(
        graphOf([row, column], [row, step, column], ({ g, old, x }) => {
          const sum = g.reduce("sum", [step], g.apply("maximum", x, old));
          return { next: g.apply("add", sum, old), results: { totals: g.reduce("sum", [column], sum) } };
        }),
      );
    }),
    { numRuns: 25 },
  );
});
