import { assert, suite } from "../harness.ts";
import { runDeno } from "./hosts.ts";

const test = suite("errors of the runtime, in Deno");

test("are those of Node", async () => {
  const output = await runDeno(new URL("errors.test.ts", import.meta.url));
  assert.match(output, /\n\d+ passed, 0 failed\n$/);
});
