/** Files that stand for the value of an input: arrays of NumPy, sounds, and the pixels that `weft run` takes from pictures. */
import { decodeNumpy, type NumpyArray } from "../data/npy.ts";
import { convertRate, decodeWave, mixChannels, muLawLevel } from "../data/wav.ts";
import { messageOf, WeftError } from "../errors.ts";
import { readFile } from "../host.ts";
import type { InputValue } from "../inputs.ts";
import type { PlanInput } from "../plan.ts";
import { evaluateSize } from "../sizes.ts";

/** Begins a text that is itself a file of pixels, in base64, and names none. */
export const pixelsInText = "data:application/x-npy;base64,";

/** Undefined where `text` names no such file. Throws where it can't be read. */
export async function readFileValue(input: PlanInput, text: string): Promise<InputValue | undefined> {
  if (text.startsWith(pixelsInText) && input.axes.length > 0) {
    return pictureOf(input, decodeNumpy(bytesOfBase64(text.slice(pixelsInText.length)), "pixels"));
  }
  const kind = /\.(npy|wav|pixels|png|jpe?g)$/i.exec(text)?.[1]?.toLowerCase();
  if (kind === undefined || input.axes.length === 0) return undefined;
  let bytes: Uint8Array;
  try {
    bytes = await readFile(text);
  } catch (error) {
    throw new WeftError("input", `\`${input.name}\`: ${text} can't be read: ${messageOf(error)}`);
  }
  if (kind === "wav") return readSound(input, bytes, text);
  if (kind !== "npy" && kind !== "pixels") {
    throw new WeftError(
      "input",
      `\`${input.name}\`: \`weft run\` reads PNG and JPEG files; this program reads .npy and .wav`,
    );
  }
  const array = decodeNumpy(bytes, text);
  if (kind === "pixels") return pictureOf(input, array);
  const { sizes, values } = array;
  return { sizes, data: values instanceof Uint8Array ? Int32Array.from(values) : values };
}

function bytesOfBase64(text: string): Uint8Array {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = letters.charCodeAt(at);
  return bytes;
}

function pictureOf(input: PlanInput, { sizes, values }: NumpyArray): InputValue {
  const [height = 0, width = 0] = sizes;
  // What isn't bytes is levels of 16 bits.
  const data = values instanceof Uint8Array ? values : Uint16Array.from(values);
  const picture: InputValue = { width, height, data };
  // One picture is a batch of one where the model couples the examples of a batch.
  return input.axes[0]?.name === "batch" ? [picture] : picture;
}

/** With the samples a second that the sounds had by which the model was trained. */
function readSound(input: PlanInput, bytes: Uint8Array, name: string): InputValue {
  const { rate, samples, channels } = decodeWave(bytes, name);
  const [wanted = rate, ...others] = input.rates ?? [];
  if (others.length > 0 && input.rates?.includes(rate) === false)
    throw new WeftError(
      "input",
      `\`${input.name}\`: ${name} has ${rate} samples a second, but trainings give it ${input.rates.join(" and ")}`,
    );
  const own = input.axes[0]?.name === "batch" ? input.axes.slice(1) : input.axes;
  const isMixed = own.length === 1;
  const mixed = isMixed && channels > 1 ? mixChannels(samples, channels) : samples;
  const converted = others.length > 0 ? mixed : convertRate(mixed, isMixed ? 1 : channels, rate, wanted);
  const sizes = isMixed ? [converted.length] : [converted.length / channels, channels];
  const levels = input.indexes === undefined ? undefined : evaluateSize(input.indexes.size, new Map());
  const data =
    levels === undefined ? converted : Int32Array.from(converted, (sample) => muLawLevel(sample, levels));
  return own.length === input.axes.length ? { sizes, data } : { sizes: [1, ...sizes], data };
}
