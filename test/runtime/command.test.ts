import { rmSync } from "node:fs";
import { bigramLoss, bigramLossOf } from "../../runtime/command/bigram.ts";
import { countFlag, engineFlags, helpText, parseWords } from "../../runtime/command/flags.ts";
import { parseRecord } from "../../runtime/command/record-lines.ts";
import { readSeveral } from "../../runtime/command/several.ts";
import { makeRunFolder } from "../../runtime/command/program.ts";
import { shellWord } from "../../runtime/shell.ts";
import { scaleOf, thinned, ticks, type Scale } from "../../runtime/page/curves.ts";
import { failureOf } from "../cli/files.ts";
import { plan } from "./bigram.ts";
import { assert, suite } from "../harness.ts";

const test = suite("the programs of packages");
const flags = [
  { name: "steps", value: "N", help: "how many" },
  { name: "top_k", value: "N", help: "how few" },
  { name: "json", help: "print JSON" },
];

test("flags have values after a space or =, and may be written with dashes", () => {
  const words = parseWords(["book", "--steps", "3", "--top-k=5", "--json", "--", "--x"], flags);
  assert.equal(words.positional, ["book", "--x"]);
  assert.equal(
    [countFlag(words, "steps"), countFlag(words, "top_k"), words.flags.get("json")],
    [3, 5, "true"],
  );
});

test("what is wrong with a flag is told", () => {
  assert.throws(
    () => parseWords(["--step", "3"], flags),
    "there is no flag --step; there are --steps, --top_k, --json",
  );
  assert.throws(() => parseWords(["--steps"], flags), "--steps needs a value, N");
  assert.throws(
    () => countFlag(parseWords(["--steps", "-1"], flags), "steps"),
    "must be a whole number from 0 on",
  );
  const none = { positional: [], flags: new Map([["threads", "0"]]) };
  assert.throws(() => engineFlags(none), "--threads must be 1 at least");
});

test("a line of inputs that is no object, and a number of texts that is none, are told", async () => {
  assert.throws(
    () => parseRecord("[1, 2]"),
    'a line must be an object with the inputs by their names, as in {"x": 1}',
  );
  assert.throws(() => parseRecord("{"), "this is no JSON: ");
  const grow = {
    text: "text",
    axis: "seq",
    bound: 4,
    vocabulary: "v",
    from: { kind: "labels", labels: [0] },
    until: false,
  } as const;
  assert.is(await readSeveral(grow, "3"), 3);
  for (const word of ["many", "-1", "1.5"])
    assert.is(
      await failureOf(() => readSeveral(grow, word)),
      `--texts must be a whole number from 0 on, but is \`${word}\``,
    );
});

test("a word is quoted where a shell would read it otherwise", () => {
  const words = ["specs/gpt.weft:write", "名字/a.weft", "my specs/a.weft", "a$b", "it's \\"];
  assert.equal(words.map(shellWord), [
    "specs/gpt.weft:write",
    "名字/a.weft",
    '"my specs/a.weft"',
    "'a$b'",
    "'it'\\''s \\'",
  ]);
});

test("trainings that begin at the same time have folders of their own", async () => {
  const model = `two-${process.pid}`;
  try {
    const folders = await Promise.all([1, 2, 3].map(() => makeRunFolder(model)));
    assert.equal(folders.sort(), [`runs/${model}/1`, `runs/${model}/2`, `runs/${model}/3`]);
  } finally {
    rmSync(`runs/${model}`, { recursive: true, force: true });
  }
});

test("the help aligns its flags", () => {
  const expected =
    "usage: train.ts\n\n  --steps N  how many\n  --top_k N  how few\n  --json     print JSON\n";
  assert.is(helpText("train.ts", flags), expected);
});

test("the bigram model adds one to each count", () => {
  // Counted: a→b twice, b→a once; kinds a, b. Measured: b after a (3/4), a after b (2/3).
  const labels = [0, 1, 0, 1, 0, 1, 0];
  assert.close(bigramLossOf(labels, 4) ?? NaN, -(Math.log(3 / 4) + Math.log(2 / 3)) / 2, 1e-12);
  assert.is(bigramLossOf([0, 1], 1), undefined);
});

test("only where the next label is asked for a bigram model is compared with", async () => {
  const nowhere = new URL("file:///nowhere/");
  const [data] = plan.data;
  if (data?.kind !== "windows") throw new Error("the plan's data isn't a text");
  assert.match(String(await bigramLoss(plan, "book", nowhere).catch(String)), "data/text.bin can't be read");
  const alone = { ...data, fields: data.fields.filter(({ name }) => name === "tokens") };
  assert.is(await bigramLoss({ ...plan, data: [alone] }, "book", nowhere), undefined);
});

test("axes have round ticks inside their range", () => {
  assert.equal(
    ticks(2.13, 4.41, 5),
    [2.5, 3, 3.5, 4].filter((tick) => tick <= 4.41),
  );
  assert.equal(ticks(1, 500, 6), [100, 200, 300, 400, 500]);
});

test("losses that fall far are drawn by their logarithms", () => {
  const placed = ({ place, ticks: marks }: Scale): readonly (readonly [number, number])[] =>
    marks.map((mark) => [mark, Number(place(mark).toFixed(6))]);
  assert.equal(placed(scaleOf(2, 4, 5)), [
    [2, 0],
    [2.5, 0.25],
    [3, 0.5],
    [3.5, 0.75],
    [4, 1],
  ]);
  assert.equal(placed(scaleOf(0.001, 10, 5)), [
    [0.001, 0],
    [0.01, 0.25],
    [0.1, 0.5],
    [1, 0.75],
    [10, 1],
  ]);
  assert.equal(scaleOf(2e-9, 50, 5).ticks, [1e-7, 1e-5, 0.001, 0.1, 10]);
  assert.equal(scaleOf(-1, 0, 2).ticks, [-1, -0.5, 0]);
  assert.equal([0, 1].map(scaleOf(3, 3, 2).place), [-1, -2 / 3]);
});

test("a long curve keeps its first, least, largest and last point of each column of pixels", () => {
  const points = Array.from({ length: 100_000 }, (_, at) => ({ step: at + 1, loss: Math.sin(at * at) }));
  assert.is(thinned(points.slice(0, 400), 100).length, 400);
  const kept = thinned(points, 100);
  assert.ok(kept.length <= 4 * 101 && kept.every((point, at) => point.step > (kept[at - 1]?.step ?? 0)));
  for (let column = 0; column < 100; column++) {
    const inColumn = ({ step }: { readonly step: number }): boolean => Math.floor(step / 1000) === column;
    const losses = (some: typeof points) => some.filter(inColumn).map(({ loss }) => loss);
    const [all, few] = [losses(points), losses([...kept])];
    assert.equal(
      [few[0], Math.min(...few), Math.max(...few), few.at(-1)],
      [all[0], Math.min(...all), Math.max(...all), all.at(-1)],
    );
  }
});
