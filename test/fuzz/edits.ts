/** Random edits of good specs: whatever is written, there is a tree, there are diagnostics, and nothing breaks. */
import { analyze } from "../../compiler/analyze.ts";
import { format } from "../../compiler/1-parse/format/format.ts";
import { messageOf } from "../../compiler/source/diagnostic.ts";
import { render } from "../../compiler/source/report.ts";
import { libraryTexts } from "../2-check/checked.ts";

const library = Object.fromEntries(libraryTexts);

/** Numbers in [0, 1), the same for a seed (Park and Miller's generator). */
export function randomNumbers(seed: number): () => number {
  let state = (Math.trunc(Math.abs(seed)) % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

function tokensOf(text: string): readonly string[] {
  return text.match(/\/\/.*|"[^"\n]*"|[\p{L}\p{N}_'.]+|\s+|[^\s\p{L}\p{N}_]/gu) ?? [];
}

const pieces = [
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  "\n",
  '"',
  "|",
  ",",
  "=",
  " where ",
  "return ",
  "'",
  "+ ",
  "嵌",
  ".",
  "@[",
  "//",
  "axis ",
  "^-",
  "%",
  "0",
  " as ",
  " else 0",
  "scan[seq](",
];

/** The text after one to three edits: tokens dropped, doubled, exchanged or put in, lines dropped, moved or joined. */
export function editedSpec(text: string, others: readonly string[], random: () => number): string {
  let edited = text;
  for (let edits = 1 + Math.floor(random() * 3); edits > 0; edits--) {
    const kind = random();
    if (kind < 0.2) {
      const lines = edited.split("\n");
      const pick = (): number => Math.floor(random() * lines.length);
      const [line] = lines.splice(pick(), 1);
      if (random() < 0.5 && line !== undefined) lines.splice(pick(), 0, line);
      edited = lines.join("\n");
      continue;
    }
    const tokens = [...tokensOf(edited)];
    const at = Math.floor(random() * tokens.length);
    const source = kind > 0.9 ? tokensOf(others[Math.floor(random() * others.length)] ?? "") : tokens;
    const other = source[Math.floor(random() * source.length)] ?? "";
    if (kind < 0.35) tokens[at] = "";
    else if (kind < 0.45) tokens.splice(at, 0, tokens[at] ?? "");
    else if (kind < 0.6) tokens.splice(at, 0, pieces[Math.floor(random() * pieces.length)] ?? "");
    else tokens[at] = other;
    edited = tokens.join("");
  }
  return edited;
}

/** Goes all the way of an editor with a text; throws where something breaks. Returns how much was told. */
export function survive(text: string): number {
  const { diagnostics, tree } = analyze(text, library, { name: "edited.weft" });
  for (const diagnostic of diagnostics) {
    const { start, end, file } = diagnostic.span;
    const length = file === "edited.weft" ? text.length : (library[file] ?? "").length;
    if (start < 0 || end < start || end > length)
      throw new Error(`${diagnostic.code} lies outside of ${file}`);
    if (/undefined|Keyword_|NaN|\[object/.test(messageOf(diagnostic).replace(/`[^`]*`/g, "")))
      throw new Error(`${diagnostic.code} says: ${messageOf(diagnostic)}`);
    render(diagnostic, (name) => (name === "edited.weft" ? text : (library[name] ?? "")));
  }
  if (!diagnostics.some(({ code }) => code.startsWith("W01") || code.startsWith("W00"))) format(tree, text);
  return diagnostics.length;
}
