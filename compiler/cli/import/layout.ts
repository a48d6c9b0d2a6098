/** How the numbers of a foreign tensor lie, seen from a parameter of ours. */
import type { ForeignTensor } from "./foreign-files.ts";
import type { Dimension, Source } from "./names-file.ts";
import { nearNames } from "../../source/suggest.ts";

export interface SizedAxis {
  /** The second axis of a name, as in a square map, has a prime: `embed'`. */
  readonly name: string;
  readonly size: number;
  readonly labels?: AxisLabels;
}

export interface AxisLabels {
  readonly labels: readonly string[];
  /** Those that the spec adds to what a tokenizer has. */
  readonly added: readonly string[];
}

/** The parameter's axes with names that tell them apart. */
export function distinctAxes(axes: readonly SizedAxis[]): readonly SizedAxis[] {
  return axes.map((axis, at) => {
    const before = axes.slice(0, at).filter(({ name }) => name === axis.name).length;
    return { ...axis, name: axis.name + "'".repeat(before) };
  });
}

/** `[embed 8, embed' 8]` */
export function axesText(axes: readonly SizedAxis[]): string {
  return `[${axes.map(({ name, size }) => `${name} ${size}`).join(", ")}]`;
}

/** Where the number at some positions of our axes lies: `start` and a step for each of them. */
export interface Reading {
  readonly start: number;
  readonly steps: readonly number[];
}

/** How a tensor gives a value with these axes, or what doesn't fit. `path` is what messages call the value. */
export function readingOf(
  { layout = [], layout: given }: Source,
  tensor: ForeignTensor,
  axes: readonly SizedAxis[],
  path: string,
): Reading | string {
  const dimensions = given === undefined ? axes.map(({ name }) => axisAlone(name)) : layout;
  const wrong = wrongAxes(dimensions, axes, path);
  if (wrong !== undefined) return wrong;
  const sizeOf = (name: string): number => axes.find((axis) => axis.name === name)?.size ?? 1;
  const sizes = dimensions.map(({ factors }) =>
    factors.map((factor) => (factor.kind === "axis" ? sizeOf(factor.name) : factor.of)),
  );
  const { shape } = tensor;
  const fits =
    shape.length === dimensions.length &&
    dimensions.every(({ from }, at) => fitsDimension(productOf(sizes[at] ?? []), from, shape[at] ?? 0));
  if (!fits) {
    const told = dimensions.map((dimension, at) => dimensionText(dimension, sizes[at] ?? []));
    const ours =
      given === undefined ? `${path} is [${told.join(", ")}]` : `the line says [${told.join(", ")}]`;
    const note = dimensions.length === shape.length ? labelsNote(dimensions, axes, shape) : "";
    return `\`${tensor.name}\` is [${shape.join(", ")}] in ${tensor.file}, and ${ours}${note}`;
  }
  let start = 0;
  let step = 1;
  const steps = new Map<string, number>();
  for (let at = dimensions.length - 1; at >= 0; at -= 1) {
    const { factors = [], from = 0 } = dimensions[at] ?? {};
    start += from * step;
    let inner = step;
    for (let index = factors.length - 1; index >= 0; index -= 1) {
      const factor = factors[index];
      if (factor?.kind === "axis") steps.set(factor.name, inner);
      if (factor?.kind === "pick") start += factor.at * inner;
      inner *= sizes[at]?.[index] ?? 1;
    }
    step *= shape[at] ?? 1;
  }
  return { start, steps: axes.map(({ name }) => steps.get(name) ?? 0) };
}

function axisAlone(name: string): Dimension {
  return { factors: [{ kind: "axis", name }] };
}

function fitsDimension(taken: number, from: number | undefined, size: number): boolean {
  return from === undefined ? taken === size : from + taken <= size;
}

function productOf(sizes: readonly number[]): number {
  return sizes.reduce((product, size) => product * size, 1);
}

/** At most so many labels are told. */
const mostTold = 4;

/** Of the first axis with labels that has another size than the tensor: which labels have no place there, or how to take as many as there are. */
function labelsNote(
  dimensions: readonly Dimension[],
  axes: readonly SizedAxis[],
  shape: readonly number[],
): string {
  for (const [at, { factors, from }] of dimensions.entries()) {
    const [factor, other] = factors;
    const axis = factor?.kind === "axis" ? axes.find(({ name }) => name === factor.name) : undefined;
    const size = shape[at] ?? 0;
    if (axis?.labels === undefined || other !== undefined || fitsDimension(axis.size, from, size)) continue;
    const { name, labels } = axis;
    const more = size - axis.size;
    if (more > 0)
      return `: it has ${more} more than \`${name}\` has labels; \`${name} from 0\` in the bracket takes the first ${axis.size}`;
    const lacking = labels.labels.slice(Math.max(0, size - (from ?? 0)));
    const added = labels.added.length === 0 ? "" : `; the spec itself adds ${listed(labels.added)}`;
    return `: of \`${name}\` it has no place for ${listed(lacking)}${added}`;
  }
  return "";
}

function listed(labels: readonly string[]): string {
  const told = labels.slice(0, mostTold).map((label) => `\`${label}\``);
  const rest = labels.length - told.length;
  return rest === 0 ? told.join(", ") : `${told.join(", ")} and ${rest} more`;
}

/** `head 12 * key 64 = 768` */
function dimensionText({ factors, from }: Dimension, sizes: readonly number[]): string {
  const parts = factors.map((factor, at) =>
    factor.kind === "axis" ? `${factor.name} ${sizes[at]}` : `${factor.at} of ${factor.of}`,
  );
  const product = parts.length > 1 ? ` = ${productOf(sizes)}` : "";
  return `${parts.join(" * ")}${product}${from === undefined ? "" : ` from ${from}`}`;
}

/** Each axis stands in the bracket once. */
function wrongAxes(
  dimensions: readonly Dimension[],
  axes: readonly SizedAxis[],
  path: string,
): string | undefined {
  const written = dimensions.flatMap(({ factors }) =>
    factors.flatMap((factor) => (factor.kind === "axis" ? [factor.name] : [])),
  );
  const names = axes.map(({ name }) => name);
  const ours = `${path} has the axes ${axesText(axes)}`;
  const unknown = written.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const [near] = nearNames(unknown, names);
    return `${ours}, and no \`${unknown}\`${near === undefined ? "" : `; did you mean \`${near}\`?`}`;
  }
  const twice = written.find((name, at) => written.indexOf(name) !== at);
  if (twice !== undefined) {
    const other = names.find((name) => name === `${twice}'`);
    return `the bracket has \`${twice}\` twice${other === undefined ? "" : `; the second one of ${path} is \`${other}\``}`;
  }
  const missing = names.find((name) => !written.includes(name));
  return missing === undefined ? undefined : `${ours}, and the bracket has no \`${missing}\``;
}

/** Sets, or adds to, a value that lies in `to` from `target.start` on by `target.steps`. */
export function copyReading(
  from: Float32Array,
  reading: Reading,
  to: Float32Array,
  target: Reading,
  sizes: readonly number[],
  adds: boolean,
): void {
  const depth = sizes.length;
  const walk = (axis: number, source: number, place: number): void => {
    if (axis === depth) {
      to[place] = (from[source] ?? 0) + (adds ? (to[place] ?? 0) : -0);
      return;
    }
    const [size = 0, step = 0, own = 0] = [sizes[axis], reading.steps[axis], target.steps[axis]];
    for (let at = 0; at < size; at += 1) walk(axis + 1, source + at * step, place + at * own);
  };
  walk(0, reading.start, target.start);
}
