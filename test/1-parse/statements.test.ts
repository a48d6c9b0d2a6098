import { parse } from "../../compiler/1-parse/parse.ts";
import type { Declaration, Statement } from "../../compiler/1-parse/tree.ts";
import { assert, suite } from "../harness.ts";
import { parsed, show, showTerm } from "./trees.ts";

const test = suite("statements");

function declaration(text: string): Declaration {
  const [only, another] = parsed(`weft 1\n${text}`).declarations;
  if (only === undefined || another !== undefined) throw new Error("one declaration was expected");
  return only;
}

function statements(text: string): readonly Statement[] {
  const found = declaration(`layer L(x: [a]) -> [a] {\n${text}\n}`);
  if (found.kind !== "layer") throw new Error("a layer was expected");
  return found.body.statements;
}

function axisForm(text: string): string {
  const axis = declaration(`axis it ${text}`);
  if (axis.kind !== "axis") throw new Error("an axis was expected");
  const { form } = axis;
  switch (form.kind) {
    case "free":
      return "free";
    case "equal":
      return `equal ${show(form.value)}`;
    case "labels":
      return `labels ${form.labels.map((label) => `${label.kind} ${label.text}`).join(", ")}`;
    case "sum":
      return `sum ${form.parts.map(showTerm).join(" ")}`;
    case "bounded":
      return `bounded ${show(form.bound)}${form.step === undefined ? "" : ` step ${show(form.step)}`}`;
    case "range":
      return `range ${show(form.from)} ${show(form.to)}${form.step === undefined ? "" : ` step ${show(form.step)}`}`;
    case "like":
      return `like ${showTerm(form.of)}`;
  }
}

const forms: readonly (readonly [string, string])[] = [
  ["", "free"],
  ["= 4 * |embed|", "equal (4 * |embed|)"],
  ["= row/2", "equal (row / 2)"],
  ["= bytes", "equal bytes"],
  ['= words("reviews.json:t", 5000)', 'equal words("reviews.json:t", 5000)'],
  ['= { ham, -1, 2, "long name" }', "labels name ham, number -1, number 2, string long name"],
  ["= cls ++ patch ++ row/2", "sum cls patch row/2"],
  ["<= 256", "bounded 256"],
  ["≤ 4 * n step 8", "bounded (4 * n) step 8"],
  ["= 256 .. 16000 step 128", "range 256 16000 step 128"],
  ["= 1..9", "range 1 9"],
  ["like gpt.seq", "like gpt.seq"],
];
for (const [text, form] of forms) test(`axis ${text}`, () => assert.is(axisForm(text), form));

test("a statement goes on inside brackets and around infix operators", () => {
  const [first, second, third] = statements("a = f(x,\n  y\n)\n  + 1 -\n  2\nb = c\nreturn a\n  and b");
  assert.is(first?.kind === "binding" && first.values.map(show).join(), "((f(x, y) + 1) - 2)");
  assert.is(second?.kind, "binding");
  assert.is(third?.kind === "return" && third.values.map(show).join(), "(a and b)");
});

test("a path that ends with a star ends its line", () => {
  const [first, second] = statements(
    "minimize L over GPT.**.*\nminimize L over *.b, A.3.** except B.*\nx = 1",
  );
  assert.equal(first?.kind === "minimize" && first.over.map((path) => path.segments), [["GPT", "**", "*"]]);
  assert.equal(second?.kind === "minimize" && second.over.map((path) => path.segments), [
    ["*", "b"],
    ["A", "3", "**"],
  ]);
  assert.equal(second?.kind === "minimize" && second.except.map((path) => path.segments), [["B", "*"]]);
});

test("keywords are names where they are bound or used", () => {
  const names = ["axis", "state", "use", "return", "data", "over", "scan", "from", "weft", "where"];
  for (const name of names) {
    const [binding] = statements(`${name} = ${name} + 1`);
    assert.is(binding?.kind === "binding" && binding.targets[0]?.text, name);
  }
});

test("a map may begin with an axis called `in`, and a type with the word", () => {
  const [map, type, tensor] = statements(
    "param W: in, real -> out\nparam t: in vocab\nparam u: [a, b?] bool = 0",
  );
  assert.is(
    map?.kind === "param" && map.type.kind === "map-type" && map.type.inputs.map(showTerm).join(),
    "in,real",
  );
  assert.is(type?.kind === "param" && type.type.kind === "tensor-type" && type.type.element.kind, "index");
  assert.equal(
    tensor?.kind === "param" &&
      tensor.type.kind === "tensor-type" &&
      tensor.type.axes.map((axis) => axis.optional),
    [false, true],
  );
});

test("parameters, families, states and instances", () => {
  const [family, state, plain, use] = statements(
    "param W[expert], V[a, b]: embed -> (r, c) ~ normal(0, 0.02)\nstate seen: [a] = 0\nstate m = 1\nuse n = lib.Norm[(a, b), c](eps = 1e-6) * depth",
  );
  assert.is(family?.kind === "param" && family.initial?.kind, "drawn");
  assert.equal(family?.kind === "param" && family.targets.map((target) => target.family.map(showTerm)), [
    ["expert"],
    ["a", "b"],
  ]);
  assert.is(state?.kind === "state" && state.type?.axes.length, 1);
  assert.is(plain?.kind === "state" && plain.type, undefined);
  assert.is(use?.kind === "use" && show(use.layer), "lib.Norm");
  assert.is(use?.kind === "use" && use.count?.kind, "name");
  assert.is(use?.kind === "use" && use.arguments?.length, 1);
});

test("scans hold blocks within formulas", () => {
  const [result] = statements(
    "return f(scan[time](h: [cell] = 0, c: [cell] = 0) {\n  h' = x + h\n  yield h'\n}, 1)",
  );
  const call = result?.kind === "return" ? result.values[0] : undefined;
  const scan = call?.kind === "call" ? call.arguments[0]?.expression : undefined;
  assert.is(
    scan?.kind === "scan" && scan.body.statements.map((statement) => statement.kind).join(),
    "binding,yield",
  );
  assert.is(scan?.kind === "scan" && scan.carries.length, 2);
});

test("grow with all its clauses", () => {
  const found = declaration(
    'generate g(p: [seq] in vocab, t: real = 0.8) {\n  grow x: [seq] in vocab from "[START]" window 4 beam 2 * 2 { yield x } until x[seq = last] == "."\n}',
  );
  const grow = found.kind === "generate" ? found.body.statements[0] : undefined;
  assert.ok(grow?.kind === "grow");
  if (grow?.kind !== "grow") return;
  assert.is(grow.window && show(grow.window), "4");
  assert.is(grow.beam && show(grow.beam), "(2 * 2)");
  assert.is(grow.until && show(grow.until), '(x[seq = last] == ".")');
});

test("heads, results, promises and copies", () => {
  const model = declaration(
    "model M[a](x: [a, b?] int, k: in v = 0, z) -> (mu: [l], s: real) causal in seq, independent of batch { return x, k }",
  );
  assert.ok(model.kind === "model");
  if (model.kind !== "model") return;
  assert.equal(
    model.promises.map((promise) => `${promise.kind} ${promise.axis.text}`),
    ["causal seq", "independent batch"],
  );
  assert.equal(
    model.result.values.map((value) => value.name?.text),
    ["mu", "s"],
  );
  assert.equal(
    model.head.parameters.map((parameter) => parameter.type?.element.kind),
    ["int", "index", undefined],
  );
  const copy = declaration("model Mean = average of lib.GPT decay 0.999");
  assert.is(copy.kind === "model-copy" && `${copy.form} ${show(copy.of)}`, "average lib.GPT");
});

test("imports, data and trainings", () => {
  const named = declaration('import { Block, embed } from "./gpt.weft"');
  assert.equal(named.kind === "import" && named.names.map((name) => name.text), ["Block", "embed"]);
  const namespace = declaration('import gpt from "./gpt.weft"');
  assert.is(namespace.kind === "import" && namespace.namespace?.text, "gpt");
  const data = declaration(
    'data d = text("c.txt") {\n  /// the next one\n  next: [seq] in vocab = tokens shifted -1\n}',
  );
  const field = data.kind === "data" ? data.fields[0] : undefined;
  assert.is(field?.kind === "field" && field.documentation?.text, "the next one");
  assert.is(field?.kind === "field" && field.value?.kind === "shifted" && field.value.by.value, -1);
  const train = declaration('train pretrain on d {\n  start = "a.safetensors"\n  evaluate every 200\n}');
  assert.is(train.kind === "train" && train.name?.text, "pretrain");
  const unnamed = declaration("train on on { save every 5 }");
  assert.is(unnamed.kind === "train" && unnamed.name, undefined);
});

test("documentation belongs to the declaration below it", () => {
  const file = parsed("weft 1\n/// one\n/// two\naxis a = 1 /// beside\naxis b = 2\n// no\naxis c = 3");
  assert.equal(
    file.declarations.map((entry) => ("documentation" in entry ? entry.documentation?.text : undefined)),
    ["one\ntwo", undefined, undefined],
  );
  assert.equal(
    file.comments.map((comment) => comment.ownLine),
    [true, true, false, true],
  );
});

test("a broken statement keeps the names that it would have bound", () => {
  const file = parse(
    { name: "t", text: "weft 1\nmodel M(x) -> {\n}\nfn f(x) {\n  a, b = 2 *\n  return a\n}" },
    [],
  );
  const [model, fn] = file.declarations;
  assert.equal(model?.kind === "broken" && model.names.map((name) => name.text), ["M"]);
  const block = fn?.kind === "fn" && fn.body.kind === "block" ? fn.body : undefined;
  const [broken] = block?.statements ?? [];
  assert.equal(broken?.kind === "broken" && broken.names.map((name) => name.text), ["a", "b"]);
  assert.is(block?.statements[1]?.kind, "return");
});
