import { InternalError } from "../source/internal-error.ts";
import type { Entry } from "./graph.ts";

/** The entry with other nodes: `change` gives one for each output, in the same order. The same entry where it returns what it was given. */
export function mapOutputs<From, To>(
  entry: Entry<From>,
  change: (roots: readonly From[]) => readonly To[],
): Entry<To>;
export function mapOutputs<N>(entry: Entry<N>, change: (roots: readonly N[]) => readonly N[]): Entry<N> {
  const roots = entry.outputs.map(({ node }) => node);
  const nodes = change(roots);
  if (nodes === roots) return entry;
  const outputs = entry.outputs.map((output, index) => {
    const node = nodes[index];
    if (node === undefined) throw new InternalError(`output ${output.name} was lost`);
    return { ...output, node };
  });
  return { ...entry, outputs };
}
