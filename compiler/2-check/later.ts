import type { Diagnostic } from "../source/diagnostic.ts";
import { report } from "../source/diagnostic.ts";
import type { Model } from "./model.ts";

/** Reports what is a right program, but not built yet in the phases after this one. */
export function reportLater(model: Model, diagnostics: Diagnostic[]): void {
  for (const { settings, span } of model.trainings)
    if (settings.precision === "f16") report(diagnostics, "W0801", span, { what: "`precision = f16`" });
}
