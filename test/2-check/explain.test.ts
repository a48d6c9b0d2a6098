import { fileMessages } from "../../compiler/source/messages-files.ts";
import { syntaxMessages } from "../../compiler/source/messages-syntax.ts";
import { messages } from "../../compiler/source/messages.ts";
import { assert, suite } from "../harness.ts";
import { checkText } from "./checked.ts";

const test = suite("explanations of what check finds");

/** W0304, W0504, W0509 and W0513 come from another file or from the command line, which one program can't show; W0514 and W0916 take the graph: their tests are in 3-graph; W0920 the disk: its is in cli/local-data. */
const shownElsewhere = ["W0304", "W0504", "W0509", "W0513", "W0514", "W0916", "W0920"];
const others = [...Object.keys(fileMessages), ...Object.keys(syntaxMessages), ...shownElsewhere];

function codesOf(program: string): readonly string[] {
  return [...new Set<string>(checkText(program).diagnostics.map((diagnostic) => diagnostic.code))];
}

for (const [code, { explain }] of Object.entries(messages)) {
  if (others.includes(code)) continue;
  test(code, () => {
    assert.equal(codesOf(explain.wrong), [code]);
    assert.equal(codesOf(explain.right), []);
  });
}
