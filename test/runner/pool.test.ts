import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { assert, suite } from "../harness.ts";
import { runFiles, type FileResult } from "./pool.ts";

const here = dirname(fileURLToPath(import.meta.url));
const test = suite("pool of test processes");

async function results(texts: readonly string[], limitMilliseconds = 60_000): Promise<readonly FileResult[]> {
  const folder = mkdtempSync(join(here, "scratch-"));
  try {
    const files = texts.map((text, at) => {
      const file = join(folder, `${at}.ts`);
      writeFileSync(file, `import { suite } from "../../harness.ts";\n${text}`);
      return file;
    });
    const seen: FileResult[] = [];
    await runFiles(files, 1, limitMilliseconds, (result) => seen.push(result));
    return seen;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("a file that registers nothing, throws or crashes fails, and the next one still runs", async () => {
  const [nothing, throwing, crashing, good] = await results([
    ``,
    `throw new Error("while loading");`,
    `suite("s")("t", () => process.kill(process.pid, "SIGKILL"));`,
    `suite("s")("t", () => console.log("said"));`,
  ]);
  assert.match(nothing?.error ?? "", "registers no suite");
  assert.match(throwing?.error ?? "", "while loading");
  assert.match(crashing?.error ?? "", "SIGKILL");
  assert.equal(
    [nothing, throwing, crashing, good].map((result) => result?.counts.failed),
    [1, 1, 1, 0],
  );
  assert.equal(good?.counts, { passed: 1, failed: 0, skipped: 0 });
  assert.match(good?.output ?? "", "said");
});

test("a file that hangs is ended at the limit", async () => {
  const [hanging] = await results([`suite("s")("t", () => { for (;;); });`], 2000);
  assert.match(hanging?.error ?? "", "the limit is 2 s");
});
