/** What axe-core, which knows the Web Content Accessibility Guidelines, has to say against a page. */
import axe from "axe-core";
import type { Page } from "playwright-core";
import { assert } from "../harness.ts";

/** WCAG 2.2, levels A and AA, and what axe-core recommends beside it. */
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What it says against CodeMirror's scroller, which the keyboard reaches by the text in it. */
export const saidOfEditor = ["scrollable-region-focusable"];

/** Throws with the rules that the page breaks as it stands, in light and in dark, and where. `except` names rules that aren't asked. */
export async function assertAccessible(page: Page, except: readonly string[] = []): Promise<void> {
  await page.evaluate(axe.source);
  const rules = Object.fromEntries(except.map((rule) => [rule, { enabled: false }]));
  const options = JSON.stringify({ runOnly: tags, rules });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const told = await page.evaluate<string[]>(
      `axe.run(document, ${options}).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => [id, target.join(" "), failureSummary].join(": "))))`,
    );
    assert.equal(told, [], colorScheme);
  }
  await page.emulateMedia({ colorScheme: null });
}
