/** `/edit` of `weft serve`: who may write the spec, and the editor as one who writes in it meets it. */
import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { once } from "node:events";
import { join } from "node:path";
import { assert, suite } from "../harness.ts";
import type { SavedSpec } from "../../compiler/editor/page/connection.ts";
import { assertAccessible, saidOfEditor } from "../setup/accessible.ts";
import { withVisit } from "../setup/browser.ts";
import { withFiles } from "./files.ts";
import { withServer } from "./served.ts";
import { smallSpec, tales } from "./weft.ts";

const test = suite("the editor of weft serve");

test("writes the spec for its own page alone, and never over what it hasn't seen", async () => {
  await withFiles({ "a.weft": smallSpec, "tales.txt": tales }, async (folder) => {
    await withServer(folder, async (address) => {
      const { port, origin } = new URL(address);
      const path = join(folder, "a.weft");
      const put = async (
        body: object,
        headers: Readonly<Record<string, string>> = { origin },
      ): Promise<number> => {
        const sent = request({ host: "127.0.0.1", port, path: "/edit/spec", method: "PUT", headers });
        sent.setHeader("host", headers["host"] ?? `localhost:${port}`);
        sent.end(JSON.stringify(body));
        const [response] = await once(sent, "response");
        response.resume();
        return response.statusCode;
      };
      const specs: readonly SavedSpec[] = await (await fetch(`${address}edit/specs`)).json();
      const [spec, ...others] = specs;
      assert.is(spec?.text, smallSpec);
      assert.is(spec?.name, "a.weft");
      assert.ok(others.length > 0 && others.every(({ isReadOnly }) => isReadOnly));
      const wish = { uri: spec?.uri, text: smallSpec.replace("<= 8", "<= 9"), before: smallSpec };
      for (const headers of [
        {},
        { origin: "http://example.com" },
        { origin: `http://example.com:${port}`, host: `example.com:${port}` },
      ])
        assert.is(await put(wish, headers), 403, JSON.stringify(headers));
      assert.is(await put({ ...wish, before: "weft 1\n" }), 409);
      assert.is(await put({ text: 1 }), 400);
      for (const { uri, text } of [...others, { uri: `${spec?.uri}/../tales.txt`, text: tales }])
        assert.is(await put({ uri, text: `${text}\n`, before: text }), 403, uri);
      assert.is(readFileSync(path, "utf8"), smallSpec);
      assert.is(await put(wish), 200);
      assert.is(readFileSync(path, "utf8"), wish.text);
      // A second time it is there already.
      assert.is(await put(wish), 200);
      for (const nowhere of ["edit/", "edit/a.weft", "edit/messages"])
        assert.is((await fetch(`${address}${nowhere}?session=1`, { method: "POST" })).status, 403);
      const posted = await fetch(`${address}edit/messages?session=1`, {
        method: "POST",
        headers: { origin },
      });
      assert.is(posted.status, 404);
    });
  });
});

test("shows axes, mends a mistake, saves, and takes what was written elsewhere", async () => {
  await withFiles({ "a.weft": smallSpec, "tales.txt": tales }, async (folder) => {
    const path = join(folder, "a.weft");
    await withServer(folder, async (address) => {
      await withVisit(`${address}edit`, async (page) => {
        const line = page.locator(".cm-line", { hasText: "= softmax[src" });
        const state = page.locator("#state");
        const reads = (text: string): Promise<void> =>
          state.filter({ hasText: new RegExp(`^${text}$`) }).waitFor();
        await page.locator(".hint", { hasText: ": [seq, src]" }).waitFor();
        assert.is(await line.locator(".keyword").first().textContent(), "where");
        await reads("saved");
        await assertAccessible(page, saidOfEditor);

        await page.locator(".cm-line", { hasText: "return W_o" }).click();
        await page.keyboard.press("End");
        await page.keyboard.press("ArrowLeft");
        for (let at = 0; at < "[seq as src]".length; at++) await page.keyboard.press("Backspace");
        await reads("not saved yet");
        await page.locator(".cm-lint-marker-error").hover();
        await page.locator(".cm-diagnosticAction", { hasText: "[seq as src]" }).first().click();
        await reads("saved");

        await page.keyboard.press("Control+Home");
        await page.keyboard.press("End");
        await page.keyboard.type("\n// Mine.");
        await page.keyboard.press("Control+s");
        await reads("saved");
        const written = smallSpec.replace("weft 1\n", "weft 1\n// Mine.\n");
        assert.is(readFileSync(path, "utf8"), written);

        await page.keyboard.type(" Also mine.");
        await reads("not saved yet");
        const theirs = smallSpec.replace("weft 1\n", "weft 1\n// Theirs.\n");
        writeFileSync(path, theirs);
        await page.locator("#save").click();
        await reads("the file was changed elsewhere");
        await page.locator("#save").click();
        await page.keyboard.press("Control+s");
        assert.is(readFileSync(path, "utf8"), theirs);
        await page.locator("#load").click();
        await reads("saved");
        await page.locator(".cm-line", { hasText: "// Theirs." }).waitFor();

        await page.keyboard.type("// Mine again.\n");
        await reads("not saved yet");
        writeFileSync(path, smallSpec);
        await page.locator("#save").click();
        await page.locator("#keep").click();
        await reads("saved");
        assert.match(readFileSync(path, "utf8"), "// Mine again.");
      });
    });
  });
});

test("follows names into other files, and saves all that a rename changes", async () => {
  const judge =
    "weft 1\n\nlayer Judge[row, out](x: [row]) -> [out] {\n  param W: row -> out ~ xavier\n  return relu(W(x))\n}\n";
  const spec = smallSpec
    .replace("weft 1\n", 'weft 1\nimport { Judge } from "./judge.weft"\n')
    .replace("x = W_e(tokens)", "use judge = Judge[embed, embed]\n  x = judge(W_e(tokens))");
  const files = { "a.weft": spec, "judge.weft": judge, "beside.weft": "weft 1\n\naxis here = 3\n" };
  await withFiles({ ...files, "tales.txt": tales }, async (folder) => {
    const textOf = (name: string): string => readFileSync(join(folder, name), "utf8");
    await withServer(folder, async (address) => {
      await withVisit(`${address}edit`, async (page) => {
        page.setDefaultTimeout(120_000);
        const here = page.locator(".cm-activeLine");
        const state = page.locator("#state");
        const shown = page.locator("#spec option:checked");
        await page.locator(".hint").first().waitFor();
        assert.not(await page.locator("#spec").isVisible());
        await page.locator(".cm-line", { hasText: "use judge" }).locator(".class").click();
        await page.keyboard.press("F12");
        await here.filter({ hasText: "layer Judge" }).waitFor();
        assert.is(await shown.textContent(), "judge.weft");
        await page.locator(".function", { hasText: /^relu$/ }).click({ modifiers: ["Control"] });
        await here.filter({ hasText: "fn relu" }).waitFor();
        await state.filter({ hasText: "part of weft: to be read only" }).waitFor();
        await page.keyboard.type("x");
        await page.goBack();
        await here.filter({ hasText: "return relu" }).waitFor();

        await page
          .locator(".cm-line", { hasText: "layer" })
          .locator(".declared", { hasText: "Judge" })
          .click();
        await page.keyboard.press("F2");
        await page.locator(".cm-lsp-rename-panel input").fill("Verdict");
        await page.keyboard.press("Enter");
        await state.filter({ hasText: /^not saved yet: a.weft, judge.weft$/ }).waitFor();
        assert.is(textOf("judge.weft"), judge);
        // What isn't saved is known to the language server in both files.
        await page.goBack();
        await page.locator(".cm-line", { hasText: "use judge = Verdict[" }).waitFor();
        await page.locator(".hint", { hasText: ": [seq, embed]" }).waitFor();
        assert.is(await page.locator(".cm-lint-marker").count(), 0);
        await page.keyboard.press("Control+s");
        await state.filter({ hasText: /^saved$/ }).waitFor();
        assert.is(textOf("judge.weft"), judge.replace("Judge", "Verdict"));
        assert.is(textOf("a.weft"), spec.replaceAll("Judge", "Verdict"));
        assert.is(textOf("beside.weft"), files["beside.weft"]);
      });
    });
  });
});
