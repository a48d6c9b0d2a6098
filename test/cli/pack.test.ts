import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assert, suite } from "../harness.ts";
import { withPage } from "../setup/browser.ts";
import { readFileIn, withFiles } from "./files.ts";
import { runWeft } from "./weft.ts";

const test = suite("the npm package");
const root = fileURLToPath(new URL("../..", import.meta.url));

/** Node's own words before a program that may load no module of lodash: its hundreds took half of a command's start. */
const withoutLodash = ((): readonly string[] => {
  const url = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;
  const hooks = `export function resolve(name, context, next) {
    if (name.includes("lodash")) throw new Error("a module of lodash is loaded");
    return next(name, context);
  }`;
  return [
    "--import",
    url(`import { register } from "node:module"; register(${JSON.stringify(url(hooks))});`),
  ];
})();

test("what npm pack gives works by itself", async () => {
  await withFiles({}, async (folder) => {
    const packing = ["pack", "--json", "--pack-destination", folder];
    const output = execFileSync("npm", packing, {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [{ filename, files } = { filename: "", files: [] }] = JSON.parse(
      output.slice(output.indexOf("[\n")),
    ) as {
      filename: string;
      files: { path: string }[];
    }[];
    const paths = files.map(({ path }) => path);
    for (const path of [
      "LICENSE",
      "dist/compiler/cli.js",
      "compiler/std/layers.weft",
      "compiler/editor/page/editor.ts",
      "runtime/mod.ts",
      "docs/tutorial.md",
      "specs/minilm.names",
    ]) {
      assert.ok(paths.includes(path), path);
    }
    const foreign = paths.filter((path) =>
      /^(test|generated|node_modules)\/|compiler\/(?!editor\/page\/).*\.ts$/.test(path),
    );
    assert.equal(foreign, []);

    // Its dependencies are those of this checkout.
    const installed = join(folder, "installed");
    mkdirSync(installed);
    execFileSync("tar", ["-xzf", filename, "--strip-components=1", "-C", installed], { cwd: folder });
    symlinkSync(join(root, "node_modules"), join(installed, "node_modules"));
    const command = [process.execPath, join(installed, "dist", "compiler", "cli.js")];
    const empty = join(folder, "empty");
    mkdirSync(empty);
    assert.is((await runWeft(["init", "demo"], empty, command)).code, 0);
    const [node = "", program = ""] = command;
    const checked = await runWeft(["check", "demo.weft"], empty, [node, ...withoutLodash, program]);
    assert.is(checked.code, 0, checked.errors);
    const written = await runWeft(["playground", "demo.weft", "--out", "site"], empty, command);
    assert.is(written.code, 0, written.errors);
    await withPage(
      (path) => readFileIn(join(empty, "site"), path),
      (page) =>
        page
          .frameLocator("#page")
          .locator("#status", { hasText: /^ready$/ })
          .waitFor(),
    );
    const small = ["--set", "embed=8", "--set", "head=2", "--steps", "2", "--json"];
    const { code, output: lines, errors } = await runWeft(["train", "demo.weft", ...small], empty, command);
    assert.is(code, 0, errors);
    assert.match(lines, /"done":true,"steps":2/);
  });
});
