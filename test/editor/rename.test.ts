import { readdirSync, readFileSync } from "node:fs";
import { analyze } from "../../compiler/analyze.ts";
import { isDeclaration } from "../../compiler/editor/navigation.ts";
import { renameEdits } from "../../compiler/editor/rename.ts";
import type { View } from "../../compiler/editor/view.ts";
import { viewOf } from "../../compiler/editor/view.ts";
import { messageOf } from "../../compiler/source/diagnostic.ts";
import { libraryTexts } from "../2-check/checked.ts";
import { assert, suite } from "../harness.ts";
import { readProgramFiles } from "../programs.ts";

const test = suite("renames");
const library = Object.fromEntries(libraryTexts);
const folder = new URL("../../specs/", import.meta.url);
const specs = readdirSync(folder)
  .filter((name) => name.endsWith(".weft"))
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }));

function view(text: string): View {
  return viewOf({ name: "main.weft", text }, library, (file) => `file:///${file}`);
}

/** The text with another name for what stands at an offset, or why it can't have that. */
function renamed(of: View, offset: number, name: string): string {
  const edits = renameEdits(of, [], offset, name);
  if (typeof edits === "string") return edits;
  const offsets = (edits[of.uriOf(of.source.name)] ?? []).map(({ range, newText }) => ({
    start: of.offsetAt(range.start),
    end: of.offsetAt(range.end),
    newText,
  }));
  let text = of.source.text;
  for (const { start, end, newText } of offsets.toReversed())
    text = text.slice(0, start) + newText + text.slice(end);
  return text;
}

function mistakesIn(text: string): readonly string[] {
  return analyze(text, library).diagnostics.map(
    (diagnostic) => `${diagnostic.code} ${messageOf(diagnostic)}`,
  );
}

test("each name of the specs may be another, and the spec is as right as it was", () => {
  let renames = 0;
  for (const { name: path, text } of [...specs, ...readProgramFiles()]) {
    const of = view(text);
    const before = mistakesIn(text);
    const declared = of.names.occurrences.filter(isDeclaration);
    // A third of them, others in each spec.
    for (const { span, thing } of declared.filter((_, at) => (at + path.length) % 3 === 0)) {
      if (thing.kind === "setting" || thing.kind === "label" || thing.kind === "field") continue;
      const other = renamed(of, span.start, "another");
      assert.ok(other.startsWith("weft 1"), `${path}: ${thing.name}: ${other}`);
      const after = mistakesIn(other);
      // A name of the library that is hidden no more is one warning less.
      const at = `${path}: ${thing.name} at ${span.start}: ${after.join("; ")}`;
      assert.ok(after.length <= before.length, at);
      renames += 1;
    }
  }
  assert.ok(renames > 200, `only ${renames} renames`);
});

test("parentheses and primes stay", () => {
  const text = `weft 1
axis time <= 9
axis a = 3
model M(x: [time, a]) -> [time, a] causal in time {
  return scan[time](h: [a] = 0) {
    h' = (h) + ((x))
    yield (h')
  }
}
`;
  const of = view(text);
  const wanted = text.replace(/\bh\b/g, "carried");
  assert.is(renamed(of, text.indexOf("h: [a]"), "carried"), wanted);
  assert.is(renamed(of, text.indexOf("h')"), "carried"), wanted);
  assert.is(renamed(of, text.indexOf("x: "), "y"), text.replace(/\bx\b/g, "y"));
});

test("a field that is found by its name keeps it", () => {
  const data = (source: string, field: string): View =>
    view(`weft 1\naxis a <= 3\naxis b = 2\ndata d = ${source} {\n  ${field}\n}\n`);
  const rename = (of: View): string => renamed(of, of.source.text.indexOf("x: "), "y");
  assert.match(rename(data('jsonl("d.jsonl")', "x: [a] in b")), /^records have `x`/);
  assert.match(rename(data('jsonl("d.jsonl")', 'x: [a] in b = field("x")')), /^weft 1[^]*y: \[a\]/);
  assert.match(rename(data('text("d.txt")', "x: [a] in b")), /^weft 1[^]*y: \[a\]/);
});
