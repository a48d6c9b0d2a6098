/** The blocks of weft in the documents. */

/** Axes that a fragment may use without declaring them. */
const context: Readonly<Record<string, string>> = {
  vocab: 'axis vocab = characters("corpus.txt")',
  seq: "axis seq <= 64",
  src: "axis src like seq",
  embed: "axis embed = 128",
  head: "axis head = 4",
  key: "axis key = |embed| / |head|",
  hidden: "axis hidden = 4 * |embed|",
};

export interface Snippet {
  readonly place: string;
  /** The words after `weft` in the fence. */
  readonly words: readonly string[];
  readonly text: string;
}

export function snippetsIn(path: string, text: string): readonly Snippet[] {
  return [...text.matchAll(/^```weft\b(.*)\n([^]*?)^```$/gm)].map((match) => ({
    place: `${path}:${text.slice(0, match.index).split("\n").length}`,
    words: (match[1] ?? "").trim().split(/\s+/).filter(Boolean),
    text: match[2] ?? "",
  }));
}

export function inContext(text: string): string {
  const declared = new Set([...text.matchAll(/^axis (\S+)/gm)].map(([, name]) => name));
  const lines = Object.entries(context).flatMap(([name, line]) => (declared.has(name) ? [] : [line]));
  return `weft 1\n${lines.join("\n")}\n${text.replace(/^weft 1\n/, "")}`;
}
