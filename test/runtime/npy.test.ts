import { decodeNumpy, encodeNumpy } from "../../runtime/data/npy.ts";
import { assert, suite } from "../harness.ts";

const test = suite("NumPy's files");

/** A file of the array, as NumPy writes it; from version 2 on the header's length has 32 bits. */
function fileOf(descr: string, sizes: readonly number[], bytes: ArrayBuffer, version = 1): Uint8Array {
  const header = new TextEncoder().encode(
    `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes.join(", ")},), }\n`,
  );
  const length = header.length;
  const lengths = version === 1 ? [length & 255, length >> 8] : [length & 255, length >> 8, 0, 0];
  return Uint8Array.of(
    ...[0x93, ...new TextEncoder().encode("NUMPY"), version, 0, ...lengths],
    ...header,
    ...new Uint8Array(bytes),
  );
}

/** The numbers as `write` puts them, each of so many bytes. */
function bytesOf(
  width: number,
  count: number,
  write: (view: DataView, at: number, index: number) => void,
): ArrayBuffer {
  const buffer = new ArrayBuffer(width * count);
  for (let index = 0; index < count; index += 1) write(new DataView(buffer), index * width, index);
  return buffer;
}

const numbers = [-3, 0, 100];
const positive = [3, 0, 200];
type Write = (view: DataView, at: number, value: number, little: boolean) => void;
const halves = new Map([
  [-3, 0xc200],
  [0, 0],
  [100, 0x5640],
]);

const types: readonly (readonly [string, number, readonly number[], string, Write])[] = [
  ["f8", 8, numbers, "Float32Array", (view, at, value, little) => view.setFloat64(at, value, little)],
  ["f4", 4, numbers, "Float32Array", (view, at, value, little) => view.setFloat32(at, value, little)],
  [
    "f2",
    2,
    numbers,
    "Float32Array",
    (view, at, value, little) => view.setUint16(at, halves.get(value) ?? NaN, little),
  ],
  ["i8", 8, numbers, "Int32Array", (view, at, value, little) => view.setBigInt64(at, BigInt(value), little)],
  [
    "u8",
    8,
    positive,
    "Int32Array",
    (view, at, value, little) => view.setBigUint64(at, BigInt(value), little),
  ],
  ["i4", 4, numbers, "Int32Array", (view, at, value, little) => view.setInt32(at, value, little)],
  ["u4", 4, positive, "Int32Array", (view, at, value, little) => view.setUint32(at, value, little)],
  ["i2", 2, numbers, "Int32Array", (view, at, value, little) => view.setInt16(at, value, little)],
  ["u2", 2, positive, "Int32Array", (view, at, value, little) => view.setUint16(at, value, little)],
  ["i1", 1, numbers, "Int32Array", (view, at, value) => view.setInt8(at, value)],
  ["u1", 1, positive, "Uint8Array", (view, at, value) => view.setUint8(at, value)],
  ["b1", 1, [1, 0, 1], "Uint8Array", (view, at, value) => view.setUint8(at, value)],
];

for (const [type, width, values, store, write] of types)
  test(`elements of the type ${type}, the least byte first and last, in files of three versions`, () => {
    for (const [order, version] of [
      ["<", 1],
      [">", 2],
      ["<", 3],
    ] as const) {
      const bytes = bytesOf(width, 3, (view, at, index) =>
        write(view, at, values[index] ?? NaN, order === "<"),
      );
      const array = decodeNumpy(fileOf(`${width === 1 ? "|" : order}${type}`, [3], bytes, version), "a.npy");
      assert.equal([array.sizes, [...array.values], array.values.constructor.name], [[3], values, store]);
    }
  });

test("whole numbers of more than 32 bits are taken as f32 has them", () => {
  const bytes = bytesOf(8, 2, (view, at, index) => view.setBigInt64(at, index === 0 ? 3n : 2n ** 40n, true));
  const { values } = decodeNumpy(fileOf("<i8", [2], bytes), "a.npy");
  assert.equal([[...values], values.constructor.name], [[3, 2 ** 40], "Float32Array"]);
  const large = bytesOf(4, 1, (view, at) => view.setUint32(at, 2 ** 32 - 256, true));
  assert.equal([...decodeNumpy(fileOf("<u4", [1], large), "a.npy").values], [2 ** 32 - 256]);
});

test("bytes, and a single number", () => {
  assert.equal(decodeNumpy(encodeNumpy([2, 2], [1, 2, 3, 255]), "a.npy"), {
    sizes: [2, 2],
    values: Uint8Array.of(1, 2, 3, 255),
  });
  assert.equal(decodeNumpy(encodeNumpy([3], Uint16Array.of(0, 258, 65535)), "a.npy"), {
    sizes: [3],
    values: Int32Array.of(0, 258, 65535),
  });
  const header = fileOf("|u1", [], Uint8Array.of(7).buffer);
  const single = new TextDecoder("latin1").decode(header).replace("(,)", "() ");
  assert.equal(
    decodeNumpy(
      Uint8Array.from(single, (one) => one.charCodeAt(0)),
      "a.npy",
    ).sizes,
    [],
  );
});

test("what isn't such a file, or has other elements, is refused with its name", () => {
  assert.throws(() => decodeNumpy(Uint8Array.of(1, 2, 3), "a.npy"), /^a\.npy: this isn't a \.npy file/);
  assert.throws(
    () => decodeNumpy(fileOf("<c8", [1], new ArrayBuffer(8)), "a.npy"),
    /^a\.npy: elements of the type <c8 aren't read/,
  );
  const fields = new TextDecoder("latin1").decode(fileOf("<f4", [1], new ArrayBuffer(4)));
  const record = fields.replace("'<f4'", "[('')]");
  assert.throws(
    () =>
      decodeNumpy(
        Uint8Array.from(record, (one) => one.charCodeAt(0)),
        "a.npy",
      ),
    /^a\.npy: its header names no shape, or no plain type/,
  );
});
