/** Pictures, sounds and arrays as a field wants them. */
import { bytesOfLevels } from "../../../runtime/data/pixels.ts";
import { convertRate, mixChannels, muLawLevel } from "../../../runtime/data/wav.ts";
import type { Axis, Data } from "../../2-check/model.ts";
import type { EncodedField, Refuse } from "./encoded-field.ts";
import type { NumberArray } from "./number-array.ts";
import { isWhole } from "./number-array.ts";
import { fitPicture, withChannels } from "./pictures.ts";

export interface NumberTarget {
  readonly source: Data["source"];
  readonly shape: readonly number[];
  readonly element: "real" | "int" | "bool";
  /** The axis that integers index, and how many positions it has, where that is known. */
  readonly indexed: Indexed | undefined;
  /** Whether the first axis may be shorter than the shape says; what is longer is cut. */
  readonly varies: boolean;
}

export interface Indexed {
  readonly axis: Axis;
  readonly size: number | undefined;
  /** Whether a record that points beyond the size is left out. */
  readonly isCut: boolean;
}

/**
 * For all records of a field. The encoder throws where the sizes or the numbers don't fit the field, and at a sound of another rate than the first,
 * which `place` tells, where the source converts none.
 */
export function numbersEncoder(
  target: NumberTarget,
): (value: NumberArray, place: string, refuse: Refuse) => EncodedField | "beyond" {
  const isConverted = target.source.options.some(({ name }) => name === "rate");
  let first: { readonly rate: number | undefined; readonly place: string } | undefined;
  return (value, place, refuse) => {
    const { kind, rate } = value;
    if (kind === "samples" && !isConverted) {
      first ??= { rate, place };
      if (rate !== first.rate)
        throw refuse(
          `has ${rate} samples a second, but that of ${first.place} has ${first.rate}; \`rate = ${first.rate}\` in the source converts them`,
        );
    }
    return encodeNumbers(value, target, refuse);
  };
}

function encodeNumbers(value: NumberArray, target: NumberTarget, refuse: Refuse): EncodedField | "beyond" {
  const { varies } = target;
  const fitted =
    value.kind === "pixels"
      ? fitImage(value, target, refuse)
      : value.kind === "samples"
        ? fitSound(value, target, refuse)
        : value;
  const { sizes, values, levels } = fitted;
  const [first = 1, ...rest] = target.shape;
  const [length = 1, ...others] = sizes;
  const isRight = sizes.length === target.shape.length && rest.every((size, at) => size === others[at]);
  if (!isRight || (length !== first && !varies)) {
    throw refuse(`is [${sizes.join(", ")}], but its axes have the sizes [${target.shape.join(", ")}]`);
  }
  const kept = values.subarray(
    0,
    Math.min(length, first) * rest.reduce((product, size) => product * size, 1),
  );
  if (target.element === "real") {
    const bad = kept.findIndex((number) => !Number.isFinite(number));
    if (bad >= 0) throw refuse(`has ${kept[bad]} at position ${bad}, and numbers must be finite in f32`);
    return { values: kept, bound: 0, varies, ...(levels === undefined ? {} : { levels }) };
  }
  if (target.element === "bool" && levels !== undefined)
    return { values: truthOf(kept, levels, refuse), bound: 2, varies };
  // A field of whole numbers has those of bytes, however deep the picture is.
  const numbers = levels === undefined ? kept : bytesOfLevels(kept, levels);
  const size = target.element === "bool" ? 2 : (target.indexed?.size ?? Infinity);
  let bound = 0;
  let isBeyond = false;
  for (const [at, number] of numbers.entries()) {
    bound = Math.max(bound, number + 1);
    if (isWhole(number) && (number >= 0 || target.indexed === undefined)) {
      if (number < size) continue;
      isBeyond = target.indexed?.isCut === true;
      if (isBeyond) continue;
    }
    const wanted =
      target.element === "bool"
        ? "it holds truth values, 0 and 1"
        : target.indexed === undefined
          ? "it holds whole numbers of 32 bits"
          : `\`${target.indexed.axis.name}\` has the positions 0 to ${size - 1}`;
    throw refuse(`has ${number} at position ${at}, but ${wanted}`);
  }
  if (isBeyond) return "beyond";
  return { values: numbers, bound, varies };
}

/** White pixels are true, black ones false. */
function truthOf(pixels: NumberArray["values"], white: number, refuse: Refuse): Uint8Array {
  return Uint8Array.from(pixels, (pixel, at) => {
    if (pixel === 0 || pixel === white) return pixel / white;
    throw refuse(
      `has ${pixel} at position ${at}, but it holds truth values, of which black is false, 0, and white true, ${white}; a field of numbers takes grey`,
    );
  });
}

/** With the channels that the field has, of the size that it has, where the source says how to fit; without an axis of one channel. */
function fitImage(value: NumberArray, { source, shape }: NumberTarget, refuse: Refuse): NumberArray {
  const [rows = 1, columns = 1, channels = 1] = shape;
  if (shape.length < 2 || shape.length > 3 || channels > 4) {
    throw refuse("holds pixels, so its axes are rows, columns and, if there are several, 1 to 4 channels");
  }
  const [height = 1, width = 1, own = 1] = value.sizes;
  if (value.values instanceof Int32Array || value.values instanceof Float32Array || own > 4) {
    return shape.length === 2 && own === 1 ? { ...value, sizes: [height, width] } : value;
  }
  const { values, levels = 255 } = value;
  const shown = withChannels({ kind: "pixels", sizes: [height, width, own], values, levels }, channels);
  const fit = source.options.find((option) => option.name === "fit")?.value;
  if (fit === undefined && (height !== rows || width !== columns)) {
    throw refuse(
      `is ${height} rows by ${width} columns, but its axes have the sizes ${rows} and ${columns}; ` +
        `\`fit = "stretch"\` or \`fit = "crop"\` in the source scales pictures`,
    );
  }
  const fitted = fitPicture(shown, rows, columns, fit === "crop" ? "crop" : "stretch");
  return shape.length === 2 ? { ...fitted, sizes: [rows, columns] } : fitted;
}

/** With the rate that the source says, as one channel unless the field has an axis for them; as levels of mu-law for integers. */
function fitSound(value: NumberArray, target: NumberTarget, refuse: Refuse): NumberArray {
  const { source, shape, indexed } = target;
  if (shape.length < 1 || shape.length > 2)
    throw refuse("holds samples, so its axes are moments and, if wanted, channels");
  const [, own = 1] = value.sizes;
  const channels = shape[1];
  const { rate } = value;
  let { values } = value;
  if (channels === undefined && own > 1) {
    values = mixChannels(values, own);
  } else if (channels !== undefined && channels !== own) {
    throw refuse(`has ${own} channel${own === 1 ? "" : "s"}, but its axis has the size ${channels}`);
  }
  const wanted = source.options.find((option) => option.name === "rate")?.value;
  if (typeof wanted === "number" && rate !== undefined)
    values = convertRate(Float32Array.from(values), channels ?? 1, rate, wanted);
  const length = values.length / (channels ?? 1);
  const size = indexed?.size;
  if (size !== undefined) values = Int32Array.from(values, (sample) => muLawLevel(sample, size));
  return { kind: "samples", sizes: channels === undefined ? [length] : [length, channels], values };
}
