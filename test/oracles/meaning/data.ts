/** What the command makes of the files of a data set, batch after batch, and what the second reading (`data.py`) reads in them. */
import { join } from "node:path";
import { makeColumns } from "../../../compiler/cli/data/columns.ts";
import { makeTokenizers } from "../../../compiler/cli/data/tokenizers.ts";
import { checkedSpec } from "../../../compiler/cli/packages/compiled.ts";
import { readSpec } from "../../../compiler/cli/spec.ts";
import { dataPlans, labelsOf } from "../../../compiler/facts.ts";
import { decodeColumn } from "../../../runtime/data/columns.ts";
import { partsOf } from "../../../runtime/data/parts.ts";
import { recordSource } from "../../../runtime/data/records.ts";
import type { Batch } from "../../../runtime/data/source.ts";
import { windowSource } from "../../../runtime/data/windows.ts";
import { withFiles } from "../../cli/files.ts";
import { answersTo, lineOf } from "./cases.ts";
import { dataSpec } from "./data-specs.ts";

export interface DataCase {
  readonly name: string;
  readonly line: string;
  /** Why the command refuses it. */
  readonly refused: string | undefined;
}

/** Of each example its fields by their names: numbers, and how many are real where that differs. */
function rowsOf({ rows, inputs }: Batch): readonly unknown[] {
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(
      [...inputs].map(([name, { data, lengths }]) => {
        const size = data.length / rows;
        const numbers = [...data.subarray(row * size, (row + 1) * size)];
        return [name, { numbers, ...(lengths === undefined ? {} : { length: lengths[row] }) }];
      }),
    ),
  );
}

const epochs = 2;

/** Undefined where records to train on are all held out, too. */
export async function dataCase(seed: number): Promise<DataCase | undefined> {
  const { text, files, batch } = dataSpec(seed);
  const name = `data ${seed}`;
  return withFiles({ ...files, "main.weft": text }, async (folder) => {
    const spec = readSpec(join(folder, "main.weft"));
    const { model } = checkedSpec(spec, {});
    if (model === undefined) return { name, line: "", refused: "no model" };
    const context = { folder, log: () => undefined };
    const told = (entry: unknown): string => lineOf({ text, files: {}, labels: {}, set: {} }, [entry]);
    try {
      const tokenizers = await makeTokenizers(model, context);
      const plans = dataPlans(model, tokenizers);
      const made = await makeColumns(model, plans, tokenizers, context);
      const columns = new Map(
        [...made].map(([path, bytes]) => {
          const column = path.slice("data/".length, -".bin".length);
          return [column, decodeColumn(column, bytes)];
        }),
      );
      const [plan] = plans;
      if (plan === undefined) throw new Error("no data");
      const source = (plan.kind === "windows" ? windowSource : recordSource)(
        plan,
        partsOf(plan, columns),
        batch,
      );
      const { stepsPerEpoch, evaluationBatches } = source;
      const trained = Array.from({ length: epochs * stepsPerEpoch }, (_, at) =>
        rowsOf(source.trainingBatch(seed, at + 1)),
      );
      const held = Array.from({ length: evaluationBatches }, (_, at) => rowsOf(source.evaluationBatch(at)));
      const labels = Object.fromEntries([...tokenizers].map(([axis, one]) => [axis, labelsOf(one)]));
      const entry = { kind: "data", files, labels, batch, stepsPerEpoch, trained, held };
      return { name, line: told(entry), refused: undefined };
    } catch (error) {
      if (error instanceof Error && error.message.includes("has no records to train on")) return undefined;
      return {
        name,
        line: told({ kind: "data", files: {} }),
        refused: error instanceof Error ? error.message : String(error),
      };
    }
  });
}

/** What differs, in words; for each data set a list. */
export function differencesOfData(
  cases: readonly DataCase[],
  python: string,
): readonly (readonly string[])[] {
  const answers = answersTo(
    cases.map(({ line }) => line),
    python,
  );
  return cases.map(({ refused }, at) => {
    if (refused !== undefined) return [`refused: ${refused}`];
    const { error, different } = answers[at]?.[0] ?? {};
    return error === undefined ? (different ?? ["no answer"]) : [error];
  });
}
