import { describe, disagreements } from "../agree/agree.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";
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
  minimize w with sgd(rate = 0.5, momentum = 0.25)
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
        "B.b/sgd2.velocity": 0,
      },
      // u = 2, by a 2: the velocity is 0.5 * 4 + 2, a = 1 - 4. v = -6 * 2, by b -12: b = 13. w = -6 * 26, by a 52, by b -12: a's
      // velocity is 0.25 * 7 + 52, b's -12: a = -29.875, b = 19.
      expected: {
        loss: 2,
        loss2: -10,
        w: -156,
        after: 2 * (-29.875 + 19),
        "A.a": -29.875,
        "B.b": 19,
        "A.a/sgd.velocity": 4,
        "A.a/sgd2.velocity": 53.75,
      },
    },
  ));

test("minimizations of one loss that follow one another are one step, whose gradients are cut by one norm", () =>
  assertFigures(
    `${models}
train on d {
  u = mean[batch](3 * A(x) + 4 * B(x))
  minimize u over A with sgd(rate = 1)
  minimize u with sgd(rate = 0.5)
  minimize u over B with adam(rate = 100)
  report after = mean[batch](A(x) + B(x))
  minimize u over B with sgd(rate = 1)
  v = mean[batch](3 * A(x) + 4 * B(x))
  minimize v over B with sgd(rate = 1)
  batch = 1
  steps = 1
  clip = 1
}`,
    {
      entry: "train train",
      inputs: { x: "[1]" },
      parameters: { "A.a": 1, "B.b": 1 },
      // The gradients are 3 and 4, and cut by 5. u has no slope by what b is after a step, v has 4, which alone is cut to 1.
      expected: { loss: 7, loss2: 7, v: 3 * 0.4 + 4 * 0.6, after: 0.4 + 0.6, "A.a": 0.4, "B.b": 0.6 - 1 },
    },
  ));

test("constants of a training are in its settings, and settings in its constants", () =>
  assertFigures(
    `${models}
train on d {
  const half = 4
  const total = 3 * half
  minimize mean[batch](A(x) * B(x))
  report doubled = 2 * total + batch_size
  optimizer = sgd(rate = slow)
  const slow = 0.5 / seed
  const batch_size = 2
  batch = batch_size
  seed  = 5
  steps = total
}`,
    {
      entry: "train train",
      inputs: { x: "[1, 2]" },
      parameters: { "A.a": 1, "B.b": 3 },
      // By a 3 * (1 + 4) / 2.
      expected: { doubled: 26, "A.a": 1 - 0.1 * 7.5, "B.b": 3 - 0.1 * 2.5 },
    },
  ));

test("a scan in a training, and in a function that is called there, goes along for each example", () =>
  assertFigures(
    `axis t = 3
axis two = { a, b }
fn blend(x: [t], first) {
  return scan[t](h: [two] = first, n: real = 0) {
    h' = 0.5 * h + x
    n' = n + sum[two](h)
    yield h' + 10 * n'
  }
}
model A(x: real) -> real {
  param a: real = 1
  return a * x
}
data d = jsonl("d.jsonl") {
  x: [t]
}
train on d {
  y = blend(A(x), sum[t](x))
  z = scan[t](h: real = 0) {
    h' = h + A(x)
    yield h'
  }
  minimize mean[batch](sum[two](y[t = last]))
  report total = sum[batch, t](z)
  optimizer = sgd(rate = 0.5)
  batch = 2
  steps = 1
}`,
    {
      entry: "train train",
      inputs: { x: "[[2, 0, 4], [1, 1, 0]]" },
      parameters: { "A.a": 1 },
      // First example: h = 6, then 5, 2.5, 5.25 of either part; n = 12, 22, 27: 5.25 + 270 each. Second: h = 2, then 2, 2, 1; n = 4, 8, 12.
      // By a, h is x3 + x2/2 + x1/4, and n 2 (x1 + x1/2 + x2): 4.5 + 10 * 6, and 0.75 + 10 * 5.
      expected: { loss: 275.25 + 121, total: 2 + 2 + 6 + 1 + 2 + 2, "A.a": 1 - 0.5 * (64.5 + 50.75) },
    },
  ));

test("patterns name parameters by their paths, settings follow from others, and an optimizer sees what is bound before", () =>
  assertFigures(
    `axis e = 2
layer L(x: [e]) -> [e] {
  param w: [e] ~ normal(0, 1)
  return w * x
}
model E(x: [e]) -> [e] {
  use l = L * 2
  param v: [e] = 1
  return l(x) + v
}
model S(x: [e]) -> [e] {
  return E(x)
}
data d = jsonl("d.jsonl") {
  x: [e]
}
train on d {
  total = steps * 2
  minimize mean[batch](sum[e](S(x))) over E.**.v, E.l.1
  minimize mean[batch](sum[e](S(x))) over **.0.w
  optimizer = sgd(rate = total / 2 + batch)
  clip = 1000000 * batch
  batch = 1
  steps = 3
}`,
    {
      entry: "train train",
      inputs: { x: "[[1, 2]]" },
      parameters: { "E.l.0.w": "[1, 1]", "E.l.1.w": "[1, 1]", "E.v": "[1, 1]" },
      settings: { steps: 3 },
      // The rate is 3 * 2 / 2 + 1. By v the slope is 1, by the second w it is x: then the loss is 1 * -3 - 3 + 2 * -7 - 3, by the first w x * (-3, -7).
      expected: {
        loss: 5,
        loss2: -23,
        "E.v": "[-3, -3]",
        "E.l.1.w": "[-3, -7]",
        "E.l.0.w": "[13, 57]",
      },
    },
  ));

test("what a second minimization clips follows from what the first one gave", () => {
  const root = Math.sqrt(5);
  const after = [1 - 4 / root, 1 - 8 / root] as const;
  const slope = [after[0], 2 * after[1]] as const;
  const norm = Math.hypot(...slope);
  return assertFigures(
    `axis e = 2
model E(x: [e]) -> [e] {
  param u, w: [e] ~ normal(0, 1)
  return u * w * x
}
data d = jsonl("d.jsonl") {
  x: [e]
}
train on d {
  minimize mean[batch](sum[e](E(x))) over **.w
  minimize mean[batch](sum[e](E(x))) over **.u
  optimizer = sgd(rate = 4)
  clip = 1
  batch = 1
  steps = 3
}`,
    {
      entry: "train train",
      inputs: { x: "[[1, 2]]" },
      parameters: { "E.u": "[1, 1]", "E.w": "[1, 1]" },
      // By w the slope is x, of length root 5; by u it is x times the new w.
      expected: {
        loss: 3,
        loss2: slope[0] + slope[1],
        "E.w": after,
        "E.u": [1 - (4 * slope[0]) / norm, 1 - (4 * slope[1]) / norm],
      },
    },
  );
});

for (const settings of [
  "clip = 0.1",
  "accumulate = 2",
  "private = gaussian(clip = 1, noise = 0)",
  "precision = f16",
])
  test(`lamb goes with ${settings}`, async () => {
    const spec = compileSpec(
      "lamb.weft",
      `weft 1
axis in = 5
axis out = 3
model A(x: [in]) -> [out] {
  param W: in -> out ~ xavier
  param b: [out] = 0.5
  param s: real = 2
  return s * tanh(W(x) + b)
}
data d = jsonl("d.jsonl") {
  x: [in]
}
train on d {
  minimize mean[batch](sum[out]((A(x) - 1)^2))
  optimizer = lamb(rate = 0.1)
  batch = 4
  steps = 1
  ${settings}
}
`,
    );
    assert.is(describe(await disagreements(spec, 1, { on: ["cpu"] })), "");
  });

test("private gradients are cut before the factors of a loss come in, wherever these stand", async () => {
  const losses = {
    whole: ["mean[batch](Error(x))", [0.1, -0.2]],
    left: ["0.5 * mean[batch](Error(x))", [0.55, 0.4]],
    right: ["mean[batch](Error(x)) * 0.5", [0.55, 0.4]],
    below: ["0.5 * (sum[batch](Error(x)) / 2)", [0.55, 0.4]],
    twice: ["-2 * (0.25 * mean[batch](-Error(x)))", [0.55, 0.4]],
  } as const;
  await assertFigures(
    `
axis a = 2
model Error(x: [a]) -> real {
  param w: [a] = 1
  return sum[a](w * x)
}
data d = jsonl("d.jsonl") {
  x: [a]
}
${Object.entries(losses)
  .map(
    ([name, [loss]]) => `train ${name} on d {
  minimize ${loss}
  private = gaussian(clip = 2, noise = 0)
  optimizer = sgd(rate = 1)
  batch = 2
  steps = 1
}`,
  )
  .join("\n")}`,
    Object.entries(losses).map(([name, [, w]]) => ({
      entry: `train ${name}` as const,
      inputs: { x: "[[3, 4], [0.6, 0.8]]" },
      parameters: { "Error.w": [1, 1] },
      expected: { "Error.w": w },
    })),
  );
});

test("each call of a step reads the state that the step began with, and what the last one sets is kept", () =>
  assertFigures(
    `
model M(x: [batch]) -> [batch] {
  param g: real = 1
  state seen: real = 0
  seen' = 0.5 * seen + mean[batch](x)
  return g * x + seen
}
data d = jsonl("d.jsonl") {
  x: real
}
train on d {
  a = M(x)
  b = M(10 * x)
  loss = mean[batch](a + b)
  minimize loss
  optimizer = sgd(rate = 0.1)
  batch = 2
  steps = 1
}`,
    {
      entry: "train train",
      inputs: { x: "[1, 3]" },
      parameters: { "M.g": 1 },
      states: { "M.seen": 6 },
      expected: { loss: 2 + 20 + 12, "M.seen": 3 + 20 },
    },
  ));
