import { InternalError } from "../source/internal-error.ts";
import type { Entry } from "./graph.ts";

/** The entry with other nodes: `change` gives one for each output, in the same order. */
export function mapOutputs<From, To>(
  entry: Entry<From>,
  change: (roots: readonly From[]) => readonly To[],
): Entry<To> {
  const nodes = change(entry.outputs.map(({ node }) => node));
  const outputs = entry.outputs.map((output, index) => {
    const node = nodes[index];
    if (node === undefined) throw new InternalError(`output ${output.name} was lost`);
    return { ...output, node };
  });
  return { ...entry, outputs };
}
