/** Whether numbers are finite, and numbers of 16 bits: halves, which are IEEE 754's binary16, and bfloat16, the upper half of an f32. By their bits. */
/** Whether none is NaN or infinite: only such a number times 0 isn't 0. Several times as fast as asking each. */
export declare function areFinite(numbers: Float32Array): boolean;
/** The largest half. */
export declare const largestHalf = 65504;
/** The nearest half of each number, to even between two; at most `largestHalf` in size. */
export declare function roundToHalves(values: Float32Array): Uint16Array<ArrayBuffer>;
/** The number that a half is. */
export declare function widenHalf(bits: number): number;
/** The numbers that halves are. */
export declare function widenHalves(halves: Uint16Array): Float32Array<ArrayBuffer>;
/** The numbers that bfloat16 are. */
export declare function widenBrainFloats(halves: Uint16Array): Float32Array<ArrayBuffer>;
