/** Compares names as people order them: `chapter_2` before `chapter_10`, other characters by their code points. */
export function compareNaturally(a: string, b: string): number {
  const left = a.match(/\d+|\D/gu) ?? [];
  const right = b.match(/\d+|\D/gu) ?? [];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const x = left[at] ?? "";
    const y = right[at] ?? "";
    if (x === y) continue;
    const difference = /^\d/.test(x) && /^\d/.test(y) ? Number(x) - Number(y) : 0;
    if (difference !== 0) return difference;
    return (x.codePointAt(0) ?? 0) - (y.codePointAt(0) ?? 0) || x.length - y.length;
  }
  return left.length - right.length;
}
