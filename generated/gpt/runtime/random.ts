/**
 * Counter-based random numbers: a pure function of four words (seed, step, site, position), the same in every host and on the device.
 * The hash is pcg4d of Jarzynski and Olano, "Hash Functions for GPU Rendering" (JCGT 2020).
 */

/** Writes the four words of the hash to `words`. */
export function pcg4d(words: Uint32Array, seed: number, step: number, site: number, position: number): void {
  let x = (Math.imul(seed, 1664525) + 1013904223) | 0;
  let y = (Math.imul(step, 1664525) + 1013904223) | 0;
  let z = (Math.imul(site, 1664525) + 1013904223) | 0;
  let w = (Math.imul(position, 1664525) + 1013904223) | 0;
  x = (x + Math.imul(y, w)) | 0;
  y = (y + Math.imul(z, x)) | 0;
  z = (z + Math.imul(x, y)) | 0;
  w = (w + Math.imul(y, z)) | 0;
  x ^= x >>> 16;
  y ^= y >>> 16;
  z ^= z >>> 16;
  w ^= w >>> 16;
  x = (x + Math.imul(y, w)) | 0;
  y = (y + Math.imul(z, x)) | 0;
  z = (z + Math.imul(x, y)) | 0;
  w = (w + Math.imul(y, z)) | 0;
  words[0] = x;
  words[1] = y;
  words[2] = z;
  words[3] = w;
}

/** The seed of one of several that draw their own noise: a text, an example, a batch that is held out. */
export function seedOf(seed: number, which: number): number {
  return (seed + which) >>> 0;
}

/** The number of a site from its name: FNV-1a over UTF-16 code units. */
export function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}

const words = new Uint32Array(4);

/** A whole number from 0 to below `count`. */
export function randomBelow(
  count: number,
  seed: number,
  step: number,
  site: number,
  position: number,
): number {
  pcg4d(words, seed, step, site, position);
  return Math.floor(((words[0] ?? 0) / 2 ** 32) * count);
}

/** From 0 to below 1, in steps of 2^-24. */
export function randomUniform(seed: number, step: number, site: number, position: number): number {
  pcg4d(words, seed, step, site, position);
  return ((words[0] ?? 0) >>> 8) * 2 ** -24;
}

/** Of mean 0 and deviation 1, by Box and Muller's method. */
export function randomNormal(seed: number, step: number, site: number, position: number): number {
  pcg4d(words, seed, step, site, position);
  const radius = Math.sqrt(-2 * Math.log((((words[0] ?? 0) >>> 8) + 1) * 2 ** -24));
  return radius * Math.cos(2 * Math.PI * ((words[1] ?? 0) >>> 8) * 2 ** -24);
}

/** The numbers 0 to count - 1 in an order that depends on the seed and the epoch. */
export function shuffledOrder(count: number, seed: number, epoch: number): Int32Array<ArrayBuffer> {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  const site = hashName("shuffle");
  for (let last = count - 1; last > 0; last -= 1) {
    const other = randomBelow(last + 1, seed, epoch, site, last);
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
}
