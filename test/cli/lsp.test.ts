import { spawn } from "node:child_process";
import { denoExecutable } from "../../compiler/cli/deno.ts";
import { assert, suite } from "../harness.ts";
import { connect } from "./editor-client.ts";

const test = suite("weft lsp");

/** Its process, as an editor starts it, and how it ends. */
function start(words: readonly string[]): {
  readonly child: ReturnType<typeof spawn>;
  readonly ended: Promise<number | null>;
} {
  const parameters = ["run", "-A", "compiler/cli.ts", "lsp", ...words];
  const child = spawn(denoExecutable(), parameters, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { child, ended };
}

test("a process tells mistakes, and ends when it is told to", async () => {
  const { child, ended } = start(["--stdio", "--clientProcessId=1"]);
  if (child.stdout === null || child.stdin === null) throw new Error("the process has no streams");
  const early = ended.then((code) => Promise.reject(new Error(`it ended with ${code}`)));
  const client = await Promise.race([connect(child.stdout, child.stdin), early]);
  const uri = "file:///a.weft";
  const told = client.told(uri);
  await client.open(uri, "weft 1\naxis embed = 8\naxis rows = |embd|\n");
  assert.equal(
    (await told).diagnostics.map(({ code }) => code),
    ["W0201"],
  );
  await client.end(true);
  assert.is(await ended, 0);
});

test("a process ends with the editor", async () => {
  const { child, ended } = start([]);
  child.stdin?.end();
  assert.is(await ended, 1);
});
