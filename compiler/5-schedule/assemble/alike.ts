/**
 * What the kernel of a group depends on, as text: groups of one text have one kernel, which is written once. So a block that comes again
 * costs a dispatch, and its kernels aren't written anew to find out that they are known.
 */
import type { Axis, LeafNode, Node, Position } from "../../3-graph/graph.ts";
import { sizeSymbols, sizeValue, type Size } from "../../sizes/size.ts";
import { InternalError } from "../../source/internal-error.ts";
import type { Cut } from "../arrange/cut.ts";
import type { Group } from "../arrange/fuse.ts";
import { sizeOfDay, type Bounds } from "../layout.ts";
import type { Values } from "../arrange/materialise.ts";
import { contractionIn } from "../arrange/layouts.ts";
import type { Repeat } from "../rewrite/repeats.ts";
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

/** A text on its way: what came before is called by its number. */
interface Writing extends Surroundings {
  readonly own: ReadonlySet<Node>;
  readonly nodes: Map<Node, number>;
  /** Names by ids. */
  readonly axes: Map<string, string>;
  /** Of lists all of whose axes have come before. */
  readonly lists: Map<readonly Axis[], string>;
  readonly scans: string[];
  readonly sites: string[];
  readonly symbols: Set<string>;
}

/** Names of nodes, axes, loops and sites don't count, nor where values lie, but how they lie does. */
export function likenessOf(group: Group, surroundings: Surroundings, cuts: readonly Cut[]): Likeness {
  const writing: Writing = {
    ...surroundings,
    own: new Set(group.items),
    nodes: new Map(),
    axes: new Map(),
    lists: new Map(),
    scans: [],
    sites: [],
    symbols: new Set(),
  };
  const items = group.items.map((item) => `${group.written.has(item) ? "" : "~"}${text(writing, item)}`);
  const written = [...group.written].map((node) => text(writing, node));
  const contraction = contractionIn(group, surroundings.values);
  const sides =
    contraction === undefined
      ? ""
      : [contraction.batch, contraction.left, contraction.right, contraction.over]
          .map((side) => axesText(writing, side))
          .join("|");
  const key = [
    group.kind,
    axesText(writing, group.axes),
    axesText(writing, group.over),
    items.join(),
    written.join(),
    sides,
    ...cuts.map((cut) => cutText(writing, cut)),
    ...[...writing.symbols].map((symbol) => symbolText(writing, symbol)),
  ].join(";");
  const { nodes, scans, sites } = writing;
  return { key, nodes: [...nodes.keys()], scans, sites };
}

/** What is known of a size that isn't the same each day, or in each turn. */
function symbolText(writing: Writing, symbol: string): string {
  const { highs, steps, turns } = writing.bounds;
  const turn = turns.get(symbol);
  const known = `${symbol}<=${highs.get(symbol)}%${steps.get(symbol)}`;
  // A kernel asks for the turn of such a size, too.
  return turn === undefined ? known : `${known}${JSON.stringify(turn)}${scanText(writing, turn.turn.scan)}`;
}

function sizeText({ bounds, symbols }: Writing, given: Size): string {
  const size = sizeOfDay(given, bounds);
  const value = sizeValue(size);
  if (value !== undefined) return String(value);
  for (const symbol of sizeSymbols(size)) symbols.add(symbol);
  return JSON.stringify(size);
}

function axisText(writing: Writing, { id, size }: Axis): string {
  const { axes } = writing;
  const known = axes.get(id);
  if (known !== undefined) return known;
  const name = `a${axes.size}`;
  axes.set(id, name);
  return `${name}=${sizeText(writing, size)}`;
}

function axesText(writing: Writing, all: readonly Axis[]): string {
  const { axes, lists } = writing;
  const found = lists.get(all);
  if (found !== undefined) return found;
  const before = axes.size;
  const made = all.map((axis) => axisText(writing, axis)).join();
  if (axes.size === before) lists.set(all, made);
  return made;
}

function scanText(writing: Writing, scan: string): string {
  const { scans, repeats } = writing;
  const known = scans.indexOf(scan);
  if (known >= 0) return `s${known}`;
  const at = scans.push(scan) - 1;
  const axis = repeats.get(scan)?.axis;
  return `s${at}=${axis === undefined ? "" : sizeText(writing, axis.size)}`;
}

function homeText(writing: Writing, { layout, from, ...home }: Home): string {
  const arena = home.halves === true ? "halves" : `${home.arena}${home.lasts === true ? "!" : ""}`;
  const order = layout.order
    .map((axis) => `${axisText(writing, axis)}*${layout.strides.get(axis.id)}`)
    .join();
  if (from === undefined) return `${arena}(${order})`;
  const { at, within, stride, scan } = from;
  const begin = "kind" in at ? text(writing, at) : sizeText(writing, at);
  const turn = scan === undefined ? "" : `,${scanText(writing, scan)}`;
  return `${arena}(${order};${begin}%${within}*${stride}${turn})`;
}

function positionText(writing: Writing, position: Position): string {
  switch (position.kind) {
    case "axis":
      return axisText(writing, position.axis);
    case "constant":
      return sizeText(writing, position.value);
    case "add":
      return `+(${position.terms.map((term) => positionText(writing, term)).join()})`;
    case "scale":
    case "quotient":
    case "remainder":
      return `${position.kind}(${positionText(writing, position.of)},${sizeText(writing, position.by)})`;
    case "value":
      return text(writing, position.node);
  }
}

function leafText(writing: Writing, { leaf }: LeafNode): string {
  const { axes, sites } = writing;
  switch (leaf.kind) {
    case "position":
      return `position(${axes.get(leaf.axis) ?? leaf.axis})`;
    case "turn":
      return `turn(${scanText(writing, leaf.scan)})`;
    case "random": {
      const known = sites.indexOf(leaf.site);
      return `${leaf.distribution}(${known >= 0 ? known : sites.push(leaf.site) - 1})`;
    }
    case "size":
      return `size(${sizeText(writing, leaf.size)})`;
    case "constant":
      return Object.is(leaf.value, -0) ? "-0" : String(leaf.value);
    default:
      return JSON.stringify(leaf);
  }
}

function text(writing: Writing, node: Node): string {
  const { nodes, values, homes, own } = writing;
  const known = nodes.get(node);
  if (known !== undefined) return `#${known}`;
  nodes.set(node, nodes.size);
  const isNamed = node.label !== undefined;
  const isShared = (values.readers.get(node)?.length ?? 0) > 1;
  const home = homes.get(node);
  const head = `${node.type}${isNamed ? "!" : ""}${isShared ? "&" : ""}[${axesText(writing, node.axes)}]`;
  const place = home === undefined ? "" : `@${homeText(writing, home)}`;
  // What lies in memory is read there, whatever it was made from.
  if (home !== undefined && !own.has(node))
    return `${head}${place}${node.kind === "leaf" ? node.leaf.kind : node.kind}`;
  return `${head}${place}${formText(writing, node)}`;
}

function formText(writing: Writing, node: Node): string {
  switch (node.kind) {
    case "leaf":
      return leafText(writing, node);
    case "map":
      return `${node.operator}(${node.arguments.map((argument) => text(writing, argument)).join()})`;
    case "reduce":
      return `reduce ${node.operator}[${axesText(writing, node.over)}](${text(writing, node.of)})`;
    case "index": {
      const items = node.replaced.map(
        ({ axis, at }) => `${axisText(writing, axis)}:${positionText(writing, at)}`,
      );
      const otherwise = node.otherwise === undefined ? "" : `;${text(writing, node.otherwise)}`;
      return `index(${text(writing, node.of)};${items.join()}${otherwise})`;
    }
    case "scatter": {
      const table = node.table.map(({ axis, at }) => `${axisText(writing, axis)}:${text(writing, at)}`);
      return `scatter ${node.operator}[${axesText(writing, node.over)}](${text(writing, node.values)};${table.join()})`;
    }
    default:
      throw new InternalError(`no kernel is known for a node of kind \`${node.kind}\``, node.span);
  }
}

/** What lies in memory may be known to be 0 somewhere, by what it was made from. */
function cutText(writing: Writing, { inner, outer, halfPlanes, numbers }: Cut): string {
  const known = [...numbers].map(([node, value]) => `${text(writing, node)}=${value}`);
  return `cut(${axesText(writing, [inner, outer])};${JSON.stringify(halfPlanes)};${known.join()})`;
}
