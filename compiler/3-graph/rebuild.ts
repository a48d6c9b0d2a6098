import type { GraphBuilder } from "./builder.ts";
import type {
  Entry,
  IndexNode,
  LeafNode,
  MapNode,
  ReduceNode,
  RowNode,
  ScanNode,
  ScatterNode,
} from "./graph.ts";
import { InternalError } from "../source/internal-error.ts";
import { substitutePosition } from "./positions.ts";

/** A node of the seven kinds over operands of type N. */
export type NodeOver<N> =
  LeafNode | MapNode<N> | ReduceNode<N> | IndexNode<N> | ScatterNode<N> | ScanNode<N> | RowNode<N>;

/** Makes the node with other operands, with its span and its name. */
export function rebuild<From, To>(
  b: GraphBuilder<To>,
  node: NodeOver<From>,
  operand: (from: From) => To,
): To {
  return b.within(node, () => b.labelled(remake(b, node, operand), node.label));
}

function remake<From, To>(b: GraphBuilder<To>, node: NodeOver<From>, operand: (from: From) => To): To {
  switch (node.kind) {
    case "leaf":
      return b.leaf(node.leaf, node.axes, node.type);
    case "map":
      return b.map(node.operator, node.arguments.map(operand));
    case "reduce":
      return b.reduce(node.operator, node.over, operand(node.of));
    case "index": {
      const replaced = node.replaced.map(({ axis, at }) => ({
        axis,
        at: substitutePosition<From, To>(at, (value) => ({ kind: "value", node: operand(value) })),
      }));
      return b.index(
        operand(node.of),
        replaced,
        node.otherwise === undefined ? undefined : operand(node.otherwise),
      );
    }
    case "scatter": {
      const table = node.table.map(({ axis, at }) => ({ axis, at: operand(at) }));
      return b.scatter(operand(node.values), table, node.over);
    }
    case "scan": {
      const { scan, axis, reversed, result } = node;
      const parts = {
        initial: node.initial.map(operand),
        seen: node.seen.map(operand),
        next: node.next.map(operand),
        yielded: node.yielded.map(operand),
      };
      const segments = node.segments === undefined ? {} : { segments: node.segments };
      return b.scan({ scan, axis, reversed, ...segments, ...parts }, result);
    }
    case "row":
      return b.row(node.operation, operand(node.of), node.axis, node.into, node.result);
  }
}

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
