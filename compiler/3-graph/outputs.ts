import { InternalError } from "../source/internal-error.ts";
import type { Axis, Entry, Output } from "./graph.ts";
import { withoutAxes } from "./positions.ts";

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

/** As a caller gets them: the parts of one in a list, row-major along their axes. */
export function wholesOf<N>(
  outputs: readonly Output<N>[],
): readonly (readonly [Output<N>, ...Output<N>[]])[] {
  const wholes: [Output<N>, ...Output<N>[]][] = [];
  for (const output of outputs) {
    const last = wholes.at(-1);
    if (output.part !== undefined && last?.[0].part !== undefined && last[0].name === output.name)
      last.push(output);
    else wholes.push([output]);
  }
  return wholes;
}

/** The axes that it has itself, in the caller's order. */
export function ownOrder({ order, part = [] }: Output<unknown>): readonly Axis[] {
  return withoutAxes(
    order,
    part.map(({ axis }) => axis),
  );
}
