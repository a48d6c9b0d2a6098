/** The specs of the folders that an editor has open. */
import { readdirSync, type Dirent } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { InitializeParams } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { View } from "../../editor/view.ts";
import { textOf, openSpec, pathOf, type OpenAt, type OpenSpec } from "./open-specs.ts";

/** The folders that an editor opens with; a client may tell of one, of several, or of none, and leave out what newer ones don't need. */
export function foldersOf({ workspaceFolders, rootUri }: Partial<InitializeParams>): readonly string[] {
  const uris = workspaceFolders?.map(({ uri }) => uri) ?? (typeof rootUri === "string" ? [rootUri] : []);
  return uris.flatMap((uri) => folderAt(uri) ?? []);
}

/** None where the address is of no file, or of another machine's. */
function folderAt(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

/**
 * The other specs that have one of these words: those of the folders, or of the spec's own where none is open, and those that the spec
 * imports. As they stand in the editor, or else on the disk.
 */
export function specsAround(
  { view }: OpenSpec,
  folders: readonly string[],
  words: readonly string[],
  openAt: OpenAt,
): readonly View[] {
  const own = view.uriOf(view.source.name);
  const imported = Object.keys(view.files).filter((file) => !file.startsWith("std/"));
  const paths = new Set([
    ...imported.map((file) => pathOf(view.uriOf(file))),
    ...(folders.length > 0 ? folders.flatMap(specsUnder) : specsIn(dirname(pathOf(own)))),
  ]);
  return [...paths].flatMap((path) => {
    const document = openAt(path) ?? documentAt(path);
    if (document === undefined || document.uri === own) return [];
    const text = document.getText().normalize("NFC");
    return words.some((word) => text.includes(word)) ? [openSpec(document, openAt, undefined).view] : [];
  });
}

function documentAt(path: string): TextDocument | undefined {
  const text = textOf(path);
  return text === undefined ? undefined : TextDocument.create(pathToFileURL(path).href, "weft", 0, text);
}

/** Hidden folders and those of npm have none that are meant; a folder that may not be read has none. */
function specsUnder(folder: string): readonly string[] {
  const folders = entriesOf(folder).filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules",
  );
  return [...specsIn(folder), ...folders.flatMap(({ name }) => specsUnder(join(folder, name)))];
}

export function specsIn(folder: string): readonly string[] {
  const specs = entriesOf(folder).filter((entry) => entry.isFile() && entry.name.endsWith(".weft"));
  return specs.map(({ name }) => join(folder, name));
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
