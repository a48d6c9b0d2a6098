/** All files of a playground in a `.zip`, and those of one taken in. */
import { readFileSync } from "node:fs";
import { strToU8, unzipSync, zipSync } from "fflate";
import type { Page } from "playwright-core";
import { unzipFiles } from "../../compiler/cli/playground/unzip.ts";
import { assert, suite } from "../harness.ts";
import { failureOf } from "./files.ts";
import { typeBehind, untilShown, withPlayground } from "./playground-site.ts";
import { smallSpec, tales } from "./weft.ts";

const test = suite("archives of a playground");

const judge = `weft 1

layer Judge[row, out](x: [row]) -> [out] {
  param W: row -> out ~ xavier
  return relu(W(x))
}
`;

const spec = smallSpec
  .replace("weft 1\n", 'weft 1\nimport { Judge } from "./more/judge.weft"\n')
  .replace("x = W_e(tokens)", "use judge = Judge[embed, embed]\n  x = judge(W_e(tokens))");

const files = { "b.weft": spec, "more/judge.weft": judge, "tales.txt": tales };

async function give(page: Page, name: string, buffer: Uint8Array): Promise<void> {
  await page.locator("#add").setInputFiles({ name, mimeType: "", buffer: Buffer.from(buffer) });
}

test("have all files, and bring them back", async () => {
  await withPlayground(files, ["b.weft"], async (page) => {
    const line = (text: string) => page.locator(".cm-line", { hasText: text });
    const state = page.locator("#state");
    await untilShown(page);
    await typeBehind(page, "/// Guesses", " Mine.");
    await page.locator("[popovertarget]").click();
    const coming = page.waitForEvent("download");
    await page.locator("#all").click();
    const archive = readFileSync(await (await coming).path());
    const unzipped = unzipSync(archive);
    const texts = Object.entries(unzipped).map(([path, content]) => [path, Buffer.from(content).toString()]);
    const mine = spec.replace("/// Guesses the next character.", "/// Guesses the next character. Mine.");
    assert.equal(Object.fromEntries(texts), { ...files, "b.weft": mine });

    const told: string[] = [];
    let isWanted = false;
    page.on("dialog", (dialog) => {
      told.push(dialog.message());
      void (isWanted ? dialog.accept() : dialog.dismiss());
    });
    await page.keyboard.press("Escape");
    await typeBehind(page, "/// Guesses", " Later.");
    await state.filter({ hasText: /^kept in this browser$/ }).waitFor();
    const added = { ...unzipped, "more/": new Uint8Array(), "more/new.txt": strToU8("new") };
    await page.locator("[popovertarget]").click();
    const asked = page.waitForEvent("dialog");
    await give(page, "all.zip", zipSync(added));
    await asked;
    assert.equal(told, ["b.weft was changed or added here. Replace it?"]);
    await line("Mine. Later.").waitFor();
    isWanted = true;
    await give(page, "all.zip", zipSync(added));
    await page.locator("#list tr", { hasText: "more/new.txt" }).waitFor();
    assert.is(await line("Later.").count(), 0);
    await line("Mine.").waitFor();

    await give(page, "other.zip", zipSync({ "../b.weft": strToU8("weft 1\n") }));
    await state.filter({ hasText: "other.zip has a file `../b.weft`" }).waitFor();

    // By the keyboard alone.
    await page.getByLabel("Remove more/new.txt").press("Enter");
    await page.locator("#list tr", { hasText: "more/new.txt" }).waitFor({ state: "detached" });
    assert.is(await page.locator(":focus").getAttribute("aria-label"), "Remove tales.txt");
    await page.keyboard.press("Escape");
    await page.locator("#files").waitFor({ state: "hidden" });
  });
});

test("of macOS have nothing of its own", () => {
  const own = { "a/.DS_Store": strToU8("x"), "__MACOSX/a/._b.txt": strToU8("x"), ".DS_Store": strToU8("x") };
  const archive = zipSync({ "a/b.txt": strToU8("b"), ...own, "a/my.DS_Store": strToU8("mine") });
  assert.equal(Object.keys(unzipFiles("a.zip", new Uint8Array(archive))), ["a/b.txt", "a/my.DS_Store"]);
});

test("are refused where they are damaged, and where a path leads elsewhere", async () => {
  const archive = zipSync({ "a/b.txt": strToU8("the fox ".repeat(40)), "a/": new Uint8Array() });
  assert.equal(Object.keys(unzipFiles("a.zip", new Uint8Array(archive))), ["a/b.txt"]);
  const broken = await Promise.all(
    Array.from({ length: archive.length }, (_, end) =>
      failureOf(() => unzipFiles("a.zip", new Uint8Array(archive.slice(0, end)))),
    ),
  );
  for (const told of broken) assert.match(told, "a.zip is no .zip that can be read here, or is damaged");
  // A byte of the content, which is deflated.
  const other = new Uint8Array(archive);
  const at = 30 + "a/b.txt".length + 4;
  other[at] = (other[at] ?? 0) ^ 1;
  assert.match(await failureOf(() => unzipFiles("a.zip", other)), "damaged");
  for (const path of ["../a.txt", "/a.txt", "a//b.txt", "./a.txt"]) {
    const leading = new Uint8Array(zipSync({ [path]: strToU8("a") }));
    assert.match(await failureOf(() => unzipFiles("a.zip", leading)), `\`${path}\``);
  }
});

test("a spec without a page is shown beside what is compiled, until it has one", async () => {
  await withPlayground(files, ["b.weft"], async (page) => {
    const frame = page.frameLocator("#page");
    await untilShown(page);
    await frame.locator("#status", { hasText: /^ready$/ }).waitFor();
    await frame.locator("#steps").fill("7");
    await page.locator("#spec").selectOption("more/judge.weft");
    await page.locator(".cm-line", { hasText: "layer Judge" }).waitFor();
    await page.locator("#compile", { hasText: /^Compile b.weft$/ }).waitFor();
    assert.not(await page.locator("#news").isVisible());
    assert.is(await frame.locator("#steps").inputValue(), "7");
    // Its address leads there, too.
    await page.goto(`${page.url().replace(/#.*/, "")}#more/judge.weft`);
    await page.evaluate("history.replaceState(null, '')");
    await page.reload();
    await frame.locator("h1", { hasText: "b" }).waitFor();
    await page.locator("#compile", { hasText: /^Compile b.weft$/ }).waitFor();
    await page.locator(".cm-line", { hasText: "layer Judge" }).waitFor();
    await page.keyboard.press("Control+End");
    await page.keyboard.insertText(
      "axis few = 3\nmodel Own(x: [few]) -> [few] {\n  use judge = Judge[few, few]\n  return judge(x)\n}\n",
    );
    await page.locator("#compile").click();
    await frame.locator("h1", { hasText: "judge" }).waitFor();
    assert.is(await page.locator("#compile").textContent(), "Compile");
  });
});
