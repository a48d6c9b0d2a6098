/** From a training's data set to its source of batches, with every index checked before the first step. */
import { WeftError } from "../errors.ts";
import { checkIndexes } from "../inputs.ts";
import type { PlanData, PlanEntry, PlanTraining } from "../plan.ts";
import { boundsOf, productOf } from "../sizes.ts";
import type { Machine } from "../step.ts";
import type { Column, ReadColumn } from "./columns.ts";
import { columnsOfGiven, type GivenData, type GivenPart } from "./given.ts";
import { partsOf, wholePart, windowSpan, type Parts } from "./parts.ts";
import { recordSource } from "./records.ts";
import { exampleShape, inputOfField, type BatchSource } from "./source.ts";
import { windowSource } from "./windows.ts";

/** What a program gives in place of the package's data. */
export interface GivenParts {
  /** In place of all data that the spec names. */
  readonly data?: GivenData | undefined;
  /** In place of what is held out; of `data` then none is. Where it is empty, nothing is held out. */
  readonly test?: GivenData | undefined;
}

/** Formulas make all that a step sees: there are no inputs, and nothing is held out. */
function withoutData({ batch, length }: PlanTraining): BatchSource {
  const nothing = { rows: batch, inputs: new Map() };
  return {
    stepsPerEpoch: length.count,
    trainingBatch: () => nothing,
    evaluationBatches: 0,
    evaluationBatch: () => nothing,
  };
}

/** Reads the package's columns, or takes what is `given` in their place. */
export async function openData(
  machine: Machine,
  training: PlanTraining,
  entry: PlanEntry,
  readColumn: ReadColumn,
  given: GivenParts,
): Promise<BatchSource> {
  if (training.data === undefined) {
    if (given.data !== undefined || given.test !== undefined)
      throw new WeftError("input", `\`${training.name}\` takes no data: its formulas make it`);
    return withoutData(training);
  }
  const data = machine.plan.data.find((candidate) => candidate.name === training.data);
  if (data === undefined) throw new WeftError("data", `the package has no data set \`${training.data}\``);
  let skipped = 0;
  const parts = await readParts(data, given, {
    ofPackage: async () => {
      const columns = await readColumns(data, readColumn);
      checkColumns(data, entry, columns);
      return partsOf(data, columns);
    },
    ofGiven: (values, which = {}) => {
      const made = columnsOfGiven(data, entry, values, machine.vocabularies, which);
      skipped += made.skipped;
      checkColumns(data, entry, made.columns, which.part, made.kept);
      return made.columns;
    },
  });
  const makeSource = data.kind === "records" ? recordSource : windowSource;
  const source = makeSource(data, parts, training.batch);
  return skipped === 0 ? source : { ...source, skipped };
}

interface Readers {
  readonly ofPackage: () => Promise<Parts>;
  readonly ofGiven: (values: GivenData, which?: GivenPart) => ReadonlyMap<string, Column>;
}

async function readParts(
  data: PlanData,
  { data: all, test }: GivenParts,
  { ofPackage, ofGiven }: Readers,
): Promise<Parts> {
  if (test === undefined) {
    if (all === undefined) return ofPackage();
    if (data.heldOut !== "files") return partsOf(data, ofGiven(all, { isShared: true }));
    throw new WeftError(
      "data",
      `\`data\` is given in place of all files of \`${data.name}\`, also of those that the spec holds out: give \`test\`, too, which may be empty`,
    );
  }
  const heldOut = wholePart(data, ofGiven(test, { part: "held-out " }));
  if (data.kind === "windows" && heldOut.to > 0 && heldOut.to < windowSpan(data)) {
    throw new WeftError(
      "data",
      `the held-out text of \`${data.name}\` has ${heldOut.to} positions, but a window needs ${windowSpan(data)}`,
    );
  }
  const training = all === undefined ? (await ofPackage()).training : wholePart(data, ofGiven(all));
  return { training, heldOut };
}

async function readColumns(data: PlanData, readColumn: ReadColumn): Promise<ReadonlyMap<string, Column>> {
  const names = [...new Set(data.fields.map((field) => field.column))];
  const read = names.map(async (name) => [name, await readColumn(name)] as const);
  return new Map(await Promise.all(read));
}

/** Throws where an index is none of its axis; `part` says which records these are, `kept` their numbers where some are left out. */
function checkColumns(
  data: PlanData,
  entry: PlanEntry,
  columns: ReadonlyMap<string, Column>,
  part = "",
  kept: readonly number[] = [],
): void {
  const bounds = boundsOf(entry);
  for (const field of data.fields) {
    const input = inputOfField(entry, field.name);
    const column = columns.get(field.column);
    if (column === undefined) continue;
    const size = productOf(exampleShape(input, bounds));
    const { starts } = column;
    const place = (position: number): string => {
      if (data.kind === "windows") return `position ${position} of the ${part}text`;
      const row = Math.floor(position / productOf(column.shape.slice(1)));
      const record =
        starts === undefined
          ? Math.floor(position / size)
          : starts.findIndex((_, at) => row < (starts[at + 1] ?? 0));
      return `${part}record ${kept[record] ?? record}`;
    };
    checkIndexes(input, column.values, bounds, place);
  }
}
