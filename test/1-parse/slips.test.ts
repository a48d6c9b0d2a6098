/** Signs that beginners leave out or take for others: each is told once, and its fix gives what was meant. */
import { parse } from "../../compiler/1-parse/parse.ts";
import type { Diagnostic } from "../../compiler/source/diagnostic.ts";
import { assert, suite } from "../harness.ts";

const test = suite("slips of beginners");

const model = (head: string, line = "return x"): string => `model M${head} {\n  ${line}\n}`;

const slips: readonly (readonly [wrong: string, right: string])[] = [
  ["axis embed 4", "axis embed = 4"],
  ["axis embed: 4", "axis embed = 4"],
  ["axis embed |head|", "axis embed = |head|"],
  ["axis seq < 8", "axis seq <= 8"],
  ["axis seq = <= 8", "axis seq <= 8"],
  ["const depth 4", "const depth = 4"],
  ["const rate : 0.1", "const rate = 0.1"],
  [model("(x [embed]) -> [embed]"), model("(x: [embed]) -> [embed]")],
  [model("(x: [embed]) [embed]"), model("(x: [embed]) -> [embed]")],
  [model("(x: [embed]): [embed]"), model("(x: [embed]) -> [embed]")],
  [model("() -> [a]", "param w [a] = 0"), model("() -> [a]", "param w: [a] = 0")],
  [model("() -> [a]", "param v, w [a] = 0"), model("() -> [a]", "param v, w: [a] = 0")],
  [model("() -> [a]", "state s [a] = 0"), model("() -> [a]", "state s: [a] = 0")],
  ['data d = csv("a.csv") {\n  x [a]\n}', 'data d = csv("a.csv") {\n  x: [a]\n}'],
  ['data d = csv("a.csv") {\n  x = [a]\n}', 'data d = csv("a.csv") {\n  x: [a]\n}'],
  [model("() -> [a]", "param w = 1"), model("() -> [a]", "param w: real = 1")],
];

function parsed(text: string): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  parse({ name: "main.weft", text: `weft 1\n${text}\n` }, diagnostics);
  return diagnostics;
}

for (const [wrong, right] of slips)
  test(wrong.replace(/\n */g, " "), () => {
    const [only, ...others] = parsed(wrong);
    assert.equal(others, []);
    const [edit] = only?.fixes[0]?.edits ?? [];
    if (edit === undefined) throw new Error("nothing is offered");
    const text = `weft 1\n${wrong}\n`;
    const mended = text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);
    assert.is(mended, `weft 1\n${right}\n`);
    assert.equal(parsed(right), []);
  });

const notes: readonly (readonly [wrong: string, note: string])[] = [
  ["fn f(x) = concat[cls ++ patch](x, x)", "a sum of axes is declared"],
  ["layer L(x: [cls ++ patch]) -> [patch] {\n  return x\n}", "a sum of axes is declared"],
  ["const a = f([x, y])", "several are arguments"],
  [model("(float x) -> [a]"), "a type stands after a colon"],
  [model("(x: [a]) -> [a]", "param w: [4] = 0"), "an axis is declared with its size"],
  ["train on d {\n  evaluate every epoch\n}", "counted in steps"],
  [model("(x: a) -> [a]"), "a tensor over an axis is `[a]`"],
];

for (const [wrong, note] of notes)
  test(wrong.replace(/\n */g, " "), () => {
    const found = parsed(wrong);
    assert.is(found.length, 1);
    assert.match(found[0]?.notes.join() ?? "", note);
  });

test("what is indented below a head that ends in a colon is no news", () => {
  const text = `def mlp(x):
    h = relu(x)
    return h

model M(x: [embed]) -> [embed]:
    y = x
    return y
axis embed = 4`;
  assert.equal(
    parsed(text).map(({ code }) => code),
    ["W0107", "W0103"],
  );
});
