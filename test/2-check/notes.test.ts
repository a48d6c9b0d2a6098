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
  ["x[e = e / 2]", "`div` divides whole numbers"],
  ["randn_like(x)", "`normal[embed](0, 1)`"],
  ["x > 0 ? x : 0", "`where(condition, a, b)` chooses"],
  ["concat[both](1, x)", "`spread[one](…)`"],
  ["top_k[e as t](x)", "`a, b = …`"],
  ["top_k[e](x, 2)", "the size of an axis"],
  ["clip(x, 0, 1)", "`clamp(x, low, high)`"],
  ["x @[t] W.transposed", "`W.transposed(x)` applies it"],
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
