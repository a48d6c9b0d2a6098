/** The edits that are offered for a broken promise: what mends the formula, and nothing that gives the promise away. */
import { analyze } from "../compiler/analyze.ts";
import { libraryFiles } from "./agree/compile-spec.ts";
import { assert, suite } from "./harness.ts";

const test = suite("edits that mend a spec");

const spec = (condition: string): string => `weft 1
axis vocab = 9
axis seq   <= 8
axis src   like seq
axis embed = 4
model Bag(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W: vocab -> embed ~ normal(0, 0.02)
  param O: embed -> vocab ~ xavier
  E = W(tokens)
  A = softmax[src${condition}](E @[embed] E[seq as src])
  return O(A @[src] E[seq as src])
}
`;

for (const condition of ["", " where src >= seq", " where seq < src"])
  test(condition === "" ? "no condition" : condition.trim(), () => {
    const text = spec(condition);
    const { diagnostics } = analyze(text, libraryFiles(), { repairs: true });
    assert.equal(
      diagnostics.map(({ code }) => code),
      ["W0605"],
    );
    const edited = diagnostics.flatMap(({ fixes }) =>
      fixes.flatMap(({ edits }) =>
        edits.map(({ span, text: put }) => text.slice(0, span.start) + put + text.slice(span.end)),
      ),
    );
    assert.ok(edited.length > 0, "no edit is offered");
    for (const each of edited) {
      assert.ok(each.includes("causal in seq"), each);
      assert.equal(analyze(each, libraryFiles()).diagnostics, []);
    }
  });

const right = `weft 1
axis seq    <= 8
axis src    like seq
axis embed  = 4
axis hidden = 6
axis label  = { ham, spam }
layer Mix(x: [seq, embed], memory: [src, embed]) -> [seq, embed] {
  param W: embed -> hidden ~ xavier
  param V: hidden -> embed ~ xavier
  a = softmax[src](x @[embed] memory)
  return V(relu(W(a @[src] memory)))
}
layer Block(x: [seq, embed]) -> [seq, embed] {
  use mix = Mix
  use mlp = MLP[embed, hidden]
  return mlp(mix(x, x[seq as src]))
}
model Sort(x: [seq, embed]) -> [label] {
  use block = Block
  use out   = Linear[embed, label]
  return out(mean[seq where x.present](block(x)))
}
`;

/** What each mistake is written in the place of. */
const mistakes: Readonly<Record<string, readonly (readonly [meant: string, wrong: string])[]>> = {
  "arguments the wrong way round": [["mix(x, x[seq as src])", "mix(x[seq as src], x)"]],
  "sides of a map the wrong way round": [["V: hidden -> embed", "V: embed -> hidden"]],
  "axes of a use the wrong way round": [["MLP[embed, hidden]", "MLP[hidden, embed]"]],
  "a mistake in each of three declarations": [
    ["V: hidden -> embed", "V: embed -> hidden"],
    ["MLP[embed, hidden]", "MLP[hidden, embed]"],
    ["Linear[embed, label]", "Linear[hidden, label]"],
  ],
};

for (const [name, pairs] of Object.entries(mistakes))
  test(name, () => {
    const wrong = pairs.reduce((text, [meant, instead]) => text.replace(meant, instead), right);
    const { diagnostics } = analyze(wrong, libraryFiles(), { repairs: true });
    assert.is(diagnostics.length, pairs.length, diagnostics.map(({ code }) => code).join());
    const edits = diagnostics.flatMap(({ fixes }) => fixes[0]?.edits ?? []);
    const mended = edits
      .sort((a, b) => b.span.start - a.span.start)
      .reduce((text, { span, text: put }) => text.slice(0, span.start) + put + text.slice(span.end), wrong);
    assert.is(mended, right);
    for (const [at, { span }] of diagnostics.entries())
      assert.ok(
        edits.some((edit) => edit.span.start === span.start),
        `the place of mistake ${at + 1}`,
      );
  });

test("an index that can run outside isn't mended by an axis minus itself", () => {
  const text = right.replace(
    "mean[seq where x.present](block(x))",
    "mean[seq where true](x[seq = seq - src])[src = 0]",
  );
  const { diagnostics } = analyze(text, libraryFiles(), { repairs: true });
  const edits = diagnostics.flatMap(({ fixes }) => fixes.flatMap(({ edits: each }) => each));
  assert.ok(diagnostics.some(({ code }) => code === "W0403"));
  for (const { span, text: put } of edits) {
    const mended = text.slice(0, span.start) + put + text.slice(span.end);
    assert.not.match(mended, /seq - seq|src - src/);
  }
});

test("what looks ahead isn't read along another axis in its place", () => {
  const text = `weft 1
axis seq <= 32
axis tap = 3
axis embed = 8
model Look(x: [seq, embed]) -> [seq, embed] causal in seq {
  param W[tap]: embed -> embed ~ xavier
  return x[seq = seq + tap - 1 else 0] @[tap, embed] W
}
`;
  const { diagnostics } = analyze(text, libraryFiles(), { repairs: true });
  assert.equal(
    diagnostics.map(({ code, fixes }) => [code, fixes]),
    [
      ["W0605", []],
      ["W0603", []],
    ],
  );
});

test("no axis is renamed to itself", () => {
  const text = `weft 1
axis row = 3
axis col like row
layer Outer(p: [row, col], x: [row]) -> [row, col] {
  return p - x * x[row as col]
}
`;
  const { diagnostics } = analyze(text, libraryFiles(), { repairs: true });
  const texts = diagnostics.flatMap(({ fixes }) =>
    fixes.flatMap(({ edits }) => edits.map((edit) => edit.text)),
  );
  assert.equal(
    diagnostics.map(({ code }) => code),
    ["W0205"],
  );
  assert.ok(texts.length > 0);
  assert.ok(!texts.includes("row") && !texts.includes("col"), texts.join(" "));
});

const pairs = (result: string): string => `weft 1
axis seq   <= 8
axis embed = 4
axis head  = 2
model Pairs(x: [seq, embed], y: [head]) -> ${result} {
  return x * y
}
`;

test("all pairs, where the signature wants them", () => {
  const editsOf = (text: string): readonly string[] =>
    analyze(text, libraryFiles(), { repairs: true }).diagnostics.flatMap(({ fixes }) =>
      fixes.flatMap(({ edits }) =>
        edits.map(({ span, text: put }) => text.slice(0, span.start) + put + text.slice(span.end)),
      ),
    );
  const wanted = pairs("[seq, embed, head]");
  const [edited = ""] = editsOf(wanted);
  assert.ok(edited.includes("return x * spread[seq, embed](y)"), edited);
  assert.equal(analyze(edited, libraryFiles()).diagnostics, []);
  assert.not.ok(editsOf(pairs("[seq, embed]")).some((each) => each.includes("spread")));
});

test("all pairs inside of a function, and no condition for a value that lacks an axis", () => {
  const text = `weft 1
axis point = 6
axis other like point
fn near[point, other](x: [point], z: [other]) {
  return exp(-(x - z)^2)
}
model Near(x: [point]) -> [point, other] {
  return near[point, other](x, x[point as other]) + where(point == other, 1, 0)
}
`;
  const [error, ...others] = analyze(text, libraryFiles(), { repairs: true }).diagnostics;
  const edits = error?.fixes.flatMap(({ edits: each }) => each.map((edit) => edit.text)) ?? [];
  assert.equal([error?.code, others, edits[0]], ["W0205", [], "spread[other](x)"]);
  assert.equal(error?.notes, ["if all pairs are meant, say so: `spread[other](x)`"]);
  assert.not.ok(
    edits.some((edit) => edit.includes("where")),
    edits.join(),
  );
});

test("a number is summed by saying so", () => {
  const text = `weft 1
axis item = 4
axis other like item
model Rank(x: [item]) -> [item] {
  return sum[other where spread[item](x[item as other]) > x](1)
}
`;
  const [error, ...others] = analyze(text, libraryFiles(), { repairs: true }).diagnostics;
  assert.equal(
    [error?.code, error?.notes, others],
    ["W0202", ["`spread[other](1)` is that number at each position"], []],
  );
});

test("a size that doesn't divide isn't mended by an axis over itself, or by the batch", () => {
  const text = "weft 1\naxis embed = 100\naxis head = 8\naxis key = |embed| / |head|\n";
  const [found, ...others] = analyze(text, libraryFiles(), { repairs: true }).diagnostics;
  assert.equal([found?.code, found?.fixes, others], ["W0502", [], []]);
  const bounded = "weft 1\naxis seq <= 64\naxis half = |seq| / 2\n";
  const [uneven] = analyze(bounded, libraryFiles(), { repairs: true }).diagnostics;
  assert.equal([uneven?.code, uneven?.fixes], ["W0505", []]);
});

test("the same mistake in two declarations is mended in each by what mends it there", () => {
  const model = (name: string): string => `model ${name}(x: [cell]) -> [kind] {
  param W: cell -> cell ~ normal(0, 0.3)
  use out = Linear[kind, cell]
  return out(W(x))
}
`;
  const text = `weft 1\naxis cell = 4\naxis kind = { female, male }\n${model("First")}${model("Second")}`;
  const { diagnostics } = analyze(text, libraryFiles(), { repairs: true });
  assert.equal(
    diagnostics.map(({ code }) => code),
    ["W0210", "W0210"],
  );
  for (const { fixes } of diagnostics) {
    const put = fixes.flatMap(({ edits }) => edits.map((edit) => edit.text));
    assert.is(put[0], "cell, kind");
    assert.not.ok(put.includes("0.3, 0"), put.join("; "));
  }
});

const table = (first: string, second: string): string => `weft 1
axis t = 100
axis pixel = 4
model Scale(x: [pixel], at: in t) -> [pixel] {
  use map = Linear[pixel, pixel]
  scale = exp(-t / 10)
  y = ${first}
  return map(y) + ${second}
}
`;

test("a table that isn't looked up is told once, at its binding or in the one formula that reads it", () => {
  const mended = (text: string): readonly string[] => {
    const { diagnostics } = analyze(text, libraryFiles(), { repairs: true });
    assert.equal(
      diagnostics.map(({ code }) => code),
      ["W0205"],
    );
    const [edit] = diagnostics[0]?.fixes[0]?.edits ?? [];
    return edit === undefined ? [] : [edit.text, text.slice(edit.span.start, edit.span.end)];
  };
  assert.equal(mended(table("scale * x", "x / scale")), ["exp(-t / 10)[t = at]", "exp(-t / 10)"]);
  const late = table("x", "sqrt(scale) * x + sqrt(1 - scale) * y").replace(
    "  y = x",
    "  y = x\n  now = (at + 1) % |t|",
  );
  const both = mended(late.replace("at: in t", "at: in pixel").replace("(at + 1) % |t|", "index[t](at + 1)"));
  assert.equal(both, ["scale[t = now]) * x + sqrt(1 - scale[t = now]", "scale) * x + sqrt(1 - scale"]);
});

test("a map that is applied to what it gives is turned round where that fits, rather than declared anew", () => {
  const text = `weft 1
axis embed  = 4
axis hidden = 8
model M(x: [embed]) -> [embed] {
  param W: embed -> hidden ~ xavier
  h = W(x)
  return W(h)
}
`;
  const { diagnostics } = analyze(text, libraryFiles(), { repairs: true });
  assert.equal(
    diagnostics.map(({ code, span }) => [code, text.slice(span.start, span.end)]),
    [["W0210", "h"]],
  );
  const [edit] = diagnostics[0]?.fixes[0]?.edits ?? [];
  assert.equal([edit?.text, edit?.span.start], [".transposed", text.indexOf("W(h)") + 1]);
});

test("a size in the place of positions, and the index that an argument lacks", () => {
  const first = (text: string): readonly unknown[] => {
    const { diagnostics } = analyze(`weft 1\n${text}`, libraryFiles(), { repairs: true });
    const [edit] = diagnostics[0]?.fixes[0]?.edits ?? [];
    const at = edit === undefined ? 0 : edit.span.start - "weft 1\n".length;
    return [diagnostics.map(({ code }) => code).join(), edit?.text, text.slice(0, at).split("\n").at(-1)];
  };
  assert.equal(
    first(`axis seq <= 8
axis key = 4
model M(q: [seq, key], b: [seq]) -> [seq] {
  return sum[key](q * q) / sqrt(key) + b
}
`),
    ["W0205", "|key|", "  return sum[key](q * q) / sqrt("],
  );
  assert.equal(
    first(`axis seq <= 8
axis vocab = 9
axis embed = 4
model M(tokens: [seq]) -> [seq, embed] {
  param E: vocab -> embed ~ xavier
  return E(tokens)
}
`),
    ["W0210", " in vocab", "model M(tokens: [seq]"],
  );
});

for (const formula of [
  "v * w",
  "spread[row, col](v * w)",
  "spread[row, col](0) + sum[row](v) * w",
  "times(v, w)",
])
  test(`a function is edited in its own names: ${formula}`, () => {
    const text = `weft 1
axis o = 3
axis p like o
fn times(a, b) = a * b
fn pairs[row, col](M: [row, col]) {
  v = M[row = last]
  w = M[col = last]
  return ${formula}
}
model Pairs(x: [o, p]) -> [o, p] {
  return pairs[o, p](x)
}
`;
    const { diagnostics } = analyze(text, libraryFiles(), { repairs: true });
    const edits = diagnostics.flatMap(({ fixes }) => fixes.flatMap((fix) => fix.edits));
    const inside = edits.filter(({ span }) => span.start < text.indexOf("model"));
    assert.ok(inside.length > 0, "no edit is offered");
    for (const { text: put } of inside) assert.not.match(put, /\b[op]\b/);
    if (diagnostics[0]?.code !== "W0205" || formula.includes("times")) return;
    assert.match(diagnostics[0].notes.join(), "`spread[row](v)`");
  });
