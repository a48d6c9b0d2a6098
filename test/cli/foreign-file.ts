/** A safetensors file as other programs write it, of every type of numbers. */
import { roundToHalves } from "../../runtime/floats.ts";

export interface Foreign {
  /** As in `BF16` */
  readonly type: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Uint16Array | Int32Array | Uint8Array;
}

export function halfBits(...values: readonly number[]): Uint16Array {
  return roundToHalves(Float32Array.from(values));
}

export function foreignFile(tensors: Readonly<Record<string, Foreign>>): Uint8Array {
  let length = 0;
  const entries = Object.entries(tensors).map(([name, { type, shape, data }]) => {
    const from = length;
    length += data.byteLength;
    return [name, { dtype: type, shape, data_offsets: [from, length] }] as const;
  });
  const header = new TextEncoder().encode(
    JSON.stringify({ __metadata__: { format: "pt" }, ...Object.fromEntries(entries) }),
  );
  const bytes = new Uint8Array(8 + header.length + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  let at = 8 + header.length;
  for (const { data } of Object.values(tensors)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}
