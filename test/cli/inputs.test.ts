import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { encode as encodePng } from "fast-png";
import { listInputs } from "../../compiler/cli/data/input-list.ts";
import { encodeNumpy } from "../../runtime/data/npy.ts";
import { assert, suite } from "../harness.ts";
import { failureOf, span, withFiles } from "./files.ts";
import { denoExecutable } from "../../compiler/cli/deno.ts";
import { runWeft, startWeft } from "./weft.ts";

const test = suite("weft run of many inputs");

const spec = `weft 1
axis feature = 3
axis row     = 2
axis col     = 2
axis time    <= 6
axis letter  = characters("letters.txt")
axis kind    = { calm, wild }
axis odd     = { 1, 3, 5 }

model Kind(x: [feature], scale: real = 1) -> (logits: [kind], best: in kind) {
  logits = where(kind == "calm", x[feature = 0], x[feature = 1] + x[feature = 2]) * scale
  return logits, argmax[kind](logits)
}
model Size(text: [time] in letter) -> real {
  return sum[time](where(text.present, 1, 0))
}
model Ink(image: [batch, row, col]) -> [batch] {
  return sum[row, col](image)
}
model Mean(picture: [row, col], by: real = 1) -> real {
  return mean[row, col](picture) * by
}
model Pick(kind_: in kind, odd_: in odd, letter_: in letter) -> (k: in kind, o: in odd, l: in letter) {
  return argmax[kind](one_hot[kind](kind_)), argmax[odd](one_hot[odd](odd_)), argmax[letter](one_hot[letter](letter_))
}
generate scaled(x: [feature], by: real = 2) {
  return sum[feature](x) * by
}
generate steady(picture: [row, col]) {
  return sum[row, col](where(uniform[row, col](0, 1) < 2, picture, 0))
}
generate noisy(x: [feature]) {
  return sum[feature](x + uniform[feature](0, 1))
}
`;

const rows = Array.from({ length: 150 }, (_, at) => ({ x: [at % 7, at % 5, at % 3], scale: 1 + (at % 2) }));

const files = {
  "many.weft": spec,
  "letters.txt": "abcdef",
  "rows.jsonl": `\n${rows.map((row) => JSON.stringify({ ...row, id: "left out" })).join("\n")}\n`,
  "rows.csv": `id;x;scale\n${rows.map(({ x, scale }, at) => `${at};${x.join(" ")};${scale}`).join("\n")}\n`,
  "bad.jsonl": '{"x": [1, 2, 3]}\n{"x": [1, 2]}\n',
  "broken.jsonl": '{"x": [1, 2, 3]}\n\n{"x": \n',
  "bad.csv": "x\n1 2 3\n1 two 3\n",
  "texts.txt": "abc\nfade\n\nf\n",
};

interface Line {
  readonly record: number;
  readonly from?: string;
  readonly results: Readonly<Record<string, { readonly data: readonly number[] } | string | number>>;
}

test("JSON Lines, tables and texts, a line a record, as each by itself", async () => {
  await withFiles(files, async (folder) => {
    const run = async (...words: readonly string[]): Promise<string> => {
      const { code, output, errors } = await runWeft(
        ["run", ...words, "--backend", "cpu", "--exact"],
        folder,
      );
      assert.is(code, 0, errors);
      return output;
    };
    const linesOf = (output: string): readonly Line[] =>
      output
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Line);

    const lines = linesOf(await run("many.weft:Kind", "--inputs", "rows.jsonl", "--json"));
    assert.equal(
      lines.map(({ record, results: { logits, best } }) => [
        record,
        typeof logits === "object" && logits.data,
        best,
      ]),
      rows.map(({ x: [a = 0, b = 0, c = 0], scale }, at) => [
        at,
        [a * scale, (b + c) * scale],
        a >= b + c ? "calm" : "wild",
      ]),
    );
    const [one] = linesOf(await run("many.weft:Kind", "[3, 3, 0]", "2", "--json"));
    assert.equal(one?.results, lines[3]?.results);

    const table = linesOf(await run("many.weft:Kind", "--inputs", "rows.csv", "--json"));
    assert.equal(
      table.map(({ results }) => results),
      lines.map(({ results }) => results),
    );
    assert.is(table[1]?.from, "rows.csv:3");

    assert.is(await run("many.weft:Size", "--inputs", "texts.txt"), "0\t3\n1\t4\n2\t0\n3\t1\n");
    assert.match(
      await run("many.weft:Kind", "--inputs", "rows.jsonl"),
      /^0\tlogits calm: 0, wild: 0\tbest calm\n1\t/,
    );
    const scaled = await run("many.weft:scaled", "--inputs", "rows.csv", "--by", "3");
    assert.is(scaled.split("\n")[2], "rows.csv:4\t18");
  });
});

test("what can't be read is told by its line, after the results before it", async () => {
  await withFiles(files, async (folder) => {
    const run = (...words: readonly string[]) => runWeft(["run", ...words, "--backend", "cpu"], folder);
    const bad = await run("many.weft:Kind", "--inputs", "bad.jsonl");
    assert.equal([bad.code, bad.output.split("\n").length], [2, 2]);
    assert.match(bad.errors, "error: bad.jsonl:2: `x` is [2], but must be [feature 3]");
    const broken = await run("many.weft:Kind", "--inputs", "broken.jsonl");
    assert.equal([broken.code, broken.output.split("\n").length], [1, 2]);
    assert.match(broken.errors, "error: broken.jsonl:3: this is no JSON");
    const table = await run("many.weft:Kind", "--inputs", "bad.csv");
    assert.match(table.errors, "error: bad.csv:3: `x` must be a list of numbers in JSON");
    assert.match(
      (await run("many.weft:Size", "--inputs", "rows.jsonl")).errors,
      "error: rows.jsonl:2: there is no `text` among x, scale, id",
    );
    const both = await run("many.weft:Kind", "--inputs", "bad.csv", "--x", "[1]");
    assert.is(both.code, 2);
    assert.match(both.errors, "`--inputs` is in the place of `x`: give one of them");
    assert.match(
      (await run("many.weft:Kind", "--inputs", "bad.cvs")).errors,
      "there is no file `bad.cvs` here",
    );
    const noisy = await run("many.weft:noisy", "--inputs", "bad.jsonl");
    assert.match(noisy.errors, "computes one after the other: it draws noise");
  });
});

test("a table lacks what it has no column for, and files are of one input, which is a picture, a sound or an array", async () => {
  const argument = (name: string, axes: readonly string[]) =>
    ({
      binding: { id: name, name, type: { axes, element: "real" }, span },
      order: axes,
      optionalAxes: [],
    }) as const;
  const [x, constructor] = [argument("x", ["a"]), argument("constructor", [])];
  await withFiles(
    { "a.csv": "x\n1 2\n", "of.csv": "of\n1 2\n", "b.pdf": "", "c.png": "" },
    async (folder) => {
      const listed = (path: string, given: Parameters<typeof listInputs>[1]): string =>
        [...(listInputs(join(folder, path), given) ?? [])].join("");
      const place = join(folder, "a.csv:2");
      assert.equal(JSON.parse(listed("a.csv", [x, constructor])), { from: place, x: [1, 2], of: 1 });
      // A record's own `of` is what the input of that name has.
      const of = argument("of", ["a"]);
      assert.equal(JSON.parse(listed("of.csv", [of])), { from: join(folder, "of.csv:2"), of: [1, 2] });
      assert.is(
        await failureOf(() => listed("c.png", [x, constructor])),
        "--inputs: files are of one input, and there are x, constructor: give a .jsonl or a .csv",
      );
      assert.match(
        await failureOf(() => listed("b.pdf", [x])),
        "b.pdf is no list (.jsonl, .csv, .tsv, .txt), picture",
      );
      assert.match(await failureOf(() => listed("c.png", [x])), "c.png: it is neither PNG nor JPEG");
    },
  );
});

test("a folder of pictures and arrays, in natural order", async () => {
  const pictures = Object.fromEntries(
    [2, 10, 1].map((at) => [
      `ink/${at}.png`,
      encodePng({ width: 2, height: 2, data: Uint8Array.of(255, 51, 0, at), channels: 1 }),
    ]),
  );
  const array = encodeNumpy([2, 2], [1, 2, 3, 4]);
  await withFiles({ ...files, ...pictures, "ink/3.npy": array, "ink/notes.md": "" }, async (folder) => {
    const run = (...words: readonly string[]) =>
      runWeft(["run", "many.weft:Ink", "--inputs", ...words, "--backend", "cpu"], folder);
    const all = await run("ink");
    assert.is(all.code, 0, all.errors);
    assert.equal(
      all.output.split("\n").map((line) => line.split("\t")[0]),
      ["ink/1.png", "ink/2.png", "ink/3.npy", "ink/10.png", ""],
    );
    assert.is(all.output.split("\n")[2], "ink/3.npy\t10");
    assert.match(all.errors, "left out, since it can't be read: ink/notes.md");
    const some = await run("ink/1*.png", "--json");
    assert.equal(
      some.output
        .trimEnd()
        .split("\n")
        .map((line) => (JSON.parse(line) as Line).from),
      ["ink/1.png", "ink/10.png"],
    );
  });
});

test("pictures of 16 bits are as deep as in training", async () => {
  const data = Uint16Array.of(1000, 1000, 3000, 3000);
  const deep = encodePng({ width: 2, height: 2, data, channels: 1, depth: 16 });
  await withFiles({ ...files, "deep.png": deep, "list.csv": "picture\ndeep.png\n" }, async (folder) => {
    const run = (...words: readonly string[]) => runWeft([...words, "--backend", "cpu"], folder);
    const alone = await run("run", "many.weft:Mean", "deep.png");
    // Rounded to 8 bits it is 0.0314.
    assert.match(alone.output, "0.03051", alone.errors);
    assert.match(
      (await run("run", "many.weft:Mean", "--inputs", "list.csv")).output,
      /^list\.csv:2\t0\.03051/,
    );
    const traced = await runWeft(["trace", "many.weft:Ink", "deep.png", "--json"], folder);
    assert.match(traced.output, "0.12207", traced.errors);
  });
});

test("lists name pictures and arrays from their own folder on, and what comes before a bad one is printed", async () => {
  const picture = (grey: number): Uint8Array =>
    encodePng({ width: 2, height: 2, data: new Uint8Array(4).fill(grey), channels: 1 });
  const lists = {
    "ink/a.png": picture(255),
    "ink/b.png": picture(51),
    "ink/c.npy": encodeNumpy([2, 2], [1, 2, 3, 6]),
    "ink/lists/all.jsonl":
      '{"picture": "../a.png", "by": 2}\n\n{"picture": [[1, 2], [3, 4]], "from": "mine"}\n{"picture": "../c.npy"}\n',
    "ink/arrays.jsonl": '{"picture": "c.npy"}\n',
    "ink/all.csv": "picture,by\nb.png,10\n1 2 3 4,1\nc.npy,2\n",
    "ink/all.txt": "a.png\nb.png\n",
    "ink/bad.jsonl": '{"picture": "a.png"}\n{"picture": "aa.png"}\n{"picture": "b.png"}\n',
    "ink/broken.jsonl": '{"picture": "a.png"}\n{"picture": \n',
  };
  await withFiles({ ...files, ...lists }, async (folder) => {
    const run = (list: string) =>
      runWeft(["run", "many.weft:Mean", "--inputs", `ink/${list}`, "--backend", "cpu"], folder);
    const all = await run("lists/all.jsonl");
    assert.is(all.output, "ink/lists/all.jsonl:1\t2\nmine\t2.5\nink/lists/all.jsonl:4\t3\n", all.errors);
    assert.is((await run("arrays.jsonl")).output, "0\t3\n");
    assert.is((await run("all.csv")).output, "ink/all.csv:2\t2\nink/all.csv:3\t2.5\nink/all.csv:4\t6\n");
    assert.is((await run("all.txt")).output, "ink/all.txt:1\t1\nink/all.txt:2\t0.2\n");
    const bad = await run("bad.jsonl");
    assert.equal([bad.code, bad.output], [1, "ink/bad.jsonl:1\t1\n"]);
    assert.match(
      bad.errors,
      "ink/bad.jsonl:2: `picture`: there is no file `aa.png` from its folder on; did you mean `a.png`?",
    );
    const broken = await run("broken.jsonl");
    assert.equal([broken.code, broken.output], [1, "ink/broken.jsonl:1\t1\n"]);
    assert.match(broken.errors, "error: ink/broken.jsonl:2: this is no JSON");
  });
});

/** What comes until it ends with `wanted`, or for a while. */
async function textUntil(stream: Readable | null, wanted: string): Promise<string> {
  let text = "";
  await new Promise<void>((resolve) => {
    setTimeout(resolve, 30_000).unref();
    stream?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.endsWith(wanted)) resolve();
    });
  });
  return text;
}

test("results are printed before the next picture is read, and a bad one is told after them", async () => {
  const picture = encodePng({ width: 2, height: 2, data: new Uint8Array(4).fill(255), channels: 1 });
  const list = { "a.png": picture, "b.png": picture, "ink.txt": "a.png\nb.png\nlate.png\n" };
  await withFiles({ ...files, ...list }, async (folder) => {
    // Who reads it waits until somebody writes it.
    const late = join(folder, "late.png");
    assert.is(spawnSync("mkfifo", [late]).status, 0);
    const words = ["run", "many.weft:steady", "--inputs", "ink.txt", "--backend", "cpu"];
    const { child, ended } = startWeft(words, folder);
    const wanted = "ink.txt:1\t4\nink.txt:2\t4\n";
    const printed = await textUntil(child.stdout, wanted);
    await writeFile(late, "no picture");
    const { code, output, errors } = await ended;
    assert.is(printed, wanted, errors);
    assert.equal([code, output], [1, printed]);
    assert.match(errors, "error: ink.txt:3: `picture`: late.png: it is neither PNG nor JPEG");
  });
});

test("a package reads records as they come, and Ctrl-C tells how many it leaves", async () => {
  await withFiles(files, async (folder) => {
    const { code, output, errors } = await runWeft(["build", "many.weft", "--out", "many"], folder);
    assert.is(code, 0, output + errors);
    const words = ["run", "-A", "many/generate.ts", "steady", "--inputs", "-", "--backend", "cpu"];
    const child = spawn(denoExecutable(), words, { cwd: folder });
    const record = (ink: number): string =>
      `${JSON.stringify({
        picture: [
          [ink, 0],
          [0, 0],
        ],
        of: 5,
      })}\n`;
    child.stdin.write(`${record(1)}\n${record(2)}{"picture"`);
    assert.is(await textUntil(child.stdout, "1\t2\n"), "0\t1\n1\t2\n");
    child.kill("SIGINT");
    const told = "stopped: 2 of 5 records are done and printed, 3 are left\n";
    assert.match(await textUntil(child.stderr, told), told);
    child.stdin.end();
    assert.equal(await once(child, "close"), [1, null]);
  });
});

test("a label is given by its text or, as in data, by the number of its position", async () => {
  const picks = [
    { kind_: "wild", odd_: 3, letter_: "b" },
    { kind_: 1, odd_: "3", letter_: 1 },
    { kind_: "1", odd_: "3", letter_: "1" },
  ];
  const list = picks.map((pick) => `${JSON.stringify(pick)}\n`).join("");
  await withFiles({ ...files, "picks.jsonl": list }, async (folder) => {
    const run = (...words: readonly string[]) =>
      runWeft(["run", "many.weft:Pick", ...words, "--backend", "cpu"], folder);
    const all = await run("--inputs", "picks.jsonl");
    assert.is(all.output, [0, 1, 2].map((at) => `${at}\tk wild\to 3\tl b\n`).join(""), all.errors);
    assert.is((await run("1", "5", "0")).output, "k = wild\no = 5\nl = a\n");
    const beyond = await run("1", "2", "0");
    assert.match(beyond.errors, '"2" isn\'t one of the 3 labels of `odd`: 1, 3, 5');
  });
});
