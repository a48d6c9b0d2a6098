/** What can still be said of layers in which there are mistakes. */
import type { Diagnostic } from "../source/diagnostic.ts";
import { isExpression, walkTree } from "../1-parse/walk.ts";
import type * as Tree from "../1-parse/tree.ts";
import type { Checker } from "./context.ts";
import type { Expression } from "./model.ts";
import type { LayerLike } from "./scope.ts";

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
    found.set(info.layer.name, { isMisshapen, remains: remainsOf(declaration, checker) });
  }
  return found;
}

/** Whether a mistake is about which axes or types values have, other than that a name is mistyped or arguments are miscounted. */
function isOfAxes({ code }: Diagnostic): boolean {
  return /^W0(2|40[1-5]|5)/.test(code) && code !== "W0201";
}

function remainsOf(declaration: LayerLike, { typed }: Checker): readonly Expression[] {
  if (declaration.kind === "model-copy") return [];
  const found: Expression[] = [];
  walkTree(declaration.body, (part) => {
    if (!isExpression(part)) return true;
    const value = typed.get(part);
    if (value !== undefined && !value.broken) found.push(value.expression);
    // What a training alone computes is nothing that a promise is about.
    return value?.broken === true && !isOfTraining(part);
  });
  return found;
}

function isOfTraining(part: Tree.Expression): boolean {
  const [first] = part.kind === "call" ? part.arguments : [];
  return first?.expression.kind === "name" && first.expression.text === "training";
}
