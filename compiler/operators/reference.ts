/** The largest finite f32, which stands for infinity on every target and in the evaluator. */
export const largest = 3.4028234663852886e38;

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
