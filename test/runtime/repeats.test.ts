import { countGroups } from "../../runtime/layout.ts";
import type { PlanEntry } from "../../runtime/plan.ts";
import { slotsOf, stepsOf, symbolsOfSteps, wordsOf } from "../../runtime/repeats.ts";
import { boundsOf, type Sizes } from "../../runtime/sizes.ts";
import { compileSpec, readSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";

const test = suite("on which sizes of the day it depends what runs");

const gpt = compileSpec("gpt.weft", readSpec("specs/gpt.weft"), {
  set: { embed: "16", head: "2", depth: "1" },
  vocabularies: { vocab: 13 },
}).plan.model;
/** A scan over a free length, in which a value of the other free length is computed, and strips of such a value. */
const loops = compileSpec(
  "loops.weft",
  `weft 1
axis time <= 6
axis other <= 40
axis from like other
axis embed = 4
model Loops(x: [time, embed], y: [other, embed]) -> (a: [time, embed], b: [other, embed]) {
  h = scan[time](h: [embed] = 0) {
    h' = tanh(h + x + sum[other](y * h))
    yield h'
  }
  return h, softmax[from where from <= other](y @[embed] y[other as from]) @[from] y[other as from]
}`,
).plan.model;

/** All that the engines are told of what runs. */
function toldOf(entry: PlanEntry, sizes: Sizes): unknown {
  const steps = stepsOf(entry, sizes, 0, entry.dispatches.length);
  return {
    steps: steps.map(({ dispatch, slot }) => [dispatch, slot]),
    groups: [countGroups(entry, steps, "cpu"), countGroups(entry, steps, 65535)],
    words: entry.dispatches.map((dispatch) =>
      Array.from({ length: slotsOf(entry, dispatch) }, (_, slot) => wordsOf(entry, dispatch, slot, sizes)),
    ),
  };
}

test("sizes that aren't named change nothing, and each that is named changes something", () => {
  let [named, others] = [0, 0];
  for (const entry of [...gpt.entries, ...loops.entries]) {
    const bounds = boundsOf(entry);
    const symbols = symbolsOfSteps(entry);
    const before = toldOf(entry, bounds);
    for (const { symbol, low } of entry.symbols) {
      const told = toldOf(entry, new Map(bounds).set(symbol, low));
      if (symbols.includes(symbol)) assert.not.equal(told, before, `${entry.name}: ${symbol}`);
      else assert.equal(told, before, `${entry.name}: ${symbol}`);
      if (symbols.includes(symbol)) named += 1;
      else others += 1;
    }
  }
  assert.ok(named > 0 && others > 0, `${named} named, ${others} not`);
});

test("the length of a text isn't among them, the room for it is", () => {
  const extend = gpt.entries.find(({ kind }) => kind === "extend");
  assert.equal(extend && symbolsOfSteps(extend), ["seq"]);
});
