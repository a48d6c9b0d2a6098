import { walkTree } from "../walk.ts";
import type { Block, Comment, File } from "../tree.ts";

/** The text of a file, with its comments and the braces of its blocks, by place. */
export interface Source {
  readonly text: string;
  readonly comments: readonly Comment[];
  /** From each opening brace of a block to the place after its closing one. */
  readonly blocks: ReadonlyMap<number, number>;
}

export function readSource(file: File, text: string): Source {
  const blocks = new Map<number, number>();
  walkTree(file.declarations, (part) => {
    if (isBlock(part)) blocks.set(part.span.start, part.span.end);
    if (isData(part)) blocks.set(braceAfter(text, file.comments, part.source.span.end), part.span.end);
  });
  return { text, comments: file.comments, blocks };
}

function isBlock(part: object): part is Block {
  return "kind" in part && part.kind === "block";
}

function isData(part: object): part is { readonly source: Block; readonly span: Block["span"] } {
  return "kind" in part && part.kind === "data";
}

/** The first `{` from a place on that stands in no comment. */
function braceAfter(text: string, comments: readonly Comment[], from: number): number {
  let at = text.indexOf("{", from);
  for (
    let inside = comments.find(({ span }) => span.start <= at && at < span.end);
    inside !== undefined;
    inside = comments.find(({ span }) => span.start <= at && at < span.end)
  )
    at = text.indexOf("{", inside.span.end);
  return at;
}

/** The comments from one place to another, those inside of blocks there left out. */
export function commentsBetween(source: Source, from: number, to: number): readonly Comment[] {
  const inner = [...source.blocks].filter(([start, end]) => start >= from && end <= to);
  return source.comments.filter(
    ({ span }) =>
      span.start >= from &&
      span.end <= to &&
      !inner.some(([start, end]) => start < span.start && span.end < end),
  );
}

/** `// text`, with one space before what it says. */
export function commentText({ kind, text }: Comment): string {
  const slashes = kind === "documentation" ? "///" : "//";
  return `${slashes} ${text}`.trimEnd();
}

/** How many line ends lie from one place to another. */
export function lineEndsBetween({ text }: Source, from: number, to: number): number {
  return text.slice(from, to).match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** What is written there, its lines moved so that the first stands at the left edge, with one free line for several. */
export function writtenLines({ text }: Source, from: number, to: number): readonly string[] {
  const before = text.slice(0, from);
  const start = Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1;
  const indentation = widthOf(/^\s*/.exec(text.slice(start))?.[0] ?? "");
  const [first = "", ...all] = text.slice(from, to).split(/\r\n|\n|\r/);
  const others = all.filter((line, at) => line.trim() !== "" || all[at - 1]?.trim() !== "");
  return [
    first.trimEnd(),
    ...others.map((line) => {
      const own = widthOf(/^\s*/.exec(line)?.[0] ?? "");
      return (" ".repeat(Math.max(own - indentation, 0)) + line.trim()).trimEnd();
    }),
  ];
}

/** A tab counts as two. */
function widthOf(blanks: string): number {
  return [...blanks].reduce((width, blank) => width + (blank === "\t" ? 2 : 1), 0);
}
