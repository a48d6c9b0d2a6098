/** Sources of records: lines, JSON, CSV and modules. A record has named values, and the place that messages tell. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { parse as parseCsv } from "csv-parse/sync";
import type { Data } from "../2-check/model.ts";
import type { Span } from "../source/spans.ts";
import { CommandError } from "./command-error.ts";
import { denoExecutable } from "./deno.ts";
import type { DataFile } from "./sources.ts";
import { readDataText } from "./sources.ts";

export interface DataRecord {
  readonly values: Readonly<Record<string, unknown>>;
  /** `reviews.jsonl:17` */
  readonly place: string;
}

export type RecordKind = Extract<Data["source"]["kind"], "lines" | "jsonl" | "csv" | "module">;

/** The name under which a line without fields stands. */
export const wholeLine = "";

/** All records of the files, in order. Throws, with file, line and reason, at one that can't be read. */
export async function* readRecords(
  kind: RecordKind,
  files: readonly DataFile[],
  span: Span,
): AsyncGenerator<DataRecord, void, undefined> {
  for (const file of files) {
    yield* kind === "module" ? readModule(file, span) : readFileRecords(kind, file, span);
  }
}

function readFileRecords(
  kind: Exclude<RecordKind, "module">,
  file: DataFile,
  span: Span,
): readonly DataRecord[] {
  const text = readDataText(file, span);
  switch (kind) {
    case "lines":
      return linesOf(text).map(([line, content]) => ({
        values: { [wholeLine]: content },
        place: `${file.name}:${line}`,
      }));
    case "jsonl":
      return readJson(text, file, span);
    case "csv":
      return readCsv(text, file, span);
  }
}

/** Lines that aren't blank, with their numbers from 1. */
function linesOf(text: string): readonly (readonly [number, string])[] {
  return text
    .split(/\r\n|\n|\r/)
    .map((content, at) => [at + 1, content] as const)
    .filter(([, content]) => content.trim() !== "");
}

/** An object a line, or one array of objects as the whole file. */
function readJson(text: string, file: DataFile, span: Span): readonly DataRecord[] {
  if (text.trimStart().startsWith("[")) {
    const all = parseJson(text, file.name, span);
    if (!Array.isArray(all)) throw new CommandError(1, `${file.name} isn't an array of records`, span);
    return all.map((value: unknown, at) => recordOf(value, `${file.name}, record ${at + 1}`, span));
  }
  return linesOf(text).map(([line, content]) => {
    const place = `${file.name}:${line}`;
    return recordOf(parseJson(content, place, span), place, span);
  });
}

function parseJson(text: string, place: string, span: Span): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(1, `${place}: ${error instanceof Error ? error.message : String(error)}`, span);
  }
}

function recordOf(value: unknown, place: string, span: Span): DataRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new CommandError(1, `${place}: a record is an object with a value for each field`, span);
  }
  return { values: { ...value }, place };
}

/** The first line names the fields. */
function readCsv(text: string, file: DataFile, span: Span): readonly DataRecord[] {
  try {
    const rows: { readonly record: Record<string, unknown>; readonly info: { readonly lines: number } }[] =
      parseCsv(text, { columns: true, info: true, skip_empty_lines: true });
    return rows.map(({ record, info }) => ({ values: record, place: `${file.name}:${info.lines}` }));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new CommandError(1, `${file.name}: ${error.message}`, span);
  }
}

/** Prints what a module's default export yields, a record a line; typed arrays become arrays. */
const moduleReader = `
  const { default: records } = await import(Deno.args[0]);
  if (typeof records !== "function") throw new Error("its default export is no function");
  const plain = (_, value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);
  for await (const record of records()) console.log(JSON.stringify(record, plain));
`;

/**
 * Runs the module in Deno, which reads TypeScript as it is. What it imports from npm comes from Deno's own cache, so that a package.json
 * which happens to lie above needn't list it.
 */
async function* readModule(file: DataFile, span: Span): AsyncGenerator<DataRecord, void, undefined> {
  const child = spawn(
    denoExecutable(),
    ["eval", "--node-modules-dir=none", moduleReader, pathToFileURL(file.path).href],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1" },
    },
  );
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  let count = 0;
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      count += 1;
      const place = `${file.name}, record ${count}`;
      yield recordOf(parseJson(line, place, span), place, span);
    }
    if ((await ended) !== 0) {
      const reason = errors.trim().split("\n").slice(0, 3).join("\n");
      throw new CommandError(1, `${file.name} failed: ${reason}`, span);
    }
  } finally {
    child.kill();
  }
}
