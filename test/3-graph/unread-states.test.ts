import { compileSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";

const test = suite("states that nobody reads");

const withOptimizer = (optimizer: string, declared = ""): string => `weft 1
axis e = 4
${declared}
model M(x: [e]) -> [e] {
  param W: [e] = 1
  state seen = 0
  seen' = seen + 1
  return W * x
}
data points = csv("points.csv") {
  x: [e] real
}
train on points {
  loss = mean[batch, e]((M(x) - 1)^2)
  minimize loss
  optimizer = ${optimizer}
  batch = 2
  steps = 2
}
`;

const statesOf = (text: string): readonly string[] =>
  compileSpec("states.weft", text)
    .plan.model.states.map(({ path }) => path)
    .sort();

test("a velocity without momentum isn't kept; what only its own formula reads is, and a layer's state", () => {
  assert.equal(statesOf(withOptimizer("sgd(rate = 0.1)")), ["M.seen"]);
  assert.equal(statesOf(withOptimizer("sgd(rate = 0.1, momentum = 0.9)")), ["M.W/sgd.velocity", "M.seen"]);
  const own = `optimizer mine(rate) {
  state count = 0
  state before = 0
  state older = 0
  count' = count + 1
  older' = before
  before' = gradient
  parameter' = parameter - rate * (gradient + older)
}`;
  assert.equal(statesOf(withOptimizer("mine(rate = 0.1)", own)), [
    "M.W/mine.before",
    "M.W/mine.count",
    "M.W/mine.older",
    "M.seen",
  ]);
});
