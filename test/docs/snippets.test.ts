/**
 * Every block of weft in the documents is checked, so that none of them tells what the compiler doesn't do:
 *
 * - ` ```weft `              a whole file (the edition line may be left out): nothing is reported.
 * - ` ```weft fragment `     declarations that need the axes of `context`: no error is reported.
 * - ` ```weft wrong W0202 `  likewise, but exactly these errors are reported, and these warnings.
 */
import { readFileSync } from "node:fs";
import { format } from "../../compiler/1-parse/format/format.ts";
import { parse } from "../../compiler/1-parse/parse.ts";
import { checkText } from "../2-check/checked.ts";
import { listFiles } from "../gates/files.ts";
import { assert, suite } from "../harness.ts";
import { inContext, snippetsIn } from "./snippets.ts";
import type { Snippet } from "./snippets.ts";

const test = suite("snippets in documents");

/** What is reported, one line each, against what the fence says. */
function judge({ words, text }: Snippet): {
  readonly found: readonly string[];
  readonly wanted: readonly string[];
} {
  const [kind, ...codes] = words;
  const whole = kind === undefined;
  const { diagnostics } = checkText(whole ? text : inContext(text));
  const counted = diagnostics.filter(
    ({ severity, code }) => whole || severity === "error" || codes.includes(code),
  );
  return { found: [...new Set(counted.map(({ code }) => code))].sort(), wanted: [...codes].sort() };
}

const documents = listFiles().filter((path) => path === "README.md" || /^docs\/[^/]+\.md$/.test(path));
const snippets = documents.flatMap((path) => snippetsIn(path, readFileSync(path, "utf8")));

test("the documents have snippets", () => {
  assert.ok(snippets.length >= 20, `${snippets.length} snippets`);
});

for (const snippet of snippets) {
  test(snippet.place, () => {
    const [kind, ...codes] = snippet.words;
    assert.ok(
      kind === undefined || kind === "fragment" || (kind === "wrong" && codes.length > 0),
      "the fence",
    );
    const { found, wanted } = judge(snippet);
    assert.equal(found, wanted);
  });
}

for (const { place, text } of snippets.filter((snippet) => snippet.text.startsWith("weft 1\n")))
  test(`${place} is a file as \`weft fmt\` lays it out`, () => {
    assert.is(format(parse({ name: place, text }, []), text), text);
  });

test("a snippet that says something else is caught", () => {
  const wrong = "axis one = 3\nlayer L(x: [one]) -> real {\n  return sum[two](x)\n}\n";
  assert.equal(judge({ place: "", words: [], text: wrong }).found, ["W0201"]);
  assert.equal(judge({ place: "", words: ["wrong", "W0202"], text: wrong }).wanted, ["W0202"]);
});
