/** Gradients of random smooth specs by every parameter are the finite differences of the loss, on the evaluator. */
import { evaluateNodes } from "../../compiler/3-graph/evaluate.ts";
import type { Environment } from "../../compiler/3-graph/evaluate/evaluation.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { randomValues } from "../agree/values.ts";
import { randoms } from "../3-graph/graphs.ts";
import { assert, suite } from "../harness.ts";
import { gradientAt, lossOf, nudged } from "../models/losses.ts";
import { seededSpec, sharedFiles, vocabularies } from "./spec/seeded.ts";

const test = suite("gradients of random specs");

const step = 1e-4;

/**
 * Central differences of step h are off by h²/6 times the third derivative, which the differences of steps h and h/2 tell: their
 * difference is 3/4 of the first one's error. Rounding of a loss L adds 2^-52 |L| / h, of some hundred operations.
 */
function toleranceOf(wide: number, narrow: number, loss: number): number {
  return 4 * Math.abs(wide - narrow) + (200 * 2 ** -52 * (1 + Math.abs(loss))) / step;
}

test("are the finite differences of their losses", () => {
  let compared = 0;
  let sharp = 0;
  for (let seed = 1000; seed < 1034; seed++) {
    const text = seededSpec(seed, { smooth: true, grows: false });
    const spec = compileSpec("random.weft", text, { vocabularies, files: sharedFiles });
    const random = randoms(seed);
    const { loss, gradients, environment } = lossOf(spec, (graph, entry) =>
      randomValues(graph, entry, random),
    );
    const valueOf = (given: Environment): number => evaluateNodes([loss], given)[0]?.data[0] ?? NaN;
    const middle = valueOf(environment);
    const paths = [...gradients.keys()];
    const found = evaluateNodes([...gradients.values()], environment);
    for (const [index, path] of paths.entries()) {
      const parameter = environment.parameters.get(path);
      const gradient = found[index];
      if (parameter === undefined || gradient === undefined) throw new Error(`no parameter ${path}`);
      const at = Math.floor(((random() + 1) / 2) * parameter.data.length);
      const slope = (by: number): number =>
        (valueOf(nudged(environment, path, parameter, at, by)) -
          valueOf(nudged(environment, path, parameter, at, -by))) /
        (2 * by);
      const [wide, narrow] = [slope(step), slope(step / 2)];
      const tolerance = toleranceOf(wide, narrow, middle);
      assert.close(gradientAt(gradient, parameter, at), narrow, tolerance, `${path} at ${at} of\n${text}`);
      compared += 1;
      if (tolerance < 1e-4 * Math.max(1, Math.abs(narrow))) sharp += 1;
    }
  }
  // Where the loss bends so much that the difference says little, nothing is proven.
  assert.ok(compared > 100, `${compared} slopes`);
  assert.ok(sharp > 0.9 * compared, `${sharp} of ${compared} slopes are known well`);
});
