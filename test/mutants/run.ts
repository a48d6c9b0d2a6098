/**
 * `npx tsx test/mutants/run.ts [--every=N] [--show] [--no-repairs] [--kept=FILE] [--shard=I/N] [--minutes=M]` judges every mutant of the good specs, or
 * every N-th, and prints the figures; with `--show` a line for each that isn't refused at its line with the edit that restores it. `--no-repairs` leaves out
 * the search for that edit, which takes most of the time, and shows those that aren't noticed. `--kept` appends each
 * verdict to a file of JSON lines, and takes what stands there instead of judging again: so a run may be stopped, go on, and be shared
 * by processes that each take the I-th of every N. `--minutes` ends it then: what was judged so far is spread over all specs.
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { judge, knownOf } from "./judge.ts";
import { goodSpecs, readSpec, reasonToPass } from "./legal.ts";
import { mutantsOf } from "./mutate.ts";
import type { Mutant } from "./mutate.ts";

interface Judged {
  /** The spec, the position in it, and what stands there instead. */
  readonly key: string;
  readonly line: number;
  readonly outcome: "refused" | "warned" | "silent";
  readonly legal: boolean;
  readonly code: string;
  readonly onLine: boolean;
  readonly restored: boolean;
  readonly change: string;
}

function option(name: string): string | undefined {
  return process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
}

const every = Number(option("every") ?? 1);
const [shard = 0, shards = 1] = (option("shard") ?? "0/1").split("/").map(Number);
const minutes = Number(option("minutes") ?? Infinity);
const repairs = !process.argv.includes("--no-repairs");
const keptPath = option("kept");
const kept = new Map<string, Judged>();
if (keptPath !== undefined && existsSync(keptPath)) {
  for (const line of readFileSync(keptPath, "utf8").split("\n").filter(Boolean)) {
    const judged = JSON.parse(line) as Judged;
    kept.set(judged.key, judged);
  }
}

function judgedOf(path: string, text: string, known: ReadonlySet<string>, mutant: Mutant): Judged {
  const key = `${path} ${mutant.from.start} ${mutant.from.end} ${mutant.instead}`;
  const before = kept.get(key);
  if (before !== undefined) return before;
  const { outcome, line, first, isOnLine, isRestored } = judge(text, known, mutant, repairs);
  const judged = {
    key,
    line,
    outcome,
    legal: outcome === "silent" && reasonToPass(text, mutant) !== undefined,
    code: first?.code ?? "",
    onLine: isOnLine,
    restored: isRestored,
    change: `${mutant.place}: ${mutant.written} -> ${mutant.instead}`,
  };
  if (keptPath !== undefined) appendFileSync(keptPath, JSON.stringify(judged) + "\n");
  return judged;
}

const counts = { mutants: 0, refused: 0, warned: 0, legal: 0, unnoticed: 0, onLine: 0, restored: 0 };
const all = goodSpecs.flatMap((path) => {
  const text = readSpec(path);
  const known = knownOf(text);
  return mutantsOf(text).map((mutant) => ({ path, text, known, mutant }));
});
const chosen = all.filter((_, at) => at % every === 0);
// A step that shares no divisor with the count visits each once, and what was visited so far is spread over all specs.
const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));
let step = Math.floor(chosen.length * 0.618);
while (commonDivisor(step, chosen.length) > 1) step += 1;
const end = Date.now() + minutes * 60_000;
for (let visit = shard; visit < chosen.length && Date.now() < end; visit += shards) {
  const next = chosen[(visit * step) % chosen.length];
  if (next === undefined) continue;
  const { path, text, known, mutant } = next;
  const { outcome, legal, line, code, onLine, restored, change } = judgedOf(path, text, known, mutant);
  counts.mutants += 1;
  counts[outcome === "silent" ? (legal ? "legal" : "unnoticed") : outcome] += 1;
  if (onLine) counts.onLine += 1;
  if (restored) counts.restored += 1;
  const flaws = [onLine ? [] : ["elsewhere"], restored ? [] : ["no way back"]].flat();
  if (process.argv.includes("--show") && !legal && (repairs ? flaws.length > 0 : outcome === "silent"))
    console.log(`${path}:${line}\t${outcome}\t${code}\t${flaws.join(", ")}\t${change}`);
}
const told = counts.refused + counts.warned;
const percent = (count: number, of: number): string => `${((100 * count) / of).toFixed(1)} %`;
console.log(counts);
console.log(
  `noticed or legal: ${percent(counts.mutants - counts.unnoticed, counts.mutants)} of ${counts.mutants}`,
);
// A mistake's place comes from the edit that mends it.
if (repairs)
  console.log(
    `told at the line: ${percent(counts.onLine, told)} of ${told}; restored: ${percent(counts.restored, told)}`,
  );
