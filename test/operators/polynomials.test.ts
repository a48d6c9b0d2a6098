import { coefficients } from "../../compiler/operators/polynomials.ts";
import { assert, suite } from "../harness.ts";
import { fit, problems } from "./fit.ts";

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
