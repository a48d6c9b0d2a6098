/** The site of `weft playground` in a browser. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { assert } from "../harness.ts";
import { withPage } from "../setup/browser.ts";
import { readFileIn, withFiles } from "./files.ts";
import { runWeft } from "./weft.ts";

/** Builds the site of some specs of a folder with these files, and shows it as a static server does that says nothing of isolation. */
export async function withPlayground(
  files: Readonly<Record<string, string | Uint8Array>>,
  specs: readonly string[],
  use: (page: Page, folder: string) => Promise<void>,
): Promise<void> {
  await withFiles(files, async (folder) => {
    const { code, errors } = await runWeft(["playground", ...specs, "--out", "site"], folder);
    assert.is(code, 0, errors);
    await withPage(
      (path) => readFileIn(join(folder, "site"), path),
      (page) => {
        // The compiler in the page takes its time where other programs run, too.
        page.context().setDefaultTimeout(120_000);
        return use(page, folder);
      },
    );
  });
}

/** Waits until a spec is shown, and all that its names mean. */
export async function untilShown(page: Page): Promise<void> {
  await page.locator(".hint").first().waitFor();
}

/** Types behind the line that has `text`. */
export async function typeBehind(page: Page, text: string, typed: string): Promise<void> {
  await page.bringToFront();
  await page.locator(".cm-line", { hasText: text }).click();
  await page.keyboard.press("End");
  await page.keyboard.type(typed);
}
