/** `weft import`: where the numbers of another program's tensors go, and what is told of what doesn't fit. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decodeSafetensors } from "../../runtime/checkpoint/safetensors.ts";
import { assert, suite } from "../harness.ts";
import { withFiles } from "./files.ts";
import { foreignFile, halfBits, type Foreign } from "./foreign-file.ts";
import { runWeft, type Ended } from "./weft.ts";

const test = suite("weft import");

const spec = `weft 1
axis vocab  = 5
axis seq    <= 3
axis embed  = 4
axis head   = 2
axis key    = 3
axis expert = 2

layer Block(x: [embed]) -> [embed] {
  axis gate = { forget, keep }
  param W_q, W_k: embed -> head, key ~ xavier
  param b_k: [head, key] = 0
  param W_g: gate, embed -> embed ~ xavier
  param W_e[expert]: embed -> key ~ xavier
  state seen: [embed] = 1
  y = sum[head, key](W_q(x) * (W_k(x) + b_k)) * x + seen
  return W_g(spread[gate](y)) + sum[expert, key](W_e(x))
}

model Net(text: [seq] in vocab) -> [seq, embed] {
  param W_v: vocab -> embed ~ xavier
  param W_s: seq -> embed   ~ xavier
  param turn: embed -> embed ~ xavier
  param new: embed -> embed ~ normal(0, 1)
  param sum: [embed] = 0
  param half, brain, wide: [embed] = 0
  use blocks = Block * 2
  return new(turn(blocks(W_v(text) + W_s(seq) + sum + half * brain * wide)))
}
model Twin = copy of Net
`;

const names = `// All that a line may say.
Net.W_v = wte from
Net.W_s = wpe [0 of 1, seq from 2, embed]
Net.turn = turn.weight [embed', embed]
Net.new ~
Net.sum = bias_ih + bias_hh [0 of 1, embed]
Net.half  = half
Net.brain = brain   // of 16 bits, too
Net.wide  = wide
Net.blocks.{n}.W_q = h.{n}.qk.weight [embed, 0 of 2 head key]
Net.blocks.{n}.W_k = h.{n}.qk.weight [embed, 1 of 2 head key]
Net.blocks.{n}.b_k = h.{n}.k.bias [key head]
Net.blocks.{n}.W_g[gate = keep]   = h.{n}.gates [0 of 2 embed, embed']
Net.blocks.{n}.W_g[gate = forget] = h.{n}.gates [1 of 2 embed, embed']
Net.blocks.{n}.W_e[expert = {e}] = h.{n}.experts.{e}.weight [key, embed]
state:Net.blocks.{n}.seen = h.0.mean
`.replace(" from\n", " [vocab from 1, embed]\n");

/** Each number is another one, and exact in f32. */
function counting(first: number, ...shape: readonly number[]): Foreign {
  const count = shape.reduce((product, size) => product * size, 1);
  return { type: "F32", shape, data: Float32Array.from({ length: count }, (_, at) => first + at) };
}

const blockTensors = (n: number): Readonly<Record<string, Foreign>> => ({
  [`h.${n}.qk.weight`]: counting(1000 * n + 100, 4, 12),
  [`h.${n}.k.bias`]: counting(1000 * n + 200, 6),
  [`h.${n}.gates`]: counting(1000 * n + 300, 8, 4),
  [`h.${n}.experts.0.weight`]: counting(1000 * n + 400, 3, 4),
  [`h.${n}.experts.1.weight`]: counting(1000 * n + 500, 3, 4),
});

const first: Readonly<Record<string, Foreign>> = {
  wte: counting(10_000, 8, 4),
  wpe: counting(11_000, 1, 5, 4),
  "turn.weight": counting(12_000, 4, 4),
  bias_ih: counting(13_000, 4),
  bias_hh: counting(0.5, 1, 4),
  positions: { type: "I64", shape: [2], data: new Uint8Array(16) },
  ...blockTensors(0),
};
const second: Readonly<Record<string, Foreign>> = {
  half: { type: "F16", shape: [4], data: halfBits(1.5, -2, 0.25, 65504) },
  brain: { type: "BF16", shape: [4], data: Uint16Array.of(0x3f80, 0xc000, 0x4049, 0) },
  wide: { type: "F64", shape: [4], data: Float64Array.of(0.1, 1e30, -3, 0) },
  "h.0.mean": counting(14_000, 4),
  ...blockTensors(1),
};
const files = {
  "net.weft": spec,
  "net.names": names,
  "model-00001-of-00002.safetensors": foreignFile(first),
  "model-00002-of-00002.safetensors": foreignFile(second),
};
const both = "model-*.safetensors";

const weft = (folder: string, ...words: readonly string[]): Promise<Ended> =>
  runWeft(["import", ...words], folder);

/** The numbers of a value in the order of its axes, by what the number at each position is to be. */
function numbersBy(
  sizes: readonly number[],
  at: (...places: readonly number[]) => number,
): readonly number[] {
  const [size, ...rest] = sizes;
  if (size === undefined) return [at()];
  return Array.from({ length: size }, (_, place) =>
    numbersBy(rest, (...others) => at(place, ...others)),
  ).flat();
}

test("each number lies where the names file says", async () => {
  await withFiles(files, async (folder) => {
    const { code, output, errors } = await weft(folder, "net.weft", both, "--names", "net.names");
    assert.is(code, 0, errors);
    assert.match(output, /^wrote runs\/net\/imported\.safetensors: 19 tensors, /);
    assert.match(errors, "nothing takes these tensors:\n  positions [2] I64\n");
    const path = join(folder, "runs/net/imported.safetensors");
    const { tensors } = decodeSafetensors(readFileSync(path), path);
    const numbersOf = (name: string): readonly number[] => [...(tensors.get(name)?.data ?? [])];
    const expected: Record<string, readonly number[]> = {
      "Net.W_v": numbersBy([5, 4], (v, e) => 10_000 + (v + 1) * 4 + e),
      "Net.W_s": numbersBy([3, 4], (s, e) => 11_000 + (s + 2) * 4 + e),
      "Net.turn": numbersBy([4, 4], (into, out) => 12_000 + out * 4 + into),
      "Net.sum": numbersBy([4], (e) => 13_000 + e + 0.5 + e),
      "Net.half": [1.5, -2, 0.25, 65504],
      "Net.brain": [1, -2, 3.140625, 0],
      "Net.wide": [0.1, 1e30, -3, 0].map(Math.fround),
    };
    for (const n of [0, 1]) {
      const block = `Net.blocks.${n}`;
      const fused = (part: number) => (e: number, h: number, k: number) =>
        1000 * n + 100 + e * 12 + part * 6 + h * 3 + k;
      expected[`${block}.W_q`] = numbersBy([4, 2, 3], fused(0));
      expected[`${block}.W_k`] = numbersBy([4, 2, 3], fused(1));
      expected[`${block}.b_k`] = numbersBy([2, 3], (h, k) => 1000 * n + 200 + k * 2 + h);
      expected[`${block}.W_g`] = numbersBy(
        [2, 4, 4],
        (g, e, out) => 1000 * n + 300 + ((1 - g) * 4 + e) * 4 + out,
      );
      expected[`${block}.W_e`] = numbersBy([2, 4, 3], (x, e, k) => 1000 * n + 400 + 100 * x + k * 4 + e);
      expected[`state:${block}.seen`] = [14_000, 14_001, 14_002, 14_003];
    }
    for (const [name, numbers] of Object.entries(expected)) {
      assert.equal(numbersOf(name), numbers, name);
      // A copy that no line names is what it is a copy of.
      assert.equal(numbersOf(name.replace("Net.", "Twin.")), numbers, `the copy of ${name}`);
    }
    assert.ok(numbersOf("Net.new").every((number) => number !== 0 && Math.abs(number) < 5));

    const run = await runWeft(["run", "net.weft:Net", "[0, 1]", "--backend", "cpu"], folder);
    assert.is(run.code, 0, run.errors);
    assert.match(run.errors, "using runs/net/imported.safetensors");
    const elsewhere = await weft(
      folder,
      "net.weft",
      both,
      "--names",
      "net.names",
      "--out",
      "there/net.safetensors",
    );
    assert.is(elsewhere.code, 0, elsewhere.errors);
    assert.equal(readFileSync(join(folder, "there/net.safetensors")), readFileSync(path));
  });
});

test("every mistake of a names file is told, with its place", async () => {
  const wrong = `Net.W_v = wtee
Net.Ws = wpe [0 of 1, seq from 2, embed]
Net.turn = turn.weight [embed, embed]
Net.new = turn.weight [embed', embbed]
Net.sum = bias_ih [embed] and more
Net.half = bias_hh
Net.wide
Net.brain = bias_ih [1 of 1, embed]
Net.blocks.{n}.W_q = h.{m}.qk.weight
Net.blocks.{n}.W_k = h.{n}.qk.weight [embed, 1 of 2 head]
Net.blocks.{n}.b_k = h.{n}.k.bias [head key from 1]
Net.blocks.1.b_k = h.0.k.bias [head key]
Net.blocks.{n}.W_e[expert = 1] = h.{n}.experts.1.weight [key, embed]
Net.blocks.{n}.W_g[gate = open] = h.{n}.gates [0 of 2 embed, embed']
Net.blocks.{n}.W_g[gates = 0] = h.{n}.gates [0 of 2 embed, embed']
Net.*.b = bias_ih
state:Net.blocks.{n}.seen = h.0.mean [3]
= wte
Net.W_s = wpe [0 of 1, seq, embed
Net.sum = bias_ih [embed] + [embed]
Net.brain = bias_ih [, embed]
Net.brain[ = bias_ih
Net.brain[embed = 0] ~
Net.sum ~
Net.sum = wte
Net.blocks.0.b_k[head = 0] = h.0.k.bias
Net.blocks.0.W_e[expert = 1] = h.0.experts.1.weight [key, embed]
`;
  const places = `
1:11: there is no tensor \`wtee\`; did you mean \`wte\`?
2:1: \`Net.Ws\` is no parameter of the spec; did you mean \`Net.W_s\`?
3:12: the bracket has \`embed\` twice; the second one of \`Net.turn\` is \`embed'\`
4:11: \`Net.new\` has the axes [embed 4, embed' 4], and no \`embbed\`; did you mean \`embed\`?
5:27: here the line should end, \`and more\` is too much
6:12: \`bias_hh\` is [1, 4] in model-00001-of-00002.safetensors, and \`Net.half\` is [embed 4]
7:9: after the path comes \`=\` and the tensor's name in the file, or \`~\`, for what begins as the spec says
8:22: \`1 of 1\`: positions are counted from 0, so the last one is 0
9:22: \`{m}\` isn't on the left, so it has no number
10:22: \`Net.blocks.0.W_k\` has the axes [embed 4, head 2, key 3], and the bracket has no \`key\`
11:22: \`h.0.k.bias\` is [6] in model-00001-of-00002.safetensors, and the line says [head 2 * key 3 = 6 from 1]
12:1: \`Net.blocks.1.b_k\` is given in line 11, too
13:1: \`Net.blocks.0.W_e\` is given in 1 of 2 parts along expert
14:1: \`open\` is no position of \`gate\`, which has 0 to 1
15:1: \`Net.blocks.0.W_g\` has no axis \`gates\`; it has \`gate\`, \`embed\`, \`embed'\`
16:1: \`*\` is for lines with \`~\`; numbers that two names have in common are \`{n}\`
17:39: an axis that the parameter lacks is written with its size, as \`0 of 3\`, its first position
18:1: a line begins with the path of a parameter, as in \`GPT.W_e = wte.weight\`
19:34: the bracket isn't closed: \`]\` is missing
20:29: here the name of a tensor of the file is missing
21:22: a dimension is one of our axes, several that it merges, or a position, as in \`1 of 3\`
22:12: before \`=\` a bracket says which part of the parameter is meant, as in \`W[expert = 3]\`
23:1: \`~\` is for a whole parameter, not for a part of it
25:1: \`Net.sum\` is given in line 24, too
26:1: \`Net.blocks.0.b_k\` is given in line 11, along other axes
27:1: this part of \`Net.blocks.0.W_e\` is given in line 13, too
`;
  const told = `error: ${places.trim().replaceAll(/^/gm, "wrong.names:")}\n`.replace(
    "error: wrong",
    "error: wrong",
  );
  await withFiles({ ...files, "wrong.names": wrong }, async (folder) => {
    const ended = await weft(folder, "net.weft", both, "--names", "wrong.names");
    assert.is(ended.code, 1);
    assert.is(ended.errors, told);
    assert.not.ok(existsSync(join(folder, "runs")));
  });
});

test("without names it prints names to begin with, and lacking lines are told with what is left", async () => {
  await withFiles(files, async (folder) => {
    const draft = await weft(folder, "net.weft", both);
    assert.is(draft.code, 0, draft.errors);
    assert.match(draft.errors, "nothing is imported without names");
    assert.not.match(draft.output, "Twin");
    assert.match(draft.output, /^Net\.turn = +\/\/ \[embed 4, embed' 4\]$/m);
    assert.match(
      draft.output,
      /^Net\.blocks\.\{n\}\.b_k = h\.\{n\}\.k\.bias \[head key\] +\/\/ \[head 2, key 3\], n = 0, 1$/m,
    );
    assert.match(draft.output, /^\/\/ {3}h\.\{n\}\.experts\.\{m\}\.weight \[3, 4\], n = 0, 1, m = 0, 1$/m);
    assert.not.ok(existsSync(join(folder, "runs")));
  });
  const some = names.split("\n").filter((line) => !/Net\.turn|n}\.W_q|seen/.test(line));
  await withFiles({ ...files, "some.names": [...some, "Net.turn ="].join("\n") }, async (folder) => {
    const { code, errors } = await weft(folder, "net.weft", both, "--names", "some.names");
    assert.is(code, 1);
    assert.is(
      errors,
      `nothing takes these tensors:
  turn.weight [4, 4]
  positions [2] I64
  h.0.mean [4]
error: some.names has no tensor for:
  Net.turn [embed 4, embed' 4]
  Net.blocks.{n}.W_q [embed 4, head 2, key 3], n = 0, 1
  state:Net.blocks.{n}.seen [embed 4], n = 0, 1
`,
    );
    const rest = `${some.join("\n")}\n**.W_* ~\nNet.turn ~\nstate:** ~\n`;
    await withFiles({ ...files, "some.names": rest }, async (place) => {
      const ended = await weft(place, "net.weft", both, "--names", "some.names");
      assert.is(ended.code, 0, ended.errors);
      const path = join(place, "runs/net/imported.safetensors");
      const { tensors } = decodeSafetensors(readFileSync(path), path);
      assert.is(tensors.get("Net.W_v")?.data[0], 10_004, "what a line names isn't begun anew");
      assert.equal(tensors.get("state:Net.blocks.1.seen")?.data, Float32Array.of(1, 1, 1, 1));
    });
  });
});

test("files that aren't whole safetensors, and numbers that no checkpoint may have, are refused", async () => {
  const cases: readonly (readonly [Uint8Array | Readonly<Record<string, Foreign>>, RegExp])[] = [
    [
      Uint8Array.from({ length: 60 }, (_, at) => [0x50, 0x4b, 3, 4][at] ?? 200),
      /x\.safetensors: no safetensors file, but a zip, as PyTorch's/,
    ],
    [
      new TextEncoder().encode("version of some other program, a pointer"),
      /no safetensors file, but a text that begins with "version/,
    ],
    [new Uint8Array(3), /x\.safetensors: a safetensors file begins with eight bytes of length, this has 3/],
    [
      foreignFile({ wte: counting(0, 5, 4) }).subarray(0, 100),
      /x\.safetensors: `wte` ends after the file's end: the file is cut off/,
    ],
    [
      { wte: { type: "I32", shape: [5, 4], data: new Int32Array(20) } },
      /`wte` has elements of type I32, no reals/,
    ],
    [
      { wte: { type: "F8_E4M3", shape: [5, 4], data: new Uint8Array(20) } },
      /`wte` has elements of type F8_E4M3/,
    ],
    [
      { wte: { type: "F32", shape: [5, 4], data: new Float32Array(20).fill(NaN, 19) } },
      /x\.names:1: `Net\.W_v` would have numbers that are NaN or infinite: `wte` in x\.safetensors/,
    ],
    [{ wte: { type: "F64", shape: [5, 4], data: new Float64Array(20).fill(1e300) } }, /NaN or infinite/],
    [{ wte: { type: "F32", shape: [5, 4], data: new Float32Array(20) } }, /^wrote runs\/net\/imported/],
  ];
  const tensorsOf = (content: Uint8Array | Readonly<Record<string, Foreign>>): Uint8Array =>
    content instanceof Uint8Array ? content : foreignFile(content);
  for (const [content, told] of cases) {
    const given = {
      "net.weft": spec,
      "x.names": "Net.W_v = wte\n** ~\nstate:** ~\n",
      "x.safetensors": tensorsOf(content),
    };
    await withFiles(given, async (folder) => {
      const { output, errors } = await weft(folder, "net.weft", "x.safetensors", "--names", "x.names");
      assert.match(output + errors, told);
      assert.is(existsSync(join(folder, "runs")), told.source.startsWith("^wrote"));
    });
  }
  await withFiles({ ...files, "copy.safetensors": foreignFile({ wte: counting(0, 1) }) }, async (folder) => {
    const doubled = await weft(folder, "net.weft", both, "copy.safetensors", "--names", "net.names");
    assert.match(doubled.errors, "`wte` is in model-00001-of-00002.safetensors and in copy.safetensors");
    writeFileSync(join(folder, "most.names"), "Net.W_v = wte [vocab from 0, embed]\n** ~\n");
    const states = await weft(folder, "net.weft", both, "--names", "most.names");
    assert.match(
      states.errors,
      "most.names has no tensor for:\n  state:Net.blocks.{n}.seen [embed 4], n = 0, 1\n",
    );
    const missing = await weft(folder, "net.weft", "model.safetensors", "--names", "nett.names");
    assert.match(missing.errors, "there is no file `nett.names`; did you mean `net.names`?");
  });
});
