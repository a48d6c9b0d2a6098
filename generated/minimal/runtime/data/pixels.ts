/** Pictures as an input takes them. */
import { WeftError } from "../errors.ts";

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
export function convertChannels(
  values: ArrayLike<number>,
  count: number,
  channels: number,
  wanted: number,
  levels: number,
): Uint16Array<ArrayBuffer> {
  const result = new Uint16Array(count * wanted);
  const isGrey = channels < 3;
  const hasOpacity = channels % 2 === 0;
  const keepsOpacity = wanted % 2 === 0;
  for (let pixel = 0; pixel < count; pixel += 1) {
    const opacity = hasOpacity ? (values[pixel * channels + channels - 1] ?? 0) / levels : 1;
    const colour = (channel: number): number => {
      const value = values[pixel * channels + (isGrey ? 0 : channel)] ?? 0;
      return keepsOpacity ? value : value * opacity + levels * (1 - opacity);
    };
    const at = pixel * wanted;
    if (wanted < 3) {
      const grey = isGrey ? colour(0) : 0.299 * colour(0) + 0.587 * colour(1) + 0.114 * colour(2);
      result[at] = Math.round(grey);
    } else {
      for (let channel = 0; channel < 3; channel += 1) result[at + channel] = Math.round(colour(channel));
    }
    if (keepsOpacity) result[at + wanted - 1] = Math.round(opacity * levels);
  }
  return result;
}

/**
 * The picture for axes [rows, columns], or [rows, columns, channels] of so many channels: from 0 to 1 in a real input, in levels else.
 * Throws, with the input's `name`, where it hasn't the same number of values in each pixel.
 */
export function readPixels(
  { width, height, data }: Pixels,
  channels: number | undefined,
  isReal: boolean,
  name: string,
): { readonly sizes: readonly number[]; readonly values: ArrayLike<number> } {
  const own = data.length / (width * height);
  if (![1, 2, 3, 4].includes(own))
    throw new WeftError(
      "input",
      `\`${name}\`: a picture of ${width} x ${height} pixels has 1 to 4 values in each, but ${data.length} are given`,
    );
  const levels = data instanceof Uint16Array ? 65535 : 255;
  const wanted = channels ?? 1;
  const values = own === wanted ? data : convertChannels(data, width * height, own, wanted, levels);
  return {
    sizes: channels === undefined ? [height, width] : [height, width, channels],
    values: isReal ? Float32Array.from(values, (value) => value / levels) : values,
  };
}
