/**
 * `npx deno run -A test/oracles/meaning-run.ts COUNT SEED [webgpu]` compares the evaluator on so many random specs, and on as many of mixed
 * and of combined formulas, the runtime on as many texts that grow and whole trainings, as far as the compiler takes them, and the command on as
 * many data sets, with the second reading of the language, and prints those that differ. With `webgpu` as the third argument the runtime computes there. `PYTHON` names a Python that has NumPy.
 */
import process from "node:process";
import { differences } from "./meaning/cases.ts";
import { dataCase, differencesOfData } from "./meaning/data.ts";
import { differencesGrown, grownCase } from "./meaning/growing.ts";
import { differencesOfTrainings, wholeTraining } from "./meaning/whole-trainings.ts";
import { combinedCase, mixedCase, randomCase } from "./meaning/specs.ts";

const [count = 100, from = 1] = process.argv.slice(2, 4).map(Number);
const backend = process.argv[4] === "webgpu" ? "webgpu" : "cpu, exact";
const python = process.env["PYTHON"] ?? "python3";
let [wrong, compared] = [0, 0];
for (let begin = from; begin < from + count; begin += 25) {
  const length = Math.min(25, from + count - begin);
  const seeds = Array.from({ length }, (_, at) => begin + at);
  const cases = seeds.flatMap((seed) =>
    [randomCase(seed), mixedCase(seed) ?? [], combinedCase(seed) ?? []].flat(),
  );
  const grown = await inTurn(seeds, (seed) => grownCase(seed, backend));
  const trained = await inTurn(seeds, (seed) => wholeTraining(seed, backend));
  const read = await inTurn(seeds, dataCase);
  const runs = [...grown, ...trained, ...read];
  compared += cases.length + runs.length;
  const all = [
    ...differences(cases, python),
    ...differencesGrown(grown, python).lines,
    ...differencesOfTrainings(trained, python),
    ...differencesOfData(read, python),
  ];
  for (const [at, lines] of all.entries()) {
    if (lines.length === 0) continue;
    wrong += 1;
    process.stdout.write(`${[...cases, ...runs][at]?.name}\n${lines.join("\n")}\n`);
  }
}
process.stdout.write(`${wrong} of ${compared} specs differ\n`);

async function inTurn<Case>(
  seeds: readonly number[],
  make: (seed: number) => Promise<Case | undefined>,
): Promise<readonly Case[]> {
  const made: Case[] = [];
  for (const seed of seeds) {
    const one = await make(seed);
    if (one !== undefined) made.push(one);
  }
  return made;
}
