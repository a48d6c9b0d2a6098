/** What docs/tutorial.md shows is what its reader gets: the messages, the plan, a kernel, and that its program fits the package. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { denoExecutable } from "../../compiler/cli/deno.ts";
import { withFiles } from "../cli/files.ts";
import { runWeft } from "../cli/weft.ts";
import { assert, suite } from "../harness.ts";

const test = suite("tutorial");
const text = readFileSync("docs/tutorial.md", "utf8");

function blocksOf(language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm"))].map(
    ([, block]) => block ?? "",
  );
}

const [bigram = "", writer = ""] = blocksOf("weft");
const slip = writer.replaceAll("[seq as src]", "");

/** Lines without what depends on the widths of columns. */
function lines(shown: string): readonly string[] {
  return shown
    .split("\n")
    .map((line) => line.trim().replace(/\s+/g, " "))
    .filter((line) => line !== "");
}

/** The lines of `shown` that aren't in `real`, in this order; … stands for any lines between. */
function missing(shown: string, real: string): readonly string[] {
  const left = [...lines(real)];
  return lines(shown).filter((line) => {
    if (line === "…") return false;
    const at = left.indexOf(line);
    left.splice(0, at + 1);
    return at < 0;
  });
}

test("its specs, its mistake, its plan, its kernel and its program", async () => {
  assert.ok(slip !== writer && bigram !== "");
  const files = { "bigram.weft": bigram, "writer.weft": writer, "slip.weft": slip };
  await withFiles(files, async (folder) => {
    await runWeft(["init", "tales"], folder);
    for (const name of ["bigram", "slip"]) {
      const shown = blocksOf("text").find((block) => block.startsWith(`$ weft check ${name}.weft\n`)) ?? "";
      const [first = "", ...rest] = shown.split("\n\n$ ")[0]?.split("\n") ?? [];
      assert.is(first, `$ weft check ${name}.weft`);
      const { output, errors } = await runWeft(["check", `${name}.weft`], folder);
      assert.is((output + errors).trim(), rest.join("\n").trim());
    }
    const plan = blocksOf("text").find((block) => block.startsWith("train train:")) ?? "";
    assert.ok(plan !== "");
    assert.equal(missing(plan, (await runWeft(["plan", "writer.weft"], folder)).output), []);

    await runWeft(["build", "writer.weft", "--out", "pkg"], folder);
    const [kernel = ""] = blocksOf("wgsl");
    const name = /`pkg\/kernels\/(.*?)\.wgsl`/.exec(text)?.[1] ?? "";
    assert.ok(existsSync(join(folder, `pkg/kernels/${name}.wgsl`)), name);
    assert.equal(missing(kernel, readFileSync(join(folder, `pkg/kernels/${name}.wgsl`), "utf8")), []);

    writeFileSync(join(folder, "use.ts"), blocksOf("ts")[0] ?? "");
    execFileSync(denoExecutable(), ["check", "--quiet", "use.ts"], { cwd: folder, stdio: "pipe" });
  });
});
