/** The page of a package for who has a keyboard alone, or hears it. */
import type { Page } from "playwright-core";
import { assert, suite } from "../harness.ts";
import { assertAccessible } from "../setup/accessible.ts";
import { withPage } from "../setup/browser.ts";
import { compileSmall, smallPackage } from "./small.ts";

const test = suite("a package's page by keyboard and by ear");
const files = await smallPackage(compileSmall());
const read = (path: string): string | Uint8Array | undefined => files[path.slice(1)];
const prompt = '[data-runnable="write"] [name=prompt]';

async function statusLike(page: Page, pattern: RegExp): Promise<string> {
  await page.waitForFunction(`${pattern}.test(document.getElementById("status").textContent)`);
  return (await page.textContent("#status")) ?? "";
}

const focused = `document.activeElement.id`;

test("the focus stays where it is while a training begins, pauses and ends", async () => {
  await withPage(read, async (page) => {
    await statusLike(page, /ready/);
    await page.focus("#start");
    await page.keyboard.press("Enter");
    await statusLike(page, /finished/);
    assert.is(await page.evaluate(focused), "start");
    await page.fill("#steps", "1000000");
    await page.focus("#start");
    await page.keyboard.press("Space");
    await statusLike(page, /^training/);
    assert.is(await page.evaluate(focused), "start");
    assert.is(await page.getAttribute("#start", "aria-disabled"), "true");
    await page.keyboard.press("Tab");
    assert.is(await page.evaluate(focused), "pause");
    await page.keyboard.press("Space");
    await statusLike(page, /^paused/);
    assert.is(await page.evaluate(focused), "pause");
    assert.is(await page.getAttribute("#pause", "aria-disabled"), "true");
  });
});

interface Named {
  readonly ignored: boolean;
  readonly role?: { readonly value: string };
  readonly name?: { readonly value: string };
}

test("whatever can be used or seen has a name, and the curve says its numbers", async () => {
  await withPage(read, async (page) => {
    await statusLike(page, /ready/);
    await page.click("#start");
    await statusLike(page, /finished/);
    await page.fill(prompt, "ab");
    await page.click("#generate");
    await statusLike(page, /^generated/);
    await page.click("#kernels summary");
    await page.waitForSelector("#kernels .kernels");
    const session = await page.context().newCDPSession(page);
    const { nodes } = (await session.send("Accessibility.getFullAXTree")) as { nodes: readonly Named[] };
    const roles = /^(button|textbox|combobox|spinbutton|listbox|image|application|region|checkbox)$/;
    const found = nodes.filter(({ ignored, role }) => !ignored && roles.test(role?.value ?? ""));
    const nameless = found.filter(({ name }) => (name?.value ?? "") === "").map(({ role }) => role?.value);
    assert.equal(nameless, []);
    assert.ok(found.length > 14, `${found.length} are told`);
    const map = found.find(({ role }) => role?.value === "application")?.name?.value ?? "";
    assert.match(map, "arrow keys go from cell to cell");
    const curve = found.find(({ role }) => role?.value === "image")?.name?.value ?? "";
    assert.match(
      curve,
      /^the curve of the loss; in training: \d\.\d{3} at step 1, .*; held out: \d.* at step 10, .* at step 30$/,
    );
    await assertAccessible(page);
  });
});

test("what tells the curves apart keeps its colours where the reader's own are forced", async () => {
  await withPage(read, async (page) => {
    await page.emulateMedia({ forcedColors: "active" });
    const colours = `[".training", ".evaluation"].map((of) => getComputedStyle(document.querySelector(of)).color)`;
    const shown = await page.evaluate<string[]>(colours);
    assert.equal(shown, ["rgb(42, 120, 214)", "rgb(224, 102, 47)"]);
  });
});

test("a prompt keeps its lines; Enter sends it, but not the one that ends a composition", async () => {
  await withPage(read, async (page) => {
    await statusLike(page, /ready/);
    const session = await page.context().newCDPSession(page);
    const enter = { type: "rawKeyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 13 } as const;
    await page.focus(prompt);
    await page.keyboard.insertText("ab\ncd");
    await page.keyboard.press("Shift+Enter");
    await session.send("Input.imeSetComposition", { text: "hao", selectionStart: 3, selectionEnd: 3 });
    await session.send("Input.dispatchKeyEvent", enter);
    await session.send("Input.insertText", { text: "好" });
    assert.is(await page.inputValue(prompt), "ab\ncd\n好");
    assert.is(await page.textContent("#status"), "ready");
    await page.keyboard.press("Enter");
    await statusLike(page, /^generated/);
    assert.is((await page.textContent("#text"))?.slice(0, 7), "ab\ncd\n好");
    assert.is(await page.inputValue(prompt), "ab\ncd\n好");
  });
});

test("that kernels are compiled is read aloud once, and what fails in its scripts is told", async () => {
  const worker = `for (let done = 1; done <= 3; done += 1) postMessage({ kind: "progress", what: "compiling the kernels", count: done + " of 3" });`;
  await withPage(
    (path) => (path === "/page-worker.js" ? worker : read(path)),
    async (page) => {
      assert.is(await statusLike(page, /3 of 3/), "compiling the kernels: 3 of 3");
      const silent = page.locator("#status [aria-hidden=true]");
      assert.is(await silent.textContent(), ": 3 of 3");
      await page.evaluate(`dispatchEvent(new ErrorEvent("error", { message: "no such thing" }))`);
      assert.is(await page.textContent("#status"), "error: no such thing");
    },
  );
});
