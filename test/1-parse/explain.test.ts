import type { Diagnostic } from "../../compiler/source/diagnostic.ts";
import { fileMessages } from "../../compiler/source/messages-files.ts";
import { syntaxMessages } from "../../compiler/source/messages-syntax.ts";
import { parse } from "../../compiler/1-parse/parse.ts";
import { assert, suite } from "../harness.ts";

const test = suite("explanations of syntax errors");

function codesOf(program: string): readonly string[] {
  const text = /^weft |edition/m.test(program) ? program : `weft 1\n${program}`;
  const diagnostics: Diagnostic[] = [];
  parse({ name: "explained.weft", text }, diagnostics);
  return diagnostics.map((diagnostic) => diagnostic.code);
}

// A missing file is found after parsing, by what reads imports.
const { W0003: _, ...foundByParsing } = fileMessages;
for (const [code, { explain }] of Object.entries({ ...foundByParsing, ...syntaxMessages })) {
  test(code, () => {
    assert.equal(codesOf(explain.wrong), [code]);
    assert.equal(codesOf(explain.right), []);
  });
}
