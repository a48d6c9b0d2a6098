import { assert, suite } from "../harness.ts";
import { withFiles } from "./files.ts";
import { runWeft, smallSpec, tales } from "./weft.ts";

const test = suite("weft run of several texts");

const files = {
  "small.weft": `${smallSpec}
generate tell(length: int = 5) {
  grow text: [seq] in vocab from "t" {
    yield argmax[vocab](Small(text)[seq = last])
  }
}
generate repeat(letter: in vocab, length: int = 3) {
  grow text: [seq] in vocab from "t" {
    yield argmax[vocab](Small(text)[seq = last] + 100 * one_hot[vocab](letter))
  }
}
`,
  "tales.txt": tales,
  "prompts.txt": "the \nfo\nriver\n",
  "letters.txt": "f\nr\n",
};

interface Written {
  readonly text: string;
  readonly texts: readonly string[];
}

test("--prompts takes a file of beginnings, --texts how many; text r is what it is with the seed + r", async () => {
  await withFiles(files, async (folder) => {
    const run = async (...words: readonly string[]): Promise<string> => {
      const { code, output, errors } = await runWeft([...words, "--backend", "cpu"], folder);
      assert.is(code, 0, errors);
      return output;
    };
    const runSmall = async (...words: readonly string[]): Promise<Written> => {
      const [first = "", ...others] = words;
      const own = first.startsWith(":") ? [`small.weft${first}`, ...others] : ["small.weft", ...words];
      return JSON.parse(await run("run", ...own, "--json")) as Written;
    };
    await run("train", "small.weft", "--steps", "2", "--json");

    const { texts } = await runSmall("--prompts", "prompts.txt", "--seed", "5", "--length", "12");
    assert.equal(
      texts.map((text) => text.length),
      ["the ", "fo", "river"].map(({ length }) => length + 12),
    );
    assert.is(texts[1], (await runSmall("fo", "--seed", "6", "--length", "12")).text);

    const lines = (await run("run", "small.weft:tell", "--texts", "2", "--seed", "5")).split("\n");
    assert.equal(
      lines.map(({ length }) => length),
      [5, 5, 0],
    );

    assert.equal((await runSmall(":repeat", "--letters", "letters.txt")).texts, ["fff", "rrr"]);

    const wrong = await runWeft(["run", "small.weft", "--prompts", "nowhere.txt"], folder);
    assert.is(wrong.code, 2);
    assert.match(wrong.errors, "--prompts: nowhere.txt can't be read");
  });
});
