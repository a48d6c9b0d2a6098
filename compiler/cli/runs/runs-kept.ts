/** The runs under `runs/`: what their records and files tell. */
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../../runtime/errors.ts";
import { decodeRecord, type StepLoss, type TrainingRecord } from "../../../runtime/checkpoint/record.ts";
import { filesBelow } from "../package-root.ts";
import { hashOfSpec } from "../packages/planned.ts";
import { parseSettings, readSpec, splitTarget } from "../spec.ts";
import { formatBytes } from "../terminal.ts";

export type RunState = "finished" | "out of patience" | "stopped" | "not finite" | "not ended" | "broken";

export interface KeptRun {
  /** `runs/gpt/3` */
  readonly folder: string;
  /** When it was last written to. */
  readonly written: Date;
  /** Of all its files. */
  readonly bytes: number;
  readonly state: RunState;
  /** Why its record can't be read. */
  readonly reason?: string;
  readonly training?: string;
  readonly step?: number;
  readonly steps?: number;
  readonly loss?: number;
  readonly heldOut?: { readonly step: number; readonly loss: number };
  /** `--set` values, and what else it was given: as on the command line, in words where there is no flag for it. */
  readonly settings?: readonly string[];
  readonly checkpoints: readonly string[];
  /** Whether the spec is another now, or isn't there; undefined of a run of a built package. */
  readonly spec?: "same" | "changed" | "gone";
}

/** The newest first. `model` has the name of the only spec that is asked for. */
export function findRuns(model: string | undefined): readonly KeptRun[] {
  const specs = new Map<string, string | undefined>();
  const models = model === undefined ? foldersIn("runs") : [model];
  return models
    .flatMap((name) => foldersIn(join("runs", name)).map((run) => join("runs", name, run)))
    .map((folder) => describeRun(folder, specs))
    .sort((a, b) => b.written.getTime() - a.written.getTime() || (a.folder < b.folder ? 1 : -1));
}

function foldersIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
}

function describeRun(folder: string, specs: Map<string, string | undefined>): KeptRun {
  const files = filesBelow(folder);
  const written = new Date(Math.max(...[statSync(folder), ...files].map(({ mtimeMs }) => mtimeMs)));
  const checkpoints = files.flatMap(({ path }) =>
    /^step-\d+\.safetensors$/.test(path) ? [join(folder, path)] : [],
  );
  const common = {
    folder,
    written,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    checkpoints: checkpoints.sort((a, b) => stepOf(a) - stepOf(b)),
  };
  const path = join(folder, "record.json");
  if (!existsSync(path)) return { ...common, state: "broken", reason: "it has no record.json" };
  try {
    return { ...common, ...readRun(decodeRecord(readFileSync(path, "utf8"), path), specs) };
  } catch (error) {
    return { ...common, state: "broken", reason: messageOf(error) };
  }
}

function stepOf(checkpoint: string): number {
  return Number(/step-(\d+)\.safetensors$/.exec(checkpoint)?.[1] ?? 0);
}

function readRun(
  record: TrainingRecord,
  specs: Map<string, string | undefined>,
): Omit<KeptRun, "folder" | "written" | "bytes" | "checkpoints"> {
  const { training, steps, progress, states } = record;
  const { last, least } = progress ?? {};
  // A record of before losses were kept has the steps of its states alone.
  const step = Math.max(last?.[0] ?? record.start?.step ?? 0, states.at(-1)?.[0] ?? 0);
  return {
    training,
    step,
    steps,
    ...(last === undefined ? {} : { loss: last[1] }),
    ...(least === undefined ? {} : { heldOut: lossAt(least) }),
    state: stateOf(record, step),
    settings: settingsOf(record),
    ...specOf(record, specs),
  };
}

function lossAt([step, loss]: StepLoss): { readonly step: number; readonly loss: number } {
  return { step, loss };
}

function stateOf({ progress, steps }: TrainingRecord, step: number): RunState {
  switch (progress?.end) {
    case "finished":
      return "finished";
    case "patience":
      return "out of patience";
    case "aborted":
      return "stopped";
    case "number":
      return "not finite";
    case undefined:
      return progress === undefined && step >= steps ? "finished" : "not ended";
  }
}

function settingsOf({ settings = [], seed, memory, exact, start }: TrainingRecord): readonly string[] {
  return [
    ...settings,
    ...(seed === 0 ? [] : [`seed ${seed}`]),
    ...(memory === undefined ? [] : [`memory ${formatBytes(memory)}`]),
    ...(exact ? ["exact"] : []),
    ...(start === undefined
      ? []
      : [`${start.begins === true ? "begins with" : "goes on from"} ${start.checkpoint}`]),
  ];
}

/** `specs` has the hashes that were worked out before. */
function specOf(
  { spec, settings = [], hash }: TrainingRecord,
  specs: Map<string, string | undefined>,
): Pick<KeptRun, "spec"> {
  if (spec === undefined) return {};
  const { path } = splitTarget(spec);
  const key = JSON.stringify([path, settings]);
  if (!specs.has(key))
    specs.set(key, existsSync(path) ? hashOfSpec(readSpec(path), parseSettings(settings)) : undefined);
  const now = specs.get(key);
  if (now === undefined) return { spec: "gone" };
  return { spec: hash.split("-")[0] === now ? "same" : "changed" };
}
