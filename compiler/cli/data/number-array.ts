/** Numbers with their sizes, as pictures, sounds and arrays give them to a field. */

export interface NumberArray {
  readonly kind: "pixels" | "samples" | "numbers";
  /** Of rows, columns, channels; of moments, channels; of an array's own axes. */
  readonly sizes: readonly number[];
  /** Row-major. */
  readonly values: Float32Array | Int32Array | Uint16Array | Uint8Array;
  /** The value that stands for 1 in a real field: 255 for bytes of a picture. */
  readonly levels?: number;
  /** Of samples, how many a second there are. */
  readonly rate?: number;
}

export function isNumberArray(value: unknown): value is NumberArray {
  return typeof value === "object" && value !== null && "values" in value && ArrayBuffer.isView(value.values);
}

/** Whether it is a whole number of 32 bits, as devices have them. */
export function isWhole(number: number): boolean {
  return number === (number | 0);
}
