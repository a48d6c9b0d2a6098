import { parse } from "../../compiler/1-parse/parse.ts";
import { statementLatex } from "../../compiler/6-emit/readme/latex.ts";
import type { Diagnostic } from "../../compiler/source/diagnostic.ts";
import { assert, suite } from "../harness.ts";

const test = suite("formulas in LaTeX");

const known = { parameters: new Set(["W_q", "W"]), axes: new Set(["seq", "src", "key"]) };

function formula(text: string): string {
  const diagnostics: Diagnostic[] = [];
  const source = { name: "t.weft", text: `weft 1\nmodel M(x: [seq]) -> [seq] {\n  ${text}\n}\n` };
  const [declaration] = parse(source, diagnostics).declarations;
  if (declaration?.kind !== "model" || diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  const [statement] = declaration.body.statements;
  return (statement && statementLatex(statement, known, "M(x)")) ?? "";
}

const cases = [
  ["q = W_q(x)", "q &= W_{q}\\,x"],
  ["k = W_q(x)[seq as src]", "k &= {\\left(W_{q}\\,x\\right)}_{\\mathrm{seq}\\to \\mathrm{src}}"],
  [
    "s = q @[key] k / sqrt(|key|)",
    "s &= \\frac{\\sum_{\\mathrm{key}} q\\,k}{\\sqrt{\\lvert \\mathrm{key}\\rvert}}",
  ],
  [
    "A = softmax[src where src <= seq](s)",
    "A &= \\operatorname*{softmax}_{\\mathrm{src} \\leq \\mathrm{seq}}\\left(s\\right)",
  ],
  ["y = a * (b + c)", "y &= a \\cdot \\left(b + c\\right)"],
  ["y = a - (b - c)", "y &= a - \\left(b - c\\right)"],
  ["y = -a^2", "y &= -{a}^{2}"],
  ["y = (-a)^2", "y &= {\\left(-a\\right)}^{2}"],
  ["y = 1e-5", "y &= 10^{-5}"],
  ["h' = tanh(h)", "h' &= \\tanh\\left(h\\right)"],
  ["y = W.transposed(x)", "y &= {W}^{\\top}\\,x"],
  ["y = beta_1 * sin(pi * x)", "y &= \\beta_{1} \\cdot \\sin\\left(\\pi \\cdot x\\right)"],
  ["logits = x", "\\mathit{logits} &= x"],
  ["return max[seq](x)", "M(x) &= \\max_{\\mathrm{seq}} x"],
  ["y = where(a < b, a, b)", "y &= \\begin{cases} a & a < b \\\\ b & \\text{else} \\end{cases}"],
  ["y = x[seq = seq - 1 else 0]", "y &= {x}_{\\mathrm{seq}=\\mathrm{seq} - 1\\;\\text{else}\\;0}"],
  ["expose A", ""],
] as const;

for (const [weft, expected] of cases) {
  test(weft, () => assert.is(formula(weft), expected));
}
