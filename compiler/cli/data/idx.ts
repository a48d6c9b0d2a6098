/** IDX files, as MNIST has them: one array of numbers, big-endian. As LeCun, Cortes and Burges describe them with MNIST. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { NumberArray } from "./number-array.ts";

export const idxName = /(-idx\d-ubyte|\.idx|\.idx\d)(\.gz)?$/i;

/** Throws with the reason where the file isn't IDX. */
export function readIdx(path: string): NumberArray {
  const packed = readFileSync(path);
  const bytes = packed[0] === 0x1f && packed[1] === 0x8b ? gunzipSync(packed) : packed;
  const [first, second, type = 0, rank = 0] = bytes;
  const start = 4 + 4 * rank;
  if (first !== 0 || second !== 0 || rank === 0 || bytes.length < start) throw new Error("it is no IDX file");
  const sizes = Array.from({ length: rank }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  const count = sizes.reduce((product, size) => product * size, 1);
  const width = widths[type];
  if (width === undefined) throw new Error(`its elements have the unknown type ${type}`);
  if (bytes.length < start + count * width) {
    throw new Error(
      `it is cut off: [${sizes.join(", ")}] needs ${count * width} bytes, ${bytes.length - start} are there`,
    );
  }
  if (type === 8)
    return { kind: "numbers", sizes, values: bytes.subarray(start, start + count), levels: 255 };
  const read = (at: number): number => {
    const place = start + at * width;
    if (type === 9) return bytes.readInt8(place);
    if (type === 11) return bytes.readInt16BE(place);
    if (type === 12) return bytes.readInt32BE(place);
    return type === 13 ? bytes.readFloatBE(place) : bytes.readDoubleBE(place);
  };
  const numbers = Array.from({ length: count }, (_, at) => read(at));
  return {
    kind: "numbers",
    sizes,
    values: type < 13 ? Int32Array.from(numbers) : Float32Array.from(numbers),
  };
}

/** Bytes of an element by its type's number. */
const widths: Readonly<Record<number, number>> = { 8: 1, 9: 1, 11: 2, 12: 4, 13: 4, 14: 8 };

/** The entries along the first axis, each without it. */
export function entryOf(array: NumberArray, entry: number): NumberArray {
  const [, ...sizes] = array.sizes;
  const step = sizes.reduce((product, size) => product * size, 1);
  return { ...array, sizes, values: array.values.subarray(entry * step, (entry + 1) * step) };
}
