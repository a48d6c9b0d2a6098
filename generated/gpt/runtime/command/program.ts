/** What a package's programs have in common. */
import { trainedText, weightsFile } from "../checkpoint/checkpoint.ts";
import { messageOf, WeftError } from "../errors.ts";
import {
  isSamePlace,
  listFolder,
  makeFolder,
  makeNewFolder,
  readFile,
  setExitCode,
  writeError,
} from "../host.ts";
import type { LoadOptions, Model } from "../mod.ts";
import type { ModelPlan } from "../plan.ts";
import { shellWord } from "../shell.ts";

/** What a package gives to its programs. */
export interface Program {
  readonly plan: ModelPlan;
  readonly load: (options: LoadOptions) => Promise<Model>;
  /** The package's folder, where `data/` lies. */
  readonly baseUrl: URL;
}

/** Runs `main`; failures become a message and an exit code: 2 for what the caller gave, 1 for all else. */
export async function runProgram(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    await writeError(`error: ${messageOf(error)}\n`);
    if (!(error instanceof WeftError) && error instanceof Error) await writeError(`${error.stack ?? ""}\n`);
    await setExitCode(error instanceof WeftError && error.kind === "input" ? 2 : 1);
  }
}

function numbersIn(names: readonly string[], pattern: RegExp): number[] {
  return names
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

const runNames = /^(\d+)$/;
const checkpointNames = /^step-(\d+)\.safetensors$/;

/** Makes `runs/gpt/3`: one more than the largest number there, or than those that are made at the same time. */
export async function makeRunFolder(model: string): Promise<string> {
  const last = numbersIn(await listFolder(`runs/${model}`), runNames).at(-1) ?? 0;
  await makeFolder(`runs/${model}`);
  for (let run = last + 1; ; run += 1) {
    const folder = `runs/${model}/${run}`;
    if (await makeNewFolder(folder)) return folder;
  }
}

/** Whether a training goes on from a checkpoint of the folder that it writes into. */
export async function isOwnFolder(folder: string, resume: string | undefined): Promise<boolean> {
  return resume !== undefined && (await isSamePlace(folderOf(resume), folder));
}

/** Throws where a training would write over the checkpoints of another than the one that it goes on from. */
export async function requireOwnFolder(folder: string, resume: string | undefined): Promise<void> {
  const last = numbersIn(await listFolder(folder), checkpointNames).at(-1);
  if (last === undefined || (await isOwnFolder(folder, resume))) return;
  throw new WeftError(
    "input",
    `${folder} has the checkpoints of another training: name another folder with --out, or go on with --resume ${shellWord(checkpointPath(folder, last))}`,
  );
}

/** All checkpoints under `runs/`, those of the last training first, and of each the last step first. */
export async function checkpointsOf(model: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const run of numbersIn(await listFolder(`runs/${model}`), runNames).reverse()) {
    const folder = `runs/${model}/${run}`;
    const steps = numbersIn(await listFolder(folder), checkpointNames).reverse();
    found.push(...steps.map((step) => checkpointPath(folder, step)));
  }
  return found;
}

/** The last checkpoint of the last training under `runs/`. Throws where there is none. */
export async function newestCheckpoint(model: string): Promise<string> {
  const [newest] = await checkpointsOf(model);
  if (newest !== undefined) return newest;
  throw new WeftError("checkpoint", `there is no checkpoint under runs/${model}: train first, or name one`);
}

/** Says that it is the package's weights that are used, where it has some. */
export async function tellWeights({ weights }: ModelPlan): Promise<void> {
  if (weights !== undefined) await writeError(`using ${weightsFile}, ${trainedText(weights)}\n`);
}

export async function readCheckpoint(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new WeftError("input", `the checkpoint ${path} can't be read: ${messageOf(error)}`);
  }
}

export function checkpointPath(folder: string, step: number): string {
  return `${folder}/step-${step}.safetensors`;
}

/** The folder that a file lies in. */
export function folderOf(path: string): string {
  const at = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return at < 0 ? "." : path.slice(0, at);
}
