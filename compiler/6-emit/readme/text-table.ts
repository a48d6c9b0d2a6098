/** Tables of text in columns, for a terminal. */

/** `right` is for numbers; `most` is how wide the column is at most, in characters. */
export type Column = { readonly head: string; readonly right?: true; readonly most?: number };

/** The head and the rows; one column, the first without an end of its own, takes what is left of the width. */
export function layTable(
  head: readonly Column[],
  rows: readonly (readonly string[])[],
  columns: number,
): readonly string[] {
  const widths = head.map(({ head: title, most }, column) =>
    Math.min(most ?? Infinity, Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0))),
  );
  const free = head.findIndex(({ right, most }) => right !== true && most === undefined);
  const others = widths.reduce((sum, width, column) => sum + (column === free ? 0 : width + 2), 0);
  if (free >= 0) widths[free] = Math.max(12, Math.min(widths[free] ?? 0, columns - others));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        const text = cell.length > width ? `${cell.slice(0, width - 1)}…` : cell;
        return head[column]?.right === true ? text.padStart(width) : text.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return [line(head.map(({ head: title }) => title)), ...rows.map(line)];
}
