/** Whether numbers are finite, and numbers of 16 bits: halves, which are IEEE 754's binary16, and bfloat16, the upper half of an f32. By their bits. */
/** Whether none is NaN or infinite: only such a number times 0 isn't 0. Several times as fast as asking each. */
export function areFinite(numbers) {
    let sum = 0;
    for (let at = 0; at < numbers.length; at += 1)
        sum += (numbers[at] ?? 0) * 0;
    return sum === 0;
}
/** The largest half. */
export const largestHalf = 65504;
/** The nearest half of each number, to even between two; at most `largestHalf` in size. */
export function roundToHalves(values) {
    const numbers = new Uint32Array(values.buffer, values.byteOffset, values.length);
    const halves = new Uint16Array(values.length);
    for (let at = 0; at < values.length; at += 1) {
        const bits = numbers[at] ?? 0;
        const size = bits & 0x7fffffff;
        // From 2^-14 on, the exponent's offset is 112 less, and 13 bits of the fraction go; a carry from these raises the exponent.
        const half = size < 0x38800000
            ? nearestWhole(Math.abs(values[at] ?? 0) * 2 ** 24)
            : (size - (112 << 23) + 0xfff + ((size >>> 13) & 1)) >>> 13;
        halves[at] = ((bits >>> 16) & 0x8000) | half;
    }
    return halves;
}
/** To even between two. */
function nearestWhole(value) {
    const below = Math.floor(value);
    const rest = value - below;
    return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
/** The number that a half is. */
export function widenHalf(bits) {
    const sign = bits >= 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 31)
        return fraction === 0 ? sign * Infinity : NaN;
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
/** The numbers that halves are. */
export function widenHalves(halves) {
    const values = new Float32Array(halves.length);
    const bits = new Uint32Array(values.buffer);
    for (let at = 0; at < halves.length; at += 1) {
        const half = halves[at] ?? 0;
        const exponent = (half >>> 10) & 31;
        if (exponent === 0 || exponent === 31)
            values[at] = widenHalf(half);
        else
            bits[at] = ((half & 0x8000) << 16) | ((exponent + 112) << 23) | ((half & 1023) << 13);
    }
    return values;
}
/** The numbers that bfloat16 are. */
export function widenBrainFloats(halves) {
    const bits = new Uint32Array(halves.length);
    for (let at = 0; at < halves.length; at += 1)
        bits[at] = (halves[at] ?? 0) << 16;
    return new Float32Array(bits.buffer);
}
