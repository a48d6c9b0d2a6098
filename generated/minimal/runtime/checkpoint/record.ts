/**
 * The record of a training, kept beside its checkpoints: from what it was made, and the hash of its whole state after some steps.
 * A state's hash is the SHA-256 of the checkpoint that holds it, so the hash of a checkpoint is a receipt of its training.
 */
import { WeftError } from "../errors.ts";

/** A state that was reached: the step, and the hash of the checkpoint with it. */
export type StateHash = readonly [step: number, hash: string];

/** A loss after a step. */
export type StepLoss = readonly [step: number, loss: number];

/** How a training went, for who compares several. */
export interface RecordedProgress {
  /** Of the last step, as of when the record was written. */
  readonly last?: StepLoss;
  /** The least held-out loss. */
  readonly least?: StepLoss;
  /** How it ended; nothing where it goes on, or was cut off. */
  readonly end?: "finished" | "aborted" | "patience" | "number";
}

export interface TrainingRecord {
  readonly format: "weft record 1";
  readonly model: string;
  /** Of spec, settings and vocabularies: the plan's. */
  readonly hash: string;
  /** Where the command weft trained a spec: its path and `--set` values. */
  readonly spec?: string;
  readonly settings?: readonly string[];
  /** In bytes, what the package was planned to need at most; nothing where that was left open. */
  readonly memory?: number;
  /** The hash of each column of the data, by its name. */
  readonly data: Readonly<Record<string, string>>;
  readonly training: string;
  readonly seed: number;
  /** How many steps the training has in all: schedules depend on it. */
  readonly steps: number;
  readonly backend: string;
  readonly adapter: string;
  readonly exact: boolean;
  /** Where it was resumed: the step, and the checkpoint with its hash. One that `begins` there goes on from the parameters alone. */
  readonly start?: {
    readonly step: number;
    readonly checkpoint: string;
    readonly hash: string;
    readonly begins?: boolean;
  };
  readonly states: readonly StateHash[];
  readonly progress?: RecordedProgress;
}

/** Adds a state's hash; a step that is there already keeps the newer one. */
export function addState(record: TrainingRecord, step: number, hash: string): TrainingRecord {
  const others = record.states.filter(([other]) => other !== step);
  return { ...record, states: [...others, [step, hash] as const].sort(([a], [b]) => a - b) };
}

/** Throws a WeftError of kind `checkpoint` where the text is no record. */
export function decodeRecord(text: string, name: string): TrainingRecord {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new WeftError("checkpoint", `${name} isn't JSON`);
  }
  if (isRecord(content)) return content;
  throw new WeftError("checkpoint", `${name} isn't the record of a training by this version of weft`);
}

function isRecord(content: unknown): content is TrainingRecord {
  if (typeof content !== "object" || content === null) return false;
  const fields = new Map(Object.entries(content));
  const states: unknown = fields.get("states");
  return (
    fields.get("format") === "weft record 1" &&
    ["model", "hash", "training", "backend", "adapter"].every((key) => typeof fields.get(key) === "string") &&
    ["seed", "steps"].every((key) => Number.isSafeInteger(fields.get(key))) &&
    typeof fields.get("exact") === "boolean" &&
    typeof fields.get("data") === "object" &&
    isProgress(fields.get("progress")) &&
    Array.isArray(states) &&
    states.every(
      (state: unknown) =>
        Array.isArray(state) && Number.isSafeInteger(state[0]) && typeof state[1] === "string",
    )
  );
}

function isProgress(content: unknown): boolean {
  if (content === undefined) return true;
  if (typeof content !== "object" || content === null) return false;
  const { last, least, end } = { last: undefined, least: undefined, end: undefined, ...content };
  const isLoss = (pair: unknown): boolean =>
    pair === undefined ||
    (Array.isArray(pair) && Number.isSafeInteger(pair[0]) && typeof pair[1] === "number");
  return isLoss(last) && isLoss(least) && (end === undefined || typeof end === "string");
}
