import fc from "fast-check";
import type { Diagnostic } from "../../compiler/source/diagnostic.ts";
import { messageOf } from "../../compiler/source/diagnostic.ts";
import { render } from "../../compiler/source/report.ts";
import { positionAt } from "../../compiler/source/spans.ts";
import { parse } from "../../compiler/1-parse/parse.ts";
import { print } from "../../compiler/1-parse/print.ts";
import { assert, suite } from "../harness.ts";
import { readProgramFiles } from "../programs.ts";

const test = suite("random edits");
const files = readProgramFiles();

/** Parses, and checks what holds for every text: spans inside it, sentences that name nothing internal. */
function survives(text: string): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const tree = parse({ name: "edited.weft", text }, diagnostics);
  print(tree, text);
  for (const diagnostic of diagnostics) {
    assert.ok(diagnostic.span.start >= 0 && diagnostic.span.start <= diagnostic.span.end);
    assert.ok(diagnostic.span.end <= text.length);
    assert.not.match(messageOf(diagnostic), /undefined|Keyword_|NaN|something else|Exception/);
    render(diagnostic, () => text);
  }
  return diagnostics;
}

const pieces = fc.constantFrom(
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
  "where",
  "return ",
  "'",
  "+ ",
  "嵌",
  ".",
  "@",
  "scan[t](",
  "\u0000",
  "\ud800",
  "//",
  "axis ",
  "**",
);
const edited = fc
  .tuple(
    fc.constantFrom(...files),
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 12 }), pieces), {
      minLength: 1,
      maxLength: 6,
    }),
  )
  .map(([{ text }, edits]) =>
    edits.reduce((current, [place, removed, inserted]) => {
      const at = Math.floor(place * current.length);
      return current.slice(0, at) + inserted + current.slice(at + removed);
    }, text),
  );

test("programs with a few edits never break the parser", () => {
  fc.assert(
    fc.property(edited, (text) => void survives(text)),
    { numRuns: 300 },
  );
});

test("nor do programs that are cut off", () => {
  const cut = fc
    .tuple(fc.constantFrom(...files), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([{ text }, share]) => text.slice(0, Math.floor(share * text.length)));
  fc.assert(
    fc.property(cut, (text) => void survives(text)),
    { numRuns: 100 },
  );
});

test("nor does any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => void survives(text)),
    { numRuns: 200 },
  );
});

test("an operator too many is reported once, in its own line", () => {
  const places = files.flatMap((file) =>
    [...file.text.matchAll(/(?<=[\w)\]]) \* (?=[\w(])/g)].map((match) => ({ file, at: match.index })),
  );
  assert.ok(places.length > 20);
  for (const { file, at } of places) {
    const text = `${file.text.slice(0, at)} * /${file.text.slice(at + 2)}`;
    const comment = file.text.slice(file.text.lastIndexOf("\n", at), at).includes("//");
    if (comment) continue;
    const diagnostics = survives(text);
    assert.is(diagnostics.length, 1, `${file.name} at ${at}`);
    assert.is(positionAt(text, diagnostics[0]?.span.start ?? 0).line, positionAt(text, at).line);
  }
});

test("deep nesting is refused, and what is nearly as deep is read", () => {
  const nests = [
    ["(", ")"],
    ["f[a = ", "]"],
    ["-", ""],
    ["x^", ""],
    ["not √", ""],
  ] as const;
  for (const [open, close] of nests) {
    const nested = (count: number) => `weft 1\nconst a = ${open.repeat(count)}1${close.repeat(count)}`;
    const codes = (count: number) => survives(nested(count)).map((diagnostic) => diagnostic.code);
    assert.equal(codes(50), []);
    assert.equal(codes(20_000), ["W0113"]);
  }
  const long = (count: number, line = ""): readonly string[] =>
    survives(`weft 1\nconst a = 1${" + 1 * 2".repeat(count)}${line}`).map(({ code }) => code);
  assert.equal(long(250, "\nconst b = 1 + 2"), []);
  assert.equal(long(251), ["W0113"]);
});
