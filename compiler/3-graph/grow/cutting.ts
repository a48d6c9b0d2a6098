/** What is known while a text is cut into rows, and what is kept of it. */
import type { Size } from "../../sizes/size.ts";
import type { GraphBuilder } from "../graph-builder.ts";
import type { Axis, LeafNode, Node } from "../graph.ts";
import { isTime, type Cause, type Reading, type Text } from "./readings.ts";

/** What a generator keeps while it grows a text. */
export interface Kept {
  readonly path: string;
  /** What is kept of the whole text, in the entry that evaluates all of it. */
  readonly whole: Node;
  /** The axis of the text: the last position's row is added. Without one the value is the same for every length, or is carried. */
  readonly axis: Axis | undefined;
  /** The last row, or the next value of what is carried; undefined for what stays. */
  readonly next: Node | undefined;
  /** What stands for it in the rows. */
  readonly leaf: LeafNode;
  /** Which value of which scan it carries. */
  readonly carries: { readonly scan: string; readonly index: number } | undefined;
}

/** Thrown, and caught in `grow`: why rows aren't enough. */
export class NotByRows extends Error {
  readonly node: Node;
  readonly why: Cause;
  constructor(node: Node, why: Cause) {
    super(why.reason);
    this.node = node;
    this.why = why;
  }
}

/** What keeping a value takes, in bytes a position, and whether it is itself kept or made again. */
export interface Choice {
  readonly cost: number;
  readonly isKept: boolean;
}

export interface Cutting {
  readonly b: GraphBuilder<Node>;
  readonly text: Text;
  readonly readings: ReadonlyMap<Node, Reading>;
  /** The largest size of each symbol. */
  readonly highs: ReadonlyMap<string, number>;
  readonly last: Size;
  /** Nodes of scans' bodies: they aren't values of their own. */
  readonly inBodies: ReadonlySet<Node>;
  readonly rows: Map<string, Node>;
  readonly kept: Map<Node, Kept>;
  /** The label that was yielded last: the text's last position. */
  readonly label: LeafNode;
  readonly choices: Map<Node, Choice>;
  readonly heavy: Map<Node, boolean>;
  readonly name: string;
  /** For nodes that are made beside those of the entry. */
  readonly nextId: () => number;
}

export function timeAxesOf({ text }: Cutting, node: Node): readonly Axis[] {
  return node.axes.filter((axis) => isTime(axis, text));
}

/** `write/0 GPT.blocks.0.attn.k`: no other is numbered so, and a reader sees what is kept. */
export function pathOf({ name, kept }: Cutting, node: Node): string {
  const { label, origin } = node;
  const formula = origin === undefined ? nameOf(node) : [origin.instance, ...origin.names].join(".");
  return `${name}/${kept.size} ${label ?? formula}`;
}

function nameOf(node: Node): string {
  if (node.kind !== "leaf") return node.kind;
  const { leaf } = node;
  return leaf.kind === "input" ? leaf.name : leaf.kind === "length" ? `${leaf.input}.present` : leaf.kind;
}
