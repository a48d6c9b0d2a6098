/**
 * `npx tsx test/fuzz/agree-run.ts COUNT SEED [BACKEND…]`, or `npx deno run -A` in place of `npx tsx`, compares so many random specs with the
 * evaluator, on the CPU (`cpu` and `"cpu, exact"`) unless backends are named, and prints those that disagree or break.
 */
import process from "node:process";
import { describe, disagreements } from "../agree/agree.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { backends } from "../agree/device.ts";
import { choices, runsFor, seededSpec, sharedFiles, vocabularies } from "./spec/seeded.ts";

const [count = 100, from = 1] = process.argv.slice(2, 4).map(Number);
const named = process.argv.slice(4);
const on = named.length > 0 ? backends.filter((backend) => named.includes(backend)) : backends.slice(1);
if (named.length > on.length) throw new Error(`of ${named.join("; ")} one is none of ${backends.join("; ")}`);

async function judge(seed: number): Promise<string> {
  const text = seededSpec(seed, {});
  const spec = compileSpec("random.weft", text, { vocabularies, files: sharedFiles });
  const choose = choices(seed);
  const found = await disagreements(spec, seed, {
    on,
    runs: runsFor(text),
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
