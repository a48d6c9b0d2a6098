import type { Messages } from "./message.ts";
import { either } from "./message.ts";

export interface DataFacts {
  W0705: { part: keyof typeof forms };
  W0706: { kinds: readonly string[]; near: readonly string[] };
  W0714: { axis: string };
  W0715: { name: string; of: string };
  W0727: { name: string };
}

const forms = {
  source: "a source takes a path and named options",
  path: "a source takes the path of its data",
  "held-out part":
    'what is held out is a share, `test = 0.2`, from 0 to less than 1, or what other files hold, `test = "test.csv"`',
  "held-out path":
    "this is the source itself, of which nothing would be left to train on: what is held out lies in other files",
  "text option":
    '`text` takes `test = 0.2`, the share that is held out, or `test = "test.txt"`, the files that are',
  option:
    'a source of records takes `test`, the share that is held out or the files that are, and `duplicates = "keep"`',
  "table option":
    'a source of records takes `test`, the share that is held out or the files that are, and `duplicates = "keep"`; of pictures and sounds that they name, `fit = "stretch"` or `fit = "crop"`, and `rate = 16000`',
  "images option":
    '`images` takes `test`, the share that is held out or the files that are, `duplicates = "keep"`, `labels = "…"`, and `fit = "stretch"` or `fit = "crop"` to scale pictures',
  "audio option":
    '`audio` takes `test`, the share that is held out or the files that are, `duplicates = "keep"`, `labels = "…"`, and `rate = 16000` to convert sounds to so many samples a second',
  field: 'a field is `field("name")` or `other shifted 1`',
  shift: "a field is shifted by a whole number of positions above 0",
  "shifted field": "what is shifted has an axis, along which it is shifted",
  ends: "only what has an axis of labels, as `[seq] in vocab`, has a `start` and an `end`",
  "field arguments": '`field` takes a name, `start = "…"`, `end = "…"` and `each = "…"`',
  template:
    'a template names values of an entry in braces, as in `each = "{role}: {content}\\n"`; a brace of its own is written twice, `{{`',
  "template's type":
    "what `each` makes is a text of a record, so its type is one axis of labels that a tokenizer makes, such as `[seq] in vocab`",
  part: 'a part is told as in `part(tokens, "content", role = "assistant")`: the field, what its template names, and which entries are meant',
  "part's field": "only of a field whose text `each` makes parts are known",
  "part's name": "this is nothing that the field's template names",
  "part's type":
    "it is told of each position whether it is of the part: the type is `bool`, over the axis of the field",
  tokenizer: 'a tokenizer takes a file, a number of labels and `special = "…"`',
  "file tokenizer": '`tokenizer` takes a file, which says how many labels there are, and `special = "…"`',
  bytes: '`bytes` needs no file: it takes `special = "…"`, or nothing',
  "tokenizer file": "a tokenizer takes the file that it is made from",
} as const;

export const dataMessages: Messages<DataFacts> = {
  W0705: {
    severity: "error",
    title: "a source, a field or a tokenizer with other arguments",
    message: ({ part }) => forms[part],
    explain: {
      meaning: "A source, a field and a tokenizer take texts and numbers as they stand.",
      wrong: "axis vocab = characters(5)",
      right: 'axis vocab = characters("poems.txt")',
    },
  },
  W0706: {
    severity: "error",
    title: "an unknown source of data",
    message: ({ kinds, near }) =>
      near.length === 0
        ? `data comes from ${either(kinds)}`
        : `there is no such source; did you mean ${either(near)}?`,
    explain: {
      meaning:
        "A data declaration names its source: a text, lines, records, images, audio, arrays or a module.",
      wrong: 'axis seq <= 8\naxis vocab = bytes\ndata book = txt("book.txt") {\n  tokens: [seq] in vocab\n}',
      right: 'axis seq <= 8\naxis vocab = bytes\ndata book = text("book.txt") {\n  tokens: [seq] in vocab\n}',
    },
  },
  W0714: {
    severity: "error",
    title: "a field with the batch among its axes",
    message: ({ axis }) => `a field is of one record: its training adds \`${axis}\``,
    explain: {
      meaning:
        "`data` says what one record holds. In a `train` block every field has the extra axis `batch`.",
      wrong: 'axis a = 4\ndata points = csv("points.csv") {\n  x: [batch, a]\n}',
      right: 'axis a = 4\ndata points = csv("points.csv") {\n  x: [a]\n}',
    },
  },
  W0715: {
    severity: "error",
    title: "a shifted field of another type",
    message: ({ name, of }) => `\`${name}\` is \`${of}\` shifted, so it has the same type`,
    explain: {
      meaning: "A shifted field has the values of another one, at other positions of its axis.",
      wrong:
        'axis seq <= 8\naxis vocab = bytes\ndata book = text("book.txt") {\n  tokens: [seq] in vocab\n  next: in vocab = tokens shifted 1\n}',
      right:
        'axis seq <= 8\naxis vocab = bytes\ndata book = text("book.txt") {\n  tokens: [seq] in vocab\n  next: [seq] in vocab = tokens shifted 1\n}',
    },
  },
  W0727: {
    severity: "error",
    title: "a part of a text that isn't one axis of labels",
    message: ({ name }) =>
      `\`${name}\` is a part of a long text, so its type is one axis of labels, such as \`[seq] in vocab\``,
    explain: {
      meaning:
        "`text` reads its files as one long text, of which an example is a stretch: so many positions, each of them a label of a tokenizer.",
      wrong: 'axis seq <= 8\naxis vocab = bytes\ndata book = text("book.txt") {\n  tokens: in vocab\n}',
      right: 'axis seq <= 8\naxis vocab = bytes\ndata book = text("book.txt") {\n  tokens: [seq] in vocab\n}',
    },
  },
};
