import type { ElementType, OperatorName } from "../operators/operator.ts";
import { operator as operatorRecord } from "../operators/table.ts";
import { InternalError } from "../source/internal-error.ts";
import type { Span } from "../source/spans.ts";
import { literalSize, multiplySizes, sizeValue } from "../sizes/size.ts";
import type { Size } from "../sizes/size.ts";
import type {
  Axis,
  IndexNode,
  Leaf,
  LeafNode,
  MapNode,
  Node,
  Origin,
  ReduceNode,
  ReduceOperator,
  ScanNode,
  ScatterNode,
  SourceNode,
} from "./graph.ts";
import { createAxisTable } from "./axis-table.ts";
import type { GraphBuilder, Replaced, ScanParts, Source, SourceBuilder, Typed } from "./graph-builder.ts";
import { createLeafTable } from "./leaf-table.ts";
import { createMapTable, hashOf } from "./map-table.ts";
import { indexKey, nodeKey, type Rare, type Unnumbered } from "./node-keys.ts";
import { axesOfIndex, axisPosition, equalAxes, hasAxis, unionAxes, withoutAxes } from "./positions.ts";
import { signatureOf } from "./signatures.ts";

/** What is known of a node and isn't part of what it is. */
interface Named {
  span: Span | undefined;
  label: string | undefined;
  readonly origin: Origin | undefined;
}

/** Whether what follows from the one follows from the other. */
function isLike(value: Typed, other: Typed): boolean {
  return value.axes === other.axes && value.type === other.type;
}

/** For `differentiate` and what follows it; about so many nodes are to come. */
export function createBuilder(nodes = 0): GraphBuilder<Node> {
  // Nothing but `gradient` and `stop`, which GraphBuilder lacks, makes a node that isn't of the seven kinds.
  return createSourceBuilder(nodes) as GraphBuilder<Node>;
}

const conversions = { real: "to_real", int: "to_int", bool: "to_bool" } as const;

/** For `lower`. */
export function createSourceBuilder(room = 0): SourceBuilder {
  const leaves = createLeafTable();
  const maps = createMapTable(room);
  /** By what is reduced. */
  const reductions = new Map<SourceNode, ReduceNode<SourceNode>[]>();
  /** All others, by what they are. */
  const nodes = new Map<string, SourceNode>();
  /** By id; span and label may be filled in later by `labelled`. */
  const named: (SourceNode & Named)[] = [];
  const { intern, union } = createAxisTable(() => current.span);
  let current: Source = {};

  function axesOfAll(values: readonly SourceNode[]): readonly Axis[] {
    let all: readonly Axis[] = values[0]?.axes ?? [];
    for (const { axes } of values) all = union(all, axes);
    return all;
  }

  function add<N extends SourceNode & Named>(made: N): N {
    named.push(made);
    return made;
  }

  /** Its axes are in order. */
  function make(node: Unnumbered<Rare>): SourceNode {
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

  /** Of values of the types that the operator takes; `all` are the axes where these are known. */
  function makeMap(
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

  function leaf(of: Leaf, over: readonly Axis[], type: ElementType): SourceNode {
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

  /** `of` has the axes; `left` are those that it leaves where these are known. */
  function makeReduce(
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

  function constant(value: number, type: ElementType = "real", over: readonly Axis[] = []): SourceNode {
    return leaf({ kind: "constant", value }, over, type);
  }

  function size(of: Size): SourceNode {
    const known = sizeValue(of);
    if (known !== undefined) return constant(known, "int");
    return leaf({ kind: "size", size: of }, [], "int");
  }

  function convert(value: SourceNode, type: ElementType): SourceNode {
    if (value.type === type) return value;
    const name = conversions[type];
    if (value.kind === "leaf" && value.leaf.kind === "constant")
      return constant(operatorRecord(name).evaluate(value.leaf.value), type, value.axes);
    return makeMap(name, [value], type);
  }

  function map(name: OperatorName, values: readonly SourceNode[]): SourceNode {
    const signature = signatureOf(name, values);
    if (signature === undefined)
      throw new InternalError(
        `${name} doesn't take ${values.map(({ type }) => type).join(", ")}`,
        current.span,
      );
    const { arguments: types, result } = signature;
    const areThere = values.every(({ type }, i) => type === (types[i] ?? type));
    const taken = areThere ? values : values.map((value, i) => convert(value, types[i] ?? value.type));
    return makeMap(name, taken, result);
  }

  function reduce(name: ReduceOperator, over: readonly Axis[], given: SourceNode): SourceNode {
    const of = given.type === "bool" ? convert(given, "int") : given;
    const present = unionAxes(over.filter((axis) => hasAxis(of.axes, axis)));
    const absent = withoutAxes(unionAxes(over), present);
    const reduced = present.length === 0 ? of : makeReduce(name, present, of);
    if (absent.length === 0 || name === "max" || name === "min") return reduced;
    const count = size(absent.reduce((product, axis) => multiplySizes(product, axis.size), literalSize(1)));
    return name === "sum" ? map("multiply", [reduced, count]) : map("power", [reduced, count]);
  }

  function index(of: SourceNode, replaced: Replaced<SourceNode>, otherwise?: SourceNode): SourceNode {
    if (replaced.length === 0) return otherwise === undefined ? of : spread(of, otherwise.axes);
    const missing = replaced.find(({ axis }) => !hasAxis(of.axes, axis))?.axis;
    if (missing !== undefined)
      throw new InternalError(`an index replaces absent axis ${missing.id}`, current.span);
    const outside = otherwise === undefined ? undefined : convert(otherwise, of.type);
    const inOrder =
      replaced.length === 1 ? replaced : [...replaced].sort((a, b) => (a.axis.id < b.axis.id ? -1 : 1));
    return makeIndex(of, inOrder, outside);
  }

  /** `of` has the axes, which are in order; `all` are those of the result where these are known. */
  function makeIndex(
    of: SourceNode,
    replaced: Replaced<SourceNode>,
    outside: SourceNode | undefined,
    all?: readonly Axis[],
  ): SourceNode {
    const key = indexKey({ of, replaced, otherwise: outside });
    const known = nodes.get(key);
    if (known !== undefined) return known;
    const made = add<IndexNode<SourceNode> & Named>({
      kind: "index",
      of,
      replaced,
      otherwise: outside,
      axes: intern(all ?? axesOfIndex(of, replaced, outside)),
      type: of.type,
      id: named.length,
      span: current.span,
      label: undefined,
      origin: current.origin,
    });
    nodes.set(key, made);
    return made;
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
    if (from === undefined) throw new InternalError(`scan ${parts.scan} has no such result`, current.span);
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
    leaf,
    constant,
    position: (axis) => leaf({ kind: "position", axis: axis.id }, [axis], "int"),
    size,
    convert,
    map,
    apply: (name, ...values) => map(name, values),
    mapLike({ operator, arguments: before, axes: all, type }, values) {
      for (let at = 0; at < values.length; at += 1) {
        const [value, other] = [values[at], before[at]];
        if (value === undefined || other === undefined || !isLike(value, other)) return map(operator, values);
      }
      return makeMap(operator, values, type, all);
    },
    reduceLike: ({ operator, over, of: before, axes: left }, of) =>
      isLike(of, before) ? makeReduce(operator, over, of, left) : reduce(operator, over, of),
    indexLike(node, of, replaced, otherwise) {
      const isSame =
        node.replaced === replaced &&
        isLike(of, node.of) &&
        (otherwise === undefined || node.otherwise === undefined || isLike(otherwise, node.otherwise));
      return isSame ? makeIndex(of, replaced, otherwise, node.axes) : index(of, replaced, otherwise);
    },
    reduce,
    index,
    rename(of, from, to) {
      if (hasAxis(of.axes, to))
        throw new InternalError(`${from.id} is renamed to present ${to.id}`, current.span);
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
    within(source, body) {
      const before = enter(source);
      try {
        return body();
      } finally {
        current = before;
      }
    },
    enter,
    leave(before) {
      current = before;
    },
    labelled(node, label) {
      const own = named[node.id];
      if (own !== node) throw new InternalError("a node of another builder is named", current.span);
      own.label ??= label;
      own.span ??= current.span;
      return node;
    },
    gradient: (of, by) => make({ kind: "gradient", of, by, axes: by.axes, type: "real" }),
    mark: (of, mark) => make({ kind: "mark", of, mark, axes: of.axes, type: of.type }),
    stop: (of) => make({ kind: "stop", of, axes: of.axes, type: of.type }),
  };
}
