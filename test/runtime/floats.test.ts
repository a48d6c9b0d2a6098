/** Halves, bfloat16 and f64 in safetensors files, against conversions of other makers: of arithmetic on exact numbers, and of NumPy. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "../../runtime/checkpoint/crc32.ts";
import { decodeCheckpoint } from "../../runtime/checkpoint/checkpoint.ts";
import {
  largestHalf,
  roundToHalves,
  widenBrainFloats,
  widenHalf,
  widenHalves,
} from "../../runtime/floats.ts";
import { decodeSafetensors, encodeSafetensors } from "../../runtime/checkpoint/safetensors.ts";
import { assert, skip, suite } from "../harness.ts";
import { plan } from "./bigram.ts";

const test = suite("numbers of other sizes");

const patterns = Uint16Array.from({ length: 65536 }, (_, bits) => bits);

/** The value of a binary float as IEEE 754 says it: sign, exponent, fraction, each a number. */
function valueOf(bits: number, exponentBits: number, fractionBits: number): number {
  const sign = bits >> (exponentBits + fractionBits) ? -1 : 1;
  const exponent = Math.floor(bits / 2 ** fractionBits) % 2 ** exponentBits;
  const fraction = (bits % 2 ** fractionBits) / 2 ** fractionBits;
  const bias = 2 ** (exponentBits - 1) - 1;
  if (exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias));
}

test("every half and every bfloat16 is widened exactly", () => {
  const [halves, brain] = [widenHalves(patterns), widenBrainFloats(patterns)];
  for (const bits of patterns) {
    assert.ok(Object.is(halves[bits], valueOf(bits, 5, 10)), `half ${bits}: ${halves[bits]}`);
    assert.ok(Object.is(widenHalf(bits), halves[bits]), `half ${bits} alone`);
    assert.ok(Object.is(brain[bits], valueOf(bits, 8, 7)), `bfloat16 ${bits}: ${brain[bits]}`);
  }
});

/** The positive halves in order: a half's bits are its place. */
const positive = Float64Array.from(patterns.subarray(0, 0x7c00), (bits) => valueOf(bits, 5, 10));

/** By search among all halves: the nearer one, or the even one of two that are as near. */
function nearestHalf(value: number): number {
  const size = Math.abs(value);
  let [low, high] = [0, positive.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((positive[middle] ?? 0) <= size) low = middle;
    else high = middle;
  }
  const [below, above] = [size - (positive[low] ?? 0), (positive[high] ?? 0) - size];
  const half = below < above || (below === above && low % 2 === 0) ? low : high;
  return half + (Object.is(Math.sign(value), -1) || Object.is(value, -0) ? 0x8000 : 0);
}

test("numbers are rounded to the nearest half, to even between two", () => {
  const values: number[] = [];
  for (let bits = 0; bits < 0x7bff; bits += 1) {
    const [half = 0, next = 0] = [positive[bits], positive[bits + 1]];
    const middle = (half + next) / 2;
    // The nearest f32 on both sides of the middle, and of the half itself.
    for (const value of [
      half,
      middle,
      middle * (1 - 2 ** -23),
      middle * (1 + 2 ** -23),
      half * (1 + 2 ** -23),
    ])
      values.push(value, -value);
  }
  for (const tiny of [2 ** -149, 2 ** -126, 2 ** -40, 2 ** -25 + 2 ** -48]) values.push(tiny, -tiny);
  const numbers = Float32Array.from(values);
  assert.ok(numbers.every((value) => Math.abs(value) <= largestHalf));
  const halves = roundToHalves(numbers);
  for (const [at, value] of numbers.entries())
    if (halves[at] !== nearestHalf(value)) assert.is(halves[at], nearestHalf(value), `${value}`);
});

test("a CRC-32 is that of zip's, of any length, in parts too", () => {
  const check = new TextEncoder().encode("123456789");
  assert.is(crc32(check), 0xcbf43926);
  for (let cut = 0; cut <= check.length; cut += 1)
    assert.is(crc32(check.subarray(cut), crc32(check.subarray(0, cut))), 0xcbf43926, `${cut}`);
  assert.is(crc32(new Uint8Array(0)), 0);
  assert.is(crc32(new Uint8Array(32).fill(255)), 0xff6cab0b);
});

/** A file with one tensor `table` whose elements are of this type. */
function fileOf(type: string, shape: readonly number[], data: ArrayBufferView): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const header = JSON.stringify({ table: { dtype: type, shape, data_offsets: [0, bytes.length] } });
  return Buffer.concat([
    Buffer.from(BigUint64Array.of(BigInt(header.length)).buffer),
    Buffer.from(header),
    bytes,
  ]);
}

test("weights of 16 and 64 bits are a model's parameters", () => {
  const decode = (file: Uint8Array) => decodeCheckpoint(plan, file, "w.safetensors");
  const table = (first: number): Float64Array => new Float64Array(25).fill(0.5).fill(first, 0, 1);
  const wide = decode(fileOf("F64", [5, 5], table(1 / 3)));
  assert.equal([...wide.parameters.subarray(0, 2)], [Math.fround(1 / 3), 0.5]);
  assert.match(wide.notes.join("\n"), "w.safetensors has numbers of 64 bits: they are rounded to f32");
  const halves = decode(fileOf("F16", [5, 5], new Uint16Array(25).fill(0x3555)));
  assert.is(halves.parameters[24], 1365 / 4096);
  assert.equal(halves.notes.length, 1);
  assert.is(decode(fileOf("BF16", [5, 5], new Uint16Array(25).fill(0xbfc0))).parameters[24], -1.5);
  for (const bad of [1e39, -Infinity, NaN])
    assert.throws(
      () => decode(fileOf("F64", [5, 5], table(bad))),
      /table: has numbers that are NaN or infinite/,
    );
  for (const bad of [0x7c00, 0xfe00])
    assert.throws(
      () => decode(fileOf("F16", [5, 5], new Uint16Array(25).fill(bad))),
      /table: has numbers that are NaN or infinite/,
    );
  assert.throws(
    () => decode(fileOf("I32", [5, 5], new Int32Array(25))),
    /table: its elements are I32, no reals/,
  );
});

const python = process.env["PYTHON"] ?? "python3";

test("NumPy and Python round, widen and sum in the same way", () => {
  if (spawnSync(python, ["-c", "import numpy"]).status !== 0) skip(`${python} has no NumPy`);
  const folder = mkdtempSync(join(tmpdir(), "weft-floats-"));
  try {
    const run = (program: string): string => {
      const { status, stdout, stderr } = spawnSync(python, ["-c", program], {
        cwd: folder,
        encoding: "utf8",
      });
      assert.is(status, 0, stderr);
      return stdout.trim();
    };
    // All halves, bfloat16 by their bits, and numbers of 64 bits, written as safetensors by another program.
    run(`
import json, struct, numpy as np
random = np.random.default_rng(5)
half = np.arange(65536, dtype=np.uint16).view(np.float16)
wide = random.normal(size=5000) * 10.0 ** random.integers(-44, 38, size=5000)
reals = (random.normal(size=100000) * 10.0 ** random.uniform(-9, 4, size=100000)).astype(np.float32)
parts = {"half": ("F16", half), "brain": ("BF16", np.arange(65536, dtype=np.uint16)), "wide": ("F64", wide)}
header, data = {}, b""
for name, (dtype, array) in parts.items():
    header[name] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": [len(data), len(data) + array.nbytes]}
    data += array.tobytes()
text = json.dumps(header).encode()
open("mixed.safetensors", "wb").write(struct.pack("<Q", len(text)) + text + data)
half.astype(np.float32).tofile("half.f32")
(np.arange(65536, dtype=np.uint32) << 16).tofile("brain.f32")
with np.errstate(over="ignore"): wide.astype(np.float32).tofile("wide.f32")
reals.tofile("reals.f32")
reals.astype(np.float16).tofile("reals.f16")`);
    const expected = (name: string): Float32Array =>
      new Float32Array(new Uint8Array(readFileSync(join(folder, name))).buffer);
    const { tensors } = decodeSafetensors(readFileSync(join(folder, "mixed.safetensors")), "mixed");
    for (const name of ["half", "brain", "wide"]) {
      const [ours, theirs] = [tensors.get(name)?.data ?? [], expected(`${name}.f32`)];
      assert.is(ours.length, theirs.length, name);
      for (const [at, value] of theirs.entries())
        assert.ok(Object.is(ours[at], value), `${name} ${at}: ${value}`);
    }
    const rounded = new Uint16Array(new Uint8Array(readFileSync(join(folder, "reals.f16"))).buffer);
    assert.equal(roundToHalves(expected("reals.f32")), rounded);

    const written = encodeSafetensors({
      tensors: new Map([["b", { shape: [3], data: Float32Array.of(1, 2, 3) }]]),
      metadata: {},
    });
    writeFileSync(join(folder, "b.safetensors"), written);
    const sum = run(`import zlib; print(zlib.crc32(open("b.safetensors", "rb").read()))`);
    assert.is(Number(sum), crc32(written));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
