/** Where this package lies, as sources or as built JavaScript, and what it ships beside its code. */
import { existsSync, readFileSync, readdirSync, statSync, type Stats } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder with package.json, above `compiler/cli` in a checkout and above `dist/compiler/cli` in the npm package. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

export function packageVersion(): string {
  const content: unknown = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8"));
  const version =
    typeof content === "object" && content !== null && "version" in content ? content.version : "";
  return String(version);
}

/** All files below a folder, as paths from it with `/`, sorted. */
export function listFilesBelow(folder: string): readonly string[] {
  return filesBelow(folder).map(({ path }) => path);
}

export interface FileBelow {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** The same with their sizes and times. */
export function filesBelow(folder: string): readonly FileBelow[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .flatMap((name): readonly FileBelow[] => {
      const stats = statsOf(join(folder, name));
      if (stats?.isFile() !== true) return [];
      return [{ path: name.replaceAll("\\", "/"), size: stats.size, mtimeMs: stats.mtimeMs }];
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Of a link to nothing, as Emacs lays beside a file that is edited, and of a file that has just been moved away there are none. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** The texts of a folder of this package by their path, which begins with `prefix`. */
export function readTexts(folder: string, prefix: string, ending: string): Readonly<Record<string, string>> {
  const base = join(packageRoot(), folder);
  const paths = listFilesBelow(base).filter((path) => path.endsWith(ending));
  return Object.fromEntries(paths.map((path) => [prefix + path, readFileSync(join(base, path), "utf8")]));
}

/**
 * What identifies the compiler for the cache of builds: the version, and in a checkout the time of the newest source, so that an
 * edit of the compiler builds anew.
 */
export function compilerFingerprint(): string {
  const root = packageRoot();
  if (!existsSync(join(root, "compiler", "compile.ts"))) return packageVersion();
  const times = ["compiler", "runtime"].flatMap((folder) =>
    filesBelow(join(root, folder)).map(({ mtimeMs }) => mtimeMs),
  );
  return `${packageVersion()} ${Math.max(...times)}`;
}
