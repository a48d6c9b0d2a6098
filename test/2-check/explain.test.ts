import { axisMessages } from "../../compiler/source/messages-axes.ts";
import { generationMessages } from "../../compiler/source/messages-generation.ts";
import { layerMessages } from "../../compiler/source/messages-layers.ts";
import { nameMessages } from "../../compiler/source/messages-names.ts";
import { sizeMessages } from "../../compiler/source/messages-sizes.ts";
import { trainingMessages } from "../../compiler/source/messages-training.ts";
import { typeMessages } from "../../compiler/source/messages-types.ts";
import { warningMessages } from "../../compiler/source/messages-warnings.ts";
import { assert, suite } from "../harness.ts";
import { checkText } from "./checked.ts";

const test = suite("explanations of what check finds");

// These come from another file or from the command line, which one program can't show.
const { W0304: _, ...ownNames } = nameMessages;
// It takes the graph: its test is in 3-graph/grow.
const { W0916: _afresh, ...ownWarnings } = warningMessages;
const { W0504: _set, W0509: _unknown, ...ownSizes } = sizeMessages;

const all = {
  ...axisMessages,
  ...ownNames,
  ...typeMessages,
  ...ownSizes,
  ...layerMessages,
  ...trainingMessages,
  ...generationMessages,
  ...ownWarnings,
};

function codesOf(program: string): readonly string[] {
  return [...new Set<string>(checkText(program).diagnostics.map((diagnostic) => diagnostic.code))];
}

for (const [code, { explain }] of Object.entries(all)) {
  test(code, () => {
    assert.equal(codesOf(explain.wrong), [code]);
    assert.equal(codesOf(explain.right), []);
  });
}
