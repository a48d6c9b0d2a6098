import { readdirSync, readFileSync } from "node:fs";
import { assert, suite } from "../harness.ts";
import { caseNames, folder, stagesOf } from "./stages.ts";

const test = suite("each stage of a compile is as its file shows (npx tsx test/cases/renew.ts writes them)");

test("there are cases", () => assert.ok(caseNames().length >= 2));

for (const name of caseNames()) {
  const stages = stagesOf(name);
  for (const [file, text] of Object.entries(stages))
    test(`${name}/${file}`, () =>
      assert.fixture(text, readFileSync(new URL(`${name}/${file}`, folder), "utf8")));
  test(`${name} has no file of a stage that is gone`, () => {
    const found = readdirSync(new URL(`${name}/`, folder)).filter((file) => file !== "spec.weft");
    assert.equal(found.sort(), Object.keys(stages).sort());
  });
}
