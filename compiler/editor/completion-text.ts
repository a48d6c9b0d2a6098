import { tokenize } from "../1-parse/tokens.ts";

/**
 * The text with what lacks at an offset for what stands around to be read: a name, the brackets that the line leaves open, the
 * body of a head, and braces at the end. Up to the offset it is the same.
 */
export function completedText(text: string, offset: number): string {
  const [before, behind] = [text.slice(0, offset), text.slice(offset)];
  const [line = ""] = behind.split(/[\r\n]/, 1);
  const open: string[] = [];
  let braces = 0;
  for (const { image } of tokenize(before).tokens) {
    if (image === "{") braces += 1;
    if (image === "}") braces -= 1;
    // A block begins anew: what is open around it is closed behind it.
    if (image === "{" || image === "}") open.length = 0;
    if (image === "(" || image === "[") open.push(image);
    if (image === ")" || image === "]") open.pop();
  }
  for (const { image } of tokenize(line).tokens) {
    if (image === "(" || image === "[") open.push(image);
    if (image === ")" || image === "]") open.pop();
  }
  for (const { image } of tokenize(behind).tokens) {
    if (image === "{") braces += 1;
    if (image === "}") braces -= 1;
  }
  const begun = before.slice(Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1);
  const closers = open.reverse().map((bracket) => (bracket === "(" ? ")" : "]"));
  const body = bodyOf(begun, line);
  return `${before}_${line}${closers.join("")}${body}${behind.slice(line.length)}${"\n}".repeat(Math.max(braces, 0))}`;
}

/** What a head that is being written has no body without. */
function bodyOf(before: string, behind: string): string {
  const [, word] = /^(layer|model|optimizer|generate) +[^={]*$/.exec(before + behind) ?? [];
  if (word === undefined) return "";
  return `${word === "layer" || word === "model" ? (before.includes("->") ? "" : " -> []") : ""} {}`;
}
