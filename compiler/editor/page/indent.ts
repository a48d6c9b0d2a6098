/** How far a new line is moved in: as `weft fmt` does it, two columns a bracket. */
import { indentService } from "@codemirror/language";

const opening = "([{";
const closing = ")]}";

/** Brackets in texts and comments are none. */
const bracketsOf = (line: string): string =>
  line.replace(/"(?:[^"\\]|\\.)*"?|\/\/.*/g, "").replace(/[^()[\]{}]/g, "");

export const indentation = indentService.of((context, at) => {
  const { doc } = context.state;
  // What stands behind the cursor will be the new line.
  const own = context.textAfterPos(at).trimStart();
  const from = context.lineAt(at).from;
  const before = doc.sliceString(0, from).trimEnd();
  const last = before.slice(before.lastIndexOf("\n") + 1);
  const start = /^\s*/.exec(last)?.[0].length ?? 0;
  let depth = 0;
  for (const bracket of bracketsOf(last.trimStart().replace(/^[)\]}]+/, "")))
    depth += opening.includes(bracket) ? 1 : -1;
  const isClosed = own !== "" && closing.includes(own.charAt(0));
  return Math.max(0, start + 2 * Math.sign(depth) - (isClosed ? 2 : 0));
});
