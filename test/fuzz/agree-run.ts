/** `npx tsx test/fuzz/agree-run.ts COUNT SEED` compares so many random specs on the CPU with the evaluator, and prints those that disagree or break. */
import { describe, disagreements } from "../agree/agree.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { choices, seededSpec, sharedFiles, vocabularies } from "./spec/seeded.ts";

const [count = 100, from = 1] = process.argv.slice(2).map(Number);

async function judge(seed: number): Promise<string> {
  const text = seededSpec(seed, {});
  const spec = compileSpec("random.weft", text, { vocabularies, files: sharedFiles });
  const choose = choices(seed);
  const found = await disagreements(spec, seed, {
    on: ["cpu", "cpu, exact"],
    // A size of the day within the bounds that is a multiple of its step.
    choose: ({ low, high, step }) => Math.max(low, Math.floor((1 + choose(high)) / step) * step),
  });
  return describe(found);
}

let wrong = 0;
for (let seed = from; seed < from + count; seed++) {
  const done = seed - from;
  if (done > 0 && done % 100 === 0) process.stdout.write(`${done} specs: ${wrong} disagree\n`);
  const told = await judge(seed).catch((error: unknown) =>
    error instanceof Error ? (error.stack ?? "") : String(error),
  );
  if (told === "") continue;
  wrong += 1;
  process.stdout.write(`seed ${seed}\n${told}\n`);
}
process.stdout.write(`${wrong} of ${count} specs disagree\n`);
