import { readdirSync, readFileSync } from "node:fs";
import type * as Tree from "../../compiler/1-parse/tree.ts";
import { parse } from "../../compiler/1-parse/parse.ts";
import { isExpression, walkTree } from "../../compiler/1-parse/walk.ts";
import { inspect } from "../../compiler/2-check/check.ts";
import { readNames } from "../../compiler/editor/names.ts";
import { readFiles } from "../../compiler/read-files.ts";
import type { Span } from "../../compiler/source/spans.ts";
import { libraryTexts } from "../2-check/checked.ts";
import { assert, suite } from "../harness.ts";
import { readProgramFiles } from "../programs.ts";

const test = suite("the names of a spec");
const library = Object.fromEntries(libraryTexts);
const folder = new URL("../../specs/", import.meta.url);
const specs = readdirSync(folder)
  .filter((name) => name.endsWith(".weft"))
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }));

interface Read {
  readonly tree: Tree.File;
  readonly files: ReturnType<typeof readFiles>;
  readonly names: ReturnType<typeof readNames>;
}

function read(text: string, others: Readonly<Record<string, string>> = {}): Read {
  const source = { name: "main.weft", text };
  const tree = parse(source, []);
  const files = readFiles(source, { ...library, ...others }, []);
  return { tree, files, names: readNames(tree, files) };
}

/** `LINE:COLUMN → LINE:COLUMN` of each place that names what is written so. */
function usesOf(
  text: string,
  name: string,
  others: Readonly<Record<string, string>> = {},
): readonly string[] {
  const place = (of: string, { file, start }: Span): string => {
    const lines = of.slice(0, start).split("\n");
    return `${file === "main.weft" ? "" : `${file} `}${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
  };
  const all: Readonly<Record<string, string>> = { ...library, ...others, "main.weft": text };
  return read(text, others)
    .names.occurrences.filter(({ span }) => text.slice(span.start, span.end) === name)
    .map(({ span, thing }) => `${place(text, span)} → ${place(all[thing.span.file] ?? "", thing.span)}`);
}

test("values are those that the checker finds", () => {
  let compared = 0;
  for (const { name: path, text } of [...specs, ...readProgramFiles()]) {
    const { tree, files, names } = read(text);
    const { model, valueOf } = inspect(tree, files, { set: {} }, []);
    const spans = new Map<string, Span>();
    collectBindings(model, spans);
    const found = new Map(names.occurrences.map((each) => [each.span.start, each.thing]));
    // The axis of a function is, where the checker saw it last, that of a call.
    const declarations = tree.declarations.filter(({ kind }) => kind !== "fn");
    walkTree(declarations, (part) => {
      if (!isExpression(part) || part.kind !== "name" || part.primed) return;
      const expression = valueOf(part)?.expression;
      const id =
        expression?.kind === "reference"
          ? expression.binding
          : expression?.kind === "position"
            ? expression.axis
            : undefined;
      const span = id === undefined ? undefined : spans.get(id);
      // A binding in a scan, or of what a call gives, may stand at a whole statement.
      if (span === undefined || text.slice(span.start, span.end) !== part.text) return;
      const thing = found.get(part.span.start);
      const at = `${path}, ${part.text} at ${part.span.start}`;
      assert.equal([thing?.span.file, thing?.span.start], [span.file, span.start], at);
      compared += 1;
    });
  }
  assert.ok(compared > 400, `only ${compared} names were compared`);
});

function collectBindings(part: unknown, spans: Map<string, Span>): void {
  if (Array.isArray(part)) for (const each of part as readonly unknown[]) collectBindings(each, spans);
  else if (typeof part === "object" && part !== null) {
    const { id, name, span } = part as {
      readonly id?: unknown;
      readonly name?: unknown;
      readonly span?: Span;
    };
    if (typeof id === "string" && typeof name === "string" && span !== undefined) spans.set(id, span);
    for (const each of Object.values(part)) collectBindings(each, spans);
  }
}

test("every name of the specs stands for something, but for what is built in", () => {
  for (const { name: path, text } of specs) {
    const named = new Set(read(text).names.occurrences.map(({ span }) => span.start));
    const declared = [...text.matchAll(/^ *(?:axis|layer|model|use|const|data) ([\p{L}\w]+)/gmu)];
    for (const [, name = ""] of declared) {
      const uses = [
        ...text
          .replace(/\/\/.*|"[^"\n]*"/g, (cut) => " ".repeat(cut.length))
          .matchAll(/[\p{L}_][\p{L}\w]*/gu),
      ];
      for (const { 0: word, index } of uses)
        if (word === name) assert.ok(named.has(index), `${path}: ${name} at ${index}`);
    }
  }
});

test("a name that is bound again is another thing, and a value doesn't see itself", () => {
  const text = `weft 1
axis a = 3
layer L(x: [a]) -> [a] {
  y = x
  y = y + x
  return y
}
`;
  assert.equal(usesOf(text, "y"), ["4:3 → 4:3", "5:3 → 5:3", "5:7 → 4:3", "6:10 → 5:3"]);
});

test("next values, carried values, fields, labels, members and named arguments", () => {
  const text = `weft 1
axis time <= 9
axis part = { re, im }
layer Cell(x: [part], scale = 1) -> [part] {
  state seen: [part] = 0
  seen' = scale * x
  return x
}
layer All(x: [time, part]) -> [time, part] {
  use cell = Cell(scale = 2)
  h = scan[time](h: [part] = 0) {
    h' = cell(x) + h
    yield h'[part = re]
  }
  return x
}
model M(x: [time, part]) -> [time, part] {
  use all = All
  return all(x)
}
data d = jsonl("d.jsonl") {
  x: [time, part]
}
train on d {
  minimize mean[batch, time, part](M(x)) over M.all.cell, **.all
  optimizer = adam(rate = 1)
}
`;
  assert.equal(usesOf(text, "seen"), ["5:9 → 5:9", "6:3 → 5:9"]);
  assert.equal(usesOf(text, "h"), [
    "11:3 → 11:3",
    "11:18 → 11:18",
    "12:5 → 11:18",
    "12:20 → 11:18",
    "13:11 → 11:18",
  ]);
  assert.equal(usesOf(text, "re"), ["3:15 → 3:15", "13:21 → 3:15"]);
  assert.equal(usesOf(text, "scale"), ["4:23 → 4:23", "6:11 → 4:23", "10:19 → 4:23"]);
  assert.equal(usesOf(text, "cell"), ["10:7 → 10:7", "12:10 → 10:7", "25:53 → 10:7"]);
  assert.equal(usesOf(text, "all"), ["18:7 → 18:7", "19:10 → 18:7", "25:49 → 18:7", "25:62 → 18:7"]);
  assert.equal(usesOf(text, "x").slice(-2), ["22:3 → 22:3", "25:38 → 22:3"]);
  assert.match(usesOf(text, "rate")[0] ?? "", /^26:20 → std\/optimizers\.weft /);
});

test("the sides in the header of an optimizer are axes of its formulas", () => {
  const text = `weft 1
axis into = 2
optimizer rows[into, out](rate) {
  axis other like into
  state row: [into, out] = 0
  row' = mean[out](row) + gradient @[out] gradient[into as other]
  parameter' = parameter - rate * row / |into|
}
axis twice = 2 * |into|
`;
  assert.equal(usesOf(text, "into"), [
    "2:6 → 2:6",
    "3:16 → 3:16",
    "4:19 → 3:16",
    "5:15 → 3:16",
    "6:52 → 3:16",
    "7:42 → 3:16",
    "9:19 → 2:6",
  ]);
  assert.equal(usesOf(text, "out").length, 4);
  assert.equal(usesOf(text, "other"), ["4:8 → 4:8", "6:60 → 4:8"]);
});

test("imported names lead to the other file, whichever way they are imported", () => {
  const others = {
    "parts/b.weft": `weft 1\nimport "../c.weft"\naxis embed = 2 * |base|\nlayer L[in](x: [in]) -> [in] {\n  param w: [in] = 1\n  return w * x\n}\n`,
    "c.weft": 'weft 1\nimport "parts/b.weft"\naxis base = 3\n',
  };
  const text = `weft 1
import { embed, L } from "./parts/b.weft"
import b from "./parts/b.weft"
layer M(x: [b.base]) -> [embed] {
  use l = b.L[embed]
  return l(x) + l.w
}
`;
  assert.equal(usesOf(text, "embed", others), [
    "2:10 → parts/b.weft 3:6",
    "4:26 → parts/b.weft 3:6",
    "5:15 → parts/b.weft 3:6",
  ]);
  assert.equal(usesOf(text, "base", others), ["4:15 → c.weft 3:6"]);
  assert.equal(usesOf(text, "w", others), ["6:19 → parts/b.weft 5:9"]);
});

test("what is wrong with a text takes no names from the rest", () => {
  const text = "weft 1\naxis a = 3\nlayer L(x: [a]) -> [a] {\n  y = x +\n  z = x @[\n  return y\n}\n";
  assert.ok(usesOf(text, "a").length >= 3);
  assert.ok(usesOf(text, "x").length >= 1);
});

test("a part names its field, and its conditions nothing", () => {
  const text = `weft 1
axis seq <= 8
axis role = { user, assistant }
data chats = jsonl("chats.jsonl") {
  tokens: [seq] in vocab = field("turns[]", each = "{role}: {said}")
  said:   [seq] bool     = part(tokens, "said", role = "user")
}
axis vocab = bytes
`;
  assert.equal(usesOf(text, "tokens"), ["5:3 → 5:3", "6:33 → 5:3"]);
  assert.equal(usesOf(text, "role"), ["3:6 → 3:6"]);
});
