import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import ts from "typescript";
import { softwareAdapterCommands } from "../../compiler/cli/adapter.ts";
import { denoExecutable } from "../../compiler/cli/deno.ts";
import { assert, suite } from "../harness.ts";
import { withPage } from "./browser.ts";
import { dawn } from "./dawn.ts";
import { doubledPlusOne } from "./probe.ts";

const test = suite("WebGPU on this machine");
const probe = new URL("probe.ts", import.meta.url);
const expected = Array.from({ length: 64 }, (_, at) => 2 * at + 1);

test("Deno computes", () => {
  const program = `import { doubledPlusOne } from ${JSON.stringify(probe.href)};
    console.log(JSON.stringify(await doubledPlusOne(navigator.gpu)));`;
  const output = execFileSync(denoExecutable(), ["eval", program], { encoding: "utf8" });
  assert.equal(JSON.parse(output), expected);
});

test("Node computes, by Dawn", async () => {
  assert.equal(await doubledPlusOne(dawn()), expected);
});

test("Chromium computes", async () => {
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
  const script = ts.transpileModule(readFileSync(probe, "utf8"), { compilerOptions: options }).outputText;
  const files: Readonly<Record<string, string>> = {
    "/index.html": `<!doctype html><script type="module">
      import { doubledPlusOne } from "./probe.js";
      window.result = doubledPlusOne(navigator.gpu);
    </script>`,
    "/probe.js": script,
  };
  const result = await withPage(
    (path) => files[path],
    (page) => page.evaluate("window.result"),
  );
  assert.equal(result, expected);
});

test("Debian 12 takes Mesa from its backports, others take their own", () => {
  const bookworm = softwareAdapterCommands({ packageManager: "apt", release: "bookworm" });
  assert.match(bookworm.at(-1) ?? "", "-t bookworm-backports mesa-vulkan-drivers");
  const trixie = softwareAdapterCommands({ packageManager: "apt", release: "trixie" });
  assert.equal(trixie, [
    "apt-get update -q",
    "apt-get install -y -q --no-install-recommends mesa-vulkan-drivers",
  ]);
  assert.equal(softwareAdapterCommands({ packageManager: "none", release: "" }), []);
});
