/** `weft run … --inputs`: tables, pictures and sounds as the JSON Lines that are sent to the package's own program. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pixelsInText } from "../../../runtime/command/file-values.ts";
import { parseRecord, pathBeside } from "../../../runtime/command/record-lines.ts";
import { encodeNumpy } from "../../../runtime/data/npy.ts";
import { decimalOf } from "../../../runtime/decimal.ts";
import { messageOf } from "../../../runtime/errors.ts";
import type { Generator as GenerateBlock } from "../../2-check/model.ts";
import { own } from "../../source/own.ts";
import { CommandError } from "../command-error.ts";
import { countRows, readCsv, type CsvRow } from "./csv.ts";
import { entriesOfCell } from "./fields.ts";
import { mediaFileEndings } from "./media-file.ts";
import { nearFile } from "../near-file.ts";
import { readPicture } from "./pictures.ts";
import { findLocalFiles, type DataFile } from "./sources.ts";

type Argument = GenerateBlock["arguments"][number];

export const pictureEndings = /\.(png|jpe?g)$/i;

type Record = Readonly<{ [name: string]: unknown }>;

interface Records {
  readonly records: Generator<Record, void, undefined>;
  readonly count: number;
}

/**
 * The records as lines of JSON, with pixels in the place of pictures, each read when it is asked for, but the first one now. Undefined where the package
 * reads the list itself. Throws at a record that can't be read.
 */
export function listInputs(path: string, given: readonly Argument[]): Iterable<string> | undefined {
  const isList = /\.(jsonl|ndjson|txt)$/i.test(path);
  const text = isList ? readList(path) : "";
  if (isList && !/\.(png|jpe?g)\b/i.test(text)) return undefined;
  const { records, count } = isList
    ? recordsOfLines(text, path, given)
    : /\.(csv|tsv)$/i.test(path)
      ? recordsOfTable(path, given)
      : recordsOfMedia(path, given);
  const isNamed = given.some(({ binding }) => binding.name === "of");
  const lineOf = (record: Record): string =>
    `${JSON.stringify(isNamed ? record : { ...record, of: count })}\n`;
  const first = records.next();
  function* lines(): Generator<string, void, undefined> {
    if (first.done === true) return;
    yield lineOf(first.value);
    for (const record of records) yield lineOf(record);
  }
  return lines();
}

/** The same records; each says where it is from. */
function recordsOfLines(text: string, path: string, given: readonly Argument[]): Records {
  const lines = [...text.split(/\r?\n/).entries()].filter(([, line]) => line.trim() !== "");
  const read = ([at, line]: readonly [number, string]): Record => {
    const from = `${path}:${at + 1}`;
    const record = /\.txt$/i.test(path) ? { [soleInput(given).binding.name]: line } : parsed(line, from);
    const inputs = given.flatMap((argument) => {
      const value = record[argument.binding.name];
      return typeof value === "string"
        ? [[argument.binding.name, valueOf(value, argument, path, from)] as const]
        : [];
    });
    return { from, ...record, ...Object.fromEntries(inputs) };
  };
  return { records: eachOf(lines, read), count: lines.length };
}

/** Each as it is asked for. */
function* eachOf<Item>(
  items: Iterable<Item>,
  read: (item: Item) => Record,
): Generator<Record, void, undefined> {
  for (const item of items) yield read(item);
}

function parsed(line: string, place: string): Record {
  try {
    return parseRecord(line);
  } catch (error) {
    throw new CommandError(1, `${place}: ${messageOf(error)}`);
  }
}

/** Of the columns those that are inputs; a cell of one with axes may hold several entries. */
function recordsOfTable(path: string, given: readonly Argument[]): Records {
  const text = readList(path);
  const read = ({ values, line }: CsvRow): Record => {
    const from = `${path}:${line}`;
    const inputs = given.flatMap((argument) => {
      const { name, type } = argument.binding;
      const cell = own(values, name)?.trim();
      if (cell === undefined) return [];
      const isList = type.axes.length > 0 && type.indexes === undefined;
      const value = valueOf(cell, argument, path, from);
      return [[name, isList && value === cell ? numbersOfCell(cell) : value] as const];
    });
    return { from, ...Object.fromEntries(inputs) };
  };
  return { records: eachOf(readCsv(text, path, undefined), read), count: countRows(text) };
}

/** Where a text in the list at `path` names a file, that file, or the pixels of that picture; else the text. */
function valueOf(text: string, { binding: { name, type } }: Argument, path: string, place: string): string {
  if (type.axes.length === 0 || type.indexes !== undefined || !mediaFileEndings.test(text)) return text;
  const file = resolve(pathBeside(path, text));
  if (!existsSync(file)) {
    const reason = `there is no file \`${text}\` from its folder on${nearFile(text, dirname(path))}`;
    throw new CommandError(1, `${place}: \`${name}\`: ${reason}`);
  }
  if (!pictureEndings.test(text)) return file;
  return pixelsOf(file, `${place}: \`${name}\`: ${text}`);
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

/** A record each, in natural order. */
function recordsOfMedia(path: string, given: readonly Argument[]): Records {
  const input = soleInput(given);
  const { files, others: unread } = findLocalFiles(path, ".", undefined, mediaFileEndings, "here");
  const [first] = files;
  if (first !== undefined && !mediaFileEndings.test(first.name))
    throw new CommandError(
      2,
      `--inputs: ${first.name} is no list (.jsonl, .csv, .tsv, .txt), picture (.png, .jpg), sound (.wav) or array (.npy)`,
    );
  if (unread.length > 0) process.stderr.write(`left out, since it can't be read: ${unread.join(", ")}\n`);
  const read = ({ path: file, name }: DataFile): Record => ({
    from: name,
    [input.binding.name]: pictureEndings.test(name) ? pixelsOf(file, name) : file,
  });
  return { records: eachOf(files, read), count: files.length };
}

/** A picture's pixels as a text in which the package has them; `name` is what messages call the picture. */
function pixelsOf(picture: string, name: string): string {
  return `${pixelsInText}${Buffer.from(encodePicture(picture, name)).toString("base64")}`;
}

/** Writes a picture's pixels where the package reads them; the path of that file. */
export function decodePicture(picture: string, path: string): string {
  writeFileSync(path, encodePicture(picture, picture));
  return path;
}

function encodePicture(picture: string, name: string): Uint8Array {
  try {
    const { sizes, values } = readPicture(picture);
    return encodeNumpy(sizes, values);
  } catch (error) {
    throw new CommandError(1, `${name}: ${messageOf(error)}`);
  }
}
