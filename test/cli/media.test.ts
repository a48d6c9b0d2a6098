import { gzipSync } from "node:zlib";
import { encode as encodePng } from "fast-png";
import jpeg from "jpeg-js";
import type { Data } from "../../compiler/2-check/model.ts";
import { fitPicture } from "../../compiler/cli/data/pictures.ts";
import { encodeNumpy } from "../../runtime/data/npy.ts";
import { assert, suite } from "../harness.ts";
import { failureOf, field } from "./files.ts";
import { coloured, grey, label, read, wave, wav } from "./media.ts";

const test = suite("pictures and sounds");

const six = [0, 51, 102, 153, 204, 255];

function png(values: readonly number[], width = 3, height = 2, channels = 1, depth: 8 | 16 = 8): Uint8Array {
  const data = depth === 8 ? Uint8Array.from(values) : Uint16Array.from(values);
  return encodePng({ width, height, data, channels, depth });
}

test("a folder of pictures: pixels from 0 to 255, the folder's name as label", async () => {
  const files = { "pets/dog/1.png": png(six), "pets/readme.txt": "" };
  assert.equal(await read("images", "pets", [grey, label], files), {
    columns: { x: six, kind: [1] },
    types: ["Uint8Array", "Uint8Array"],
    log: "d: 1 record, 1 other file passed over, pets/readme.txt",
  });
  const two = { "pets/dog/1.png": png(six), "pets/cat/2.png": png(six), "pets/cat/3.png": png(six) };
  const { columns, log } = await read("images", "pets/*/*.png", [grey, label], two);
  assert.equal([...(columns["kind"] ?? [])].sort(), [0, 1]);
  assert.is(log, "d: 2 records, 1 exact duplicate dropped");
});

test("what else lies in a folder is told, and what is hidden isn't looked at", async () => {
  const pets = {
    "pets/dog/1.png": png(six),
    "pets/.DS_Store": "",
    "pets/dog/._1.png": "",
    "pets/.git/a.gif": "",
  };
  assert.is((await read("images", "pets", [grey], pets)).log, "d: 1 record");
  const beside = { ...pets, "pets/labels.csv": "file,kind\n1.png,dog\n", "pets/b.md": "", "pets/a.md": "" };
  assert.is(
    (await read("images", "pets", [grey, label], beside, { labels: "pets/labels.csv" })).log,
    "d: 1 record, 2 other files passed over, the first pets/a.md",
  );
  const moving = { ...pets, "pets/cat/1.gif": "", "pets/cat/2.WEBP": "" };
  assert.is(
    await failureOf(() => read("images", "pets", [grey], moving)),
    "pets/cat/1.gif and 1 more aren't read: pictures are read from PNG, JPEG and IDX files; convert them, or name those that are meant, as in `**/*.png`",
  );
  assert.is((await read("images", "pets/**/*.png", [grey], moving)).log, "d: 1 record");
  assert.is(
    await failureOf(() => read("images", "pets/*.gif", [grey], { "pets/1.gif": "" })),
    "no file relative to the spec's folder that matches `pets/*.gif` is one that this source reads: of 1 that it can't read the first is pets/1.gif",
  );
  assert.match(
    await failureOf(() => read("audio", "sounds", [wave], { "sounds/a.wav": "", "sounds/a.mp3": "" })),
    "sounds/a.mp3 isn't read: sounds are read from WAV files",
  );
});

test("colours become grey by their luminance, grey becomes colours, opacity lies over white", async () => {
  const red = Array.from({ length: 6 }, () => [255, 0, 0]).flat();
  assert.equal(
    (await read("images", "a.png", [grey], { "a.png": png(red, 3, 2, 3) })).columns["x"],
    Array(6).fill(76),
  );
  assert.equal(
    (await read("images", "a.png", [coloured], { "a.png": png(six) })).columns["x"],
    six.flatMap((value) => [value, value, value]),
  );
  const clear = Array.from({ length: 6 }, () => [255, 0, 0, 0]).flat();
  assert.equal(
    (await read("images", "a.png", [grey], { "a.png": png(clear, 3, 2, 4) })).columns["x"],
    Array(6).fill(255),
  );
});

test("sixteen bits keep their levels; beside eight bits they become numbers from 0 to 1", async () => {
  const deep = png([0, 1, 65535, 2, 3, 4], 3, 2, 1, 16);
  const alone = await read("images", "a.png", [grey], { "a.png": deep });
  assert.equal([alone.types, alone.columns["x"]], [["Uint16Array"], [0, 1, 65535, 2, 3, 4]]);
  const both = await read("images", "*.png", [grey], { "a.png": deep, "b.png": png(six) });
  assert.equal(both.types, ["Float32Array"]);
  const sums = [65545 / 65535, 3].reduce((sum, value) => sum + value, 0);
  assert.ok(Math.abs((both.columns["x"] ?? []).reduce((sum, value) => sum + value, 0) - sums) < 1e-6);
});

test("in a field of whole numbers sixteen bits are those of bytes, as when a model is run", async () => {
  const whole = field("x", { axes: ["height", "width"], element: "int" });
  const deep = png([0, 128, 65535, 257, 514, 32768], 3, 2, 1, 16);
  const { columns } = await read("images", "a.png", [whole], { "a.png": deep });
  assert.equal(columns["x"], [0, 0, 255, 1, 2, 128]);
});

test("of a mask white is true and black false, and grey is neither", async () => {
  const mask = field("x", { axes: ["height", "width"], element: "bool" });
  const white = png([0, 255, 0, 255, 255, 0]);
  assert.equal((await read("images", "a.png", [mask], { "a.png": white })).columns["x"], [0, 1, 0, 1, 1, 0]);
  const grey = png([0, 255, 0, 1, 255, 0]);
  assert.match(
    await failureOf(() => read("images", "a.png", [mask], { "a.png": grey })),
    "a.png: `x` has 1 at position 3, but it holds truth values, of which black is false",
  );
});

test("a JPEG is read, and one colour survives its compression", async () => {
  const data = Uint8Array.from(Array.from({ length: 6 }, () => [200, 200, 200, 255]).flat());
  const bytes = jpeg.encode({ width: 3, height: 2, data }, 95).data;
  const { columns } = await read("images", "a.jpg", [coloured], { "a.jpg": bytes });
  assert.ok((columns["x"] ?? []).every((value) => Math.abs(value - 200) <= 2) && columns["x"]?.length === 18);
});

test("pictures of another size are refused, or scaled where the source says how", async () => {
  const big = { "a.png": png(Array(6 * 4).fill(90), 6, 4) };
  assert.match(
    await failureOf(() => read("images", "a.png", [grey], big)),
    /a\.png: `x` is 4 rows by 6 columns, .* `fit/,
  );
  const halves = {
    "a.png": png(
      [10, 10, 30, 30, 50, 50, 10, 10, 30, 30, 50, 50, 10, 10, 30, 30, 50, 50, 10, 10, 30, 30, 50, 50],
      6,
      4,
    ),
  };
  // A triangle of twice the width over pairs of equal pixels: the middle column is (1 * 10 + 6 * 30 + 1 * 50) / 8 = 30.
  const [left, middle, right] =
    (await read("images", "a.png", [grey], halves, { fit: "stretch" })).columns["x"] ?? [];
  assert.is(middle, 30);
  assert.is((left ?? 0) + (right ?? 0), 60);
  const wide = { "a.png": png([0, 7, 7, 7, 0, 0, 7, 7, 7, 0], 5, 2) };
  assert.equal((await read("images", "a.png", [grey], wide, { fit: "crop" })).columns["x"], Array(6).fill(7));
  // A quarter of a column is as wide as one row is high: the one in the middle remains.
  const flat = { kind: "pixels", sizes: [1, 3, 1], values: Uint8Array.of(0, 90, 0), levels: 255 } as const;
  assert.equal([...fitPicture(flat, 4, 1, "crop").values], [90, 90, 90, 90]);
});

test("damaged and foreign files are told with their names", async () => {
  assert.match(
    await failureOf(() => read("images", "a.png", [grey], { "a.png": "text" })),
    /^a\.png: it is neither PNG nor JPEG/,
  );
  assert.match(
    await failureOf(() => read("images", "a.png", [grey], { "a.png": png(six).subarray(0, 50) })),
    /^a\.png: /,
  );
  assert.match(
    await failureOf(() => read("images", "none", [grey], { "none/a.txt": "" })),
    /the folder `none` .* holds no file/,
  );
  const elsewhere = { "pets/1.png": png(six) };
  assert.match(
    await failureOf(() => read("images", "pets", [grey, label], elsewhere)),
    /pets\/1\.png: `kind` is "pets", which is no label of `label`: cat, dog/,
  );
});

function idx(dimensions: readonly number[], bytes: readonly number[], type = 8): Uint8Array {
  const head = [
    0,
    0,
    type,
    dimensions.length,
    ...dimensions.flatMap((size) => [0, 0, size >> 8, size & 255]),
  ];
  return Uint8Array.from([...head, ...bytes]);
}

test("IDX files, packed or not, find their labels by name", async () => {
  const files = {
    "t-images-idx3-ubyte.gz": gzipSync(idx([2, 2, 3], [...six, ...six.map((value) => 255 - value)])),
    "t-labels-idx1-ubyte.gz": gzipSync(idx([2], [1, 0])),
  };
  const { columns } = await read("images", "*-images-idx3-ubyte.gz", [grey, label], files);
  const first = columns["x"]?.[0] === 0 ? 0 : 1;
  assert.equal(columns["x"]?.slice(first * 6, first * 6 + 6), six);
  assert.equal(columns["kind"], first === 0 ? [1, 0] : [0, 1]);
  const short = { ...files, "t-labels-idx1-ubyte.gz": gzipSync(idx([1], [1])) };
  assert.match(
    await failureOf(() => read("images", "*-images-*.gz", [grey, label], short)),
    /has 1 labels for the 2 pictures/,
  );
  const lone = { ...files, "s-images-idx3-ubyte.gz": gzipSync(idx([2, 2, 3], [...six, ...six])) };
  assert.match(
    await failureOf(() => read("images", "*-images-*.gz", [grey, label], lone)),
    /^s-images-idx3-ubyte.gz, picture 1: there is no `kind`/,
  );
  const cut = { "t-images-idx3-ubyte": idx([9, 2, 3], six) };
  assert.match(
    await failureOf(() => read("images", ".", [grey], cut)),
    /is cut off: \[9, 2, 3\] needs 54 bytes, 6 are there/,
  );
});

test("IDX files of other numbers than bytes have them as they are", async () => {
  const readAs = async (type: number, bytes: readonly number[]): Promise<readonly number[] | undefined> =>
    (await read("images", "a.idx", [grey], { "a.idx": idx([1, 2, 3], bytes, type) })).columns["x"];
  assert.equal(await readAs(9, [1, 2, 3, 255, 254, 253]), [1, 2, 3, -1, -2, -3]);
  assert.equal(await readAs(11, [3, 232, 0, 1, 0, 2, 0, 3, 0, 4, 255, 255]), [1000, 1, 2, 3, 4, -1]);
  assert.equal(await readAs(12, Array(6).fill([0, 1, 0, 0]).flat()), Array(6).fill(65536));
  assert.equal(await readAs(13, Array(6).fill([0x3f, 0, 0, 0]).flat()), Array(6).fill(0.5));
  assert.equal(await readAs(14, Array(6).fill([0xbf, 0xd0, 0, 0, 0, 0, 0, 0]).flat()), Array(6).fill(-0.25));
});

test("what is no IDX file of pictures is told", async () => {
  const failure = (bytes: Uint8Array): Promise<string> =>
    failureOf(() => read("images", "a.idx", [grey], { "a.idx": bytes }));
  assert.is(await failure(Uint8Array.from([1, 2, 3, 4])), "a.idx: it is no IDX file");
  assert.is(await failure(idx([1, 2, 3], six, 10)), "a.idx: its elements have the unknown type 10");
  assert.is(await failure(idx([6], six)), "a.idx: pictures are [count, rows, columns], this is [6]");
  assert.is(
    await failure(idx([1, 2, 2], [0, 1, 0, 2, 0, 3, 0, 4], 11)),
    "a.idx, picture 1: `x` is [2, 2], but its axes have the sizes [2, 3]",
  );
});

test("fields whose axes no pictures and no sounds have are refused", async () => {
  const line = field("x", { axes: ["width"], element: "real" });
  assert.is(
    await failureOf(() => read("images", "a.png", [line], { "a.png": png(six) })),
    "a.png: `x` holds pixels, so its axes are rows, columns and, if there are several, 1 to 4 channels",
  );
  assert.is(
    await failureOf(() => read("audio", "a.wav", [coloured], { "a.wav": wav(1, 8, 1, [128]) })),
    "a.wav: `x` holds samples, so its axes are moments and, if wanted, channels",
  );
});

test("IDX files that are held out have labels of their own", async () => {
  const files = {
    "train-images-idx3-ubyte": idx([1, 2, 3], six),
    "train-labels-idx1-ubyte": idx([1], [1]),
    "t10k-images-idx3-ubyte": idx([1, 2, 3], [...six].reverse()),
    "t10k-labels-idx1-ubyte": idx([1], [0]),
  };
  const held = { test: "t10k-images-idx3-ubyte" };
  const { columns, log } = await read("images", "train-images-idx3-ubyte", [grey, label], files, held);
  assert.equal(columns["kind"], [1, 0]);
  assert.equal(columns["x"], [...six, ...[...six].reverse()]);
  assert.is(log, "d: 1 record to train on, 1 held out");
  assert.is((await read("images", ".", [grey, label], files, held)).log, log);
  assert.is(
    await failureOf(() =>
      read("images", "train-images-idx3-ubyte", [grey, label], files, {
        ...held,
        labels: "train-labels-idx1-ubyte",
      }),
    ),
    "train-labels-idx1-ubyte can't have the labels of two parts: where `labels` isn't said, those of `train-images-idx3-ubyte` are in `train-labels-idx1-ubyte`",
  );
});

test("a table of labels, JSON Lines or a module names each picture or sound", async () => {
  const tables = {
    "labels.csv": "file,kind\na.png,dog\na.wav,dog\n",
    "labels.jsonl": '{ "file": "a.png", "kind": "dog" }\n{ "file": "a.wav", "kind": "dog" }\n',
    "labels.ts": `export default function* () {
      for (const ending of ["png", "wav"]) yield { file: \`a.\${ending}\`, kind: "dog" };
    }`,
  };
  const media = { "a.png": png(six), "a.wav": wav(1, 8, 1, [0, 128, 192]) };
  for (const labels of Object.keys(tables)) {
    const kinds = async (kind: "images" | "audio", path: string, field: Data["fields"][number]) =>
      (await read(kind, path, [field, label], { ...media, ...tables }, { labels })).columns["kind"];
    assert.equal(await kinds("images", "*.png", grey), [1], labels);
    assert.equal(await kinds("audio", "*.wav", wave), [1], labels);
    const other = { ...media, ...tables, "b.png": png([...six].reverse()) };
    assert.is(
      await failureOf(() => read("images", "*.png", [grey, label], other, { labels })),
      `b.png: ${labels} says nothing of this file`,
    );
  }
  const nameless = { "a.png": png(six), "labels.csv": "name,kind\na.png,dog\n" };
  assert.is(
    await failureOf(() => read("images", "*.png", [grey, label], nameless, { labels: "labels.csv" })),
    "labels.csv:2: labels name each file in a column `file`",
  );
});

test("records name pictures, sounds and arrays, beside their table", async () => {
  const media = {
    "in/a.png": png(six),
    "in/b.png": png([...six].reverse()),
    "in/big.png": png(Array(6 * 4).fill(90), 6, 4),
    "in/a.wav": wav(1, 8, 1, [0, 128, 192]),
    "in/b.wav": wav(1, 8, 1, [0, 128, 192, 192], 16000),
    "in/a.npy": encodeNumpy([3], [7, 8, 9]),
  };
  const columns = field("row", { axes: ["width"], element: "real" });
  const tables = {
    "in/list.csv": "x,wave,row,kind\na.png, a.wav ,a.npy,dog\nb.png,a.wav,1 2 3,cat\n",
    "in/list.jsonl":
      '{ "x": "a.png", "wave": "a.wav", "row": "a.npy", "kind": 1 }\n{ "x": "b.png", "wave": [-1, 0, 0.5], "row": [1, 2, 3], "kind": "cat" }\n',
    "in/list.ts": `export default function* () {
      yield { x: "a.png", wave: "a.wav", row: "a.npy", kind: "dog" };
      yield { x: "b.png", wave: "a.wav", row: [1, 2, 3], kind: "cat" };
    }`,
  };
  for (const [path, kind] of [
    ["in/list.csv", "csv"],
    ["in/list.jsonl", "jsonl"],
    ["in/list.ts", "module"],
  ] as const) {
    const { columns: made, types } = await read(kind, path, [grey, wave, columns, label], {
      ...media,
      ...tables,
    });
    const turned = made["kind"]?.[0] === 0;
    const both = <Value>(one: Value, other: Value): readonly Value[] =>
      turned ? [other, one] : [one, other];
    assert.equal(made["x"], both(six, [...six].reverse()).flat(), path);
    assert.equal(made["row"], both([7, 8, 9], [1, 2, 3]).flat(), path);
    assert.equal(made["wave"], [-1, 0, 0.5, -1, 0, 0.5], path);
    assert.is(types[0], "Uint8Array", path);
  }
  const failure = (table: string, options = {}): Promise<string> =>
    failureOf(() =>
      read("csv", "in/list.csv", [grey, wave], { ...media, "in/list.csv": `x,wave\n${table}` }, options),
    );
  assert.is(
    await failure("aa.png,a.wav\n"),
    "in/list.csv:2: `x`: there is no file `aa.png` beside the records; did you mean `a.png`?",
  );
  assert.is(
    await failure("a.gif,a.wav\n"),
    "in/list.csv:2: `x`: a.gif isn't read: pictures are read from PNG, JPEG and IDX files",
  );
  assert.match(
    await failure("a.wav,a.wav\n"),
    "in/list.csv:2: `x` has 1 channel, but its axis has the size 3",
  );
  assert.match(await failure("big.png,a.wav\n"), "in/list.csv:2: `x` is 4 rows by 6 columns");
  assert.is(
    await failure("a.png,a.wav\nb.png,b.wav\n"),
    "in/list.csv:3: `wave` has 16000 samples a second, but that of in/list.csv:2 has 8000; `rate = 8000` in the source converts them",
  );
  const list = { ...media, "in/list.csv": "x,wave\nbig.png,b.wav\n" };
  const fitted = await read("csv", "in/list.csv", [grey, wave], list, { fit: "stretch", rate: 8000 });
  assert.equal(fitted.columns["x"], Array(6).fill(90));
  assert.is(fitted.columns["wave"]?.length, 2);
  const twice = { ...list, "in/list.csv": "x,wave\na.png,a.wav\n./a.png,a.wav\n" };
  assert.is(
    (await read("csv", "in/list.csv", [grey, wave], twice)).log,
    "d: 1 record, 1 exact duplicate dropped",
    "by what the files hold",
  );
});
