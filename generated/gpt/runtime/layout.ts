/** How a call's arrays, numbers and results lie in memory: the same on every backend. */
import { WeftError } from "./errors.ts";
import type { Groups, Region } from "./engine.ts";
import type { ModelPlan, PlanDispatch, PlanEntry, PlanInput, PlanOutput, PlanPlace } from "./plan.ts";
import type { Step } from "./repeats.ts";
import {
  denseStrides,
  evaluateAxes,
  evaluateSize,
  extentOf,
  productOf,
  visitPositions,
  type Sizes,
} from "./sizes.ts";
import { createTensor, type Tensor } from "./tensor.ts";
import type { Vocabularies } from "./vocabularies.ts";

export const bytesPerElement = 4;

/** A dense array for an input, row-major in the input's axes. */
export interface InputArray {
  readonly sizes: readonly number[];
  readonly data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
  /** Where the input has lengths: how many positions are real, for each example of a batch. */
  readonly lengths?: Int32Array<ArrayBuffer>;
}

/** An array and where it goes. */
export interface Placed {
  readonly arena: PlanInput["arena"];
  readonly offset: number;
  readonly data: InputArray["data"];
}

/** The sizes of an input's axes. Throws where the array has others. */
export function requireSizes(
  input: Pick<PlanInput, "name" | "axes">,
  sizes: Sizes,
  array: InputArray,
): readonly number[] {
  const wanted = evaluateAxes(input.axes, sizes);
  if (wanted.length !== array.sizes.length || wanted.some((size, axis) => size !== array.sizes[axis])) {
    const names = input.axes.map((axis, at) => `${axis.name} ${wanted[at]}`).join(", ");
    throw new WeftError("input", `\`${input.name}\` is [${array.sizes.join(", ")}], but must be [${names}]`);
  }
  return wanted;
}

/** An input's array, and that of its lengths, as the plan wants them. Throws where a size is wrong. */
export function placeInput(input: PlanInput, sizes: Sizes, array: InputArray): readonly Placed[] {
  const wanted = requireSizes(input, sizes, array);
  const { arena, offset, strides, lengths: bounded } = input;
  const values: Placed = { arena, offset, data: spreadOut(array.data, wanted, strides) };
  if (bounded === undefined) return [values];
  const others = wanted.filter((_, axis) => input.axes[axis]?.name === "batch");
  const whole = wanted[input.axes.findIndex((axis) => axis.name === bounded.axis)] ?? 0;
  const lengths = array.lengths ?? new Int32Array(productOf(others)).fill(whole);
  const data = spreadOut(lengths, others, bounded.strides);
  return [values, { arena: "integers", offset: bounded.offset, data }];
}

/** The array with the strides that the plan wants; itself where these are its own. */
function spreadOut(
  data: InputArray["data"],
  sizes: readonly number[],
  strides: readonly number[],
): InputArray["data"] {
  const dense = denseStrides(sizes);
  if (dense.every((stride, axis) => stride === strides[axis] || sizes[axis] === 1)) return data;
  const length = extentOf(sizes, strides);
  const spread = data instanceof Float32Array ? new Float32Array(length) : new Int32Array(length);
  visitPositions(sizes, strides, (from, to) => {
    spread[to] = data[from] ?? 0;
  });
  return spread;
}

/** The numbers of the day in the plan's order; 0 for those that the entry doesn't need. Throws where one is missing. */
export function encodeDay(
  plan: ModelPlan,
  entry: PlanEntry,
  sizes: Sizes,
  settings: ReadonlyMap<string, number>,
): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(plan.day.length * bytesPerElement));
  for (const [word, { name, type }] of plan.day.entries()) {
    const value = sizes.get(name) ?? settings.get(name);
    if (value === undefined && entry.settings.includes(name)) {
      throw new WeftError("input", `\`${entry.name}\` needs the setting \`${name}\``);
    }
    const at = word * bytesPerElement;
    if (type === "real") view.setFloat32(at, value ?? 0, true);
    else if (type === "int") view.setInt32(at, value ?? 0, true);
    else view.setUint32(at, value ?? 0, true);
  }
  return view.buffer;
}

/** How many workgroups each step has on the CPU, or on WebGPU, where it throws for more than `grid` along one side. */
export function countGroups(
  entry: PlanEntry,
  steps: readonly Step[],
  grid: number | "cpu",
): readonly Groups[] {
  // Most dispatches have as many in each turn of a loop.
  const known = new Map<PlanDispatch, { readonly sizes: Sizes; readonly counts: Groups }>();
  return steps.map(({ dispatch: at, sizes }) => {
    const dispatch = entry.dispatches[at];
    if (dispatch === undefined) throw new WeftError("kernel", `\`${entry.name}\` has no dispatch ${at}`);
    const before = known.get(dispatch);
    if (before !== undefined && before.sizes === sizes) return before.counts;
    const groups = grid === "cpu" ? (dispatch.cpuGroups ?? dispatch.groups) : dispatch.groups;
    const [x = 1, y = 1, z = 1] = groups.map(({ size, tile }) => Math.ceil(evaluateSize(size, sizes) / tile));
    const isBroken = grid !== "cpu" && dispatch.isLine === true;
    const counts = isBroken ? inRows(x * y * z, grid) : ([x, y, z] as const);
    if (grid !== "cpu" && Math.max(...counts) > grid) {
      throw new WeftError(
        "limit",
        `\`${dispatch.makes}\` needs ${counts.join(" x ")} workgroups, and WebGPU allows ${grid} along each side`,
        dispatch.source,
      );
    }
    known.set(dispatch, { sizes, counts });
    return counts;
  });
}

/** A line of workgroups in rows of equal length; its last row may go beyond it. */
function inRows(count: number, most: number): Groups {
  const rows = Math.max(1, Math.ceil(count / most));
  return [Math.ceil(count / rows), rows, 1];
}

/** What is read of one of an output's places, those without elements included. */
export interface PlaceRead {
  /** What lies far apart at the sizes of the day is read in pieces. */
  readonly regions: readonly Region[];
  /** Of its elements in the regions, one after the other. */
  readonly strides: readonly number[];
}

/** In the order of its places. */
export function readsOf(output: PlanOutput, sizes: Sizes): readonly PlaceRead[] {
  const dims = sizesOfPlace(output, evaluateAxes(output.axes, sizes));
  return output.places.map((place) => piecesOf(place, dims));
}

function sizesOfPlace({ axes }: PlanOutput, dims: readonly number[]): readonly number[] {
  return dims.map((size, axis) => (axes[axis]?.inParts === true ? 1 : size));
}

/** Gaps of this many elements are read along. */
const mostBetween = 4096;

/** In as many pieces along the slowest axes as leave no long gaps. */
function piecesOf({ arena, offset, strides }: PlanPlace, dims: readonly number[]): PlaceRead {
  const slowestFirst = dims.map((_, axis) => axis).sort((a, b) => (strides[b] ?? 0) - (strides[a] ?? 0));
  const outer: number[] = [];
  const inner = [...dims];
  for (const axis of slowestFirst) {
    if (extentOf(inner, strides) - productOf(inner) <= mostBetween) break;
    outer.push(axis);
    inner[axis] = 1;
  }
  const count = extentOf(inner, strides);
  const outerSizes = outer.map((axis) => dims[axis] ?? 1);
  const packed = [...strides];
  for (const [at, stride] of denseStrides(outerSizes).entries()) packed[outer[at] ?? 0] = stride * count;
  const regions: Region[] = [];
  visitPositions(
    outerSizes,
    outer.map((axis) => strides[axis] ?? 0),
    (_, at) => regions.push({ arena, offset: offset + at, count }),
  );
  return { regions, strides: packed };
}

export function totalBytes(regions: readonly Region[]): number {
  return regions.reduce((sum, { count }) => sum + count * bytesPerElement, 0);
}

/** Elements at their strides there and here, from `first` on; those that lie side by side in both at once. */
function copyElements(
  source: Float32Array | Int32Array,
  strides: readonly number[],
  target: InputArray["data"],
  first: number,
  targetStrides: readonly number[],
  sizes: readonly number[],
): void {
  let outer = sizes.length;
  let run = 1;
  while (
    outer > 0 &&
    (sizes[outer - 1] === 1 || (strides[outer - 1] === run && targetStrides[outer - 1] === run))
  ) {
    outer -= 1;
    run *= sizes[outer] ?? 1;
  }
  const copy = (axis: number, from: number, to: number): void => {
    if (axis === outer) {
      if (run === 1) target[to] = source[from] ?? 0;
      else target.set(source.subarray(from, from + run), to);
      return;
    }
    const [stride = 0, targetStride = 0] = [strides[axis], targetStrides[axis]];
    for (let at = 0; at < (sizes[axis] ?? 1); at += 1)
      copy(axis + 1, from + at * stride, to + at * targetStride);
  };
  if (productOf(sizes) > 0) copy(0, 0, first);
}

/** The caller's array of an output, which `readPlace` fills. */
export function createResult(output: PlanOutput, sizes: Sizes, vocabularies: Vocabularies): Tensor {
  const dims = evaluateAxes(output.axes, sizes);
  const count = productOf(dims);
  const data = output.type === "real" ? new Float32Array(count) : new Int32Array(count);
  const labels = new Map(
    output.axes.flatMap((axis) => {
      const vocabulary = axis.vocabulary === undefined ? undefined : vocabularies.get(axis.vocabulary);
      return vocabulary === undefined ? [] : [[axis.name, vocabulary] as const];
    }),
  );
  const names = output.axes.map((axis) => axis.name);
  const tensor = createTensor(names, dims, output.type, data, labels);
  const values = output.indexes?.vocabulary && vocabularies.get(output.indexes.vocabulary);
  return values ? { ...tensor, valueLabels: values.labels } : tensor;
}

/** Bytes that were read of a place: its elements from the byte `start` on. */
export interface PlaceBytes {
  readonly bytes: ArrayBufferLike;
  readonly start: number;
  readonly strides: readonly number[];
}

/** Puts what was read of the output's place `at` where it belongs in the result. */
export function readPlace(
  output: PlanOutput,
  { sizes: dims, data }: Tensor,
  at: number,
  { bytes, start, strides }: PlaceBytes,
): void {
  const own = sizesOfPlace(output, dims);
  const dense = denseStrides(dims);
  const count = extentOf(own, strides);
  const source =
    output.type === "real" ? new Float32Array(bytes, start, count) : new Int32Array(bytes, start, count);
  copyElements(source, strides, data, firstOf(output, dims, at), dense, own);
}

/** The first element of a place in the whole: places are row-major along the axes in parts. */
function firstOf({ axes }: PlanOutput, dims: readonly number[], at: number): number {
  const dense = denseStrides(dims);
  let first = 0;
  let rest = at;
  for (let axis = dims.length - 1; axis >= 0; axis -= 1) {
    if (axes[axis]?.inParts !== true) continue;
    const size = dims[axis] ?? 1;
    first += (rest % size) * (dense[axis] ?? 0);
    rest = Math.floor(rest / size);
  }
  return first;
}
