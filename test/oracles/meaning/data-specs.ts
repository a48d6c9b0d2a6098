/** Random data sets for the second reading: a spec with a data block, and the files that it names. */
import { choices } from "../../fuzz/spec/seeded.ts";
import { pick, type Choose } from "../../fuzz/spec/writing.ts";

export interface DataSpec {
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
  readonly batch: number;
}

const letters = ["a", "b", "c", "d", " ", " ", "\n", "é", ".", "_", "7", "嵌"];
const cities = ["Oslo", "Rome", "New York", "Bergen, NO", "Ulm", 'a "b"', "[x]"];
const plainCities = ["Oslo", "Rome", "Ulm", "Bern"];

function letter(choose: Choose): string {
  return pick(choose, letters);
}

function textOf(choose: Choose, length: number): string {
  return Array.from({ length }, () => letter(choose)).join("");
}

/** Windows of one long text, in one file or several, of which some may be held out. */
function windows(choose: Choose): DataSpec {
  const count = 1 + choose(12);
  const files = Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`part_${at + 1}.txt`, textOf(choose, 60 + choose(120))]),
  );
  const isApart = count > 1 && choose(3) === 0;
  const share = pick(choose, ["", "", ", test = 0.3", ", test = 0.17"]);
  const held = isApart ? `, test = "part_${count}.txt"` : share;
  const vocabulary = pick(choose, ['characters("part_*.txt")', "bytes", 'characters("part_*.txt", 20)']);
  const words = choose(4) === 0;
  const shifts = [0, 0, 1, 2, 3].filter((shift) => shift > 0 && choose(2) === 0);
  const batch = 1 + choose(3);
  const text = [
    "weft 1",
    `axis word = ${words ? `words("part_*.txt", ${10 + choose(80)})` : vocabulary}`,
    `axis seq ${pick(choose, ["<=", "="])} ${2 + choose(7)}`,
    `data told = text("part_*.txt"${held}) {`,
    "  tokens: [seq] in word",
    ...shifts.map((by) => `  after${by}: [seq] in word = tokens shifted ${by}`),
    "}",
    "",
  ].join("\n");
  return { text, files, batch };
}

interface Column {
  readonly field: string;
  /** Where the table and objects have it, if not under the field's name: several fields may be made from one. */
  readonly under?: string;
  readonly axes: readonly string[];
  /** What a cell may be, and what it is in JSON. */
  readonly make: (choose: Choose) => { readonly cell: string; readonly json: unknown };
}

const real = (choose: Choose): number => (choose(2000) - 1000) / 8;
const list = <Item>(choose: Choose, least: number, most: number, make: () => Item): readonly Item[] =>
  Array.from({ length: least + choose(most - least + 1) }, make);

function joined(choose: Choose, items: readonly (string | number | boolean)[]): string {
  const marks = pick(choose, [" ", "; ", ", ", ",", ";"]);
  const row = items.join(marks);
  return choose(4) === 0 ? `[${items.join(", ")}]` : row;
}

const columns: readonly Column[] = [
  {
    field: "x: real",
    axes: [],
    make: (choose) => {
      const value = real(choose);
      return { cell: pick(choose, [`${value}`, ` ${value} `, `${value}e0`]), json: value };
    },
  },
  {
    field: "n: int",
    axes: [],
    make: (choose) => {
      const value = choose(40) - 20;
      return { cell: `${value}`, json: value };
    },
  },
  {
    field: "b: bool",
    axes: [],
    make: (choose) => {
      const value = choose(2) === 1;
      return {
        cell: value ? pick(choose, ["true", "TRUE", "1"]) : pick(choose, ["false", "False", "0"]),
        json: value,
      };
    },
  },
  {
    field: "k: in kind",
    axes: ['axis kind = { low, "New York", high }'],
    make: (choose) => {
      const label = pick(choose, ["low", "New York", "high"]);
      return { cell: label, json: choose(3) === 0 ? ["low", "New York", "high"].indexOf(label) : label };
    },
  },
  {
    field: "s: in stars",
    axes: ["axis stars = { 1, 3, 2 }"],
    make: (choose) => {
      const label = pick(choose, ["1", "2", "3"]);
      return { cell: label, json: choose(2) === 0 ? Number(label) : label };
    },
  },
  {
    field: "v: [past]",
    axes: ["axis past <= 4"],
    make: (choose) => {
      const items = list(choose, 1, 6, () => real(choose));
      return { cell: joined(choose, items), json: items };
    },
  },
  {
    field: "known: [past] bool",
    axes: ["axis past <= 4"],
    make: (choose) => {
      const items = list(choose, 1, 6, () => choose(2) === 1);
      return { cell: joined(choose, items), json: items };
    },
  },
  {
    field: "g: [given]",
    axes: ["axis given <= 1"],
    make: (choose) => {
      const items = list(choose, 0, 1, () => real(choose));
      return { cell: items.join(""), json: items };
    },
  },
  {
    field: "m: [row, col]",
    axes: ["axis row = 2", "axis col = 3"],
    make: (choose) => {
      const items = list(choose, 6, 6, () => real(choose));
      return {
        cell: joined(choose, items),
        json: choose(2) === 0 ? items : [items.slice(0, 3), items.slice(3)],
      };
    },
  },
  {
    field: "c: in city",
    axes: ['axis city = labels("FILES:c")'],
    make: (choose) => {
      const city = pick(choose, cities);
      return { cell: city, json: city };
    },
  },
  {
    field: "stops: [step] in stop",
    axes: ["axis step <= 3", 'axis stop = labels("FILES:stops")'],
    make: (choose) => {
      const items = list(choose, 1, 4, () => pick(choose, plainCities));
      return { cell: joined(choose, items), json: items };
    },
  },
  {
    field: "marks: [step] in mark",
    axes: ["axis step <= 3", "axis mark = { red, blue, green }"],
    make: (choose) => {
      const items = list(choose, 1, 4, () => pick(choose, ["red", "blue", "green"]));
      return { cell: joined(choose, items), json: items };
    },
  },
  {
    field: "far: [step] in place",
    axes: ["axis step <= 3", 'axis place = { Oslo, "New York", "Rio de Janeiro", b }'],
    make: (choose) => {
      const items = list(choose, 1, 4, () => pick(choose, ["Oslo", "New York", "Rio de Janeiro", "b"]));
      return { cell: items.join(pick(choose, ["; ", ";", ", "])), json: items };
    },
  },
  {
    field: "often: in seldom",
    axes: ['axis seldom = labels("FILES:often", 3)'],
    make: (choose) => {
      const label = pick(choose, ["x1", "x1", "x1", "y 2", "y 2", "z", "q", "7"]);
      return { cell: label, json: label };
    },
  },
];

/** What only objects can hold. */
const ofObjects: readonly Column[] = [
  {
    field: 'age: real = field("user.of.age")',
    under: "user",
    axes: [],
    make: (choose) => ({ cell: "", json: { name: "x", of: { age: real(choose) } } }),
  },
  {
    field:
      'by: [turn] in role = field("talk[].role")\n  said: [turn, seq] in vocab = field("talk[].content")',
    under: "talk",
    axes: [
      "axis turn <= 3",
      "axis seq <= 7",
      "axis role = { user, assistant }",
      'axis vocab = words("FILES:talk[].content", 50)',
    ],
    make: (choose) => {
      const turn = (): unknown => ({
        role: pick(choose, ["user", "assistant"]),
        content: `a${textOf(choose, choose(12))}`,
      });
      return { cell: "", json: list(choose, 1, 4, turn) };
    },
  },
];

const pointers: readonly Column[] = [
  {
    field: "answer: in seq",
    axes: ["axis seq <= 7"],
    make: (choose) => {
      const at = choose(9);
      return { cell: `${at}`, json: at };
    },
  },
  {
    field: "answers: [option] in seq",
    axes: ["axis seq <= 7", "axis option <= 2"],
    make: (choose) => {
      const items = list(choose, 1, 3, () => choose(8));
      return { cell: items.join(" "), json: items };
    },
  },
];

function texts(choose: Choose): Column {
  const kind = pick(choose, [
    'characters("FILES:t", 30)',
    'words("FILES:t", 40)',
    "bytes",
    'characters("FILES:t", special = "[START] [END]")',
  ]);
  const ends = kind.includes("special")
    ? pick(choose, [
        "",
        ' = field("t", start = "[START]")',
        ' = field("t", start = "[START]", end = "[END]")',
        ' = field("t", end = "[END]")',
      ])
    : "";
  const made: Column["make"] = () => {
    const value = `a${textOf(choose, choose(9))}b c`;
    return { cell: value, json: value };
  };
  return { field: `t: [seq] in word${ends}`, axes: ["axis seq <= 7", `axis word = ${kind}`], make: made };
}

const quoted = (cell: string, mark: string): string =>
  cell.includes(mark) || /["\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** A table, or JSON Lines, in one file or several, with or without repeated records. */
function records(choose: Choose): DataSpec {
  const isTable = choose(2) === 0;
  const chosen = [...columns, ...(isTable ? [] : ofObjects)].filter(() => choose(3) === 0);
  if (choose(2) === 0) chosen.push(texts(choose));
  if (chosen.some(({ field }) => field.startsWith("t:")))
    chosen.push(...pointers.filter(() => choose(4) === 0));
  const used = chosen.length > 0 ? chosen : columns.slice(0, 2);
  const names = used.map(({ field, under }) => under ?? field.split(":")[0] ?? "");
  // A line of one name says nothing of marks.
  const mark = used.length === 1 ? "," : pick(choose, [",", ",", "\t", ";"]);
  const end = pick(choose, ["\n", "\r\n"]);
  const count = 1 + choose(3);
  const extension = isTable ? "csv" : "jsonl";
  const files: Record<string, string> = {};
  for (let at = 0; at < count; at++) {
    const rows = Array.from({ length: 6 + choose(12) }, () => used.map(({ make }) => make(choose)));
    // Some come again.
    for (const row of rows.slice(0, choose(4))) rows.push(row);
    const lines = rows.map((row) =>
      isTable
        ? row.map(({ cell }) => quoted(cell, mark)).join(mark)
        : JSON.stringify(Object.fromEntries(row.map(({ json }, i) => [names[i] ?? "", json]))),
    );
    files[`part_${at + 1}.${extension}`] = [...(isTable ? [names.join(mark)] : []), ...lines, ""].join(end);
  }
  const isApart = count > 1 && choose(3) === 0;
  const held = isApart
    ? `, test = "part_${count}.${extension}"`
    : pick(choose, ["", ", test = 0.3", ", test = 0"]);
  const keeps = choose(3) === 0 ? ', duplicates = "keep"' : "";
  const axes = [...new Set(used.flatMap((column) => column.axes))].map((axis) =>
    axis.replace("FILES", `part_*.${extension}`),
  );
  const shifted = used.some(({ field }) => field.startsWith("t:")) && choose(2) === 0;
  const text = [
    "weft 1",
    ...axes,
    `data told = ${extension}("part_*.${extension}"${held}${keeps}) {`,
    ...used.map(({ field }) => `  ${field}`),
    ...(shifted ? [`  following: [seq] in word = t shifted ${1 + choose(2)}`] : []),
    "}",
    "",
  ].join("\n");
  return { text, files, batch: 1 };
}

/** A text a line. */
function lines(choose: Choose): DataSpec {
  const rows = Array.from({ length: 12 + choose(12) }, () => textOf(choose, choose(14)).replaceAll("\n", ""));
  const kind = pick(choose, ['characters("a.txt")', 'words("a.txt", 30)', "bytes"]);
  const shift = choose(2) === 0 ? `\n  next: [seq] in word = told shifted ${1 + choose(2)}` : "";
  const held = pick(choose, ["", ", test = 0.25"]);
  const keeps = choose(2) === 0 ? ', duplicates = "keep"' : "";
  const text = `weft 1
axis word = ${kind}
axis seq <= ${3 + choose(8)}
data rows = lines("a.txt"${held}${keeps}) {
  told: [seq] in word${shift}
}
`;
  return { text, files: { "a.txt": [...rows, ...rows.slice(0, 3), ""].join("\n") }, batch: 1 };
}

/** The same for the same seed. */
export function dataSpec(seed: number): DataSpec {
  const choose = choices(seed);
  if (choose(8) === 0) return lines(choose);
  return choose(3) === 0 ? windows(choose) : records(choose);
}
