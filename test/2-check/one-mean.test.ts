/** A loss of several means is refused where examples are added up, with the same loss as one mean. */
import { compileGraph } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";
import { evaluated } from "../language/formulas.ts";
import { checkText } from "./checked.ts";

const test = suite("losses that are written as one mean");

const specOf = (lines: string): string => `weft 1
axis a = 2
model S(x: [a]) -> real {
  param w: [a] ~ normal(0, 1)
  return w @[a] x
}
model Coupled(x: [batch, a]) -> [batch] {
  param w: [a] ~ normal(0, 1)
  return w @[a] (x - mean[batch](x))
}
data d = jsonl("d.jsonl") {
  x: [a]
}
train on d {
${lines}
  optimizer = sgd(rate = 1)
  batch = 4
  steps = 3
}
`;

/** Of a spec with one mistake: its text after the fix, if there is one. */
function rewritten(text: string): string | undefined {
  const { diagnostics } = checkText(text);
  assert.equal(
    diagnostics.map(({ code }) => code),
    ["W0716"],
  );
  const [fix] = diagnostics[0]?.fixes ?? [];
  return (
    fix &&
    [...fix.edits]
      .sort((one, other) => other.span.start - one.span.start)
      .reduce(
        (edited, { span, text: instead }) => edited.slice(0, span.start) + instead + edited.slice(span.end),
        text,
      )
  );
}

function lossOf(text: string): number {
  const given = {
    inputs: { x: "[[1, 2], [3, -1], [0.5, 0], [2, 2]]" },
    parameters: { "S.w": "[0.5, -2]" },
  };
  return evaluated({ graph: compileGraph("case.weft", text) }, "train train", given)["loss"]?.[0] ?? NaN;
}

for (const lines of [
  "  minimize mean[batch](S(x)) * 2 + mean[batch, a](x * S(x)) / 3 - -mean[a, batch](S(x) * x) + 0.5",
  "  loss = mean[batch](S(x) + 1) - 0.1 * mean[batch](S(x)^2)\n  minimize loss",
])
  test(lines.trim(), () => {
    const plain = specOf(lines);
    const fixed = rewritten(plain.replace("  batch = 4\n", "  batch = 4\n  accumulate = 2\n"));
    assert.ok(fixed !== undefined);
    assert.equal(checkText(fixed ?? "").diagnostics, []);
    // Equal but for the order of some forty sums of numbers below 10, each off by 2^-53 of them at most.
    assert.ok(Math.abs(lossOf(fixed ?? "") - lossOf(plain)) < 40 * 10 * 2 ** -53);
  });

for (const lines of [
  "  minimize (mean[batch](S(x)) + mean[batch](S(x)^2)) * 2",
  "  minimize mean[batch](Coupled(x)) + mean[batch](S(x)^2)",
  "  minimize mean[batch](S(x)) + mean[batch where S(x) > 0](S(x))",
  "  minimize exp(mean[batch](S(x)))",
])
  test(`${lines.trim()} has no such form that is the same`, () => {
    assert.is(rewritten(specOf(`${lines}\n  private = gaussian(clip = 1, noise = 1)`)), undefined);
  });
