/** Tables as text: the first line names the fields; between cells stand commas, or tabs, or semicolons. */
import { CsvError, parse } from "csv-parse/sync";
import type { Span } from "../../source/spans.ts";
import { CommandError } from "../command-error.ts";

export interface CsvRow {
  readonly values: Readonly<Record<string, string>>;
  /** Where the row ends, from 1. */
  readonly line: number;
}

/**
 * The rows, as they are asked for. Throws, with the file's name and the line, where a row has other cells than the first line, or two names
 * are one.
 */
export function* readCsv(
  text: string,
  name: string,
  span: Span | undefined,
): Generator<CsvRow, void, undefined> {
  const delimiter = delimiterOf(text);
  let columns: readonly string[] | undefined;
  let lines = 0;
  for (const piece of piecesOf(text)) {
    const before = lines;
    const refuse = (line: number, reason: string): CommandError =>
      new CommandError(1, `${name}:${before + line}: ${reason}`, span);
    const read = readPiece(piece, columns, delimiter, refuse);
    columns = read.columns;
    for (const { values, line } of read.rows) yield { values, line: before + line };
    lines += piece.match(lineEnd)?.length ?? 0;
  }
}

/** How many rows a table has, without reading them: within quotes a line's end is a cell's, and lines without anything are none. */
export function countRows(text: string): number {
  let lines = 0;
  let isQuoted = false;
  let isEmpty = true;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) isQuoted = !isQuoted;
    const isEnd = !isQuoted && (code === lineFeed || code === carriageReturn);
    if (isEnd && !isEmpty) lines += 1;
    isEmpty = isEnd;
  }
  return Math.max(0, isEmpty ? lines - 1 : lines);
}

const [lineFeed, carriageReturn, quote] = [10, 13, 34];

const lineEnd = /\r\n|\n|\r/g;

/** So many characters, about, are read at once, since their rows take several times as much memory. */
const pieceLength = 2 ** 20;

/** Whole lines, and whole cells where quotes let them have several. */
function* piecesOf(text: string): Generator<string, void, undefined> {
  let start = 0;
  while (start < text.length) {
    let end = start;
    let isQuoted = false;
    do {
      const from = end;
      const line = text.indexOf("\n", from + pieceLength);
      end = line < 0 ? text.length : line + 1;
      for (let at = text.indexOf('"', from); at >= 0 && at < end; at = text.indexOf('"', at + 1))
        isQuoted = !isQuoted;
    } while (isQuoted && end < text.length);
    yield text.slice(start, end);
    start = end;
  }
}

/** With the lines counted from 1; the first piece begins with the names, which are undefined before. */
function readPiece(
  text: string,
  known: readonly string[] | undefined,
  delimiter: string,
  refuse: (line: number, reason: string) => CommandError,
): { readonly rows: readonly CsvRow[]; readonly columns: readonly string[] } {
  let ended = 0;
  let columns = known ?? [];
  const takeNames = (cells: readonly string[]): string[] => {
    const names = cells.map((cell) => cell.trim());
    const twice = names.find((cell, at) => names.indexOf(cell) !== at);
    if (twice !== undefined) throw refuse(1, `two columns are called \`${twice}\``);
    columns = names;
    return names;
  };
  try {
    const rows = parse<CsvRow, Record<string, string>>(text, {
      columns: known === undefined ? takeNames : [...known],
      delimiter,
      record_delimiter: ["\r\n", "\n", "\r"],
      skip_empty_lines: true,
      on_record: (values, { lines }) => {
        ended = lines;
        return { values, line: lines };
      },
    });
    return { rows, columns };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    switch (error.code) {
      case "CSV_RECORD_INCONSISTENT_COLUMNS": {
        const cells: unknown = error["record"];
        const count = Array.isArray(cells) ? cells.length : 0;
        throw refuse(
          lineOf(error),
          `${count} ${count === 1 ? "cell" : "cells"}, but the first line names ${columns.length}`,
        );
      }
      case "CSV_QUOTE_NOT_CLOSED":
        throw refuse(ended + 1, 'from this line on, a quote `"` is never closed');
      case "INVALID_OPENING_QUOTE":
        throw refuse(
          lineOf(error),
          'a quote `"` stands within a cell: the whole cell goes in quotes then, and this one is doubled',
        );
      case "CSV_INVALID_CLOSING_QUOTE":
        throw refuse(lineOf(error), 'something stands after the `"` that closes a cell');
      default:
        throw refuse(lineOf(error), error.message);
    }
  }
}

function lineOf(error: CsvError): number {
  const lines: unknown = error["lines"];
  return typeof lines === "number" ? lines : 1;
}

/** What the first line has outside of quotes: names hold none of these. */
function delimiterOf(text: string): string {
  const head = (/^[^\r\n]*/.exec(text)?.[0] ?? "").replace(/"[^"]*"/g, "");
  return [",", "\t", ";"].find((mark) => head.includes(mark)) ?? ",";
}
