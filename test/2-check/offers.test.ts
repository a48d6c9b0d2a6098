/** Where a mistake is shown, what is offered for it, and of what is not warned. */
import { assert, suite } from "../harness.ts";
import { checkText } from "./checked.ts";

const test = suite("what is shown and offered");

test("an axis of another declaration alone is shown there", () => {
  const { diagnostics } = checkText(`axis e = 4
fn halves(x) {
  axis side = { low, high }
  return stack[side](low: x, high: -x)
}
layer Sum(x: [e]) -> [e] {
  return sum[side](halves(x))
}`);
  const shown = diagnostics.map(({ code, related }) => [code, ...related.map(({ label }) => label)]);
  assert.equal(shown, [["W0201", "an axis of `halves` alone"]]);
});

test("a constant in the place of an axis is shown, and nothing like it is offered", () => {
  const { diagnostics } = checkText(`const hidden = 16
axis hiden = 3
layer Wide(x: [hiden]) -> [hidden] {
  param w: hiden -> hidden = 1
  return w(x)
}`);
  const [first] = diagnostics;
  assert.equal([first?.code, first?.fixes.length, first?.related.length], ["W0201", 0, 1]);
  assert.match(first?.related[0]?.label ?? "", /^`hidden` is a number here; `axis` in the place of `const`/);
});

test("a name that its block gives further down is shown there, and nothing like it is offered", () => {
  const text = `weft 1
axis a = 4
axis outer = 2
layer Late(x: [a]) -> [a] {
  use map = Linear[a, out]
  axis out = 3
  y = doubled + x
  doubled = 2 * x
  return y + sum[out](map(x))
}
`;
  const { diagnostics } = checkText(text);
  const found = diagnostics.filter(({ severity }) => severity === "error");
  assert.equal(
    found.map(({ code, span, related }) => [code, span.start, related.map((place) => place.span.start)]),
    [
      ["W0201", text.indexOf("out]"), [text.indexOf("out = 3")]],
      ["W0301", text.indexOf("doubled"), [text.indexOf("doubled = 2")]],
    ],
  );
  assert.ok(found.every(({ fixes }) => fixes.length === 0));
});

test("what an axis alone in a bracket, or among arguments, was meant to be is offered", () => {
  const text = `weft 1
axis user = 9
axis cls = 1
axis patch = 4
axis token = cls ++ patch
model Rate(user: in user, x: [token], items: in patch) -> real {
  param bias: [user] = 0
  param of: patch -> cls ~ xavier
  return bias[user] + sum[cls](x[cls])
}
data d = jsonl("d.jsonl") {
  user: in user
  x: [token]
  patchs: in patch
}
train on d {
  minimize mean[batch](Rate(user, x, patch))
  optimizer = sgd(rate = 1)
  batch = 2
  steps = 1
}
`;
  const { diagnostics } = checkText(text);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  assert.equal(
    errors.map(({ code, fixes: [first] }) => [code, first?.edits.map((edit) => edit.text)]),
    [
      ["W0217", ["user = user"]],
      ["W0217", ["token.cls"]],
      ["W0206", ["patchs"]],
    ],
  );
});

test("edges that a layer is given don't say which positions are real", () => {
  const warnings = (pooled: string): readonly string[] =>
    checkText(`weft 1
axis node <= 9
axis from like node
layer Sum(x: [node], edge: [node, from] bool) -> [node] {
  param w: real = 1
  return w * x + sum[from where edge](x[node as from])
}
model Graph(x: [node], edge: [node, from] bool) -> real {
  use layer = Sum
  h = layer(x, edge)
  return ${pooled}
}
data d = jsonl("d.jsonl") {
  x: [node]
  edge: [node, from] bool
}
train on d {
  minimize mean[batch](Graph(x, edge)^2)
  optimizer = sgd(rate = 1)
  batch = 2
  steps = 1
}
`).diagnostics.map(({ code }) => code);
  assert.equal(warnings("sum[node](h)"), ["W0910"]);
  assert.equal(warnings("sum[node where x.present](h)"), []);
  assert.equal(warnings("sum[node](x * sum[from](edge))"), []);
});

test("a condition on one axis may say of pairs which are real", () => {
  const warnings = (pairs: string): readonly string[] =>
    checkText(`weft 1
axis node <= 9
axis from like node
model Pairs(x: [node]) -> [node, from] {
  param w: real = 1
  return w * spread[from](x) - x[node as from]
}
data d = jsonl("d.jsonl") {
  x: [node]
}
train on d {
  minimize mean[batch, node, from where ${pairs}](Pairs(x)^2)
  optimizer = sgd(rate = 1)
  batch = 2
  steps = 1
}
`).diagnostics.map(({ code }) => code);
  assert.equal(warnings("spread[from](x.present) and x.present[node as from]"), []);
  assert.equal(warnings("x.present[node as from]"), ["W0910"]);
  assert.equal(warnings("from <= node"), ["W0910"]);
});

test("an index with what stands outside says which pairs of positions count, as a condition does", () => {
  const warnings = (filter: string): readonly string[] =>
    checkText(`weft 1
axis time <= 9
axis src like time
axis lag like time
model Filtered(x: [time]) -> [time] {
  param w: real = 1
  h = exp(-w * lag)
  return ${filter} @[src] x[time as src]
}
data d = jsonl("d.jsonl") {
  x: [time]
}
train on d {
  minimize mean[batch, time where x.present](Filtered(x)^2)
  optimizer = sgd(rate = 1)
  batch = 2
  steps = 1
}
`).diagnostics.map(({ code }) => code);
  assert.equal(warnings("h[lag = time - src else 0]"), []);
  assert.equal(warnings("spread[time](h[lag = src else 0])"), ["W0910"]);
});

test("what a carried number begins with proves nothing of an index by it", () => {
  const codes = (type: string, next: string): readonly string[] =>
    checkText(`weft 1
axis tag = 4
axis pos <= 9
model Path(x: [pos, tag], first: in tag) -> [pos] {
  return scan[pos](t: ${type} = first) {
    t' = ${next}
    yield x[tag = t]
  }
}
`).diagnostics.map(({ code }) => code);
  assert.equal(codes("int", "t + 1"), ["W0403"]);
  assert.equal(codes("in tag", "t + 1"), ["W0403"]);
  assert.equal(codes("in tag", "(t + 1) % |tag|"), []);
});

test("an unused axis of a function is told of once, however often that is called", () => {
  const text = `weft 1
axis a = 4
fn twice(x: [a]) {
  axis spare like a
  return 2 * x
}
model Both(x: [a]) -> [a] {
  return twice(x) + twice(3 * x)
}
`;
  const { diagnostics } = checkText(text);
  assert.equal(
    diagnostics.map(({ code }) => code),
    ["W0903"],
  );
});

test("all positions of an axis are offered as those of a twin", () => {
  const text = `weft 1
axis item = 4
model Score(which: in item) -> real {
  param b: [item] = 0
  return b[item = which]
}
generate scores() {
  return Score(item)
}
`;
  const [edit] = checkText(text).diagnostics[0]?.fixes ?? [];
  assert.equal(
    edit?.edits.map(({ text }) => text),
    ["\naxis other_item like item", "other_item"],
  );
});

test("a size in the bracket of a use becomes an axis with the layer's own name for it", () => {
  const text = `weft 1
axis a = 4
model Wide(x: [a]) -> [a] {
  use wide = MLP[a, 4 * |a|]
  return wide(x)
}
`;
  const [edit] = checkText(text).diagnostics[0]?.fixes ?? [];
  assert.equal(
    edit?.edits.map(({ text }) => text),
    ["  axis hidden = 4 * |a|\n", "hidden"],
  );
});

test("what is yielded of all positions is offered at the newest one, an operator in parentheses", () => {
  const offered = (yielded: string): readonly string[] => {
    const { diagnostics } = checkText(`weft 1
axis vocab = { a, b }
axis seq <= 4
model Next(x: [seq] in vocab) -> [seq] in vocab causal in seq {
  return x
}
generate write(prompt: [seq] in vocab) {
  grow text: [seq] in vocab from prompt {
    yield ${yielded}
  }
}
`);
    const [edits = []] = diagnostics.flatMap(({ fixes }) => fixes.map((fix) => fix.edits));
    return edits.map(({ text }) => text);
  };
  assert.equal(offered("Next(text)"), ["[seq = last]"]);
  assert.equal(offered("(Next(text) + 1) % |vocab|"), ["(", ")[seq = last]"]);
});

test("a name that an import has wrong is mended wherever it is read, and one that the formulas have right in the import alone", () => {
  const others = {
    "lib.weft": `weft 1
axis wide = 4
const depth = 3
layer Block(x: [wide]) -> [wide] {
  param b: [wide] = 0
  return x + b
}
model Whole(x: [wide]) -> [wide] {
  use block = Block
  return block(x)
}
fn doubled(x) = 2 * x
optimizer momentum(rate) {
  state m = 0
  m' = m + gradient
  parameter' = parameter - rate * m'
}
schedule ramping(peak) = peak * step / steps
data points = jsonl("points.jsonl") {
  x: [wide]
}
`,
  };
  const right = `weft 1
import { Block, wide, depth, Whole, doubled, momentum, ramping, points } from "./lib.weft"
model M(x: [wide]) -> [wide] {
  use blocks = Block * depth
  return doubled(blocks(x)) + |wide| + Whole(x)
}
model T = copy of Whole
train on points {
  minimize mean[batch](sum[wide]((M(x) + T(x))^2)) over M, Whole
  optimizer = momentum(rate = ramping(0.1))
  batch = 8
  steps = 100
}
`;
  const mended = (wrong: string): string => {
    const { diagnostics } = checkText(wrong, undefined, others);
    assert.ok(diagnostics.every(({ code }) => code === "W0304"));
    const edits = diagnostics.flatMap(({ fixes }) => fixes.flatMap((fix) => fix.edits));
    return [...edits]
      .sort((a, b) => b.span.start - a.span.start)
      .reduce((all, { span, text: put }) => all.slice(0, span.start) + put + all.slice(span.end), wrong);
  };
  assert.equal(checkText(right, undefined, others).diagnostics, []);
  const names = ["Block", "wide", "depth", "Whole", "doubled", "momentum", "ramping", "points"];
  const short = names.reduce(
    (text, name) => text.replace(new RegExp(`\\b${name}\\b`, "g"), name.slice(0, -1)),
    right,
  );
  assert.not.ok(names.some((name) => short.includes(name)));
  assert.is(mended(short), right);
  assert.is(mended(right.replace("doubled, ", "doubld, ")), right);
});

/** The first diagnostic of a program: what is noted, and the text after its first fix. */
function firstOf(text: string): { readonly codes: string; readonly notes: string; readonly mended: string } {
  const whole = `weft 1\n${text}`;
  const { diagnostics } = checkText(whole);
  const edits = [...(diagnostics[0]?.fixes[0]?.edits ?? [])].sort((a, b) => b.span.start - a.span.start);
  return {
    codes: diagnostics.map(({ code }) => code).join(" "),
    notes: diagnostics.flatMap((diagnostic) => diagnostic.notes).join("\n"),
    mended: edits.reduce(
      (all, { span, text: put }) => all.slice(0, span.start) + put + all.slice(span.end),
      whole,
    ),
  };
}

test("what is known from other tools is told in the words of this one", () => {
  const model = (line: string): string => `axis a = 4
axis b = 3
model M(x: [a]) -> [a] {
  ${line}
  return x
}
`;
  assert.match(firstOf(model("use l = Linear(784, 128)")).notes, "`use name = Linear[in, out]`");
  assert.match(firstOf(model("use l = Linear(784, 128)")).notes, "an axis is declared with its size");
  assert.match(
    firstOf(model("use l = Linear[a, b]\n  y = l.forward(x)")).notes,
    "called by its own name: `linear(x)`",
  );
  assert.match(firstOf('import "torch"\n').notes, "the library is in scope by itself");
});

test("a map that is applied to what it gives is turned round", () => {
  const { codes, mended } = firstOf(`axis a = 4
axis b = 3
model M(x: [a]) -> [a] {
  param W: a -> b ~ xavier
  return W(W(x))
}
`);
  assert.is(codes, "W0210");
  assert.match(mended, "return W.transposed(W(x))");
});

test("a text of another type than its beginning is told once, with that type", () => {
  const { codes, mended } = firstOf(`axis vocab = { p, q }
axis time <= 8
model Next(x: [time] in vocab) -> [time, vocab] causal in time {
  param W: vocab -> vocab ~ xavier
  return W(x)
}
generate write(prompt: [time] in vocab) {
  grow text: [vocab] in time from prompt {
    yield argmax[vocab](Next(text)[time = last])
  } until text[time = last] == "q"
}
`);
  assert.is(codes, "W0724");
  assert.match(mended, "grow text: [time] in vocab from prompt");
  assert.equal(checkText(mended).diagnostics, []);
});

test("where a call has more results than names, the names that are there are kept", () => {
  const offered = (names: string): readonly string[] => {
    const { diagnostics } = checkText(`axis a = 4
layer Flow(x: [a]) -> (to: [a], log_det: [a], from: [a]) {
  return x, x, x
}
model Both(x: [a]) -> [a] {
  use flow = Flow
  ${names} = flow(x)
  return x
}`);
    const [first] = diagnostics.filter(({ severity }) => severity === "error");
    assert.is(first?.code, "W0409");
    return first?.fixes.flatMap(({ edits }) => edits.map(({ text }) => text)) ?? [];
  };
  assert.equal(offered("y, dy"), ["y, dy, from"]);
  assert.equal(offered("to"), ["to, log_det, from"]);
  assert.equal(offered("log_det"), ["to, log_det, from"]);
  assert.equal(offered("from, y"), []);
});
