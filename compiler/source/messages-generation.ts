import type { Messages } from "./message.ts";

/** Which lengths an axis hasn't: those between its steps, one below its bounds, any but its own. */
type Lengths =
  | { readonly kind: "stepped"; readonly high: number; readonly step: number }
  | { readonly kind: "short"; readonly low: number; readonly high: number; readonly length: number }
  | { readonly kind: "unbounded" }
  | { readonly kind: "other" };

export interface GenerationFacts {
  W0711: Record<string, never>;
  W0712: Record<string, never>;
  W0713: { found: number };
  W0721: Record<string, never>;
  W0723: Record<string, never>;
  W0724: { axis: string; found: Lengths };
  /** `indexed` where the argument's values are positions of the axis. */
  W0725: { name: string; axis: string; text: string; indexed: boolean };
  /** Without `argument` the text begins with something else than one. */
  W0726: { text: string; argument?: string };
}

const generation = (body: string) =>
  `axis seq <= 8\naxis vocab = bytes\ngenerate write(prompt: [seq] in vocab) {\n${body}\n}`;

const rightGeneration = generation(
  "  grow text: [seq] in vocab from prompt {\n    yield text[seq = last]\n  }",
);

/** A generator with a second argument along an axis. */
const translation = (axis: string) =>
  `axis seq <= 8\naxis from <= 8\naxis vocab = bytes\ngenerate write(prompt: [seq] in vocab, source: [${axis}] in vocab) {\n  grow text: [seq] in vocab from prompt {\n    yield source[${axis} = last]\n  }\n}`;

export const generationMessages: Messages<GenerationFacts> = {
  W0711: {
    severity: "error",
    title: "a second `grow` in a generator",
    message: () => "a generator grows one sequence",
    explain: {
      meaning: "A `generate` block has at most one `grow`.",
      wrong: generation(
        "  grow text: [seq] in vocab from prompt {\n    yield text[seq = last]\n  }\n  grow more: [seq] in vocab from prompt {\n    yield more[seq = last]\n  }",
      ),
      right: rightGeneration,
    },
  },
  W0712: {
    severity: "error",
    title: "a growing value of several axes",
    message: () => "what grows has one axis, along which it grows",
    explain: {
      meaning: "`grow text: [seq] in vocab` extends along `seq`, a position at a time.",
      wrong:
        "axis seq <= 8\naxis b = 2\naxis vocab = bytes\ngenerate write(prompt: [seq] in vocab) {\n  grow text: [seq, b] in vocab from prompt {\n    yield prompt[seq = last]\n  }\n}",
      right: rightGeneration,
    },
  },
  W0713: {
    severity: "error",
    title: "a growing text without its next position",
    message: ({ found }) =>
      `a \`grow\` block yields once, and this one ${found === 0 ? "never" : `${found} times`}`,
    explain: {
      meaning: "`yield` gives the next position.",
      wrong: generation("  grow text: [seq] in vocab from prompt {\n    x = text[seq = last]\n  }"),
      right: rightGeneration,
    },
  },
  W0721: {
    severity: "error",
    title: "a growing value without labels",
    message: () => "what grows consists of labels, such as `[seq] in vocab`",
    explain: {
      meaning:
        "Each position of a growing text is a label of an axis: a character, a word, a level of sound.",
      wrong:
        "axis seq <= 8\ngenerate write(prompt: [seq]) {\n  grow text: [seq] from prompt {\n    yield 0.5 * text[seq = last]\n  }\n}",
      right: rightGeneration,
    },
  },
  W0723: {
    severity: "error",
    title: "a search without an end",
    message: () => "beside `beam`, a `window` needs to be told how long a text gets",
    notes: () => ["an argument of the block does: `length: int = 100`, the most positions that are added"],
    explain: {
      meaning:
        "Beams give their text when the search has ended: when the best text is done, at the bound, or at `length`. With a window there is no bound.",
      wrong: generation(
        "  grow text: [seq] in vocab from prompt window 4 beam 2 {\n    yield one_hot[vocab](text[seq = last])\n  }",
      ),
      right: generation(
        "  grow text: [seq] in vocab from prompt beam 2 {\n    yield one_hot[vocab](text[seq = last])\n  }",
      ),
    },
  },
  W0724: {
    severity: "error",
    title: "a text along an axis that hasn't all of its lengths",
    message: ({ axis, found }) => {
      switch (found.kind) {
        case "stepped":
          return `a text grows by one position at a time, but \`${axis}\` by ${found.step}`;
        case "short":
          return `\`${axis}\` has ${found.low} positions at least, but the text ${found.length} here`;
        case "unbounded":
          return `a text grows up to a bound, and \`${axis}\` has none`;
        case "other":
          return `a text grows by one position at a time, but the size of \`${axis}\` doesn't change by itself`;
      }
    },
    notes: ({ axis, found }) => [
      "high" in found
        ? `\`axis ${axis} <= ${found.high}\` has each size up to ${found.high}`
        : "an axis with a bound, as `axis text <= 256`, has each size up to it",
    ],
    explain: {
      meaning:
        "Inside `grow` the axis has the size of the text so far: that of its beginning, then one more each time, and what `window` leaves at the bound. All of these must be sizes of the axis, since formulas were checked for no others. Data are padded up to a step; a text isn't.",
      wrong: rightGeneration.replace("<= 8", "= 4 .. 8 step 2"),
      right: rightGeneration,
    },
  },
  W0725: {
    severity: "error",
    title: "an argument along the axis of a growing text",
    message: ({ name, axis, text, indexed }) =>
      `\`${name}\` ${indexed ? "is a position of" : "has"} \`${axis}\`, which grows with \`${text}\``,
    notes: () => ["an axis of its own has a size of its own, whatever the length of the text"],
    explain: {
      meaning:
        "Inside `grow` an axis has the size of the text so far, and so have its twins. What is given beside the text keeps the size that it has.",
      wrong: translation("seq"),
      right: translation("from"),
    },
  },
  W0726: {
    severity: "error",
    title: "the beginning of a text as a value",
    message: ({ text, argument }) =>
      argument === undefined
        ? `\`${text}\` begins with an argument as it is given, or with a text`
        : `\`${argument}\` is what \`${text}\` begins with, and no value of its own`,
    notes: ({ text, argument }) =>
      argument === undefined ? [] : [`its labels are the first ones of \`${text}\``],
    explain: {
      meaning:
        "The argument after `from` becomes the first positions of the growing text, and formulas see it there. It is given as it stands: what is to be changed of it, the caller changes.",
      wrong: generation(
        "  first = prompt[seq = 0]\n  grow text: [seq] in vocab from prompt {\n    yield first\n  }",
      ),
      right: generation("  grow text: [seq] in vocab from prompt {\n    yield text[seq = 0]\n  }"),
    },
  },
};
