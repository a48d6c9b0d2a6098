import { assert, suite } from "../harness.ts";
import { runDeno } from "../runtime/hosts.ts";

const test = suite("what agrees with the evaluator in Node does so in Deno");

test("the specs' entries on every backend", async () => {
  const output = await runDeno(new URL("specs.test.ts", import.meta.url));
  assert.match(output, /\n\d+ passed, 0 failed\n$/);
});

test("products of awkward sizes, relaxed", async () => {
  const output = await runDeno(new URL("products.test.ts", import.meta.url));
  assert.match(output, /\n\d+ passed, 0 failed\n$/);
});
