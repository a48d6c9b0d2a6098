/** `weft verify CHECKPOINT` */
import { buildCached } from "./build.ts";
import { runInDeno } from "../launch.ts";
import { readRecordBeside } from "../runs/records-kept.ts";

export interface VerifyOptions {
  readonly from?: number;
  readonly to?: number;
  readonly threads?: number;
}

/** Recomputes a checkpoint's run, or a stretch of it, with the spec and the settings of its record. */
export async function verifyCommand(checkpoint: string, options: VerifyOptions): Promise<void> {
  const { record, spec } = readRecordBeside(checkpoint);
  const folder = await buildCached(spec, record.settings ?? [], { memory: record.memory });
  const numbers = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  await runInDeno(`${folder}/train.ts`, ["--verify", checkpoint, ...numbers]);
}
