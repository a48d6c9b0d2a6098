/** `/edit` of `weft serve`: who may write the spec, and the editor as one who writes in it meets it. */
import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { once } from "node:events";
import { join } from "node:path";
import { assert, suite } from "../harness.ts";
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
      const spec = await (await fetch(`${address}edit/spec`)).json();
      assert.is(spec.text, smallSpec);
      assert.is(spec.name, "a.weft");
      const wish = { text: smallSpec.replace("<= 8", "<= 9"), before: smallSpec };
      for (const headers of [
        {},
        { origin: "http://example.com" },
        { origin: `http://example.com:${port}`, host: `example.com:${port}` },
      ])
        assert.is(await put(wish, headers), 403, JSON.stringify(headers));
      assert.is(await put({ ...wish, before: "weft 1\n" }), 409);
      assert.is(await put({ text: 1 }), 400);
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
