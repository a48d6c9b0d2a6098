/** Where this package lies, as sources or as built JavaScript, and what it ships beside its code. */
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
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
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.replaceAll("\\", "/"))
    .sort();
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
    listFilesBelow(join(root, folder)).map((path) => statSync(join(root, folder, path)).mtimeMs),
  );
  return `${packageVersion()} ${Math.max(...times)}`;
}
