/** The same line of numbers in more or fewer steps. */

/** How much of an old step a new one has at a distance, which is 0 beyond `radius`. */
export interface Filter {
  readonly radius: number;
  readonly weight: (distance: number) => number;
}

/**
 * Each line of `count` steps becomes one of `wanted`, by a filter over `radius` old steps at the same scale, wider where steps are
 * left out, so that nothing finer than the new steps remains. `values` are [outer, count, inner].
 */
export function resample(
  values: ArrayLike<number>,
  shape: readonly [outer: number, count: number, inner: number],
  wanted: number,
  filter: Filter,
): Float32Array<ArrayBuffer> {
  const [outer, count, inner] = shape;
  const scale = count / wanted;
  const width = Math.max(1, scale);
  const result = new Float32Array(outer * wanted * inner);
  for (let to = 0; to < wanted; to += 1) {
    const centre = (to + 0.5) * scale - 0.5;
    const first = Math.max(0, Math.ceil(centre - filter.radius * width));
    const last = Math.min(count - 1, Math.floor(centre + filter.radius * width));
    const weights = Array.from({ length: last - first + 1 }, (_, at) =>
      filter.weight((first + at - centre) / width),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (let row = 0; row < outer; row += 1) {
      for (let column = 0; column < inner; column += 1) {
        let sum = 0;
        for (let at = 0; at < weights.length; at += 1) {
          sum += (weights[at] ?? 0) * (values[(row * count + first + at) * inner + column] ?? 0);
        }
        result[(row * wanted + to) * inner + column] = sum / total;
      }
    }
  }
  return result;
}
