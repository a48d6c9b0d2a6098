/** What memory is for when an entry needs most of it: totals, and every value that is held there. */
import type { Node } from "../../3-graph/graph.ts";
import { shapeOf } from "./describe.ts";
import { shownFormula, type Sources } from "./formulas.ts";
import { frontierOf, type Group } from "../arrange/fuse.ts";
import type { Bounds } from "../layout.ts";
import type { Values } from "../arrange/materialise.ts";
import { liveAt, liveThroughout, type Lifetime } from "../memory.ts";
import { nameOf } from "../names.ts";
import type { HeldValue, MemoryExplanation } from "../plan.ts";
import { sameAxes } from "../../3-graph/positions.ts";
import type { Slots } from "./slots.ts";
import type { Homes } from "../homes.ts";

const bytesPerElement = 4;

/** A place in `work` or `integers`, with a value that lies there: none for an input that nothing reads. */
export interface HeldLifetime extends Lifetime<string> {
  readonly node: Node | undefined;
}

interface Memory {
  readonly lifetimes: readonly HeldLifetime[];
  readonly groups: readonly Group[];
  readonly values: Values;
  readonly homes: Homes;
  readonly bounds: Bounds;
  /** Elements of each arena as it was laid out; `entry` is that of `work` and `integers`. */
  readonly arenas: { readonly parameters: number; readonly states: number; readonly entry: number };
  readonly slots: Slots;
  readonly sources: Sources;
}

export function explainMemory(memory: Memory): MemoryExplanation {
  const { lifetimes, groups, arenas, slots } = memory;
  const lives = liveThroughout(lifetimes, groups.length);
  const most = Math.max(0, ...lives);
  const peakDispatch = Math.max(0, lives.indexOf(most));
  const gradients = new Set(gradientsOf(memory).map((node) => slots.of(node).slot));
  const live = lifetimes.filter(({ from, to }) => from <= peakDispatch && peakDispatch <= to);
  const gradientBytes =
    liveAt(
      live.filter(({ key }) => gradients.has(key)),
      peakDispatch,
    ) * bytesPerElement;
  const held = live.map((lifetime) => heldValue(memory, lifetime, peakDispatch));
  return {
    parameters: arenas.parameters * bytesPerElement,
    states: arenas.states * bytesPerElement,
    gradients: gradientBytes,
    activations: arenas.entry * bytesPerElement - gradientBytes,
    peak: (arenas.parameters + arenas.states + arenas.entry) * bytesPerElement,
    peakDispatch,
    held: held.filter(({ bytes }) => bytes > 0).sort((a, b) => b.bytes - a.bytes),
  };
}

/** What the next values of parameters are made from, and lies as they do. */
function gradientsOf({ groups, homes, values }: Memory): readonly Node[] {
  const isUpdate = (group: Group): boolean =>
    [...group.written].some((node) => homes.get(node)?.arena === "parameters");
  return groups
    .filter(isUpdate)
    .flatMap((group) =>
      group.items.flatMap((item) =>
        [...frontierOf(item, values)].flatMap(([read, { aligned }]) =>
          aligned &&
          sameAxes(read.axes, item.axes) &&
          read.axes.length > 0 &&
          homes.get(read)?.arena === "work"
            ? [read]
            : [],
        ),
      ),
    );
}

function heldValue(memory: Memory, lifetime: HeldLifetime, dispatch: number): HeldValue {
  const { slots, homes, bounds, sources } = memory;
  const { key, node } = lifetime;
  const bytes = liveAt([lifetime], dispatch) * bytesPerElement;
  if (node === undefined) return { name: key, formula: "", shape: "", bytes, source: "" };
  const block = slots.blockAt(key);
  if (block !== undefined) {
    const there = [...block.nodes.values()].filter((at) =>
      (lifetime.pieces ?? []).some((piece) => piece.at === at && piece.from <= dispatch),
    );
    const name = `gradients of ${there.length} parameters`;
    return { name, formula: "", shape: "", bytes, source: "" };
  }
  const order = homes.get(node)?.layout.order ?? node.axes;
  const { text, span } = shownFormula(node, sources);
  return {
    name: key.startsWith("length ") ? `lengths of ${key.slice(7)}` : (node.label ?? nameOf(node)),
    formula: text,
    shape: shapeOf(order, bounds),
    bytes,
    source: span === undefined ? "" : sources.place(span),
  };
}
