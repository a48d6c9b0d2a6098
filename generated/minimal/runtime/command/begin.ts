/** Where a training begins: at what another training saved, at a file, or at the package's weights. */
import { weightsFile } from "../checkpoint/checkpoint.ts";
import { decodeSafetensors } from "../checkpoint/safetensors.ts";
import { WeftError } from "../errors.ts";
import { readFile, readPackageFile } from "../host.ts";
import type { PlanStart } from "../plan.ts";
import { checkpointsOf, readCheckpoint, type Program } from "./program.ts";

export interface Beginning {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What stays of one while a training goes on. */
export interface HashedBeginning {
  readonly path: string;
  readonly hash: string;
}

/** The package's weights, which its model has begun with; undefined where it has none. */
export async function packageBeginning({ plan, baseUrl }: Program): Promise<Beginning | undefined> {
  if (plan.weights === undefined) return undefined;
  return { path: weightsFile, bytes: await readPackageFile(new URL(weightsFile, baseUrl)) };
}

/** The bytes of what a recorded run began with, or went on from. */
export async function readBeginning(program: Program, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const weights = path === weightsFile ? await packageBeginning(program) : undefined;
  return weights?.bytes ?? readCheckpoint(path);
}

/**
 * The newest checkpoint of the training of that name under `runs/`, or the package's weights where they are of it; or the file, looked for
 * beside the spec and in the current folder. Throws where there is none.
 */
export async function findBeginning(
  program: Program,
  start: PlanStart,
  spec: string | undefined,
): Promise<Beginning> {
  const { plan } = program;
  if (start.kind === "file") {
    const folder = spec === undefined ? "" : spec.replace(/[^/]*$/, "");
    const [beside, here] = [`${folder}${start.path}`, start.path];
    const bytes = folder === "" ? undefined : await readFile(beside).catch(() => undefined);
    return bytes === undefined ? { path: here, bytes: await readCheckpoint(here) } : { path: beside, bytes };
  }
  for (const path of await checkpointsOf(plan.name)) {
    const bytes = await readCheckpoint(path);
    if (decodeSafetensors(bytes, path).metadata["training"] === start.name) return { path, bytes };
  }
  const weights = plan.weights?.training === start.name ? await packageBeginning(program) : undefined;
  if (weights !== undefined) return weights;
  throw new WeftError(
    "checkpoint",
    `there is no checkpoint of the training \`${start.name}\` under runs/${plan.name}, and \`start = ${start.name}\` looks nowhere else: run that training first, or name a checkpoint that --out put elsewhere, \`start = "FILE.safetensors"\` in the spec`,
  );
}
