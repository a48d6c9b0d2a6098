import {
  decodeBeginning,
  decodeCheckpoint,
  emptyCheckpoint,
  encodeCheckpoint,
  encodeWeights,
  trainedText,
  whatDiffers,
} from "../../runtime/checkpoint/checkpoint.ts";
import { decodeColumn } from "../../runtime/data/columns.ts";
import { loadState, openState } from "../../runtime/checkpoint/model-state.ts";
import { requireState, type Machine } from "../../runtime/step.ts";
import { initialParameters, initialStates } from "../../runtime/parameters.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type StoredTensor,
} from "../../runtime/checkpoint/safetensors.ts";
import { assert, suite } from "../harness.ts";
import { plan } from "./bigram.ts";
import { withoutChecksum } from "./without-checksum.ts";

const test = suite("safetensors and checkpoints");

const tensors = new Map<string, StoredTensor>([
  ["bytes", { shape: [3], data: Uint8Array.of(1, 2, 255) }],
  ["reals", { shape: [2, 2], data: Float32Array.of(1.5, -0, Infinity, 1e-45) }],
  ["words", { shape: [1], data: Uint16Array.of(65535) }],
  ["ints", { shape: [], data: Int32Array.of(-7) }],
  ["none", { shape: [0, 4], data: new Float32Array(0) }],
]);

test("what is written is read again", () => {
  const { tensors: read, metadata } = decodeSafetensors(
    encodeSafetensors({ tensors, metadata: { é: "我" } }),
    "f",
  );
  assert.equal(metadata, { é: "我" });
  assert.equal([...read.keys()].sort(), [...tensors.keys()].sort());
  for (const [name, { shape, data }] of tensors)
    assert.equal([read.get(name)?.shape, read.get(name)?.data], [shape, data], name);
});

test("a file of another writer is read", () => {
  // As the format's page describes it, by hand: the header isn't padded, so that the numbers lie at an odd address.
  const header = `{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`;
  const bytes = new Uint8Array(8 + header.length + 4);
  bytes[0] = header.length;
  bytes.set(new TextEncoder().encode(header), 8);
  bytes.set([0, 0, 0x80, 0x3f], 8 + header.length);
  const read = decodeSafetensors(bytes, "f").tensors.get("a");
  assert.equal([read?.type, read?.shape, read?.data], ["F32", [1], Float32Array.of(1)]);
  // A view of a larger buffer, as Node's small ones are, at an address that is no multiple of 4.
  const pool = Buffer.alloc(bytes.length + 3);
  pool.set(bytes, 3);
  assert.equal(decodeSafetensors(pool.subarray(3), "f").tensors.get("a")?.data, Float32Array.of(1));
});

test("a broken file is refused with the reason", () => {
  const bytes = encodeSafetensors({ tensors, metadata: {} });
  assert.throws(
    () => decodeSafetensors(bytes.subarray(0, 5), "x.safetensors"),
    /x\.safetensors: .*this has 5/,
  );
  assert.throws(() => decodeSafetensors(bytes.subarray(0, 40), "f"), /cut off, or no safetensors file/);
  assert.throws(
    () => decodeSafetensors(bytes.subarray(0, bytes.length - 1), "f"),
    /ends 1 bytes after the file's end/,
  );
  const damaged = bytes.slice();
  damaged[8] = 0x78;
  assert.throws(() => decodeSafetensors(damaged, "f"), /the header isn't JSON/);
  for (const [text, message] of [
    [
      `{"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}`,
      /`a` has elements of type C64; F64, F32, F16, BF16, I32, U32, U16, U8 can be read/,
    ],
    [`[8]`, /the header isn't an object/],
    [`{"__metadata__":3}`, /`__metadata__` isn't an object/],
    [`{"a":8}`, /`a` isn't described by an object/],
    [`{"a":{"dtype":"F32","data_offsets":[0,8]}}`, /`a` has no shape/],
    [`{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}`, /`a` has no shape/],
    [`{"a":{"dtype":"F32","shape":[2]}}`, /`a` has no data_offsets/],
    [
      `{"a":{"dtype":"F32","shape":[2],"data_offsets":[8]}}`,
      /`a` has no data_offsets, where its bytes begin and end/,
    ],
    [
      `{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}`,
      /`a` of shape \[3\] needs 12 bytes, but has 8/,
    ],
    [`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, /4 bytes follow the last tensor/],
  ] as const) {
    const header = new TextEncoder().encode(text);
    const foreign = Uint8Array.of(header.length, 0, 0, 0, 0, 0, 0, 0, ...header, 0, 0, 0, 0, 0, 0, 0, 0);
    assert.throws(() => decodeSafetensors(foreign, "f"), message, text);
  }
});

const progress = { training: "train", step: 12, seed: 7 };
const parameters = initialParameters(plan, 7);
const states = initialStates(plan).fill(0.25, 0, 25);

test("a checkpoint brings back parameters, states and progress", () => {
  const bytes = encodeCheckpoint(plan, { parameters, states, progress });
  const read = decodeCheckpoint(plan, bytes);
  assert.equal(read, { parameters, states, progress, trained: { training: "train", step: 12 }, notes: [] });
});

test("a checkpoint whose step or seed is none is refused", () => {
  for (const wrong of [{ step: 1.5 }, { step: -1 }, { seed: 0.5 }, { seed: -3 }]) {
    const bytes = encodeCheckpoint(plan, { parameters, states, progress: { ...progress, ...wrong } });
    assert.throws(
      () => decodeCheckpoint(plan, bytes, "c.safetensors"),
      "c.safetensors: its step or its seed isn't a whole number from 0 on",
    );
  }
});

test("a checkpoint that is filled piece by piece is the same", () => {
  const file = emptyCheckpoint(plan, progress);
  for (let from = 0; from < parameters.length; from += 7)
    file.fill("parameters", from, parameters.slice(from, from + 7));
  for (let from = 0; from < states.length; from += 10)
    file.fill("states", from, states.slice(from, from + 10));
  assert.equal(file.finish(), encodeCheckpoint(plan, { parameters, states, progress }));
});

test("of a state that is new on the device only what isn't 0 is written", () => {
  const arenas = { parameters: 2 ** 18 + 10, states: 2 ** 18 };
  const parameters = new Float32Array(arenas.parameters).fill(1, 0, 5).fill(-0, 2 ** 18 + 9);
  const written: (readonly [string, number, number])[] = [];
  const writeArena = (arena: string, offset: number, { length }: { readonly length: number }): void =>
    void written.push([arena, offset, length]);
  const engine: Partial<Machine["engine"]> = { writeArena };
  const machine = { engine, plan: { ...plan, arenas } } as Machine;
  const made = { parameters, states: new Float32Array(arenas.states), progress };
  openState(machine, { progress, checkpoint: () => made }, made);
  assert.equal(written, [
    ["parameters", 0, 2 ** 16],
    ["parameters", 2 ** 18, 10],
  ]);
  parameters.fill(1);
  const first = { progress, checkpoint: () => made };
  const state = openState(machine, first);
  assert.is(written.length, 2);
  requireState(machine);
  requireState(machine);
  assert.equal(written.slice(2), [["parameters", 0, arenas.parameters]]);
  // What is loaded before the first use takes the place of what the spec gives.
  openState(machine, first);
  loadState(machine, state, made);
  requireState(machine);
  assert.equal(written.slice(3), [
    ["parameters", 0, arenas.parameters],
    ["states", 0, arenas.states],
  ]);
});

/** With a state of an optimizer, which is the first 25 numbers, and one of a model. */
const [velocity] = plan.states;
if (velocity === undefined) throw new Error("the plan has no state");
const mean = { path: "Bigram.mean", axes: [{ name: "vocab", size: 5 }], offset: 32, count: 5, initial: 0.5 };
const mixed = { ...plan, states: [{ ...velocity, path: "table/velocity" }, mean] };
const full = initialStates(mixed).fill(0.25, 0, 25).fill(3.7, 32, 37);

test("weights have a model's states, and none of a training's; steps and optimizers begin anew", () => {
  const whole = { parameters, states: full, progress };
  const bytes = encodeWeights(mixed, whole, false);
  const { tensors: stored, metadata } = decodeSafetensors(bytes, "f");
  assert.equal([...stored.keys()], ["table", "state:Bigram.mean"]);
  assert.equal([metadata["step"], metadata["training"], metadata["hash"]], ["12", "train", plan.hash]);
  const kept = initialStates(mixed).fill(3.7, 32, 37);
  const read = decodeCheckpoint(mixed, bytes, "w.safetensors");
  assert.equal([read.parameters, read.states], [parameters, kept]);
  assert.equal(read.progress, { training: "", step: 0, seed: 7 });
  assert.equal(read.trained, { training: "train", step: 12 });
  assert.equal(read.notes, ["w.safetensors has weights alone: steps and optimizers begin anew"]);
  // What a training takes that begins with a checkpoint is what it takes of the weights.
  const beginning = decodeBeginning(mixed, encodeCheckpoint(mixed, whole), 5);
  assert.equal([beginning.parameters, beginning.states], [parameters, kept]);
  assert.equal(beginning.progress, { training: "", step: 0, seed: 5 });
  const damaged = bytes.with(bytes.length - 1, 77);
  assert.throws(() => decodeCheckpoint(mixed, damaged, "w"), /^w is damaged/);
  const without = { ...mixed, states: mixed.states.slice(0, 1) };
  assert.throws(
    () => decodeCheckpoint(mixed, encodeWeights(without, whole, false)),
    /state:Bigram\.mean: .*missing in the file/,
  );
});

test("weights in half precision are rounded to the nearest, and are refused where they are too large", () => {
  const third = new Float32Array(64).fill(1 / 3);
  const bytes = encodeWeights(mixed, { parameters: third, states: full, progress }, true);
  const { tensors: stored } = decodeSafetensors(bytes, "f");
  assert.equal([stored.get("table")?.type, stored.get("state:Bigram.mean")?.type], ["F16", "F32"]);
  const read = decodeBeginning(mixed, bytes, 1);
  assert.equal([read.parameters[3], read.states[32]], [1365 / 4096, Math.fround(3.7)]);
  const large = third.slice().fill(-65505, 4, 5);
  assert.throws(
    () => encodeWeights(mixed, { parameters: large, states: full, progress }, true),
    /^`table` has the number -65505: in half precision, 65504 is the largest$/,
  );
});

test("how weights were trained is told", () => {
  assert.is(trainedText({ training: "train", step: 500 }), "trained for 500 steps");
  assert.is(trainedText({ training: "tune", step: 5 }), "trained for 5 steps of tune");
  assert.is(trainedText({ training: "", step: 0 }), "trained elsewhere");
});

/** The file's bytes with a text in its header changed to another of the same length. */
function changed(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const text = Buffer.from(bytes).toString("latin1");
  assert.match(text, from);
  return Buffer.from(text.replace(from, to), "latin1");
}

test("a checkpoint with a damaged byte is refused; without its checksum it is taken as it is", () => {
  const bytes = encodeCheckpoint(plan, { parameters, states, progress });
  const damaged = bytes.with(bytes.length - 1, 77);
  const decode = (file: Uint8Array) => decodeCheckpoint(plan, file, "a.safetensors");
  assert.throws(
    () => decode(damaged),
    /^a\.safetensors is damaged: its tensors have the CRC-32 [0-9a-f]{8}, and were saved with [0-9a-f]{8}; if you have changed them yourself, leave `crc32` out of its metadata$/,
  );
  const { metadata } = decodeSafetensors(bytes, "f");
  const edited = changed(damaged, `"crc32":"${metadata["crc32"]}"`, `"other":"${metadata["crc32"]}"`);
  assert.not.equal(decode(edited).states, states);
  const old = withoutChecksum(bytes);
  assert.not.match(Buffer.from(old).toString("latin1"), "crc32");
  assert.equal(decode(old), decode(bytes));
});

test("the checksum doesn't depend on the order of the tensors in the file", () => {
  const { tensors: read, metadata } = decodeSafetensors(
    encodeCheckpoint(plan, { parameters, states, progress }),
    "f",
  );
  const again = encodeSafetensors({ tensors: new Map([...read].reverse()), metadata });
  assert.equal(decodeCheckpoint(plan, again).parameters, parameters);
});

test("another version of the spec is noted", () => {
  const bytes = encodeCheckpoint({ ...plan, hash: "other" }, { parameters, states, progress });
  assert.match(decodeCheckpoint(plan, bytes).notes[0] ?? "", /another version of the spec/);
});

test("what is another version than the one that saved is named", () => {
  assert.is(whatDiffers("a-b-c", "x-b-c"), "the spec");
  assert.is(whatDiffers("a-b-c", "a-x-c"), "weft's library");
  assert.is(whatDiffers("a-b-c", "a-x-y"), "weft's library and of the labels that its data gave");
});

test("weights of another program are taken, without states", () => {
  const foreign = new Map([["table", { shape: [5, 5], data: new Float32Array(25).fill(2) }]]);
  const bytes = encodeSafetensors({ tensors: foreign, metadata: {} });
  const read = decodeCheckpoint(plan, bytes);
  assert.is(read.parameters[24], 2);
  assert.equal(read.states, initialStates(plan));
  assert.match(read.notes[0] ?? "", /only its parameters/);
});

test("a checkpoint of another model is called that, with its first differences", () => {
  const others = Array.from(
    { length: 20 },
    (_, at) => [`t${at}`, { shape: [1], data: new Float32Array(1) }] as const,
  );
  const metadata = { format: "weft checkpoint 1", model: "other" };
  const bytes = encodeSafetensors({ tensors: new Map(others), metadata });
  assert.throws(
    () => decodeCheckpoint(plan, bytes, "a.safetensors"),
    (error: Error) => {
      const [first = "", ...lines] = error.message.split("\n");
      assert.is(first, `a.safetensors doesn't fit the model \`${plan.name}\`, it is of \`other\`:`);
      const all = plan.parameters.length + plan.states.length + others.length;
      assert.equal([lines.length, lines.at(-1)], [9, `  … and ${all - 8} more`]);
      return true;
    },
  );
});

test("another shape is refused with all differences", () => {
  const other = new Map([
    ["table", { shape: [5, 6], data: new Float32Array(30) }],
    ["bias", { shape: [5], data: new Float32Array(5) }],
  ]);
  const bytes = encodeSafetensors({ tensors: other, metadata: { format: "weft checkpoint 1" } });
  assert.throws(
    () => decodeCheckpoint(plan, bytes),
    (error: Error) => {
      assert.match(error.message, /table: \[vocab 5, vocab2 5\] in the model, \[5, 6\] in the file/);
      assert.match(error.message, /state:table\.velocity: .*missing in the file/);
      assert.match(error.message, /bias: in the file, but not in the model/);
      return true;
    },
  );
});

test("a column without its tensor is refused by its file's name", () => {
  assert.throws(
    () => decodeColumn("text", encodeSafetensors({ tensors, metadata: {} })),
    /data\/text\.bin has no/,
  );
  const real = { shape: [1], data: Float32Array.of(0) };
  const column = new Map([["values", real] as const, ["starts", real] as const]);
  assert.throws(
    () => decodeColumn("text", encodeSafetensors({ tensors: column, metadata: {} })),
    "data/text.bin: `starts` isn't I32",
  );
});
