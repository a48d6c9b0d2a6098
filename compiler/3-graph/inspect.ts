/** A training step that shows its formulas: each named value that the loss depends on, and the loss's gradient by it. */
import { InternalError } from "../source/internal-error.ts";
import { createSourceBuilder } from "./builder.ts";
import type { Entry, Graph, Output, SourceNode } from "./graph.ts";
import { rebuildSource } from "./kinds.ts";
import { scansAround, topologicalOrder } from "./topology.ts";

/**
 * The graph with one entry: the step of `training` whose results are its losses, and as exposed values in the order of the computation all
 * named values that they read and their gradients. It changes no parameter and no state. Values inside of a scan's body have no
 * existence outside of it, and are left out.
 */
export function inspectTraining(graph: Graph<SourceNode>, training: string): Graph<SourceNode> {
  const entry = graph.entries.find(({ kind, name }) => kind === "train" && name === training);
  if (entry === undefined) throw new InternalError(`no training ${training}`);
  return { ...graph, entries: [inspected(entry)] };
}

function inspected(entry: Entry<SourceNode>): Entry<SourceNode> {
  const losses = entry.outputs.filter(({ role }) => role === "loss");
  const order = topologicalOrder(losses.map(({ node }) => node));
  const around = scansAround(order);
  const b = createSourceBuilder();
  const made = new Map<SourceNode, SourceNode>();
  const get = (node: SourceNode): SourceNode => {
    const known = made.get(node);
    if (known === undefined) throw new InternalError(`node ${node.id} is read before it is made`, node.span);
    return known;
  };
  for (const node of order) made.set(node, rebuildSource(b, node, get));
  const [loss] = losses;
  const scale = entry.lossScale === undefined ? undefined : leafOf(b, entry.lossScale);
  const gradientBy = (value: SourceNode): SourceNode => {
    if (loss === undefined) throw new InternalError(`no loss in \`${entry.name}\``);
    if (scale === undefined) return b.gradient(get(loss.node), value);
    return b.map("divide", [b.gradient(b.map("multiply", [get(loss.node), scale]), value), scale]);
  };
  const names = new Map<string, number>();
  const shown = order.flatMap((node): Output<SourceNode>[] => {
    const { label, type } = node;
    if (label === undefined || (around.get(node)?.size ?? 0) > 0 || node === loss?.node) return [];
    const count = (names.get(label) ?? 0) + 1;
    names.set(label, count);
    const name = count === 1 ? label : `${label} (${count})`;
    const value = get(node);
    const shows = (role: "exposed" | "gradient", result: SourceNode): Output<SourceNode> => ({
      role,
      name,
      node: result,
      order: result.axes,
    });
    if (loss === undefined || type !== "real") return [shows("exposed", value)];
    return [shows("exposed", value), shows("gradient", gradientBy(value))];
  });
  return {
    ...entry,
    outputs: [...losses.map((output) => ({ ...output, node: get(output.node) })), ...shown],
  };
}

/** The state by which a loss is multiplied. */
function leafOf(b: ReturnType<typeof createSourceBuilder>, path: string): SourceNode {
  return b.labelled(b.leaf({ kind: "state", path }, [], "real"), path);
}
