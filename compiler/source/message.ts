/** What the tool says about one code. Sentences are plain, lower case, one line, and end without a full stop. */
export interface Message<F> {
  readonly severity: "error" | "warning";
  /** What the code is about, in a few words, for lists and for the head of its explanation. */
  readonly title: string;
  readonly message: (facts: F) => string;
  /** A few words that stand at the primary place. */
  readonly label?: (facts: F) => string | undefined;
  /** What to do next; printed below the code. */
  readonly notes?: (facts: F) => readonly string[];
  readonly explain: Explanation;
}

/** The page that `weft explain CODE` prints. The tests compile both programs: only the wrong one reports the code. */
export interface Explanation {
  readonly meaning: string;
  /** A whole file, or a fragment of an empty one: the edition line is put before it where it is absent. */
  readonly wrong: string;
  readonly right: string;
}

/** A table with one message for every code that `F` declares facts for. */
export type Messages<F> = { readonly [C in keyof F]: Message<F[C]> };

/** A list of names in prose: "`a`, `b` or `c`". */
export function either(names: readonly string[], conjunction = "or"): string {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.pop();
  if (last === undefined) return "nothing";
  return quoted.length === 0 ? last : `${quoted.join(", ")} ${conjunction} ${last}`;
}
