import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { assert, suite } from "../../harness.ts";
import { runDeno } from "../hosts.ts";

const test = suite("threads of the CPU backend");
const scenario = new URL("threads-scenario.ts", import.meta.url);

test("in Deno", async () => {
  assert.match(await runDeno(scenario), /\n\d+ passed, 0 failed\n$/);
});

test("in Node", () => {
  // Workers take over the options of their process, but not what tsx has added since.
  const register = `import { register } from "${import.meta.resolve("tsx/esm/api")}"; register();`;
  const words = ["--import", `data:text/javascript,${encodeURIComponent(register)}`, fileURLToPath(scenario)];
  const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
  assert.match(stdout, /\n\d+ passed, 0 failed\n$/, stderr);
});
