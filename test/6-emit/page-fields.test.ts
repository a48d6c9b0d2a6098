import type { Page } from "playwright-core";
import { assert, suite } from "../harness.ts";
import { withPage } from "../setup/browser.ts";
import { compileSmall, smallPackage } from "./small.ts";

const test = suite("the fields of a page");
const files = await smallPackage(
  compileSmall(`weft 1
/// The light of a picture's pixels.
axis height = 2
axis width  = 3

generate light(image: [height, width], factor: real = 1, negative: bool = false) {
  return sum[height, width](where(negative, -factor, factor) * image)
}
`),
);

/** A picture of 6 x 4 pixels, white on the left half and black on the right one. */
const png = `(() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 6, height: 4 });
  const context = canvas.getContext("2d");
  context.fillRect(0, 0, 6, 4);
  context.fillStyle = "white";
  context.fillRect(0, 0, 2, 4);
  return canvas.toDataURL("image/png").split(",")[1];
})()`;

/** What the page says and shows when it has computed. */
async function shownOn(page: Page): Promise<string> {
  await page.evaluate(
    "document.getElementById('text').textContent = ''; document.getElementById('status').textContent = ''",
  );
  await page.click("#generate");
  await page.waitForFunction("/computed|error/.test(document.getElementById('status').textContent)");
  return `${await page.textContent("#status")}: ${(await page.textContent("#text"))?.trim()}`;
}

test("numbers are given as a list in JSON, pictures as a file, and what can't be read is told", async () => {
  await withPage(
    (path) => files[path.slice(1)],
    async (page) => {
      await page.waitForFunction("document.getElementById('status').textContent === 'ready'");
      const picture = "input[name=image][type=file]";
      const shown = (): Promise<string> => shownOn(page);
      assert.is(await shown(), "error: `image` is missing: ");
      await page.fill("input[name=image][type=text]", "[[1, 2, 3], [4, 5, 6]]");
      assert.is(await shown(), "computed: result = 21");
      assert.match(
        await page.locator("label", { has: page.locator(picture) }).innerText(),
        "scaled to 3 x 2",
      );
      const buffer = Buffer.from(await page.evaluate<string>(png), "base64");
      await page.setInputFiles(picture, { name: "white.png", mimeType: "image/png", buffer });
      await page.fill("[name=factor]", "10");
      assert.is(await shown(), "computed: result = 20");
      await page.check("[name=negative]");
      assert.is(await shown(), "computed: result = -20");
      const broken = { name: "broken.png", mimeType: "image/png", buffer: Buffer.from("no") };
      await page.setInputFiles(picture, broken);
      assert.is(await shown(), "error: `image`: broken.png is no picture that this browser can show: ");
    },
  );
});

test("a value of a column is given whole, and shown so", async () => {
  const spec = `weft 1
axis city = labels("cities.csv:city")

generate first(from: in city) {
  return argmax[city](where(from == 7, 0, 1) - one_hot[city](from))
}
`;
  const labels = new Map([
    ["city", { kind: "labels", labels: ["Oslo", "New York", "7"], special: [] }],
  ] as const);
  const towns = await smallPackage(compileSmall(spec, labels));
  await withPage(
    (path) => towns[path.slice(1)],
    async (page) => {
      await page.waitForFunction("document.getElementById('status').textContent === 'ready'");
      await page.fill("[name=from]", "Oslo");
      assert.is(await shownOn(page), "computed: result = New York");
      await page.fill("[name=from]", "7");
      assert.is(await shownOn(page), "computed: result = Oslo");
      await page.fill("[name=from]", "1");
      assert.is(
        await shownOn(page),
        'error: `from`: "1" isn\'t one of the 3 labels of `city`: Oslo, New York, 7: ',
      );
    },
  );
});
