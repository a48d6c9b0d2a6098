/** Pictures, sounds and arrays, each in a file of its own. */
import { readFileSync } from "node:fs";
import { decodeNumpy } from "../../../runtime/data/npy.ts";
import { decodeWave } from "../../../runtime/data/wav.ts";
import type { NumberArray } from "./number-array.ts";
import { readPicture } from "./pictures.ts";
import type { DataFile } from "./sources.ts";

/** What `readMediaFile` reads. */
export const mediaFileEndings = /\.(png|jpe?g|wav|npy)$/i;

/** By its ending. Throws with the reason where it can't be read. */
export function readMediaFile(file: DataFile): NumberArray {
  const { path, name } = file;
  if (/\.wav$/i.test(name)) return readSound(file);
  return /\.npy$/i.test(name)
    ? { kind: "numbers", ...decodeNumpy(readFileSync(path), name) }
    : readPicture(path);
}

/** Of WAV. Throws with the reason where it can't be read. */
export function readSound({ path, name }: DataFile): NumberArray {
  const { rate, channels, samples } = decodeWave(readFileSync(path), name);
  return { kind: "samples", sizes: [samples.length / channels, channels], values: samples, rate };
}
