import { assert, suite } from "../harness.ts";
import { withPage } from "../setup/browser.ts";
import { compileSmall, smallPackage } from "./small.ts";

const test = suite("the entries of a page");
const spec = `weft 1
axis seq   <= 40
axis vocab = bytes(special = "<s> </s>")

/// What is said is always an o.
model Next(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param w: real = 1
  return w * one_hot[vocab](index[vocab](where(tokens == "\\n", 111, 257)))
}
data chats = jsonl("chats.jsonl") {
  text: [seq] in vocab = field("turns[]", each = "<s>{by}\\n{said}</s>")
  said: [seq] bool     = part(text, "said", by = "n")
}
train on chats {
  minimize mean[batch, seq where said](cross_entropy[vocab](Next(text), text))
  optimizer = sgd(rate = 0.1)
  batch = 1
  steps = 1
}
generate reply(chat: [seq] in vocab) {
  grow text: [seq] in vocab from chat {
    yield argmax[vocab](Next(text)[seq = last])
  } until text[seq = last] == "</s>"
}
`;
const files = await smallPackage(
  compileSmall(spec, new Map([["vocab", { kind: "bytes", special: ["<s>", "</s>"] }]])),
);

test("the model writes what the last entry lacks, and further ones are begun as those before", async () => {
  await withPage(
    (path) => files[path.slice(1)],
    async (page) => {
      await page.waitForFunction("document.getElementById('status').textContent === 'ready'");
      const fields = (): Promise<readonly string[]> =>
        page.evaluate("[...document.querySelectorAll('.entries textarea')].map(({ value }) => value)");
      const run = async (): Promise<string | null> => {
        await page.evaluate("document.getElementById('status').textContent = ''");
        await page.click("#generate");
        await page.waitForFunction("/generated|error/.test(document.getElementById('status').textContent)");
        return page.textContent("#status");
      };
      assert.equal(await fields(), ["", "", "n", ""]);
      const field = (at: number) => page.locator(".entries textarea").nth(at);
      await field(0).fill("u");
      assert.is(await run(), "error: `chat`: entry 0 has no `said`, which its text names");
      await field(1).fill("Hi");
      assert.match((await run()) ?? "", /^generated/);
      assert.equal(await fields(), ["u", "Hi", "n", "o", "u", "", "n", ""]);
      await field(5).fill("Again");
      await field(5).press("Enter");
      await page.waitForFunction("document.querySelectorAll('.entries textarea').length === 12");
      assert.equal((await fields()).slice(3, 8), ["o", "u", "Again", "n", "o"]);
      await page.getByText("Clear").click();
      assert.equal(await fields(), ["", "", "n", ""]);
    },
  );
});
