/** CRC-32 as zip, PNG and Python's `zlib.crc32` have it. It needs no secure page, as a page's own hashes do, and no waiting. */

/** At 256 k + b: what the byte b does to the remainder where k more bytes come at once. */
const table = ((): Int32Array => {
  const rests = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let rest = byte;
    for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
    rests[byte] = rest;
  }
  for (let at = 256; at < rests.length; at += 1) {
    const rest = rests[at - 256] ?? 0;
    rests[at] = (rest >>> 8) ^ (rests[rest & 255] ?? 0);
  }
  return rests;
})();

/** Of the bytes, after others whose CRC-32 is `before`. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let rest = ~before;
  let at = 0;
  const step = (offset: number, byte: number): number => table[offset + (byte & 255)] ?? 0;
  // Eight bytes at once: several times as fast as one after the other.
  for (; at + 8 <= bytes.length; at += 8) {
    rest =
      step(1792, rest ^ (bytes[at] ?? 0)) ^
      step(1536, (rest >>> 8) ^ (bytes[at + 1] ?? 0)) ^
      step(1280, (rest >>> 16) ^ (bytes[at + 2] ?? 0)) ^
      step(1024, (rest >>> 24) ^ (bytes[at + 3] ?? 0)) ^
      step(768, bytes[at + 4] ?? 0) ^
      step(512, bytes[at + 5] ?? 0) ^
      step(256, bytes[at + 6] ?? 0) ^
      step(0, bytes[at + 7] ?? 0);
  }
  for (; at < bytes.length; at += 1) rest = (rest >>> 8) ^ step(0, rest ^ (bytes[at] ?? 0));
  return ~rest >>> 0;
}
