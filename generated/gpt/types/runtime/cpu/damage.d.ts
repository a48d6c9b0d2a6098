/** Undefined where the sections are all there: what is in one is the engine's to tell. */
export declare function damageOf(bytes: Uint8Array): string | undefined;
