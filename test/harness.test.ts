import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { assert, suite } from "./harness.ts";

const here = dirname(fileURLToPath(import.meta.url));
const test = suite("harness");

/** Runs a test file of the given text in a process of its own. */
function runFile(text: string): { readonly code: number | null; readonly output: string } {
  const folder = mkdtempSync(join(here, "scratch-"));
  try {
    const file = join(folder, "example.ts");
    writeFileSync(file, `import { assert, skip, suite } from "../harness.ts";\n${text}`);
    const result = spawnSync(process.execPath, [...process.execArgv, file], { encoding: "utf8" });
    return { code: result.status, output: result.stdout + result.stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("counts what passes, fails and is skipped, and exits with 1 when a test fails", () => {
  const result = runFile(`const test = suite("s");
    test("good", () => assert.is(1, 1));
    test("bad", async () => assert.is(1, 2));
    test("thrown text", () => { throw "text"; });
    test("later", () => skip("no adapter here"));`);
  assert.is(result.code, 1);
  assert.ok(result.output.endsWith("\n1 passed, 2 failed, 1 skipped\n"), result.output);
  assert.match(result.output, "no adapter here");
});

test("exits with 0 when all pass, also behind a top-level await", () => {
  const result = runFile(`await new Promise((resolve) => setTimeout(resolve, 20));
    const test = suite("s"); test("good", () => assert.close(1, 1.1, 0.2));`);
  assert.is(result.code, 0, result.output);
  assert.ok(result.output.endsWith("\n1 passed, 0 failed\n"), result.output);
});

test("refuses an empty suite", () => {
  const result = runFile(`suite("hollow");`);
  assert.not.equal(result.code, 0);
  assert.match(result.output, 'suite "hollow" has no test');
});

test("refuses two tests of one name", () => {
  const result = runFile(`const test = suite("s"); test("a", () => {}); test("a", () => {});`);
  assert.not.equal(result.code, 0);
  assert.match(result.output, 'two tests named "a"');
});

test("close holds at the tolerance, not beyond, and never for NaN", () => {
  assert.close(1, 1.5, 0.5);
  assert.throws(() => assert.close(1, 1.51, 0.5), /off by/);
  assert.throws(() => assert.close(NaN, 1, 10));
  assert.close(Infinity, Infinity, 0);
});
