/** `weft run … --inputs`: tables, pictures and sounds as the JSON Lines that the package's own program reads. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseRecord, pathBeside } from "../../../runtime/command/record-lines.ts";
import { encodeNumpy } from "../../../runtime/data/npy.ts";
import { decimalOf } from "../../../runtime/decimal.ts";
import { messageOf } from "../../../runtime/errors.ts";
import type { Generator as GenerateBlock } from "../../2-check/model.ts";
import { own } from "../../source/own.ts";
import { CommandError } from "../command-error.ts";
import { readCsv } from "./csv.ts";
import { entriesOfCell } from "./fields.ts";
import { mediaFileEndings } from "./media-file.ts";
import { nearFile } from "../near-file.ts";
import { readPicture } from "./pictures.ts";
import { findLocalFiles } from "./sources.ts";

type Argument = GenerateBlock["arguments"][number];

export const pictureEndings = /\.(png|jpe?g)$/i;

/** A list that the package reads, and why it ends before the given one does. */
export interface InputList {
  readonly path: string;
  readonly failure: CommandError | undefined;
}

/** The given list, or one that is made in `folder`, beside the pixels that it names. */
export function listInputs(path: string, given: readonly Argument[], folder: string): InputList {
  const isList = /\.(jsonl|ndjson|txt)$/i.test(path);
  const text = isList ? readList(path) : "";
  if (isList && !/\.(png|jpe?g)\b/i.test(text)) return { path, failure: undefined };
  const records = isList
    ? recordsOfLines(text, path, given, folder)
    : /\.(csv|tsv)$/i.test(path)
      ? recordsOfTable(path, given, folder)
      : recordsOfMedia(path, given, folder);
  const lines: string[] = [];
  let failure: CommandError | undefined;
  try {
    for (const record of records) lines.push(`${JSON.stringify(record)}\n`);
  } catch (error) {
    if (!(error instanceof CommandError) || lines.length === 0) throw error;
    failure = error;
  }
  const list = join(folder, "inputs.jsonl");
  writeFileSync(list, lines.join(""));
  return { path: list, failure };
}

type Record = Readonly<{ [name: string]: unknown }>;

/** The same records with pixels in the place of pictures; each says where it is from. */
function* recordsOfLines(
  text: string,
  path: string,
  given: readonly Argument[],
  folder: string,
): Generator<Record, void, undefined> {
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const from = `${path}:${at + 1}`;
    const record = /\.txt$/i.test(path) ? { [soleInput(given).binding.name]: line } : parsed(line, from);
    const inputs = given.flatMap((argument) => {
      const value = record[argument.binding.name];
      return typeof value === "string"
        ? [[argument.binding.name, valueOf(value, argument, path, from, folder)] as const]
        : [];
    });
    yield { from, ...record, ...Object.fromEntries(inputs) };
  }
}

function parsed(line: string, place: string): Record {
  try {
    return parseRecord(line);
  } catch (error) {
    throw new CommandError(1, `${place}: ${messageOf(error)}`);
  }
}

/** Of the columns those that are inputs; a cell of one with axes may hold several entries. */
function* recordsOfTable(
  path: string,
  given: readonly Argument[],
  folder: string,
): Generator<Record, void, undefined> {
  for (const { values, line } of readCsv(readList(path), path, undefined)) {
    const from = `${path}:${line}`;
    const inputs = given.flatMap((argument) => {
      const { name, type } = argument.binding;
      const cell = own(values, name)?.trim();
      if (cell === undefined) return [];
      const isList = type.axes.length > 0 && type.indexes === undefined;
      const value = valueOf(cell, argument, path, from, folder);
      return [[name, isList && value === cell ? numbersOfCell(cell) : value] as const];
    });
    yield { from, ...Object.fromEntries(inputs) };
  }
}

/** Where a text in the list at `path` names a file, that file, or the one with the pixels of that picture; else the text. */
function valueOf(
  text: string,
  { binding: { name, type } }: Argument,
  path: string,
  place: string,
  folder: string,
): string {
  if (type.axes.length === 0 || type.indexes !== undefined || !mediaFileEndings.test(text)) return text;
  const file = resolve(pathBeside(path, text));
  if (!existsSync(file)) {
    const reason = `there is no file \`${text}\` from its folder on${nearFile(text, dirname(path))}`;
    throw new CommandError(1, `${place}: \`${name}\`: ${reason}`);
  }
  if (!pictureEndings.test(text)) return file;
  const pixels = join(folder, `${place.replace(/^.*:/s, "")}-${name}.pixels`);
  return decodePicture(file, pixels, `${place}: \`${name}\`: ${text}`);
}

function readList(path: string): string {
  try {
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch {
    throw new CommandError(2, `--inputs: there is no file \`${path}\`${nearFile(path, ".")}`);
  }
}

/** The cell itself where one of its entries is no number, for the package to refuse. */
function numbersOfCell(cell: string): readonly number[] | string {
  const entries = entriesOfCell(cell);
  const numbers = entries.map((entry) => decimalOf(entry) ?? NaN);
  return numbers.every(Number.isFinite) ? numbers : cell;
}

/** The one that has no default. */
function soleInput(given: readonly Argument[]): Argument {
  const [input, ...others] = given.filter(({ initial }) => initial === undefined);
  if (input !== undefined && others.length === 0) return input;
  const names = [input, ...others].map((one) => one?.binding.name).join(", ");
  throw new CommandError(
    2,
    `--inputs: files are of one input, and there are ${names}: give a .jsonl or a .csv`,
  );
}

/** A record each, in natural order; pictures as pixels. */
function* recordsOfMedia(
  path: string,
  given: readonly Argument[],
  folder: string,
): Generator<Record, void, undefined> {
  const input = soleInput(given);
  const { files, others: unread } = findLocalFiles(path, ".", undefined, mediaFileEndings, "here");
  const [first] = files;
  if (first !== undefined && !mediaFileEndings.test(first.name))
    throw new CommandError(
      2,
      `--inputs: ${first.name} is no list (.jsonl, .csv, .tsv, .txt), picture (.png, .jpg), sound (.wav) or array (.npy)`,
    );
  if (unread.length > 0) process.stderr.write(`left out, since it can't be read: ${unread.join(", ")}\n`);
  for (const [at, { path: file, name }] of files.entries())
    yield {
      from: name,
      [input.binding.name]: pictureEndings.test(name)
        ? decodePicture(file, join(folder, `${at}.pixels`), name)
        : file,
    };
}

/** Writes a picture's pixels where the package reads them; the path of that file. `name` is what messages call the picture. */
export function decodePicture(picture: string, path: string, name: string): string {
  try {
    const { sizes, values } = readPicture(picture);
    writeFileSync(path, encodeNumpy(sizes, values));
  } catch (error) {
    throw new CommandError(1, `${name}: ${messageOf(error)}`);
  }
  return path;
}
