import type { PlanInput } from "../plan.js";
/** As a canvas gives it (ImageData), or with fewer values a pixel: grey, grey and opacity, RGB, or RGB and opacity. */
export interface Pixels {
    readonly width: number;
    readonly height: number;
    readonly data: Uint8ClampedArray | Uint8Array | Uint16Array;
}
/**
 * The values of `count` pixels with `channels` each as `wanted` each. Opacity that isn't wanted is taken away over white; colours
 * become grey by their luminance (ITU-R BT.601). `levels` is the value of full light.
 */
export declare function convertChannels(values: ArrayLike<number>, count: number, channels: number, wanted: number, levels: number): Uint16Array<ArrayBuffer>;
/** Where `levels` is full light, as bytes: there 255 is. */
export declare function bytesOfLevels(values: ArrayLike<number>, levels: number): Uint8Array<ArrayBuffer>;
/**
 * The picture for axes [rows, columns], or [rows, columns, channels] of so many channels: from 0 to 1 in a real input, from 0 to 255 in one of
 * whole numbers; in one of truth values white is true and black false. Throws, with the input's `name`, where a pixel is neither, or where
 * it hasn't the same number of values in each.
 */
export declare function readPixels({ width, height, data }: Pixels, channels: number | undefined, type: PlanInput["type"], name: string): {
    readonly sizes: readonly number[];
    readonly values: ArrayLike<number>;
};
