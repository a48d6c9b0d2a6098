/** A column as its records come: in an array that grows and holds them as they will be stored. */
import type { PlanField } from "../../../runtime/plan.ts";
import type { StoredTensor, TensorData } from "../../../runtime/checkpoint/safetensors.ts";
import type { EncodedField } from "./encoded-field.ts";

type Tensors = readonly (readonly [string, StoredTensor])[];

export interface GrowingColumn {
  readonly push: (row: EncodedField) => void;
  /** The rows in this order. */
  readonly finish: (order: Iterable<number>) => Tensors;
}

/** Reals are f32, or bytes or pairs of bytes where all rows have the same levels, as `PlanData` says; integers the narrowest that hold them. */
export function growingColumn(target: Extract<PlanField, { readonly kind: "record" }>): GrowingColumn {
  const isReal = target.type === "real";
  let store: TensorData = new Uint8Array(0);
  /** Where each row ends. */
  const ends: number[] = [];
  let levels: number | undefined;
  let bound = 0;
  let varies = false;
  let length = 0;

  /** An array of the kind that rows so far need, with room for so many numbers. */
  const emptyStore = (room: number): TensorData =>
    isReal && levels === undefined
      ? new Float32Array(room)
      : integersFor(isReal ? (levels ?? 0) + 1 : bound, room);

  const moveTo = (larger: TensorData): void => {
    larger.set(store.length > length ? store.subarray(0, length) : store);
    store = larger;
  };

  /** Notes what kind of numbers the row has; those that are there become such, too. */
  const adapt = (row: EncodedField): void => {
    if (isReal) {
      const own = row.levels === 255 || row.levels === 65535 ? row.levels : undefined;
      if (ends.length === 0) {
        levels = own;
        store = emptyStore(store.length);
      } else if (levels !== undefined && own !== levels) {
        const one = levels;
        levels = undefined;
        store = Float32Array.from(store.subarray(0, length), (value) => value / one);
      }
      return;
    }
    const needed = row.values.some((value) => value < 0) ? Infinity : row.bound;
    if (needed <= bound) return;
    bound = needed;
    const wider = emptyStore(0);
    if (wider.BYTES_PER_ELEMENT > store.BYTES_PER_ELEMENT) moveTo(emptyStore(store.length));
  };

  return {
    push: (row) => {
      adapt(row);
      const { values } = row;
      const end = length + values.length;
      if (end > store.length) moveTo(emptyStore(Math.max(end, 2 * store.length)));
      const one = isReal && levels === undefined ? (row.levels ?? 1) : 1;
      if (one === 1) store.set(values, length);
      else
        store.set(
          Float32Array.from(values, (value) => value / one),
          length,
        );
      length = end;
      ends.push(end);
      varies ||= row.varies;
    },
    finish: (order) => {
      const [, ...rest] = target.shape;
      const step = rest.reduce((product, size) => product * size, 1);
      const data = emptyStore(length);
      const starts = copyInOrder(data, store, ends, order).map((start) => start / step);
      if (!varies) return [["values", { shape: [ends.length, ...target.shape], data }]];
      return [
        ["values", { shape: [length / step, ...rest], data }],
        ["starts", { shape: [starts.length], data: starts }],
      ];
    },
  };
}

/** Writes the rows of `store`, which end at `ends`, in this order; returns where each begins in `data`, and where the last one ends. */
function copyInOrder(
  data: TensorData,
  store: TensorData,
  ends: readonly number[],
  order: Iterable<number>,
): Int32Array<ArrayBuffer> {
  const starts = new Int32Array(ends.length + 1);
  let next = 0;
  let index = 0;
  for (const row of order) {
    const start = ends[row - 1] ?? 0;
    const end = ends[row] ?? start;
    // A copy of one number by `set` would take longer than the number itself.
    if (end - start === 1) data[next] = store[start] ?? 0;
    else data.set(store.subarray(start, end), next);
    next += end - start;
    index += 1;
    starts[index] = next;
  }
  return starts;
}

/** The narrowest array that holds numbers below `bound`. */
export function integersFor(
  bound: number,
  length: number,
): Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Int32Array<ArrayBuffer> {
  if (bound <= 256) return new Uint8Array(length);
  return bound <= 65536 ? new Uint16Array(length) : new Int32Array(length);
}
