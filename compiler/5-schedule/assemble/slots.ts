/** Which values of an entry share a place in `work` or `integers`, and where each begins in it. */
import type { Node } from "../../3-graph/graph.ts";
import { tableOf } from "../../3-graph/by-node.ts";
import type { Block } from "../arrange/joined-updates.ts";
import type { Values } from "../arrange/materialise.ts";
import type { Looped } from "../rewrite/repeats.ts";
import { stackKeys } from "../arrange/stacks.ts";

/** What has a place: a value, the lengths of an input, or several gradients together, by their name there. */
export type Slot = string;

export interface SlotOfNode {
  readonly slot: Slot;
  /** In elements, from the slot's beginning. */
  readonly within: number;
}

export interface Slots {
  readonly of: (node: Node) => SlotOfNode;
  /** Gradients share a slot where one kernel reads them all. */
  readonly blockAt: (slot: Slot) => Block | undefined;
}

/** Each node's slot is found once: it is asked for at every dispatch that reads or writes the node. */
export function slotsOf(
  looped: Looped,
  { nodes, blocks, strips }: Pick<Values, "nodes" | "blocks" | "strips">,
): Slots {
  const stackOf = stackKeys(looped);
  const blockSlots = new Map<Slot, Block>();
  const inBlocks = new Map<Node, SlotOfNode>();
  for (const [leaf, block] of blocks) {
    const slot = `block ${leaf.id}`;
    blockSlots.set(slot, block);
    for (const [node, within] of [[leaf, 0] as const, ...block.nodes])
      if (!inBlocks.has(node)) inBlocks.set(node, { slot, within });
  }
  const find = (given: Node): SlotOfNode => {
    const stack = stackOf(given);
    if (stack !== undefined) return { slot: `stack ${stack}`, within: 0 };
    const node = strips.results.get(given)?.whole ?? given;
    const inBlock = inBlocks.get(node);
    if (inBlock !== undefined) return inBlock;
    if (node.kind === "leaf" && node.leaf.kind === "input" && !strips.makers.has(node))
      return { slot: `input ${node.leaf.name}`, within: 0 };
    if (node.kind === "leaf" && node.leaf.kind === "length")
      return { slot: `length ${node.leaf.input}`, within: 0 };
    return { slot: `node ${node.id}`, within: 0 };
  };
  const known = tableOf<SlotOfNode>(nodes);
  const of = (node: Node): SlotOfNode => {
    const found = known.get(node);
    if (found !== undefined) return found;
    const made = find(node);
    known.set(node, made);
    return made;
  };
  return { of, blockAt: (slot) => blockSlots.get(slot) };
}
