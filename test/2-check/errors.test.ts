import { testExpectedDiagnostics } from "../expected-diagnostics.ts";
import { checkText } from "./checked.ts";

/** What the wrong programs may import. */
const others = {
  "parts.weft": `weft 1
const turns = 3
axis wide = 2
model Whole(x: [wide]) -> [wide] {
  param b: [wide] = 0
  return x + b
}
`,
};

testExpectedDiagnostics(
  "wrong programs",
  ["check"],
  (file) => checkText(file.text, undefined, others).diagnostics,
);
