/** `node:zlib` in a browser. */
import { Buffer } from "buffer";
import { gunzipSync as unpack } from "fflate";

export function gunzipSync(content: Uint8Array): Buffer {
  const { buffer, byteOffset, length } = unpack(content);
  return Buffer.from(buffer, byteOffset, length);
}
