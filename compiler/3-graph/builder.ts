import type { Builder, ElementType, OperatorName } from "../operators/operator.ts";
import { operator as operatorRecord } from "../operators/table.ts";
import { InternalError } from "../source/internal-error.ts";
import type { Span } from "../source/spans.ts";
import { literalSize, multiplySizes, sizeKey, sizeValue } from "../sizes/size.ts";
import type { Size } from "../sizes/size.ts";
import type {
  Axis,
  IndexNode,
  Leaf,
  Node,
  Origin,
  ReduceOperator,
  RowNode,
  ScanNode,
  ScatterNode,
  SourceNode,
} from "./graph.ts";
import { axesOfPosition, axisPosition, hasAxis, positionKey, unionAxes, withoutAxes } from "./positions.ts";

type Replaced<N> = IndexNode<N>["replaced"];

/** The body of a scan with what goes in; each result of the same scan is a node of its own. */
export type ScanParts<N> = Pick<
  ScanNode<N>,
  "scan" | "axis" | "reversed" | "segments" | "initial" | "seen" | "next" | "yielded"
>;

export interface Source {
  readonly span?: Span | undefined;
  readonly origin?: Origin | undefined;
}

/** What is known of a node and isn't part of what it is. */
interface Named {
  span: Span | undefined;
  label: string | undefined;
  readonly origin: Origin | undefined;
}

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
  scatter(values: N, table: ScatterNode<N>["table"], over: readonly Axis[]): N;
  scan(parts: ScanParts<N>, result: ScanNode<N>["result"]): N;
  row(operation: RowNode["operation"], of: N, axis: Axis, into: Axis, result: RowNode["result"]): N;
  /** The same values along axes that `of` lacks: a constant 0 that has them is added. */
  spread(of: N, axes: readonly Axis[]): N;
  /** Nodes made inside `make` come from where `source` says, as far as it says it; a node stands for where it comes from itself. */
  within<T>(source: Source, make: () => T): T;
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

/** For `differentiate` and what follows it. */
export function createBuilder(): GraphBuilder<Node> {
  // Nothing but `gradient` and `stop`, which GraphBuilder lacks, makes a node that isn't of the seven kinds.
  return createSourceBuilder() as GraphBuilder<Node>;
}

type Unnumbered<N> = N extends SourceNode ? Omit<N, "id" | keyof Named> : never;

function numberKey(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function leafKey(leaf: Leaf): string {
  switch (leaf.kind) {
    case "constant":
      return numberKey(leaf.value);
    case "size":
      return sizeKey(leaf.size);
    default:
      return Object.values(leaf).join(" ");
  }
}

function idsOf(nodes: readonly SourceNode[]): string {
  let text = "";
  for (const { id } of nodes) text += text === "" ? id : `,${id}`;
  return text;
}

function namesOf(axes: readonly Axis[]): string {
  let text = "";
  for (const { id } of axes) text += text === "" ? id : `,${id}`;
  return text;
}

function nodeKey(node: Unnumbered<SourceNode>): string {
  switch (node.kind) {
    case "leaf":
      return `${node.leaf.kind} ${leafKey(node.leaf)} ${node.type} [${namesOf(unionAxes(node.axes))}]`;
    case "map":
      return `${node.operator}(${idsOf(node.arguments)})`;
    case "reduce":
      return `${node.operator}[${namesOf(node.over)}](${node.of.id})`;
    case "index": {
      const parts = node.replaced.map(({ axis, at }) => `${axis.id} = ${positionKey(at)}`);
      return `${node.of.id}[${parts.join("; ")} else ${node.otherwise?.id ?? ""}]`;
    }
    case "scatter": {
      const parts = node.table.map(({ axis, at }) => `${axis.id} = ${at.id}`);
      return `scatter[${namesOf(node.over)}](${node.values.id}: ${parts.join("; ")})`;
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

const conversions = { real: "to_real", int: "to_int", bool: "to_bool" } as const;

/** For `lower`. */
export function createSourceBuilder(): SourceBuilder {
  const nodes = new Map<string, SourceNode>();
  /** By id. */
  const names: Named[] = [];
  const axes = new Map<string, Axis>();
  const lists = new Map<string, readonly Axis[]>();
  let currentSpan: Span | undefined;
  let currentOrigin: Origin | undefined;

  function intern(given: readonly Axis[]): readonly Axis[] {
    const key = namesOf(given);
    const list = lists.get(key);
    if (list?.every((axis, at) => axis === given[at]) === true) return list;
    const made = given.map((axis) => {
      const known = axes.get(axis.id);
      if (known === undefined) axes.set(axis.id, axis);
      else if (known !== axis && sizeKey(known.size) !== sizeKey(axis.size))
        throw new InternalError(`two sizes of axis ${axis.id}`, currentSpan);
      return known ?? axis;
    });
    lists.set(key, made);
    return made;
  }

  function make(node: Unnumbered<SourceNode>): SourceNode {
    const key = nodeKey(node);
    const known = nodes.get(key);
    if (known !== undefined) return known;
    const over = intern(unionAxes(node.axes));
    const named = { span: currentSpan, label: undefined, origin: currentOrigin };
    const made = Object.assign(named, { ...node, axes: over, id: nodes.size });
    nodes.set(key, made);
    // Span and label may be filled in later by `labelled`.
    names.push(made);
    return made;
  }

  function constant(value: number, type: ElementType = "real", over: readonly Axis[] = []): SourceNode {
    return make({ kind: "leaf", leaf: { kind: "constant", value }, axes: over, type });
  }

  function size(of: Size): SourceNode {
    const known = sizeValue(of);
    if (known !== undefined) return constant(known, "int");
    return make({ kind: "leaf", leaf: { kind: "size", size: of }, axes: [], type: "int" });
  }

  function convert(value: SourceNode, type: ElementType): SourceNode {
    if (value.type === type) return value;
    const name = conversions[type];
    if (value.kind === "leaf" && value.leaf.kind === "constant")
      return constant(operatorRecord(name).evaluate(value.leaf.value), type, value.axes);
    return make({ kind: "map", operator: name, arguments: [value], axes: value.axes, type });
  }

  function map(name: OperatorName, values: readonly SourceNode[]): SourceNode {
    const record = operatorRecord(name);
    const signature =
      values.length === record.arity ? record.type(values.map(({ type }) => type)) : undefined;
    if (signature === undefined)
      throw new InternalError(
        `${name} doesn't take ${values.map(({ type }) => type).join(", ")}`,
        currentSpan,
      );
    const converted = values.map((value, i) => convert(value, signature.arguments[i] ?? value.type));
    const over = unionAxes(...converted.map((value) => value.axes));
    return make({ kind: "map", operator: name, arguments: converted, axes: over, type: signature.result });
  }

  function reduce(name: ReduceOperator, over: readonly Axis[], given: SourceNode): SourceNode {
    const of = given.type === "bool" ? convert(given, "int") : given;
    const present = unionAxes(over.filter((axis) => hasAxis(of.axes, axis)));
    const absent = withoutAxes(unionAxes(over), present);
    const reduced =
      present.length === 0
        ? of
        : make({
            kind: "reduce",
            operator: name,
            over: intern(present),
            of,
            axes: withoutAxes(of.axes, present),
            type: of.type,
          });
    if (absent.length === 0 || name === "max" || name === "min") return reduced;
    const count = size(absent.reduce((product, axis) => multiplySizes(product, axis.size), literalSize(1)));
    return name === "sum" ? map("multiply", [reduced, count]) : map("power", [reduced, count]);
  }

  function index(of: SourceNode, replaced: Replaced<SourceNode>, otherwise?: SourceNode): SourceNode {
    if (replaced.length === 0) return otherwise === undefined ? of : spread(of, otherwise.axes);
    const gone = replaced.map(({ axis }) => axis);
    const missing = gone.find((axis) => !hasAxis(of.axes, axis));
    if (missing !== undefined)
      throw new InternalError(`an index replaces absent axis ${missing.id}`, currentSpan);
    const outside = otherwise === undefined ? undefined : convert(otherwise, of.type);
    const read = replaced.map(({ at }) => axesOfPosition(at));
    return make({
      kind: "index",
      of,
      replaced: [...replaced].sort((a, b) => (a.axis.id < b.axis.id ? -1 : 1)),
      otherwise: outside,
      axes: unionAxes(withoutAxes(of.axes, gone), ...read, outside?.axes ?? []),
      type: of.type,
    });
  }

  function scatter(
    values: SourceNode,
    table: ScatterNode<SourceNode>["table"],
    over: readonly Axis[],
  ): SourceNode {
    const read = unionAxes(values.axes, ...table.map(({ at }) => at.axes));
    const present = unionAxes(over.filter((axis) => hasAxis(read, axis)));
    const absent = withoutAxes(over, present);
    const result = make({
      kind: "scatter",
      values: values.type === "bool" ? convert(values, "int") : values,
      table: [...table].sort((a, b) => (a.axis.id < b.axis.id ? -1 : 1)),
      over: intern(present),
      axes: unionAxes(
        withoutAxes(read, present),
        table.map(({ axis }) => axis),
      ),
      type: values.type === "bool" ? "int" : values.type,
    });
    return reduce("sum", absent, result);
  }

  function scan(parts: ScanParts<SourceNode>, result: ScanNode["result"]): SourceNode {
    const from = (result.kind === "yielded" ? parts.yielded : parts.next)[result.index];
    if (from === undefined) throw new InternalError(`scan ${parts.scan} has no such result`, currentSpan);
    const initial = result.kind === "last" ? (parts.initial[result.index]?.axes ?? []) : [parts.axis];
    return make({ ...parts, kind: "scan", result, axes: unionAxes(from.axes, initial), type: from.type });
  }

  function spread(of: SourceNode, over: readonly Axis[]): SourceNode {
    const absent = withoutAxes(over, of.axes);
    if (absent.length === 0) return of;
    if (of.kind === "leaf" && of.leaf.kind === "constant")
      return constant(of.leaf.value, of.type, unionAxes(of.axes, absent));
    if (of.type === "bool") return map("or", [of, constant(0, "bool", absent)]);
    return map("add", [of, constant(0, of.type, absent)]);
  }

  return {
    leaf: (leaf, over, type) => make({ kind: "leaf", leaf, axes: over, type }),
    constant,
    position: (axis) =>
      make({ kind: "leaf", leaf: { kind: "position", axis: axis.id }, axes: [axis], type: "int" }),
    size,
    convert,
    map,
    apply: (name, ...values) => map(name, values),
    reduce,
    index,
    rename(of, from, to) {
      if (hasAxis(of.axes, to))
        throw new InternalError(`${from.id} is renamed to present ${to.id}`, currentSpan);
      return index(of, [{ axis: from, at: axisPosition(to) }]);
    },
    scatter,
    scan,
    row(operation, of, axis, into, result) {
      const over = unionAxes(withoutAxes(of.axes, [axis]), [into]);
      return make({
        kind: "row",
        operation,
        of,
        axis,
        into,
        result,
        axes: over,
        type: result === "positions" ? "int" : of.type,
      });
    },
    spread,
    within({ span, origin }, body) {
      const [spanBefore, originBefore] = [currentSpan, currentOrigin];
      currentSpan = span ?? spanBefore;
      currentOrigin = origin ?? originBefore;
      try {
        return body();
      } finally {
        [currentSpan, currentOrigin] = [spanBefore, originBefore];
      }
    },
    labelled(node, label) {
      const named = names[node.id];
      if (named !== node) throw new InternalError("a node of another builder is named", currentSpan);
      named.label ??= label;
      named.span ??= currentSpan;
      return node;
    },
    gradient: (of, by) => make({ kind: "gradient", of, by, axes: by.axes, type: "real" }),
    mark: (of, mark) => make({ kind: "mark", of, mark, axes: of.axes, type: of.type }),
    stop: (of) => make({ kind: "stop", of, axes: of.axes, type: of.type }),
  };
}
