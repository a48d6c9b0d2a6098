import { measureNGrams } from "../../runtime/data/n-grams.ts";
import { assert, suite } from "../harness.ts";

const test = suite("references by n-grams");

test("worked by hand", () => {
  // Training part a b a b a, held out b a; two kinds. Unigram: P(b) = (2 + 1) / (5 + 2), P(a) = (3 + 1) / (5 + 2).
  const symbols = [0, 1, 0, 1, 0, 1, 0];
  const [unigram, bigram, trigram] = measureNGrams(symbols, 5, 2, [1, 2, 3]);
  assert.close(unigram?.loss ?? NaN, -(Math.log(3 / 7) + Math.log(4 / 7)) / 2, 1e-12);
  // a follows b twice, of two: P(a | b) = 3 / 4.
  assert.close(bigram?.loss ?? NaN, -Math.log(3 / 4), 1e-12);
  assert.ok(Number.isNaN(trigram?.loss));
});

test("a unigram model is the table of counts", () => {
  const symbols = Array.from({ length: 20000 }, (_, at) => (at * at * 7 + (at >> 3)) % 5);
  const counts = [0, 0, 0, 0, 0];
  for (const symbol of symbols.slice(0, 18000)) counts[symbol] = (counts[symbol] ?? 0) + 1;
  const held = symbols.slice(18000);
  const expected =
    held.reduce((sum, symbol) => sum - Math.log(((counts[symbol] ?? 0) + 1) / 18005), 0) / held.length;
  assert.close(measureNGrams(symbols, 18000, 5, [1])[0]?.loss ?? NaN, expected, 1e-9);
});
