import type { Diagnostic } from "../../compiler/source/diagnostic.ts";
import { parse } from "../../compiler/1-parse/parse.ts";
import { testExpectedDiagnostics } from "../expected-diagnostics.ts";

testExpectedDiagnostics("syntax errors", ["syntax"], (file) => {
  const diagnostics: Diagnostic[] = [];
  parse(file, diagnostics);
  return diagnostics;
});
