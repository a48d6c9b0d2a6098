/** Turns the data of a spec into the columns that a package reads: `data/<column>.bin`, as `PlanData` says. */
import type { Data, Field, Model } from "../../2-check/model.ts";
import type { Tokenizers } from "../../facts.ts";
import { labelsOf } from "../../facts.ts";
import type { PlanData } from "../../../runtime/plan.ts";
import { windowSpan } from "../../../runtime/data/parts.ts";
import type { StoredTensor, TensorData } from "../../../runtime/checkpoint/safetensors.ts";
import { encodeSafetensors } from "../../../runtime/checkpoint/safetensors.ts";
import { createTokenizer } from "../../../runtime/tokenizers/tokenizer.ts";
import type { Span } from "../../source/spans.ts";
import { CommandError } from "../command-error.ts";
import { announceLarge } from "./long-work.ts";
import { integersFor } from "./growing-column.ts";
import { recordColumns } from "./record-columns.ts";
import { findParts, type SourcePart } from "./source-files.ts";
import type { DataFile, SourceContext } from "./sources.ts";
import { readDataText } from "./sources.ts";

/** Of one file each, by its path in the package. */
export type Columns = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

type Tensors = readonly (readonly [string, StoredTensor])[];

/** All columns of a model. Throws, with the place and the reason, at data that don't fit their fields. */
export async function makeColumns(
  model: Model,
  plans: readonly PlanData[],
  tokenizers: Tokenizers,
  context: SourceContext,
): Promise<Columns> {
  const columns = new Map<string, Uint8Array<ArrayBuffer>>();
  const store = (column: string, tensors: Tensors): void => {
    columns.set(`data/${column}.bin`, encodeSafetensors({ tensors: new Map(tensors), metadata: {} }));
  };
  for (const data of model.data) {
    const plan = plans.find(({ name }) => name === data.name);
    if (plan === undefined) continue;
    if (plan.kind === "windows") {
      for (const field of data.fields) {
        if (field.from.kind === "shifted") continue;
        const column = plan.fields.find(({ name }) => name === field.name)?.column ?? field.name;
        store(column, await textColumn(data, field, plan, tokenizers, context));
      }
    } else {
      for (const [column, tensors] of await recordColumns(data, plan, {
        model,
        tokenizers,
        sources: context,
      })) {
        store(column, tensors);
      }
    }
  }
  return columns;
}

/**
 * The numbers of one long text: its files one after the other, with nothing between them; those that are held out, where the spec names them, behind
 * the others.
 */
async function textColumn(
  data: Data,
  field: Field,
  plan: PlanData,
  tokenizers: Tokenizers,
  context: SourceContext,
): Promise<Tensors> {
  const description = tokenizers.get(field.type.indexes ?? "");
  if (description === undefined || description.kind === "labels") {
    throw new CommandError(
      1,
      `\`${field.name}\` is part of a text, so its type is \`in\` an axis with a tokenizer`,
      field.span,
    );
  }
  const { training, heldOut } = await findParts(data.source, context);
  announceLarge(data.name, [...training.files, ...(heldOut?.files ?? [])], context.log);
  const bound = labelsOf(description).length;
  const { encode } = createTokenizer(description);
  const read = ({ source, files }: SourcePart): readonly TensorData[] =>
    files.map((file) => encodeFile(file, encode, bound, source.span));
  const lengthOf = (parts: readonly TensorData[]): number =>
    parts.reduce((sum, part) => sum + part.length, 0);
  const own = read(training);
  const held = heldOut === undefined ? [] : read(heldOut);
  if (heldOut !== undefined) requireWindow(data, plan, heldOut, lengthOf(held));
  const boundary = lengthOf(own);
  const values = integersFor(bound, boundary + lengthOf(held));
  let at = 0;
  for (const part of [...own, ...held]) {
    values.set(part, at);
    at += part.length;
  }
  return [
    ["values", { shape: [values.length], data: values }],
    ...(heldOut === undefined
      ? []
      : [["held_out_from", { shape: [1], data: Int32Array.of(boundary) }] as const]),
  ];
}

function encodeFile(
  file: DataFile,
  encode: (text: string) => ArrayLike<number>,
  bound: number,
  span: Span,
): TensorData {
  try {
    const encoded = encode(readDataText(file, span));
    const part = integersFor(bound, encoded.length);
    part.set(encoded);
    return part;
  } catch (error) {
    if (error instanceof CommandError || !(error instanceof Error)) throw error;
    throw new CommandError(1, `${file.name}: ${error.message}`, span);
  }
}

/** Nothing could be measured on less. */
function requireWindow(data: Data, plan: PlanData, { source, files }: SourcePart, length: number): void {
  const span = windowSpan(plan);
  if (length >= span) return;
  const [first, ...others] = files;
  const which = others.length > 0 ? `${files.length} files that are` : `${first?.name}, which is`;
  const reason = `${which} held out of \`${data.name}\`, ${others.length > 0 ? "have" : "has"} ${length} labels, but a window needs ${span}`;
  throw new CommandError(1, reason, source.span);
}
