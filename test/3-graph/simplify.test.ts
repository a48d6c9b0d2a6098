import fc from "fast-check";
import { evaluateNodes } from "../../compiler/3-graph/evaluate.ts";
import type { SourceNode } from "../../compiler/3-graph/graph.ts";
import { addPositions, axisPosition, constantPosition } from "../../compiler/3-graph/positions.ts";
import { printNodes } from "../../compiler/3-graph/print.ts";
import { rewrite } from "../../compiler/3-graph/simplify/rewrite.ts";
import type { Rule } from "../../compiler/3-graph/simplify/rewrite.ts";
import { rules } from "../../compiler/3-graph/simplify/simplify.ts";
import { differentiateNodes } from "../../compiler/4-gradient/differentiate.ts";
import { literalSize } from "../../compiler/sizes/size.ts";
import { assert, suite } from "../harness.ts";
import { axis, workbench } from "./graphs.ts";
import { a, c, checkSame, given, other, whole, type Given } from "./rule-graphs.ts";
import { randomGraph } from "./random-graphs.ts";

const test = suite("3-graph: simplify");

/** For each rule something to which it applies. */
const examples: Readonly<Record<string, (given: Given) => SourceNode>> = {
  "an operation on constants is a constant": ({ b }) =>
    b.map("add", [b.constant(1), b.constant(2, "real", [a])]),
  "what only repeats is repeated last": ({ b, x, y }) => b.map("multiply", [b.spread(y, [c]), x]),
  "arguments of commutative operations are in the order of their making, constants last": ({ b, x }) =>
    b.map("multiply", [b.constant(2), x]),
  "what is rounded stays when it is rounded again": ({ b, x }) => b.map("half", [b.map("half", [x])]),
  "what is read elsewhere is rounded where it is made": ({ b, x }) =>
    b.map("half", [b.rename(b.map("exp", [x]), c, { ...c, id: "d", name: "d" })]),
  "x + 0 = x": ({ b, x }) => b.map("add", [x, b.constant(0)]),
  "0 - x = -x": ({ b, x }) => b.map("subtract", [b.constant(0), x]),
  "x * 1 = x / 1 = x": ({ b, x }) => b.map("divide", [x, b.constant(1)]),
  "x * -1 = -x": ({ b, x }) => b.map("multiply", [x, b.constant(-1)]),
  "x * 0 = 0": ({ b, x }) => b.map("multiply", [x, b.constant(0)]),
  "0 / x = 0": ({ b, x }) => b.map("divide", [b.constant(0), x]),
  "-(-x) = x": ({ b, x }) => b.map("negate", [b.map("negate", [x])]),
  "-(x - y) = y - x": ({ b, x, y }) => b.map("negate", [b.map("subtract", [x, y])]),
  "x + -y = x - y": ({ b, x, y }) => b.map("add", [b.map("negate", [x]), y]),
  "x - -y = x + y": ({ b, x, y }) => b.map("subtract", [x, b.map("negate", [y])]),
  "x - c = x + -c for a constant c": ({ b, x }) => b.map("subtract", [x, b.constant(0.5)]),
  "(-x) * c = x * -c for a constant c": ({ b, x }) =>
    b.map("multiply", [b.map("negate", [x]), b.constant(3)]),
  "-(x * c) = x * -c for a constant c": ({ b, x }) =>
    b.map("negate", [b.map("multiply", [x, b.constant(3)])]),
  "signs of products and quotients are outside": ({ b, x, y }) => b.map("divide", [x, b.map("negate", [y])]),
  "(x * c) * d = x * cd, (x + c) + d = x + (c + d) for constants": ({ b, x }) =>
    b.map("add", [b.map("add", [x, b.constant(2)]), b.constant(3)]),
  "(x * c) * y = (x * y) * c for a constant c": ({ b, x, y }) =>
    b.map("multiply", [y, b.map("multiply", [x, b.constant(2)])]),
  "a small power is a product": ({ b, x }) => b.map("power", [x, b.constant(3)]),
  "a power of 0 is 0, 1 or the largest number": ({ b, x }) => b.map("power", [b.constant(0), x]),
  "a difference of known sign decides a minimum or maximum": ({ b }) =>
    b.map("maximum", [b.convert(b.position(a), "real"), b.constant(-1)]),
  "a comparison of positions may be decided": ({ b }) =>
    b.map("less", [b.position(a), b.map("add", [b.position(a), b.constant(1, "int")])]),
  "a constant or a repetition in and, or": ({ b, p }) => b.map("and", [p, b.constant(1, "bool")]),
  "not not x = x": ({ b, p }) => b.map("not", [b.map("not", [p])]),
  "a decided choice": ({ b, x, y }) => b.map("select", [b.constant(0, "bool"), x, y]),
  "where(not c, x, y) = where(c, y, x)": ({ b, p, x, s }) => b.map("select", [b.map("not", [p]), x, s]),
  "a choice within a choice of the same condition": ({ b, p, x, y, s }) =>
    b.map("select", [p, b.map("select", [p, x, s]), y]),
  "a choice within a choice with the same other side": ({ b, p, x, s }) => {
    const first = b.map("less", [b.position(a), b.constant(2, "int")]);
    return b.map("select", [p, b.map("select", [first, x, s]), s]);
  },
  "a number from a boolean times x is a choice": ({ b, p, x }) =>
    b.map("multiply", [b.convert(p, "real"), x]),
  "(x * a mask's number) * y, which has its axes, is x times a choice": ({ b, x, y, w }) => {
    const mask = b.map("less_equal", [b.position(a), b.position(whole)]);
    const masked = b.map("multiply", [y, b.convert(mask, "real")]);
    return b.reduce("sum", [a], b.map("multiply", [masked, b.map("multiply", [x, w])]));
  },
  "a choice of 0 times x is a choice": ({ b, p, x }) =>
    b.map("multiply", [x, b.map("select", [p, b.constant(1), b.constant(0)])]),
  "a conversion of a conversion": ({ b, p }) => b.convert(b.convert(p, "int"), "real"),
  "x != 0 of a boolean's number is the boolean": ({ b, p }) =>
    b.map("not_equal", [b.convert(p, "int"), b.constant(0, "int")]),
  "a reduction of the same reduction is one": ({ b, x }) => b.reduce("max", [a], b.reduce("max", [c], x)),
  "what only repeats is counted, or repeated later": ({ b, y }) => b.reduce("sum", [a, c], b.spread(y, [c])),
  "a sum of -x is minus the sum": ({ b, x }) => b.reduce("sum", [a], b.map("negate", [x])),
  "factors that lack the axes go out of a sum": ({ b, x, y }) =>
    b.reduce("sum", [c], b.map("multiply", [x, y])),
  "a divisor that lacks the axes goes out of a sum": ({ b, x, y }) =>
    b.reduce("sum", [c], b.map("divide", [x, y])),
  "a condition that lacks the axes goes out of a sum": ({ b, x, p }) =>
    b.reduce("sum", [c], b.map("select", [p, x, b.constant(0)])),
  "a factor's condition that lacks the axes goes out of a sum of products": ({ b, x, y, i }) => {
    // Over a, of what lacks c, chosen by a condition with it.
    const chosen = b.map("select", [b.map("less", [i, b.constant(2, "int")]), y, b.constant(0)]);
    return b.reduce("sum", [a], b.map("multiply", [chosen, b.map("multiply", [x, y])]));
  },
  "a condition in a sum of products is a choice of the factor that has its axes": ({ b, x, w }) => {
    const chosen = b.map("select", [b.map("less", [x, b.constant(0.5)]), w, b.constant(0)]);
    return b.reduce("sum", [a], b.map("multiply", [chosen, x]));
  },
  "a sum over the one position that a condition leaves is a gather": ({ b, x, i, p }) => {
    const chosen = b.map("and", [p, b.map("equal", [b.position(a), i])]);
    return b.reduce("sum", [a, c], b.map("select", [chosen, x, b.constant(0)]));
  },
  "e * (g / t - sum(e / t * g / t)) = e / t * (g - sum(e / t * g))": ({ b, x, y, p }) => {
    const e = b.map("exp", [x]);
    const divisor = b.map("select", [p, b.reduce("sum", [c], e), b.constant(1)]);
    const share = b.map("divide", [b.map("select", [p, b.map("multiply", [x, y]), b.constant(0)]), divisor]);
    const term = b.map("multiply", [b.map("divide", [e, divisor]), share]);
    const sum = b.reduce("sum", [c], b.map("select", [p, b.map("negate", [term]), b.constant(0)]));
    const total = b.map("select", [p, sum, b.constant(0)]);
    return b.map("multiply", [e, b.map("add", [share, total])]);
  },
  "positions are in normal form": ({ b, w }) => {
    const wide = addPositions([{ kind: "scale", by: literalSize(2), of: axisPosition(a) }, axisPosition(c)]);
    return b.index(w, [{ axis: whole, at: { kind: "quotient", of: wide, by: literalSize(2) } }]);
  },
  "an index inside of its axes needs no value outside": ({ b, x, s }) =>
    b.index(x, [{ axis: a, at: axisPosition(other) }], s),
  "an axis that is read at its own positions isn't replaced": ({ b, x }) =>
    b.index(x, [
      { axis: a, at: axisPosition(a) },
      { axis: c, at: constantPosition(1) },
    ]),
  "an index of an index is one": ({ b, x }) => {
    const shifted = b.index(
      x,
      [{ axis: a, at: addPositions([axisPosition(other), constantPosition(-1)]) }],
      b.position(c),
    );
    return b.index(shifted, [
      { axis: other, at: axisPosition(a) },
      { axis: c, at: constantPosition(1) },
    ]);
  },
  "an index of what only repeats": ({ b, y, s }) =>
    b.index(
      b.spread(y, [c]),
      [{ axis: c, at: addPositions([axisPosition(other), constantPosition(-1)]) }],
      s,
    ),
  "an index of positions is computed": ({ b }) =>
    b.index(
      b.position(a),
      [{ axis: a, at: addPositions([axisPosition(a), constantPosition(-1)]) }],
      b.constant(7, "int"),
    ),
  "an index goes into what is computed from positions": ({ b }) =>
    b.index(b.map("less_equal", [b.position(a), b.position(c)]), [{ axis: a, at: axisPosition(other) }]),
  "an index that decides a choice goes into it": ({ b, x, y }) => {
    const first = b.map("equal", [b.position(c), b.constant(0, "int")]);
    return b.index(b.map("select", [first, x, y]), [{ axis: c, at: constantPosition(1) }]);
  },
  "an index of a map of indices goes into them": ({ b, x }) => {
    const shifted = b.index(
      x,
      [{ axis: a, at: addPositions([axisPosition(a), constantPosition(-1)]) }],
      b.constant(0),
    );
    return b.index(b.map("exp", [shifted]), [{ axis: a, at: constantPosition(1) }]);
  },
};

function checkRule(rule: Rule, example: (given: Given) => SourceNode): void {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const work = workbench(seed);
      const before = differentiateNodes([example(given(work))]);
      const used: string[] = [];
      const after = rewrite(before, [rule], (name) => used.push(name));
      assert.ok(used.length > 0, `"${rule.name}" doesn't apply to its example`);
      checkSame(work, before, after);
    }),
    { numRuns: 10 },
  );
}

for (const rule of rules) {
  test(rule.name, () => {
    const example = examples[rule.name];
    if (example === undefined) throw new Error("the rule has no example");
    checkRule(rule, example);
  });
}

test("all examples are of rules, whose names differ", () => {
  assert.equal(Object.keys(examples).sort(), rules.map(({ name }) => name).sort());
});

test("a mask of positions is a factor's, so that a sum of products and its slopes stay products of two", () => {
  const work = workbench(1);
  const b = work.builder;
  const { x, y, w } = given(work);
  const weights = b.map("tanh", [b.map("multiply", [y, w])]);
  const mask = b.convert(b.map("less_equal", [b.position(a), b.position(whole)]), "real");
  const sum = b.reduce("sum", [a], b.map("multiply", [b.map("multiply", [x, weights]), mask]));
  const [value, slope] = rewrite(
    differentiateNodes([sum, b.gradient(b.reduce("sum", [c, whole], b.map("multiply", [sum, sum])), x)]),
    rules,
  );
  for (const node of [value, slope]) {
    const lines = printNodes(node === undefined ? [] : [node]);
    const choices = lines.filter((line) => line.includes("select("));
    assert.ok(
      choices.length > 0 && choices.every((line) => !line.includes("[a, c, whole]")),
      lines.join("\n"),
    );
  }
});

test("x^-1 is the largest number at 0, as any negative power", () => {
  const work = workbench(1);
  const b = work.builder;
  const position = b.convert(b.position(a), "real");
  const before = differentiateNodes([b.map("power", [position, b.constant(-1)])]);
  const after = rewrite(before, rules);
  assert.match(printNodes(after).join("\n"), " / ");
  const [found] = evaluateNodes(after, work.environment);
  assert.equal([...(found?.data ?? [])], [3.4028234663852886e38, 1, 0.5]);
  checkSame(work, before, after);
});

test("a power of 0 needs no logarithm, of which a shader compiler may make 0 * -inf", () => {
  const work = workbench(1);
  const b = work.builder;
  const exponent = b.convert(b.map("subtract", [b.position(a), b.constant(1, "int")]), "real");
  const before = differentiateNodes([b.map("power", [b.constant(0), exponent])]);
  const after = rewrite(before, rules);
  assert.not.match(printNodes(after).join("\n"), /\^/);
  const [found] = evaluateNodes(after, work.environment);
  assert.equal([...(found?.data ?? [])], [3.4028234663852886e38, 1, 0]);
  checkSame(work, before, after);
});

test("random graphs keep their values", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 40 }), (seed, size) => {
      const work = workbench(seed);
      const before = differentiateNodes([randomGraph(work, seed, size)]);
      checkSame(work, before, rewrite(before, rules));
    }),
    { numRuns: 400 },
  );
});

test("random graphs keep their gradients", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 20 }), (seed, size) => {
      const work = workbench(seed);
      const value = randomGraph(work, seed, size);
      const variable = work.builder.leaf(
        { kind: "parameter", path: "p0" },
        work.parameters.get("p0")?.axes ?? [],
        "real",
      );
      const before = differentiateNodes([work.builder.gradient(value, variable)]);
      checkSame(work, before, rewrite(before, rules));
    }),
    { numRuns: 200 },
  );
});

test("simplifying twice changes nothing", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const work = workbench(seed);
      const once = rewrite(differentiateNodes([randomGraph(work, seed, 30)]), rules);
      const used: string[] = [];
      rewrite(once, rules, (name) => used.push(name));
      // Numbers of nodes change, and with them the order of arguments.
      assert.equal(
        used.filter((name) => !name.startsWith("arguments of commutative")),
        [],
      );
    }),
    { numRuns: 100 },
  );
});

test("a split and its merge, and a rename and its return, leave nothing", () => {
  const work = workbench(1);
  const b = work.builder;
  const { w, x } = given(work);
  const parts = b.index(w, [
    {
      axis: whole,
      at: addPositions([{ kind: "scale", by: literalSize(2), of: axisPosition(a) }, axisPosition(c)]),
    },
  ]);
  const at = axisPosition(whole);
  const merged = b.index(parts, [
    { axis: a, at: { kind: "quotient", of: at, by: literalSize(2) } },
    { axis: c, at: { kind: "remainder", of: at, by: literalSize(2) } },
  ]);
  const back = b.rename(b.rename(x, a, other), other, a);
  const lines = printNodes(rewrite(differentiateNodes([merged, back]), rules));
  assert.equal(
    lines.map((line) => line.replace(/^%\d+: /, "")),
    ["[whole] = parameter w", "[a, c] = parameter x"],
  );
});

for (const isMasked of [false, true]) {
  test(`the gradient through softmax needs its result alone${isMasked ? ", masked, too" : ""}`, () => {
    const work = workbench(3);
    const b = work.builder;
    const [row, over] = [axis("row", 4), axis("over", 5)];
    const scores = work.parameter("scores", [row, over]);
    const weights = work.parameter("weights", [row, over]);
    // A row has no position at all.
    const within = b.map("less", [b.position(over), b.position(row)]);
    const choose = (node: SourceNode, other: number): SourceNode =>
      isMasked ? b.map("select", [within, node, b.constant(other)]) : node;
    const peak = b.stop(b.reduce("max", [over], choose(scores, -1e30)));
    const e = b.map("exp", [choose(b.map("subtract", [scores, peak]), 0)]);
    const total = choose(b.reduce("sum", [over], choose(e, 0)), 1);
    const softmax = choose(b.map("divide", [e, total]), 0);
    const loss = b.reduce("sum", [row, over], b.map("multiply", [softmax, b.map("sin", [weights])]));
    const before = differentiateNodes([softmax, b.gradient(loss, scores)]);
    const after = rewrite(before, rules);
    checkSame(work, before, after);
    const text = printNodes(after).join("\n");
    assert.is(text.match(/ \/ /g)?.length, 1, text);
    assert.is(text.match(/exp\(/g)?.length, 1, text);
  });
}

test("the gradient of a cross-entropy is softmax minus one-hot, by few operations", () => {
  const work = workbench(2);
  const b = work.builder;
  const [batch, vocab] = [axis("batch", 4), axis("vocab", 5)];
  const logits = work.parameter("logits", [batch, vocab]);
  const target = work.integers("target", [batch], 5);
  const peak = b.stop(b.reduce("max", [vocab], logits));
  const total = b.reduce("sum", [vocab], b.map("exp", [b.map("subtract", [logits, peak])]));
  const chosen = b.index(logits, [{ axis: vocab, at: { kind: "value", node: target } }]);
  const each = b.map("subtract", [b.map("add", [peak, b.map("log", [total])]), chosen]);
  const count = b.map("maximum", [b.reduce("sum", [batch], b.constant(1, "real", [batch])), b.constant(1)]);
  const loss = b.map("divide", [b.reduce("sum", [batch], each), count]);
  const before = differentiateNodes([b.gradient(loss, logits)]);
  const after = rewrite(before, rules);
  checkSame(work, before, after);
  const lines = printNodes(after).map((line) => line.replace(/^%\d+: /, "").replace(/%\d+/g, "%"));
  assert.equal(
    [...lines].sort(),
    [
      "[batch, vocab] = % * %",
      "[batch, vocab] = % + %",
      "[batch, vocab] = % - %",
      "[batch, vocab] = exp(%)",
      "[batch, vocab] = parameter logits",
      "[batch, vocab] = select(%, -0.25, 0)",
      "[batch, vocab] bool = % == %",
      "[batch] = 0.25 / %",
      "[batch] = max[vocab](%)",
      "[batch] = sum[vocab](%)",
      "[batch] int = input target",
      "[vocab] int = positions of vocab",
    ].sort(),
  );
});
