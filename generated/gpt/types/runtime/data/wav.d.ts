export interface Sound {
    /** Samples a second. */
    readonly rate: number;
    readonly channels: number;
    /** From -1 to 1; the channels of a moment lie side by side. */
    readonly samples: Float32Array<ArrayBuffer>;
}
/** `name` is how errors call the file. Throws where it isn't a WAV file, or has another encoding. */
export declare function decodeWave(bytes: Uint8Array, name: string): Sound;
/** One channel: the mean of all that lie side by side. */
export declare function mixChannels(samples: ArrayLike<number>, channels: number): Float32Array<ArrayBuffer>;
/** With another number of samples a second; a sound that isn't empty keeps one moment at least. */
export declare function convertRate(samples: Float32Array<ArrayBuffer>, channels: number, rate: number, wanted: number): Float32Array<ArrayBuffer>;
/** ITU-T G.711's law with mu = levels - 1, as WaveNet takes it (van den Oord et al. 2016, section 2.2). */
export declare function muLawLevel(sample: number, levels: number): number;
