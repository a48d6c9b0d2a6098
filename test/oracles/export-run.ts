/**
 * Writes what an oracle needs to repeat a package's training: initial.safetensors, tokens.bin (uint32) and offsets.json.
 *
 *     npx tsx test/oracles/export-run.ts PACKAGE STEPS FOLDER
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { encodeCheckpoint } from "../../runtime/checkpoint.ts";
import { decodeColumn } from "../../runtime/data/columns.ts";
import { heldOutStart } from "../../runtime/data/source.ts";
import { initialParameters, initialStates } from "../../runtime/parameters.ts";
import type { ModelPlan } from "../../runtime/plan.ts";
import { hashName, randomBelow } from "../../runtime/random.ts";

const [folder = ".", count = "50", out = "."] = process.argv.slice(2);
const { model } = (await import(pathToFileURL(resolve(folder, "model.ts")).href)) as {
  readonly model: ModelPlan;
};
const [training] = model.trainings;
const data = model.data.find(({ name }) => name === training?.data);
const [field] = data?.fields ?? [];
if (training === undefined || data === undefined || field?.kind !== "window")
  throw new Error(`${folder} trains on no text`);

mkdirSync(out, { recursive: true });
const { seed, batch } = training;
const progress = { training: training.name, step: 0, seed };
const parameters = initialParameters(model, seed);
writeFileSync(
  join(out, "initial.safetensors"),
  encodeCheckpoint(model, { parameters, states: initialStates(model), progress }),
);
const column = decodeColumn(field.column, readFileSync(join(folder, "data", `${field.column}.bin`)));
writeFileSync(join(out, "tokens.bin"), Uint32Array.from(column.values));
const windows = heldOutStart(column.values.length, data.heldOut) - field.length;
const offsets = Array.from({ length: Number(count) }, (_, step) =>
  Array.from({ length: batch }, (_, row) => randomBelow(windows, seed, step + 1, hashName("windows"), row)),
);
writeFileSync(join(out, "offsets.json"), JSON.stringify(offsets));
console.log(`${count} steps of ${model.name}, batch ${batch}, seed ${seed}, in ${out}`);
