/** A spec on the disk: its text, the specs that it imports and the standard library. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, posix, relative, resolve } from "node:path";
import { parse } from "../1-parse/parse.ts";
import type { TextOf } from "../source/report.ts";
import { textOfSetting, type SourceFile } from "../source/spans.ts";
import { CommandError } from "./command-error.ts";
import { nearFile } from "./near-file.ts";
import { readTexts } from "./package-root.ts";
import { keepText } from "./texts-read.ts";
import { utf8Text } from "./utf8-text.ts";

export interface Spec {
  /** Named by its path from the current folder, or by its base name where it lies elsewhere. */
  readonly source: SourceFile;
  /** `gpt` of `specs/gpt.weft` */
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  /** Imported specs, named as the source is, and the standard library under `std/`. */
  readonly files: Readonly<Record<string, string>>;
  /** Absolute: where imported specs lie or would lie. */
  readonly imported: readonly string[];
}

/** The text of a spec, which messages call by its name. Throws where there is no such file, and where it isn't UTF-8. */
export function readSpecText(path: string, name: string): string {
  if (!isFile(path))
    throw new CommandError(2, `there is no file \`${path}\`${nearFile(path, ".", [".weft"])}`);
  return utf8Text(readFileSync(path), name);
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

/** Throws where there is no such file, and where it or one that it imports isn't UTF-8. */
export function readSpec(path: string): Spec {
  const absolute = resolve(path);
  const fromHere = relative(process.cwd(), absolute).replaceAll("\\", "/");
  const name = fromHere.startsWith("../") || isAbsolute(fromHere) ? basename(absolute) : fromHere;
  const textAt = (place: string): string | undefined =>
    isFile(place) ? readSpecText(place, relative(process.cwd(), place)) : undefined;
  const spec = specOf(absolute, { name, text: readSpecText(path, name) }, textAt);
  for (const [file, text] of Object.entries({ ...spec.files, [name]: spec.source.text }))
    keepText(file, text);
  return spec;
}

/** A spec whose text is known, at its absolute path. `textAt` gives the text of another file, undefined where there is none. */
export function specOf(path: string, source: SourceFile, textAt: TextAt): Spec {
  const folder = dirname(path);
  const imported = readImports(source, folder, textAt);
  const files = { ...readTexts("compiler/std", "std/", ".weft"), ...imported.files };
  return { source, name: basename(path).replace(/\.weft$/, ""), folder, files, imported: imported.paths };
}

export type TextAt = (path: string) => string | undefined;

/** The texts of imported specs, and of those that these import; what isn't there is left to `check` to tell. */
function readImports(
  source: SourceFile,
  folder: string,
  textAt: TextAt,
): { readonly files: Spec["files"]; readonly paths: readonly string[] } {
  const files: Record<string, string> = {};
  const paths = new Set<string>();
  const pending: SourceFile[] = [source];
  const base = posix.dirname(source.name);
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    for (const declaration of parse(file, []).declarations) {
      if (declaration.kind !== "import") continue;
      const path = posix.join(posix.dirname(file.name), declaration.path.value);
      if (path === source.name || files[path] !== undefined) continue;
      const place = join(folder, posix.relative(base, path));
      paths.add(place);
      const text = textAt(place);
      if (text === undefined) continue;
      files[path] = text;
      pending.push({ name: path, text });
    }
  }
  return { files, paths: [...paths] };
}

export function textsOf(spec: Spec): TextOf {
  return (file) =>
    textOfSetting(file) ?? (file === spec.source.name ? spec.source.text : (spec.files[file] ?? ""));
}

/** Splits `FILE:NAME`; a file whose own name has a colon is taken as it is. */
export function splitTarget(target: string): { readonly path: string; readonly name: string | undefined } {
  const at = target.lastIndexOf(":");
  if (at <= 0 || existsSync(target) || /[\\/]/.test(target.slice(at))) {
    return { path: target, name: undefined };
  }
  return { path: target.slice(0, at), name: target.slice(at + 1) };
}

/** `name=value` of each `--set`. Throws where one has another form. */
export function parseSettings(entries: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entries.map((entry) => {
      const match = /^\s*([^=\s]+)\s*=\s*(.+?)\s*$/u.exec(entry);
      if (match === null)
        throw new CommandError(
          2,
          `\`--set ${entry}\` has the form \`--set name=value\`, as in \`--set depth=6\``,
        );
      return [(match[1] ?? "").normalize("NFC"), match[2] ?? ""];
    }),
  );
}
