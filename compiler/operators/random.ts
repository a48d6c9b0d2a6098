import { hash, uniform, type Counter } from "./counter.ts";
import { operators } from "./table.ts";
import type { WgslFunction } from "./wgsl.ts";

export { hash, uniform, type Counter };

/**
 * Of mean 0 and deviation 1, by Box and Muller from the hash's first two numbers; devices differ by rounding, which `round` stands for:
 * it is applied to the result of each operation that a device rounds.
 */
export function normal(counter: Counter, round: (value: number) => number = (value) => value): number {
  const [first, second] = hash(counter);
  // From 2^-24 to 1, so that the logarithm is finite.
  const logarithm = round(operators.log.evaluate(((first >>> 8) + 1) * 2 ** -24));
  const angle = round(round(2 * Math.PI) * ((second >>> 8) * 2 ** -24));
  return round(round(Math.sqrt(-2 * logarithm)) * round(operators.cos.evaluate(angle)));
}

/** What `random_normal` calls; a shader with it must have these of `wgslFunctions`. */
export const normalFunctions: readonly WgslFunction[] = [
  { operator: "log", width: 1 },
  { operator: "cos", width: 1 },
];

/** WGSL of `random_hash`, of a (seed, step, site, position). */
export const wgslHash = `fn random_hash(counter: vec4u) -> vec4u {
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
}`;

/** WGSL of `random_uniform` and `random_normal`, each of the same four. */
export const wgslDraws = {
  uniform: `fn random_uniform(counter: vec4u) -> f32 {
  return f32(random_hash(counter).x >> 8u) * 0x1p-24f;
}`,
  normal: `fn random_normal(counter: vec4u) -> f32 {
  let bits = random_hash(counter);
  let radius = sqrt(-2.0f * own_log(f32((bits.x >> 8u) + 1u) * 0x1p-24f));
  return radius * own_cos(6.2831855f * (f32(bits.y >> 8u) * 0x1p-24f));
}`,
};

export type Draw = keyof typeof wgslDraws;

/** The counter's part that a site's name stands for: FNV-1a over its UTF-16 units. */
export function siteNumber(site: string): number {
  let number = 0x811c9dc5;
  for (let i = 0; i < site.length; i++) number = Math.imul(number ^ site.charCodeAt(i), 0x01000193);
  return number >>> 0;
}
