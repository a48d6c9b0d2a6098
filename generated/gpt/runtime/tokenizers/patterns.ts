/** The patterns of a tokenizer.json, which are Oniguruma's, as expressions of JavaScript that find the same. */
import { recordAt, refuseKind, textAt, type Part } from "./parts.ts";

const letters = String.raw`\p{Alphabetic}\p{M}\p{Nd}\p{Pc}`;
/** Of `\w`: Oniguruma has these six numbers in it, and no other that isn't a digit. */
const wordLetters = `${letters}²³¹¼-¾`;

/** Of white space as Unicode has it, which JavaScript's `\s` is but for two characters. */
export const whiteSpace = String.raw`\p{White_Space}`;
/** What `\w+|[^\w\s]+` is where `\w` and `\s` are Unicode's, as in the original of `Whitespace`. */
export const wordsAndSigns = new RegExp(
  String.raw`[${letters}\p{Join_Control}]+|[^${letters}\p{Join_Control}\p{White_Space}]+`,
  "gu",
);

export function escaped(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}/]/g, String.raw`\$&`);
}

/** Throws where the pattern has what JavaScript can't say, or says otherwise. */
export function patternAt(part: Part): RegExp {
  const pattern = recordAt(part, "pattern") ?? {};
  const text = textAt(pattern, "String");
  if (text !== undefined) return new RegExp(escaped(text), "gu");
  const regex = textAt(pattern, "Regex") ?? "";
  try {
    return new RegExp(translated(regex), "gu");
  } catch {
    return refuseKind("pattern", regex);
  }
}

const outside: Readonly<Record<string, string>> = {
  ".": String.raw`[^\n]`,
  "^": String.raw`(?:(?<![^])|(?<=\n)(?=[^]))`,
  $: String.raw`(?![^\n])`,
  [String.raw`\b`]: `(?:(?<=[${wordLetters}])(?![${wordLetters}])|(?<![${wordLetters}])(?=[${wordLetters}]))`,
  [String.raw`\w`]: `[${wordLetters}]`,
  [String.raw`\W`]: `[^${wordLetters}]`,
};

const inside: Readonly<Record<string, string>> = { [String.raw`\w`]: wordLetters };

const anywhere: Readonly<Record<string, string>> = {
  [String.raw`\s`]: whiteSpace,
  [String.raw`\S`]: String.raw`\P{White_Space}`,
  [String.raw`\d`]: String.raw`\p{Nd}`,
  [String.raw`\D`]: String.raw`\P{Nd}`,
};

/** Throws where a class has classes in it, or letters beside others have their case ignored. */
function translated(regex: string): string {
  let result = "";
  let isClass = false;
  // How many groups are open since the one that ignores case began; 0 outside of it.
  let ignoring = 0;
  for (const [token] of regex.matchAll(/\\[pP]\{[^}]*\}|\\u[0-9A-Fa-f]{4}|\\[^]|\(\?i:|&&|[^]/gu)) {
    if (isClass && (token === "[" || token === "&&")) throw new SyntaxError("a class in a class");
    if (!isClass && token === "(?i:") {
      result += "(?:";
      ignoring += 1;
      continue;
    }
    if (!isClass && ignoring > 0 && (token === "(" || token === ")")) ignoring += token === "(" ? 1 : -1;
    if (ignoring > 0 && isClass && /^\p{L}$/u.test(token))
      throw new SyntaxError("a class of letters in any case");
    const known = anywhere[token] ?? (isClass ? inside : outside)[token];
    if (token === "[" || token === "]") isClass = token === "[";
    if (known !== undefined) result += known;
    else if (ignoring > 0 && /^\p{L}$/u.test(token)) result += anyCase(token);
    else if (/^\\[^\p{L}\p{N}^$\\.*+?()[\]{}|/-]$/u.test(token) || (token === "\\-" && !isClass))
      result += token.slice(1);
    else result += token;
  }
  return result;
}

/** With the letters that Unicode folds to it. */
function anyCase(letter: string): string {
  const small = letter.toLowerCase();
  const capital = small.toUpperCase();
  const others = small === "s" ? "ſ" : small === "k" ? "\u212A" : "";
  return small === capital ? letter : `[${small}${capital}${others}]`;
}
