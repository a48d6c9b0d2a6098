/** What documents show of files and of what commands print. */

/** The contents of the blocks in a language. */
export function blocksIn(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm"))].map(
    ([, block]) => block ?? "",
  );
}

/** Lines without what depends on the widths of columns. */
function lines(shown: string): readonly string[] {
  return shown
    .split("\n")
    .map((line) => line.trim().replace(/\s+/g, " "))
    .filter((line) => line !== "");
}

/** The lines of `shown` that aren't in `real`, in this order; … stands for any lines between, and after `//` for a line. */
export function missing(shown: string, real: string): readonly string[] {
  const left = [...lines(real)];
  return lines(shown).filter((line) => {
    if (line === "…" || line === "// …") return false;
    const at = left.indexOf(line);
    left.splice(0, at + 1);
    return at < 0;
  });
}
