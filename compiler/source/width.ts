/** Characters that a terminal shows two columns wide: East Asian Wide and Fullwidth, and emoji. */
const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u;
const without = /[\p{Mark}\u200B-\u200F\u2060\uFE00-\uFE0F]/u;

/** The columns that a text takes in a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += without.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return width;
}

/** A source line as it is printed: a tab is two blanks, other control characters are one. */
export function printable(text: string): string {
  return text.replace(/\t/g, "  ").replace(/\p{Control}/gu, " ");
}
