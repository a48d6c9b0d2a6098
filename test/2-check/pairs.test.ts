/** What each kind of mistake is told as, and that its fixes give what was meant. */
import { format } from "../../compiler/1-parse/format/format.ts";
import type { Diagnostic, Edit } from "../../compiler/source/diagnostic.ts";
import { parsed } from "../1-parse/trees.ts";
import { readPairs } from "../errors/pairs.ts";
import { actualLines } from "../expected-diagnostics.ts";
import { assert, suite } from "../harness.ts";
import { checkText } from "./checked.ts";

const test = suite("wrong programs and what was meant");
const pairs = readPairs();

function applied(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce(
      (edited, { span, text: instead }) => edited.slice(0, span.start) + instead + edited.slice(span.end),
      text,
    );
}

/** In its layout, without the lines that tell what is expected. */
function plain(text: string): string {
  const bare = text.replace(/^\s*\/\/! .*\n/gm, "");
  return format(parsed(bare), bare);
}

function machineEdits(diagnostics: readonly Diagnostic[]): readonly Edit[] {
  return diagnostics.flatMap(
    ({ fixes }) => fixes.find(({ applicability }) => applicability === "machine")?.edits ?? [],
  );
}

for (const pair of pairs) {
  test(pair.name, () => {
    const { diagnostics } = checkText(pair.file.text, { set: {} }, {}, pair.file.name);
    assert.is(actualLines(pair, diagnostics).join("\n"), pair.expected.join("\n"));
    assert.ok(pair.expected.length > 0, "nothing is wrong with it");
    const right = checkText(pair.right, { set: {} }, {}, pair.file.name);
    assert.equal(actualLines(pair, right.diagnostics), [], "what was meant");
    const edits = machineEdits(diagnostics);
    if (edits.length > 0) assert.is(plain(applied(pair.file.text, edits)), plain(pair.right), "as mended");
  });
}

/** What the language says that is told, at the least, in the words with which the pairs begin. */
const listed: readonly string[] = [
  "unknown axis",
  "an axis that exists but not here",
  "forgotten rename",
  "contraction on one side only",
  "sizes that differ",
  "leftover and missing axes",
  "no common axis",
  "capture",
  "produced twice",
  "a hidden batch",
  "broken promise",
  "a size that doesn't divide",
  "an index of the wrong space",
  "an index that can run outside",
  "a loss that isn't scalar",
  "an ambiguous chain",
  "recursion",
  "unused",
  "no gradient",
  "padding counted",
  "a condition that says nothing",
  "weights of another axis",
  "only positions vary",
  "own target",
  "a softmax for cross_entropy",
  "swapped results",
  "no promise",
];

test("each kind that the language lists has three", () => {
  const counts = new Map<string, number>();
  for (const { name } of pairs) {
    const kind = /: ([^:]*):/.exec(name)?.[1] ?? name;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  assert.equal(
    [...new Set([...listed, ...counts.keys()])].filter((kind) => (counts.get(kind) ?? 0) < 3),
    [],
  );
  assert.ok(pairs.length >= 80, `${pairs.length} wrong programs`);
});

test("some of the fixes may be applied unseen", () => {
  const mended = pairs.filter(
    ({ file }) => machineEdits(checkText(file.text, { set: {} }, {}, file.name).diagnostics).length > 0,
  );
  assert.ok(mended.length >= 9, `${mended.length} pairs`);
});
