import { messageOf } from "../../runtime/errors.ts";
import { typeMessages } from "../../compiler/source/messages-types.ts";
import { assert, suite } from "../harness.ts";
import { compileSpec } from "../agree/compile-spec.ts";

const test = suite("3-graph: constants that make no number");

/** The errors that compiling ends with; none where it has a plan. */
function told(program: string): readonly string[] {
  try {
    compileSpec("constants.weft", `weft 1\n${program}`);
    return [];
  } catch (error) {
    return messageOf(error).split("\n");
  }
}

function ofFormula(formula: string): readonly string[] {
  return told(
    `axis a = 4\nconst none = 0\nmodel M(x: [a], n: [a] int) -> [a] {\n  return ${formula} + 0 * n\n}`,
  );
}

test("says so when a package is built", () => {
  const { wrong, right } = typeMessages.W0416.explain;
  assert.equal(told(wrong), ["`/` of 0 and 0 is no number"]);
  assert.equal(told(right), []);
});

test("numbers, roots and powers without a value, and integers beyond 32 bits", () => {
  assert.equal(ofFormula("x * (0 / 0)"), ["`/` of 0 and 0 is no number"]);
  assert.equal(ofFormula("x + sqrt(none - 1)"), ["`sqrt` of -1 is no number"]);
  assert.equal(ofFormula("x + (-1)^0.3"), ["`^` of -1 and 0.3 is no number"]);
  assert.equal(ofFormula("x + (2147483647 + 1) * n"), ["`+` of 2147483647 and 1 is no integer of 32 bits"]);
});

test("what isn't computed is no mistake, nor is the least integer", () => {
  assert.equal(ofFormula("where(none > 0, x / none, x)"), []);
  assert.equal(ofFormula("where(none > 0, none / none, x)"), []);
  assert.equal(ofFormula("x + n * (-2147483647 - 1)"), []);
});

test("what a condition may leave out is told where it is computed after all", () => {
  assert.equal(ofFormula("where(x > 0, none / none, x)"), ["`/` of 0 and 0 is no number"]);
});
