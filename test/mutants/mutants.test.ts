/** Specs with one wrong name: noticed, at the right line, with the way back. `npx tsx test/mutants/run.ts` judges all of them. */
import { assert, suite } from "../harness.ts";
import { judge, knownOf } from "./judge.ts";
import { goodSpecs, readSpec, reasonToPass } from "./legal.ts";
import { mutantsOf } from "./mutate.ts";

const test = suite("mutants");
const all = goodSpecs.flatMap((path) => {
  const text = readSpec(path);
  const known = knownOf(text);
  return mutantsOf(text).map((mutant) => ({ path, text, known, mutant }));
});

/** Every so many of them, which is another part of each spec for another beginning. */
function sampleOf(step: number, first: number) {
  return all.filter((_, at) => at % step === first);
}

test("there are thousands", () => {
  assert.ok(all.length > 4000, `${all.length}`);
  for (const kind of ["axis", "rename", "where"] as const)
    assert.ok(
      all.some(({ mutant }) => mutant.kind === kind),
      kind,
    );
});

test("each is refused, warned of, or legal for a reason", () => {
  const unnoticed = sampleOf(17, 5).flatMap(({ path, text, known, mutant }) => {
    const { outcome, line } = judge(text, known, mutant, false);
    const passes = outcome !== "silent" || reasonToPass(text, mutant) !== undefined;
    return passes ? [] : [`${path}:${line}: \`${mutant.instead}\` for \`${mutant.written}\``];
  });
  assert.equal(unnoticed, []);
});

test("most are told at their line, with the edit that restores the spec", () => {
  const judged = sampleOf(131, 7)
    .map(({ text, known, mutant }) => judge(text, known, mutant))
    .filter(({ outcome }) => outcome !== "silent");
  const share = (held: number): number => held / judged.length;
  const onLine = share(judged.filter(({ isOnLine }) => isOnLine).length);
  const restored = share(judged.filter(({ isRestored }) => isRestored).length);
  assert.ok(judged.length > 20);
  assert.ok(onLine >= 0.75, `on line: ${onLine}`);
  assert.ok(restored >= 0.5, `restored: ${restored}`);
});
