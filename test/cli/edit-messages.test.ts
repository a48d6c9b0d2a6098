/** `/edit` of `weft serve` between two messages: pages that are left, and mistakes that come late. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { assert, suite } from "../harness.ts";
import { withVisit } from "../setup/browser.ts";
import { withFiles } from "./files.ts";
import { withServer } from "./served.ts";
import { smallSpec, tales } from "./weft.ts";

const test = suite("the editor's messages");

test("a page that is left before its mistakes are told ends nothing", async () => {
  await withFiles({ "a.weft": smallSpec, "tales.txt": tales }, async (folder) => {
    await withServer(folder, async (address) => {
      const { origin } = new URL(address);
      const session = `${address}edit/messages?session=left`;
      const left = new AbortController();
      await fetch(session, { signal: left.signal });
      const say = (message: object): Promise<Response> =>
        fetch(session, {
          method: "POST",
          headers: { origin },
          body: JSON.stringify({ jsonrpc: "2.0", ...message }),
        });
      await say({
        id: 1,
        method: "initialize",
        params: { processId: null, rootUri: null, capabilities: {} },
      });
      await say({ method: "initialized", params: {} });
      const uri = pathToFileURL(join(folder, "a.weft")).href;
      const textDocument = { uri, languageId: "weft", version: 1, text: "weft 1\nfn wrong() = nothing\n" };
      await say({ method: "textDocument/didOpen", params: { textDocument } });
      left.abort();
      // It tells mistakes after a shorter pause.
      await new Promise((resolve) => setTimeout(resolve, 1500));
      assert.is((await fetch(address)).status, 200);
    });
  });
});

test("a mistake that is told while its lines are taken away is no error of the page", async () => {
  await withFiles({ "a.weft": smallSpec, "tales.txt": tales }, async (folder) => {
    await withServer(folder, async (address) => {
      await withVisit(`${address}edit`, async (page) => {
        // The mistake is told when its undo is seen, before the server hears of that; the edits that mend it come when it has.
        await page.addInitScript(`
          const listen = EventSource.prototype.addEventListener;
          EventSource.prototype.addEventListener = function (type, take) {
            listen.call(this, type, (event) => {
              const now = () => take(event);
              if (/publishDiagnostics.*W0301/.test(event.data)) window.tellIt = now;
              else if (window.isTold && !window.mend && /"result":\\[/.test(event.data)) window.mend = now;
              else now();
              if (!window.mend || !/"data":/.test(event.data)) return;
              mend();
              window.isMended = true;
            });
          };
          addEventListener("keyup", ({ key }) => {
            if (key !== "z") return;
            tellIt();
            window.isTold = true;
          });
        `);
        await page.reload();
        await page.locator(".hint").first().waitFor();
        await page.locator(".cm-line").last().click();
        await page.keyboard.press("Control+End");
        await page.keyboard.insertText("\n\nfn wrong() = nothing\n");
        await page.waitForFunction("window.tellIt");
        await page.keyboard.press("Control+z");
        await page.waitForFunction("window.isMended");
        await page.keyboard.insertText("\n}\n");
        await page.locator(".cm-lint-marker-error").waitFor();
      });
    });
  });
});
