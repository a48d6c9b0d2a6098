/** A form whose nodes were made anew. */
import type { Node } from "../../3-graph/graph.ts";
import type { Strips } from "../strips/strips.ts";
import type { Form } from "./arrange.ts";

/** `get` gives what stands for a node now. */
export function renewed(form: Form, get: (node: Node) => Node): Form {
  const keys = <T>(of: ReadonlyMap<Node, T>): Map<Node, T> =>
    new Map([...of].map(([node, value]) => [get(node), value]));
  const { entry, strips, blocks } = form;
  return {
    ...form,
    entry: { ...entry, outputs: entry.outputs.map((output) => ({ ...output, node: get(output.node) })) },
    strips: renewedStrips(strips, get),
    blocks: new Map([...blocks].map(([leaf, block]) => [get(leaf), { ...block, nodes: keys(block.nodes) }])),
    homes: keys(form.homes),
    targets: keys(form.targets),
  };
}

export function renewedStrips(strips: Strips, get: (node: Node) => Node): Strips {
  return {
    ...strips,
    results: new Map(
      [...strips.results].map(([node, result]) => [get(node), { ...result, whole: get(result.whole) }]),
    ),
    makers: new Map([...strips.makers].map(([leaf, nodes]) => [get(leaf), nodes.map(get)])),
  };
}
