import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import { nearNames } from "../source/suggest.ts";

/**
 * What follows a sentence that says that a file is missing: a file with a similar name in the same folder, or that there is no such folder. `path`
 * is as the user wrote it, from `folder` on; `endings` are those that such files have, which may have been left out; of `media`, files that end so, a folder may be
 * meant, too.
 */
export function nearFile(
  path: string,
  folder: string,
  endings: readonly string[] = [],
  media?: RegExp,
): string {
  const near = nearPath(path, folder, endings, media);
  if (near !== undefined) return `; did you mean \`${near}\`?`;
  return isFolder(resolve(folder, dirname(path))) ? "" : `; there is no folder \`${dirname(path)}\``;
}

/** The path of a file that may be meant by one that isn't there. */
export function nearPath(
  path: string,
  folder: string,
  endings: readonly string[] = [],
  media?: RegExp,
): string | undefined {
  const bare = path.replace(/[\\/]+$/, "");
  if (bare !== path && bare !== "") {
    const near = nearPath(bare, folder, endings, media);
    return near !== undefined && isFolder(resolve(folder, near)) ? `${near}/` : near;
  }
  const isFile = (name: string): boolean => {
    const place = resolve(folder, name);
    return existsSync(place) && statSync(place).isFile();
  };
  const ending = endings.find((each) => isFile(`${path}${each}`));
  if (ending !== undefined) return `${path}${ending}`;
  const [, before = "", name = ""] = /^(.*[\\/])?(.*)$/s.exec(path) ?? [];
  const place = resolve(folder, dirname(path));
  if (!isFolder(place)) return undefined;
  const [near] = nearNames(name, readdirSync(place)).filter((found) => {
    const entry = `${before}${found}`;
    if (endings.length > 0 && ![...endings, extname(path)].includes(extname(found))) return false;
    return isFile(entry)
      ? media === undefined || media.test(entry)
      : media !== undefined && isFolder(resolve(folder, entry));
  });
  return near === undefined ? undefined : `${before}${near}`;
}

function isFolder(place: string): boolean {
  return existsSync(place) && statSync(place).isDirectory();
}
