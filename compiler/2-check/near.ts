import type { Extras } from "../source/diagnostic.ts";
import { didYouMean } from "../source/phrases.ts";
import type { Span } from "../source/spans.ts";
import { nearNames } from "../source/suggest.ts";
import { axisOf, labelsOf } from "./axes.ts";
import type { Body } from "./context.ts";
import type { Scope } from "./scope.ts";

/** The fix that puts the nearest name in the place of an unknown one. */
export function nearestFix(span: Span, near: readonly string[]): Extras {
  const [best] = near;
  if (best === undefined) return {};
  return { fixes: [{ title: didYouMean(best), edits: [{ span, text: best }], applicability: "suggestion" }] };
}

/**
 * Names in scope that the writer may have meant, at most three: those of the innermost scope first, of one scope the nearest
 * first, and `others`, which are in scope everywhere, last.
 */
export function nearInScope(
  name: string,
  scope: Scope,
  spaces: readonly ("values" | "axes")[],
  others: readonly string[] = [],
): readonly string[] {
  const near: string[] = [];
  for (let inner: Scope | undefined = scope; inner !== undefined; inner = inner.parent) {
    const { values, axes } = inner;
    const own = spaces.flatMap((space) => [...(space === "values" ? values : axes).keys()]);
    near.push(...nearNames(name, own));
  }
  return [...new Set([...near, ...nearNames(name, others)])].slice(0, 3);
}

/** The axis in scope that has a label of this name, and the fix that makes a value of the label. */
export function labelMeant(
  name: string,
  span: Span,
  body: Body,
): { readonly axis: string; readonly fix: Extras } | undefined {
  const { axes, declaredAxes } = body.checker;
  for (let inner: Scope | undefined = body.scope; inner !== undefined; inner = inner.parent) {
    for (const entity of inner.axes.values()) {
      const id = declaredAxes(entity)?.find((one) => labelsOf(axes, one)?.includes(name) === true);
      if (id === undefined) continue;
      const text = JSON.stringify(name);
      const edits = [{ span, text }];
      return {
        axis: axisOf(axes, id).name,
        fix: { fixes: [{ title: didYouMean(text), edits, applicability: "suggestion" }] },
      };
    }
  }
  return undefined;
}
