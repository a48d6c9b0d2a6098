import type { Diagnostic } from "../../compiler/source/diagnostic.ts";
import { messageOf } from "../../compiler/source/diagnostic.ts";
import { parse } from "../../compiler/1-parse/parse.ts";
import { print } from "../../compiler/1-parse/print.ts";
import { assert, suite } from "../harness.ts";
import { readProgramFiles } from "../programs.ts";
import { spansOf } from "./trees.ts";

const test = suite("programs");

for (const file of readProgramFiles()) {
  const diagnostics: Diagnostic[] = [];
  const tree = parse(file, diagnostics);

  test(`${file.name} parses`, () => {
    assert.equal(
      diagnostics.map((entry) => messageOf(entry)),
      [],
    );
    const begun = file.text.match(
      /^(import|axis|const|fn|layer|model|optimizer|schedule|data|train|generate)\b/gm,
    );
    assert.is(tree.declarations.length, begun?.length);
  });

  test(`${file.name} has exact spans`, () => {
    for (const { node, span, around } of spansOf(tree.declarations)) {
      const text = file.text.slice(span.start, span.end);
      assert.is(text, text.trim(), `${String(node["kind"])} begins and ends at its own text`);
      if (around !== undefined) assert.ok(span.start >= around.start && span.end <= around.end, text);
      if (node["kind"] === "name") assert.is(text.normalize("NFC").replace(/['′]$/, ""), node["text"]);
      if (node["kind"] === "number") assert.is(text, node["text"]);
      if (node["kind"] === "axis-name") assert.is(text, node["name"]);
    }
  });

  test(`${file.name} prints every declaration`, () => {
    const printed = print(tree, file.text);
    assert.is(printed.match(/^ {2}declarations\[/gm)?.length, tree.declarations.length);
    assert.not.ok(printed.includes("broken"));
  });
}
