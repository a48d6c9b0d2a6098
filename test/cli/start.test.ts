import { fileURLToPath } from "node:url";
import { denoExecutable } from "../../compiler/cli/deno.ts";
import { assert, suite } from "../harness.ts";
import { withFiles } from "./files.ts";
import { runWeft, smallSpec, tales } from "./weft.ts";

const test = suite("npm start");

const program = fileURLToPath(new URL("../../compiler/cli/start.ts", import.meta.url));

test("what it trains is a run of the spec, which commands take up", async () => {
  await withFiles({ "specs/gpt.weft": smallSpec, "specs/tales.txt": tales }, async (folder) => {
    const started = await runWeft(["--steps", "3"], folder, [denoExecutable(), "run", "-A", program]);
    assert.is(started.code, 0, started.errors);
    const [, checkpoint = ""] = /the checkpoint is (\S+)/.exec(started.errors) ?? [];
    assert.match(checkpoint, /step-3\.safetensors$/);
    const next = /^try next: .+ (\S+ \S+) "…"/m.exec(started.output);
    assert.is(next?.[1], "run specs/gpt.weft", started.output);
    const verified = await runWeft(["verify", checkpoint], folder);
    assert.is(verified.code, 0, verified.errors);
  });
});
