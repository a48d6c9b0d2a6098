/** A file's way to the disk: whole, or as it was. */
import { realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { reasonOf } from "../../runtime/errors.ts";
import { CommandError } from "./command-error.ts";
import { writeContent } from "./large-files.ts";
import { unfinishedIn } from "./unfinished.ts";

/** Writes beside the file and renames; a link stays one. Throws, with what was there as it was, where it can't be written. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  const place = mode === undefined ? path : realpathSync(path);
  const part = unfinishedIn(dirname(place), basename(place));
  try {
    writeContent(part, content, mode);
    renameSync(part, place);
  } catch (error) {
    rmSync(part, { force: true });
    throw new CommandError(1, `${path} can't be written: ${reasonOf(error)}`);
  }
}
