import { once } from "node:events";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { denoExecutable } from "../../compiler/cli/deno.ts";
import { assert, suite } from "../harness.ts";
import { withFiles } from "./files.ts";
import { startWeft } from "./weft.ts";

const test = suite("programs that the command runs");
const launching = fileURLToPath(new URL("launching.ts", import.meta.url));

/** As a step on the CPU, which has its thread until it is done. */
const busy = `Deno.addSignalListener("SIGINT", () => {});
console.log("computing");
for (const end = Date.now() + 120_000; Date.now() < end;);
`;

test("one that computes hears no Ctrl-C: that is told, and a second one ends it", async () => {
  await withFiles({ "busy.ts": busy }, async (folder) => {
    const { child, ended } = startWeft(["busy.ts"], folder, [denoExecutable(), "run", "-A", launching]);
    const said = async (stream: Readable | null): Promise<string> => {
      const first = stream && once(stream, "data").then(String);
      return (await Promise.race([first, ended.then(({ errors }) => `it ended: ${errors}`)])) ?? "";
    };
    assert.is(await said(child.stdout), "computing\n");
    child.kill("SIGINT");
    assert.match(await said(child.stderr), "another Ctrl-C ends it at once");
    child.kill("SIGINT");
    assert.is((await ended).code, 1);
  });
});
