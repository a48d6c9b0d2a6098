import { notesOfBeginning, notesOfExpected } from "./foreign.ts";
import type { Messages } from "./message.ts";
import { either } from "./message.ts";

/** Where a statement stands: at the top of a file, in a block, or among the fields of a data declaration. */
export type Place = "file" | "block" | "data";

export interface SyntaxFacts {
  W0101: { character: string };
  W0102: Record<string, never>;
  /** `words` are the names that the statement begins with, members among them. */
  W0103: { expected: string; found: string; words?: readonly string[] };
  W0104: { bracket: string };
  W0105: { bracket: string };
  W0106: { found: string; keywords: readonly string[] };
  W0107: { found: string; place: Place };
  /** `after` is the word before it. */
  W0108: { found: string; after: string };
  W0109: { first: string; second: string };
  W0110: { found: string; instead: string };
  W0111: { keyword: string; place: Place };
  W0112: Record<string, never>;
  W0113: { isLong: boolean };
  /** Whether it is called, as a map is. */
  W0114: { name: string; called: boolean };
}

/** What is said about a character that begins nothing. */
const characterNotes: Readonly<Record<string, string>> = {
  ";": "a statement ends with its line; there are no semicolons",
  "'": "text stands in double quotes; a prime, as in `h'`, follows its name without a blank",
  "`": "text stands in double quotes",
  "&": "conditions are joined with `and`",
  "!": "a condition is negated with `not`, and `!=` compares",
  $: "names are written bare; `$` has no meaning",
  "@": "a contraction names its axis, as in `q @[key] k`",
  "\\": "a line goes on after an infix operator or a comma; it needs no backslash",
};

const placeNotes: Readonly<Record<Place, string>> = {
  file: "a file holds import, axis, const, fn, layer, model, optimizer, schedule, data, train and generate",
  block:
    "a block holds bindings (`x = …`), axis, const, param, state, use, return, yield, expose, watch, minimize, report, evaluate, save and grow",
  data: 'a data declaration holds fields, such as `text: [seq] in vocab = field("t")`',
};

export const syntaxMessages: Messages<SyntaxFacts> = {
  W0101: {
    severity: "error",
    title: "a character that begins nothing",
    message: ({ character }) => `\`${character}\` has no meaning here`,
    notes: ({ character }) => {
      const note = characterNotes[character];
      return note === undefined ? [] : [note];
    },
    explain: {
      meaning: "The text holds a character that no part of the language begins with.",
      wrong: "axis embed = 8;",
      right: "axis embed = 8",
    },
  },
  W0102: {
    severity: "error",
    title: "a text that is not closed",
    message: () => 'this text has no closing `"` on its line',
    explain: {
      meaning: 'A text begins and ends with `"` on one line. Inside, `\\"` is a quote and `\\n` a line end.',
      wrong: 'axis vocab = characters("poems.txt)',
      right: 'axis vocab = characters("poems.txt")',
    },
  },
  W0103: {
    severity: "error",
    title: "something else was expected",
    message: ({ expected, found }) => `expected ${expected}, but found ${found}`,
    notes: ({ expected, found, words }) => notesOfExpected(expected, found.replaceAll("`", ""), words),
    explain: {
      meaning: "At this place the language wants something else. The message says what may stand here.",
      wrong: "const depth = 4 + * 2",
      right: "const depth = 4 * 2",
    },
  },
  W0104: {
    severity: "error",
    title: "a bracket that is never closed",
    message: ({ bracket }) => `\`${bracket}\` is never closed`,
    explain: {
      meaning:
        "Every `(`, `[` and `{` needs its partner. The place is where it was opened, and the fix proposes where to close it.",
      wrong: "const depth = 2 * (3 + 4",
      right: "const depth = 2 * (3 + 4)",
    },
  },
  W0105: {
    severity: "error",
    title: "a bracket that closes nothing",
    message: ({ bracket }) => `\`${bracket}\` closes nothing`,
    explain: {
      meaning: "There is no open bracket of this form here.",
      wrong: "const depth = 2 * 3)",
      right: "const depth = 2 * 3",
    },
  },
  W0106: {
    severity: "error",
    title: "a keyword that was mistyped",
    message: ({ found, keywords }) => `\`${found}\` is not a keyword; did you mean ${either(keywords)}?`,
    explain: {
      meaning: "A line that begins with two names begins with a keyword, and this one is close to one.",
      wrong: "axsi embed = 8",
      right: "axis embed = 8",
    },
  },
  W0107: {
    severity: "error",
    title: "nothing begins like this",
    message: ({ found, place }) =>
      `no ${place === "file" ? "declaration" : place === "data" ? "field" : "statement"} begins with ${found}`,
    notes: ({ found, place }) => {
      const foreign = notesOfBeginning(found.replaceAll("`", ""));
      return foreign.length > 0 ? foreign : [placeNotes[place]];
    },
    explain: {
      meaning: "The line begins with something that neither declares, binds nor returns anything.",
      wrong: "embed = 8",
      right: "axis embed = 8",
    },
  },
  W0108: {
    severity: "error",
    title: "a statement that goes on after its end",
    message: ({ found }) => `the statement ends before ${found}`,
    notes: ({ found, after }) => [
      ...notesOfBeginning(found.replaceAll("`", "")),
      ...notesOfBeginning(after),
      "a statement ends with its line; it goes on inside `(` and `[`, after an infix operator or a comma, and on a line that begins with an infix operator",
    ],
    explain: {
      meaning: "A line holds one statement, and an operator or a comma stands between two values.",
      wrong: "const depth = 4 const width = 8",
      right: "const depth = 4\nconst width = 8",
    },
  },
  W0109: {
    severity: "error",
    title: "a chain of comparisons",
    message: () => "comparisons cannot be chained",
    notes: ({ first, second }) => [`join two of them: \`a ${first} b and b ${second} c\``],
    explain: {
      meaning: "A comparison gives a truth value, which is not compared again. Join two with `and`.",
      wrong: "fn inside(x) = 0 < x < 1",
      right: "fn inside(x) = 0 < x and x < 1",
    },
  },
  W0110: {
    severity: "error",
    title: "an operator of another language",
    message: ({ found, instead }) => `\`${found}\` is written \`${instead}\` here`,
    explain: {
      meaning: "Some operators of other languages have another spelling here. The fix replaces it.",
      wrong: "fn both(a, b) = a && b",
      right: "fn both(a, b) = a and b",
    },
  },
  W0111: {
    severity: "error",
    title: "a declaration in the wrong place",
    message: ({ keyword, place }) =>
      place === "file"
        ? `\`${keyword}\` belongs inside a block, not at the top of a file`
        : `\`${keyword}\` belongs at the top of a file, not inside ${place === "data" ? "a data declaration" : "a block"}`,
    explain: {
      meaning:
        "Parameters and formulas stand in the block of a layer, a model or a training; layers and models stand at the top of a file.",
      wrong: "axis embed = 8\nparam b: [embed] = 0",
      right:
        "axis embed = 8\nmodel Shift(x: [embed]) -> [embed] {\n  param b: [embed] = 0\n  return x + b\n}",
    },
  },
  W0112: {
    severity: "error",
    title: "bars around something that is no axis",
    message: () => "bars hold an axis, and give its size",
    notes: () => ["the absolute value of `x` is `abs(x)`"],
    explain: {
      meaning: "`|embed|` is the size of the axis `embed`. The absolute value is the function `abs`.",
      wrong: "fn distance(a, b) = |a - b|",
      right: "fn distance(a, b) = abs(a - b)",
    },
  },
  W0113: {
    severity: "error",
    title: "a formula that is nested too deeply, or too long",
    message: ({ isLong }) =>
      isLong ? "this formula has more than 500 operators" : "this is nested more than 100 deep",
    notes: () => ["give a part of it a name in a line of its own"],
    explain: {
      meaning:
        "Brackets, and operators such as `^` and `not`, nest up to 100 deep, and a formula has up to 500 others. Nothing of the file is read.",
      wrong: `const depth = ${"(".repeat(101)}4${")".repeat(101)}`,
      right: "const depth = (4)",
    },
  },
  W0114: {
    severity: "error",
    title: "a prime where nothing has a next value",
    message: ({ name }) => `\`${name}'\` would be the next value of \`${name}\`, which has none here`,
    notes: ({ name, called }) => (called ? [`the other direction of a map is \`${name}.transposed\``] : []),
    explain: {
      meaning:
        "A prime says which value is meant: `h'` is the next one of a state or of what a scan carries. It is no part of a name that is declared or called.",
      wrong:
        "axis a = 4\naxis b = 3\nmodel M(x: [b]) -> [a] {\n  param W: a -> b ~ xavier\n  return W'(x)\n}",
      right:
        "axis a = 4\naxis b = 3\nmodel M(x: [b]) -> [a] {\n  param W: a -> b ~ xavier\n  return W.transposed(x)\n}",
    },
  },
};
