import type { Diagnostic, Fix, Severity } from "./diagnostic.ts";
import { messageOf } from "./diagnostic.ts";
import { shownPart } from "./long-lines.ts";
import type { Span } from "./spans.ts";
import { lineText, positionAt } from "./spans.ts";
import { displayWidth, printable } from "./width.ts";

/** Colours a piece of text; the style says what it is, and the caller how that looks. */
export type Paint = (style: Severity | "frame" | "related" | "insertion" | "removal", text: string) => string;

/** The text of a file that a span mentions. */
export type TextOf = (file: string) => string;

const plain: Paint = (_, text) => text;

/** A range of one line with its columns as printed, from 0. */
interface Mark {
  readonly line: number;
  readonly start: number;
  readonly width: number;
  readonly sign: "^" | "-" | "+";
  readonly style: Parameters<Paint>[0];
  readonly label: string | undefined;
}

/** A diagnostic for the terminal: the sentence, the lines that take part with marks below, notes, and fixes. */
export function render(diagnostic: Diagnostic, textOf: TextOf, paint: Paint = plain): string {
  const { span, severity } = diagnostic;
  const text = textOf(span.file);
  const place = positionAt(text, span.start);
  const marks = [markOf(text, span, "^", severity, diagnostic.label)];
  const elsewhere: string[] = [];
  for (const related of diagnostic.related) {
    if (related.span.file === span.file) {
      marks.push(markOf(text, related.span, "-", "related", related.label));
    } else {
      const there = positionAt(textOf(related.span.file), related.span.start);
      elsewhere.push(`${related.span.file}:${there.line}:${there.column}: ${related.label}`);
    }
  }
  const fixes = diagnostic.fixes.map((fix) => fixedLines(fix, textOf));
  const lines = [...marks.map((mark) => mark.line), ...fixes.flat().map((line) => line.number)];
  const gutter = String(Math.max(...lines)).length;
  const frame = (number: number | undefined, content: string): string => {
    const head = `${number === undefined ? "" : number}`.padStart(gutter);
    return `${paint("frame", `${head} │`)}${content === "" ? "" : ` ${content}`}`;
  };
  const markedLine = (number: number, content: string, there: readonly Mark[]): readonly string[] => {
    const shown = shownPart(content, there);
    return [frame(number, shown.text), ...markRows(shown.marks, paint).map((row) => frame(undefined, row))];
  };

  const output = [
    `${paint(severity, `${severity} ${diagnostic.code}`)}: ${messageOf(diagnostic)}`,
    paint("frame", `${" ".repeat(gutter)} ┌─ ${span.file}:${place.line}:${place.column}`),
  ];
  for (const line of new Set(marks.map((mark) => mark.line).sort((a, b) => a - b))) {
    const here = marks.filter((mark) => mark.line === line);
    output.push(...markedLine(line, printable(lineText(text, line)), here));
  }
  const remarks = [...shapeLines(diagnostic), ...elsewhere, ...diagnostic.notes];
  if (remarks.length + fixes.length > 0) output.push(frame(undefined, ""));
  for (const remark of remarks) output.push(frame(undefined, `  ${remark}`));
  diagnostic.fixes.forEach((fix, index) => {
    // A sentence that ends in the same words says it already.
    if (!messageOf(diagnostic).endsWith(fix.title)) output.push(frame(undefined, `  ${fix.title}`));
    for (const line of fixes[index] ?? []) {
      output.push(...markedLine(line.number, printable(line.text), line.marks));
    }
  });
  return output.join("\n");
}

/** The axes that the message sets against each other, in a column. */
function shapeLines({ shapes }: Diagnostic): readonly string[] {
  const width = Math.max(0, ...shapes.map((shape) => displayWidth(shape.label)));
  return shapes.map(
    ({ label, axes }) => `${label}${" ".repeat(width - displayWidth(label))}   [${axes.join(", ")}]`,
  );
}

/** The mark of a span; of several lines only the first is marked. */
function markOf(
  text: string,
  span: Span,
  sign: Mark["sign"],
  style: Mark["style"],
  label: string | undefined,
): Mark {
  const { line, column } = positionAt(text, span.start);
  const content = lineText(text, line);
  const end = Math.min(content.length, column - 1 + span.end - span.start);
  const start = displayWidth(printable(content.slice(0, column - 1)));
  const width = Math.max(1, displayWidth(printable(content.slice(column - 1, end))));
  return { line, start, width, sign, style, label };
}

/** The rows below a line: all marks with the last label beside them, then the other labels, last first. */
function markRows(marks: readonly Mark[], paint: Paint): readonly string[] {
  const sorted = [...marks].sort((a, b) => a.start - b.start || a.width - b.width);
  let row = "";
  let column = 0;
  for (const mark of sorted) {
    const start = Math.max(mark.start, column);
    const end = Math.max(mark.start + mark.width, start);
    row += " ".repeat(start - column) + paint(mark.style, mark.sign.repeat(end - start));
    column = end;
  }
  const last = sorted.at(-1);
  if (last?.label !== undefined) row += ` ${paint(last.style, last.label)}`;
  const others = sorted
    .slice(0, -1)
    .reverse()
    .flatMap(({ start, style, label }) =>
      label === undefined ? [] : [`${" ".repeat(start)}${paint(style, label)}`],
    );
  return [row, ...others];
}

interface FixedLine {
  readonly number: number;
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** The lines that a fix changes, as they are after it, with what is new marked; a mere removal marks what goes. */
function fixedLines(fix: Fix, textOf: TextOf): readonly FixedLine[] {
  const lines: FixedLine[] = [];
  const edits = [...fix.edits].sort((a, b) => a.span.start - b.span.start);
  for (let index = 0; index < edits.length;) {
    const first = edits[index];
    if (first === undefined) break;
    const text = textOf(first.span.file);
    const { line, column } = positionAt(text, first.span.start);
    const lineStart = first.span.start - (column - 1);
    const lineEnd = lineStart + lineText(text, line).length;
    const together = edits.slice(index).filter((edit) => edit.span.start <= lineEnd);
    index += together.length;
    if (together.every((edit) => edit.text === "")) {
      const marks = together.map((edit) => markOf(text, edit.span, "-", "removal", undefined));
      lines.push({ number: line, text: lineText(text, line), marks });
      continue;
    }
    let result = "";
    let from = lineStart;
    const inserted: { start: number; end: number }[] = [];
    for (const edit of together) {
      result += text.slice(from, edit.span.start);
      inserted.push({ start: result.length, end: result.length + edit.text.length });
      result += edit.text;
      from = edit.span.end;
    }
    result += text.slice(from, Math.max(from, lineEnd));
    lines.push(...insertedLines(result, inserted, line));
  }
  return lines;
}

function insertedLines(
  text: string,
  inserted: readonly { start: number; end: number }[],
  firstLine: number,
): readonly FixedLine[] {
  let offset = 0;
  return text.split("\n").flatMap((content, index): readonly FixedLine[] => {
    const lineStart = offset;
    offset += content.length + 1;
    const marks = inserted.flatMap(({ start, end }): readonly Mark[] => {
      const from = Math.max(start, lineStart);
      const to = Math.min(end, lineStart + content.length);
      if (from >= to) return [];
      return [
        {
          line: firstLine + index,
          start: displayWidth(printable(content.slice(0, from - lineStart))),
          width: displayWidth(printable(content.slice(from - lineStart, to - lineStart))),
          sign: "+",
          style: "insertion",
          label: undefined,
        },
      ];
    });
    return marks.length === 0 ? [] : [{ number: firstLine + index, text: content, marks }];
  });
}
