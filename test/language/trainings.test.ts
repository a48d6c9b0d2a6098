import { suite } from "../harness.ts";
import { assertFigures } from "./formulas.ts";

const test = suite("trainings give the figures that are known by hand");

const models = `
model A(x: real) -> real {
  param a: real = 1
  return a * x
}
model B(x: real) -> real {
  param b: real = 1
  return b * x
}
data d = jsonl("d.jsonl") {
  x: real
}
`;

test("a parameter that several minimizations train moves by each, with an optimizer of each one's own", () =>
  assertFigures(
    `${models}
train on d {
  u = mean[batch](A(x))
  minimize u over A with sgd(rate = 1, momentum = 0.5)
  v = mean[batch](A(x) * B(x))
  minimize v + u over B with sgd(rate = 1)
  w = mean[batch](A(x) * B(x))
  minimize w with sgd(rate = 0.5)
  report after = mean[batch](A(x) + B(x))
  batch = 1
  steps = 1
}`,
    {
      entry: "train train",
      inputs: { x: "[2]" },
      parameters: { "A.a": 1, "B.b": 1 },
      states: {
        "A.a/sgd.velocity": 4,
        "A.a/sgd2.velocity": 7,
        "B.b/sgd.velocity": 0,
        "B.b/sgd2.velocity": 0,
      },
      // u = 2, by a 2: the velocity is 0.5 * 4 + 2, a = 1 - 4. v = -6 * 2, by b -12: b = 13. w = -6 * 26, by a 52, by b -12: a = -29, b = 19.
      expected: {
        loss: 2,
        loss2: -10,
        w: -156,
        after: 2 * (-29 + 19),
        "A.a": -29,
        "B.b": 19,
        "A.a/sgd.velocity": 4,
        "A.a/sgd2.velocity": 52,
      },
    },
  ));
