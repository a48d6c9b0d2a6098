/** `weft run … --inputs`: tables, pictures and sounds as the JSON Lines that the package's own program reads. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeNumpyBytes } from "../../runtime/data/npy.ts";
import type { Generator } from "../2-check/model.ts";
import { CommandError } from "./command-error.ts";
import { readCsv } from "./csv.ts";
import { entriesOfCell } from "./fields.ts";
import { nearFile } from "./near-file.ts";
import { readPicture } from "./pictures.ts";
import { findLocalFiles } from "./sources.ts";

type Argument = Generator["arguments"][number];

const mediaEndings = /\.(png|jpe?g|wav|npy)$/i;
export const pictureEndings = /\.(png|jpe?g)$/i;

/** The path of a list that the package reads: the given one, or one that is made in `folder`, beside the pixels that it names. */
export function listInputs(path: string, given: readonly Argument[], folder: string): string {
  if (/\.(jsonl|ndjson|txt)$/i.test(path)) return path;
  const records = /\.(csv|tsv)$/i.test(path)
    ? recordsOfTable(path, given)
    : recordsOfMedia(path, given, folder);
  const list = join(folder, "inputs.jsonl");
  writeFileSync(list, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  return list;
}

type Record = Readonly<{ [name: string]: unknown }>;

/** Of the columns those that are inputs; a cell of one with axes may hold several entries. */
function recordsOfTable(path: string, given: readonly Argument[]): readonly Record[] {
  const rows = readCsv(readTable(path), path, undefined);
  return rows.map(({ values, line }) => {
    const inputs = given.flatMap(({ binding: { name, type } }) => {
      const cell = values[name];
      if (cell === undefined) return [];
      const isList = type.axes.length > 0 && type.indexes === undefined;
      return [[name, isList ? numbersOfCell(cell) : cell.trim()] as const];
    });
    return { from: `${path}:${line}`, ...Object.fromEntries(inputs) };
  });
}

function readTable(path: string): string {
  try {
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch {
    throw new CommandError(2, `--inputs: there is no file \`${path}\`${nearFile(path, ".")}`);
  }
}

/** The cell itself where one of its entries is no number, for the package to refuse. */
function numbersOfCell(cell: string): readonly number[] | string {
  const entries = entriesOfCell(cell);
  const numbers = entries.map((entry) => (entry === "" ? NaN : Number(entry)));
  return numbers.every(Number.isFinite) ? numbers : cell;
}

/** A record each, in natural order; pictures as pixels. */
function recordsOfMedia(path: string, given: readonly Argument[], folder: string): readonly Record[] {
  const [input, ...others] = given.filter(({ initial }) => initial === undefined);
  if (input === undefined || others.length > 0) {
    const names = [input, ...others].map((one) => one?.binding.name).join(", ");
    throw new CommandError(
      2,
      `--inputs: files are of one input, and there are ${names}: give a .jsonl or a .csv`,
    );
  }
  const { files, others: unread } = findLocalFiles(path, ".", undefined, mediaEndings, "here");
  const [first] = files;
  if (first !== undefined && !mediaEndings.test(first.name))
    throw new CommandError(
      2,
      `--inputs: ${first.name} is no list (.jsonl, .csv, .tsv, .txt), picture (.png, .jpg), sound (.wav) or array (.npy)`,
    );
  if (unread.length > 0) process.stderr.write(`left out, since it can't be read: ${unread.join(", ")}\n`);
  return files.map(({ path: file, name }, at) => ({
    from: name,
    [input.binding.name]: pictureEndings.test(name)
      ? decodePicture(file, join(folder, `input-${at}.pixels`))
      : file,
  }));
}

/** Writes a picture's pixels where the package reads them; the path of that file. */
export function decodePicture(picture: string, path: string): string {
  try {
    const { sizes, values, levels } = readPicture(picture);
    const bytes = levels === 255 ? values : values.map((value) => Math.round((value * 255) / levels));
    writeFileSync(path, encodeNumpyBytes(sizes, bytes));
  } catch (error) {
    throw new CommandError(1, `${picture}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return path;
}
