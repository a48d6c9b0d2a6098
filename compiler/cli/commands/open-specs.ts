/** The specs that an editor has open, each as it stands there, with what it imports from the editor or the disk. */
import { readFileSync, statSync } from "node:fs";
import { basename, dirname, join, posix, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { View } from "../../editor/view.ts";
import { viewOf } from "../../editor/view.ts";
import { packageRoot } from "../package-root.ts";
import type { Spec } from "../spec.ts";
import { specOf } from "../spec.ts";

export interface OpenSpec {
  readonly spec: Spec;
  readonly view: View;
  /** Of the standard library itself, which has its own names already. */
  readonly isLibrary: boolean;
}

/** The open text of a path, and how the editor calls it. */
export type OpenAt = (path: string) => TextDocument | undefined;

/** The path of a document; of one that isn't saved, where it would be saved with the name that it has. */
export function pathOf(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch {
    return resolve(basename(uri).replace(/[^\p{L}\p{N}._-]/gu, "_"));
  }
}

/** What is known of a document; what was known before, where no text of its program is another. */
export function openSpec(document: TextDocument, openAt: OpenAt, before: OpenSpec | undefined): OpenSpec {
  const path = pathOf(document.uri);
  const folder = dirname(path);
  const library = join(packageRoot(), "compiler", "std");
  const isLibrary = folder === library;
  const name = `${isLibrary ? "std/" : ""}${basename(path)}`;
  const textAt = (place: string): string | undefined => openAt(place)?.getText() ?? textOf(place);
  const spec = specOf(path, { name, text: document.getText() }, textAt);
  if (before !== undefined && sameTexts(before.spec, spec)) return before;
  const uriOf = (file: string): string => {
    if (file === name) return document.uri;
    const place = file.startsWith("std/")
      ? join(library, file.slice("std/".length))
      : join(folder, posix.relative(posix.dirname(name), file));
    return openAt(place)?.uri ?? pathToFileURL(place).href;
  };
  return { spec, view: viewOf(spec.source, spec.files, uriOf), isLibrary };
}

function sameTexts(a: Spec, b: Spec): boolean {
  const names = Object.keys(a.files);
  return (
    a.source.text === b.source.text &&
    names.length === Object.keys(b.files).length &&
    names.every((name) => a.files[name] === b.files[name])
  );
}

/** A file that vanishes or may not be read is none. */
export function textOf(path: string): string | undefined {
  try {
    return statSync(path).isFile() ? readFileSync(path, "utf8") : undefined;
  } catch {
    return undefined;
  }
}
