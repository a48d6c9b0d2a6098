/** Sources of records: lines, JSON, CSV and modules. A record has named values, and the place that messages tell. */
import { spawn } from "node:child_process";
import { closeSync, openSync, readSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import type { Data } from "../../2-check/model.ts";
import { either } from "../../source/message.ts";
import { own } from "../../source/own.ts";
import type { Span } from "../../source/spans.ts";
import { nearNames } from "../../source/suggest.ts";
import { CommandError } from "../command-error.ts";
import { readCsv } from "./csv.ts";
import { denoExecutable } from "../deno.ts";
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

/**
 * What a record has under a name, or, where none is written so, in its objects: `user.name` in `{ "user": { "name": "Ada" } }`. Of a list of
 * objects, `turns[].said`, it is the list of what each has, where all have it.
 */
export function valueNamed(values: DataRecord["values"], name: string): unknown {
  return own(values, name) ?? valueAlong(values, name.split("."));
}

function valueAlong(value: unknown, [part, ...rest]: readonly string[]): unknown {
  if (part === undefined) return value;
  if (!isNested(value)) return undefined;
  const whole = own(value, part);
  if (whole !== undefined || !part.endsWith("[]")) return valueAlong(whole, rest);
  const list = own(value, part.slice(0, -2));
  if (!Array.isArray(list)) return undefined;
  const entries = list.map((entry) => valueAlong(entry, rest));
  return entries.includes(undefined) ? undefined : entries;
}

/** An object of a record, and not what a picture, a sound or an array was read as. */
function isNested(value: unknown): value is DataRecord["values"] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return !Object.values(value).some(ArrayBuffer.isView);
}

function isObjects(value: unknown): value is readonly DataRecord["values"][] {
  return Array.isArray(value) && value.length > 0 && value.every(isNested);
}

function namesIn(values: DataRecord["values"]): readonly string[] {
  return Object.entries(values).flatMap(([key, value]) =>
    isNested(value)
      ? namesIn(value).map((name) => `${key}.${name}`)
      : isObjects(value)
        ? [...new Set(value.flatMap(namesIn))].map((name) => `${key}[].${name}`)
        : [key],
  );
}

/** That a record lacks what a field is made from; of a list of objects the first that does, counted from 0. */
export function without(name: string, values: DataRecord["values"], place: string): string {
  const [, before, after] = /^(.*?)\[\]\.(.*)$/.exec(name) ?? [];
  const list = before === undefined || after === undefined ? undefined : valueNamed(values, before);
  if (after !== undefined && isObjects(list)) {
    const at = list.findIndex((entry) => valueNamed(entry, after) === undefined);
    const entry = list[at];
    if (entry !== undefined) return without(after, entry, `${place}: entry ${at} of \`${before}\``);
  }
  const present = namesIn(values);
  const near = nearNames(name, present);
  const isData = present.some((key) => key !== "" && Number.isFinite(Number(key)));
  const meant =
    near.length > 0
      ? `; did you mean ${either(near)}?`
      : isData
        ? "; are these the names of its columns, which the first line of a table has?"
        : "";
  const has = present.map((key) => `\`${key}\``).join(", ");
  return `${place}: there is no \`${name}\`; the record has ${has}${meant}`;
}

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

/** How much of a file is read for its first record. */
const headBytes = 65536;

/** The first record, as far as the beginning of the file shows it whole. */
export function firstRecord(kind: "csv" | "jsonl", file: DataFile, span: Span): DataRecord | undefined {
  const head = Buffer.alloc(headBytes);
  const descriptor = openSync(file.path, "r");
  try {
    const size = readSync(descriptor, head, 0, headBytes, 0);
    const text = head.toString("utf8", 0, size).replace(/^\uFEFF/, "");
    const whole = size < headBytes ? text : text.slice(0, text.lastIndexOf("\n") + 1);
    if (kind === "jsonl" && text.trimStart().startsWith("[")) return undefined;
    const [first] = kind === "csv" ? csvRecords(whole, file, span) : readJson(whole, file, span);
    return first;
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

function* csvRecords(text: string, file: DataFile, span: Span): Generator<DataRecord, void, undefined> {
  for (const { values, line } of readCsv(text, file.name, span))
    yield { values, place: `${file.name}:${line}` };
}

function* readFileRecords(
  kind: Exclude<RecordKind, "module">,
  file: DataFile,
  span: Span,
): Generator<DataRecord, void, undefined> {
  const text = readDataText(file, span);
  switch (kind) {
    case "lines":
      for (const [line, content] of linesOf(text))
        yield { values: { [wholeLine]: content }, place: `${file.name}:${line}` };
      return;
    case "jsonl":
      return yield* readJson(text, file, span);
    case "csv":
      return yield* csvRecords(text, file, span);
  }
}

/** Lines that aren't blank, with their numbers from 1, as they are asked for. */
function* linesOf(text: string): Generator<readonly [line: number, content: string], void, undefined> {
  const end = /\r\n|\n|\r/g;
  let start = 0;
  for (let line = 1; start < text.length; line++) {
    const found = end.exec(text);
    const content = text.slice(start, found?.index);
    start = found === null ? text.length : end.lastIndex;
    if (content.trim() !== "") yield [line, content];
  }
}

/** An object a line, or one array of objects as the whole file. */
function* readJson(text: string, file: DataFile, span: Span): Generator<DataRecord, void, undefined> {
  if (text.trimStart().startsWith("[")) {
    const placeOf = (line: number | undefined) => (line === undefined ? file.name : `${file.name}:${line}`);
    // JSON that begins with a bracket is an array.
    const all = parseJson(text, placeOf, span) as readonly unknown[];
    for (const [at, value] of all.entries()) yield recordOf(value, `${file.name}, record ${at + 1}`, span);
    return;
  }
  for (const [line, content] of linesOf(text)) {
    const place = `${file.name}:${line}`;
    yield recordOf(
      parseJson(content, () => place, span),
      place,
      span,
    );
  }
}

/** `placeOf` names a line of the text, from 1; a text of one line has only that. */
function parseJson(text: string, placeOf: (line: number | undefined) => string, span: Span): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const shown = reason.replace(/\s+/g, " ");
    throw new CommandError(1, `${placeOf(lineOfReason(reason, text))}: ${shown}`, span);
  }
}

/** V8 tells a position, or only the text around it, or that the text has ended; of a short text it shows all, which is enough. */
function lineOfReason(reason: string, text: string): number | undefined {
  const around = /"\.{3}|\.{3}"/.test(reason)
    ? /^.*?, (?:\.{3})?"(.*)"(?:\.{3})? is not/s.exec(reason)?.[1]
    : undefined;
  const told = / at position (\d+)/.exec(reason)?.[1];
  const position =
    told !== undefined
      ? Number(told)
      : around !== undefined && text.indexOf(around) === text.lastIndexOf(around)
        ? text.indexOf(around) + around.length / 2
        : /end of JSON/.test(reason)
          ? text.trimEnd().length
          : undefined;
  return position === undefined ? undefined : text.slice(0, position).split("\n").length;
}

function recordOf(value: unknown, place: string, span: Span): DataRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new CommandError(1, `${place}: a record is an object with a value for each field`, span);
  }
  return { values: { ...value }, place };
}

/** Prints what a module's default export yields, a record a line; typed arrays become arrays. What the module prints itself goes elsewhere. */
const moduleReader = `
  const print = console.log;
  console.log = console.info = console.debug = console.error;
  const { default: records } = await import(Deno.args[0]);
  if (typeof records !== "function") throw new Error("its default export is no function");
  const plain = (_, value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);
  for await (const record of records()) print(JSON.stringify(record, plain));
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
      yield recordOf(
        parseJson(line, () => place, span),
        place,
        span,
      );
    }
    const failed = (await ended) !== 0;
    const end = failed ? Math.max(0, errors.search(/^error: /m)) : errors.length;
    process.stderr.write(errors.slice(0, end));
    if (failed) {
      const reason = errors.slice(end).trim().split("\n").slice(0, 3).join("\n");
      throw new CommandError(1, `${file.name} failed: ${reason}`, span);
    }
  } finally {
    child.kill();
  }
}
