/** A source text with the name under which messages mention it. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** The half-open range `start..end` of a file, in UTF-16 code units of its text. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** A setting of the command line, `--set depth=6`, as a file whose name is its text. */
export function settingSpan(name: string, value: string): Span {
  const file = `${settingStart}${name}=${value}`;
  return { file, start: settingStart.length, end: settingStart.length + name.length };
}

const settingStart = "--set ";

/** The text of a setting that a span mentions as its file; undefined for other files. */
export function textOfSetting(file: string): string | undefined {
  return file.startsWith(settingStart) ? file : undefined;
}

/** Whether it is the other span or a part of it. */
export function isWithin({ file, start, end }: Span, whole: Span): boolean {
  return file === whole.file && start >= whole.start && end <= whole.end;
}

/** Whether it is of the standard library. */
export function isOfLibrary({ file }: Span): boolean {
  return file.startsWith("std/");
}

/** A place for people and editors: both count from 1, and a column counts UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The smallest span that holds both; they must lie in one file. */
export function spanning(first: Span, last: Span): Span {
  return { file: first.file, start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
}

/** The offset at which every line of the text starts; lines end with `\n`, `\r\n` or `\r`. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return starts;
}

/** The line of an offset, counted from 1, in a text whose lines start there. */
export function lineIn(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/** The line and column of an offset; an offset beyond the text counts as its end. */
export function positionAt(text: string, offset: number): Position {
  const starts = lineStarts(text);
  const wanted = Math.min(Math.max(offset, 0), text.length);
  const line = lineIn(starts, wanted);
  return { line, column: wanted - (starts[line - 1] ?? 0) + 1 };
}

/** The text of a line, counted from 1, without its line end. */
export function lineText(text: string, line: number): string {
  const starts = lineStarts(text);
  const start = starts[line - 1] ?? text.length;
  const end = starts[line] ?? text.length;
  return text.slice(start, end).replace(/[\r\n]+$/, "");
}

/** A formula as it is shown on one line; of a block its first line: that says which it is. */
export function onOneLine(text: string): string {
  const [first = ""] = text.split("\n");
  const shown = first.endsWith("{") ? first : text.replaceAll(/\/\/.*$/gm, "");
  return shown
    .replaceAll(/\s+/g, " ")
    .replaceAll(/([([]) | ([)\]])/g, "$1$2")
    .trim();
}
