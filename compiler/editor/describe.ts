/** What is told of a name, in Markdown. */
import { shownSize } from "../2-check/axes.ts";
import { builtinNames } from "../2-check/expressions/builtins.ts";
import { sizeValue } from "../sizes/size.ts";
import { own } from "../source/own.ts";
import { isOfLibrary, type Span } from "../source/spans.ts";
import type { Thing } from "./scopes.ts";
import type { View } from "./view.ts";
import { builtinWords, givenWords, keywordWords, memberWords } from "./words.ts";

const mostLines = 12;

/** A piece of a spec, in a block of its own. */
export function fenced(text: string): string {
  const lines = text.trimEnd().split(/\r\n|\n|\r/);
  const shown = lines.length > mostLines ? [...lines.slice(0, mostLines), "…"] : lines;
  return `\`\`\`weft\n${shown.join("\n")}\n\`\`\``;
}

/** Its declaration without the body, its type or size, its documentation, and where it comes from. */
export function describe(thing: Thing, view: View, type: string | undefined): string {
  const { file } = thing.span;
  const place = isOfLibrary(thing.span) ? "standard library" : file === view.source.name ? undefined : file;
  const known = type ?? typeOfThing(thing, view);
  const typed = known === undefined ? "" : `${thing.name}: ${known}\n`;
  const isBlock = ["train", "generate", "grow"].includes(thing.kind);
  const parts = [
    fenced(`${isBlock || thing.kind === "argument" ? "" : typed}${signatureOf(thing, view)}`),
    countOf(thing, view),
    documentationOf(thing),
    place === undefined ? undefined : `*${place}*`,
  ];
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}

/** The text that declares a thing, up to its block. */
export function signatureOf({ tree, written }: Thing, { textOf }: View): string {
  const block = "body" in tree && tree.body.kind === "block" ? tree.body.span : undefined;
  const fields = tree.kind === "data" ? tree.source.span.end : undefined;
  const end = block?.start ?? fields ?? written.end;
  return textOf(written.file).slice(written.start, end).trimEnd();
}

export function documentationOf({ tree }: Thing): string | undefined {
  return "documentation" in tree ? tree.documentation?.text : undefined;
}

/** The type of a value that is bound, as hints tell it. */
export function typeOfThing({ span }: Thing, { analysis }: View): string | undefined {
  const hint = analysis.hints.find(({ kind, span: at }) => kind === "binding" && isAt(at, span));
  return hint?.text.replace(/^: /, "");
}

function isAt(a: Span, b: Span): boolean {
  return a.file === b.file && a.start === b.start;
}

/** How many positions an axis has, or how many numbers a parameter or a layer. */
function countOf({ kind, span, written }: Thing, { analysis }: View): string | undefined {
  if (kind === "axis") {
    const axis = analysis.model.axes.find(
      ({ span: at }) => at.file === written.file && written.start <= at.start && at.start < written.end,
    );
    if (axis === undefined) return undefined;
    if (axis.origin.kind === "bounded") return `${axis.origin.low} to ${axis.origin.high} positions`;
    const size = sizeValue(axis.size);
    const key = shownSize(new Map(analysis.model.axes.map((each) => [each.id, each])), axis.size);
    return size === undefined ? (key === axis.name ? undefined : `${key} positions`) : `${size} positions`;
  }
  const hint = analysis.hints.find(
    ({ kind: of, span: at }) => of !== "binding" && at.file === span.file && at.start === span.start,
  );
  return hint && (hint.kind === "layer" ? hint.text : `${hint.text} numbers`);
}

/** What is said of a word that no file declares. */
export function describeWord(word: string, isMember: boolean): string | undefined {
  if (isMember) return own(memberWords, word);
  const built = own(builtinWords, word);
  if (built !== undefined) return `${fenced(built[0])}\n\n${built[1]}`;
  if (builtinNames.includes(word)) return `\`${word}\` of numbers, position by position.`;
  return own(givenWords, word) ?? own(keywordWords, word);
}
