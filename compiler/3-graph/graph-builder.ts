/** What makes the nodes of a graph. */
import type { Builder, ElementType, OperatorName } from "../operators/operator.ts";
import type { Span } from "../source/spans.ts";
import type { Size } from "../sizes/size.ts";
import type {
  Axis,
  IndexNode,
  Leaf,
  MapNode,
  Origin,
  ReduceNode,
  ReduceOperator,
  RowNode,
  ScanNode,
  ScatterNode,
  SourceNode,
} from "./graph.ts";

export type Replaced<N> = IndexNode<N>["replaced"];

/** The body of a scan with what goes in; each result of the same scan is a node of its own. */
export type ScanParts<N> = Pick<
  ScanNode<N>,
  "scan" | "axis" | "reversed" | "segments" | "initial" | "seen" | "next" | "yielded"
>;

export interface Source {
  readonly span?: Span | undefined;
  readonly origin?: Origin | undefined;
}

/** What a copy's axes and type follow from. */
export type Typed = Pick<SourceNode, "axes" | "type">;

/**
 * Makes nodes, each once: equal nodes are the same object. Arguments are converted to the types that an operator takes.
 * It doesn't simplify: beyond identities (an index that replaces nothing, a reduction over nothing) that is simplify's.
 */
export interface GraphBuilder<N> extends Builder<N> {
  leaf(leaf: Leaf, axes: readonly Axis[], type: ElementType): N;
  /** A number; with `axes`, the same at all their positions. */
  constant(value: number, type?: ElementType, axes?: readonly Axis[]): N;
  /** The integer positions of an axis. */
  position(axis: Axis): N;
  /** A size of the day as an integer; a constant where it is known. */
  size(size: Size): N;
  map(operator: OperatorName, values: readonly N[]): N;
  /** What is like a node of another builder, over other operands: most copies have axes and types that the node has already. */
  mapLike(node: MapNode<Typed>, values: readonly N[]): N;
  reduceLike(node: ReduceNode<Typed>, of: N): N;
  indexLike(node: IndexNode<Typed>, of: N, replaced: Replaced<N>, otherwise?: N): N;
  convert(value: N, type: ElementType): N;
  /**
   * Booleans count as 0 and 1. Over an axis that `of` lacks, equal values are reduced: a sum is multiplied by the size,
   * a product raised to it, a maximum or minimum stays (every axis has a position).
   */
  reduce(operator: ReduceOperator, over: readonly Axis[], of: N): N;
  /** `of` must have the replaced axes. */
  index(of: N, replaced: Replaced<N>, otherwise?: N): N;
  /** `to` must be absent, `from` present. */
  rename(of: N, from: Axis, to: Axis): N;
  scatter(operator: ReduceOperator, values: N, table: ScatterNode<N>["table"], over: readonly Axis[]): N;
  scan(parts: ScanParts<N>, result: ScanNode<N>["result"]): N;
  row(operation: RowNode["operation"], of: N, axis: Axis, into: Axis, result: RowNode["result"]): N;
  /** The same values along axes that `of` lacks: a constant 0 that has them is added. */
  spread(of: N, axes: readonly Axis[]): N;
  /** Nodes made inside `make` come from where `source` says, as far as it says it; a node stands for where it comes from itself. */
  within<T>(source: Source, make: () => T): T;
  /** The same without a function: from here on, until `leave` is given what `enter` returned. */
  enter(source: Source): Source;
  leave(before: Source): void;
  /** Names a node, unless it has a name; returns it. */
  labelled(node: N, label: string | undefined): N;
}

export interface SourceBuilder extends GraphBuilder<SourceNode> {
  /** The derivative of the sum of `of` by `by`; it has the axes of `by`. */
  gradient(of: SourceNode, by: SourceNode): SourceNode;
  /** `name` is given once only. */
  mark(of: SourceNode, name: string): SourceNode;
  stop(of: SourceNode): SourceNode;
}
