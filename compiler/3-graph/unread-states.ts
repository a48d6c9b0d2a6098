/** Leaves out what an optimizer would keep and nobody reads, such as the velocity of one without momentum. */
import type { Entry, Graph, Node, Output } from "./graph.ts";
import { orderOf, topologicalOrder } from "./topology.ts";

/** `W_q/adamw.m`: a layer's states have no slash. */
const isOfOptimizer = (path: string): boolean => path.includes("/");

/**
 * The graph without the optimizers' states that formulas read, and nothing does once they are simpler: no parameter's next value depends on
 * them in `simpler`, nor anything else, as it does in `formulas`. What no formula reads but its own is kept to be looked at, as a layer's
 * states are: checkpoints have it.
 */
export function leaveOutUnreadStates(graph: Graph, formulas: Graph, simpler: Graph): Graph {
  const unread = unreadStates(simpler);
  if (unread.size === 0) return graph;
  for (const path of unreadStates(formulas)) unread.delete(path);
  if (unread.size === 0) return graph;
  const entries = graph.entries.map((entry) => {
    const outputs = entry.outputs.filter(({ role, name }) => role !== "state" || !unread.has(name));
    return outputs.length === entry.outputs.length ? entry : { ...entry, outputs };
  });
  return { ...graph, states: graph.states.filter(({ path }) => !unread.has(path)), entries };
}

function unreadStates({ states, entries }: Graph): Set<string> {
  const unread = new Set(states.map(({ path }) => path).filter(isOfOptimizer));
  const isKept = ({ role, name }: Output): boolean => role !== "state" || !unread.has(name);
  // What is read by what is kept is kept, and so on.
  for (let before = unread.size + 1; unread.size > 0 && unread.size < before;) {
    before = unread.size;
    for (const path of entries.flatMap((entry) => statesIn(entry, isKept))) unread.delete(path);
  }
  return unread;
}

/** The paths of the states that these outputs of an entry are made of. */
function statesIn(entry: Entry, isKept: (output: Output) => boolean): readonly string[] {
  const { outputs, lossScale } = entry;
  const nodes: readonly Node[] = outputs.every(isKept)
    ? orderOf(entry)
    : topologicalOrder(outputs.filter(isKept).map(({ node }) => node));
  const paths = nodes.flatMap((node) =>
    node.kind === "leaf" && node.leaf.kind === "state" ? [node.leaf.path] : [],
  );
  return lossScale === undefined ? paths : [...paths, lossScale];
}
