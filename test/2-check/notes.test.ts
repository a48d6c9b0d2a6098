/** What is said beside a message: the way that the language has for what the writer is used to. */
import { assert, suite } from "../harness.ts";
import { checkText } from "./checked.ts";

const test = suite("notes for habits of other tools");

const cases: readonly (readonly [string, string])[] = [
  ["reshape(x, t)", "split and merged by indexing"],
  ["x.mean()", "`mean[embed](x)`"],
  ["x.T", "nothing is transposed"],
  ["torch.matmul(x, x)", "in scope by itself"],
  ["sum(x, e)", "`sum[e](…)`"],
  ["grad(sum[e](w), w)", "`v = w`"],
  ["grad(x * x, x)", "a Jacobian"],
  ["x[e = e / 2]", "`div` divides whole numbers"],
  ["randn_like(x)", "`normal[embed](0, 1)`"],
  ["x > 0 ? x : 0", "`where(condition, a, b)` chooses"],
  ["exp(x > 0 ? x : 0)", "`where(condition, a, b)` chooses"],
  ["exp(if x > 0 then x else 0)", "`where(condition, a, b)` chooses"],
  ["exp(x if x > 0 else 0)", "`where(condition, a, b)` chooses"],
  ["concat[both](1, x)", "`spread[one](…)`"],
  ["top_k[e as t](x)", "`a, b = …`"],
  ["top_k[e](x, 2)", "the size of an axis"],
  ["top_k[e](x)", "the size of an axis"],
  ["clip(x, 0, 1)", "`clamp(x, low, high)`"],
  ["x @[t] W.transposed", "`W.transposed(x)` applies it"],
  ["not x > 1", "`not (a > b)`"],
  ["softmax(x)", "`softmax[over](…)`"],
  ["exp(x where x > 0)", "`where` is said of axes, in a bracket: `sum[seq where x > 0](x)`"],
  ["normal[e](deviation = 2, mean = 0)", "told apart by their places"],
  ["stack[t](u: x, v: x)", "`axis t = { u, … }`"],
  ["sum[e where e > 0, e < 3](x)", "`[src where a and b]`"],
  ["Linear[e, t]", "`use name = Linear…`"],
  ["W(W(x))", "`W.transposed(x)` goes the other way"],
  ["x[e = mean[e](x)]", "`index[e](x)` makes an index"],
  ["scan[e](h: real = 0) {\n    h' = h + sum[e](x)\n    yield h'\n  }", "is renamed before the scan"],
  ["x[e = e - 1 else 0] + W(x)[t = t - 1 else 0, t = t - 1 else 1]", "one `else` stands for"],
  ["scan[e](h: real = 0) {\n    h' = h + x[e = 0]\n    yield h'\n  }", "is renamed before the scan"],
];

for (const [formula, note] of cases)
  test(formula, () => {
    const text = `axis e = 4\naxis t = 2\naxis one = 1\naxis both = one ++ e\nmodel M(x: [e]) -> [e] {\n  param w: [e] = 1\n  param W: e -> t ~ xavier\n  y = ${formula}\n  return x * w\n}\n`;
    const { diagnostics } = checkText(text);
    const notes = diagnostics.flatMap((diagnostic) => diagnostic.notes);
    assert.ok(
      notes.some((each) => each.includes(note)),
      `${formula}: ${notes.join(" · ")}`,
    );
  });

test("a state that would begin at random", () => {
  const { diagnostics } = checkText(
    "axis e = 4\nmodel M(x: [e]) -> [e] {\n  state s: [e] = normal(0, 1)\n  return x * s\n}\n",
  );
  assert.match(diagnostics[0]?.notes.join() ?? "", "`param s: … ~ normal(0, 1)`");
});

test("what is imported from the library", () => {
  const { diagnostics } = checkText('import { Linear } from "std/layers"\n');
  assert.match(diagnostics[0]?.notes.join() ?? "", "the library is in scope by itself");
});

test("a tensor that begins as a map does, and what only a layer or a model has", () => {
  const notesIn = (text: string): readonly string[] =>
    checkText(text).diagnostics.flatMap(({ notes }) => notes);
  const begins = (type: string): readonly string[] =>
    notesIn(
      `axis e = 4\naxis t = 2\naxis r = 3\nmodel M(x: [e]) -> [e] {\n  param w: ${type} ~ xavier\n  return x * sum[t, r](spread[t, r](w))\n}\n`,
    );
  assert.equal(begins("[e, t, r]"), ["`w: e -> t, r` is one, and a tensor as well"]);
  assert.equal(begins("[e]"), []);
  const inTraining = (line: string): readonly string[] =>
    notesIn(
      `axis e = 4\nmodel M(x: [e]) -> [e] {\n  return x\n}\ndata d = module("./d.ts") {\n  x: [e]\n}\ntrain on d {\n  ${line}\n  minimize mean[batch, e](M(x)^2)\n  optimizer = sgd(rate = 0.1)\n  batch = 2\n  steps = 3\n}\n`,
    );
  const model = "a `model` has it, and is one instance wherever it is named";
  assert.equal(inTraining("use n = LayerNorm[e]"), [model]);
  assert.equal(inTraining("expose x"), []);
  assert.equal(
    notesIn(
      "axis e = 4\nmodel M(x: [e]) -> [e] {\n  return scan[e](h: real = 0) {\n    param w: real = 1\n    h' = h + x\n    yield h'\n  }\n}\n",
    ),
    ["it stands before the scan, whose body sees it"],
  );
});

test("a parameter that begins with its positions", () => {
  const { diagnostics } = checkText(
    "axis e = 4\nmodel M(x: [e]) -> [e] {\n  param w: [e] = log(e + 1)\n  return x * w\n}\n",
  );
  assert.equal(
    diagnostics.map(({ code }) => code),
    ["W0410"],
  );
  assert.match(diagnostics[0]?.notes.join() ?? "", "is added where it is used");
});

test("a layer whose results don't come first among its arguments, stacked", () => {
  const { diagnostics } = checkText(
    "axis e = 4\naxis turn = 3\nlayer L(x: [e], at: int) -> (y: [e], z: real) {\n  return x * at, sum[e](x)\n}\nmodel M(x: [e]) -> [e] {\n  use all = L * turn\n  y, z = all(x, turn)\n  return y * z\n}\n",
  );
  assert.match(
    diagnostics[0]?.notes.join() ?? "",
    "`at` is given what the block before returns in its place",
  );
});

test("an argument that other optimizers have", () => {
  const trained = (optimizer: string): readonly string[] => {
    const { diagnostics } = checkText(
      `axis e = 4\nmodel M(x: [e]) -> [e] {\n  param w: [e] = 1\n  return x * w\n}\ndata d = module("./d.ts") {\n  x: [e]\n}\ntrain on d {\n  minimize mean[batch, e](M(x)^2)\n  optimizer = ${optimizer}\n  batch = 2\n  steps = 3\n}\n`,
    );
    return diagnostics.find(({ code }) => code === "W0408")?.notes ?? [];
  };
  const takes = "it takes `rate`, `momentum` and `nesterov`";
  assert.equal(trained("sgd(rate = 0.1, weight_decay = 1)"), [
    takes,
    "`adamw`, `lion`, `lamb` and `muon` have `decay`",
  ]);
  assert.equal(trained("sgd(rate = 0.1, beta1 = 0.9)").slice(0, 1), [takes]);
  assert.equal(trained("sgd(rate = 0.1, betas = 0.9)"), [takes]);
  assert.equal(trained("adamw(rate = 0.1, weight_decay = 1)"), []);
});

/** The program after each fix of its first diagnostic. */
function mended(text: string): readonly string[] {
  const { diagnostics } = checkText(text);
  return (diagnostics[0]?.fixes ?? []).map(({ edits }) =>
    [...edits]
      .sort((a, b) => b.span.start - a.span.start)
      .reduce(
        (program, edit) => program.slice(0, edit.span.start) + edit.text + program.slice(edit.span.end),
        text.startsWith("weft") ? text : `weft 1\n${text}`,
      ),
  );
}

test("where uses agree on a name, its declaration may be what is mistyped", () => {
  const spec = (declared: string, used: string): string =>
    `weft 1\naxis ${declared} = 4\nmodel M(x: [${used}]) -> [${used}] {\n  return x\n}\n`;
  assert.equal(mended(spec("embde", "embed")), [spec("embed", "embed"), spec("embde", "embde")]);
  const value = (declared: string, used: string): string =>
    `weft 1\naxis e = 4\nmodel M(x: [e]) -> [e] {\n  ${declared} = 2 * x\n  return ${used} * ${used}\n}\n`;
  assert.equal(mended(value("hiden", "hidden")), [value("hidden", "hidden"), value("hiden", "hiden")]);
  const once = "weft 1\naxis e = 4\nmodel M(x: [e]) -> [e] {\n  hiden = 2 * x\n  return hidden\n}\n";
  assert.is(mended(once).length, 1);
});

test("numbers as other languages write them are written out", () => {
  for (const [written, number] of [
    ["10k", "10000"],
    ["1_000_000", "1000000"],
    ["2.5M", "2500000"],
  ] as const)
    assert.equal(mended(`weft 1\nconst n = ${written}\n`), [`weft 1\nconst n = ${number}\n`]);
  assert.equal(mended("weft 1\nconst n = 4 const m = 8\n"), []);
});

test("the slope of what each example has for itself is that of its sum", () => {
  const spec = (of: string): string => `weft 1
axis a = 4
model Critic(x: [a]) -> real {
  param w: [a] ~ normal(0, 1)
  return w @[a] x
}
data points = jsonl("points.jsonl") {
  x: [a]
}
train on points {
  slope = grad(${of}, x)
  minimize mean[batch](sum[a](slope^2))
  optimizer = sgd(rate = 0.1)
  batch = 8
  steps = 10
}
`;
  assert.equal(mended(spec("Critic(x)")), [spec("sum[batch](Critic(x))")]);
  assert.equal(mended(spec("sum[batch](Critic(x))")), []);
});

for (const [index, note] of [
  ["x[e = e + 1]", "at `e` = 3 it is 4, and `e` has 4 positions"],
  ["x[e = twice]", "at `t` = 0 it is -1"],
  ["x[e = 4 - t * 3 div 2]", "at `t` = 0 it is 4, and `e` has 4 positions"],
  ["s[day = day + 1]", "at `day` = 7 it is 8 where `day` has 8 positions"],
  ["s[day = 2]", "it is 2 where `day` has 1 position"],
  ["s[day = last - 1]", "it is -1 where `day` has 1 position"],
  [
    "s[day = maximum(other, day)]",
    "at `other` = 1, `day` = 0 it is 1 where `day` has 1 position and `other` has 2 positions",
  ],
  ["table(t + 3)", "at `t` = 1 it is 4, and `e` has 4 positions"],
] as const)
  test(`where an index runs outside: ${index}`, () => {
    const text = `axis e = 4
axis t = 2
axis day <= 8
axis other = 2 .. 4
model M(x: [e], s: [day]) -> [e] {
  param table: e -> t ~ he
  twice = 2 * t - 1
  y = ${index}
  return x
}
`;
    const { diagnostics } = checkText(text);
    const told = diagnostics.filter(({ code }) => code === "W0403");
    assert.equal(
      told.map(({ notes }) => notes[0]),
      [note],
    );
  });

for (const [formula, operation] of [
  ["2 * mean[seq](x)", "mean[seq](x)"],
  ["first + 1", "x[seq = 0]"],
  ["U(last_row(x))", "last_row(x)"],
  ["U(rows(x))", "rows(x)"],
  ["pooled(2 * x) - 1", "pooled(2 * x)"],
] as const)
  test(`where an axis went that a result lacks: ${formula}`, () => {
    const text = `weft 1
axis seq = 3
axis e   = 4
fn pooled(x: [seq]) = max[seq](x)
layer LastRow(x: [seq, e]) -> [e] {
  return x[seq = last]
}
model M(x: [seq, e]) -> [seq, e] {
  param U: e -> e ~ xavier
  use last_row = LastRow
  use rows     = LastRow
  first = x[seq = 0]
  y = ${formula}
  return 3 * y
}
`;
    const { diagnostics } = checkText(text);
    const places = diagnostics
      .filter(({ code }) => code === "W0220")
      .flatMap((diagnostic) => [diagnostic, ...diagnostic.related])
      .filter(({ label }) => label === "here `seq` goes away");
    assert.equal(
      places.map(({ span }) => text.slice(span.start, span.end)),
      [operation],
    );
  });

test("what couples examples is said in every signature between, by name", () => {
  const { diagnostics } = checkText(`axis e = 4
model Alone(x: [e]) -> [e] {
  use other = Other
  return other(x)
}
layer Inner(x: [e]) -> [e] {
  return x - mean[batch](x)
}
layer Outer(x: [e]) -> [e] {
  use inner = Inner
  return inner(x)
}
layer Other(x: [e]) -> [e] {
  return 2 * x
}
model M(x: [e]) -> [e] {
  use outers = Outer * 3
  return outers(x)
}
`);
  assert.equal(
    diagnostics.map(({ code }) => code),
    ["W0211"],
  );
  assert.is(diagnostics[0]?.notes[1], "here these are `Inner`, `Outer` and `M`");
});

test("where a statement belongs, and an axis that only an argument has, in a function", () => {
  const diagnosticsOf = (text: string) => checkText(`axis e = 4\n${text}`).diagnostics;
  const [minimized] = diagnosticsOf("model M(x: [e]) -> [e] {\n  minimize sum[e](x)\n  return x\n}\n");
  assert.equal(minimized?.notes, ["a `train` block has it"]);
  const [grouped] = diagnosticsOf(
    "axis t = 2\nmodel M(x: [e, t]) -> [e] {\n  use out = Linear[e, t, e]\n  return out(x)\n}\n",
  );
  assert.match(grouped?.notes.join() ?? "", "a group, `(a, b)`");
  const critic = "model Critic(x: [e]) -> real {\n  return sum[e](x^2)\n}\n";
  const trained = `data d = jsonl("d.jsonl") {\n  x: [e]\n}\ntrain on d {\n  minimize mean[batch](sum[e](slope(x)))\n  batch = 4\n  steps = 1\n}\n`;
  const slope = (argument: string) =>
    diagnosticsOf(
      `${critic}fn slope(${argument}) {\n  s = Critic(x)\n  return grad(s, x)\n}\n${trained}`,
    ).find(({ code }) => code === "W0701");
  const brought = slope("x: [e]");
  assert.is(brought?.fixes.length, 0, "an edit that would be refused");
  assert.match(brought?.notes.join() ?? "", "take it into the signature");
  assert.is(slope("x: [batch, e]")?.fixes.length, 1);
});
