/** `npx tsx test/fuzz/edit-run.ts COUNT [SEED]`: so many random edits of good specs; prints each text that breaks something. */
import { goodSpecs, readSpec } from "../mutants/legal.ts";
import { editedSpec, randomNumbers, survive } from "./edits.ts";

const [count = 1000, seed = 1] = process.argv.slice(2).map(Number);
const texts = goodSpecs.map(readSpec);
let told = 0;
let broken = 0;
for (let round = 0; round < count; round++) {
  const random = randomNumbers(seed * 1_000_003 + round);
  for (let warm = 0; warm < 5; warm++) random();
  const text = editedSpec(texts[round % texts.length] ?? "", texts, random);
  try {
    if (survive(text) > 0) told += 1;
  } catch (error) {
    broken += 1;
    console.log(`── round ${round}\n${String(error)}\n${text}`);
  }
  if ((round + 1) % 5000 === 0) console.log(`${round + 1} edits: ${told} told, ${broken} broken`);
}
console.log(`${count} edits: something was told of ${told}, ${broken} broke the compiler`);
