/**
 * Lets a value be made only where it is wanted. Where all that read a value read it at one position of an axis, such as the last one of a
 * text, it is made without that axis, and so is what it is made from: down to where a sum, or another reader, wants more positions.
 */
import { normalisePosition } from "../affine.ts";
import { tableOf, type ByNode } from "../by-node.ts";
import { createBuilder } from "../builder.ts";
import type { GraphBuilder } from "../graph-builder.ts";
import type { Axis, Graph, IndexNode, Node, Position } from "../graph.ts";
import { operands, rebuild } from "../kinds.ts";
import { mapOutputs } from "../outputs.ts";
import { axisPosition, hasAxis, positionKey, substitutePosition } from "../positions.ts";
import { rewrite } from "./rewrite.ts";
import { rules } from "./simplify.ts";
import { orderOf, topologicalOrder } from "../topology.ts";

type Constant = Position<never> & { readonly kind: "constant" };
/** The one position of each of these axes, by the axis's id. */
type Pins = ReadonlyMap<string, { readonly axis: Axis; readonly at: Constant }>;

const everywhere: Pins = new Map();

/** The same results. */
export function narrow(graph: Graph): Graph {
  const entries = graph.entries.map((entry) =>
    mapOutputs(entry, (roots) => narrowNodes(roots, orderOf(entry))),
  );
  return { ...graph, entries };
}

/** `order` has all that the roots need, operands first. */
export function narrowNodes(
  roots: readonly Node[],
  order: readonly Node[] = topologicalOrder(roots),
): readonly Node[] {
  // Only where an index reads one position does a value become narrower.
  if (!order.some((node) => node.kind === "index" && wantedOfIndexed(node, everywhere).size > 0))
    return roots;
  const pins = pinsOf(roots, order);
  if (order.every((node) => (pins.get(node) ?? everywhere).size === 0)) return roots;
  const b = createBuilder(order.length);
  const made = tableOf<Node>(order);
  /** The operand where its reader wants it. */
  const read = (of: Node, wanted: Pins): Node => {
    const own = pins.get(of) ?? everywhere;
    if (wanted.size === 0) return made.get(of) ?? of;
    const others = [...wanted.values()].filter(({ axis }) => !own.has(axis.id));
    return b.index(made.get(of) ?? of, others);
  };
  for (const node of order) {
    const own = pins.get(node) ?? everywhere;
    const before = b.enter(node);
    made.set(node, b.labelled(makeAt(b, node, own, read), node.label));
    b.leave(before);
  }
  return rewrite(
    roots.map((root) => made.get(root) ?? root),
    rules,
  );
}

/** Where each value is wanted: at the positions on which all its readers agree. */
function pinsOf(roots: readonly Node[], order: readonly Node[]): ByNode<Pins> {
  const pins = tableOf<Pins>(order);
  const want = (operand: Node, wanted: Pins): void => {
    const before = pins.get(operand);
    if (before === undefined || before.size > 0)
      pins.set(operand, before === undefined ? wanted : common(before, wanted));
  };
  for (const root of roots) pins.set(root, everywhere);
  for (const node of [...order].reverse()) {
    const own = pins.get(node) ?? everywhere;
    const [of, ...others] = operands(node);
    if (of === undefined) continue;
    const isIndexed = node.kind === "index" && canNarrow(of);
    want(of, isIndexed ? wantedOfIndexed(node, own) : wantedOf(of, own));
    for (const operand of others) want(operand, wantedOf(operand, own));
  }
  return pins;
}

function common(a: Pins, b: Pins): Pins {
  if (a.size === 0 || b.size === 0) return everywhere;
  const both = [...a].filter(([id, { at }]) => {
    const other = b.get(id);
    return other !== undefined && positionKey(other.at) === positionKey(at);
  });
  return new Map(both);
}

function along(pins: Pins, axes: readonly Axis[]): Pins {
  if (pins.size === 0) return everywhere;
  return new Map([...pins].filter(([, { axis }]) => hasAxis(axes, axis)));
}

/** Where what is wanted at `pins` wants its operand. */
function wantedOf(operand: Node, pins: Pins): Pins {
  return canNarrow(operand) ? along(pins, operand.axes) : everywhere;
}

/** Stored values are read where they are wanted anyway; a scan goes along all of its axis, and what sorts or scatters mixes others. */
function canNarrow({ kind }: Node): boolean {
  return kind === "map" || kind === "reduce" || kind === "index";
}

/** Where an index reads its table, where that is one position of an axis. */
function wantedOfIndexed({ of, replaced, otherwise }: IndexNode, pins: Pins): Pins {
  if (pins.size === 0 && replaced.every(({ at }) => at.kind === "axis")) return everywhere;
  const wanted = new Map(along(pins, of.axes));
  for (const { axis, at } of replaced) {
    wanted.delete(axis.id);
    if (at.kind === "axis" && !pins.has(at.axis.id)) continue;
    const moved = normalisePosition<Node>(atPins<Node, Node>(at, pins, (node) => node));
    // What may lie outside is asked at each position.
    if (moved.kind === "constant" && otherwise === undefined) wanted.set(axis.id, { axis, at: moved });
  }
  return wanted;
}

function atPins<From, To>(at: Position<From>, pins: Pins, get: (node: From) => To): Position<To> {
  return substitutePosition<From, To>(
    at,
    (node) => ({ kind: "value", node: get(node) }),
    (axis) => pins.get(axis.id)?.at ?? axisPosition(axis),
  );
}

/** The node of another builder, without the axes that are pinned. */
function makeAt(b: GraphBuilder<Node>, node: Node, pins: Pins, read: (of: Node, wanted: Pins) => Node): Node {
  const operand = (of: Node): Node => read(of, along(pins, of.axes));
  if (node.kind !== "index") return rebuild(b, node, operand);
  const wanted = wantedOfIndexed(node, pins);
  const others = node.replaced
    .filter(({ axis }) => !wanted.has(axis.id))
    .map(({ axis, at }) => ({ axis, at: normalisePosition<Node>(atPins(at, pins, operand)) }));
  const made = b.index(read(node.of, wanted), others, node.otherwise && operand(node.otherwise));
  // A position in normal form may mention fewer axes.
  return b.spread(
    made,
    node.axes.filter(({ id }) => !pins.has(id)),
  );
}
