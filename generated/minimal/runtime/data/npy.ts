/** NumPy's files of one array. As numpy.lib.format documents them. */
import { WeftError } from "../errors.ts";
import { widenHalf } from "../floats.ts";

export interface NumpyArray {
  readonly sizes: readonly number[];
  /** Row-major. */
  readonly values: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
}

/** `name` is how errors call the file. Throws where it isn't a .npy file, or has elements that are no numbers. */
export function decodeNumpy(bytes: Uint8Array, name: string): NumpyArray {
  const refuse = (reason: string): WeftError => new WeftError("input", `${name}: ${reason}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || String.fromCharCode(...bytes.subarray(0, 6)) !== "\x93NUMPY") {
    throw refuse("this isn't a .npy file");
  }
  const isLong = view.getUint8(6) >= 2;
  const begin = isLong ? 12 : 10;
  const start = begin + (isLong ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = new TextDecoder().decode(bytes.subarray(begin, start));
  const dtype = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1];
  const shape = /'shape'\s*:\s*\(([^)]*)\)/.exec(header)?.[1];
  if (dtype === undefined || shape === undefined) throw refuse("its header names no shape, or no plain type");
  const sizes = shape.split(",").flatMap((size) => (size.trim() === "" ? [] : [Number(size)]));
  const reader = readerOf(dtype, view);
  if (reader === undefined)
    throw refuse(`elements of the type ${dtype} aren't read; numbers and truth values are`);
  const count = sizes.reduce((product, size) => product * size, 1);
  if (start + count * reader.bytes > bytes.length) {
    throw refuse(
      `it is cut off: [${sizes.join(", ")}] needs ${count * reader.bytes} bytes, ${bytes.length - start} are there`,
    );
  }
  const isColumnMajor = /'fortran_order'\s*:\s*True/.test(header);
  const place = isColumnMajor ? rowMajorPlaces(sizes) : (at: number) => at;
  const read = (at: number): number => reader.read(start + place(at) * reader.bytes);
  const values = new reader.store(count);
  for (let at = 0; at < count; at += 1) {
    const value = read(at);
    values[at] = value;
    // Whole numbers of more than 32 bits are taken as f32 has them.
    if (reader.store === Int32Array && values[at] !== value) {
      return { sizes, values: Float32Array.from({ length: count }, (_, each) => read(each)) };
    }
  }
  return { sizes, values };
}

/** A .npy file of bytes, or of whole numbers of 16 bits where they are given so. */
export function encodeNumpy(sizes: readonly number[], values: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const isWide = values instanceof Uint16Array;
  const text = `{'descr': '${isWide ? "<u2" : "|u1"}', 'fortran_order': False, 'shape': (${sizes.join(", ")},), }`;
  const header = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const head = [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length & 255, header.length >> 8];
  const start = head.length + header.length;
  const bytes = new Uint8Array(start + values.length * (isWide ? 2 : 1));
  bytes.set(head);
  bytes.set(new TextEncoder().encode(header), head.length);
  if (isWide) {
    const view = new DataView(bytes.buffer, start);
    values.forEach((value, at) => {
      view.setUint16(2 * at, value, true);
    });
  } else bytes.set(Uint8Array.from(values), start);
  return bytes;
}

type Store = Float32ArrayConstructor | Int32ArrayConstructor | Uint8ArrayConstructor;

interface Reader {
  readonly bytes: number;
  readonly store: Store;
  readonly read: (at: number) => number;
}

function readerOf(dtype: string, view: DataView): Reader | undefined {
  const little = !dtype.startsWith(">");
  const reader = (bytes: number, store: Store, read: (at: number) => number): Reader => ({
    bytes,
    store,
    read,
  });
  switch (dtype.slice(1)) {
    case "f8":
      return reader(8, Float32Array, (at) => view.getFloat64(at, little));
    case "f4":
      return reader(4, Float32Array, (at) => view.getFloat32(at, little));
    case "f2":
      return reader(2, Float32Array, (at) => widenHalf(view.getUint16(at, little)));
    case "i8":
      return reader(8, Int32Array, (at) => Number(view.getBigInt64(at, little)));
    case "u8":
      return reader(8, Int32Array, (at) => Number(view.getBigUint64(at, little)));
    case "i4":
      return reader(4, Int32Array, (at) => view.getInt32(at, little));
    case "u4":
      return reader(4, Int32Array, (at) => view.getUint32(at, little));
    case "i2":
      return reader(2, Int32Array, (at) => view.getInt16(at, little));
    case "u2":
      return reader(2, Int32Array, (at) => view.getUint16(at, little));
    case "i1":
      return reader(1, Int32Array, (at) => view.getInt8(at));
    case "u1":
    case "b1":
      return reader(1, Uint8Array, (at) => view.getUint8(at));
    default:
      return undefined;
  }
}

/** From a position in row-major order to that of the same element in column-major order. */
function rowMajorPlaces(sizes: readonly number[]): (at: number) => number {
  return (at) => {
    let rest = at;
    const positions = sizes.map(() => 0);
    for (let axis = sizes.length - 1; axis >= 0; axis -= 1) {
      const size = sizes[axis] ?? 1;
      positions[axis] = rest % size;
      rest = Math.floor(rest / size);
    }
    let place = 0;
    for (let axis = sizes.length - 1; axis >= 0; axis -= 1) {
      place = place * (sizes[axis] ?? 1) + (positions[axis] ?? 0);
    }
    return place;
  };
}
