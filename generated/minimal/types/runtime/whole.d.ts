/** Throws where an option is given that isn't a whole number of `least` at least. */
export declare function requireWhole(name: string, value: number | undefined, least: number): void;
/** Throws where a seed is given that is none: others would draw the same numbers as one of these. */
export declare function requireSeed(value: number | undefined): void;
/** Throws where the option is no number of steps, and not Infinity either, which stands for never. */
export declare function requireEvery(name: string, value: number | undefined): void;
