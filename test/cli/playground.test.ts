/** `weft playground`: the compiler in a page, as one who writes specs in it meets it, and as its packages are those of `weft build`. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, unzipSync } from "fflate";
import { encode as encodePng } from "fast-png";
import jpeg from "jpeg-js";
import type { Page } from "playwright-core";
import { listFilesBelow } from "../../compiler/cli/package-root.ts";
import { assert, suite } from "../harness.ts";
import { assertAccessible, saidOfEditor } from "../setup/accessible.ts";
import { withFiles } from "./files.ts";
import { withPlayground } from "./playground-site.ts";
import { runWeft, smallSpec, tales } from "./weft.ts";

const test = suite("the playground");

/** Pictures of all kinds, named by records, and numbers of a table. */
const pictureSpec = `weft 1
import { Judge } from "../judge.weft"

axis height = 2
axis width  = 3
axis label  = { cat, dog }

data pets = jsonl("pets/*.jsonl") {
  image: [height, width]
  kind:  in label
}

data drawn = images("drawn-images-idx3-ubyte.gz") {
  image: [height, width]
  kind:  in label
}

data people = csv("people.csv") {
  size:   real
  weight: real
}

model Pets(image: [height, width]) -> [label] {
  use judge = Judge[height, width, label]
  return judge(image)
}

train on pets {
  loss = mean[batch](cross_entropy[label](Pets(image), kind))
  minimize loss
  optimizer = adam(rate = 1e-2)
  batch = 2
  steps = 3
}
`;

const judge = `weft 1

layer Judge[row, col, out](image: [row, col]) -> [out] {
  param W: row, col -> out ~ xavier
  return W(image)
}
`;

const shades = [10, 20, 30, 40, 50, 60];
const idx = (dimensions: readonly number[], values: readonly number[]): Uint8Array => {
  const sizes = dimensions.flatMap((size) => [0, 0, 0, size]);
  return gzipSync(Uint8Array.from([0, 0, 8, dimensions.length, ...sizes, ...values]), { mtime: 0 });
};

const files = {
  "a.weft": smallSpec,
  "tales.txt": tales,
  "judge.weft": judge,
  "more/b.weft": pictureSpec,
  "more/pets/1.jsonl": '{ "image": "../pets/a b.png", "kind": "dog" }\n'.replace("../pets/", ""),
  "more/pets/2.jsonl": '{ "image": "c.jpg", "kind": "cat" }\n',
  "more/pets/a b.png": encodePng({ width: 3, height: 2, data: Uint8Array.from(shades), channels: 1 }),
  "more/pets/c.jpg": new Uint8Array(
    jpeg.encode({ width: 3, height: 2, data: Uint8Array.from(shades.flatMap((at) => [at, at, at, 255])) }, 95)
      .data,
  ),
  "more/drawn-images-idx3-ubyte.gz": idx([2, 2, 3], [...shades, ...shades]),
  "more/drawn-labels-idx1-ubyte.gz": idx([2], [1, 0]),
  "more/people.csv": 'size,weight\n"1.7",70\n1.8,80\n',
};

const withSite = (use: (page: Page, folder: string) => Promise<void>): Promise<void> =>
  withPlayground(files, ["a.weft", "more/b.weft"], use);

const frameOf = (page: Page) => page.frameLocator("#page");

async function downloadIn(page: Page): Promise<Readonly<Record<string, Uint8Array>>> {
  const coming = page.waitForEvent("download");
  await page.locator("#download").click();
  return unzipSync(readFileSync(await (await coming).path()));
}

test("compiles, trains and packs in the page, to the bytes of weft build", async () => {
  await withSite(async (page, folder) => {
    const frame = frameOf(page);
    await frame.locator("#status", { hasText: /^ready$/ }).waitFor();
    // Threads share memory, though the server sent no headers.
    assert.ok(await page.evaluate(() => crossOriginIsolated));
    await frame.locator("#steps").fill("4");
    await frame.locator("#start").click();
    await frame.locator("#progress", { hasText: "4" }).waitFor();
    for (const [spec, name] of [
      ["a.weft", "a"],
      ["more/b.weft", "b"],
    ] as const) {
      await page.locator("#spec").selectOption(spec);
      await page.locator(".cm-content").filter({ hasText: "train on" }).waitFor();
      const built = await runWeft(["build", spec, "--out", name], folder);
      assert.is(built.code, 0, built.errors);
      const zipped = await downloadIn(page);
      const names = listFilesBelow(join(folder, name));
      assert.equal(Object.keys(zipped).sort(), names.map((file) => `${name}/${file}`).sort());
      for (const file of names)
        assert.ok(
          readFileSync(join(folder, name, file)).equals(zipped[`${name}/${file}`] ?? Buffer.alloc(0)),
          file,
        );
    }
  });
});

test("tells mistakes, keeps what is written, and gives the site's files back", async () => {
  await withSite(async (page, folder) => {
    const frame = frameOf(page);
    const state = page.locator("#state");
    const trouble = page.locator("#trouble");
    await frame.locator("#status", { hasText: /^ready$/ }).waitFor();
    await page.locator(".hint", { hasText: ": [seq, src]" }).waitFor();

    await page.locator(".cm-line", { hasText: "return W_o" }).click();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    for (let at = 0; at < "[seq as src]".length; at++) await page.keyboard.press("Backspace");
    await page.locator(".cm-lint-marker-error").waitFor();
    await page.keyboard.press("Control+s");
    await state.filter({ hasText: /^not compiled/ }).waitFor();
    const broken = smallSpec.replace("@[src] x[seq as src])", "@[src] x)");
    await withFiles({ "a.weft": broken, "tales.txt": tales }, async (other) => {
      const { errors } = await runWeft(["plan", "a.weft"], other);
      assert.is(await trouble.textContent(), errors.trim());
      const size = page.viewportSize();
      await page.setViewportSize({ width: 390, height: 800 });
      assert.ok(
        await trouble.evaluate((box) => box.scrollWidth <= box.clientWidth),
        "it is as wide as a phone",
      );
      if (size !== null) await page.setViewportSize(size);
    });
    await assertAccessible(page, saidOfEditor);

    await page.locator(".cm-lint-marker-error").hover();
    await page.locator(".cm-diagnosticAction", { hasText: "[seq as src]" }).first().click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("// Mine.\n");
    await state.filter({ hasText: /^kept in this browser$/ }).waitFor();
    // What is shown has been used, so that it stays until it is let go.
    await frame.locator("#status").click();
    await page.locator("#compile").click();
    await trouble.filter({ hasText: "isn’t taken over" }).waitFor();
    await page.locator("#show").click();
    await frame.locator("#status", { hasText: /^ready$/ }).waitFor();
    assert.not(await trouble.isVisible());

    await page.reload();
    await page.locator(".cm-line", { hasText: "// Mine." }).waitFor();

    await page.locator("[popovertarget]").click();
    await page.locator("#name").fill("tales");
    await page.locator("#begin button").click();
    const refusal = page.locator("#name:invalid");
    await refusal.waitFor();
    assert.match(
      await refusal.evaluate((input: HTMLInputElement) => input.validationMessage),
      "tales.txt is there already",
    );
    await page.locator("#name").fill("own");
    await page.locator("#begin button").click();
    await page.locator(".cm-line", { hasText: 'characters("own.txt")' }).waitFor();
    await page.locator("#files").waitFor({ state: "hidden" });
    // Asked whether it is to be replaced, and whether all is.
    page.on("dialog", (dialog) => void dialog.accept());
    await page.locator("[popovertarget]").click();
    await page.locator("#add").setInputFiles({
      name: "own.txt",
      mimeType: "text/plain",
      buffer: Buffer.from("ab".repeat(200)),
    });
    await page
      .locator("#list tr", { hasText: "own.txt" })
      .filter({ hasText: "400 bytes, changed" })
      .waitFor();
    await page.locator("#compile").click();
    await frame.locator("h1", { hasText: "own" }).waitFor();

    await page.locator("[popovertarget]").click();
    await page.locator("#reset").click();
    await page.locator(".cm-line", { hasText: "Guesses the next" }).waitFor();
    assert.is(await page.locator(".cm-line", { hasText: "// Mine." }).count(), 0);
    await page.reload();
    await frame.locator("#status", { hasText: /^ready$/ }).waitFor();
    assert.equal(await page.locator("#spec > option").allTextContents(), [
      "a.weft",
      "judge.weft",
      "more/b.weft",
    ]);
    assert.ok(existsSync(join(folder, "site", "index.html")));
  });
});

test("is refused where a page can't read the data, and where something else is", async () => {
  const module = smallSpec
    .replace('text("tales.txt")', 'module("./tales.ts")')
    .replace(" = tokens shifted 1", "");
  const records =
    'export default function* () { for (let at = 0; at < 9; at++) yield { tokens: "the fox", next: "the fox" }; }\n';
  const more = { "c.weft": module, "tales.ts": records, "d/mine.txt": "" };
  // Its ending makes no program of a text.
  const texts = { "f.weft": smallSpec.replaceAll("tales.txt", "notes.ts"), "notes.ts": tales };
  await withFiles({ ...files, ...more, ...texts }, async (folder) => {
    const refused = async (words: readonly string[]): Promise<string> => {
      const { code, errors } = await runWeft(["playground", ...words], folder);
      assert.is.not(code, 0);
      return errors;
    };
    assert.match(await refused(["c.weft", "--out", "site"]), "tales.ts is a program, which a page can't run");
    assert.match(await refused(["a.weft", "--out", "d"]), "d isn't empty and holds no playground");
    assert.match(await refused(["a.weft", "--out", "tales.txt"]), "tales.txt is a file");
    assert.match(await refused(["e.weft", "--out", "site"]), "there is no file `e.weft`");
    assert.not(existsSync(join(folder, "site")));
    const { code, errors } = await runWeft(["playground", "f.weft", "--out", "site"], folder);
    assert.is(code, 0, errors);
    assert.ok(existsSync(join(folder, "site", "files", "work", "notes.ts")));
  });
});
