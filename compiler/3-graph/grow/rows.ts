/**
 * The values that a generator needs at its last position, made from what it has kept of earlier ones. Where a value is wanted at
 * positions of the past, there is the cut: it is kept, a row a position, and only its last row is computed. Below the cut and above
 * it everything is one row.
 *
 * How long the text is and for how many positions there is room are two sizes: time axes have the room, so that it seldom changes, and what
 * lies behind the last position is masked where a reduction would see it.
 */
import { literalSize, sameSize, subtractSizes, symbolSize } from "../../sizes/size.ts";
import { largest } from "../../operators/reference.ts";
import { InternalError } from "../../source/internal-error.ts";
import { normalisePosition } from "../affine.ts";
import type { GraphBuilder } from "../graph-builder.ts";
import type { Axis, IndexNode, LeafNode, Node, Position, ReduceNode, ScanNode } from "../graph.ts";
import { axisPosition, constantPosition, substitutePosition, unionAxes, withoutAxes } from "../positions.ts";
import { mixesOf, rebuild } from "../kinds.ts";
import { scansAround, topologicalOrder } from "../topology.ts";
import { choose, isHeavyNode } from "./choice.ts";
import { combining, foldOf, type Fold } from "./folds.ts";
import { NotByRows, pathOf, timeAxesOf, type Cutting, type Kept } from "./cutting.ts";
import { checkPosition, countsFromEnd } from "./ends.ts";
import { maskedReduction, maskedValues } from "./masks.ts";
import { grows, isTime, oddAxis, type Reading, type Text } from "./readings.ts";
import { soFar, withLength } from "./room.ts";

/** The roots at the text's last position, and what has to be kept for them. Throws NotByRows. */
export function cutIntoRows(
  b: GraphBuilder<Node>,
  roots: readonly Node[],
  name: string,
  text: Text,
  readings: ReadonlyMap<Node, Reading>,
  highs: ReadonlyMap<string, number>,
): { readonly roots: readonly Node[]; readonly kept: readonly Kept[] } {
  const order = topologicalOrder(roots);
  const bodies = scansAround(order);
  const path = `${name}/label`;
  const label = b.leaf({ kind: "state", path }, [], "real");
  if (label.kind !== "leaf") throw new InternalError("a leaf that is none", label.span);
  let nextId = 0;
  const cutting: Cutting = {
    nextId: () => (nextId -= 1),
    b,
    text,
    readings,
    highs,
    last: subtractSizes(symbolSize(soFar(text.symbol)), literalSize(1)),
    inBodies: new Set(order.filter((node) => (bodies.get(node)?.size ?? 0) > 0)),
    rows: new Map(),
    kept: new Map(),
    label,
    choices: new Map(),
    heavy: new Map(),
    name,
  };
  const rows = roots.map((root) => rowOf(cutting, root, []));
  const [whole, next] = [roots[0], rows[0]];
  if (whole === undefined || next === undefined) throw new InternalError("a generator without a next label");
  const kept = { path, axis: undefined, leaf: label, carries: undefined };
  // The scores of all labels: which one goes on the host says. Before the first is the text's last.
  const isSearch = next.axes.length > 0;
  const last = isSearch ? lastOfText(b, order, text) : undefined;
  const one: Kept = isSearch
    ? { ...kept, whole: last ?? b.constant(0), next: undefined }
    : { ...kept, whole, next: b.within(next, () => b.convert(next, "real")) };
  return { roots: rows, kept: [...cutting.kept.values(), one] };
}

function lastOfText(b: GraphBuilder<Node>, order: readonly Node[], text: Text): Node | undefined {
  const leaf = order.find(
    (node) => node.kind === "leaf" && node.leaf.kind === "input" && node.leaf.name === text.input,
  );
  if (leaf?.kind !== "leaf") return undefined;
  const at = constantPosition(subtractSizes(symbolSize(text.symbol), literalSize(1)));
  const whole = b.leaf(leaf.leaf, leaf.axes, leaf.type);
  return b.index(
    whole,
    leaf.axes.map((axis) => ({ axis, at })),
  );
}

/** The value with the pinned axes at the last position; it has the others. */
function rowOf(cutting: Cutting, node: Node, pins: readonly Axis[]): Node {
  const pinned = pins.filter((axis) => node.axes.some(({ id }) => id === axis.id));
  const key = `${node.id} ${pinned.map(({ id }) => id).join()}`;
  const known = cutting.rows.get(key);
  if (known !== undefined) return known;
  const { b } = cutting;
  const made = b.within(node, () => b.labelled(makeRow(cutting, node, pinned), node.label));
  cutting.rows.set(key, made);
  return made;
}

function makeRow(cutting: Cutting, node: Node, pinned: readonly Axis[]): Node {
  const { text } = cutting;
  if (node.kind === "leaf" && node.leaf.kind === "input" && node.leaf.name === text.input)
    return rowOfText(cutting, node, pinned);
  // What a caller gives stays the same while the text grows: it is written once.
  if (isGiven(node, text)) return keepOnce(cutting, node);
  const odd = oddAxis(node, text);
  if (odd !== undefined)
    throw new NotByRows(node, {
      span: node.span,
      reason: `has \`${odd.name}\`, an axis made from \`${text.axisName}\``,
    });
  const free = withoutAxes(timeAxesOf(cutting, node), pinned);
  const { cause, axes } = cutting.readings.get(node) ?? { cause: undefined, axes: new Set<string>() };
  if (!cutting.inBodies.has(node) && pinned.length === 0) {
    const [axis, ...others] = free;
    const isHeavy = isHeavyNode(cutting, node);
    if (axis === undefined) {
      if (cause === undefined && axes.size === 0 && isHeavy) return keepOnce(cutting, node);
    } else if (cause !== undefined) {
      if (axes.size > 0 || isHeavy) throw new NotByRows(node, cause);
    } else if (axes.size > 0 || isHeavy) {
      if (others.length > 0)
        throw new NotByRows(node, { span: node.span, reason: "is wanted for all pairs of positions" });
      return history(cutting, node, axis);
    }
  }
  return pushDown(cutting, node, pinned);
}

/** An input, or its length, that is kept without loss: numbers that index nothing may be larger than reals hold. */
function isGiven(node: Node, text: Text): boolean {
  if (node.kind !== "leaf" || node.axes.some((axis) => grows(axis.size, text))) return false;
  const { leaf } = node;
  if (leaf.kind === "length") return leaf.input !== text.input;
  return leaf.kind === "input" && (node.type !== "int" || text.indexes.has(leaf.name));
}

/** The text is what was yielded: its last label, or with all before it, where these are read. */
function rowOfText(cutting: Cutting, node: LeafNode, pinned: readonly Axis[]): Node {
  const { b, label } = cutting;
  const [axis] = timeAxesOf(cutting, node);
  if (pinned.length > 0) return b.convert(label, node.type);
  return keep(cutting, node, axis, () => label);
}

/** The same value for every length of the text: computed with the beginning. */
function keepOnce(cutting: Cutting, node: Node): Node {
  return keep(cutting, node, undefined, () => undefined);
}

/** A value at all positions so far: kept where that takes least memory, and made again from there. */
function history(cutting: Cutting, node: Node, axis: Axis): Node {
  const { b } = cutting;
  if (choose(cutting, node).isKept) return keep(cutting, node, axis, () => rowOf(cutting, node, [axis]));
  return rebuild(b, node, (operand) => rowOf(cutting, operand, []));
}

function keep(cutting: Cutting, node: Node, axis: Axis | undefined, next: () => Node | undefined): Node {
  const { b } = cutting;
  const known = cutting.kept.get(node);
  if (known !== undefined) return b.convert(known.leaf, node.type);
  // Rows of what comes before are made first: they are kept first.
  const row = next();
  const path = pathOf(cutting, node);
  const leaf = b.leaf({ kind: "state", path }, node.axes, "real");
  if (leaf.kind !== "leaf") throw new InternalError("a leaf that is none", node.span);
  cutting.kept.set(node, {
    path,
    whole: node,
    axis,
    next: row && b.convert(row, "real"),
    leaf,
    carries: undefined,
  });
  return b.convert(leaf, node.type);
}

/** The node made anew of its operands' rows. */
function pushDown(cutting: Cutting, node: Node, pinned: readonly Axis[]): Node {
  const { b, text } = cutting;
  const row = (of: Node): Node => rowOf(cutting, of, pinned);
  switch (node.kind) {
    case "leaf":
      return rowOfLeaf(cutting, node, pinned);
    case "reduce": {
      const fold = foldOf(cutting, node, pinned);
      if (fold !== undefined) return accumulate(cutting, node, fold);
      const reading = cutting.readings.get(node.of);
      const of = maskedReduction(b, node.operator, node.over, row(node.of), reading, pinned, text);
      return b.reduce(node.operator, node.over, of);
    }
    case "index":
      return rowOfIndex(cutting, node, pinned);
    case "scatter":
      if (node.table.some(({ axis }) => pinned.some(({ id }) => id === axis.id)))
        throw new NotByRows(node, {
          span: node.span,
          reason: `is put together along \`${text.axisName}\``,
        });
      return b.scatter(
        node.operator,
        node.over.reduce(
          (values, axis) => (isTime(axis, text) ? maskedValues(b, values, axis, 0, text) : values),
          row(node.values),
        ),
        node.table.map(({ axis, at }) => ({ axis, at: row(at) })),
        node.over,
      );
    case "scan":
      if (isTime(node.axis, text) && !cutting.inBodies.has(node)) return step(cutting, node, pinned);
      return scanOfRows(cutting, node, pinned);
    case "row": {
      if (isTime(node.into, text))
        throw new NotByRows(node, { span: node.span, reason: `sorts along \`${text.axisName}\`` });
      const of = isTime(node.axis, text)
        ? maskedValues(b, row(node.of), node.axis, -largest, text)
        : row(node.of);
      return b.row(node.operation, of, node.axis, node.into, node.result);
    }
    default: {
      const { axes, how } = mixesOf(node);
      if (axes.some((axis) => isTime(axis, text)))
        throw new NotByRows(node, { span: node.span, reason: `${how} \`${text.axisName}\`` });
      return rebuild(b, node, row);
    }
  }
}

/** The reduction at the last position, from what it was before; it is kept for the next one. */
function accumulate(cutting: Cutting, node: ReduceNode, { axis, term, whole, isInclusive }: Fold): Node {
  const { b } = cutting;
  const others = withoutAxes(node.over, [axis]);
  const last = b.reduce(node.operator, others, rowOf(cutting, term, [axis]));
  const path = pathOf(cutting, node);
  const leaf = b.leaf({ kind: "state", path }, whole.axes, "real");
  if (leaf.kind !== "leaf") throw new InternalError("a leaf that is none", node.span);
  const before = b.convert(leaf, node.type);
  const next = b.spread(b.map(combining[node.operator], [before, last]), whole.axes);
  const kept = { path, whole, axis: undefined, next: b.convert(next, "real"), leaf, carries: undefined };
  cutting.kept.set(whole, kept);
  return isInclusive ? next : before;
}

function rowOfLeaf({ b, last, text }: Cutting, node: LeafNode, pinned: readonly Axis[]): Node {
  const { leaf } = node;
  if (leaf.kind === "size") return b.size(withLength(leaf.size, text.symbol));
  if (leaf.kind === "length" && leaf.input === text.input) return b.size(symbolSize(soFar(text.symbol)));
  if (leaf.kind === "random" && node.axes.some((axis) => isTime(axis, text)))
    throw new NotByRows(node, { span: node.span, reason: "is noise, which each new position draws afresh" });
  const axes = withoutAxes(node.axes, pinned);
  if (leaf.kind === "position")
    return axes.length === 0 ? b.size(last) : b.position(axes[0] ?? missing(node));
  if (leaf.kind === "constant" || leaf.kind === "carried" || leaf.kind === "seen")
    return b.leaf(leaf, axes, node.type);
  const whole = b.leaf(leaf, node.axes, node.type);
  const at: Position = { kind: "constant", value: last };
  return b.index(
    whole,
    pinned.map((axis) => ({ axis, at })),
  );
}

function missing(node: Node): never {
  throw new InternalError("a position without an axis", node.span);
}

function rowOfIndex(cutting: Cutting, node: IndexNode, pinned: readonly Axis[]): Node {
  const { b, last, text } = cutting;
  const isPinned = (axis: Axis): boolean => pinned.some(({ id }) => id === axis.id);
  const inner = pinned.filter((axis) => !node.replaced.some((one) => one.axis.id === axis.id));
  const replaced: { axis: Axis; at: Position }[] = [];
  let otherwise = node.otherwise && rowOf(cutting, node.otherwise, pinned);
  for (const one of node.replaced) {
    const { axis } = one;
    const moved = normalisePosition<Node>(
      substitutePosition<Node, Node>(
        one.at,
        (value) => ({ kind: "value", node: rowOf(cutting, value, pinned) }),
        (read) => (isPinned(read) ? { kind: "constant", value: last } : axisPosition(read)),
        (size) => withLength(size, text.symbol),
      ),
    );
    checkPosition(cutting, node, one, moved);
    // What counts from the end lies outside at positions behind it, which nothing reads.
    if (countsFromEnd(moved, text)) otherwise ??= b.constant(0, node.type);
    const isLast = moved.kind === "constant" && sameSize(moved.value, last) && isTime(axis, text);
    if (isLast) inner.push(axis);
    else replaced.push({ axis, at: moved });
  }
  const of = rowOf(cutting, node.of, inner);
  const axes = withoutAxes(node.axes, pinned);
  return b.spread(b.index(of, replaced, otherwise), axes);
}

/** One step of a scan along the text: from what was carried to the last position. */
function step(cutting: Cutting, node: ScanNode, pins: readonly Axis[]): Node {
  const { b, text } = cutting;
  if (node.reversed)
    throw new NotByRows(node, { span: node.span, reason: `runs from the end of \`${text.axisName}\`` });
  const pinned = unionAxes(pins, [node.axis]);
  const seen = node.seen.map((value) => rowOf(cutting, value, pinned));
  const body = topologicalOrder([...node.next, ...node.yielded]);
  const carriedAxes = (index: number): readonly Axis[] =>
    body.find(
      (each) =>
        each.kind === "leaf" &&
        each.leaf.kind === "carried" &&
        each.leaf.scan === node.scan &&
        each.leaf.index === index,
    )?.axes ??
    node.next[index]?.axes ??
    [];
  const carried = node.next.map((value, index) =>
    carriedOf(cutting, node, index, unionAxes(carriedAxes(index), value.axes)),
  );
  const made = new Map<Node, Node>();
  for (const each of body)
    made.set(each, inStep(cutting, node, each, { seen, carried: carried.map(({ value }) => value), made }));
  for (const [index, value] of node.next.entries()) {
    const { whole, leaf, axes } = carried[index] ?? missing(node);
    const next = b.convert(b.spread(made.get(value) ?? missing(node), axes), "real");
    const known = cutting.kept.get(whole) ?? missing(node);
    cutting.kept.set(whole, { ...known, next, leaf });
  }
  const results = node.result.kind === "last" ? node.next : node.yielded;
  const from = results[node.result.index] ?? missing(node);
  return b.spread(made.get(from) ?? missing(node), withoutAxes(node.axes, pinned));
}

interface Step {
  readonly seen: readonly Node[];
  readonly carried: readonly Node[];
  readonly made: Map<Node, Node>;
}

/** A node of a scan's body at the one position; what isn't of the body is a row by itself. */
function inStep(cutting: Cutting, scan: ScanNode, node: Node, { seen, carried, made }: Step): Node {
  const { b } = cutting;
  if (
    node.kind === "leaf" &&
    (node.leaf.kind === "seen" || node.leaf.kind === "carried") &&
    node.leaf.scan === scan.scan
  )
    return (node.leaf.kind === "seen" ? seen : carried)[node.leaf.index] ?? missing(node);
  if (!cutting.inBodies.has(node)) return rowOf(cutting, node, []);
  return rebuild(b, node, (operand) => made.get(operand) ?? missing(operand));
}

/** What a scan carries, after its last position: each of a scan's results has the same. */
function carriedOf(
  cutting: Cutting,
  scan: ScanNode,
  index: number,
  axes: readonly Axis[],
): { whole: Node; leaf: LeafNode; value: Node; axes: readonly Axis[] } {
  const { b } = cutting;
  const known = [...cutting.kept.values()].find(
    ({ carries }) => carries?.scan === scan.scan && carries.index === index,
  );
  if (known !== undefined)
    return { whole: known.whole, leaf: known.leaf, value: b.convert(known.leaf, known.whole.type), axes };
  const value = scan.next[index] ?? missing(scan);
  const whole: ScanNode = {
    ...scan,
    id: cutting.nextId(),
    label: undefined,
    axes,
    type: value.type,
    result: { kind: "last", index },
  };
  const leaf = b.leaf({ kind: "state", path: pathOf(cutting, scan) }, axes, "real");
  if (leaf.kind !== "leaf") throw new InternalError("a leaf that is none", scan.span);
  cutting.kept.set(whole, {
    path: pathOf(cutting, scan),
    whole,
    axis: undefined,
    next: undefined,
    leaf,
    carries: { scan: scan.scan, index },
  });
  return { whole, leaf, value: b.convert(leaf, value.type), axes };
}

/** A scan along another axis: its body is a row at each position. */
function scanOfRows(cutting: Cutting, node: ScanNode, pinned: readonly Axis[]): Node {
  const { b } = cutting;
  const row = (of: Node): Node => rowOf(cutting, of, pinned);
  const { scan, axis, reversed, result } = node;
  const parts = {
    initial: node.initial.map(row),
    seen: node.seen.map(row),
    next: node.next.map(row),
    yielded: node.yielded.map(row),
  };
  return b.spread(b.scan({ scan, axis, reversed, ...parts }, result), withoutAxes(node.axes, pinned));
}
