/** Names that are followed from file to file of a playground. */
import { assert, suite } from "../harness.ts";
import { untilShown, withPlayground } from "./playground-site.ts";
import { smallSpec, tales } from "./weft.ts";

const test = suite("names in a playground");

const judge = `weft 1

layer Judge[row, out](x: [row]) -> [out] {
  param W: row -> out ~ xavier
  return relu(W(x))
}
`;

const spec = smallSpec
  .replace("weft 1\n", 'weft 1\nimport { Judge } from "./judge.weft"\n')
  .replace("x = W_e(tokens)", "use judge = Judge[embed, embed]\n  x = judge(W_e(tokens))");

test("lead into other specs and the library, and get another name in all specs", async () => {
  const files = { "b.weft": spec, "judge.weft": judge, "tales.txt": tales };
  await withPlayground(files, ["b.weft"], async (page) => {
    const shown = page.locator("#spec");
    const isShown = (path: string): Promise<unknown> =>
      page.waitForFunction(
        (wanted) => document.querySelector<HTMLSelectElement>("#spec")?.value === wanted,
        path,
      );
    const here = page.locator(".cm-activeLine");
    await untilShown(page);
    await page.locator(".cm-line", { hasText: "use judge" }).locator(".class").click();
    await page.keyboard.press("F12");
    await here.filter({ hasText: "layer Judge" }).waitFor();
    assert.is(await shown.inputValue(), "judge.weft");
    assert.is(await page.locator("#compile").textContent(), "Compile b.weft");

    await page.locator(".function", { hasText: /^relu$/ }).click({ modifiers: ["Control"] });
    await here.filter({ hasText: "fn relu" }).waitFor();
    assert.is(await shown.inputValue(), "std/activations.weft");
    const library = await page.locator(".cm-content").textContent();
    await page.keyboard.type("x");
    await page.keyboard.press("Shift+Alt+F");
    await page.goBack();
    await here.filter({ hasText: "return relu" }).waitFor();
    await page.goForward();
    await isShown("std/activations.weft");
    assert.is(await page.locator(".cm-content").textContent(), library);
    await page.goBack();
    await isShown("judge.weft");

    // What is written here is compiled into the spec that imports it.
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("End");
    await page.keyboard.type("\n\n// Mine.");
    await page.locator(".cm-line", { hasText: "layer" }).locator(".declared", { hasText: "Judge" }).click();
    await page.keyboard.press("Shift+F12");
    await page.locator(".cm-lsp-reference-panel", { hasText: "use judge = Judge" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("F2");
    const button = ".cm-lsp-rename-panel .cm-button";
    const light = await page.locator(button).evaluate((each) => getComputedStyle(each).backgroundImage);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.waitForFunction(
      ([wanted, before]) =>
        getComputedStyle(document.querySelector(wanted) ?? document.body).backgroundImage !== before,
      [button, light] as const,
    );
    await page.locator(".cm-lsp-rename-panel input").fill("Verdict");
    await page.keyboard.press("Enter");
    await here.filter({ hasText: "layer Verdict" }).waitFor();
    await page.goBack();
    await isShown("b.weft");
    await page.locator(".cm-line", { hasText: "use judge = Verdict[embed, embed]" }).waitFor();
    assert.is(await page.locator(".cm-line", { hasText: /Judge/ }).count(), 0);
    await page.reload();
    await untilShown(page);
    await page.locator(".cm-line", { hasText: 'import { Verdict } from "./judge.weft"' }).waitFor();
  });
});
