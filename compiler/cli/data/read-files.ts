/** All files that a spec's data and vocabularies are made from. */
import type { Model } from "../../2-check/model.ts";
import { findLabelFiles } from "./media.ts";
import { findParts } from "./source-files.ts";
import { findDataFiles, type DataFile, type SourceContext } from "./sources.ts";

/** What reads files. */
export type Reading = Pick<Model, "data" | "axes">;

/** Pictures, sounds and arrays that records name are not among them. Throws where there are none, or a package can't be had. */
export async function findReadFiles(
  { data, axes }: Reading,
  sources: SourceContext,
): Promise<readonly DataFile[]> {
  const files: DataFile[] = [];
  for (const { source } of data) {
    const { training, heldOut } = await findParts(source, sources);
    for (const { files: own } of heldOut === undefined ? [training] : [training, heldOut])
      files.push(...own, ...(await findLabelFiles(source, own, sources)));
  }
  for (const { origin, span } of axes) {
    const path = origin.kind === "tokenizer" ? origin.tokenizer.source : undefined;
    if (path !== undefined) files.push(...(await findDataFiles(path, sources, span)));
  }
  return files;
}
