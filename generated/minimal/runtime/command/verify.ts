/** Recomputes a stretch of a training from its record, and says where it first differs. */
import { whatDiffers } from "../checkpoint/checkpoint.ts";
import { decodeSafetensors } from "../checkpoint/safetensors.ts";
import { messageOf, WeftError } from "../errors.ts";
import { hashBytes, readFile, writeError, writeOutput } from "../host.ts";
import type { Model } from "../mod.ts";
import type { TrainingRecord } from "../checkpoint/record.ts";
import { readBeginning } from "./begin.ts";
import { checkpointPath, folderOf, type Program } from "./program.ts";
import { hashData } from "./record.ts";

export interface Stretch {
  /** From the last kept state at or before this step; from the first of the record unless said. */
  readonly from: number;
  /** To the first recorded state at or after this step. */
  readonly to: number;
}

/** Throws a WeftError where the training can't be repeated here, where a state differs, or where the checkpoint is none of those recorded. */
export async function verifyRecord(
  program: Program,
  model: Model,
  record: TrainingRecord,
  checkpoint: string,
  { from, to }: Stretch,
): Promise<void> {
  const folder = folderOf(checkpoint);
  if (from > to) throw new WeftError("input", `there is nothing from step ${from} to step ${to}`);
  requireStep(record, from);
  await requireRecorded(record, checkpoint);
  await requireSameOrigin(program, model, record);
  const goals = new Map(record.states);
  const last = [...goals.keys()].find((step) => step >= to) ?? Math.max(0, ...goals.keys());
  const first = await openStart(program, model, record, folder, Math.min(from, last));
  if (first >= last) throw new WeftError("input", `the record has no state after step ${first}`);
  await writeError(
    `recomputing steps ${first + 1} to ${last} of ${record.model}, seed ${record.seed}, on ${model.backend}\n`,
  );
  let agreed = first;
  const options = {
    steps: record.steps,
    stateAfter: (step: number) => goals.has(step) && step <= last,
    evaluateEvery: Infinity,
  };
  for await (const event of model.train(record.training, options)) {
    if (event.kind !== "state") continue;
    const wanted = goals.get(event.step);
    if ((await hashBytes(event.checkpoint)) !== wanted) {
      const tensors = await differingTensors(event.checkpoint, checkpointPath(folder, event.step));
      throw new WeftError(
        "checkpoint",
        `the run differs: its state after step ${event.step} is another than the recorded one; after step ${agreed} it was the same${tensors}`,
      );
    }
    agreed = event.step;
    await writeError(`step ${event.step}: the same, ${wanted?.slice(0, 16) ?? ""}\n`);
    if (event.step === last) break;
  }
  await writeOutput(`verified: steps ${first + 1} to ${last} give the recorded states, bit for bit\n`);
}

/** The bytes of the checkpoint after a step of the recorded run; 0 is its start. */
export async function reachState(
  program: Program,
  model: Model,
  record: TrainingRecord,
  folder: string,
  step: number,
): Promise<Uint8Array<ArrayBuffer>> {
  await requireSameOrigin(program, model, record);
  requireStep(record, step);
  const first = await openStart(program, model, record, folder, step);
  if (first > step) throw new WeftError("input", `the record begins after step ${first}`);
  if (first === step) return model.save();
  const options = { steps: record.steps, stateAfter: (at: number) => at === step, evaluateEvery: Infinity };
  for await (const event of model.train(record.training, options))
    if (event.kind === "state") return event.checkpoint;
  throw new WeftError("input", `the run has no step ${step}`);
}

function requireStep({ steps }: TrainingRecord, step: number): void {
  if (step > steps)
    throw new WeftError("input", `the run has ${steps} steps: there is none after step ${step}`);
}

/** Of a run that was cut off there may be no checkpoint: its record is verified alone. */
async function requireRecorded({ states }: TrainingRecord, checkpoint: string): Promise<void> {
  const bytes = await readFile(checkpoint).catch(() => undefined);
  if (bytes === undefined) return;
  const own = await hashBytes(bytes);
  if (states.some(([, hash]) => hash === own)) return;
  throw new WeftError(
    "checkpoint",
    `${checkpoint} is none of the states of the record beside it: it was changed since, or is of another run`,
  );
}

async function requireSameOrigin(program: Program, model: Model, record: TrainingRecord): Promise<void> {
  const training = program.plan.trainings.find(({ name }) => name === record.training);
  if (training === undefined)
    throw new WeftError("checkpoint", `there is no training \`${record.training}\` any more`);
  if (record.hash !== program.plan.hash)
    throw new WeftError(
      "checkpoint",
      `the record is of another version of ${whatDiffers(record.hash, program.plan.hash)} (${record.hash}; this is ${program.plan.hash})`,
    );
  const data = await hashData(program, training);
  const changed = [...new Set([...Object.keys(data), ...Object.keys(record.data)])].filter(
    (column) => data[column] !== record.data[column],
  );
  if (changed.length > 0)
    throw new WeftError("checkpoint", `the data has changed since: ${changed.join(", ")}`);
  if (!record.exact && record.adapter !== model.adapter)
    await writeError(
      `the run was on ${record.backend}, ${record.adapter}; only runs with --exact have the same bits on all machines\n`,
    );
}

/** Gives the model the last state at or before the step that can be had: a checkpoint of the run, or its start. */
async function openStart(
  program: Program,
  model: Model,
  record: TrainingRecord,
  folder: string,
  step: number,
): Promise<number> {
  const candidates = record.states.filter(([at]) => at <= step).reverse();
  for (const [at, hash] of candidates) {
    const bytes = await readFile(checkpointPath(folder, at)).catch(() => undefined);
    if (bytes === undefined) continue;
    if ((await hashBytes(bytes)) !== hash)
      throw new WeftError(
        "checkpoint",
        `${checkpointPath(folder, at)} isn't the checkpoint that was recorded`,
      );
    model.load(bytes, checkpointPath(folder, at));
    return at;
  }
  const { start } = record;
  // The model was opened with the spec's first parameters.
  if (start === undefined) return 0;
  const bytes = await readBeginning(program, start.checkpoint);
  if ((await hashBytes(bytes)) !== start.hash)
    throw new WeftError(
      "checkpoint",
      `${start.checkpoint}, from which the run went on, isn't what it was then`,
    );
  if (start.begins === true) model.begin(bytes, start.checkpoint);
  else model.load(bytes, start.checkpoint);
  return start.step;
}

/** Where the run's own checkpoint is there: its tensors that differ, and how far. */
async function differingTensors(ours: Uint8Array<ArrayBuffer>, path: string): Promise<string> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return "";
  try {
    const kept = decodeSafetensors(bytes, path).tensors;
    const lines = [...decodeSafetensors(ours, "the state").tensors].flatMap(([name, { data }]) => {
      const other = kept.get(name)?.data;
      if (other === undefined || other.length !== data.length) return [`\n  ${name}: not of the same shape`];
      let most = 0;
      data.forEach((value, at) => (most = Math.max(most, Math.abs(value - (other[at] ?? NaN)))));
      return most === 0 ? [] : [`\n  ${name}: at most ${most.toExponential(2)} apart`];
    });
    return lines.length === 0 ? `\n  ${path} has the same tensors: the record was changed` : lines.join("");
  } catch (error) {
    return `\n  ${messageOf(error)}`;
  }
}
