/** Names that a caller gives, held against those that there are. */
import { WeftError } from "./errors.ts";

/** Throws at what is given by a name that isn't one of these: a slip would leave a default in its place. */
export function refuseOthers(
  what: string,
  names: readonly string[],
  given: object,
  kind: "argument" | "option" = "argument",
): void {
  // A caller in JavaScript may give anything.
  if (typeof given !== "object" || given === null)
    throw new WeftError("input", `\`${what}\` takes its ${kind}s as an object, by their names`);
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    const near = nearestOf(name, names);
    const hint = near === undefined ? `it has ${names.join(", ") || "none"}` : `did you mean \`${near}\`?`;
    throw new WeftError("input", `\`${what}\` has no ${kind} \`${name}\`; ${hint}`);
  }
}

/** The name with the fewest edits, a third of the letters at most; undefined where two are as near. */
export function nearestOf(name: string, names: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 3));
  const near = names
    .map((other) => ({ other, edits: editsBetween(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ edits }) => edits <= limit && edits < name.length)
    .sort((a, b) => a.edits - b.edits);
  return near[0]?.edits === near[1]?.edits ? undefined : near[0]?.other;
}

/** Letters that are added, taken away or replaced, and neighbours that are swapped. */
function editsBetween(a: string, b: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let at = 0; at < a.length; at += 1) {
    const next = [at + 1];
    for (let to = 0; to < b.length; to += 1) {
      const isSwap = at > 0 && to > 0 && a[at] === b[to - 1] && a[at - 1] === b[to];
      const replaced = (row[to] ?? 0) + (a[at] === b[to] ? 0 : 1);
      const swapped = isSwap ? (before[to - 1] ?? 0) + 1 : replaced;
      next.push(Math.min(replaced, swapped, (row[to + 1] ?? 0) + 1, (next[to] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}
