/** Numbers with their sizes, as pictures, sounds and arrays give them to a field. */

export interface NumberArray {
  readonly kind: "pixels" | "samples" | "numbers";
  /** Of rows, columns, channels; of moments, channels; of an array's own axes. */
  readonly sizes: readonly number[];
  /** Row-major. */
  readonly values: Float32Array | Int32Array | Uint16Array | Uint8Array;
  /** The value that stands for 1 in a real field: 255 for bytes of a picture. */
  readonly levels?: number;
  /** Of samples, how many a second there are. */
  readonly rate?: number;
}

export function isNumberArray(value: unknown): value is NumberArray {
  return typeof value === "object" && value !== null && "values" in value && ArrayBuffer.isView(value.values);
}

/** Whether it is a whole number of 32 bits, as devices have them. */
export function isWhole(number: number): boolean {
  return number === (number | 0);
}

/**
 * Each line of `count` steps becomes one of `wanted`, by a filter over `radius` old steps at the same scale, wider where steps are
 * left out, so that nothing finer than the new steps remains. `values` are [outer, count, inner].
 */
export function resample(
  values: ArrayLike<number>,
  shape: readonly [outer: number, count: number, inner: number],
  wanted: number,
  filter: { readonly radius: number; readonly weight: (distance: number) => number },
): Float32Array<ArrayBuffer> {
  const [outer, count, inner] = shape;
  const scale = count / wanted;
  const width = Math.max(1, scale);
  const result = new Float32Array(outer * wanted * inner);
  for (let to = 0; to < wanted; to++) {
    const centre = (to + 0.5) * scale - 0.5;
    const first = Math.max(0, Math.ceil(centre - filter.radius * width));
    const last = Math.min(count - 1, Math.floor(centre + filter.radius * width));
    const weights = Array.from({ length: last - first + 1 }, (_, at) =>
      filter.weight((first + at - centre) / width),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (let row = 0; row < outer; row++) {
      for (let column = 0; column < inner; column++) {
        let sum = 0;
        for (let at = 0; at < weights.length; at++) {
          sum += (weights[at] ?? 0) * (values[(row * count + first + at) * inner + column] ?? 0);
        }
        result[(row * wanted + to) * inner + column] = sum / total;
      }
    }
  }
  return result;
}

/** Straight lines between steps. */
export const triangle = { radius: 1, weight: (distance: number) => Math.max(0, 1 - Math.abs(distance)) };

/** A low pass: the sinc function under a Hann window of 16 steps to each side. */
export const windowedSinc = {
  radius: 16,
  weight: (distance: number): number => {
    if (distance === 0) return 1;
    const angle = Math.PI * distance;
    return (Math.sin(angle) / angle) * (0.5 + 0.5 * Math.cos(angle / 16));
  },
};
