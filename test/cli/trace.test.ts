import type { Axis } from "../../compiler/3-graph/graph.ts";
import type { Tensor } from "../../compiler/3-graph/tensor.ts";
import { attentionOf, likelyOf } from "../../compiler/cli/commands/trace-text.ts";
import { literalSize } from "../../compiler/sizes/size.ts";
import { assert, suite } from "../harness.ts";
import { withFiles } from "./files.ts";
import { runWeft, smallSpec, tales } from "./weft.ts";

const test = suite("tracing an input through a model");

function tensor(axes: readonly (readonly [string, number])[], data: readonly number[]): Tensor {
  const named = axes.map(([id, size]): Axis => ({ id, name: id, size: literalSize(size) }));
  return { axes: named, shape: axes.map(([, size]) => size), data: Float64Array.from(data) };
}

const tokens = ["x", "y"];
const letters = ["a", "b", "c"];
const labels = ({ id }: Axis): readonly string[] | undefined =>
  id === "seq" || id === "src" ? tokens : id === "vocab" ? letters : undefined;

test("weights of positions on positions are told by their sums, whichever axis comes first", () => {
  const rows = [1, 0, 0.25, 0.75];
  const map = attentionOf(
    tensor(
      [
        ["seq", 2],
        ["src", 2],
      ],
      rows,
    ),
    labels,
  );
  assert.equal(
    map?.maps.map((each) => [...each]),
    [rows],
  );
  const turned = attentionOf(
    tensor(
      [
        ["src", 2],
        ["seq", 2],
      ],
      [1, 0.25, 0, 0.75],
    ),
    labels,
  );
  assert.equal(
    turned?.maps.map((each) => [...each]),
    [rows],
  );
  const heads = attentionOf(
    tensor(
      [
        ["head", 2],
        ["seq", 2],
        ["src", 2],
      ],
      [...rows, 0.5, 0.5, 0, 1],
    ),
    labels,
  );
  assert.is(heads?.maps.length, 2);
  assert.is(
    attentionOf(
      tensor(
        [
          ["seq", 2],
          ["src", 2],
        ],
        [1, 1, 0.25, 0.75],
      ),
      labels,
    ),
    undefined,
  );
  assert.is(
    attentionOf(
      tensor(
        [
          ["seq", 2],
          ["src", 2],
        ],
        [2, -1, 0.25, 0.75],
      ),
      labels,
    ),
    undefined,
  );
});

const likely = (value: Tensor) => likelyOf({ type: "real", value }, labels);

test("what comes next is the softmax at the last position", () => {
  const next = likely(
    tensor(
      [
        ["seq", 2],
        ["vocab", 3],
      ],
      [9, 0, 0, 0, Math.log(3), 0],
    ),
  );
  assert.is(next?.after, "y");
  assert.equal(
    next?.labels.map(({ label }) => label),
    ["b", "a", "c"],
  );
  assert.ok(Math.abs((next?.labels[0]?.probability ?? 0) - 0.6) < 1e-12);
  assert.is(
    likely(
      tensor(
        [
          ["batch", 1],
          ["vocab", 3],
        ],
        [0, 0, 0],
      ),
    )?.labels.length,
    3,
    "a batch of one",
  );
  assert.is(
    likely(
      tensor(
        [
          ["vocab", 3],
          ["seq", 2],
        ],
        [9, 0, 0, 0, 0, 0],
      ),
    )?.axis,
    "seq",
  );
  assert.is(likely(tensor([["embed", 3]], [1, 2, 3])), undefined);
});

test("the command shows each formula with its place, its axes and its values", async () => {
  await withFiles({ "small.weft": smallSpec, "tales.txt": tales }, async (folder) => {
    const { output, errors, code } = await runWeft(["trace", "small.weft", "the fox"], folder);
    assert.is(code, 0, errors);
    assert.match(errors, "there is no checkpoint in runs/small: parameters as they begin");
    assert.match(output, /tokens {2}\[seq 7\] in vocab\n {2}t .*h .*e .*␣ .*f .*o .*x/);
    assert.match(output, "small.weft:11  x = W_e(tokens)\n  x [seq 7, embed 8]   mean ");
    assert.match(output, "each row's weights of the columns\n       the␣fox\n    t  █······");
    assert.match(output, "what follows x, by softmax\n");
    const json = await runWeft(["trace", "small.weft:Small", "the", "--json"], folder);
    const traced = JSON.parse(json.output) as {
      readonly inputs: readonly { readonly tokens: readonly string[] }[];
      readonly steps: readonly {
        readonly name: string;
        readonly place: string;
        readonly data: readonly number[];
        readonly attention?: boolean;
      }[];
      readonly results: readonly { readonly likely: readonly { readonly probability: number }[] }[];
    };
    assert.equal(traced.inputs[0]?.tokens, ["t", "h", "e"]);
    const map = traced.steps.find(({ name }) => name === "Small.A");
    assert.is(map?.attention, true);
    assert.is(map?.data.length, 9);
    const most = traced.results[0]?.likely.map(({ probability }) => probability) ?? [];
    assert.ok(most.length === 8 && most.every((one, at) => at === 0 || one <= (most[at - 1] ?? 0)));
  });
});

const tagSpec = `weft 1
axis kind = { a, b }
axis seq <= 4
model Other(tokens: [seq] in kind) -> [seq] in kind {
  param W: kind -> kind = 0
  return argmax[kind](W(tokens) - one_hot[kind](tokens))
}
`;

test("indices that a model gives are shown as their labels, and no softmax of them", async () => {
  await withFiles({ "tag.weft": tagSpec }, async (folder) => {
    const { output, errors, code } = await runWeft(["trace", "tag.weft", '["a", "a", "b"]'], folder);
    assert.is(code, 0, errors);
    assert.match(output, "result  [seq 3] in kind\n  a  a  b\n  b  b  a\n");
    assert.not(output.includes("softmax"), output);
    const json = await runWeft(["trace", "tag.weft", '["a", "a", "b"]', "--json"], folder);
    const { results } = JSON.parse(json.output) as { readonly results: readonly object[] };
    const axes = { axes: ["seq"], sizes: [3] };
    assert.equal(results, [{ name: "result", ...axes, data: [1, 1, 0], indexes: "kind" }]);
  });
});

test("an empty list is padded as a record is, and counts as none", async () => {
  const mean = `weft 1
axis some <= 3
model Mean(x: [some], y: [some]) -> real {
  z = mean[some where x.present](x + y + 1)
  return z - 1
}
`;
  await withFiles({ "mean.weft": mean }, async (folder) => {
    const { output, errors, code } = await runWeft(["trace", "mean.weft", "[]", "[]"], folder);
    assert.is(code, 0, errors);
    assert.match(output, "return z - 1\n  Mean []\n    -1");
  });
});

const wordsSpec = `weft 1
axis kind = { a, b, c }
axis seq <= 4
model Small(tokens: [seq] in kind, keep: [seq] bool) -> [kind] {
  param W: kind -> kind ~ xavier
  return sum[seq where keep](W(tokens))
}
`;

test("labels that no tokenizer makes, and truth values, are lists in JSON, as for `weft run`", async () => {
  await withFiles({ "small.weft": wordsSpec }, async (folder) => {
    const words = ["trace", "small.weft", '["c", "a"]', "[true, false]"];
    const { output, errors, code } = await runWeft(words, folder);
    assert.is(code, 0, errors);
    assert.match(output, /tokens {2}\[seq 2\] in kind\n {2}c +a/);
    const wrong = await runWeft(["trace", "small.weft", '["c", "a"]', '["yes"]'], folder);
    assert.match(wrong.errors, "`keep` must be a list of numbers in JSON");
  });
});

test("an input that doesn't fit is told", async () => {
  await withFiles({ "small.weft": smallSpec, "tales.txt": tales }, async (folder) => {
    const long = await runWeft(["trace", "small.weft", "the fox met"], folder);
    assert.equal(
      [long.code, long.errors.includes("`seq` has 11 positions, but must have 1 to 8")],
      [2, true],
    );
    const none = await runWeft(["trace", "small.weft"], folder);
    assert.match(none.errors, "`Small` takes tokens, and 0 values are given");
  });
});

test("a chat is given by its entries, as it is run", async () => {
  const spec = `weft 1
axis seq   <= 16
axis vocab = bytes(special = "<s> </s>")
model Next(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W: vocab -> vocab ~ xavier
  return W(tokens)
}
data chats = jsonl("chats.jsonl") {
  text: [seq] in vocab = field("turns[]", each = "<s>{role}:{content}</s>")
  next: [seq] in vocab = text shifted 1
}
train on chats {
  minimize mean[batch, seq where text.present](cross_entropy[vocab](Next(text), next))
  optimizer = sgd(rate = 0.1)
  batch = 1
  steps = 1
}
`;
  const turns = [{ role: "u", content: "Bye" }, { role: "a" }];
  const chats = `{"turns": [{"role": "u", "content": "Bye"}, {"role": "a", "content": "Bye"}]}\n`;
  await withFiles({ "chat.weft": spec, "chats.jsonl": chats }, async (folder) => {
    const words = ["trace", "chat.weft", JSON.stringify(turns), "--json"];
    const { output, errors } = await runWeft(words, folder);
    assert.ok(output !== "", errors);
    const { inputs } = JSON.parse(output) as { readonly inputs: readonly { readonly tokens: unknown }[] };
    assert.equal(inputs[0]?.tokens, ["<s>", "u", ":", "B", "y", "e", "</s>", "<s>", "a", ":"]);
  });
});
