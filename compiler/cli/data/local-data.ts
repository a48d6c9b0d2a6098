/** What `weft check` tells of the files that a spec names as its data: those that aren't here, and fields that their first record lacks. */
import { existsSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import type { Data, Field, Model, Tokenizer } from "../../2-check/model.ts";
import { propertiesOf } from "../../facts.ts";
import type { Diagnostic, Edit, Fix, Related } from "../../source/diagnostic.ts";
import { report } from "../../source/diagnostic.ts";
import { didYouMean, hereToo } from "../../source/phrases.ts";
import type { Span } from "../../source/spans.ts";
import { CommandError } from "../command-error.ts";
import { nearPath } from "../near-file.ts";
import {
  findLocalSourceFiles,
  heldOutSource,
  isMediaKind,
  mediaEndings,
  recordKindOf,
  withoutHeldOut,
} from "./source-files.ts";
import type { FoundFiles } from "./sources.ts";
import { findLocalFiles } from "./sources.ts";
import type { Spec } from "../spec.ts";
import { textsOf } from "../spec.ts";

/** A path that a spec names, and what its records must have. */
interface Named {
  readonly path: string;
  /** What names it. */
  readonly span: Span;
  readonly find: () => FoundFiles;
  /** How files end of which the path may name a folder. */
  readonly media: RegExp | undefined;
  readonly kind: "csv" | "jsonl" | undefined;
  readonly wanted: readonly { readonly property: string; readonly span: Span }[];
  /** For which a record may name files. */
  readonly fields: readonly Field[];
}

/** A path of which was told, with what its further uses add. */
interface Told {
  readonly related: Related[];
  readonly edits: Edit[];
}

/** Whether it names no package. */
function isLocal({ path }: Pick<Named, "path">): boolean {
  return path !== "" && !/^[a-z]{2,}:/i.test(path);
}

/** Warnings, in the words with which a build would fail. Nothing is fetched, and of a file no more than its beginning is read. */
export async function warnOfData(model: Model, spec: Spec): Promise<readonly Diagnostic[]> {
  const diagnostics: Diagnostic[] = [];
  const missing = new Map<string, Told>();
  for (const named of namedIn(model, spec).filter(isLocal)) {
    const told = missing.get(named.path);
    try {
      if (told === undefined) await warnOfFields(named, named.find(), model, diagnostics);
      else addPlace(named, told, spec);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      missing.set(named.path, reportMissing(named, error.message, spec, diagnostics));
    }
  }
  return diagnostics;
}

function reportMissing(named: Named, reason: string, spec: Spec, diagnostics: Diagnostic[]): Told {
  const told: Told = { related: [], edits: [] };
  const isThere = existsSync(resolve(spec.folder, named.path));
  const near = isThere ? undefined : nearPath(named.path, spec.folder, [], named.media);
  const place = placeOf(named, spec);
  const fixes: Fix[] =
    near === undefined ? [] : [{ title: didYouMean(near), edits: told.edits, applicability: "suggestion" }];
  if (near !== undefined && place !== named.span) told.edits.push({ span: place, text: near });
  report(diagnostics, "W0920", place, { reason }, { related: told.related, fixes });
  return told;
}

function addPlace(named: Named, { related, edits }: Told, spec: Spec): void {
  const [edit] = edits;
  const span = placeOf(named, spec);
  related.push({ span, label: hereToo() });
  if (edit !== undefined && span !== named.span) edits.push({ span, text: edit.text });
}

async function warnOfFields(
  { kind, wanted, fields, span }: Named,
  { files: [first] }: FoundFiles,
  model: Model,
  diagnostics: Diagnostic[],
): Promise<void> {
  if (kind === undefined || first === undefined) return;
  // Reading records takes modules that most checks do without.
  const { firstRecord, valueNamed, without } = await import("./records.ts");
  const { fileNamedFor, mayBeFile } = await import("./named-files.ts");
  const record = firstRecord(kind, first, span);
  if (record === undefined) return;
  for (const { property, span: place } of wanted)
    if (valueNamed(record.values, property) === undefined)
      report(diagnostics, "W0920", place, { reason: without(property, record.values, record.place) });
  for (const field of fields.filter((each) => mayBeFile(each, model)))
    try {
      fileNamedFor(field, record, dirname(first.path));
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      report(diagnostics, "W0920", field.span, { reason: error.message });
    }
}

/** Where the path is written, without its quotes; what names it, where that isn't found. */
function placeOf({ path, span }: Named, spec: Spec): Span {
  const [line = ""] = textsOf(spec)(span.file).slice(span.start).split("\n");
  const at = line.indexOf(`"${path}`);
  return at < 0 ? span : { ...span, start: span.start + at + 1, end: span.start + at + 1 + path.length };
}

function namedIn(model: Model, spec: Spec): readonly Named[] {
  const tokenizers = model.axes.flatMap(({ origin, span }) =>
    origin.kind === "tokenizer" ? [namedByTokenizer(origin.tokenizer, span, spec)] : [],
  );
  return [...tokenizers, ...model.data.flatMap((data) => namedByData(data, spec))].sort(
    (a, b) => a.span.start - b.span.start,
  );
}

function namedByTokenizer({ source = "", fields }: Tokenizer, span: Span, { folder }: Spec): Named {
  const kind = recordKindOf(source) ?? "jsonl";
  return {
    path: source,
    span,
    find: () => findLocalFiles(source, folder, span),
    media: undefined,
    kind: fields === undefined || kind === "module" ? undefined : kind,
    wanted: (fields ?? []).map((property) => ({ property, span })),
    fields: [],
  };
}

function namedByData({ source, fields }: Data, { folder }: Spec): readonly Named[] {
  const { kind, path, span, options } = source;
  const labels = options.find(({ name }) => name === "labels")?.value;
  const table =
    typeof labels === "string"
      ? [
          {
            path: labels,
            span,
            find: () => findLocalFiles(labels, folder, span),
            media: undefined,
            kind: undefined,
            wanted: [],
            fields: [],
          },
        ]
      : [];
  const wanted = fields.flatMap((field) =>
    propertiesOf(field).map((property) => ({ property, span: field.span })),
  );
  const isRead = kind === "csv" || kind === "jsonl";
  const ofRecords = {
    media: isMediaKind(kind) ? mediaEndings[kind] : undefined,
    kind: isRead ? kind : undefined,
    wanted,
    fields: isRead ? fields : [],
  };
  const find = (): FoundFiles => findLocalSourceFiles(source, folder);
  const other = heldOutSource(source);
  const heldOut = other && {
    path: other.path,
    span: other.span,
    find: () => findLocalHeldOut(source, other, folder),
    ...ofRecords,
  };
  return [{ path, span, find, ...ofRecords }, ...(heldOut === undefined ? [] : [heldOut]), ...table];
}

/** Throws, too, where nothing else of the source is left. */
function findLocalHeldOut(source: Data["source"], other: Data["source"], folder: string): FoundFiles {
  const found = findLocalSourceFiles(other, folder);
  const all = isLocal(source) ? filesHere(source, folder) : undefined;
  if (all !== undefined) withoutHeldOut({ source, ...all }, { source: other, ...found });
  return found;
}

/** Undefined where there are none, of which is told at the source itself. */
function filesHere(source: Data["source"], folder: string): FoundFiles | undefined {
  try {
    return findLocalSourceFiles(source, folder);
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}

/** The diagnostics, with a file that may be meant by an import of one that isn't there. */
export function withNearImports(
  diagnostics: readonly Diagnostic[],
  { folder, source }: Spec,
): readonly Diagnostic[] {
  return diagnostics.map((diagnostic) => {
    if (diagnostic.code !== "W0003") return diagnostic;
    const { facts, span } = diagnostic;
    const from = resolve(folder, relative(dirname(source.name), dirname(span.file)));
    const near = nearPath(facts.path, from, [".weft"]);
    if (near === undefined) return diagnostic;
    const edits = [{ span, text: JSON.stringify(near) }];
    const fix: Fix = { title: didYouMean(near), edits, applicability: "suggestion" };
    return { ...diagnostic, fixes: [fix] };
  });
}
