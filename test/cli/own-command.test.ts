/** What messages tell to type next: it starts this very program, however that was started. */
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ownCommand, type Start } from "../../compiler/cli/own-command.ts";
import { assert, suite } from "../harness.ts";
import { withFiles } from "./files.ts";
import { smallSpec, sourceCommand, tales, runWeft } from "./weft.ts";

const test = suite("how a user starts the command");
const root = fileURLToPath(new URL("../..", import.meta.url));
const module = join(root, "compiler/cli.ts");
const [deno = ""] = sourceCommand;

const start = (folder: string, environment: Start["environment"] = {}): Start => ({
  module,
  program: [deno, "run", "-A"],
  folder,
  environment,
});

/** A folder with a `weft` that leads to the program, or to another. */
function linked(folder: string, to = module): string {
  mkdirSync(folder, { recursive: true });
  symlinkSync(to, join(folder, "weft"));
  return folder;
}

test("by its name, where the user's path has it and no other before it", async () => {
  await withFiles({ other: "" }, (folder) => {
    const own = linked(join(folder, "bin"));
    const other = linked(join(folder, "first"), join(folder, "other"));
    const byPath = (...path: readonly string[]): string =>
      ownCommand(start(folder, { PATH: path.join(delimiter) }));
    assert.is(byPath(dirname(own), own, other), "weft");
    assert.not.equal(byPath(other, own), "weft");
    // It is npm that puts these there.
    assert.not.equal(byPath(linked(join(folder, "node_modules/.bin"))), "weft");
  });
});

test("by npx, from below a folder whose packages have it", async () => {
  await withFiles({ other: "", "project/deep/a.weft": "" }, (folder) => {
    linked(join(folder, "project/node_modules/.bin"));
    linked(join(folder, "project/deep/node_modules/.bin"), join(folder, "other"));
    assert.is(ownCommand(start(join(folder, "project"))), "npx weft");
    assert.not.equal(ownCommand(start(join(folder, "project/deep"))), "npx weft");
    assert.not.equal(ownCommand(start(folder)), "npx weft");
  });
});

test("as npx was asked for a package that isn't installed", async () => {
  await withFiles({}, (folder) => {
    const cache = join(folder, "_npx/12ab");
    const inside = join(cache, "node_modules/weft-lang/dist/compiler");
    mkdirSync(inside, { recursive: true });
    writeFileSync(join(inside, "cli.js"), "");
    const cached = { ...start(folder), module: join(inside, "cli.js") };
    writeFileSync(join(cache, "package.json"), '{ "_npx": { "packages": ["weft-lang@0.1.0"] } }');
    assert.is(ownCommand(cached), "npx -p weft-lang@0.1.0 weft");
    writeFileSync(join(cache, "package.json"), "{}");
    assert.match(ownCommand(cached), /cli\.js$/);
  });
});

test("by the script of a checkout, from below it", () => {
  const environment = { npm_lifecycle_event: "weft", npm_package_json: join(root, "package.json") };
  const from = (INIT_CWD: string, more = {}): string =>
    ownCommand(start(root, { ...environment, INIT_CWD, ...more }));
  assert.is(from(root), "npm run -s weft --");
  assert.is(from(join(root, "specs")), "npm run -s weft --");
  assert.not.equal(from(dirname(dirname(root))), "npm run -s weft --");
  // Whoever has a script of this name of his own.
  assert.not.equal(from(root, { npm_package_json: "/package.json" }), "npm run -s weft --");
});

test("else by the words of this start, which a shell takes as they are", async () => {
  await withFiles({ "a.weft": smallSpec, "tales.txt": tales }, async (folder) => {
    const run = (command: string): string =>
      execFileSync("sh", ["-c", `${command} --version`], { cwd: folder, encoding: "utf8" });
    const version = run(ownCommand(start(folder)));
    assert.match(version, /^\d+\.\d+\.\d+\n$/);
    const first = await runWeft(["run", "a.weft", "the"], folder);
    const [, train = ""] = /train it first, with `(.*) train a\.weft`/.exec(first.errors) ?? [];
    assert.is(run(train), version);
    const made = await runWeft(["init", "demo"], folder);
    assert.match(made.output, `\n  ${train} check demo.weft `);
    const words = ["train", "a.weft:train", "--steps", "1", "--backend", "cpu"];
    assert.match((await runWeft(words, folder)).output, `try next: ${train} run a.weft "…"`);
  });
});
