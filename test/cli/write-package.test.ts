import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { writePackage } from "../../compiler/cli/packages/write-package.ts";
import { assert, suite } from "../harness.ts";
import { failureOf, withFiles } from "./files.ts";

const test = suite("writing a package");

const files = { "README.md": "new", "kernels/b.wgsl": "b", "mod.ts": "new", "model.ts": "new" };
const columns = new Map([["data/d.x.bin", new Uint8Array([1, 2])]]);
/** The file within a file can't be written. */
const torn = { ...files, "mod.ts/inner.ts": "" };

function everything(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const isFile = (name: string): boolean => statSync(join(folder, name)).isFile();
  return Object.fromEntries(
    names.filter(isFile).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
}

const written = {
  "README.md": "new",
  "data/d.x.bin": "\u0001\u0002",
  "kernels/b.wgsl": "b",
  "mod.ts": "new",
  "model.ts": "new",
};

test("a new folder, an empty one, and one with a package: what it had anew, the user's files untouched", () =>
  withFiles({}, (folder) => {
    const place = join(folder, "deep/out");
    writePackage(place, files, columns);
    assert.equal(everything(place), written);
    assert.equal(readdirSync(join(folder, "deep")), ["out"]);
    const listed =
      'new URL("./kernels/old.wgsl", import.meta.url), new URL("./data/old.bin", import.meta.url)';
    for (const [path, text] of [
      ["notes.txt", "mine"],
      ["files.ts", listed],
      ["kernels/old.wgsl", "old"],
      ["kernels/mine/notes.md", "mine"],
      ["model.ts", '{ column: "d.old" }'],
      ["data/d.old.bin", "old"],
      ["data/mine.csv", "mine"],
      ["types/mine.d.ts", "mine"],
      ["mod.ts", "old"],
    ] as const) {
      mkdirSync(join(place, path, ".."), { recursive: true });
      writeFileSync(join(place, path), text);
    }
    // Whether there is anything or not where they lead to.
    const links = ["data/elsewhere", "kernels/.#b.wgsl"].map((name) => join(place, name));
    for (const [at, link] of links.entries()) symlinkSync(at === 0 ? folder : "nowhere", link);
    writePackage(place, files, columns);
    for (const link of links) {
      assert.ok(lstatSync(link).isSymbolicLink(), link);
      rmSync(link);
    }
    const mine = ["notes.txt", "kernels/mine/notes.md", "data/mine.csv", "types/mine.d.ts"];
    assert.equal(everything(place), {
      ...written,
      "files.ts": listed,
      ...Object.fromEntries(mine.map((path) => [path, "mine"])),
    });
    const empty = join(folder, "empty");
    mkdirSync(empty);
    writePackage(empty, files, columns);
    assert.equal(everything(empty), written);
  }));

test("what can't be written leaves nothing of a new package", () =>
  withFiles({}, async (folder) => {
    const place = join(folder, "out");
    const failure = await failureOf(() => writePackage(place, torn, columns));
    assert.match(failure, `${join(place, "mod.ts/inner.ts")} can't be written: `);
    assert.equal(readdirSync(folder), []);
  }));

const old = { "model.ts": "old", "mod.ts": "old", "kernels/old.wgsl": "old", "notes.txt": "mine" };

test("what can't be written leaves the package that is there as it was", () =>
  withFiles(old, async (folder) => {
    const failure = await failureOf(() => writePackage(folder, torn, columns));
    assert.match(failure, "; what was there is as it was");
    assert.equal(everything(folder), old);
  }));

test("a folder of the user in a file's place stays, and so does all else", () =>
  withFiles({ ...old, "README.md/mine.txt": "mine" }, async (folder) => {
    const failure = await failureOf(() => writePackage(folder, files, columns));
    assert.match(failure, "README.md is a folder there");
    assert.equal(everything(folder), { ...old, "README.md/mine.txt": "mine" });
    assert.not.ok(existsSync(join(folder, "kernels/b.wgsl")));
  }));

test("a file where a folder is meant is told of", () =>
  withFiles({ plain: "mine" }, async (folder) => {
    const plain = join(folder, "plain");
    assert.match(
      await failureOf(() => writePackage(plain, files, columns)),
      `${plain} is a file: name a folder with --out`,
    );
    const below = await failureOf(() => writePackage(join(plain, "below"), files, columns));
    assert.match(below, /can't be written: not a directory$/);
    assert.equal(everything(folder), { plain: "mine" });
  }));
