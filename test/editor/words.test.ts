import { declarationRules, statementRules, wordsOf } from "../../compiler/1-parse/statement-kinds.ts";
import { builtins } from "../../compiler/2-check/expressions/builtins.ts";
import { dataKinds, optionsOf } from "../../compiler/2-check/training/source-options.ts";
import { builtinWords, keywordWords, optionWords, statementWords } from "../../compiler/editor/words.ts";
import { assert, suite } from "../harness.ts";

const test = suite("the words that an editor tells of");

test("all that is built in is described", () => {
  assert.equal(Object.keys(builtinWords).sort(), Object.keys(builtins).sort());
});

test("each word that begins something is described, and each that begins a statement is offered in some block", () => {
  const all = new Set([...wordsOf(declarationRules), ...wordsOf(statementRules)]);
  assert.equal(Object.keys(keywordWords).sort(), [...all].sort());
  const offered = new Set(Object.values(statementWords).flat());
  assert.equal([...offered].sort(), [...wordsOf(statementRules)].sort());
});

test("each option of a source is described, and those of fields and tokenizers", () => {
  const all = new Set(dataKinds.flatMap((kind) => optionsOf(kind).map(({ name }) => name)));
  assert.equal(Object.keys(optionWords).sort(), [...all, "each", "end", "special", "start"].sort());
});
