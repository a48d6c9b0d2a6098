/** The largest finite f32, which stands for infinity on every target and in the evaluator. */
export const largest = 3.4028234663852886e38;

/** Integers have 32 bits. */
export const [leastInt, largestInt] = [-(2 ** 31), 2 ** 31 - 1];

/** What a constant of an int is: a number beyond the ints, such as the stand-in for infinity, is the nearest int. */
export function withinInt(value: number): number {
  return Math.max(leastInt, Math.min(largestInt, Math.trunc(value)));
}

/**
 * Whether a factor is far from 1. It is there to keep a product from growing too large or too small, so it isn't multiplied sooner or later
 * than it is written.
 */
export function isFarFromOne(factor: number): boolean {
  const size = Math.abs(factor);
  return size !== 0 && (size < 2 ** -24 || size > 2 ** 24);
}

/**
 * The error function in f64, to about 1e-15: 2/√π e^(-x²) Σ (2x²)^n x / (1·3·5…(2n+1)), all of whose terms have one
 * sign, so that nothing cancels.
 */
export function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

const double = new DataView(new ArrayBuffer(8));

/** The largest power of two that isn't above |x|, for a normal number of f64. */
export function powerBelow(x: number): number {
  double.setFloat64(0, Math.abs(x));
  double.setUint32(0, double.getUint32(0) & 0x7ff00000);
  double.setUint32(4, 0);
  return Number.isNaN(x) ? x : double.getFloat64(0);
}

/** The nearest whole number; of two, the even one. */
export function roundToEven(x: number): number {
  const nearest = Math.round(x);
  return nearest - x === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}

/** The largest finite number of half precision. */
export const largestHalf = 65504;

/** The nearest number of half precision (IEEE 754 binary16), of two the even one; infinite beyond the finite ones. */
export function roundToHalf(x: number): number {
  if (!Number.isFinite(x)) return x;
  // A unit in the last place; below 2^-14 all are alike.
  const unit = powerBelow(Math.max(Math.abs(x), 2 ** -14)) * 2 ** -10;
  const rounded = roundToEven(x / unit) * unit;
  return Math.abs(rounded) > largestHalf ? Math.sign(x) * Infinity : rounded;
}

/** The 16 bits of a number that half precision has. */
export function bitsOfHalf(x: number): number {
  const size = Math.abs(x);
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  if (Number.isNaN(x)) return 0x7e00;
  if (size === Infinity) return sign + 0x7c00;
  const power = powerBelow(Math.max(size, 2 ** -14));
  // Below 2^-14 there is no bit in front.
  const exponent = Math.log2(power) + 14;
  return sign + exponent * 1024 + (size / power) * 1024;
}

/** The number of half precision with these 16 bits; those above them don't matter. */
export function halfOfBits(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}
