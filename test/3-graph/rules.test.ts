import type { SourceNode } from "../../compiler/3-graph/graph.ts";
import { rewrite } from "../../compiler/3-graph/simplify/rewrite.ts";
import { rules } from "../../compiler/3-graph/simplify/simplify.ts";
import { differentiateNodes } from "../../compiler/4-gradient/differentiate.ts";
import { suite } from "../harness.ts";
import { workbench } from "./graphs.ts";
import { a, c, checkSame, given, type Given } from "./rule-graphs.ts";

const test = suite("3-graph: rules keep values");

/** Other forms of what rules apply to, and what looks like it and is something else. */
const variants: Readonly<Record<string, (given: Given) => readonly SourceNode[]>> = {
  "powers by constants": ({ b, x }) =>
    [-1, 0, 0.5, 1, 2, 3, 4, 5].map((by) => b.map("power", [b.map("abs", [x]), b.constant(by)])),
  "minima and maxima of a position and a number": ({ b }) =>
    (["minimum", "maximum"] as const).flatMap((name) =>
      [-1, 0, 1, 2, 3].flatMap((number) => {
        const [position, constant] = [b.position(a), b.constant(number, "int")];
        return [b.map(name, [position, constant]), b.map(name, [constant, position])];
      }),
    ),
  "choices of two numbers, times a value": ({ b, x, p }) =>
    [0, 1, 2].flatMap((first) =>
      [0, 1, 2].flatMap((second) => {
        const choice = b.map("select", [p, b.constant(first), b.constant(second)]);
        return [b.map("multiply", [choice, x]), b.map("multiply", [x, choice])];
      }),
    ),
  "choices within choices": ({ b, x, y, p }) => {
    const q = b.map("less", [y, b.constant(0.75)]);
    return [p, q].flatMap((inner) => {
      const chosen = b.map("select", [inner, x, y]);
      return [x, y, b.constant(0)].flatMap((other) => [
        b.map("select", [p, chosen, other]),
        b.map("select", [p, other, chosen]),
        b.map("select", [b.map("not", [p]), chosen, other]),
      ]);
    });
  },
  "what is decided": ({ b, y, p }) =>
    (["and", "or"] as const).flatMap((name) =>
      [b.constant(0, "bool"), b.constant(1, "bool"), b.constant(1, "bool", [c]), p].flatMap((other) => [
        b.convert(b.map(name, [p, other]), "real"),
        b.convert(b.map(name, [other, p]), "real"),
        b.map("select", [b.map(name, [p, other]), y, b.constant(2)]),
      ]),
    ),
  "conversions of conversions": ({ b, x, i, p }) => {
    const types = ["real", "int", "bool"] as const;
    return [x, i, p].flatMap((from) =>
      types.flatMap((over) => types.map((to) => b.convert(b.convert(b.convert(from, over), to), "real"))),
    );
  },
  "a truth value's number, compared": ({ b, p }) =>
    (["equal", "not_equal", "greater", "less"] as const).flatMap((name) =>
      (["real", "int"] as const).flatMap((type) =>
        [0, 1].flatMap((number) => {
          const [left, right] = [b.convert(p, type), b.constant(number, type)];
          return [
            b.convert(b.map(name, [left, right]), "real"),
            b.convert(b.map(name, [right, left]), "real"),
          ];
        }),
      ),
    ),
  "signs and neutral numbers": ({ b, x, y }) =>
    (["add", "subtract", "multiply", "divide"] as const).flatMap((name) =>
      [-1, 0, 1, 2].flatMap((number) => {
        const constant = b.constant(number);
        const [minusX, minusY] = [b.map("negate", [x]), b.map("negate", [y])];
        const all = [
          b.map(name, [x, constant]),
          b.map(name, [minusX, constant]),
          b.map(name, [minusX, y]),
          b.map(name, [x, minusY]),
          b.map(name, [minusX, minusY]),
          b.map("negate", [b.map(name, [x, y])]),
          b.map(name, [b.map(name, [x, constant]), b.constant(3)]),
          b.map(name, [constant, x]),
        ];
        return name === "divide" && number === 0 ? [] : all;
      }),
    ),
};

for (const [name, make] of Object.entries(variants))
  test(name, () => {
    for (const seed of [1, 2, 3]) {
      const work = workbench(seed);
      const before = differentiateNodes([...make(given(work))]);
      checkSame(work, before, rewrite(before, rules));
    }
  });
