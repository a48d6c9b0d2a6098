/**
 * `npm test`, or `npm test -- PART…`: runs the test files whose path contains one of the parts, or all.
 * The last line is `N passed, N failed`; the exit code is 1 when a test failed or no file was found.
 */
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { closingLine, type Counts } from "./harness.ts";
import { runFiles, type FileResult } from "./runner/pool.ts";

const limitMilliseconds = 15 * 60 * 1000;
const root = fileURLToPath(new URL("..", import.meta.url));

const parts = process.argv.slice(2);
const files = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".test.ts"))
  .map((path) => join(root, "test", path))
  .filter((path) => parts.length === 0 || parts.some((part) => relative(root, path).includes(part)))
  .sort();

let total: Counts = { passed: 0, failed: 0, skipped: 0 };
const failing: string[] = [];

function report({ path, counts, output, milliseconds, error }: FileResult): void {
  const name = relative(root, path);
  console.log(`${name} (${(milliseconds / 1000).toFixed(1)} s)`);
  if (output !== "") console.log(output.trimEnd());
  if (error !== undefined) console.log(`  FAIL ${error}`);
  if (counts.failed > 0) failing.push(name);
  total = {
    passed: total.passed + counts.passed,
    failed: total.failed + counts.failed,
    skipped: total.skipped + counts.skipped,
  };
}

if (files.length === 0) {
  console.log(`no test file matches ${parts.join(" ")}`);
  process.exitCode = 1;
} else {
  await runFiles(files, availableParallelism(), limitMilliseconds, report);
  if (failing.length > 0) console.log(`\nfailing: ${failing.join(" ")}`);
}
if (total.failed > 0) process.exitCode = 1;
console.log(`\n${closingLine(total)}`);
