/** Keeps a training's record in its folder while it runs. */
import type { HashedBeginning } from "./begin.ts";
import { messageOf, WeftError } from "../errors.ts";
import { hashBytes, readFile, readPackageFile, writeFileWhole, writeNewFile } from "../host.ts";
import type { ModelPlan, PlanTraining } from "../plan.ts";
import { addState, decodeRecord, type RecordedProgress, type TrainingRecord } from "../checkpoint/record.ts";
import type { TrainEvent } from "../train/training.ts";
import type { Model } from "../mod.ts";
import type { Words } from "./flags.ts";
import { folderOf, readCheckpoint, type Program } from "./program.ts";

/** The whole state is hashed after every so many steps, beside each checkpoint. */
export const recordedEvery = 50;

function recordPath(folder: string): string {
  return `${folder}/record.json`;
}

/** The hashes of the columns that a training reads. */
export async function hashData(
  { plan, baseUrl }: Pick<Program, "plan" | "baseUrl">,
  training: PlanTraining,
): Promise<Readonly<Record<string, string>>> {
  const hashes: [string, string][] = [];
  for (const column of columnsOf(plan, training)) {
    const bytes = await readPackageFile(new URL(`data/${column}.bin`, baseUrl));
    hashes.push([column, await hashBytes(bytes)]);
  }
  return Object.fromEntries(hashes);
}

function columnsOf(plan: ModelPlan, training: PlanTraining): readonly string[] {
  const fields = plan.data.find(({ name }) => name === training.data)?.fields ?? [];
  return [...new Set(fields.map(({ column }) => column))].sort();
}

/** The record of a training that begins: no state yet. */
export async function startRecord(
  program: Program,
  model: Model,
  training: PlanTraining,
  words: Words,
  beginning: HashedBeginning | undefined,
): Promise<TrainingRecord> {
  const { plan } = program;
  const spec = words.flags.get("spec");
  const settings = words.flags.get("set");
  const resume = words.flags.get("resume");
  const start =
    resume === undefined
      ? beginning && {
          step: 0,
          checkpoint: beginning.path,
          hash: beginning.hash,
          begins: true,
        }
      : { step: model.step, checkpoint: resume, hash: await hashBytes(await readCheckpoint(resume)) };
  return {
    format: "weft record 1",
    model: plan.name,
    hash: plan.hash,
    ...(spec === undefined ? {} : { spec }),
    ...(settings === undefined ? {} : { settings: JSON.parse(settings) as readonly string[] }),
    ...(plan.memory === undefined ? {} : { memory: plan.memory }),
    data: await hashData(program, training),
    training: training.name,
    seed: model.seed,
    steps: 0,
    backend: model.backend.split(":")[0] ?? model.backend,
    adapter: model.adapter,
    exact: words.flags.has("exact"),
    ...(start === undefined ? {} : { start }),
    states: [],
  };
}

/** Adds what an event tells of how the training goes; it is written with the next state, and at the end. */
export function recordProgress(record: TrainingRecord, event: TrainEvent): TrainingRecord {
  const { progress = {} } = record;
  const add = (news: RecordedProgress): TrainingRecord => ({ ...record, progress: { ...progress, ...news } });
  switch (event.kind) {
    case "step":
      return add({ last: [event.step, event.loss] });
    case "evaluation":
      return event.loss < (progress.least?.[1] ?? Infinity)
        ? add({ least: [event.step, event.loss] })
        : record;
    case "done":
      return add({ end: event.reason });
    default:
      return record;
  }
}

/** Adds the hash of a checkpoint's bytes, and writes the record. */
export async function recordState(
  write: WriteRecord,
  record: TrainingRecord,
  step: number,
  checkpoint: Uint8Array<ArrayBuffer>,
): Promise<TrainingRecord> {
  const next = addState(record, step, await hashBytes(checkpoint));
  await write(next);
  return next;
}

/** Writes the record of a training anew. Throws where its file has become another training's. */
export type WriteRecord = (record: TrainingRecord) => Promise<void>;

function encodeRecord(record: TrainingRecord): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(record, undefined, 2)}\n`);
}

/**
 * Writes the record of a training that begins; `goesOn` where it is in the folder of the one that it goes on from. Throws where another
 * has begun there, be it at the same time: each would write over the other's checkpoints.
 */
export async function beginRecord(
  folder: string,
  record: TrainingRecord,
  goesOn: boolean,
): Promise<WriteRecord> {
  const path = recordPath(folder);
  let written = encodeRecord(record);
  if (goesOn) await writeFileWhole(path, written);
  else if (!(await writeNewFile(path, written)))
    throw new WeftError(
      "input",
      `another training has begun in ${folder}: name another folder with --out, or delete ${path} where it has ended`,
    );
  return async (next) => {
    const there = await readFile(path).catch(() => undefined);
    // Two may go on in one folder, from the same checkpoint: the first ends where the second has begun.
    if (there !== undefined && !isSame(there, written))
      throw new WeftError(
        "file",
        `${path} was written by another training that has begun in ${folder}: this one ends, since each would write over the other's checkpoints`,
      );
    written = encodeRecord(next);
    await writeFileWhole(path, written);
  };
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** The record beside a checkpoint. Throws where there is none. */
export async function readRecord(checkpoint: string): Promise<TrainingRecord> {
  const path = recordPath(folderOf(checkpoint));
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new WeftError("input", `${checkpoint} has no record beside it: ${messageOf(error)}`);
  }
  return decodeRecord(new TextDecoder().decode(bytes), path);
}
