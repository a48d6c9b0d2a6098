/** Of a line that is longer than a terminal is wide, such as one with data, what lies around its first mark is shown. */
import { displayWidth } from "./width.ts";

/** In columns: how much is shown at most, and how much of it before the first mark. */
const most = 160;
const before = 60;

interface Range {
  readonly start: number;
  readonly width: number;
}

/** The text and its marks, whose columns are those in the text; a mark beyond what is shown stands at its edge. */
export function shownPart<Mark extends Range>(
  text: string,
  marks: readonly Mark[],
): { readonly text: string; readonly marks: readonly Mark[] } {
  const whole = displayWidth(text);
  if (whole <= most) return { text, marks };
  const from = Math.max(0, Math.min(...marks.map(({ start }) => start)) - before);
  let column = 0;
  let shown = "";
  let [first, end] = [from, from];
  for (const letter of text) {
    const next = column + displayWidth(letter);
    if (column >= from && next <= from + most) {
      if (shown === "") first = column;
      shown += letter;
      end = next;
    }
    column = next;
  }
  const ellipsis = first > 0 ? "…" : "";
  const shift = ellipsis.length - first;
  const moved = marks.map((mark) => {
    const start = Math.min(Math.max(mark.start, first), end);
    const width = Math.max(1, Math.min(mark.start + mark.width, end) - start);
    return { ...mark, start: start + shift, width };
  });
  return { text: `${ellipsis}${shown}${end < whole ? "…" : ""}`, marks: moved };
}
