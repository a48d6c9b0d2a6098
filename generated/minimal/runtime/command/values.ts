/** Words of a command line that stand for the values of inputs. */
import { decimalOf } from "../decimal.ts";
import { WeftError } from "../errors.ts";
import type { InputValue } from "../inputs.ts";
import { own } from "../own.ts";
import type { ModelPlan, PlanInput } from "../plan.ts";
import { areEntries } from "../tokenizers/template.ts";
import { isByLabel } from "../vocabularies.ts";

export function readScalar({ name, type }: Pick<PlanInput, "name" | "type">, text: string): number | boolean {
  if (type === "bool") {
    if (/^(true|1)$/i.test(text)) return true;
    if (/^(false|0)$/i.test(text)) return false;
    throw new WeftError("input", `\`${name}\` must be true or false, but is \`${text}\``);
  }
  const value = decimalOf(text);
  if (value !== undefined && Number.isFinite(value)) return value;
  throw new WeftError("input", `\`${name}\` must be a number, but is \`${text}\``);
}

/** What a template makes a text of, where it is written as JSON; all else is a text as it stands. */
export function readEntries({ template }: Pick<PlanInput, "template">, text: string): InputValue | undefined {
  if (template === undefined || !/^\s*[[{]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return areEntries(value) ? (value as InputValue) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A text or a label where the input indexes labels, or a JSON list of labels, or of texts where a tokenizer reads these; else a number or a JSON
 * list.
 */
export function readValue(
  input: PlanInput,
  text: string,
  vocabularies: ModelPlan["vocabularies"],
): InputValue {
  const entries = readEntries(input, text);
  if (entries !== undefined) return entries;
  const key = input.indexes?.vocabulary;
  if (key !== undefined) {
    const hasTexts = own(vocabularies, key)?.kind !== "labels";
    const list = input.axes.length > (hasTexts ? 1 : 0) ? listOfLabels(text) : undefined;
    return list === undefined ? text : readNumbers(input, list, vocabularies);
  }
  if (input.axes.length === 0) return readScalar(input, text);
  try {
    const value: unknown = JSON.parse(text);
    if (isNumbers(value, input.type === "bool")) return value;
  } catch {
    // Told below, like a list of other things.
  }
  throw new WeftError(
    "input",
    `\`${input.name}\` must be a list of numbers in JSON, as in [1, 2, 3], or a file: .npy or .wav`,
  );
}

/** Of labels that are numbers, or may be, a number is one, as in data; else it is a position. */
export function readNumbers(
  input: PlanInput,
  value: InputValue,
  vocabularies: ModelPlan["vocabularies"],
): InputValue {
  const vocabulary = own(vocabularies, input.indexes?.vocabulary ?? "");
  return vocabulary?.kind === "labels" && isByLabel(vocabulary) ? numbersAsLabels(value) : value;
}

function numbersAsLabels(value: InputValue): InputValue {
  if (Array.isArray(value)) return value.map(numbersAsLabels);
  return typeof value === "number" ? String(value) : value;
}

function listOfLabels(text: string): readonly InputValue[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isLabels(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isLabels(value: unknown): value is readonly InputValue[] {
  const isLabel = (entry: unknown): boolean => typeof entry === "number" || typeof entry === "string";
  return Array.isArray(value) && value.every((entry) => isLabel(entry) || isLabels(entry));
}

function isNumbers(value: unknown, orTruth: boolean): value is readonly InputValue[] {
  const isEntry = (entry: unknown): boolean =>
    typeof entry === "number" || (orTruth && typeof entry === "boolean") || isNumbers(entry, orTruth);
  return Array.isArray(value) && value.every(isEntry);
}
