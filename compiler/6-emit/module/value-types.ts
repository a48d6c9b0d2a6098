/** Types of TypeScript for what a model takes and gives: tensors with their axes, labels as unions of strings, texts. */
import type {
  ModelPlan,
  PlanAxis,
  PlanEntry,
  PlanInput,
  PlanOutput,
  Vocabulary,
} from "../../../runtime/plan.ts";
import { own } from "../../source/own.ts";

/** Longer lists of labels are typed as strings. */
const mostLabels = 64;

export function quote(text: string): string {
  return JSON.stringify(text);
}

/** `__proto__` as it is would be no property of its own. */
export function key(name: string): string {
  if (name === "__proto__") return `[${quote(name)}]`;
  return /^[\p{XID_Start}_$][\p{XID_Continue}$]*$/u.test(name) ? name : quote(name);
}

function labelsOf(model: ModelPlan, vocabulary: string | undefined): Vocabulary | undefined {
  return vocabulary === undefined ? undefined : own(model.vocabularies, vocabulary);
}

/** A label of the axis: a union of literals where there are few. */
function labelType(model: ModelPlan, axis: PlanAxis): string | undefined {
  const vocabulary = labelsOf(model, axis.vocabulary);
  if (vocabulary === undefined) return undefined;
  // Where any other text is [UNK], any text may be given.
  const isOpen = vocabulary.kind !== "labels" || vocabulary.special?.includes("[UNK]") === true;
  if (isOpen || vocabulary.labels.length > mostLabels) return "string";
  return vocabulary.labels.map(quote).join(" | ");
}

/** What a caller may give for an input. */
export function inputType(
  model: ModelPlan,
  input: Pick<PlanInput, "axes" | "type" | "indexes" | "template">,
): string {
  const label = input.indexes && labelType(model, input.indexes);
  if (input.axes.length === 0) {
    if (input.type === "bool") return "boolean";
    return label === undefined ? "number" : `number | ${label}`;
  }
  const isText = labelsOf(model, input.indexes?.vocabulary)?.kind === "tokenizer" && input.axes.length === 1;
  if (isText) return `string | Numbers${entriesType(input)}`;
  if (label !== undefined && input.axes.length === 1) return `Numbers | readonly (${label})[]`;
  return "InputValue";
}

/** Of a text that entries make, one or several. */
function entriesType({ template }: Pick<PlanInput, "template">): string {
  if (template === undefined) return "";
  const entry = objectType(template.names.map((name) => `readonly ${key(name)}?: string | number | boolean`));
  return ` | ${entry} | readonly ${entry}[]`;
}

function positionType(model: ModelPlan, axis: PlanAxis): string {
  const label = labelType(model, axis);
  return label === undefined ? "number" : `number | ${label}`;
}

function resultType(model: ModelPlan, output: PlanOutput): string {
  if (output.axes.length === 0) {
    if (output.type === "bool") return "boolean";
    const label = output.indexes && labelType(model, output.indexes);
    return label ?? "number";
  }
  const names = output.axes.map(({ name }) => quote(name)).join(", ");
  const positions = output.axes.map((axis) => `${key(axis.name)}: ${positionType(model, axis)}`).join("; ");
  return `NamedTensor<readonly [${names}], { ${positions} }>`;
}

export function resultsType(model: ModelPlan, entry: PlanEntry): string {
  return objectType(
    entry.outputs.map((output) => `readonly ${key(output.name)}: ${resultType(model, output)}`),
  );
}

export function objectType(members: readonly string[]): string {
  return `{ ${members.join("; ")} }`;
}
