/** What the columns of a data block are, for tests: axes of their fields, and the numbers that files give. */
import type { Data, Model } from "../../compiler/2-check/model.ts";
import { makeColumns } from "../../compiler/cli/data/columns.ts";
import { dataPlans } from "../../compiler/facts.ts";
import type { PlanTokenizer } from "../../runtime/plan.ts";
import { decodeSafetensors } from "../../runtime/checkpoint/safetensors.ts";
import { axis, modelOf, withFiles } from "./files.ts";

const letters: PlanTokenizer = {
  kind: "characters",
  labels: ["[PAD]", "[END]", "a", "b", "c"],
  special: ["[PAD]", "[END]"],
};

const axes = [
  axis("vocab", { kind: "tokenizer", tokenizer: { kind: "characters", source: "a.txt", special: [] } }),
  axis("seq", { kind: "bounded", low: 1, high: 4, step: 1 }),
  axis("from", { kind: "bounded", low: 1, high: 4, step: 1 }),
  axis("label", { kind: "fixed", labels: ["ham", "spam", "5"] }, 3),
  axis("other", { kind: "twin", of: "label" }, 3),
  axis("word", { kind: "twin", of: "vocab" }),
  axis("stars", { kind: "fixed", labels: ["1", "2", "3"] }, 3),
  axis("row", { kind: "fixed" }, 2),
  axis("column", { kind: "fixed" }, 3),
];

type Tensors = Readonly<
  Record<
    string,
    Readonly<Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>>
  >
>;

/** All columns, the logged lines under `log`. Sizes of the axes are those above. */
export async function columnsOf(
  data: Data,
  files: Readonly<Record<string, string>>,
): Promise<{ readonly columns: Tensors; readonly log: readonly string[] }> {
  const model: Model = modelOf(axes, [data]);
  const tokenizers = new Map([["vocab", letters]]);
  const plans = dataPlans(model, tokenizers);
  const log: string[] = [];
  const columns = await withFiles(files, (folder) =>
    makeColumns(model, plans, tokenizers, { folder, log: (line) => log.push(line) }),
  );
  const tensors = [...columns].map(([path, bytes]) => {
    const read = [...decodeSafetensors(bytes, path).tensors].map(
      ([name, { shape, data: values }]) => [name, { shape, data: [...values] }] as const,
    );
    return [path, Object.fromEntries(read)] as const;
  });
  return { columns: Object.fromEntries(tensors), log };
}

export const text = { axes: ["seq"], element: "int", indexes: "vocab" } as const;
export const label = { axes: [], element: "int", indexes: "label" } as const;
