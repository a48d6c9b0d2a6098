/**
 * The Graph: what a formula means, without order, layout or target. Immutable nodes, hash-consed by the builder, in SSA
 * order; each node has its axes (a set), its element type and the span it came from.
 *
 * What each node means, for a result position p (a number for each axis of the node):
 *
 * - `leaf`     the value of an input, a parameter, a state, a constant, a position, a size, a setting, or a random number at p.
 * - `map`      operator(arguments at p): each argument is read at p's axes that it has (broadcast by name). All are finite for
 *              finite arguments inside the operator's domain; outside see the operator's record.
 * - `reduce`   sum | product | max | min of `of` over all positions of `axes`. Over nothing: 0, 1, -3.4028235e38, +3.4028235e38.
 *              Ties of max and min: the gradient goes to the first in the row-major order of `axes`.
 * - `index`    `of` read at: for a replaced axis the value of its `at` at p, for other axes p's. Where any `at` falls outside of
 *              0 … size - 1 the result is `otherwise` at p; without `otherwise` all are inside (check has proven it).
 *              An axis may be replaced by an expression of itself; the axes of the result are those of `of` without the replaced
 *              ones, with the axes that the `at` mention, and those of `otherwise`. Where `of` has an axis that an `at` also
 *              mentions, both are read at the same position: the diagonal.
 * - `scatter`  result[t, rest] = sum | product | max | min over `over` of values[over, rest] where, for each table axis, its `at` equals
 *              t; over nothing as a reduction. Positions outside of the table are left out. The order is fixed: row-major over `over`.
 *              Before the schedule all are sums.
 * - `scan`     carried values start at `initial`; for each position of `axis` in order, the body maps (carried, seen) to (next
 *              carried, yielded). The body is a graph of its own: its leaves of kind `carried` and `seen` stand for the values, all
 *              other nodes in it are constant along the scan. A result stacks what was yielded along `axis`, or is a last carried value.
 * - `row`      sort (ascending) and top-k (descending) along an axis: what has no algebra. Equal values keep their order; NaN is larger than all.
 * - `gradient` only before `differentiate`: the derivative of the scalar `of` (for each position of `of`'s axes that the leaf `by` has too:
 *              examples are independent of each other) by `by`, whose axes it has.
 */
import type { Template } from "../2-check/model.ts";
import type { Span } from "../source/spans.ts";
import type { Size } from "../sizes/size.ts";
import type { ElementType, OperatorName } from "../operators/operator.ts";

/** How the label of a gradient begins; the label of what it is the gradient by follows. */
export const gradientOf = "gradient of ";

/** One index space. Two axes are the same exactly when their ids are. */
export interface Axis {
  readonly id: string;
  /** As in the spec, for names in shaders and printed graphs. */
  readonly name: string;
  readonly size: Size;
}

/** The formula of the spec that a node was made for, when the node has no name of its own. */
export interface Origin {
  /** `GPT.blocks.0.attn`; empty in a training or a generator. */
  readonly instance: string;
  /** The name that the formula has, and the functions in whose bodies it stands, the outermost first: `A`, `softmax`. */
  readonly names: readonly string[];
  /** The formula as a reader of the spec has it before him: of what a function of the library computes, the one that calls it. */
  readonly formula: Span | undefined;
  readonly isGradient: boolean;
}

interface Common {
  /** Number in its builder: arguments have smaller ones. */
  readonly id: number;
  /** Sorted by id of the axis. */
  readonly axes: readonly Axis[];
  readonly type: ElementType;
  /** Where it came from: not part of its identity. */
  readonly span: Span | undefined;
  /** The spec's name of the value, with its instance path (`GPT.blocks.0.attn.A`): not part of its identity. */
  readonly label: string | undefined;
  /** Not part of its identity. */
  readonly origin: Origin | undefined;
}

export type Leaf =
  /** Given by the caller at each call; `token` inputs index an axis. */
  | { readonly kind: "input"; readonly name: string }
  /** The number of real positions of an input along a bounded axis. */
  | { readonly kind: "length"; readonly input: string; readonly axis: string }
  | { readonly kind: "parameter"; readonly path: string }
  /** A layer's state, or an optimizer's (`path` of the parameter, a slash, the state's name). */
  | { readonly kind: "state"; readonly path: string }
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "position"; readonly axis: string }
  /** The polynomial of sizes of the day, as a number. */
  | { readonly kind: "size"; readonly size: Size }
  /** A number that the runtime gives at each step: `step`, `steps`, … or a generator's option. */
  | { readonly kind: "setting"; readonly name: string }
  /** Uniform in [0, 1) or standard normal; a pure function of (seed, step, site, row-major position over `axes` in the order of their ids). */
  | { readonly kind: "random"; readonly distribution: "uniform" | "normal"; readonly site: string }
  /** In the body of a scan only: a carried value, and a value that has the scanned axis, seen at the current position. */
  | { readonly kind: "carried"; readonly scan: string; readonly index: number }
  | { readonly kind: "seen"; readonly scan: string; readonly index: number }
  /**
   * In the schedule only, where scans are loops: the position at which the loop is, and the memory of what it carries or yields, a row
   * for each position, within the loop or after it (`done`).
   */
  | { readonly kind: "turn"; readonly scan: string }
  | { readonly kind: "stack"; readonly key: string; readonly done: boolean };

export type ReduceOperator = "sum" | "product" | "max" | "min";

/** An integer expression over positions. Quasi-affine parts are kept symbolic, so that views and windows stay views and windows. */
export type Position<N = Node> =
  | { readonly kind: "axis"; readonly axis: Axis }
  | { readonly kind: "constant"; readonly value: Size }
  | { readonly kind: "add"; readonly terms: readonly Position<N>[] }
  | { readonly kind: "scale"; readonly by: Size; readonly of: Position<N> }
  /** Floored. */
  | { readonly kind: "quotient"; readonly of: Position<N>; readonly by: Size }
  | { readonly kind: "remainder"; readonly of: Position<N>; readonly by: Size }
  /** Depends on data: an integer node. */
  | { readonly kind: "value"; readonly node: N };

export interface LeafNode extends Common {
  readonly kind: "leaf";
  readonly leaf: Leaf;
}
export interface MapNode<N = Node> extends Common {
  readonly kind: "map";
  readonly operator: OperatorName;
  readonly arguments: readonly N[];
}
export interface ReduceNode<N = Node> extends Common {
  readonly kind: "reduce";
  readonly operator: ReduceOperator;
  readonly over: readonly Axis[];
  readonly of: N;
}
export interface IndexNode<N = Node> extends Common {
  readonly kind: "index";
  readonly of: N;
  readonly replaced: readonly { readonly axis: Axis; readonly at: Position<N> }[];
  readonly otherwise: N | undefined;
}
export interface ScatterNode<N = Node> extends Common {
  readonly kind: "scatter";
  readonly operator: ReduceOperator;
  readonly values: N;
  readonly table: readonly { readonly axis: Axis; readonly at: N }[];
  readonly over: readonly Axis[];
}
export interface ScanNode<N = Node> extends Common {
  readonly kind: "scan";
  /** Distinguishes the leaves of this scan's body. */
  readonly scan: string;
  readonly axis: Axis;
  /** From the last position to the first: the adjoint of a scan. */
  readonly reversed: boolean;
  /** Its positions are segments of a longer scan: all of its body is computed position by position, so that little is kept. */
  readonly segments?: true;
  readonly initial: readonly N[];
  readonly seen: readonly N[];
  readonly next: readonly N[];
  readonly yielded: readonly N[];
  readonly result: { readonly kind: "yielded" | "last"; readonly index: number };
}
export interface RowNode<N = Node> extends Common {
  readonly kind: "row";
  readonly operation: "sort" | "top_k";
  readonly of: N;
  readonly axis: Axis;
  readonly into: Axis;
  /** The values, or their positions along `axis`. */
  readonly result: "values" | "positions";
}

/** Only before `differentiate`. */
export interface GradientNode<N = SourceNode> extends Common {
  readonly kind: "gradient";
  readonly of: N;
  /** A leaf, a `mark`, or a `stop`. */
  readonly by: N;
}
/**
 * The identity, under a name that no other node has: what `grad(y, x)` differentiates by, so that an equal value which was made elsewhere
 * isn't taken for `x`. Only before `differentiate`.
 */
export interface MarkNode<N = SourceNode> extends Common {
  readonly kind: "mark";
  readonly of: N;
  readonly mark: string;
}
/** Lets no gradient through; the identity else. Only before `differentiate`. */
export interface StopNode<N = SourceNode> extends Common {
  readonly kind: "stop";
  readonly of: N;
}

/** The seven kinds. */
export type Node = LeafNode | MapNode | ReduceNode | IndexNode | ScatterNode | ScanNode | RowNode;
/** What `lower` makes. `differentiate` turns it into nodes of the seven kinds. */
export type SourceNode =
  | LeafNode
  | MapNode<SourceNode>
  | ReduceNode<SourceNode>
  | IndexNode<SourceNode>
  | ScatterNode<SourceNode>
  | ScanNode<SourceNode>
  | RowNode<SourceNode>
  | GradientNode
  | MarkNode
  | StopNode;

/** By the name of their kind, over operands of type N. */
export interface Kinds<N> {
  readonly leaf: LeafNode;
  readonly map: MapNode<N>;
  readonly reduce: ReduceNode<N>;
  readonly index: IndexNode<N>;
  readonly scatter: ScatterNode<N>;
  readonly scan: ScanNode<N>;
  readonly row: RowNode<N>;
}
export interface SourceKinds<N> extends Kinds<N> {
  readonly gradient: GradientNode<N>;
  readonly mark: MarkNode<N>;
  readonly stop: StopNode<N>;
}
export type NodeOver<N> = Kinds<N>[keyof Kinds<N>];

/** A size of the day: within an entry it is fixed, or it lies between `low` and `high` and is a multiple of `step`. */
export interface SizeSymbol {
  readonly symbol: string;
  readonly low: number;
  readonly high: number;
  readonly step: number;
  /** In an entry `extend`: it is how long the text is, for which the axis of that symbol has room. */
  readonly lengthWithin?: string;
  /** In the schedule only: the loop in whose turns it is another, each time the least of these, which may mention `this turn`. */
  readonly turn?: { readonly scan: string; readonly least: readonly Size[] };
}

/** What the caller gives to an entry at each call. */
export interface Input {
  readonly name: string;
  /** In the order in which a caller's array has them. */
  readonly axes: readonly Axis[];
  readonly type: ElementType;
  /** The axis that the numbers index: they are checked against its size when they come in. */
  readonly indexes: Axis | undefined;
  /** What it is everywhere where the caller gives nothing. */
  readonly initial?: number;
  /** Of a sound: the samples a second of what trainings give, where their data say them. */
  readonly rates?: readonly number[];
  /** Of a text: how entries become it in what all trainings give. */
  readonly template?: Template;
}

export type OutputRole =
  /** The loss of a minimization, a `report`, the learning rate: read back for the log. */
  | "loss"
  | "report"
  | "rate"
  /** The scale of a loss after the step, and whether the step was skipped: 0, or 1, or 2 where it had the least scale. */
  | "scale"
  | "skipped"
  /** The next value of a parameter or of a state: takes its place after the entry has run. */
  | "parameter"
  | "state"
  /** What an inference returns or exposes. */
  | "result"
  | "exposed"
  /** In an inspected training: the loss's gradient by the exposed value of that name. */
  | "gradient"
  | "watch"
  /** What an evaluation adds up over its batches. */
  | "total"
  /** Of a `grow` body: the next label of each row, and whether the row is done. */
  | "next"
  | "done"
  /** What a generator keeps of its text: takes its place as a state does. */
  | "cache"
  /** In the schedule only: what is written to a stack of a loop. */
  | "scan";

export interface Output<N = Node> {
  readonly role: OutputRole;
  /** Name of the result; path of the parameter or state. */
  readonly name: string;
  readonly node: N;
  /** The order of axes in which a caller gets it. */
  readonly order: readonly Axis[];
  /** It is one of several outputs, one after the other, that a caller gets as one: its positions along those axes of the order that the node lacks. */
  readonly part?: readonly { readonly axis: Axis; readonly at: number }[];
  /** The axis whose positions the numbers are: a caller gets its labels. */
  readonly indexes?: Axis;
  /** How the totals of two batches become one. */
  readonly combine?: ReduceOperator;
}

/** One thing that the package does in one submit: a training step, an evaluation of a batch, what follows from its totals, what schedules make of its loss, an inference, a body of `grow` (`extend` for one text, `extendAll` for several at once). */
export interface Entry<N = Node> {
  readonly kind:
    "train" | "evaluate" | "conclude" | "follow" | "infer" | "generate" | "extend" | "extendAll" | "until";
  /** Name of the training, model or generator. */
  readonly name: string;
  readonly symbols: readonly SizeSymbol[];
  readonly inputs: readonly Input[];
  /** Names of the numbers that the runtime gives at each call: `step`, `steps`, a generator's options. */
  readonly settings: readonly string[];
  /** The batch, and axes of equal size that make it up: sums over it are computed part by part, for less memory. */
  readonly parts?: { readonly of: Axis; readonly axes: readonly Axis[] };
  /** The path of the state by which the first loss is multiplied before its gradient is taken. */
  readonly lossScale?: string;
  /** Of what is called with examples: how it takes several at once. */
  readonly examples?: Examples;
  readonly outputs: readonly Output<N>[];
}

/**
 * Along `batch`, the first axis of each input and result, examples don't see each other: the spec says `batch` itself (`own`), or
 * it came in beside what the spec says (`added`). `apart`: examples have to be computed one after the other.
 */
export type Examples =
  { readonly kind: "own" | "added" } | { readonly kind: "apart"; readonly reason: string };

export interface GraphParameter {
  /** `GPT.blocks.3.attn.W_q` */
  readonly path: string;
  /** Storage order. */
  readonly axes: readonly Axis[];
  /** How many of them, from the first, are family, in side and out side: fans are products of sizes. */
  readonly family: number;
  readonly inside: number;
  readonly isMap: boolean;
  readonly initial: InitialValue;
  readonly span: Span;
  readonly documentation: string | undefined;
}

export type InitialValue =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "xavier" | "he" | "orthogonal" | "identity" }
  | { readonly kind: "normal"; readonly mean: number; readonly deviation: number }
  | { readonly kind: "uniform"; readonly low: number; readonly high: number }
  /** As the parameter at this path, which isn't a copy itself. */
  | { readonly kind: "copy"; readonly of: string };

export interface GraphState {
  /** A layer's `Digits.norm.mean_seen`, an optimizer's `GPT.head.W/adamw.m`. */
  readonly path: string;
  readonly axes: readonly Axis[];
  readonly initial: number;
  /** The axis whose positions the numbers are. */
  readonly indexes?: Axis;
}

/** Everything that a package computes. */
export interface Graph<N = Node> {
  readonly name: string;
  readonly parameters: readonly GraphParameter[];
  readonly states: readonly GraphState[];
  /** What generators keep while they grow a text: states that no checkpoint has. After `grow` only. */
  readonly caches?: readonly GraphState[];
  readonly entries: readonly Entry<N>[];
}
