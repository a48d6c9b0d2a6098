/**
 * Counter-based random numbers: a pure function of (seed, step, site, position), all u32, so that they are the same on
 * every target, in any order, and after a resume.
 */
export type Counter = readonly [seed: number, step: number, site: number, position: number];

/** pcg4d: four u32 from four (Jarzynski and Olano, Hash Functions for GPU Rendering, JCGT 9(3), 2020). */
export function hash([seed, step, site, position]: Counter): [number, number, number, number] {
  let x = (Math.imul(seed, 1664525) + 1013904223) | 0;
  let y = (Math.imul(step, 1664525) + 1013904223) | 0;
  let z = (Math.imul(site, 1664525) + 1013904223) | 0;
  let w = (Math.imul(position, 1664525) + 1013904223) | 0;
  const mix = (): void => {
    x = (x + Math.imul(y, w)) | 0;
    y = (y + Math.imul(z, x)) | 0;
    z = (z + Math.imul(x, y)) | 0;
    w = (w + Math.imul(y, z)) | 0;
  };
  mix();
  x ^= x >>> 16;
  y ^= y >>> 16;
  z ^= z >>> 16;
  w ^= w >>> 16;
  mix();
  return [x >>> 0, y >>> 0, z >>> 0, w >>> 0];
}

/** A multiple of 2^-24 in [0, 1), from the hash's first number; exact in f32. */
export function uniform(counter: Counter): number {
  return (hash(counter)[0] >>> 8) * 2 ** -24;
}
