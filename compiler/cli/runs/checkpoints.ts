/** Where checkpoints lie: `runs/<spec>/<n>/` of the current folder, a folder a training. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { shellWord } from "../../../runtime/shell.ts";
import { CommandError } from "../command-error.ts";
import { compareNaturally } from "../natural-order.ts";
import { ownCommand } from "../own-command.ts";
import { nearFile } from "../near-file.ts";
import { filesBelow } from "../package-root.ts";

/** The checkpoint of the spec that was written last; undefined where there is none. */
export function newestCheckpoint(spec: string): string | undefined {
  const folder = join("runs", spec);
  if (!existsSync(folder)) return undefined;
  const [newest] = filesBelow(folder)
    .filter(({ path }) => path.endsWith(".safetensors"))
    .sort((a, b) => b.mtimeMs - a.mtimeMs || compareNaturally(b.path, a.path));
  return newest && join(folder, newest.path);
}

/** The given checkpoint, or the newest one of the spec. Throws where there is none; without a training there never will be. */
export function chooseCheckpoint(
  spec: string,
  path: string,
  given: string | undefined,
  isTrained = true,
): string {
  if (given !== undefined && given !== "newest") {
    if (!existsSync(given))
      throw new CommandError(
        2,
        `there is no checkpoint \`${given}\`${nearFile(given, ".", [".safetensors"])}`,
      );
    return given;
  }
  const newest = newestCheckpoint(spec);
  if (newest !== undefined) return newest;
  const advice = isTrained
    ? `yet: train it first, with \`${ownCommand()} train ${shellWord(path)}\``
    : `and ${path} has no training: name one with \`--checkpoint FILE\`, or make one with \`${ownCommand()} import\``;
  throw new CommandError(1, `there is no checkpoint in runs/${spec} ${advice}`);
}
