import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { nearNames } from "../source/suggest.ts";

/**
 * What follows a sentence that says that a file is missing: a file with a similar name in the same folder, or that there is no such folder. `path`
 * is as the user wrote it, from `folder` on; `endings` are those that were left out, perhaps.
 */
export function nearFile(path: string, folder: string, endings: readonly string[] = []): string {
  const isFile = (name: string): boolean => {
    const place = resolve(folder, name);
    return existsSync(place) && statSync(place).isFile();
  };
  const ending = endings.find((each) => isFile(`${path}${each}`));
  if (ending !== undefined) return `; did you mean \`${path}${ending}\`?`;
  const [, before = "", name = ""] = /^(.*[\\/])?(.*)$/s.exec(path) ?? [];
  const place = resolve(folder, dirname(path));
  if (!existsSync(place) || !statSync(place).isDirectory())
    return `; there is no folder \`${dirname(path)}\``;
  const [near] = nearNames(name, readdirSync(place)).filter((found) => isFile(`${before}${found}`));
  return near === undefined ? "" : `; did you mean \`${before}${near}\`?`;
}
