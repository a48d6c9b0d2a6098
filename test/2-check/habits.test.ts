/** What someone writes who comes from Python: each habit is one mistake, told once, at its place, with weft's own way beside it. */
import { assert, suite } from "../harness.ts";
import { checkText } from "./checked.ts";

const test = suite("habits from Python");

/** A file, or the lines of a model's body over `x: [s, e]`; then the code, the place, and a part of a note or a fix. */
type Habit = readonly [text: string, code: string, place: string, help: string];

const files: readonly Habit[] = [
  ["import torch", "W0103", "", "the library is in scope by itself"],
  ["import numpy as np", "W0103", "as", "the library is in scope by itself"],
  ["# a comment, (unclosed", "W0110", "#", "//"],
  [
    "def f(x):\n  return x\nmodel M(x: real) -> real {\n  return f(x)\n}",
    "W0107",
    "def",
    "formulas stand in `fn`",
  ],
  [
    "class Net(nn.Module):\n  def forward(self, x):\n    return self.fc(x)",
    "W0107",
    "class",
    "formulas stand in `fn`",
  ],
  ["axis vocab = characters('poems.txt', 9)", "W0110", "'poems.txt'", '"poems.txt"'],
  ["model M(x: real) -> real:\n  return x", "W0103", ":", "a block stands in braces"],
  ["model M(x: Tensor) -> real {\n  return 1\n}", "W0103", "Tensor", "`[seq, embed]`"],
  ["model M(x: float) -> real {\n  return x\n}", "W0103", "float", "a number is `real`"],
  ["model M(x: real) -> real, real {\n  return x, x\n}", "W0103", ",", "several results have names"],
  [
    'axis e = 2\nmodel M(x: [e]) -> [e] {\n  param w: [e] = 1\n  return w * x\n}\ndata d = jsonl("d.jsonl") {\n  x: [e]\n}\ntrain on d {\n  loss = mean[batch, e](M(x)^2)\n  loss.backward()\n  optimizer = sgd(rate = 1)\n  batch = 2\n  steps = 1\n}',
    "W0103",
    ".",
    "`minimize loss` is all",
  ],
];

const formulas: readonly Habit[] = [
  ["y = x ** 2", "W0110", "**", "^"],
  ["y = where(True, x, 0)", "W0301", "True", "true"],
  ["y = None", "W0301", "None", "nothing is empty"],
  ["y = x @ x", "W0101", "@", "a contraction names its axis"],
  ["y = x / x.shape", "W0306", "shape", "is the size of an axis"],
  ["y = np.exp(x)", "W0301", "np", "in scope by itself"],
  ["for i in range(3):\n    y = x", "W0107", "for", "nothing loops"],
  ["with torch.no_grad():\n    y = x", "W0107", "with", "lets no gradient through"],
  ["y = x.detach()", "W0306", "detach", "lets no gradient through"],
  ["y, z = (x, x)", "W0110", "(x, x)", "x, x"],
  ['print(f"{x}")', "W0103", "(", "`watch x`"],
  ["y = nn.Linear(2, 3)(x)", "W0301", "nn", "`use linear = Linear[embed, hidden]`"],
  ["use f = Linear[2, 3]", "W0217", "2", "an axis is declared with its size"],
  ["y = x[:, -1]", "W0103", ":", "an index names its axis"],
  ["y = x[..., 0]", "W0103", "..", "an index names its axis"],
  ["y = x[s = -1]", "W0403", "-1", "`[s = last]`"],
  ["y = x[s = 0:2]", "W0103", ":", "an index names its axis"],
  ["y = x.T", "W0306", "T", "nothing is transposed"],
  ['y = einsum("se,e->s", x, x)', "W0301", "einsum", "a contraction names its axis"],
  ["y = x.reshape(4, 2)", "W0306", "reshape", "split and merged by indexing"],
  ["y = lambda z: z + 1", "W0108", "z", "`fn twice(x) = 2 * x`"],
  ["self.w = x", "W0103", ".", "a parameter is declared in its layer"],
  ["y = softmax(x, dim=-1)", "W0408", "dim=-1", "`softmax[embed](x)`"],
  ["y = sum(x, axis=1)", "W0406", "sum(x, axis=1)", "`sum[embed](x)`"],
  ["y = x if training else 0", "W0108", "if", "`where(condition, a, b)` chooses"],
  ["y = where(x = 0, 1, x)", "W0217", "x = 0", "`==`"],
  ['"""Doubles."""', "W0107", '""', "after `///`"],
  ["W = param(e, s)", "W0301", "param", "`param W: embed -> hidden ~ xavier`"],
];

function told(text: string, [, code, place, help]: Habit): void {
  const { diagnostics } = checkText(text);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const [error, ...others] = errors;
  assert.equal(
    others.map((one) => `${one.code} ${text.slice(one.span.start, one.span.end)}`),
    [],
  );
  assert.is(error?.code, code);
  assert.is(text.slice(error?.span.start, error?.span.end), place);
  const fixes = (error?.fixes ?? []).flatMap(({ edits }) => edits.map((edit) => edit.text));
  const said = [...(error?.notes ?? []), ...fixes];
  assert.ok(
    said.some((each) => each.includes(help)),
    `${help} isn't among ${said.join(" · ")}`,
  );
}

for (const habit of files) test(habit[0].split("\n")[0] ?? "", () => told(`weft 1\n${habit[0]}\n`, habit));

for (const habit of formulas)
  test(habit[0].split("\n")[0] ?? "", () =>
    told(
      `weft 1\naxis s <= 4\naxis e = 2\nmodel M(x: [s, e]) -> [s, e] {\n  ${habit[0]}\n  return x\n}\n`,
      habit,
    ),
  );
