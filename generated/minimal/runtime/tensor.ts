/** A result: numbers with named axes. */
import { WeftError } from "./errors.ts";
import { own } from "./own.ts";
import { denseStrides } from "./sizes.ts";
import { labelNumber, type VocabularyLabels } from "./vocabularies.ts";

export interface Tensor {
  readonly axes: readonly string[];
  readonly sizes: readonly number[];
  readonly type: "real" | "int" | "bool";
  /** Row-major, without gaps; booleans are 0 and 1. */
  readonly data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
  /** Of the axes that have some, in the order of positions. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** Where the numbers are positions of an axis with labels: these. */
  readonly valueLabels?: readonly string[];
  /** The value at one position of every axis: a number, or a label where the axis has labels. Throws where it isn't inside. */
  readonly at: (position: Readonly<Record<string, number | string>>) => number;
}

/** `labels` are those of the axes that have some. */
export function createTensor(
  axes: readonly string[],
  sizes: readonly number[],
  type: Tensor["type"],
  data: Tensor["data"],
  labels: ReadonlyMap<string, VocabularyLabels>,
): Tensor {
  const strides = denseStrides(sizes);
  const at: Tensor["at"] = (position) => {
    for (const name of Object.keys(position)) {
      if (!axes.includes(name)) {
        throw new WeftError("input", `there is no axis \`${name}\` here; the axes are ${axes.join(", ")}`);
      }
    }
    let address = 0;
    for (const [index, name] of axes.entries()) {
      const given = own(position, name);
      if (given === undefined) throw new WeftError("input", `the position on axis \`${name}\` is missing`);
      const size = sizes[index] ?? 0;
      const number = typeof given === "number" ? given : labelNumber(labels.get(name), given, name);
      if (!Number.isInteger(number) || number < 0 || number >= size) {
        throw new WeftError("input", `\`${name}\` has the positions 0 to ${size - 1}; ${number} is outside`);
      }
      address += number * (strides[index] ?? 0);
    }
    return data[address] ?? 0;
  };
  const lists = Object.fromEntries([...labels].map(([name, vocabulary]) => [name, vocabulary.labels]));
  return { axes, sizes, type, data, labels: lists, at };
}
