/** Printing keeps the tree and the comments, and what is printed is printed the same again. */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { format } from "../../../compiler/1-parse/format/format.ts";
import { parse } from "../../../compiler/1-parse/parse.ts";
import type { File } from "../../../compiler/1-parse/tree.ts";
import type { Diagnostic } from "../../../compiler/source/diagnostic.ts";
import { messageOf } from "../../../compiler/source/diagnostic.ts";
import { randomSpec } from "../../fuzz/spec/random-spec.ts";
import { assert, suite } from "../../harness.ts";
import { readProgramFiles } from "../../programs.ts";
import { parsed } from "../trees.ts";

const test = suite("format");

function textsIn(folder: string): readonly { readonly name: string; readonly text: string }[] {
  const place = new URL(`../../../${folder}/`, import.meta.url);
  return readdirSync(place)
    .filter((name) => name.endsWith(".weft"))
    .map((name) => ({ name: `${folder}/${name}`, text: readFileSync(new URL(name, place), "utf8") }));
}

const files = [...textsIn("specs"), ...textsIn("compiler/std"), ...readProgramFiles()];

/** The tree without places; the comments as they read, without blanks at their ends. */
function meaning(file: File): string {
  const comments = file.comments.map(({ kind, text }) => `${kind} ${text.trimEnd()}`);
  const tree = JSON.stringify([file.edition, file.declarations], (key, value: unknown) => {
    if (key.endsWith("span") || key.endsWith("Span")) return undefined;
    return key === "text" && typeof value === "string" ? value.replace(/[ \t]+$/gm, "") : value;
  });
  return `${comments.join("\n")}\n${tree}`;
}

/** Prints, and checks all that holds for every text without syntax errors. */
function formatted(text: string): string {
  const printed = format(parsed(text), text);
  const diagnostics: Diagnostic[] = [];
  const again = parse({ name: "printed.weft", text: printed }, diagnostics);
  assert.equal(diagnostics.map(messageOf), [], printed);
  assert.is(meaning(again), meaning(parsed(text)), printed);
  assert.is(format(again, printed), printed, "printed again");
  assert.not.match(printed, /[ \t]$|\n\n\n|^\t/m, printed);
  return printed;
}

for (const { name, text } of files) test(name, () => void formatted(text));

test("random specs", () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
      formatted(randomSpec((below) => (numbers.next().value ?? 0) % below, { formulas: 6 }));
    }),
    { numRuns: 60 },
  );
});

/** Tokens of a text with the blanks between them; comments and texts in quotes are tokens. */
function tokensOf(text: string): readonly string[] {
  return text.match(/\/\/.*|"[^"\n]*"|[\p{L}\p{N}_'.]+|[ \t]+|\s+|[^\s\p{L}\p{N}_]/gu) ?? [];
}

test("programs with other blanks and with comments anywhere at the ends of lines", () => {
  const places = fc.array(
    fc.tuple(fc.nat(), fc.constantFrom("  ", "\n", " // a comment\n", "\n/// a line\n", "\n\n\n", "\t")),
    {
      minLength: 1,
      maxLength: 12,
    },
  );
  fc.assert(
    fc.property(fc.constantFrom(...files), places, (file, edits) => {
      const tokens = [...tokensOf(file.text)];
      for (const [place, blank] of edits) {
        const blanks = tokens.flatMap((token, at) => (token.trim() === "" ? [at] : []));
        const at = blanks[place % blanks.length] ?? 0;
        tokens[at] = blank + (/\n/.test(tokens[at] ?? "") ? "\n" : "");
      }
      const text = tokens.join("");
      const diagnostics: Diagnostic[] = [];
      parse({ name: "edited.weft", text }, diagnostics);
      // A line end within a statement may end it, which is a syntax error.
      if (diagnostics.length === 0) formatted(text);
    }),
    { numRuns: 300, includeErrorInReport: true },
  );
});

test("layout is set anew, spelling is not", () => {
  const text = `weft 1
axis   a=3
axis long_name    <=8
// what it does


layer L [i](x:[i],y : [ i ]in a)->[i]{
      z = ( x+√x )*2   // why
  return   z   ·[ i ]x ≤   1
}`;
  assert.is(
    formatted(text),
    `weft 1

axis a         = 3
axis long_name <= 8

// what it does

layer L[i](x: [i], y: [i] in a) -> [i] {
  z = (x + √x) * 2  // why
  return z ·[i] x ≤ 1
}
`,
  );
});

test("long formulas are broken before operators, long lists between their parts", () => {
  const long = "a_rather_long_name_of_a_value";
  const text = `weft 1
fn f(x) {
  y = ${long} * ${long} + ${long} * ${long} + ${long} * ${long}
  return where(${long}, ${long}, ${long}, ${long}, ${long})
}
`;
  assert.is(
    formatted(text),
    `weft 1

fn f(x) {
  y = ${long} * ${long}
    + ${long} * ${long}
    + ${long} * ${long}
  return where(
    ${long},
    ${long},
    ${long},
    ${long},
    ${long}
  )
}
`,
  );
});

test("axes keep their order, and a statement with a comment inside stays as it is", () => {
  const text = `weft 1

layer L(x: [b, a]) -> [b, a] {
  y = x   + // the first
    x  // the second
  return  y
}
`;
  assert.is(formatted(text), text.replace("return  y", "return y"));
});
