import { messageOf } from "../../compiler/source/diagnostic.ts";
import { sizeKey } from "../../compiler/sizes/size.ts";
import { printModel } from "../../compiler/2-check/print.ts";
import { assert, suite } from "../harness.ts";
import { checkText, libraryTexts, told } from "./checked.ts";

const test = suite("check");

/** The text and its lines, and what stands at a span. */
function at(text: string, span: { readonly start: number; readonly end: number }): string {
  return text.slice(span.start, span.end);
}

test("the forgotten rename is told as the language page shows it", () => {
  const text = `weft 1

axis vocab = 100
axis seq <= 32
axis src like seq
axis embed = 512
axis head = 8
axis key = |embed| / |head|
layer Attention(x: [seq, embed]) -> [seq, embed] {
  param W_q, W_k, W_v: embed -> head, key ~ xavier
  param W_p: head, key -> embed ~ xavier
  Q = W_q(x)
  K = W_k(x)
  V = W_v(x)[seq as src]
  A = softmax[src where src <= seq](Q @[key] K / sqrt(|key|))
  return W_p(A @[src] V)
}
`;
  const { diagnostics } = checkText(text, { set: {} }, {}, "gpt.weft");
  const [first, ...others] = diagnostics;
  assert.is(others.length, 0);
  if (first === undefined) throw new Error("nothing was told");
  assert.is(first.code, "W0202");
  assert.is(messageOf(first), "`softmax` over `src`, but its argument has no `src`");
  assert.is(at(text, first.span), "src");
  assert.equal(
    first.related.map(({ span, label }) => [at(text, span), label]),
    [
      ["W_k(x)", "made here with axis `seq`"],
      ["Q @[key] K", "Q and K both have `seq`, so they were lined up position by position"],
    ],
  );
  assert.equal(first.shapes, [{ label: "argument", axes: ["seq", "head"] }]);
  const [fix] = first.fixes;
  assert.is(
    fix?.title,
    "`src` is a twin of `seq` (gpt.weft:5). To compare all pairs of positions, rename one side:",
  );
  const [edit] = fix?.edits ?? [];
  if (edit === undefined) throw new Error("the fix has no edit");
  const mended = text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);
  assert.match(mended, "K = W_k(x)[seq as src]\n");
  assert.is(checkText(mended).diagnostics.length, 0);
});

test("imports bring layers, and axes only where they are named", () => {
  const layers = `weft 1
axis embed = 8
layer Shift(x: [embed]) -> [embed] {
  param b: [embed] = 0
  return x + b
}
`;
  const named = `weft 1
import { Shift, embed } from "./layers.weft"
model M(x: [embed]) -> [embed] {
  use shift = Shift
  return shift(x)
}
`;
  const others = { "layers.weft": layers };
  assert.equal(told(named, checkText(named, { set: {} }, others)), []);
  const own = named.replace("{ Shift, embed }", "{ Shift }").replace("model", "axis embed = 8\nmodel");
  assert.equal(told(own, checkText(own, { set: {} }, others)), [
    "W0210 6:16 `shift` needs `layers.embed`, which `x` lacks",
  ]);
  const space = `weft 1
import base from "./layers.weft"
model M(x: [base.embed]) -> [base.embed] {
  use shift = base.Shift
  return shift(x)
}
`;
  assert.equal(told(space, checkText(space, { set: {} }, others)), []);
  const wrong = named.replace("{ Shift, embed }", "{ Shift, embd }");
  assert.match(
    told(wrong, checkText(wrong, { set: {} }, others)).join("\n"),
    /W0304 2:17 .*did you mean `embed`/,
  );
  const missing = named.replace("./layers", "./nowhere");
  assert.equal(told(missing, checkText(missing, { set: {} }, others)), [
    "W0003 2:30 there is no file `./nowhere.weft`",
  ]);
});

test("files that import each other are read once", () => {
  const main = 'weft 1\nimport { b } from "./other.weft"\naxis a = 3\naxis c = |b|\n';
  const other = 'weft 1\nimport { a } from "./main.weft"\naxis b = 2 * |a|\n';
  const { model, diagnostics } = checkText(main, { set: {} }, { "other.weft": other });
  assert.equal(diagnostics, []);
  assert.is(sizeKey(model.axes.find((axis) => axis.id === "c")?.size ?? { terms: [], divisor: 1 }), "6");
});

const settable = `weft 1
axis seq <= 32
axis embed = 16
axis key = |embed| / heads
const heads = 4
model M(x: [seq, embed]) -> [seq, key] {
  param W: embed -> key ~ xavier
  return W(x)
}
`;

test("--set overrides constants, sizes and bounds", () => {
  const { model, diagnostics } = checkText(settable, { set: { heads: "2", embed: "24", seq: "8" } });
  assert.equal(diagnostics, []);
  const printed = printModel(model);
  assert.match(printed, "axis embed = 24\n");
  assert.match(printed, "axis key = 12\n");
  assert.match(printed, "axis seq = 1 .. 8 step 1\n");
  assert.equal(model.constants, [{ name: "heads", value: 2 }]);
});

test("what is chosen from a vocabulary is judged where its size is known", () => {
  const text = `axis word = words("words.txt", 1000)
axis five = 5
model Most(x: [word]) -> [five] in word {
  best, which = top_k[word as five](x)
  return which
}`;
  const lines = (size: number): readonly string[] =>
    told(text, checkText(text, { set: {}, sizes: { word: size } }));
  assert.equal(lines(5), []);
  assert.match(lines(4).join("\n"), /^W0511 /);
});

test("--set reports what doesn't divide, isn't there or is no number", () => {
  const lines = (set: Record<string, string>): readonly string[] =>
    told(settable, checkText(settable, { set }));
  assert.match(lines({ heads: "3" }).join("\n"), /^W0502 4:12 16 \/ 3 /);
  assert.match(
    lines({ head: "3" }).join("\n"),
    /^W0509 .*`--set` finds no constant and no axis `head`; did you mean `heads`/,
  );
  const [wide = ""] = checkText("const wide = true", { set: { wide: "2" } }).diagnostics.map(messageOf);
  assert.is(wide, "`--set wide=2` gives no truth value: true or false");
  const place = (set: Record<string, string>): readonly unknown[] => {
    const [first] = checkText(
      `${settable}axis tag = { a, b }\naxis twin like tag\naxis rows\naxis half = embed/2\nconst wide = true`,
      { set },
    ).diagnostics;
    return [first?.code, first?.span.file, first?.related.length];
  };
  for (const [name, value, code] of [
    ["heads", "many", "W0504"],
    ["wide", "1", "W0504"],
    ["embed", "-3", "W0507"],
    ["embed", "2.5", "W0507"],
    ["rows", "0", "W0507"],
    ["seq", "0", "W0507"],
    ["tag", "3", "W0513"],
    ["twin", "3", "W0513"],
    ["half", "3", "W0513"],
  ] as const)
    assert.equal(place({ [name]: value }), [code, `--set ${name}=${value}`, 1]);
});

const labelled = `weft 1
axis seq <= 8
axis vocab = characters("a.txt")
model M(x: [seq] in vocab) -> [seq] bool {
  return x == "b"
}
`;

test("a tokenizer's size and labels are symbols until they are given", () => {
  const open = checkText(labelled).model;
  assert.is(
    sizeKey(open.axes.find((axis) => axis.id === "vocab")?.size ?? { terms: [], divisor: 1 }),
    "vocab",
  );
  assert.match(printModel(open), 'return equal(M.x, "b")');
  const known = checkText(labelled, { set: {}, labels: { vocab: ["a", "b", "c"] } }).model;
  assert.match(printModel(known), "return equal(M.x, 1)");
  assert.is(sizeKey(known.axes.find((axis) => axis.id === "vocab")?.size ?? { terms: [], divisor: 1 }), "3");
  const without = checkText(labelled, { set: {}, labels: { vocab: ["a", "c"] } });
  assert.match(told(labelled, without).join("\n"), /^W0404 5:15 /);
});

test("a number that is compared with a value of a column, or picks by one, is its label", () => {
  const text = `weft 1
axis item = labels("a.csv:item", 9, special = "[END]")
model M(x: in item, y: [item]) -> real {
  return where(x == 7, y[item = 7], y[item = "[END]"])
}
`;
  const { model } = checkText(text);
  assert.equal(
    model.axes.flatMap(({ origin }) => (origin.kind === "tokenizer" ? [origin.tokenizer] : [])),
    [{ kind: "labels", special: ["[END]"], source: "a.csv", fields: ["item"], count: 9 }],
  );
  assert.match(printModel(model), 'equal(M.x, "7")');
  const known = checkText(text, { set: {}, labels: { item: ["[END]", "1", "7"] } });
  assert.match(printModel(known.model), "equal(M.x, 2)");
  assert.equal(told(text, known), []);
  const without = checkText(text, {
    set: {},
    labels: { item: ["[END]", "1", "2", "3", "4", "5", "6", "8", "9"] },
  });
  assert.equal(
    told(text, without).map((line) => line.slice(0, 11)),
    ["W0404 4:21 ", "W0404 4:33 "],
  );
});

test("what is shifted twice is shifted by both", () => {
  const { model } = checkText(`axis seq <= 4
axis vocab = bytes
data book = text("book.txt") {
  tokens: [seq] in vocab
  next:   [seq] in vocab = tokens shifted 1
  third:  [seq] in vocab = next shifted 2
}`);
  assert.equal(model.data[0]?.fields[2]?.from, { kind: "shifted", of: "tokens", by: 3 });
});

test("mistakes inside of a function are told once, at the call", () => {
  const text = `weft 1
axis a = 4
axis b = 5
fn wrong(x) = x + nothing
model M(x: [a], y: [b]) -> [a] {
  p = wrong(x)
  q = wrong(y)
  return p
}
`;
  const checked = checkText(text);
  assert.equal(told(text, checked), ["W0301 6:7 nothing is called `nothing` here"]);
  const [related] = checked.diagnostics[0]?.related ?? [];
  assert.is(related === undefined ? "" : at(text, related.span), "nothing");
});

test("a function that nothing calls is checked for what is wrong in every call", () => {
  const text = `weft 1
axis seq = 4
fn first(x: [nosuch]) = sum[another](x)
fn second[over](x: [over], scale = 2) {
  axis half = |over| / 2
  y = x[over as (half, two)]
  return sum[over](y) * scael + relu(x, x)
}
fn legal[over](x: [over], labels, text, i) {
  axis half = |over| / 2
  axis pair = 2
  y = x[over as (half, pair)]
  return where(labels == "[PAD]", i * text, max[half](y[pair = 0])) + x[over = i]
}
fn inner(x) = x + nothing
fn outer(x) = inner(x)
schedule slow(rate) = rate * step / stepz
`;
  const lines = told(text, checkText(text)).map((line) => line.replace(/;.*$/, ""));
  assert.equal(lines, [
    "W0201 3:14 there is no axis `nosuch`",
    "W0201 3:29 there is no axis `another`",
    "W0201 6:24 there is no axis `two`",
    "W0301 7:25 nothing is called `scael` here",
    "W0406 7:41 `relu` takes 1 argument, but has 2",
    "W0301 15:19 nothing is called `nothing` here",
    "W0301 17:37 nothing is called `stepz` here",
  ]);
});

test("the functions of the library have no mistakes, uncalled", () => {
  for (const [name, text] of libraryTexts) {
    const { diagnostics } = checkText(text, { set: {} }, {}, name);
    // Checked as a user's file, it hides the library's own names.
    assert.equal(diagnostics.filter(({ code }) => code !== "W0901").map(messageOf), [], name);
  }
});

test("near names of the body are suggested before those of the library", () => {
  const text = `weft 1
axis seq <= 8
axis letters = { a, b }
model M(x: [seq] in letters) -> [seq, letters] {
  param W: letters -> letters ~ xavier
  return W(x)
}
data corpus = text("corpus.txt") {
  tokens: [seq] in letters
  next: [seq] in letters = tokens shifted 1
}
train on corpus {
  loss = mean[batch, seq](cross_entropy[letters](M(tokens), next))
  minimize los
  optimizer = adam(rate = 0.1)
  batch = 4
  steps = 4
}
`;
  const [first] = checkText(text).diagnostics;
  assert.is(first && messageOf(first), "nothing is called `los` here; did you mean `loss`, `cos` or `log`?");
  assert.is(first?.fixes[0]?.edits[0]?.text, "loss");
});

const promising = `weft 1
axis seq <= 8
model Mean(x: [seq]) -> [seq] causal in seq {
  return x - mean[seq](x)
}
`;

test("a promise is proven although there are mistakes elsewhere, but not by a layer with one about axes", () => {
  const codes = (text: string): readonly string[] => checkText(text).diagnostics.map(({ code }) => code);
  assert.equal(codes(`${promising}const c = nothing\n`), ["W0605", "W0301"]);
  const uses = `weft 1
axis seq <= 8
layer Wrong(x: [seq]) -> [seq] {
  y = nothing
  return x - mean[seq](x)
}
model Outer(x: [seq]) -> [seq] causal in seq {
  use wrong = Wrong
  return wrong(x)
}
`;
  assert.equal(codes(uses), ["W0301", "W0605"]);
  assert.equal(codes(uses.replace("wrong(x)", "wrong(nothing)")), ["W0301", "W0605", "W0301"]);
  assert.equal(codes(uses.replace("y = nothing", "y = 2 @[seq] x")), ["W0204"]);
  assert.equal(codes(uses.replace("nothing", "2")), ["W0605"]);
});

test("what breaks a promise inside of the library is shown at its call", () => {
  const [first] = checkText(promising).diagnostics;
  assert.equal(
    first?.related.map(({ span }) => [span.file, at(promising, span)]),
    [["main.weft", "mean[seq](x)"]],
  );
});

test("a text that is returned for numbers is told to be a text", () => {
  const text = 'weft 1\naxis seq = 4\nmodel M(x: [seq]) -> [seq] {\n  return "one"\n}\n';
  const lines = told(text, checkText(text)).filter((line) => !line.startsWith("W09"));
  assert.equal(lines, ["W0401 4:10 the result is a text, but real is wanted"]);
});
