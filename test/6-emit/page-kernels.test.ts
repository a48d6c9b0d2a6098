/** Formulas and their shaders, as the page shows them. */
import { formulasIn } from "../../runtime/page/kernels-view.ts";
import { assert, suite } from "../harness.ts";
import { withPage } from "../setup/browser.ts";
import { compileSmall, smallPackage } from "./small.ts";

const test = suite("shaders in a package's page");
const files = await smallPackage(compileSmall());

test("the formulas that a shader begins with", () => {
  const shader = `// q = W_q(x)                                          specs/gpt.weft:18
// W_k(x)                                              specs/gpt.weft:19
// std/optimizers.weft:29
// parameter' = parameter * (1 - rate * decay * matrix) - rate * m_correction * m' / (sqrt(v_correction * v')
//   + eps)
// q[batch, head] = sum[embed](x[batch, embed] * W_q[embed, head])
// [batch 12], 4 rows

const PART = 8;
// no formula  specs/gpt.weft:20
`;
  assert.equal(formulasIn(shader), [
    "q = W_q(x)  specs/gpt.weft:18",
    "W_k(x)  specs/gpt.weft:19",
    "parameter' = parameter * (1 - rate * decay * matrix) - rate * m_correction * m' / (sqrt(v_correction * v') + eps)  std/optimizers.weft:29",
  ]);
  assert.equal(formulasIn("// clip = sum[row](x[row])\n// [row 3]\n\nfn clip() {}\n"), []);
});

test("an entry's kernels in order, by formula, each with its shader; another entry's; no wider than a phone", async () => {
  await withPage(
    (path) => files[path.slice(1)],
    async (page) => {
      await page.waitForSelector("main:not([inert])");
      await page.click("#kernels summary");
      const list = page.locator("#kernels .kernels");
      await list.locator("option").first().waitFor({ state: "attached" });
      const texts = async (): Promise<readonly string[]> => list.locator("option").allTextContents();
      const training = await texts();
      assert.ok(training.some((text) => text.startsWith("gradient of ")));
      const names = Object.keys(files).filter((path) => path.endsWith(".wgsl"));
      const shown = new Set<string>();
      for (let at = 0; at < training.length; at += 1) {
        await list.selectOption({ index: at });
        shown.add((await page.textContent("#kernels .shader")) ?? "");
      }
      assert.is(shown.size, training.length);
      for (const shader of shown) assert.ok(names.some((path) => files[path] === shader));
      await page.selectOption("#kernels p select", { index: 1 });
      await page.waitForFunction(
        `document.querySelectorAll("#kernels .kernels option").length !== ${training.length}`,
      );
      assert.ok((await texts()).every((text) => !text.startsWith("gradient of ")));
      await page.setViewportSize({ width: 360, height: 700 });
      const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      assert.is(await page.evaluate(overflow), 0);
    },
  );
});
