/** Where a training with `start` begins: at what another training saved, or at a file. */
import { decodeSafetensors } from "../safetensors.ts";
import { WeftError } from "../errors.ts";
import { readFile } from "../host.ts";
import type { PlanStart } from "../plan.ts";
import { checkpointsOf, readCheckpoint, type Program } from "./program.ts";

export interface Beginning {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The newest checkpoint of the training of that name under `runs/`; or the file, looked for beside the spec and in the current folder.
 * Throws where there is none.
 */
export async function findBeginning(
  { plan }: Program,
  start: PlanStart,
  spec: string | undefined,
): Promise<Beginning> {
  if (start.kind === "file") {
    const folder = spec === undefined ? "" : spec.replace(/[^/]*$/, "");
    const [beside, here] = [`${folder}${start.path}`, start.path];
    const isBeside = folder !== "" && (await readFile(beside).catch(() => undefined)) !== undefined;
    const path = isBeside ? beside : here;
    return { path, bytes: await readCheckpoint(path) };
  }
  for (const path of await checkpointsOf(plan.name)) {
    const bytes = await readCheckpoint(path);
    if (decodeSafetensors(bytes, path).metadata["training"] === start.name) return { path, bytes };
  }
  throw new WeftError(
    "checkpoint",
    `there is no checkpoint of the training \`${start.name}\` under runs/${plan.name}: run that training first`,
  );
}
