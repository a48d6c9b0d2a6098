import type { InlayHint, Range } from "vscode-languageserver/node";
import { InlayHintKind } from "vscode-languageserver/node";
import type { View } from "./view.ts";

/** The hints in a range of the text: types and counts behind names, the count of a layer at the end of its line. */
export function inlayHintsIn(view: View, range: Range): readonly InlayHint[] {
  const { source, analysis, rangeOf, offsetAt } = view;
  const [from, to] = [offsetAt(range.start), offsetAt(range.end)];
  return analysis.hints
    .filter(({ span }) => from <= span.end && span.start <= to)
    .map(({ span, kind, text }) => {
      const rest = /[^\r\n]*/y;
      rest.lastIndex = span.end;
      const end =
        kind === "layer" ? span.end + (rest.exec(source.text)?.[0].trimEnd().length ?? 0) : span.end;
      return {
        position: rangeOf({ file: source.name, start: end, end }).end,
        label: text,
        paddingLeft: kind !== "binding",
        ...(kind === "binding" ? { kind: InlayHintKind.Type } : {}),
      };
    });
}
