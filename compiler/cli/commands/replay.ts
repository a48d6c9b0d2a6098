/** `weft replay CHECKPOINT --step N` */
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildCached } from "./build.ts";
import { CommandError } from "../command-error.ts";
import { runInDeno } from "../launch.ts";
import { readRecordBeside } from "../runs/records-kept.ts";
import { log } from "../terminal.ts";

export interface ReplayOptions {
  readonly step: number;
  readonly json: boolean;
}

/**
 * Recomputes the run of a checkpoint up to a step, as its package does, and shows the formulas of that step: the package of the
 * inspected training computes them from the same state and the same batch.
 */
export async function replayCommand(
  checkpoint: string,
  formula: string | undefined,
  { step, json }: ReplayOptions,
): Promise<void> {
  const { record, spec } = readRecordBeside(checkpoint);
  if (step < 1 || step > record.steps)
    throw new CommandError(2, `the run has steps 1 to ${record.steps}, and no step ${step}`);
  const folder = await buildCached(spec, record.settings ?? [], { memory: record.memory });
  const inspected = await buildCached(spec, record.settings ?? [], { inspect: record.training });
  const state = join(".weft", `replay-${process.pid}.safetensors`);
  const backend = ["--backend", record.backend, ...(record.exact ? ["--exact"] : [])];
  try {
    mkdirSync(".weft", { recursive: true });
    if (step > 1) log(`recomputing the state after step ${step - 1}`);
    await runInDeno(`${folder}/train.ts`, [
      "--verify",
      checkpoint,
      "--reach",
      String(step - 1),
      "--out",
      state,
    ]);
    if (!existsSync(state)) throw new CommandError(1, `the state after step ${step - 1} wasn't reached`);
    const words = [record.training, "--inspect", state, "--steps", String(record.steps), ...backend];
    if (formula !== undefined) words.push("--show", formula);
    if (json) words.push("--json");
    await runInDeno(`${inspected}/train.ts`, words);
  } finally {
    rmSync(state, { force: true });
  }
}
