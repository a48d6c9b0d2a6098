/** What docs/tutorial.md shows is what its reader gets: the messages, the plan, a kernel, and that its program fits the package. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { denoExecutable } from "../../compiler/cli/deno.ts";
import { withFiles } from "../cli/files.ts";
import { runWeft } from "../cli/weft.ts";
import { assert, suite } from "../harness.ts";
import { blocksIn, missing } from "./shown.ts";

const test = suite("tutorial");
const text = readFileSync("docs/tutorial.md", "utf8");

const [bigram = "", writer = ""] = blocksIn(text, "weft");
const slip = writer.replaceAll("[seq as src]", "");

test("its specs, its mistake, its plan, its kernel and its program", async () => {
  assert.ok(slip !== writer && bigram !== "");
  const files = { "bigram.weft": bigram, "writer.weft": writer, "slip.weft": slip };
  await withFiles(files, async (folder) => {
    await runWeft(["init", "tales"], folder);
    for (const name of ["bigram", "slip"]) {
      const shown =
        blocksIn(text, "text").find((block) => block.startsWith(`$ weft check ${name}.weft\n`)) ?? "";
      const [first = "", ...rest] = shown.split("\n\n$ ")[0]?.split("\n") ?? [];
      assert.is(first, `$ weft check ${name}.weft`);
      const { output, errors } = await runWeft(["check", `${name}.weft`], folder);
      assert.is((output + errors).trim(), rest.join("\n").trim());
    }
    const plan = blocksIn(text, "text").find((block) => block.startsWith("train train:")) ?? "";
    assert.ok(plan !== "");
    assert.equal(missing(plan, (await runWeft(["plan", "writer.weft"], folder)).output), []);

    await runWeft(["build", "writer.weft", "--out", "pkg"], folder);
    const [kernel = ""] = blocksIn(text, "wgsl");
    const name = /`pkg\/kernels\/(.*?)\.wgsl`/.exec(text)?.[1] ?? "";
    assert.ok(existsSync(join(folder, `pkg/kernels/${name}.wgsl`)), name);
    assert.equal(missing(kernel, readFileSync(join(folder, `pkg/kernels/${name}.wgsl`), "utf8")), []);

    writeFileSync(join(folder, "use.ts"), blocksIn(text, "ts")[0] ?? "");
    execFileSync(denoExecutable(), ["check", "--quiet", "use.ts"], { cwd: folder, stdio: "pipe" });
  });
});
