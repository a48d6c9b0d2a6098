/** The record that a training keeps beside its checkpoints. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { messageOf } from "../../../runtime/errors.ts";
import { shellWord } from "../../../runtime/shell.ts";
import { decodeRecord, type TrainingRecord } from "../../../runtime/checkpoint/record.ts";
import { CommandError } from "../command-error.ts";
import { nearFile } from "../near-file.ts";
import { hashOfSpec } from "../packages/planned.ts";
import { parseSettings, readSpec, splitTarget } from "../spec.ts";

/** The memory that the run of a checkpoint was planned for, in bytes; undefined without a record, or where nothing was said. */
export function memoryOfRun(checkpoint: string): number | undefined {
  const path = join(dirname(checkpoint), "record.json");
  if (!existsSync(path)) return undefined;
  try {
    return decodeRecord(readFileSync(path, "utf8"), path).memory;
  } catch (error) {
    const advice = "it says how much memory the run was planned for: to go on without it, move it away";
    throw new CommandError(1, `${messageOf(error)}; ${advice}`);
  }
}

/** Throws where the checkpoint or its record isn't there, or where no spec is named in it. */
export function readRecordBeside(checkpoint: string): {
  readonly record: TrainingRecord;
  readonly spec: string;
} {
  if (!existsSync(checkpoint))
    throw new CommandError(
      2,
      `there is no checkpoint \`${checkpoint}\`${nearFile(checkpoint, ".", [".safetensors"])}`,
    );
  const path = join(dirname(checkpoint), "record.json");
  if (!existsSync(path)) throw new CommandError(1, `there is no record beside it: \`${path}\` is missing`);
  const record = decodeRecord(readFileSync(path, "utf8"), path);
  if (record.spec === undefined) {
    const words = `--verify ${shellWord(resolve(checkpoint))}`;
    throw new CommandError(
      1,
      `it was trained by a built package, which recomputes it itself: in the package's folder, \`deno run -A train.ts ${words}\` or \`node train.js ${words}\``,
    );
  }
  const spec = splitTarget(record.spec).path;
  if (!existsSync(spec)) throw new CommandError(1, `its spec isn't there: ${whereNow(spec, record)}`);
  return { record, spec };
}

/** Another spec of that folder with the same text may be the one. */
function whereNow(path: string, { hash, settings }: TrainingRecord): string {
  const folder = dirname(path);
  const others = existsSync(folder) ? readdirSync(folder).filter((name) => /.\.weft$/.test(name)) : [];
  const same = others
    .map((name) => join(folder, name))
    .find((other) => hash.split("-")[0] === hashOfSpec(readSpec(other), parseSettings(settings ?? [])));
  return same === undefined
    ? `there is no file \`${path}\`${nearFile(path, ".", [".weft"])}`
    : `\`${path}\` is \`${same}\` now, by its text; under its old name it can be found`;
}
