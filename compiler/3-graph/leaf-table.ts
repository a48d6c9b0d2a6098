import type { ElementType } from "../operators/operator.ts";
import { sizeKey } from "../sizes/size.ts";
import type { Axis, Leaf, LeafNode } from "./graph.ts";
import { equalAxes } from "./positions.ts";

/** The leaves of a builder, found by a name or a number that they have anyway: a text for all that a leaf is costs more than the leaf. */
export interface LeafTable {
  /** The axes are in order. */
  readonly find: (leaf: Leaf, axes: readonly Axis[], type: ElementType) => LeafNode | undefined;
  /** One that isn't there yet. */
  readonly add: (node: LeafNode) => void;
}

function nameOf(leaf: Leaf): string | number {
  switch (leaf.kind) {
    case "constant":
      return leaf.value;
    case "size":
      return sizeKey(leaf.size);
    case "input":
    case "setting":
      return leaf.name;
    case "length":
      return leaf.input;
    case "parameter":
    case "state":
      return leaf.path;
    case "position":
      return leaf.axis;
    case "random":
      return leaf.site;
    case "carried":
    case "seen":
    case "turn":
      return leaf.scan;
    case "stack":
      return leaf.key;
  }
}

/** Of leaves of one name. */
function isSame(a: Leaf, b: Leaf): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case "constant":
      // A map finds -0 under 0.
      return b.kind === a.kind && Object.is(a.value, b.value);
    case "length":
      return b.kind === a.kind && a.axis === b.axis;
    case "random":
      return b.kind === a.kind && a.distribution === b.distribution;
    case "carried":
    case "seen":
      return b.kind === a.kind && a.index === b.index;
    case "stack":
      return b.kind === a.kind && a.done === b.done;
    default:
      return true;
  }
}

export function createLeafTable(): LeafTable {
  const leaves = new Map<string | number, LeafNode[]>();
  return {
    find(leaf, axes, type) {
      for (const node of leaves.get(nameOf(leaf)) ?? [])
        if (node.type === type && equalAxes(node.axes, axes) && isSame(node.leaf, leaf)) return node;
      return undefined;
    },
    add(node) {
      const name = nameOf(node.leaf);
      const others = leaves.get(name);
      if (others === undefined) leaves.set(name, [node]);
      else others.push(node);
    },
  };
}
