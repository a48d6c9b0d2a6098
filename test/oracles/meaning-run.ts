/**
 * `npx deno run -A test/oracles/meaning-run.ts COUNT SEED` compares the evaluator on so many random specs, and on as many of mixed
 * and of combined formulas, and the runtime on as many texts that grow, as far as the compiler takes them, with the second reading of the language, and prints those that
 * differ. `PYTHON` names a Python that has NumPy.
 */
import process from "node:process";
import { differences } from "./meaning/cases.ts";
import { differencesGrown, grownCase } from "./meaning/growing.ts";
import { combinedCase, mixedCase, randomCase } from "./meaning/specs.ts";

const [count = 100, from = 1] = process.argv.slice(2, 4).map(Number);
const python = process.env["PYTHON"] ?? "python3";
let [wrong, compared] = [0, 0];
for (let begin = from; begin < from + count; begin += 25) {
  const length = Math.min(25, from + count - begin);
  const seeds = Array.from({ length }, (_, at) => begin + at);
  const cases = seeds.flatMap((seed) =>
    [randomCase(seed), mixedCase(seed) ?? [], combinedCase(seed) ?? []].flat(),
  );
  const found = await Promise.all(seeds.map(grownCase));
  const grown = found.filter((one) => one !== undefined);
  compared += cases.length + grown.length;
  const all = [...differences(cases, python), ...differencesGrown(grown, python).lines];
  for (const [at, lines] of all.entries()) {
    if (lines.length === 0) continue;
    wrong += 1;
    process.stdout.write(`${[...cases, ...grown][at]?.name}\n${lines.join("\n")}\n`);
  }
}
process.stdout.write(`${wrong} of ${compared} specs differ\n`);
