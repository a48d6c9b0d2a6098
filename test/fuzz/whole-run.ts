/** `npx deno run -A test/fuzz/whole-run.ts COUNT SEED [PROPERTY…]`: whole runs of so many random specs; prints what differs or breaks. */
import process from "node:process";
import { seededSpec } from "./spec/seeded.ts";
import { compileRandom, inBatches, inSegments, movedOn, resumed, threaded, withLess } from "./whole.ts";

const [count = 100, from = 1] = process.argv.slice(2, 4).map(Number);
const properties = {
  resumed: (text: string, seed: number) => resumed(compileRandom(text), seed),
  threaded: (text: string, seed: number) => threaded(compileRandom(text), seed),
  withLess,
  movedOn,
  inBatches,
  inSegments: async (text: string, seed: number) => inSegments(text, seed),
};
const named = process.argv.slice(4);
const asked = Object.entries(properties).filter(([name]) => named.length === 0 || named.includes(name));

let wrong = 0;
for (let seed = from; seed < from + count; seed++) {
  const text = seededSpec(seed, {});
  for (const [name, property] of asked) {
    const found = await property(text, seed).catch((error: unknown) => [
      error instanceof Error ? (error.stack ?? "") : String(error),
    ]);
    if (found.length === 0) continue;
    wrong += 1;
    process.stdout.write(`seed ${seed}, ${name}\n${found.join("\n")}\n`);
  }
}
process.stdout.write(`${wrong} of ${count} specs differ\n`);
