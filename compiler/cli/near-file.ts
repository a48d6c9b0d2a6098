import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { nearNames } from "../source/suggest.ts";

/**
 * What follows a sentence that says that a file is missing: a file with a similar name in the same folder, or that there is no such folder. `path`
 * is as the user wrote it, from `folder` on; `endings` are those that were left out, perhaps.
 */
export function nearFile(path: string, folder: string, endings: readonly string[] = []): string {
  const near = nearPath(path, folder, endings);
  if (near !== undefined) return `; did you mean \`${near}\`?`;
  return isFolder(resolve(folder, dirname(path))) ? "" : `; there is no folder \`${dirname(path)}\``;
}

/** The path of a file that may be meant by one that isn't there. */
export function nearPath(path: string, folder: string, endings: readonly string[] = []): string | undefined {
  const isFile = (name: string): boolean => {
    const place = resolve(folder, name);
    return existsSync(place) && statSync(place).isFile();
  };
  const ending = endings.find((each) => isFile(`${path}${each}`));
  if (ending !== undefined) return `${path}${ending}`;
  const [, before = "", name = ""] = /^(.*[\\/])?(.*)$/s.exec(path) ?? [];
  const place = resolve(folder, dirname(path));
  if (!isFolder(place)) return undefined;
  const [near] = nearNames(name, readdirSync(place)).filter((found) => isFile(`${before}${found}`));
  return near === undefined ? undefined : `${before}${near}`;
}

function isFolder(place: string): boolean {
  return existsSync(place) && statSync(place).isDirectory();
}
