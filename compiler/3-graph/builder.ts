import type { ElementType, OperatorName } from "../operators/operator.ts";
import { operator as operatorRecord } from "../operators/table.ts";
import { InternalError } from "../source/internal-error.ts";
import { literalSize, multiplySizes, sizeValue } from "../sizes/size.ts";
import type { Size } from "../sizes/size.ts";
import type { GraphBuilder, Replaced, ScanParts, Source, SourceBuilder, Typed } from "./graph-builder.ts";
import type {
  Axis,
  IndexNode,
  MapNode,
  Node,
  ReduceNode,
  ReduceOperator,
  RowNode,
  ScanNode,
  ScatterNode,
  SourceNode,
} from "./graph.ts";
import { createNodeTable, type NodeTable } from "./node-table.ts";
import { axisPosition, hasAxis, unionAxes, withoutAxes } from "./positions.ts";
import { signatureOf } from "./signatures.ts";

/** For `differentiate` and what follows it; about so many nodes are to come. */
export function createBuilder(nodes = 0): GraphBuilder<Node> {
  // Nothing but `gradient` and `stop`, which GraphBuilder lacks, makes a node that isn't of the seven kinds.
  return createSourceBuilder(nodes) as GraphBuilder<Node>;
}

/** For `lower`. */
export function createSourceBuilder(room = 0): SourceBuilder {
  const table = createNodeTable(room);
  return {
    leaf: table.leaf,
    constant: (value, type, axes) => constant(table, value, type, axes),
    position: (axis) => table.leaf({ kind: "position", axis: axis.id }, [axis], "int"),
    size: (of) => size(table, of),
    convert: (value, type) => convert(table, value, type),
    map: (name, values) => map(table, name, values),
    apply: (name, ...values) => map(table, name, values),
    mapLike: (node, values) => mapLike(table, node, values),
    reduce: (name, over, of) => reduce(table, name, over, of),
    reduceLike: (node, of) => reduceLike(table, node, of),
    index: (of, replaced, otherwise) => index(table, of, replaced, otherwise),
    indexLike: (node, of, replaced, otherwise) => indexLike(table, node, of, replaced, otherwise),
    rename: (of, from, to) => rename(table, of, from, to),
    scatter: (name, values, goals, over) => scatter(table, name, values, goals, over),
    scan: (parts, result) => scan(table, parts, result),
    row: (operation, of, axis, into, result) => row(table, operation, of, axis, into, result),
    spread: (of, over) => spread(table, of, over),
    within: (source, make) => within(table, source, make),
    enter: table.enter,
    leave: table.leave,
    labelled: table.labelled,
    gradient: (of, by) => table.rare({ kind: "gradient", of, by, axes: by.axes, type: "real" }),
    mark: (of, mark) => table.rare({ kind: "mark", of, mark, axes: of.axes, type: of.type }),
    stop: (of) => table.rare({ kind: "stop", of, axes: of.axes, type: of.type }),
  };
}

function constant(
  table: NodeTable,
  value: number,
  type: ElementType = "real",
  over: readonly Axis[] = [],
): SourceNode {
  return table.leaf({ kind: "constant", value }, over, type);
}

function size(table: NodeTable, of: Size): SourceNode {
  const known = sizeValue(of);
  if (known !== undefined) return constant(table, known, "int");
  return table.leaf({ kind: "size", size: of }, [], "int");
}

const conversions = { real: "to_real", int: "to_int", bool: "to_bool" } as const;

function convert(table: NodeTable, value: SourceNode, type: ElementType): SourceNode {
  if (value.type === type) return value;
  const name = conversions[type];
  if (value.kind === "leaf" && value.leaf.kind === "constant")
    return constant(table, operatorRecord(name).evaluate(value.leaf.value), type, value.axes);
  return table.map(name, [value], type);
}

function map(table: NodeTable, name: OperatorName, values: readonly SourceNode[]): SourceNode {
  const signature = signatureOf(name, values);
  if (signature === undefined)
    throw new InternalError(
      `${name} doesn't take ${values.map(({ type }) => type).join(", ")}`,
      table.here(),
    );
  const { arguments: types, result } = signature;
  const areThere = values.every(({ type }, i) => type === (types[i] ?? type));
  const taken = areThere ? values : values.map((value, i) => convert(table, value, types[i] ?? value.type));
  return table.map(name, taken, result);
}

/** Whether what follows from the one follows from the other. */
function isLike(value: Typed, other: Typed): boolean {
  return value.axes === other.axes && value.type === other.type;
}

function mapLike(
  table: NodeTable,
  { operator, arguments: before, axes, type }: MapNode<Typed>,
  values: readonly SourceNode[],
): SourceNode {
  for (let at = 0; at < values.length; at += 1) {
    const [value, other] = [values[at], before[at]];
    if (value === undefined || other === undefined || !isLike(value, other))
      return map(table, operator, values);
  }
  return table.map(operator, values, type, axes);
}

function reduce(
  table: NodeTable,
  name: ReduceOperator,
  over: readonly Axis[],
  given: SourceNode,
): SourceNode {
  const of = given.type === "bool" ? convert(table, given, "int") : given;
  const present = unionAxes(over.filter((axis) => hasAxis(of.axes, axis)));
  const absent = withoutAxes(unionAxes(over), present);
  // A power is a real number, and integers wrap around.
  if (name === "product" && of.type === "int" && absent.length > 0)
    return table.reduce(name, unionAxes(over), spread(table, of, absent));
  const reduced = present.length === 0 ? of : table.reduce(name, present, of);
  if (absent.length === 0 || name === "max" || name === "min") return reduced;
  const positions = absent.reduce((product, axis) => multiplySizes(product, axis.size), literalSize(1));
  return map(table, name === "sum" ? "multiply" : "power", [reduced, size(table, positions)]);
}

function reduceLike(
  table: NodeTable,
  { operator, over, of: before, axes }: ReduceNode<Typed>,
  of: SourceNode,
): SourceNode {
  return isLike(of, before) ? table.reduce(operator, over, of, axes) : reduce(table, operator, over, of);
}

function index(
  table: NodeTable,
  of: SourceNode,
  replaced: Replaced<SourceNode>,
  otherwise?: SourceNode,
): SourceNode {
  if (replaced.length === 0) return otherwise === undefined ? of : spread(table, of, otherwise.axes);
  const missing = replaced.find(({ axis }) => !hasAxis(of.axes, axis))?.axis;
  if (missing !== undefined)
    throw new InternalError(`an index replaces absent axis ${missing.id}`, table.here());
  const outside = otherwise === undefined ? undefined : convert(table, otherwise, of.type);
  const inOrder =
    replaced.length === 1 ? replaced : [...replaced].sort((a, b) => (a.axis.id < b.axis.id ? -1 : 1));
  return table.index(of, inOrder, outside);
}

function indexLike(
  table: NodeTable,
  node: IndexNode<Typed>,
  of: SourceNode,
  replaced: Replaced<SourceNode>,
  otherwise: SourceNode | undefined,
): SourceNode {
  const isSame =
    node.replaced === replaced &&
    isLike(of, node.of) &&
    (otherwise === undefined || node.otherwise === undefined || isLike(otherwise, node.otherwise));
  return isSame ? table.index(of, replaced, otherwise, node.axes) : index(table, of, replaced, otherwise);
}

function rename(table: NodeTable, of: SourceNode, from: Axis, to: Axis): SourceNode {
  if (hasAxis(of.axes, to))
    throw new InternalError(`${from.id} is renamed to present ${to.id}`, table.here());
  return index(table, of, [{ axis: from, at: axisPosition(to) }]);
}

function scatter(
  table: NodeTable,
  name: ReduceOperator,
  values: SourceNode,
  goals: ScatterNode<SourceNode>["table"],
  over: readonly Axis[],
): SourceNode {
  const read = unionAxes(values.axes, ...goals.map(({ at }) => at.axes));
  const present = unionAxes(over.filter((axis) => hasAxis(read, axis)));
  const absent = withoutAxes(over, present);
  const result = table.rare({
    kind: "scatter",
    operator: name,
    values: values.type === "bool" ? convert(table, values, "int") : values,
    table: [...goals].sort((a, b) => (a.axis.id < b.axis.id ? -1 : 1)),
    over: table.intern(present),
    axes: unionAxes(
      withoutAxes(read, present),
      goals.map(({ axis }) => axis),
    ),
    type: values.type === "bool" ? "int" : values.type,
  });
  return reduce(table, name, absent, result);
}

function scan(table: NodeTable, parts: ScanParts<SourceNode>, result: ScanNode["result"]): SourceNode {
  const from = (result.kind === "yielded" ? parts.yielded : parts.next)[result.index];
  if (from === undefined) throw new InternalError(`scan ${parts.scan} has no such result`, table.here());
  const initial = result.kind === "last" ? (parts.initial[result.index]?.axes ?? []) : [parts.axis];
  const axes = unionAxes(from.axes, initial);
  return table.rare({ ...parts, kind: "scan", result, axes, type: from.type });
}

function row(
  table: NodeTable,
  operation: RowNode["operation"],
  of: SourceNode,
  axis: Axis,
  into: Axis,
  result: RowNode["result"],
): SourceNode {
  const axes = unionAxes(withoutAxes(of.axes, [axis]), [into]);
  const type = result === "positions" ? "int" : of.type;
  return table.rare({ kind: "row", operation, of, axis, into, result, axes, type });
}

function spread(table: NodeTable, of: SourceNode, over: readonly Axis[]): SourceNode {
  const absent = withoutAxes(over, of.axes);
  if (absent.length === 0) return of;
  if (of.kind === "leaf" && of.leaf.kind === "constant")
    return constant(table, of.leaf.value, of.type, unionAxes(of.axes, absent));
  if (of.type === "bool") return map(table, "or", [of, constant(table, 0, "bool", absent)]);
  return map(table, "add", [of, constant(table, 0, of.type, absent)]);
}

function within<Made>(table: NodeTable, source: Source, make: () => Made): Made {
  const before = table.enter(source);
  try {
    return make();
  } finally {
    table.leave(before);
  }
}
