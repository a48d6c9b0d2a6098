import type { Extras } from "../source/diagnostic.ts";
import { didYouMean } from "../source/phrases.ts";
import type { Span } from "../source/spans.ts";
import { nearNames } from "../source/suggest.ts";
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
