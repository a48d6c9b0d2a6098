import type { Plan } from "../../compiler/5-schedule/plan.ts";
import { describe, disagreements } from "../agree/agree.ts";
import { compileSpec, type CompiledSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";

const test = suite("long and wide formulas");

/** A program of a model whose lines are given, which has a parameter `w` and returns `result`. */
function program(lines: readonly string[], result: string, declarations = ""): CompiledSpec {
  const text = `weft 1
axis in = 6
data points = csv("points.csv") {
  x: [in]
  y: [in]
}
${declarations}
model M(x: [in]) -> [in] {
  param w: [in] = 1
  ${lines.join("\n  ")}
  return ${result}
}
train on points {
  loss = mean[batch](sum[in]((M(x) - y)^2))
  minimize loss
  optimizer = sgd(rate = 0.01)
  batch = 3
  steps = 4
}
`;
  return compileSpec("long.weft", text);
}

function numbered(count: number, line: (at: number) => string): readonly string[] {
  return Array.from({ length: count }, (_, at) => line(at));
}

/** Each line is another formula, so that no two kernels are alike. */
function chain(count: number): CompiledSpec {
  const functions = ["tanh", "sin", "sigmoid", "gelu"];
  return program(
    numbered(count, (at) => `h${at} = ${functions[at % 4]}(${at === 0 ? "x" : `h${at - 1}`} * w + 0.${at})`),
    `h${count - 1}`,
  );
}

/** Of the longest kernel. */
function longest({ kernels }: Plan): number {
  return Math.max(...kernels.map(({ body }) => JSON.stringify(body).length));
}

async function assertAgrees(spec: CompiledSpec): Promise<void> {
  assert.is(describe(await disagreements(spec, 5, { on: ["cpu"], runs: 4 })), "");
}

test("a chain of 500 formulas is stages of kernels, none longer than those of a shorter chain", async () => {
  const spec = chain(500);
  // Stages begin elsewhere in it: a kernel has at most one formula more than another.
  assert.ok(longest(spec.plan) < 1.25 * longest(chain(100).plan), `${longest(spec.plan)}`);
  await assertAgrees(spec);
});

test("200 layers without a product of matrices agree with the evaluator, forward and backward", async () => {
  const layer = `layer Step(x: [in]) -> [in] {
  param a, b: [in] = 0.5
  return x + tanh(a * x + b)
}`;
  await assertAgrees(program(["use steps = Step * 200"], "steps(x * w)", layer));
});

test("a sum of 400 terms, one of 300 parameters, and 60 squares of squares are compiled", async () => {
  await assertAgrees(program([], numbered(400, (at) => `sin(x * w * 0.${at + 1})`).join(" + ")));
  const parameters = numbered(300, (at) => `param p${at}: [in] = 0.01`);
  const sum = numbered(300, (at) => `p${at}`).join(" + ");
  await assertAgrees(program(parameters, `x * w * (${sum})`));
  // Taken apart, it has as many factors as there are ways through it: 2^60. A line is two operations of 1,000 characters at most.
  const squares = numbered(60, (at) => `h${at} = ${at === 0 ? "x * w" : `h${at - 1} * h${at - 1}`}`);
  assert.ok(longest(program(squares, "h59").plan) < 2 * 60 * 1000);
});

test("what is nested too deeply is told, however deep it is", () => {
  for (const deep of [101, 500, 20_000]) {
    const nested = `${"(".repeat(deep)}x * w${")".repeat(deep)}`;
    assert.throws(() => program([], nested), /nested more than 100 deep/);
  }
});
