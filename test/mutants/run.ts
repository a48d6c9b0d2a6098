/**
 * `npx tsx test/mutants/run.ts [--every=N] [--show]` judges every mutant of the good specs, or every N-th, and prints the figures; with
 * `--show` a line for each that isn't refused at its line with the edit that restores it.
 */
import { judge, knownOf } from "./judge.ts";
import { goodSpecs, readSpec, reasonToPass } from "./legal.ts";
import { mutantsOf } from "./mutate.ts";

const every = Number(process.argv.find((word) => word.startsWith("--every="))?.slice(8) ?? 1);
const counts = { mutants: 0, refused: 0, warned: 0, legal: 0, unnoticed: 0, onLine: 0, restored: 0 };
for (const path of goodSpecs) {
  const text = readSpec(path);
  const known = knownOf(text);
  for (const [at, mutant] of mutantsOf(text).entries()) {
    if (at % every !== 0) continue;
    const { outcome, line, first, isOnLine, isRestored } = judge(text, known, mutant);
    const isLegal = outcome === "silent" && reasonToPass(text, mutant) !== undefined;
    counts.mutants += 1;
    counts[outcome === "silent" ? (isLegal ? "legal" : "unnoticed") : outcome] += 1;
    if (isOnLine) counts.onLine += 1;
    if (isRestored) counts.restored += 1;
    const flaws = [isOnLine ? [] : ["elsewhere"], isRestored ? [] : ["no way back"]].flat();
    if (process.argv.includes("--show") && !isLegal && flaws.length > 0) {
      const change = `${mutant.place}: ${mutant.written} -> ${mutant.instead}`;
      console.log(`${path}:${line}\t${outcome}\t${first?.code ?? ""}\t${flaws.join(", ")}\t${change}`);
    }
  }
}
const told = counts.refused + counts.warned;
const percent = (count: number, of: number): string => `${((100 * count) / of).toFixed(1)} %`;
console.log(counts);
console.log(
  `noticed or legal: ${percent(counts.mutants - counts.unnoticed, counts.mutants)} of ${counts.mutants}`,
);
console.log(
  `told at the line: ${percent(counts.onLine, told)} of ${told}; restored: ${percent(counts.restored, told)}`,
);
