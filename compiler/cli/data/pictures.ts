/** Pictures in PNG and JPEG files, and with the channels and the size that a field asks for. */
import { readFileSync } from "node:fs";
import { convertIndexedToRgb, decode as decodePng } from "fast-png";
import jpeg from "jpeg-js";
import { convertChannels } from "../../../runtime/data/pixels.ts";
import { resample } from "../../../runtime/data/resample.ts";
import type { NumberArray } from "./number-array.ts";

/** Rows, columns, and channels: grey, grey and opacity, RGB, or RGB and opacity. */
export interface Picture extends NumberArray {
  readonly sizes: readonly [rows: number, columns: number, channels: number];
  readonly values: Uint8Array | Uint16Array | Float32Array;
  readonly levels: number;
}

/** As deep as the file has it: of bytes, or of 16 bits. Throws with the reason where the file is no picture, or is damaged. */
export function readPicture(path: string): Picture & { readonly values: Uint8Array | Uint16Array } {
  const bytes = readFileSync(path);
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
  if (!isJpeg && (bytes[0] !== 0x89 || bytes[1] !== 0x50)) throw new Error("it is neither PNG nor JPEG");
  try {
    return decodePicture(bytes, isJpeg);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`it can't be decoded, and may be cut off (${reason})`, { cause: error });
  }
}

function decodePicture(bytes: Uint8Array, isJpeg: boolean): ReturnType<typeof readPicture> {
  if (isJpeg) {
    const { width, height, data } = jpeg.decode(bytes, { useTArray: true, formatAsRGBA: false });
    return picture(height, width, data, 255);
  }
  const png = decodePng(bytes, { checkCrc: true });
  if (png.palette !== undefined) return picture(png.height, png.width, convertIndexedToRgb(png), 255);
  if (png.depth < 8) {
    return picture(png.height, png.width, unpackBits(png.data, png.depth, png.width, png.height), 255);
  }
  const data = png.data instanceof Uint16Array ? png.data : Uint8Array.from(png.data);
  return picture(png.height, png.width, data, png.depth === 16 ? 65535 : 255);
}

function picture<Values extends Picture["values"]>(
  rows: number,
  columns: number,
  values: Values,
  levels: number,
): Picture & { readonly values: Values } {
  return { kind: "pixels", sizes: [rows, columns, values.length / (rows * columns)], values, levels };
}

/** Grey levels of less than a byte, whose rows begin at whole bytes, as bytes. */
function unpackBits(packed: ArrayLike<number>, depth: number, width: number, height: number): Uint8Array {
  const stride = Math.ceil((width * depth) / 8);
  const most = 2 ** depth - 1;
  return Uint8Array.from({ length: width * height }, (_, at) => {
    const bit = (at % width) * depth;
    const byte = packed[Math.floor(at / width) * stride + (bit >> 3)] ?? 0;
    return (((byte >> (8 - depth - (bit & 7))) & most) * 255) / most;
  });
}

/** With so many channels, as `convertChannels` of the runtime makes them. */
export function withChannels(from: Picture, wanted: number): Picture {
  const [rows, columns, channels] = from.sizes;
  if (channels === wanted) return from;
  const result = convertChannels(from.values, rows * columns, channels, wanted, from.levels);
  return picture(rows, columns, from.levels === 65535 ? result : Uint8Array.from(result), from.levels);
}

/** Straight lines between steps. */
const triangle = { radius: 1, weight: (distance: number) => Math.max(0, 1 - Math.abs(distance)) };

export type Fit = "stretch" | "crop";

/** Scales to the wanted size, averaging what falls together; `crop` keeps the proportions, and cuts the longer side in its middle, to one pixel at least. */
export function fitPicture(from: Picture, rows: number, columns: number, fit: Fit): Picture {
  const [height, width, channels] = from.sizes;
  if (height === rows && width === columns) return from;
  if (fit === "crop" && height * columns !== width * rows) {
    const kept = Math.min(height / rows, width / columns);
    const [tall = 1, wide = 1] = [rows, columns].map((size) => Math.max(1, Math.round(size * kept)));
    const top = Math.floor((height - tall) / 2);
    const left = Math.floor((width - wide) / 2);
    const cut = new Float32Array(tall * wide * channels);
    for (let row = 0; row < tall; row++) {
      const start = ((top + row) * width + left) * channels;
      cut.set(from.values.subarray(start, start + wide * channels), row * wide * channels);
    }
    return fitPicture(picture(tall, wide, cut, from.levels), rows, columns, "stretch");
  }
  const narrow = resample(from.values, [height, width, channels], columns, triangle);
  const small = resample(narrow, [1, height, columns * channels], rows, triangle);
  const levels = small.map((value) => Math.round(Math.min(from.levels, Math.max(0, value))));
  const values = from.levels === 65535 ? Uint16Array.from(levels) : Uint8Array.from(levels);
  return picture(rows, columns, values, from.levels);
}
