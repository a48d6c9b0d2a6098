/** How far a value is continued before anything else can be made of it: what one kernel makes at once, and all that others see. */
import type { Node } from "../../3-graph/graph.ts";
import type { ByNode, NodeSet } from "../../3-graph/by-node.ts";
import { sameAxes } from "../../3-graph/positions.ts";

/** Between a value and where its readers meet again; more aren't looked at. */
const mostBetween = 32;

/**
 * The last of the maps that only continue this one value, position by position: whatever else is made of it is made from there. So is the
 * gradient through an activation, which takes what comes to it twice, with its slope and with what that is made from.
 */
export function endOfEpilogue(start: Node, readers: ByNode<readonly Node[]>, kept: NodeSet): Node {
  let node = start;
  for (;;) {
    const next = meetingOf(node, readers, kept);
    if (next === undefined || (kept.has(node) && node !== start)) return node;
    node = next;
  }
}

/** The first map of the same axes through which all readers of a value go. */
function meetingOf(node: Node, readers: ByNode<readonly Node[]>, kept: NodeSet): Node | undefined {
  const pending = new Set(readers.get(node) ?? []);
  for (let count = 0; count < mostBetween; count += 1) {
    let first: Node | undefined;
    // Operands have smaller numbers: whatever reads it comes later.
    for (const one of pending) if (first === undefined || one.id < first.id) first = one;
    if (first?.kind !== "map" || !sameAxes(first.axes, node.axes)) return undefined;
    if (pending.size === 1) return first;
    const own = readers.get(first) ?? [];
    if (kept.has(first) || own.length === 0) return undefined;
    pending.delete(first);
    for (const reader of own) pending.add(reader);
  }
  return undefined;
}
