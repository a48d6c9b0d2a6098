/** A disk in memory: files and the folders that they lie in, by absolute paths. */

export interface StoredFile {
  readonly content: Uint8Array;
  readonly mtimeMs: number;
}

const files = new Map<string, StoredFile>();
/** The names in each folder. */
const folders = new Map<string, Set<string>>([["/", new Set()]]);

const folderOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf("/")));
const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

export function fileAt(path: string): StoredFile | undefined {
  return files.get(path);
}

/** The names in a folder, in order; undefined where there is none. */
export function namesIn(path: string): readonly string[] | undefined {
  const names = folders.get(path);
  return names && [...names].sort();
}

/** Writes a file, with the folders that it needs. */
export function putFile(path: string, content: Uint8Array): void {
  files.set(path, { content, mtimeMs: Date.now() });
  enter(path);
}

export function putFolder(path: string): void {
  if (folders.has(path)) return;
  folders.set(path, new Set());
  if (path !== "/") enter(path);
}

function enter(path: string): void {
  const folder = folderOf(path);
  putFolder(folder);
  folders.get(folder)?.add(nameOf(path));
}

/** Removes a file, or a folder with all that is in it. */
export function removeAt(path: string): void {
  for (const name of namesIn(path) ?? []) removeAt(`${path}/${name}`);
  files.delete(path);
  folders.delete(path);
  folders.get(folderOf(path))?.delete(nameOf(path));
}

/** All files below a folder, by absolute paths. */
export function filesBelow(path: string): readonly string[] {
  return (namesIn(path) ?? []).flatMap((name) => {
    const place = `${path === "/" ? "" : path}/${name}`;
    return folders.has(place) ? filesBelow(place) : [place];
  });
}
