import { assert, suite } from "../harness.ts";
import { withPage } from "../setup/browser.ts";
import { compileSmall, smallPackage } from "./small.ts";

const test = suite("the models of a page");
const files = await smallPackage(
  compileSmall(`weft 1
/// What a picture's rows and a text hold.
axis height = 4
axis width  = 6
axis side   = { left, right }
axis vocab  = bytes
axis seq    <= 8

model Rows(image: [height, width]) -> [height] {
  return mean[width](image)
}

/// The examples of a batch are coupled.
model Sides(image: [batch, height, width]) -> (lit: [batch, side], whole: [batch]) {
  lit = stack[side](
    left: mean[height, width where width < 3](image),
    right: mean[height, width where width >= 3](image)
  )
  A = 2 * image
  expose A
  return lit - 0 * mean[batch](lit), mean[height, width](image)
}

model Ends(text: [seq] in vocab) -> int {
  return sum[seq](where(text == "!", 1, 0))
}

model Called(x: real) -> real {
  return 2 * x
}

generate twice(x: real) {
  return Called(x)
}

generate picture() {
  return height * spread[height](width)
}
`),
);

test("one that no generator calls is run with what is written, chosen or drawn; its results are told and shown", async () => {
  await withPage(
    (path) => files[path.slice(1)],
    async (page) => {
      await page.waitForFunction("document.getElementById('status').textContent === 'ready'");
      const names = await page.locator("#generator option").allTextContents();
      assert.equal(names, ["twice", "picture", "Rows", "Sides", "Ends"]);
      const run = async (name: string): Promise<string> => {
        await page.selectOption("#generator", name);
        await page.evaluate("document.getElementById('status').textContent = ''");
        await page.click("#generate");
        await page.waitForFunction("/computed|error/.test(document.getElementById('status').textContent)");
        return `${await page.textContent("#status")}: ${(await page.textContent("#text"))?.trim()}`;
      };
      const within = (name: string, selector: string) => page.locator(`[data-runnable=${name}] ${selector}`);
      await page.selectOption("#generator", "Ends");
      assert.is(await page.textContent("#generate"), "Run");
      await within("Ends", "[name=text]").fill("oh! no!");
      assert.is(await run("Ends"), "computed: result = 2");
      assert.ok(await page.locator("#exposed").isHidden(), "a number has no map");

      assert.match(await run("picture"), "computed: result [height 4, width 6] = 0, 0");
      assert.match((await page.textContent("#exposed")) ?? "", "rows are height, columns width");

      await page.selectOption("#generator", "Rows");
      await within("Rows", "[name=image][type=text]").fill(
        "[[1,1,1,1,1,1],[0,0,0,0,0,0],[1,1,1,0,0,0],[0,0,0,0,0,0]]",
      );
      assert.is(await run("Rows"), "computed: result [height 4] = 1, 0, 0.5, 0");
      assert.match((await page.textContent("#exposed")) ?? "", "a map of result");

      // A stroke over the left half covers nothing of the right one.
      await page.selectOption("#generator", "Sides");
      const drawing = within("Sides", "canvas");
      const clear = within("Sides", "button");
      assert.ok(await clear.isHidden());
      const box = (await drawing.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      await page.mouse.move(box.x + box.width / 12, box.y + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2, { steps: 4 });
      await page.mouse.up();
      const drawn = await run("Sides");
      assert.match(drawn, /^computed: lit: left: 0\.\d+, right: 0\nwhole = 0\.\d+$/);
      const shown = await page.locator("#exposed option").allTextContents();
      assert.equal(shown, ["lit", "A"]);

      await clear.click();
      assert.is(await run("Sides"), "error: `image` is missing: ");
      await page.mouse.click(box.x + box.width / 12, box.y + box.height / 2);
      assert.match(await run("Sides"), /^computed: lit: left: 0\.\d+, right: 0\nwhole = 0\.\d+$/);
    },
  );
});
