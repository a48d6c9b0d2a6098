import { testExpectedDiagnostics } from "../expected-diagnostics.ts";
import { checkText } from "./checked.ts";

testExpectedDiagnostics("wrong programs", ["check"], (file) => checkText(file.text).diagnostics);
