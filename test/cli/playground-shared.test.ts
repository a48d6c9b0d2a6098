/** What several pages of a playground have in common, and what a link brings. */
import { randomBytes } from "node:crypto";
import type { Page } from "playwright-core";
import { assert, suite } from "../harness.ts";
import { typeBehind, untilShown, withPlayground } from "./playground-site.ts";
import { smallSpec, tales } from "./weft.ts";

const test = suite("playgrounds that share files");

const files = { "a.weft": smallSpec, "tales.txt": tales };

async function openAt(page: Page, address: string): Promise<Page> {
  const opened = await page.context().newPage();
  await opened.goto(address);
  await untilShown(opened);
  return opened;
}

const line = (page: Page, text: string) => page.locator(".cm-line", { hasText: text });

const isKept = (page: Page): Promise<void> =>
  page.locator("#state", { hasText: /^kept in this browser$/ }).waitFor();

test("two pages of a site have the same files, whichever is written in", async () => {
  await withPlayground(files, ["a.weft"], async (page) => {
    await untilShown(page);
    const second = await openAt(page, page.url());
    await typeBehind(page, "Guesses", " First.");
    await line(second, "First.").waitFor();
    // What each types comes to the other while that is typing.
    await typeBehind(second, "axis embed", " // seen");
    await line(page, "minimize").click();
    await page.keyboard.press("End");
    await line(second, "axis src").click();
    await second.keyboard.press("End");
    await Promise.all([
      page.keyboard.type(" // of the first", { delay: 30 }),
      second.keyboard.type(" // of the second", { delay: 35 }),
    ]);
    for (const each of [page, second]) {
      await line(each, "// of the first").waitFor();
      await line(each, "// of the second").waitFor();
      await line(each, "// seen").waitFor();
    }
    await isKept(page);
    await second.close();
    await page.reload();
    await line(page, "minimize loss // of the first").waitFor();
    await line(page, "axis src   like seq // of the second").waitFor();
    assert.is(await line(page, "//").count(), 4);

    const third = await openAt(page, page.url());
    page.on("dialog", (dialog) => void dialog.accept());
    await page.bringToFront();
    await page.locator("[popovertarget]").click();
    await page.locator("#reset").click();
    await line(third, "Guesses the next character.").waitFor();
    await third.waitForFunction(() => document.querySelector("#state")?.textContent === "");
    assert.is(await line(third, "// of").count(), 0);
  });
});

test("a link brings what was written, beside what the one who opens it has", async () => {
  await withPlayground(files, ["a.weft"], async (page) => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await untilShown(page);
    await page.locator("[popovertarget]").click();
    await page.locator("#name").fill("own");
    await page.locator("#begin button").click();
    await line(page, 'characters("own.txt")').waitFor();
    await typeBehind(page, "/// A small GPT", " Sent.");
    await isKept(page);
    await page.locator("#share").click();
    await page.locator("#shared", { hasText: "copied: it has what you made of own.txt, own.weft" }).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.is(await page.locator("#address").inputValue(), link);
    await page.keyboard.press("Escape");
    await typeBehind(page, "/// A small GPT", " Mine.");
    await isKept(page);

    const opened = await openAt(page, link);
    await line(opened, "Sent.").waitFor();
    assert.is(await line(opened, "Mine.").count(), 0);
    await opened.locator("#source", { hasText: "came with a link" }).waitFor();
    await typeBehind(opened, "/// A small GPT", " Answered.");
    await isKept(opened);
    await opened.reload();
    await line(opened, "Sent. Answered.").waitFor();
    assert.is(await line(page, "Answered.").count(), 0);

    // Another link to the same site is opened in its page.
    const cut = link.slice(0, -20);
    await opened.goto(cut);
    await opened.locator("#source", { hasText: "this link is broken" }).waitFor();
    await line(opened, "Sent. Mine.").waitFor();

    const told: string[] = [];
    const third = await openAt(page, link);
    await line(third, "Sent. Answered.").waitFor();
    third.on("dialog", (dialog) => {
      told.push(dialog.message());
      void dialog.accept();
    });
    await third.locator("#adopt").click();
    await third.locator("#came").waitFor({ state: "hidden" });
    await line(third, "Sent. Answered.").waitFor();
    assert.equal(told, ["You have own.weft of your own, which is lost then. Replace it?"]);
    await line(page, "Sent. Answered.").waitFor();
    assert.not((await third.evaluate(() => location.hash)).includes("files"));
  });
});

test("what makes no link is told, and what a link brings runs nothing", async () => {
  await withPlayground(files, ["a.weft"], async (page) => {
    await untilShown(page);
    const noise = randomBytes(60_000);
    await page.locator("[popovertarget]").click();
    await page.locator("#add").setInputFiles({ name: "noise.bin", mimeType: "", buffer: noise });
    await page.locator("#list tr", { hasText: "noise.bin" }).waitFor();
    await page.locator("#share").click();
    await page.locator("#shared", { hasText: "The largest file is noise.bin, with 60,000 bytes." }).waitFor();
    assert.not(await page.locator("#address").isVisible());
    await page.keyboard.press("Escape");

    const picture = `<img src="x" onerror="document.title = 'it ran'">`;
    await typeBehind(page, "/// Guesses", ` ${picture}`);
    await page.locator("#compile").click();
    await page.frameLocator("#page").locator("body", { hasText: "onerror" }).waitFor();
    await page.locator(".declared", { hasText: "Small" }).hover();
    await page.locator(".cm-lsp-hover-tooltip").waitFor();
    assert.is(await page.locator(".cm-lsp-hover-tooltip img").count(), 0);
    assert.is(await page.title(), "a.weft");
  });
});
