import { constants } from "node:buffer";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compareNaturally } from "../../compiler/cli/natural-order.ts";
import { filesBelow } from "../../compiler/cli/package-root.ts";
import { parsePackagePath } from "../../compiler/cli/data/npm-packages.ts";
import { findDataFiles, findLocalFiles, readDataText } from "../../compiler/cli/data/sources.ts";
import { assert, suite } from "../harness.ts";
import { failureOf, span, withFiles } from "./files.ts";

const test = suite("the files that a spec names");

const silent = { log: () => undefined };

async function namesOf(path: string, folder: string): Promise<readonly string[]> {
  return (await findDataFiles(path, { folder, ...silent }, span)).map(({ name }) => name);
}

test("numbers in names count as numbers", () => {
  const names = ["chapter_10.txt", "chapter_2.txt", "chapter_1.txt", "chapter_1b.txt", "Chapter_3.txt", "a"];
  assert.equal([...names].sort(compareNaturally), [
    "Chapter_3.txt",
    "a",
    "chapter_1.txt",
    "chapter_1b.txt",
    "chapter_2.txt",
    "chapter_10.txt",
  ]);
});

test("a link to nothing, as Emacs lays beside a file that is edited, and one to itself are passed over", async () => {
  await withFiles({ "a/1.txt": "one", "a/b/2.txt": "" }, async (folder) => {
    for (const [to, name] of [
      ["me@host.1", ".#1.txt"],
      ["3.txt", "3.txt"],
      ["../a", "b/a"],
    ] as const)
      symlinkSync(to, join(folder, "a", name));
    assert.equal(await namesOf("a/**", folder), ["a/1.txt", "a/b/2.txt"]);
    assert.equal(
      filesBelow(folder).map(({ path, size }) => [path, size]),
      [
        ["a/1.txt", 3],
        ["a/b/2.txt", 0],
      ],
    );
  });
});

test("wildcards match within a folder, ** in all below", async () => {
  const files = {
    "a/1.txt": "",
    "a/10.txt": "",
    "a/2.txt": "",
    "a/b/3.txt": "",
    "a/1.md": "",
    "a+c/1.txt": "",
  };
  await withFiles(files, async (folder) => {
    assert.equal(await namesOf("a/*.txt", folder), ["a/1.txt", "a/2.txt", "a/10.txt"]);
    assert.equal(await namesOf("./a/?.txt", folder), ["a/1.txt", "a/2.txt"]);
    assert.equal(await namesOf("a/**/*.txt", folder), ["a/1.txt", "a/2.txt", "a/10.txt", "a/b/3.txt"]);
    assert.equal(await namesOf("a+*/1.txt", folder), ["a+c/1.txt"]);
    assert.equal(await namesOf("a/1.md", folder), ["a/1.md"]);
  });
});

test("a folder may be meant where one may be named", async () => {
  await withFiles({ "pets/1.png": "", "pet.weft": "" }, async (folder) => {
    const failure = (endings?: RegExp, path = "pet"): Promise<string> =>
      failureOf(() => findLocalFiles(path, folder, span, endings));
    assert.match(await failure(/png$/), "did you mean `pets`?");
    assert.match(await failure(/png$/, "pet/"), "did you mean `pets/`?");
    assert.not.match(await failure(), "`pets`");
  });
});

test("what isn't there is told with its place", async () => {
  await withFiles({ "a.txt": "" }, async (folder) => {
    assert.is(
      await failureOf(() => namesOf("b.txt", folder)),
      "there is no file `b.txt` relative to the spec's folder; did you mean `a.txt`?",
    );
    assert.is(
      await failureOf(() => namesOf("./elsewhere/tales.txt", folder)),
      "there is no file `./elsewhere/tales.txt` relative to the spec's folder; there is no folder `./elsewhere`",
    );
    assert.is(
      await failureOf(() => namesOf("x/*.txt", folder)),
      "no file relative to the spec's folder matches `x/*.txt`",
    );
  });
});

test("a path in a package has an exact version", async () => {
  assert.equal(parsePackagePath("npm:@a/b-c@1.2.3-rc.1/d/*.txt", span), {
    name: "@a/b-c",
    version: "1.2.3-rc.1",
    path: "d/*.txt",
  });
  assert.equal(parsePackagePath("npm:a@1.2.3/b", span), { name: "a", version: "1.2.3", path: "b" });
  assert.is(parsePackagePath("a.txt", span), undefined);
  for (const path of ["npm:a/b.txt", "npm:a@^1.2.3/b", "npm:a@1/b", "npm:a@1.2.3"]) {
    assert.match(await failureOf(() => parsePackagePath(path, span)), "with an exact version");
  }
});

test("a package is taken from the cache", async () => {
  await withFiles({}, async (folder) => {
    const cached = join(folder, "weft", "npm", "@a", "b@1.0.0", "data");
    mkdirSync(cached, { recursive: true });
    writeFileSync(join(cached, "c_2.txt"), "two");
    writeFileSync(join(cached, "c_1.txt"), "one");
    const before = process.env["XDG_CACHE_HOME"];
    process.env["XDG_CACHE_HOME"] = folder;
    try {
      const files = await findDataFiles("npm:@a/b@1.0.0/data/c_*.txt", { folder, ...silent }, span);
      assert.equal(
        files.map((file) => readDataText(file, span)),
        ["one", "two"],
      );
      assert.is(
        await failureOf(() => namesOf("npm:@a/b@1.0.0/none.txt", folder)),
        "there is no file `none.txt` in the package @a/b@1.0.0",
      );
    } finally {
      if (before === undefined) delete process.env["XDG_CACHE_HOME"];
      else process.env["XDG_CACHE_HOME"] = before;
    }
  });
});

test("text that isn't UTF-8 is refused with the line, a byte order mark is no part of it", async () => {
  const files = {
    "a.txt": Uint8Array.of(0x61, 0x0a, 0x0a, 0x62, 0xe4, 0x63),
    "b.txt": Uint8Array.of(0xff, 0xfe, 0x61, 0x00),
    "c.txt": Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a),
    "d.txt": Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0xc3),
  };
  await withFiles(files, async (folder) => {
    const read = (name: string): string => readDataText({ path: join(folder, name), name }, span);
    assert.is(
      await failureOf(() => read("a.txt")),
      "a.txt:3: the byte 0xe4 isn't UTF-8 text; save it as UTF-8",
    );
    assert.is(
      await failureOf(() => read("b.txt")),
      "b.txt isn't UTF-8 text: its first bytes are those of UTF-16; save it as UTF-8",
    );
    assert.is(read("c.txt"), "a\r\n");
    assert.is(
      await failureOf(() => read("d.txt")),
      "d.txt:1: the byte 0xc3 isn't UTF-8 text; save it as UTF-8",
    );
  });
});

test("a file that no string holds is refused before it is read", async () => {
  await withFiles({ "a.txt": "" }, async (folder) => {
    const path = join(folder, "a.txt");
    truncateSync(path, constants.MAX_STRING_LENGTH + 1);
    assert.match(
      await failureOf(() => readDataText({ path, name: "a.txt" }, span)),
      /^a\.txt has \d+ MB, and a text is read whole, up to \d+ MB: part it into several files/,
    );
  });
});
