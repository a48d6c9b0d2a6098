/**
 * Counter-based random numbers: a pure function of four words (seed, step, site, position), the same in every host and on the device.
 * The hash is pcg4d of Jarzynski and Olano, "Hash Functions for GPU Rendering" (JCGT 2020).
 */
/** Writes the four words of the hash to `words`. */
export declare function pcg4d(words: Uint32Array, seed: number, step: number, site: number, position: number): void;
/** The seed of one of several that draw their own noise: a text, an example, a batch that is held out. */
export declare function seedOf(seed: number, which: number): number;
/** The number of a site from its name: FNV-1a over UTF-16 code units. */
export declare function hashName(name: string): number;
/** A whole number from 0 to below `count`. */
export declare function randomBelow(count: number, seed: number, step: number, site: number, position: number): number;
/** From 0 to below 1, in steps of 2^-24. */
export declare function randomUniform(seed: number, step: number, site: number, position: number): number;
/** Of mean 0 and deviation 1, by Box and Muller's method. */
export declare function randomNormal(seed: number, step: number, site: number, position: number): number;
/** The numbers 0 to count - 1 in an order that depends on the seed and the epoch. */
export declare function shuffledOrder(count: number, seed: number, epoch: number): Int32Array<ArrayBuffer>;
