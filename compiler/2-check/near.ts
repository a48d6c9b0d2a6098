import type { Extras } from "../source/diagnostic.ts";
import { didYouMean } from "../source/phrases.ts";
import type { Span } from "../source/spans.ts";

/** The fix that puts the nearest name in the place of an unknown one. */
export function nearestFix(span: Span, near: readonly string[]): Extras {
  const [best] = near;
  if (best === undefined) return {};
  return { fixes: [{ title: didYouMean(best), edits: [{ span, text: best }], applicability: "suggestion" }] };
}
