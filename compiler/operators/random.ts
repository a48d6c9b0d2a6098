import { operators } from "./table.ts";
import type { WgslFunction } from "./wgsl.ts";

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

/** Of mean 0 and deviation 1, by Box and Muller from the hash's first two numbers; devices differ by rounding. */
export function normal(counter: Counter): number {
  const [first, second] = hash(counter);
  // From 2^-24 to 1, so that the logarithm is finite.
  const radius = Math.sqrt(-2 * operators.log.evaluate(((first >>> 8) + 1) * 2 ** -24));
  return radius * operators.cos.evaluate(2 * Math.PI * ((second >>> 8) * 2 ** -24));
}

/** What `wgslRandom` calls; a shader with it must have these of `wgslFunctions`. */
export const randomFunctions: readonly WgslFunction[] = [
  { operator: "log", width: 1 },
  { operator: "cos", width: 1 },
];

/**
 * WGSL of `random_hash`, `random_uniform` and `random_normal`, each of a (seed, step, site, position).
 */
export const wgslRandom = `fn random_hash(counter: vec4u) -> vec4u {
  var v = counter * 1664525u + 1013904223u;
  v.x += v.y * v.w;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v.w += v.y * v.z;
  v = v ^ (v >> vec4u(16u));
  v.x += v.y * v.w;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v.w += v.y * v.z;
  return v;
}

fn random_uniform(counter: vec4u) -> f32 {
  return f32(random_hash(counter).x >> 8u) * 0x1p-24f;
}

fn random_normal(counter: vec4u) -> f32 {
  let bits = random_hash(counter);
  let radius = sqrt(-2.0f * own_log(f32((bits.x >> 8u) + 1u) * 0x1p-24f));
  return radius * own_cos(6.2831855f * (f32(bits.y >> 8u) * 0x1p-24f));
}
`;

/** The counter's part that a site's name stands for: FNV-1a over its UTF-16 units. */
export function siteNumber(site: string): number {
  let number = 0x811c9dc5;
  for (let i = 0; i < site.length; i++) number = Math.imul(number ^ site.charCodeAt(i), 0x01000193);
  return number >>> 0;
}
