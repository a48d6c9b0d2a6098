/** The repository's own files, for the gates. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** A path relative to the repository, and the file's text. */
export type TextFile = { readonly path: string; readonly text: string };

const passedOver = new Set(["node_modules", ".git", ".cache", "dist", "runs", ".weft", "data", "vendor"]);

/** Paths of all files below `folder`, without what git ignores; relative to the repository, sorted. */
export function listFiles(folder = "."): readonly string[] {
  const found: string[] = [];
  const visit = (path: string): void => {
    for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
      const child = path === "." ? entry.name : `${path}/${entry.name}`;
      const ignored = passedOver.has(entry.name) && !child.startsWith("runtime/");
      if (entry.isDirectory() && !ignored && !entry.name.startsWith("scratch-")) visit(child);
      if (entry.isFile() && !entry.name.endsWith(".tgz")) found.push(child);
    }
  };
  visit(folder);
  return found.sort();
}

/** TypeScript written by hand: everything in compiler, runtime and test. */
export function listSources(): readonly string[] {
  return ["compiler", "runtime", "test"].flatMap(listFiles).filter((path) => path.endsWith(".ts"));
}

export function readText(path: string): TextFile {
  return { path, text: readFileSync(join(root, path), "utf8") };
}

/** Writes `files` into a new folder inside the repository, where packages resolve, and removes it after `use`. */
export async function withFolder<Result>(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<Result> | Result,
): Promise<Result> {
  const folder = mkdtempSync(join(root, "test/gates/scratch-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Fails with the offenders, one a line, and what to do about them. */
export function refuse(offenders: readonly string[], advice = ""): void {
  if (offenders.length > 0) throw new Error(`\n${[...offenders, advice].join("\n")}`);
}
