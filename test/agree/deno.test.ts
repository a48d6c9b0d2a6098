import { assert, suite } from "../harness.ts";
import { runDeno } from "../runtime/hosts.ts";

const test = suite("the specs' entries agree with the evaluator on every backend in Deno");

test("as they do in Node", async () => {
  const output = await runDeno(new URL("specs.test.ts", import.meta.url));
  assert.match(output, /\n\d+ passed, 0 failed\n$/);
});
