import { commonBindings } from "../../compiler/3-graph/lower/common-bindings.ts";
import { compile } from "../../compiler/compile.ts";
import { libraryFiles } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";

const test = suite("3-graph: what an optimizer binds for all parameters alike");

test("is what follows from no gradient, parameter, matrix, state or axis", () => {
  const text = `weft 1
axis row = 3
model M(x: [row]) -> [] {
  param w: [row] = 1
  return sum[row](w * x)
}
optimizer own(rate, least = 2) {
  state m = 0
  twice = rate * least
  kept = m * twice
  m' = kept + gradient
  next = m' + 1
  flat = twice * matrix
  all = max[element](gradient)
  last = twice^step
  parameter' = parameter - twice * m' + next * flat + all * last + kept
}
data points = module("./points.ts") {
  x: [row]
}
train on points {
  loss = mean[batch](M(x))
  minimize loss
  optimizer = own(rate = where(step < 3, 0.1, 0.2))
  batch = 4
  steps = 4
}
`;
  const options = { set: {}, tokenizers: new Map<string, never>(), hash: "", after: "check" } as const;
  const { model, diagnostics } = compile({ name: "m.weft", text }, libraryFiles(), options);
  assert.equal(
    diagnostics.filter(({ severity }) => severity === "error").map((one) => JSON.stringify(one)),
    [],
  );
  const minimization = model?.trainings[0]?.body.find(({ kind }) => kind === "minimize");
  assert.ok(minimization?.kind === "minimize");
  const names = [...commonBindings(minimization.optimizer)].flatMap(({ bindings }) =>
    bindings.map(({ name }) => name),
  );
  assert.equal(names, ["rate", "least", "twice", "last"]);
});
