/**
 * What the kernel of a group depends on, as text: groups of one text have one kernel, which is written once. So a block that comes again
 * costs a dispatch, and its kernels aren't written anew to find out that they are known.
 */
import type { Axis, Node, Position } from "../../3-graph/graph.ts";
import { sizeSymbols, sizeValue, type Size } from "../../sizes/size.ts";
import { InternalError } from "../../source/internal-error.ts";
import type { Cut } from "../arrange/cut.ts";
import type { Group } from "../arrange/fuse.ts";
import { sizeOfDay, type Bounds } from "../layout.ts";
import type { Values } from "../arrange/materialise.ts";
import { contractionIn } from "../arrange/layouts.ts";
import type { Repeat } from "../rewrite/scans.ts";
import type { Home, Homes } from "../homes.ts";

/** What a group's kernel is written from, beside the group. */
export interface Surroundings {
  readonly bounds: Bounds;
  readonly values: Values;
  readonly homes: Homes;
  readonly repeats: ReadonlyMap<string, Repeat>;
}

/** Of two groups of one key, what stands at the same place of these lists has the same part in the kernel. */
export interface Likeness {
  readonly key: string;
  readonly nodes: readonly Node[];
  /** Loops around, by their scans. */
  readonly scans: readonly string[];
  /** Of random numbers. */
  readonly sites: readonly string[];
}

/** What is known of a size that isn't the same each day, or in each turn. */
function symbolText(symbol: string, { highs, steps, turns }: Bounds): string {
  const turn = turns.get(symbol);
  return `${symbol}<=${highs.get(symbol)}%${steps.get(symbol)}${turn === undefined ? "" : JSON.stringify(turn)}`;
}

/** Names of nodes, axes, loops and sites don't count, nor where values lie, but how they lie does. */
export function likenessOf(group: Group, surroundings: Surroundings, cuts: readonly Cut[]): Likeness {
  const { bounds, values, homes, repeats } = surroundings;
  const nodes = new Map<Node, number>();
  const axes = new Map<string, string>();
  /** Of lists all of whose axes have come before. */
  const lists = new Map<readonly Axis[], string>();
  const scans: string[] = [];
  const sites: string[] = [];
  const own = new Set(group.items);
  const symbols = new Set<string>();
  const sizeText = (given: Size): string => {
    const size = sizeOfDay(given, bounds);
    const value = sizeValue(size);
    if (value !== undefined) return String(value);
    for (const symbol of sizeSymbols(size)) symbols.add(symbol);
    return JSON.stringify(size);
  };
  const axisText = ({ id, size }: Axis): string => {
    const known = axes.get(id);
    if (known !== undefined) return known;
    axes.set(id, `a${axes.size}`);
    return `a${axes.size - 1}=${sizeText(size)}`;
  };
  const axesText = (all: readonly Axis[]): string => {
    const found = lists.get(all);
    if (found !== undefined) return found;
    const before = axes.size;
    const made = all.map(axisText).join();
    if (axes.size === before) lists.set(all, made);
    return made;
  };
  const scanText = (scan: string): string => {
    const known = scans.indexOf(scan);
    if (known >= 0) return `s${known}`;
    const at = scans.push(scan) - 1;
    const axis = repeats.get(scan)?.axis;
    return `s${at}=${axis === undefined ? "" : sizeText(axis.size)}`;
  };
  const homeText = ({ layout, from, ...home }: Home): string => {
    const arena = home.halves === true ? "halves" : `${home.arena}${home.lasts === true ? "!" : ""}`;
    const order = layout.order.map((axis) => `${axisText(axis)}*${layout.strides.get(axis.id)}`).join();
    if (from === undefined) return `${arena}(${order})`;
    const { at, within, stride, scan } = from;
    const begin = "kind" in at ? text(at) : sizeText(at);
    return `${arena}(${order};${begin}%${within}*${stride}${scan === undefined ? "" : `,${scanText(scan)}`})`;
  };
  const positionText = (position: Position): string => {
    switch (position.kind) {
      case "axis":
        return axisText(position.axis);
      case "constant":
        return sizeText(position.value);
      case "add":
        return `+(${position.terms.map(positionText).join()})`;
      case "scale":
      case "quotient":
      case "remainder":
        return `${position.kind}(${positionText(position.of)},${sizeText(position.by)})`;
      case "value":
        return text(position.node);
    }
  };
  const leafText = (node: Node & { readonly kind: "leaf" }): string => {
    const { leaf } = node;
    switch (leaf.kind) {
      case "position":
        return `position(${axes.get(leaf.axis) ?? leaf.axis})`;
      case "turn":
        return `turn(${scanText(leaf.scan)})`;
      case "random": {
        const known = sites.indexOf(leaf.site);
        return `${leaf.distribution}(${known >= 0 ? known : sites.push(leaf.site) - 1})`;
      }
      case "size":
        return `size(${sizeText(leaf.size)})`;
      case "constant":
        return Object.is(leaf.value, -0) ? "-0" : String(leaf.value);
      default:
        return JSON.stringify(leaf);
    }
  };
  const text = (node: Node): string => {
    const known = nodes.get(node);
    if (known !== undefined) return `#${known}`;
    nodes.set(node, nodes.size);
    const isNamed = node.label !== undefined;
    const isShared = (values.readers.get(node)?.length ?? 0) > 1;
    const home = homes.get(node);
    const head = `${node.type}${isNamed ? "!" : ""}${isShared ? "&" : ""}[${axesText(node.axes)}]`;
    const place = home === undefined ? "" : `@${homeText(home)}`;
    // What lies in memory is read there, whatever it was made from.
    if (home !== undefined && !own.has(node))
      return `${head}${place}${node.kind === "leaf" ? node.leaf.kind : node.kind}`;
    return `${head}${place}${formText(node)}`;
  };
  const formText = (node: Node): string => {
    switch (node.kind) {
      case "leaf":
        return leafText(node);
      case "map":
        return `${node.operator}(${node.arguments.map(text).join()})`;
      case "reduce":
        return `reduce ${node.operator}[${axesText(node.over)}](${text(node.of)})`;
      case "index": {
        const items = node.replaced.map(({ axis, at }) => `${axisText(axis)}:${positionText(at)}`);
        const otherwise = node.otherwise === undefined ? "" : `;${text(node.otherwise)}`;
        return `index(${text(node.of)};${items.join()}${otherwise})`;
      }
      case "scatter": {
        const table = node.table.map(({ axis, at }) => `${axisText(axis)}:${text(at)}`);
        return `scatter[${axesText(node.over)}](${text(node.values)};${table.join()})`;
      }
      default:
        throw new InternalError(`no kernel is known for a node of kind \`${node.kind}\``, node.span);
    }
  };
  const items = group.items.map((item) => `${group.written.has(item) ? "" : "~"}${text(item)}`);
  const written = [...group.written].map(text);
  const contraction = contractionIn(group, values);
  const sides =
    contraction === undefined
      ? ""
      : [contraction.batch, contraction.left, contraction.right, contraction.over].map(axesText).join("|");
  // What lies in memory may be known to be 0 somewhere, by what it was made from.
  const cutText = ({ inner, outer, halfPlanes, numbers }: Cut): string => {
    const known = [...numbers].map(([node, value]) => `${text(node)}=${value}`);
    return `cut(${axesText([inner, outer])};${JSON.stringify(halfPlanes)};${known.join()})`;
  };
  const key = [
    group.kind,
    axesText(group.axes),
    axesText(group.over),
    items.join(),
    written.join(),
    sides,
    ...cuts.map(cutText),
    ...[...symbols].map((symbol) => {
      // A kernel asks for the turn of such a size, too.
      const scan = bounds.turns.get(symbol)?.turn.scan;
      return `${symbolText(symbol, bounds)}${scan === undefined ? "" : scanText(scan)}`;
    }),
  ].join(";");
  return { key, nodes: [...nodes.keys()], scans, sites };
}
