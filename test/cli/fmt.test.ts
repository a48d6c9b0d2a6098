import { lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assert, suite } from "../harness.ts";
import { withFiles } from "./files.ts";
import { runWeft } from "./weft.ts";

const test = suite("weft fmt");

const crooked = "weft 1\naxis a=3\naxis bc  <= 4 // most\n";
const straight = "weft 1\n\naxis a  = 3\naxis bc <= 4  // most\n";
const wrong = "weft 1\naxis a = = 3\n";

test("it writes files anew, tells which, and leaves those that are wrong", async () => {
  await withFiles({ "a.weft": crooked, "b.weft": straight, "c.weft": wrong }, async (folder) => {
    const read = (name: string): string => readFileSync(join(folder, name), "utf8");
    const checked = await runWeft(["fmt", "--check", "a.weft", "b.weft"], folder);
    assert.is(checked.code, 1);
    assert.is(checked.output, "a.weft: is not in its canonical layout\n");
    assert.is(read("a.weft"), crooked);

    const written = await runWeft(["fmt", "a.weft", "b.weft", "c.weft"], folder);
    assert.is(written.code, 1);
    assert.is(written.output, "a.weft: written anew\n");
    assert.match(written.errors, /error W01\d\d: /);
    assert.is(read("a.weft"), straight);
    assert.is(read("c.weft"), wrong);

    const again = await runWeft(["fmt", "--check", "a.weft", "b.weft"], folder);
    assert.is(again.code, 0);
    assert.is(again.output, "");
  });
});

test("what isn't UTF-8 is left as it is, and told with its line; a link stays one", async () => {
  const latin = Uint8Array.from("weft 1\n// caf\xe9\naxis a=3\n", (letter) => letter.charCodeAt(0));
  await withFiles(
    { "a.weft": latin, "b.weft": crooked, "c.weft": 'weft 1\nimport { A } from "a.weft"\n' },
    async (folder) => {
      const reason = "error: a.weft:2: the byte 0xe9 isn't UTF-8 text; save it as UTF-8\n";
      for (const words of [
        ["fmt", "a.weft"],
        ["check", "a.weft"],
        ["check", "c.weft"],
      ])
        assert.equal(await runWeft(words, folder), { code: 1, output: "", errors: reason });
      assert.equal(new Uint8Array(readFileSync(join(folder, "a.weft"))), latin);

      const [link, spec] = [join(folder, "link.weft"), join(folder, "b.weft")];
      symlinkSync("b.weft", link);
      const { mode } = statSync(spec);
      assert.is((await runWeft(["fmt", "link.weft"], folder)).code, 0);
      assert.is(lstatSync(link).isSymbolicLink(), true);
      assert.is(readFileSync(spec, "utf8"), straight);
      assert.is(statSync(spec).mode, mode);
      assert.equal(readdirSync(folder), ["a.weft", "b.weft", "c.weft", "link.weft"]);
    },
  );
});

test("the specs and the library are laid out so", async () => {
  const folders = ["specs", "compiler/std", "test/bench/specs"];
  const paths = folders.flatMap((folder) =>
    readdirSync(new URL(`../../${folder}/`, import.meta.url))
      .filter((name) => name.endsWith(".weft"))
      .map((name) => `${folder}/${name}`),
  );
  const checked = await runWeft(
    ["fmt", "--check", ...paths],
    fileURLToPath(new URL("../../", import.meta.url)),
  );
  assert.equal([checked.code, checked.output], [0, ""]);
});
