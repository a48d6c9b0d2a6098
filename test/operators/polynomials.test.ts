import { coefficients, ratios } from "../../compiler/operators/polynomials.ts";
import { assert, suite } from "../harness.ts";
import { fit, fitRatio, problems, ratioProblems } from "./fit.ts";

const test = suite("polynomials of the operators");

test("every polynomial has its problem", () => {
  assert.equal(Object.keys(coefficients).sort(), Object.keys(problems).sort());
});

for (const [name, given] of Object.entries(coefficients)) {
  test(`${name}: Remez' algorithm finds the coefficients again`, () => {
    const problem = problems[name];
    if (problem === undefined) throw new Error("no problem");
    const found = fit(problem);
    assert.is(found.coefficients.length, given.length);
    // The comments say nine digits; the last may differ with the machine's own exp and log.
    for (const [i, coefficient] of given.entries()) {
      assert.close(found.coefficients[i] ?? NaN, coefficient, 1e-6 * Math.abs(coefficient));
    }
    assert.ok(found.error < 2 ** -25);
  });
}

for (const [name, given] of Object.entries(ratios)) {
  test(`the ratio ${name}: Remez' algorithm finds one as good`, () => {
    const problem = ratioProblems[name];
    if (problem === undefined) throw new Error("no problem");
    const found = fitRatio(problem);
    assert.ok(found.error < 2 ** -26);
    // Many ratios are nearly the best: their values are compared, not their coefficients.
    const value = (all: readonly number[], x: number): number => all.reduceRight((sum, c) => sum * x + c, 0);
    for (let i = 1; i <= 1000; i++) {
      const square = (problem.to * (i / 1000)) ** 2;
      const [ours, theirs] = [given, found].map(
        ({ top, bottom }) => value(top, square) / value(bottom, square),
      );
      assert.close(ours ?? NaN, theirs ?? NaN, 4e-8 * Math.abs(theirs ?? NaN));
    }
  });
}
