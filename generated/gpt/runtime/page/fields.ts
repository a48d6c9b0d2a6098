/** What the fields of a page give to a generator or a model. */
import { readValue } from "../command/values.ts";
import { WeftError } from "../errors.ts";
import { calledOnce } from "../called.ts";
import type { Pixels } from "../data/pixels.ts";
import type { GenerateArguments } from "../generate/generate.ts";
import type { InputValue } from "../inputs.ts";
import type { ModelPlan, PlanInput } from "../plan.ts";
import { readDrawing } from "./drawing.ts";

/** By their names; a picture that was chosen or drawn takes the place of the numbers beside it. Throws where a field can't be read. */
export async function readFields(
  plan: ModelPlan,
  called: string,
  fields: Iterable<HTMLInputElement | HTMLTextAreaElement>,
  drawings: Iterable<HTMLCanvasElement>,
): Promise<GenerateArguments> {
  const found = plan.entries.find(
    ({ kind, name }) => (kind === "generate" || kind === "infer") && name === called,
  );
  const entry = found && calledOnce(found);
  const grow = plan.generators.find(({ name }) => name === called)?.grow;
  const inputOf = (name: string): PlanInput | undefined => {
    const isBeginning = grow?.from.kind === "argument" && grow.from.name === name;
    return entry?.inputs.find((input) => input.name === (isBeginning ? grow.text : name));
  };
  const given = new Map<string, InputValue>();
  for (const canvas of drawings) {
    const { drawing: name = "" } = canvas.dataset;
    const drawn = readDrawing(canvas);
    if (drawn !== undefined) given.set(name, asExample(inputOf(name), drawn));
  }
  const pictures = new Map<string, File>();
  const all = [...fields];
  for (const field of all) {
    const [file] = field instanceof HTMLInputElement ? (field.files ?? []) : [];
    if (file !== undefined) pictures.set(field.name, file);
  }
  for (const field of all) {
    const { name, type, value, dataset } = field;
    const input = inputOf(name);
    const picture = pictures.get(name);
    if (given.has(name) && !pictures.has(name)) continue;
    if (type === "file") {
      if (picture !== undefined) given.set(name, await readPicture(field, picture, input));
    } else if (picture !== undefined || (value === "" && dataset["optional"] !== undefined)) continue;
    else if (type === "checkbox") given.set(name, field.matches(":checked"));
    else if (type === "number") given.set(name, Number(value));
    else given.set(name, input === undefined ? value : readText(input, value, plan));
  }
  return Object.fromEntries(given);
}

function readText(input: PlanInput, text: string, { vocabularies }: ModelPlan): InputValue {
  if (input.indexes === undefined && text.trim() === "")
    throw new WeftError("input", `\`${input.name}\` is missing`);
  return readValue(input, text, vocabularies);
}

/** Its pixels, scaled to the size that the field names. */
async function readPicture(
  { name, dataset }: HTMLElement & { readonly name: string },
  file: File,
  input: PlanInput | undefined,
): Promise<InputValue> {
  const [width, height] = [Number(dataset["width"]), Number(dataset["height"])];
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new WeftError("input", `\`${name}\`: ${file.name} is no picture that this browser can show`);
  });
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (context === null)
    throw new WeftError("input", `\`${name}\`: this browser has no canvas to read pictures with`);
  context.drawImage(bitmap, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return asExample(input, { width, height, data });
}

/** One picture is a batch of one where the model couples the examples of a batch. */
function asExample(input: PlanInput | undefined, picture: Pixels): InputValue {
  return input?.axes[0]?.name === "batch" ? [picture] : picture;
}
