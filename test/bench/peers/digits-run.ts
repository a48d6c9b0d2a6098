/** What the peers' programs for test/bench/specs/cnn.weft share. */
import { readParameters, type Tensor } from "./run.ts";

export const batchRows = 32;
export const side = 28;
export const classes = 10;
export const narrow = 16;
export const wide = 32;

export interface DigitsRun {
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** Pictures [batch, side, side] from 0 to 1 and their labels [batch], of step 1, 2, … */
  readonly batch: (step: number) => {
    readonly images: Float32Array<ArrayBuffer>;
    readonly labels: Int32Array<ArrayBuffer>;
  };
}

/** Reads initial.safetensors, image.bin and label.bin of a folder. */
export function readDigits(folder: string): DigitsRun {
  const images = new Float32Array(Deno.readFileSync(`${folder}/image.bin`).buffer);
  const labels = new Int32Array(Deno.readFileSync(`${folder}/label.bin`).buffer);
  const size = batchRows * side * side;
  return {
    parameters: readParameters(folder),
    batch: (step) => ({
      images: images.slice((step - 1) * size, step * size),
      labels: labels.slice((step - 1) * batchRows, step * batchRows),
    }),
  };
}
