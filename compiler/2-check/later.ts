import type { Diagnostic } from "../source/diagnostic.ts";
import { report } from "../source/diagnostic.ts";
import type { Model } from "./model.ts";
import { walkModel } from "./walk.ts";

/** Reports what is a right program, but not built yet in the phases after this one. */
export function reportLater(model: Model, diagnostics: Diagnostic[]): void {
  const seen = new Set<string>();
  walkModel(model, (expression) => {
    const { span } = expression;
    const what = expression.kind === "row" ? `\`${expression.operation}\`` : undefined;
    const key = `${span.file}:${span.start}:${what ?? ""}`;
    if (what === undefined || seen.has(key)) return;
    seen.add(key);
    report(diagnostics, "W0801", span, { what });
  });
  for (const { settings, span } of model.trainings) {
    if (settings.precision === "f16") report(diagnostics, "W0801", span, { what: "`precision = f16`" });
    if (settings.start !== undefined) report(diagnostics, "W0801", span, { what: "`start`" });
  }
  for (const { grow } of model.generators)
    if (grow?.beam !== undefined) report(diagnostics, "W0801", grow.binding.span, { what: "`beam`" });
}
