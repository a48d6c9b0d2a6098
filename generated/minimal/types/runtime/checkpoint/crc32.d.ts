/** CRC-32 as zip, PNG and Python's `zlib.crc32` have it. It needs no secure page, as a page's own hashes do, and no waiting. */
/** Of the bytes, after others whose CRC-32 is `before`. */
export declare function crc32(bytes: Uint8Array, before?: number): number;
