/** `weft verify CHECKPOINT` */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { decodeRecord } from "../../runtime/record.ts";
import { buildCached } from "./build.ts";
import { CommandError } from "./command-error.ts";
import { runInDeno } from "./launch.ts";
import { splitTarget } from "./spec.ts";

export interface VerifyOptions {
  readonly from?: number;
  readonly to?: number;
  readonly threads?: number;
}

/** Recomputes a checkpoint's run, or a stretch of it, with the spec and the settings of its record. */
export async function verifyCommand(checkpoint: string, options: VerifyOptions): Promise<void> {
  if (!existsSync(checkpoint)) throw new CommandError(2, `there is no checkpoint \`${checkpoint}\``);
  const path = join(dirname(checkpoint), "record.json");
  if (!existsSync(path)) throw new CommandError(1, `there is no record beside it: \`${path}\` is missing`);
  const { spec, settings = [] } = decodeRecord(readFileSync(path, "utf8"), path);
  if (spec === undefined)
    throw new CommandError(
      1,
      `it was trained by a built package: run \`deno run -A train.ts --verify ${checkpoint}\` there`,
    );
  const { folder } = await buildCached(splitTarget(spec).path, settings);
  const numbers = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  await runInDeno(`${folder}/train.ts`, ["--verify", checkpoint, ...numbers]);
}
