/** A package as files: what the compiler writes, the vocabularies and the runtime; and its way to the disk. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { reasonOf } from "../../runtime/errors.ts";
import { emitPackage, type Files } from "../6-emit/emit.ts";
import { InternalError } from "../source/internal-error.ts";
import type { Columns } from "./columns.ts";
import { makeColumns } from "./columns.ts";
import { CommandError } from "./command-error.ts";
import { readTexts } from "./package-root.ts";
import type { PlannedSpec } from "./planned.ts";

/** All files of the package but its data, by their path in it; `scripts` adds JavaScript for Node and browsers. */
export async function makePackage(planned: PlannedSpec, scripts: boolean): Promise<Files> {
  const { spec, model, compiled, tokenizers } = planned;
  if (compiled.plan === undefined) throw new InternalError("a spec without errors has no plan");
  const named = Object.fromEntries(tokenizers);
  return emitPackage(model, compiled.plan, {
    spec: spec.source,
    tree: compiled.tree,
    runtime: readTexts("runtime", "", ".ts"),
    scripts,
    ...(tokenizers.size === 0 ? {} : { tokenizers: `${JSON.stringify(named)}\n` }),
  });
}

/** The package's columns, by their path in it. */
export function makePackageData({ model, compiled, tokenizers, sources }: PlannedSpec): Promise<Columns> {
  return makeColumns(model, compiled.plan?.model.data ?? [], tokenizers, sources);
}

/** Folders of a package that hold nothing but what the compiler wrote: they are written anew, so that no old file stays. */
const ownFolders = ["kernels", "runtime", "types", "data"];

/** Writes a package. Throws where the folder holds something else. */
export function writePackage(folder: string, files: Files, columns: Columns): void {
  if (existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(join(folder, "model.ts"))) {
    throw new CommandError(2, `${folder} isn't empty and holds no package: name another folder with --out`);
  }
  for (const own of ownFolders) rmSync(join(folder, own), { recursive: true, force: true });
  // First what tells the folder for a package's, so that one that was broken off can be built again.
  const all = [...Object.entries(files).sort(([path]) => (path === "model.ts" ? -1 : 0)), ...columns];
  for (const [name, content] of all) {
    const path = join(folder, name);
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    } catch (error) {
      throw new CommandError(1, `${path} can't be written: ${reasonOf(error)}`);
    }
  }
}
