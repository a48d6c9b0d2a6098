/**
 * Names that the writer may have meant, nearest first, at most three: those within a third of the name's length in
 * edits (a swap of neighbours is one edit), that differ in case only, that go on after an underscore (`step_decay` for `step`), or that begin
 * with three letters or more of it (`sigmoid` for `sig`), where few do. Letters are counted as Unicode characters.
 */
export function nearNames(name: string, candidates: Iterable<string>): readonly string[] {
  return near(name, candidates)
    .slice(0, 3)
    .map((entry) => entry.name);
}

/** The one name that the writer must have meant, if there is one: nearer than all others, and of a name long enough to tell. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const [first, second] = near(name, candidates);
  if (first === undefined || [...name].length < 3) return undefined;
  return second === undefined || first.distance < second.distance ? first.name : undefined;
}

function near(
  name: string,
  candidates: Iterable<string>,
): readonly { readonly name: string; readonly distance: number }[] {
  const wanted = [...name];
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const found: { name: string; distance: number }[] = [];
  const longer: string[] = [];
  for (const candidate of new Set(candidates)) {
    if (candidate === name) continue;
    if (wanted.length > 2 && candidate.startsWith(name)) longer.push(candidate);
    const sameLetters = candidate.toLowerCase() === name.toLowerCase();
    const goesOn = wanted.length > 1 && candidate.startsWith(`${name}_`);
    const distance = sameLetters ? 0.5 : goesOn ? 0.75 : editDistance(wanted, [...candidate]);
    // A name of one letter is an edit away from every other such name, which helps nobody.
    if (distance <= limit && distance < Math.max(wanted.length, 1)) found.push({ name: candidate, distance });
  }
  // Of many none was meant more than the others.
  if (longer.length <= 3)
    for (const candidate of longer)
      if (found.every((entry) => entry.name !== candidate)) found.push({ name: candidate, distance: 0.9 });
  return found.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
}

/** The optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours. */
function editDistance(a: readonly string[], b: readonly string[]): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, (beforePrevious[column - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
