import type { ElementType, OperatorName } from "../operators/operator.ts";
import { InternalError } from "../source/internal-error.ts";
import type { Span } from "../source/spans.ts";
import { createAxisTable } from "./axis-table.ts";
import type { Replaced, Source } from "./graph-builder.ts";
import type {
  Axis,
  IndexNode,
  Leaf,
  LeafNode,
  MapNode,
  Origin,
  ReduceNode,
  ReduceOperator,
  SourceNode,
} from "./graph.ts";
import { createLeafTable } from "./leaf-table.ts";
import { createMapTable, hashOf } from "./map-table.ts";
import { indexKey, nodeKey, type Rare, type Unnumbered } from "./node-keys.ts";
import { axesOfIndex, equalAxes, unionAxes, withoutAxes } from "./positions.ts";

/** What is known of a node and isn't part of what it is. */
interface Named {
  span: Span | undefined;
  label: string | undefined;
  readonly origin: Origin | undefined;
}

/**
 * The nodes of a builder, each once: equal nodes are the same object. What it is given fits already: operands have the types and the axes
 * that are asked for. Axes that are given beside the operands are those of the result, where the caller knows them.
 */
export interface NodeTable {
  readonly leaf: (of: Leaf, over: readonly Axis[], type: ElementType) => LeafNode;
  readonly map: (
    operator: OperatorName,
    values: readonly SourceNode[],
    type: ElementType,
    axes?: readonly Axis[],
  ) => SourceNode;
  readonly reduce: (
    operator: ReduceOperator,
    over: readonly Axis[],
    of: SourceNode,
    axes?: readonly Axis[],
  ) => SourceNode;
  /** The replaced axes are in order. */
  readonly index: (
    of: SourceNode,
    replaced: Replaced<SourceNode>,
    otherwise: SourceNode | undefined,
    axes?: readonly Axis[],
  ) => SourceNode;
  /** Its axes are in order. */
  readonly rare: (node: Unnumbered<Rare>) => SourceNode;
  /** The list that stands for these axes. */
  readonly intern: (axes: readonly Axis[]) => readonly Axis[];
  /** Where in the spec the builder is. */
  readonly here: () => Span | undefined;
  readonly enter: (source: Source) => Source;
  readonly leave: (before: Source) => void;
  readonly labelled: (node: SourceNode, label: string | undefined) => SourceNode;
}

/** With room for about so many nodes. */
export function createNodeTable(room: number): NodeTable {
  const leaves = createLeafTable();
  const maps = createMapTable(room);
  /** By what is reduced. */
  const reductions = new Map<SourceNode, ReduceNode<SourceNode>[]>();
  /** All others, by what they are. */
  const nodes = new Map<string, SourceNode>();
  /** By id; span and label may be filled in later by `labelled`. */
  const named: (SourceNode & Named)[] = [];
  let current: Source = {};
  const here = (): Span | undefined => current.span;
  const { intern, union } = createAxisTable(here);

  function add<N extends SourceNode & Named>(made: N): N {
    named.push(made);
    return made;
  }

  function axesOfAll(values: readonly SourceNode[]): readonly Axis[] {
    let all: readonly Axis[] = values[0]?.axes ?? [];
    for (const { axes } of values) all = union(all, axes);
    return all;
  }

  function leaf(of: Leaf, over: readonly Axis[], type: ElementType): LeafNode {
    const all = unionAxes(over);
    const known = leaves.find(of, all, type);
    if (known !== undefined) return known;
    const made = add<LeafNode & Named>({
      kind: "leaf",
      leaf: of,
      axes: intern(all),
      type,
      id: named.length,
      span: current.span,
      label: undefined,
      origin: current.origin,
    });
    leaves.add(made);
    return made;
  }

  function map(
    operator: OperatorName,
    values: readonly SourceNode[],
    type: ElementType,
    all?: readonly Axis[],
  ): SourceNode {
    const hash = hashOf(operator, values);
    const known = maps.find(operator, values, hash);
    if (known !== undefined) return known;
    const over = all ?? axesOfAll(values);
    const made = add<MapNode<SourceNode> & Named>({
      kind: "map",
      operator,
      arguments: values,
      // A list of an argument is known.
      axes: values.some(({ axes: own }) => own === over) ? over : intern(over),
      type,
      id: named.length,
      span: current.span,
      label: undefined,
      origin: current.origin,
    });
    maps.add(made, hash);
    return made;
  }

  function reduce(
    operator: ReduceOperator,
    given: readonly Axis[],
    of: SourceNode,
    left?: readonly Axis[],
  ): SourceNode {
    const over = intern(given);
    const others = reductions.get(of) ?? [];
    const known = others.find((one) => one.operator === operator && equalAxes(one.over, over));
    if (known !== undefined) return known;
    const made = add<ReduceNode<SourceNode> & Named>({
      kind: "reduce",
      operator,
      over,
      of,
      axes: intern(left ?? withoutAxes(of.axes, over)),
      type: of.type,
      id: named.length,
      span: current.span,
      label: undefined,
      origin: current.origin,
    });
    others.push(made);
    reductions.set(of, others);
    return made;
  }

  function index(
    of: SourceNode,
    replaced: Replaced<SourceNode>,
    otherwise: SourceNode | undefined,
    all?: readonly Axis[],
  ): SourceNode {
    const key = indexKey({ of, replaced, otherwise });
    const known = nodes.get(key);
    if (known !== undefined) return known;
    const made = add<IndexNode<SourceNode> & Named>({
      kind: "index",
      of,
      replaced,
      otherwise,
      axes: intern(all ?? axesOfIndex(of, replaced, otherwise)),
      type: of.type,
      id: named.length,
      span: current.span,
      label: undefined,
      origin: current.origin,
    });
    nodes.set(key, made);
    return made;
  }

  function rare(node: Unnumbered<Rare>): SourceNode {
    const key = nodeKey(node);
    const known = nodes.get(key);
    if (known !== undefined) return known;
    const source = { span: current.span, label: undefined, origin: current.origin };
    const made = add({ ...node, axes: intern(node.axes), id: named.length, ...source });
    nodes.set(key, made);
    return made;
  }

  function enter(source: Source): Source {
    const before = current;
    current =
      source.span !== undefined && source.origin !== undefined
        ? source
        : { span: source.span ?? before.span, origin: source.origin ?? before.origin };
    return before;
  }

  function leave(before: Source): void {
    current = before;
  }

  function labelled(node: SourceNode, label: string | undefined): SourceNode {
    const own = named[node.id];
    if (own !== node) throw new InternalError("a node of another builder is named", current.span);
    own.label ??= label;
    own.span ??= current.span;
    return node;
  }

  return { leaf, map, reduce, index, rare, intern, here, enter, leave, labelled };
}
