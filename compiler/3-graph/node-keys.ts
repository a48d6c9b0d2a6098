/** Texts that are equal for nodes of one builder that are the same: what a builder finds them by, but for leaves, maps and reductions. */
import type { Axis, IndexNode, SourceNode } from "./graph.ts";
import { positionKey } from "./positions.ts";

/** What a node is without what is known of it. */
export type Unnumbered<N> = N extends SourceNode ? Omit<N, "id" | "span" | "label" | "origin"> : never;

export function indexKey({
  of,
  replaced,
  otherwise,
}: Pick<IndexNode<SourceNode>, "of" | "replaced" | "otherwise">): string {
  let parts = "";
  for (const { axis, at } of replaced) parts += `${axis.id} = ${positionKey(at)}; `;
  return `${of.id}[${parts}else ${otherwise?.id ?? ""}]`;
}

function idsOf(nodes: readonly SourceNode[]): string {
  let text = "";
  for (const { id } of nodes) text += text === "" ? id : `,${id}`;
  return text;
}

/** The axes' ids. */
export function namesOf(axes: readonly Axis[]): string {
  let text = "";
  for (const { id } of axes) text += text === "" ? id : `,${id}`;
  return text;
}

/** The kinds of which there are few nodes. */
export type Rare = Exclude<SourceNode, { readonly kind: "leaf" | "map" | "reduce" | "index" }>;

export function nodeKey(node: Unnumbered<Rare>): string {
  switch (node.kind) {
    case "scatter": {
      const parts = node.table.map(({ axis, at }) => `${axis.id} = ${at.id}`);
      return `scatter ${node.operator}[${namesOf(node.over)}](${node.values.id}: ${parts.join("; ")})`;
    }
    case "scan": {
      const parts = [node.initial, node.seen, node.next, node.yielded].map(idsOf).join("; ");
      return `scan ${node.scan} ${node.axis.id} ${node.reversed} (${parts}) ${node.result.kind} ${node.result.index}`;
    }
    case "row":
      return `${node.operation} ${node.result}[${node.axis.id} as ${node.into.id}](${node.of.id})`;
    case "gradient":
      return `gradient(${node.of.id}, ${node.by.id})`;
    case "mark":
      return `mark(${node.of.id}) ${node.mark}`;
    case "stop":
      return `stop(${node.of.id})`;
  }
}
