/** Turns the data of a spec into the columns that a package reads: `data/<column>.bin`, as `PlanData` says. */
import type { Data, Field, Model } from "../../2-check/model.ts";
import type { Tokenizers } from "../../facts.ts";
import { labelsOf } from "../../facts.ts";
import type { PlanData } from "../../../runtime/plan.ts";
import type { StoredTensor, TensorData } from "../../../runtime/checkpoint/safetensors.ts";
import { encodeSafetensors } from "../../../runtime/checkpoint/safetensors.ts";
import { createTokenizer } from "../../../runtime/tokenizers/tokenizer.ts";
import { CommandError } from "../command-error.ts";
import { announceLarge } from "./long-work.ts";
import { integersFor } from "./growing-column.ts";
import { recordColumns } from "./record-columns.ts";
import type { SourceContext } from "./sources.ts";
import { findDataFiles, readDataText } from "./sources.ts";

/** Of one file each, by its path in the package. */
export type Columns = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** All columns of a model. Throws, with the place and the reason, at data that don't fit their fields. */
export async function makeColumns(
  model: Model,
  plans: readonly PlanData[],
  tokenizers: Tokenizers,
  context: SourceContext,
): Promise<Columns> {
  const columns = new Map<string, Uint8Array<ArrayBuffer>>();
  const store = (column: string, tensors: readonly (readonly [string, StoredTensor])[]): void => {
    columns.set(`data/${column}.bin`, encodeSafetensors({ tensors: new Map(tensors), metadata: {} }));
  };
  for (const data of model.data) {
    const plan = plans.find(({ name }) => name === data.name);
    if (plan === undefined) continue;
    if (plan.kind === "windows") {
      for (const field of data.fields) {
        if (field.from.kind === "shifted") continue;
        const values = await textColumn(data, field, tokenizers, context);
        const column = plan.fields.find(({ name }) => name === field.name)?.column ?? field.name;
        store(column, [["values", { shape: [values.length], data: values }]]);
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

/** The numbers of one long text: its files one after the other, with nothing between them. */
async function textColumn(
  data: Data,
  field: Field,
  tokenizers: Tokenizers,
  context: SourceContext,
): Promise<TensorData> {
  const { path, span } = data.source;
  const description = tokenizers.get(field.type.indexes ?? "");
  if (description === undefined || description.kind === "labels") {
    throw new CommandError(
      1,
      `\`${field.name}\` is part of a text, so its type is \`in\` an axis with a tokenizer`,
      field.span,
    );
  }
  const { encode } = createTokenizer(description);
  const bound = labelsOf(description).length;
  const parts: TensorData[] = [];
  const files = await findDataFiles(path, context, span);
  announceLarge(data.name, files, context.log);
  for (const file of files) {
    try {
      const encoded = encode(readDataText(file, span));
      const part = integersFor(bound, encoded.length);
      part.set(encoded);
      parts.push(part);
    } catch (error) {
      if (error instanceof CommandError || !(error instanceof Error)) throw error;
      throw new CommandError(1, `${file.name}: ${error.message}`, span);
    }
  }
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const values = integersFor(bound, length);
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  return values;
}
