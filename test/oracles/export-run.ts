/**
 * Writes what an oracle needs to repeat a package's training: initial.safetensors and, of a text, tokens.bin (uint32) and offsets.json; of
 * records, FIELD.bin for each field: its batches of all steps, one after the other, float32 or int32.
 *
 *     npx tsx test/oracles/export-run.ts PACKAGE STEPS FOLDER
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { encodeCheckpoint } from "../../runtime/checkpoint/checkpoint.ts";
import { decodeColumn, type Column } from "../../runtime/data/columns.ts";
import { recordSource } from "../../runtime/data/records.ts";
import { heldOutStart, partsOf } from "../../runtime/data/parts.ts";
import { initialParameters, initialStates } from "../../runtime/parameters.ts";
import type { ModelPlan, PlanData } from "../../runtime/plan.ts";
import { hashName, randomBelow } from "../../runtime/random.ts";

const [folder = ".", count = "50", out = "."] = process.argv.slice(2);
const { model } = (await import(pathToFileURL(resolve(folder, "model.ts")).href)) as {
  readonly model: ModelPlan;
};
const [training] = model.trainings;
const data = model.data.find(({ name }) => name === training?.data);
if (training === undefined || data === undefined) throw new Error(`${folder} trains on no data`);

mkdirSync(out, { recursive: true });
const { seed, batch } = training;
const progress = { training: training.name, step: 0, seed };
const parameters = initialParameters(model, seed);
writeFileSync(
  join(out, "initial.safetensors"),
  encodeCheckpoint(model, { parameters, states: initialStates(model), progress }),
);
const readColumn = (name: string): Column =>
  decodeColumn(name, readFileSync(join(folder, "data", `${name}.bin`)));
if (data.kind === "records") writeBatches(data);
else writeWindows(data);
console.log(`${count} steps of ${model.name}, batch ${batch}, seed ${seed}, in ${out}`);

function writeBatches(records: PlanData): void {
  const columns = new Map(records.fields.map(({ column }) => [column, readColumn(column)]));
  const source = recordSource(records, partsOf(records, columns), batch);
  const batches = Array.from({ length: Number(count) }, (_, at) => source.trainingBatch(seed, at + 1).inputs);
  for (const { name } of records.fields) {
    const parts = batches.map((inputs) => {
      const { data: values } = inputs.get(name) ?? { data: undefined };
      if (values === undefined) throw new Error(`no batch has the field ${name}`);
      return new Uint8Array(values.buffer);
    });
    writeFileSync(join(out, `${name}.bin`), Buffer.concat(parts));
  }
}

function writeWindows(text: PlanData): void {
  const [field] = text.fields;
  if (field?.kind !== "window") throw new Error(`${text.name} has no windows`);
  const column = readColumn(field.column);
  writeFileSync(join(out, "tokens.bin"), Uint32Array.from(column.values));
  const windows = heldOutStart(text, column) - field.length;
  const offsets = Array.from({ length: Number(count) }, (_, step) =>
    Array.from({ length: batch }, (_, row) => randomBelow(windows, seed, step + 1, hashName("windows"), row)),
  );
  writeFileSync(join(out, "offsets.json"), JSON.stringify(offsets));
}
