/** Where a training with `start` begins: at what another training saved, or at a file. */
import { decodeSafetensors } from "../safetensors.ts";
import { WeftError } from "../errors.ts";
import { readFile } from "../host.ts";
import { checkpointsOf, readCheckpoint, type Program } from "./program.ts";

export interface Beginning {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The newest checkpoint of the training of that name under `runs/`; or, where no training has the name, the file, looked for beside the spec
 * and in the current folder. Throws where there is none.
 */
export async function findBeginning(
  { plan }: Program,
  start: string,
  spec: string | undefined,
): Promise<Beginning> {
  if (plan.trainings.every(({ name }) => name !== start)) {
    const folder = spec === undefined ? "" : spec.replace(/[^/]*$/, "");
    const [beside, here] = [`${folder}${start}`, start];
    const isBeside = folder !== "" && (await readFile(beside).catch(() => undefined)) !== undefined;
    const path = isBeside ? beside : here;
    return { path, bytes: await readCheckpoint(path) };
  }
  for (const path of await checkpointsOf(plan.name)) {
    const bytes = await readCheckpoint(path);
    if (decodeSafetensors(bytes, path).metadata["training"] === start) return { path, bytes };
  }
  throw new WeftError(
    "checkpoint",
    `there is no checkpoint of the training \`${start}\` under runs/${plan.name}: run that training first`,
  );
}
