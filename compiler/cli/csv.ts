/** Tables as text: the first line names the fields; between cells stand commas, or tabs, or semicolons. */
import { CsvError, parse } from "csv-parse/sync";
import type { Span } from "../source/spans.ts";
import { CommandError } from "./command-error.ts";

export interface CsvRow {
  readonly values: Readonly<Record<string, string>>;
  /** Where the row ends, from 1. */
  readonly line: number;
}

/** Throws, with the file's name and the line, where a row has other cells than the first line, or two names are one. */
export function readCsv(text: string, name: string, span: Span | undefined): readonly CsvRow[] {
  const refuse = (line: number, reason: string): CommandError =>
    new CommandError(1, `${name}:${line}: ${reason}`, span);
  let ended = 0;
  let columns = 0;
  const takeNames = (cells: readonly string[]): string[] => {
    const names = cells.map((cell) => cell.trim());
    const twice = names.find((cell, at) => names.indexOf(cell) !== at);
    if (twice !== undefined) throw refuse(1, `two columns are called \`${twice}\``);
    columns = names.length;
    return names;
  };
  try {
    return parse<CsvRow, Record<string, string>>(text, {
      columns: takeNames,
      delimiter: delimiterOf(text),
      skip_empty_lines: true,
      on_record: (values, { lines }) => {
        ended = lines;
        return { values, line: lines };
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    switch (error.code) {
      case "CSV_RECORD_INCONSISTENT_COLUMNS": {
        const cells: unknown = error["record"];
        const count = Array.isArray(cells) ? cells.length : 0;
        throw refuse(
          lineOf(error),
          `${count} ${count === 1 ? "cell" : "cells"}, but the first line names ${columns}`,
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
