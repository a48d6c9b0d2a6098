/**
 * What a kernel needn't do: a `where` rules out half of the positions of two axes, and there a factor of a product is 0, a reduction
 * leaves out what it reads, or all that is written is one number, whatever the data. Kernels for the CPU skip it.
 */
import type { Axis, Node } from "../../3-graph/graph.ts";
import { candidateHalfPlanes, isLeftOut, valuesIn, type HalfPlane } from "../../3-graph/support.ts";
import type { Size } from "../../sizes/size.ts";
import type { Cut, KnownHalfPlane, KnownHalfPlanes } from "./cut.ts";
import type { Group } from "./fuse.ts";
import { fixedValue, highOf, type Bounds } from "../layout.ts";
import { contractionIn } from "./layouts.ts";
import type { Values } from "./materialise.ts";
import { hasAxis } from "../../3-graph/positions.ts";

/** A shorter axis has hardly a tile or a vector to skip. */
const shortest = 16;
/** Less than this share isn't worth asking. */
const worthwhile = 0.1;

export function cutsOf(group: Group, values: Values, bounds: Bounds): readonly Cut[] {
  const contraction = contractionIn(group, values);
  if (contraction !== undefined) {
    const { leftOperand, rightOperand, over, node } = contraction;
    const operands = [leftOperand, rightOperand];
    const steps = findCuts(operands, over, node.axes, group, values, bounds, (valueIn) =>
      operands.some((operand) => valueIn(operand) === 0) ? new Map() : undefined,
    );
    const written = [...group.written];
    const results = findCuts(written, node.axes, node.axes, group, values, bounds, (valueIn) =>
      numbersOf(written, valueIn),
    );
    return [...steps, ...results];
  }
  if (group.kind !== "row") return [];
  const reduced = group.items.flatMap((item) => (item.kind === "reduce" ? [item] : []));
  const written = [...group.written].filter((item) => group.over.some((axis) => hasAxis(item.axes, axis)));
  const roots = [...reduced.map(({ of }) => of), ...written];
  return findCuts(roots, group.over, group.axes, group, values, bounds, (valueIn) =>
    reduced.every((node) => isLeftOut(node, valueIn)) ? numbersOf(written, valueIn) : undefined,
  );
}

function numbersOf(
  nodes: readonly Node[],
  valueIn: (node: Node) => number | undefined,
): ReadonlyMap<Node, number> | undefined {
  const numbers = new Map<Node, number>();
  for (const node of nodes) {
    const value = valueIn(node);
    if (value === undefined || node.type !== "real") return undefined;
    numbers.set(node, value);
  }
  return numbers;
}

/** The cuts that conditions in the roots' formulas make; `judge` says what is written in a half, or that nothing can be skipped there. */
function findCuts(
  roots: readonly Node[],
  inners: readonly Axis[],
  outers: readonly Axis[],
  group: Group,
  values: Values,
  bounds: Bounds,
  judge: (valueIn: (node: Node) => number | undefined) => ReadonlyMap<Node, number> | undefined,
): readonly Cut[] {
  const conditions = conditionsOf(roots, group, values);
  if (conditions.length === 0) return [];
  const sizes = {
    fixedValue: (size: Size) => fixedValue(size, bounds),
    highOf: (size: Size) => highOf(size, bounds),
  };
  return inners.flatMap((inner) =>
    outers.flatMap((outer): readonly Cut[] => {
      if (inner.id === outer.id || highOf(inner.size, bounds) < shortest) return [];
      const both = conditions.filter(({ axes }) => hasAxis(axes, inner) && hasAxis(axes, outer));
      if (both.length === 0) return [];
      const found = halfPlanesBy(both, { inner, outer }, sizes, values.halfPlanes).flatMap(
        ({ half, valueIn }) => {
          const numbers = half.outer === 0 ? undefined : judge(valueIn);
          return numbers === undefined ? [] : [{ half, numbers }];
        },
      );
      const [first] = found;
      if (first === undefined) return [];
      const alike = found.filter(({ numbers }) =>
        [...numbers].every(([node, value]) => Object.is(value, first.numbers.get(node))),
      );
      const halfPlanes = alike
        .map(({ half }) => half)
        .filter((half, _at, all) => !all.some((other) => other !== half && holds(other, half)));
      const share = shareOf(halfPlanes, highOf(inner.size, bounds), highOf(outer.size, bounds));
      return share < worthwhile ? [] : [{ inner, outer, halfPlanes, numbers: first.numbers }];
    }),
  );
}

/** A mask is the same in every block: what is known in its halves is found once, and grows with what is asked. */
function halfPlanesBy(
  conditions: readonly Node[],
  pair: { readonly inner: Axis; readonly outer: Axis },
  sizes: Parameters<typeof valuesIn>[2],
  known: KnownHalfPlanes,
): readonly KnownHalfPlane[] {
  const axes = JSON.stringify([pair.inner.id, pair.outer.id]);
  const key = `${axes} ${conditions.map(({ id }) => id).join()}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const halfPlanes = candidateHalfPlanes(conditions, pair, sizes);
  const made = halfPlanes.map((half) => ({ half, valueIn: valuesIn(half, pair, sizes) }));
  known.set(key, made);
  return made;
}

/** Whether the one holds all that the other does. */
function holds(one: HalfPlane, other: HalfPlane): boolean {
  return one.inner === other.inner && one.outer === other.outer && one.least < other.least;
}

/** Of how many positions, about. */
function shareOf(halfPlanes: readonly HalfPlane[], inner: number, outer: number): number {
  const step = Math.max(1, Math.floor(outer / 64));
  let [ruledOut, all] = [0, 0];
  for (let y = 0; y < outer; y += step) {
    all += inner;
    let [first, end] = [0, inner];
    for (const half of halfPlanes) {
      const at = (half.least - half.outer * y) / half.inner;
      if (half.inner > 0) end = Math.min(end, Math.ceil(at));
      if (half.inner < 0) first = Math.max(first, Math.floor(at) + 1);
    }
    ruledOut += inner - Math.max(0, end - first);
  }
  return all === 0 ? 0 : ruledOut / all;
}

/** All conditions of the formulas, and what may be read outside, down to what lies in memory, and of the formulas of that. */
function conditionsOf(roots: readonly Node[], group: Group, values: Values): readonly Node[] {
  const own = new Set(group.items);
  const seen = new Set<Node>();
  const found: Node[] = [];
  const visit = (node: Node, isBelow: boolean): void => {
    if (seen.has(node) || node.axes.length < 2) return;
    seen.add(node);
    const lies = values.kept.has(node) && !own.has(node);
    if (lies && isBelow) return;
    const isWindow = node.kind === "index" && node.otherwise !== undefined;
    if (isWindow || (node.kind === "map" && node.type === "bool")) found.push(node);
    const reads = node.kind === "map" ? node.arguments : node.kind === "index" ? [node.of] : [];
    for (const read of reads) visit(read, isBelow || lies);
  };
  for (const root of roots) visit(root, false);
  return found;
}
