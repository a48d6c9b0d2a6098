import { fieldEncoder } from "../../compiler/cli/data/fields.ts";
import { calledOnce } from "../../runtime/called.ts";
import { readInputs } from "../../runtime/generate/generate.ts";
import { columnsOfGiven } from "../../runtime/data/given.ts";
import { createVocabularies } from "../../runtime/vocabularies.ts";
import type { InputValue } from "../../runtime/inputs.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { openMachine } from "../agree/device.ts";
import { readNumbers, readValue } from "../../runtime/command/values.ts";
import { readInput } from "../../runtime/inputs.ts";
import type { PlanInput, Vocabulary } from "../../runtime/plan.ts";
import { decoderOf, writerOf } from "../../runtime/vocabularies.ts";
import { assert, suite } from "../harness.ts";

const test = suite("what a caller gives");

test("an index lies inside of its axis as it is today, not only within the bound", async () => {
  const { plan } = compileSpec(
    "inputs.weft",
    `weft 1
axis seq <= 8
axis a   = 3
model Pick(x: [seq], at: [a] in seq) -> [a] {
  return x[seq = at]
}
`,
  );
  const machine = await openMachine(plan, "cpu");
  const entry = plan.model.entries.find(({ name }) => name === "Pick");
  if (entry === undefined) throw new Error("there is no model");
  const read = (at: readonly number[]) => readInputs(machine, calledOnce(entry), { x: [0.5, 1, 2], at });
  assert.equal([...(read([2, 0, 1]).get("at")?.data ?? [])], [2, 0, 1]);
  assert.throws(() => read([0, 3, 1]), /`at` at position 1 is 3, but `seq` has the positions 0 to 2/);
  assert.throws(() => read([0, 1, -1]), /`at` at position 2 is -1, but `seq` has the positions 0 to 2/);
});

test("where formulas know which positions are real, none need be, as in a record", async () => {
  const model = (formula: string): string => `weft 1
axis one  <= 1
axis some = 2 .. 4
model M(x: [one], y: [some]) -> real {
  return ${formula}
}
`;
  const read = async (formula: string) => {
    const { plan } = compileSpec("none.weft", model(formula));
    const entry = plan.model.entries.find(({ name }) => name === "M");
    if (entry === undefined) throw new Error("there is no model");
    const arrays = readInputs(await openMachine(plan, "cpu"), calledOnce(entry), { x: [], y: [3] });
    return [...arrays].map(([name, { sizes, data, lengths }]) => [
      name,
      sizes,
      [...data],
      [...(lengths ?? [])],
    ]);
  };
  assert.equal(await read("sum[one where x.present](x) + sum[some where y.present](y)"), [
    ["x", [1], [0], [0]],
    ["y", [2], [3, 0], [1]],
  ]);
  assert.equal(await read("sum[one](x) + sum[some](y)"), [
    ["x", [0], [], []],
    ["y", [1], [3], []],
  ]);
});

test("what has as many positions as such an input is padded with it, along twins too", async () => {
  const { plan } = compileSpec(
    "set.weft",
    `weft 1
axis point = 2 .. 4
axis from  like point
axis xy    = 2
axis kind  = { a, b }
model M(kind: [point] in kind, x: [point, xy], near: [point, from]) -> real {
  return sum[point where kind.present](kind * sum[xy](x)) + sum[point, from](near)
}
`,
  );
  const entry = plan.model.entries.find(({ name }) => name === "M");
  if (entry === undefined) throw new Error("there is no model");
  const machine = await openMachine(plan, "cpu");
  const read = (given: Record<string, InputValue>) => {
    const arrays = readInputs(machine, calledOnce(entry), given);
    return ["kind", "x", "near"].map((name) => {
      const { sizes, data, lengths } = arrays.get(name) ?? { sizes: [], data: [] };
      return [sizes, [...data], [...(lengths ?? [])]];
    });
  };
  assert.equal(read({ kind: [], x: [], near: [] }), [
    [[2], [0, 0], [0]],
    [[2, 2], [0, 0, 0, 0], []],
    [[2, 2], [0, 0, 0, 0], []],
  ]);
  assert.equal(read({ kind: [1], x: [[5, 6]], near: [[7]] }), [
    [[2], [1, 0], [1]],
    [[2, 2], [5, 6, 0, 0], []],
    [[2, 2], [7, 0, 0, 0], []],
  ]);
  assert.throws(
    () =>
      read({
        kind: [1],
        x: [
          [5, 6],
          [7, 8],
          [9, 9],
        ],
        near: [[7]],
      }),
    /`point` has 3 positions in `x`, but 1 in `kind`/,
  );
});

test("what has a default may be left out, and is then as large as what is given", async () => {
  const { plan } = compileSpec(
    "defaults.weft",
    `weft 1
axis seq   <= 8
axis a     = 2
axis label = { ham, spam }
model Scale(x: [seq, a], by: [seq] = 2, keep: [a] bool = true, of: in label = "spam", constructor: [a] = -1) -> [seq, a] {
  return where(keep, by * x, of) + constructor
}
`,
  );
  const machine = await openMachine(plan, "cpu");
  const entry = plan.model.entries.find(({ name }) => name === "Scale");
  if (entry === undefined) throw new Error("there is no model");
  const x = [
    [1, 2],
    [3, 4],
    [5, 6],
  ];
  const inputs = readInputs(machine, calledOnce(entry), { x, keep: [true, false] });
  const read = (name: string) => [...(inputs.get(name)?.data ?? [])];
  assert.equal(
    [read("by"), read("keep"), read("of"), read("constructor")],
    [[2, 2, 2], [1, 0], [1], [-1, -1]],
  );
  assert.throws(() => readInputs(machine, calledOnce(entry), { keep: [true, false] }), "needs the input `x`");
});

test("lists of texts are as long as the longest of them", async () => {
  const { plan } = compileSpec(
    "texts.weft",
    `weft 1
axis choice = 2
axis seq    <= 4
axis vocab  = bytes
model Read(x: [choice, seq] in vocab) -> [choice, seq] {
  param E: [vocab] = 1
  return E[vocab = x]
}
`,
  );
  const vocabularies = createVocabularies(plan.model, { vocab: { kind: "bytes", special: [] } });
  const machine = { ...(await openMachine(plan, "cpu")), vocabularies };
  const entry = plan.model.entries.find(({ name }) => name === "Read");
  if (entry === undefined) throw new Error("there is no model");
  const { sizes, data } = readInputs(machine, calledOnce(entry), { x: ["abc", "d"] }).get("x") ?? {};
  assert.equal(
    [sizes, [...(data ?? [])]],
    [
      [2, 3],
      [97, 98, 99, 100, 0, 0],
    ],
  );
  assert.throws(
    () => readInputs(machine, calledOnce(entry), { x: "abc" }),
    /`x` has the axes \[choice, seq\], so it takes lists of texts, not one text/,
  );
  const input = entry.inputs[0];
  if (input === undefined) throw new Error("it has no input");
  const field = { kind: "record", name: "x", column: "d.x", type: "int", shape: [2, 4] } as const;
  const records = { name: "d", kind: "records", fields: [field], heldOut: 0 } as const;
  const columnOf = (x: InputValue) =>
    columnsOfGiven(records, entry, [{ x }], machine.vocabularies).columns.get("d.x")?.values;
  assert.equal([...(columnOf(["abcdef", "g"]) ?? [])], [97, 98, 99, 100, 103, 0, 0, 0]);
  assert.throws(() => columnOf(["a", "b", "c"]), /record 0: `x` has 3 positions, but must have 2/);
});

test("of records in memory each field along an axis is as long as the record, whichever's lengths are read", () => {
  const { plan } = compileSpec(
    "shorter.weft",
    `weft 1
axis seq <= 3
axis part = 2
model Sum(x: [seq], y: [seq, part]) -> [seq] {
  param w: real = 1
  return w * (x + sum[part](y))
}
data pairs = jsonl("pairs.jsonl") {
  x: [seq]
  y: [seq, part]
}
train on pairs {
  minimize mean[batch, seq where x.present](Sum(x, y))
  optimizer = sgd(rate = 0)
  batch = 2
  steps = 1
}
`,
  );
  const [records] = plan.model.data;
  const entry = plan.model.entries.find(({ kind }) => kind === "train");
  if (records === undefined || entry === undefined) throw new Error("there is no training");
  const given = [
    { x: [1, 2], y: Float32Array.of(3, 4, 5, 6) },
    { x: Float32Array.of(7), y: [[8, 9]] },
  ];
  const { columns } = columnsOfGiven(records, entry, given, new Map());
  const read = (name: string) => {
    const { values, starts, shape } = columns.get(`pairs.${name}`) ?? {};
    return [[...(values ?? [])], [...(starts ?? [])], shape];
  };
  assert.equal(read("x"), [[1, 2, 7], [0, 2, 3], [3]]);
  assert.equal(read("y"), [
    [3, 4, 5, 6, 8, 9],
    [0, 2, 3],
    [3, 2],
  ]);
});

const documents = `weft 1
axis doc  <= 3
axis word <= 2
axis tag  = 2
axis row  = 2
model Sum(x: [doc, word], label: [tag, row] in tag) -> [doc, word] {
  param w: real = 1
  return w * x + sum[tag, row](label)
}
data pairs = jsonl("pairs.jsonl") {
  x:     [doc, word]
  label: [tag, row] in tag
}
train on pairs {
  minimize mean[batch, doc, word](Sum(x, label))
  optimizer = sgd(rate = 0)
  batch = 2
  steps = 1
}
`;

test("records in memory are cut and padded as those of a file, along each bounded axis", async () => {
  const { plan, compiled } = compileSpec("documents.weft", documents);
  const [records] = plan.model.data;
  const entry = plan.model.entries.find(({ kind }) => kind === "train");
  if (records === undefined || entry === undefined) throw new Error("there is no training");
  const given = [
    { x: [[1], [2, 3]], label: [0, 1, 1, 0] },
    { x: [[4, 5, 6], [], [7], [8]], label: [[1, 1], Int32Array.of(0, 0)] },
    { x: [], label: [0, 0, 0, 0] },
    { x: { sizes: [1, 1], data: Float32Array.of(9) }, label: [0, 0, 0, 0] },
  ];
  const { columns } = columnsOfGiven(records, entry, given, new Map());
  const x = columns.get("pairs.x");
  assert.equal([...(x?.values ?? [])], [1, 0, 2, 3, 4, 5, 0, 0, 7, 0, 9, 0]);
  assert.equal(
    [[...(x?.starts ?? [])], x?.shape],
    [
      [0, 2, 5, 5, 6],
      [6, 2],
    ],
  );
  assert.equal([...(columns.get("pairs.label")?.values ?? [])].slice(0, 8), [0, 1, 1, 0, 1, 1, 0, 0]);

  const { model } = compiled;
  const target = records.fields[0];
  const field = model?.data[0]?.fields[0];
  if (model === undefined || target?.kind !== "record" || field === undefined) throw new Error("no field");
  const encode = fieldEncoder(field, {
    model,
    source: { kind: "jsonl", path: "pairs.jsonl", options: [], span: field.span },
    target,
    tokenizers: new Map(),
  });
  const ofFile = given.slice(0, 3).flatMap((record) => {
    const encoded = encode(record.x, { values: record, place: "pairs.jsonl:1" });
    return encoded === "beyond" ? [] : [...encoded.values];
  });
  assert.equal(ofFile, [...(x?.values ?? [])].slice(0, 10));

  const inferred = plan.model.entries.find(({ kind }) => kind === "infer");
  if (inferred === undefined) throw new Error("there is no model");
  const inputs = readInputs(await openMachine(plan, "cpu"), calledOnce(inferred), {
    x: [[1], [2, 3]],
    label: [0, 1, 1, 0],
  });
  assert.equal(
    [inputs.get("x")?.sizes, [...(inputs.get("x")?.data ?? [])]],
    [
      [2, 2],
      [1, 0, 2, 3],
    ],
  );
});

test("what can't be an input's value is told", () => {
  const of = (symbols: readonly string[]) => ({ terms: [{ symbols, coefficient: 3 }], divisor: 1 });
  const input = (...sizes: readonly (readonly string[])[]): PlanInput => ({
    name: "x",
    axes: sizes.map((symbols, at) => ({ name: `a${at}`, size: of(symbols) })),
    type: "real",
    arena: "work",
    offset: 0,
    strides: [],
  });
  const failure = (given: PlanInput, value: unknown): string => {
    try {
      readInput(given, value as InputValue, new Map());
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return "";
  };
  assert.is(failure(input([]), "high"), '`x` takes numbers, not the text "high"');
  assert.is(failure({ ...input([]), type: "bool" }, "high"), '`x` takes true or false, not the text "high"');
  assert.is(
    failure(input(["n"], []), [
      [1, 2, 3],
      [4, 5],
    ]),
    "`x` is ragged: entry 0 is [3], entry 1 is [2]",
  );
  assert.is(failure(input(["n"], []), [[1, 2, 3], 4]), "`x` is ragged: entry 0 is [3], entry 1 is one value");
  assert.is(
    failure(input(["n"], ["m"]), new Float32Array(4)),
    "the sizes of `x` don't follow from 4 numbers: give nested lists or a tensor",
  );
  assert.is(failure(input([], []), new Float32Array(4)), "`x` has 4 numbers, but [a0 3, a1 3] are 9");
  assert.is(
    failure(input([]), null),
    "`x` is null: give a number, a label, a text, an array, a tensor or a picture",
  );
  assert.is(
    failure(input([]), { width: 1, height: 1, data: new Uint8Array(4) }),
    "`x` takes no picture: its axes are [a0]",
  );
});

test("values of a column are given whole, by their labels alone", () => {
  const at = (bound: string) => ({ terms: [{ coefficient: 1, symbols: [bound] }], divisor: 1 });
  const read = (special: readonly string[], text: string, axes: PlanInput["axes"] = []): number[] => {
    const city: Vocabulary = { kind: "labels", labels: [...special, "New York", "7", "Oslo"], special };
    const plan = { vocabularies: { city } };
    const indexes = { name: "city", size: at("city"), vocabulary: "city" };
    const input = {
      name: "x",
      axes,
      type: "int",
      arena: "integers",
      offset: 0,
      strides: [],
      indexes,
    } as const;
    const value = /^\d/.test(text)
      ? readNumbers(input, Number(text), plan.vocabularies)
      : readValue(input, text, plan.vocabularies);
    return [...readInput(input, value, createVocabularies(plan, {})).data];
  };
  const step = [{ name: "step", size: at("step") }];
  assert.equal(read(["[PAD]"], "New York"), [1]);
  assert.equal(read(["[PAD]"], "7"), [2]);
  assert.equal(read(["[PAD]"], '["Oslo", 7, "New York"]', step), [3, 2, 1]);
  assert.throws(
    () => read(["[PAD]"], "1"),
    /^`x`: "1" isn't one of the 4 labels of `city`: \[PAD\], New York, 7, Oslo/,
  );
  assert.throws(() => read(["[PAD]"], "Bonn"), /"Bonn" isn't one of the 4 labels/);
  assert.equal(read(["[UNK]"], '["Bonn", 1, "Oslo"]', step), [0, 0, 3]);
});

test("values of a column are written with something between, and special ones not at all", () => {
  const special = ["[PAD]", "[UNK]"];
  const city: Vocabulary = { kind: "labels", labels: [...special, "New York", "Oslo"], special };
  const letter: Vocabulary = { kind: "labels", labels: ["a", "b"] };
  const vocabularies = createVocabularies({ vocabularies: { city, letter } }, {});
  const written = (key: string, numbers: readonly number[]): string =>
    numbers.map(writerOf(vocabularies.get(key))).join("");
  assert.is(written("city", [2, 0, 1, 3]), "New York, [UNK], Oslo");
  assert.is(written("letter", [0, 1]), "ab");
  assert.is([0, 3].map(decoderOf(vocabularies.get("city"))).join(""), "[PAD], Oslo");
});
