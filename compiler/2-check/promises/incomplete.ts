/** What can still be said of layers in which there are mistakes. */
import type { Diagnostic } from "../../source/diagnostic.ts";
import type { Checker } from "../context.ts";
import type { Expression } from "../model.ts";

export interface Incomplete {
  /** Formulas in it that have no mistake themselves, and stand in those that do: they count, whatever becomes of the others. */
  readonly remains: readonly Expression[];
  /** A mistake is about its axes: what it reads of them may be another side of the same mistake. */
  readonly isMisshapen: boolean;
}

/** The layers with mistakes, by their names in the Model. */
export function incompleteLayers(checker: Checker): ReadonlyMap<string, Incomplete> {
  const found = new Map<string, Incomplete>();
  for (const [declaration, info] of checker.layers) {
    if (info === "checking") continue;
    const { file, start, end } = declaration.span;
    const own = checker.diagnostics.filter(
      ({ severity, span }) =>
        severity === "error" && span.file === file && start <= span.start && span.start < end,
    );
    if (own.length === 0 && !info.broken && !info.hasErrors) continue;
    const isMisshapen = info.broken || own.some(isOfAxes);
    found.set(info.layer.name, { isMisshapen, remains: info.remains });
  }
  return found;
}

/** Whether a mistake is about which axes or types values have, other than that a name is mistyped or arguments are miscounted. */
function isOfAxes({ code }: Diagnostic): boolean {
  return /^W0(2|40[1-5]|5)/.test(code) && code !== "W0201";
}
