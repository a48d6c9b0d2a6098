import { assert, suite } from "../harness.ts";
import { goodSpecs, readSpec } from "../mutants/legal.ts";
import { editedSpec, randomNumbers, survive } from "./edits.ts";

const test = suite("random edits of good specs");
const texts = goodSpecs.map(readSpec);

for (const [at, path] of goodSpecs.entries()) {
  test(path, () => {
    let told = 0;
    for (let round = 0; round < 250; round++) {
      const random = randomNumbers(20261124 + 1000 * at + round);
      const text = editedSpec(texts[at] ?? "", texts, random);
      try {
        if (survive(text) > 0) told += 1;
      } catch (error) {
        throw new Error(`broken by:\n${text}`, { cause: error });
      }
    }
    assert.ok(told > 150, `only ${told} of 250 edits were noticed`);
  });
}
