import type * as Tree from "../tree.ts";
import { render, sequence } from "./document.ts";
import type { Document } from "./document.ts";
import type { Printing } from "./expressions.ts";
import type { Source } from "./source.ts";
import { commentsBetween, commentText, lineEndsBetween, readSource, writtenLines } from "./source.ts";
import type { Body, Row } from "./statements.ts";
import { printLine } from "./statements.ts";

const width = 120;
/** Names of bindings that differ by more than this in length are not aligned. */
const widestGap = 6;

/**
 * The text of a file without syntax errors in its canonical layout: two spaces a level, one statement a line, in lines of at most
 * 120 characters where that can be, neighbours of a kind in columns. Comments stay at their statements, and a statement with
 * comments inside of it stays as it is written. No name, axis, parenthesis or number changes, so the text means the same.
 */
export function format(file: Tree.File, text: string): string {
  const source = readSource(file, text);
  const lines: string[] = [];
  const [first] = file.declarations;
  const { edition } = file;
  let from = 0;
  if (edition !== undefined) {
    const start = text.lastIndexOf("weft", edition.span.start);
    for (const comment of commentsBetween(source, 0, start)) lines.push(commentText(comment));
    const after = trailingComments(source, edition.span.end, first?.span.start ?? text.length);
    lines.push([`weft ${edition.text}`, ...after.map(commentText)].join("  "));
    from = after.at(-1)?.span.end ?? edition.span.end;
  }
  const rest = formatLines(source, file.declarations, from, text.length, 0);
  if (lines.length > 0 && rest.length > 0) lines.push("");
  return `${[...lines, ...rest].join("\n")}\n`;
}

type Line = Tree.Declaration | Tree.Statement | Tree.Field;

/** A statement with the comments that belong to it. */
interface Entry {
  readonly tree: Line;
  readonly row: Row;
  readonly above: readonly string[];
  readonly beside: string;
  /** Whether the writer left a line free before it. */
  readonly isApart: boolean;
  /** Has comments inside, so that it is kept as it is. */
  readonly isKept: boolean;
}

/** The comments after a place that stand on its line. */
function trailingComments(source: Source, from: number, to: number): readonly Tree.Comment[] {
  return commentsBetween(source, from, to).filter(
    ({ ownLine, span }) => !ownLine && lineEndsBetween(source, from, span.start) === 0,
  );
}

/** The statements of a file or a block, from one place in the text to another, and the comments there. */
function formatLines(
  source: Source,
  trees: readonly Line[],
  from: number,
  to: number,
  level: number,
): readonly string[] {
  const indentation = level * 2;
  const printing: Printing = {
    text: source.text,
    block: (block) => printBlock(source, block, level),
  };
  const entries: Entry[] = [];
  let place = from;
  for (const [at, tree] of trees.entries()) {
    const above = commentsBetween(source, place, tree.span.start);
    const start = above[0]?.span.start ?? tree.span.start;
    const next = trees[at + 1]?.span.start ?? to;
    const beside = trailingComments(source, tree.span.end, next);
    const row = printLine(tree, printing, (data) => braceOf(source, data));
    const headEnd = row.block?.start ?? tree.span.end;
    entries.push({
      tree,
      row,
      above: withBlankLines(source, above, tree.span.start),
      beside: beside.map(commentText).join("  "),
      isApart: lineEndsBetween(source, place, start) > 1,
      isKept:
        commentsBetween(source, tree.span.start, headEnd).length > 0 ||
        commentsBetween(source, row.block?.end ?? headEnd, tree.span.end).length > 0,
    });
    place = beside.at(-1)?.span.end ?? tree.span.end;
  }
  const lines: string[] = [];
  for (const run of runsOf(entries)) {
    const columns = widthsOf(run);
    const laid = run.map((entry) => layOut(source, entry, columns, level));
    const longest = Math.max(...laid.map((statement) => statement.at(-1)?.length ?? 0));
    for (const [at, entry] of run.entries()) {
      const own = laid[at] ?? [];
      if (lines.length > 0 && isApart(entries, entry)) lines.push("");
      for (const comment of entry.above) lines.push(comment === "" ? "" : " ".repeat(indentation) + comment);
      const last = own.at(-1) ?? "";
      const commented = run.filter(({ beside }) => beside !== "").length > 1 ? last.padEnd(longest) : last;
      lines.push(...own.slice(0, -1), entry.beside === "" ? last : `${commented}  ${entry.beside}`);
    }
  }
  const below = commentsBetween(source, place, to);
  const [firstBelow] = below;
  if (firstBelow === undefined) return lines;
  if (lines.length > 0 && lineEndsBetween(source, place, firstBelow.span.start) > 1) lines.push("");
  for (const comment of withBlankLines(source, below, undefined))
    lines.push(comment === "" ? "" : " ".repeat(indentation) + comment);
  return lines;
}

/** The brace of data, found with its blocks. */
function braceOf({ blocks }: Source, data: Tree.DataDeclaration): number {
  for (const [start, end] of blocks)
    if (end === data.span.end && start > data.source.span.start) return start;
  return data.source.span.end;
}

/** Comments with at most one free line between them, where the writer left some; and before the statement at `until`. */
function withBlankLines(
  source: Source,
  comments: readonly Tree.Comment[],
  until: number | undefined,
): readonly string[] {
  return comments.flatMap((comment, at) => {
    const next = comments[at + 1]?.span.start ?? until;
    const isApart = next !== undefined && lineEndsBetween(source, comment.span.end, next) > 1;
    return isApart ? [commentText(comment), ""] : [commentText(comment)];
  });
}

/** Declarations with a block stand apart from their neighbours. */
function isApart(entries: readonly Entry[], entry: Entry): boolean {
  const before = entries[entries.indexOf(entry) - 1];
  const isTop = (tree: Line | undefined): boolean =>
    tree !== undefined && tree.kind !== "grow" && tree.kind !== "field";
  const blocks = [before, entry].some((each) => each?.row.block !== undefined && isTop(each.tree));
  return entry.isApart || blocks;
}

/** Neighbours that are aligned with each other; one of another kind, a comment or a free line ends a run. */
function runsOf(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const runs: Entry[][] = [];
  for (const entry of entries) {
    const run = runs.at(-1);
    const [first] = run ?? [];
    const { group } = entry.row;
    const joins =
      first !== undefined &&
      group !== undefined &&
      first.row.group === group &&
      !entry.isApart &&
      !entry.isKept &&
      !first.isKept &&
      entry.above.length === 0 &&
      (group !== "binding" || gapOf([...(run ?? []), entry]) <= widestGap);
    if (joins && run !== undefined) run.push(entry);
    else runs.push([entry]);
  }
  return runs;
}

function gapOf(run: readonly Entry[]): number {
  const lengths = run.map(({ row }) => row.columns[0]?.length ?? 0);
  return Math.max(...lengths) - Math.min(...lengths);
}

/** How wide each column is; the last one of a row after which nothing stands doesn't count. */
function widthsOf(run: readonly Entry[]): readonly number[] {
  const count = Math.max(...run.map(({ row }) => row.columns.length));
  return Array.from({ length: count }, (_, at) =>
    Math.max(
      0,
      ...run.map(({ row: { columns, rest } }) =>
        at + 1 === columns.length && rest === "" ? 0 : (columns[at]?.length ?? 0),
      ),
    ),
  );
}

/** The lines of a statement, with its block. */
function layOut(
  source: Source,
  { tree, row, isKept }: Entry,
  widths: readonly number[],
  level: number,
): readonly string[] {
  const indentation = level * 2;
  const { block } = row;
  const written = (from: number, to: number): readonly string[] =>
    writtenLines(source, from, to).map((line) => (line === "" ? "" : " ".repeat(indentation) + line));
  if (isKept && block === undefined) return written(tree.span.start, tree.span.end);
  const padded = row.columns.map((column, at) => column.padEnd(widths[at] ?? 0));
  const whole = [...padded, ...(row.rest === "" ? [] : [row.rest])].flatMap((part, at) =>
    at === 0 ? [part] : [" ", part],
  );
  const head =
    isKept && block !== undefined
      ? written(tree.span.start, block.start)
      : render(sequence(...whole, block === undefined ? "" : " {"), width, indentation);
  if (block === undefined) return head;
  const tail = isKept
    ? written(block.end, tree.span.end).map((line) => line.trimStart())
    : render(block.tail, width, 0);
  return [...(isKept ? openedBelow(head, indentation) : head), ...bodyOf(source, block, level, tail)];
}

/** A head that ends in a comment has its brace on a line of its own. */
function openedBelow(head: readonly string[], indentation: number): readonly string[] {
  const lines = head.at(-1) === "" ? head.slice(0, -1) : head;
  const last = lines.at(-1) ?? "";
  const brace = `${" ".repeat(indentation)}{`;
  return last.includes("//") ? [...lines, brace] : [...lines.slice(0, -1), `${last} {`];
}

/** What stands between braces, with the closing one. */
function bodyOf(
  source: Source,
  { start, statements, end }: Body,
  level: number,
  tail: readonly string[],
): readonly string[] {
  const inside = formatLines(source, statements, start + 1, end - 1, level + 1);
  const [first = "", ...others] = tail;
  return [...inside, `${" ".repeat(level * 2)}}${first === "" ? "" : ` ${first.trimStart()}`}`, ...others];
}

/** A block inside of a formula: the lines of its statements between the braces. */
function printBlock(source: Source, { span, statements }: Tree.Block, level: number): Document {
  const lines = formatLines(source, statements, span.start + 1, span.end - 1, level + 1);
  const moved = lines.map((line) => line.slice(level * 2));
  return sequence("{", { kind: "lines", lines: [...moved, "}"] });
}
