/**
 * Several texts at once: what makes the next label of one text, for each of a batch. All of a row's values get the axis of the texts, and
 * what depends on how long the text is depends on the text: its last position and its noise are inputs.
 */
import { siteNumber } from "../../operators/random.ts";
import { literalSize, multiplySizes, sizeSymbols, symbolSize, type Size } from "../../sizes/size.ts";
import { isInside } from "../affine.ts";
import type { GraphBuilder } from "../graph-builder.ts";
import type { Axis, Input, IndexNode, LeafNode, Node, Position, ReduceNode, ScanNode } from "../graph.ts";
import {
  addPositions,
  axesOfPosition,
  sizesOfPosition,
  substitutePosition,
  unionAxes,
} from "../positions.ts";
import { rebuild } from "../kinds.ts";
import { topologicalOrder } from "../topology.ts";
import { NotByRows } from "./cutting.ts";
import { maskOne } from "./masks.ts";
import { soFar } from "./room.ts";

/** What each text has of its own; no spec can give an input such a name. */
const inputsOfTexts = { last: "texts.last", step: "texts.step", seed: "texts.seed" } as const;

/** How large an axis is in each text that has the size of an input. */
function inputOfSize(symbol: string): string {
  return `texts.size.${symbol}`;
}

export interface Texts {
  readonly axis: Axis;
  /** Of the room for a text. */
  readonly symbol: string;
  /** Of the axes of other inputs: in the batch they are as large as in the text where they are largest. */
  readonly sizes: ReadonlySet<string>;
  /** What is kept of one text, by its path, is here kept of each. */
  readonly pathOf: (path: string) => string | undefined;
}

/** The inputs of a batch of texts; `time` is the axis of a text. */
export function textInputs({ axis, sizes }: Texts, time: Axis): readonly Input[] {
  return [...Object.values(inputsOfTexts), ...[...sizes].map(inputOfSize)].map((name) => {
    const indexes = name === inputsOfTexts.last ? time : undefined;
    return { name, axes: [axis], type: "int", indexes };
  });
}

/** The last position of each text. */
export function lastOfTexts(b: GraphBuilder<Node>, { axis }: Texts): Node {
  return b.leaf({ kind: "input", name: inputsOfTexts.last }, [axis], "int");
}

/** The roots for a batch of texts. Throws NotByRows where they hold what has to be computed text by text. */
export function spreadOverTexts(
  b: GraphBuilder<Node>,
  roots: readonly Node[],
  texts: Texts,
): readonly Node[] {
  const made = new Map<Node, Node>();
  const get = (node: Node): Node => made.get(node) ?? node;
  for (const node of topologicalOrder(roots)) made.set(node, makeOne(b, node, texts, get));
  return roots.map((root) => b.spread(get(root), unionAxes(root.axes, [texts.axis])));
}

function makeOne(b: GraphBuilder<Node>, node: Node, texts: Texts, get: (node: Node) => Node): Node {
  switch (node.kind) {
    case "leaf":
      return leafOfTexts(b, node, texts);
    case "index":
      return indexOfTexts(b, node, texts, get);
    case "reduce":
      return reduceOfTexts(b, node, texts, get);
    case "scan":
      return scanOfTexts(b, node, texts, get);
    case "scatter":
    case "row": {
      const along =
        node.kind === "row" ? [node.axis, node.into] : [...node.over, ...node.table.map(({ axis }) => axis)];
      const own = along.find(({ size }) => isOwn(size, texts));
      return own === undefined
        ? rebuild(b, node, get)
        : refuse(node, `sorts or adds up along ${sizedApart(own)}`);
    }
    default:
      return rebuild(b, node, get);
  }
}

function refuse(node: Node, reason: string): never {
  throw new NotByRows(node, { span: node.span, reason });
}

function sizedApart({ name }: Axis): string {
  return `\`${name}\`, of which each text has a size of its own`;
}

/** Whether texts have sizes of their own of it. */
function isOwn(size: Size, { sizes }: Texts): boolean {
  return sizeSymbols(size).some((symbol) => sizes.has(symbol));
}

/** Positions behind a text's own last one are left out. */
function reduceOfTexts(
  b: GraphBuilder<Node>,
  node: ReduceNode,
  texts: Texts,
  get: (node: Node) => Node,
): Node {
  let of = get(node.of);
  for (const axis of node.over) {
    if (!isOwn(axis.size, texts)) continue;
    const own = sizeOfTexts(b, node, axis.size, texts);
    of = maskOne(b, node.operator, of, axis, b.map("less", [b.position(axis), own]));
  }
  return b.within(node, () => b.labelled(b.reduce(node.operator, node.over, of), node.label));
}

/** A scan along another axis: all that it carries and sees is that of each text. */
function scanOfTexts(b: GraphBuilder<Node>, node: ScanNode, texts: Texts, get: (node: Node) => Node): Node {
  if (isOwn(node.axis.size, texts)) refuse(node, `scans ${sizedApart(node.axis)}`);
  return rebuild(b, node, (each) => b.spread(get(each), unionAxes(each.axes, [texts.axis])));
}

function leafOfTexts(b: GraphBuilder<Node>, node: LeafNode, texts: Texts): Node {
  const { leaf, axes, type } = node;
  const input = (name: string): Node => b.leaf({ kind: "input", name }, [texts.axis], "int");
  switch (leaf.kind) {
    case "state": {
      const path = texts.pathOf(leaf.path);
      if (path === undefined) return b.leaf(leaf, axes, type);
      return b.labelled(b.leaf({ kind: "state", path }, unionAxes(axes, [texts.axis]), type), node.label);
    }
    case "size":
      return sizeOfTexts(b, node, leaf.size, texts);
    case "setting":
      return leaf.name === "step" ? b.convert(input(inputsOfTexts.step), type) : b.leaf(leaf, axes, type);
    case "random": {
      if (leaf.distribution !== "uniform") return refuse(node, "is normal noise");
      const site = b.constant(siteNumber(leaf.site) | 0, "int");
      const [seed, step] = [input(inputsOfTexts.seed), input(inputsOfTexts.step)];
      const own = axes.find(({ size }) => isOwn(size, texts));
      if (own !== undefined) return refuse(node, `is noise along ${sizedApart(own)}`);
      return b.map("noise", [seed, step, site, rowMajor(b, axes)]);
    }
    case "carried":
    case "seen":
      return b.leaf(leaf, unionAxes(axes, [texts.axis]), type);
    case "input":
    case "length":
      // They may be too large to be kept.
      return refuse(node, "is given as whole numbers that index nothing");
    default:
      return b.leaf(leaf, axes, type);
  }
}

/** The number of a position over the axes, as a random leaf counts it. */
function rowMajor(b: GraphBuilder<Node>, axes: readonly Axis[]): Node {
  let weight = literalSize(1);
  let position = b.constant(0, "int");
  for (const axis of [...axes].reverse()) {
    position = b.map("add", [position, b.map("multiply", [b.position(axis), b.size(weight)])]);
    weight = multiplySizes(weight, axis.size);
  }
  return position;
}

/** A size in which a text's length takes part, or another one of its own. */
function sizeOfTexts(b: GraphBuilder<Node>, node: Node, size: Size, texts: Texts): Node {
  const length = soFar(texts.symbol);
  if (!isOfText(size, texts)) return b.size(size);
  if (size.divisor !== 1) return refuse(node, "divides a size that each text has of its own");
  const ownOf = (symbol: string): Node => {
    if (symbol === length) return b.map("add", [lastOfTexts(b, texts), b.constant(1, "int")]);
    if (!texts.sizes.has(symbol)) return b.size(symbolSize(symbol));
    return b.leaf({ kind: "input", name: inputOfSize(symbol) }, [texts.axis], "int");
  };
  const terms = size.terms.map(({ symbols, coefficient }) =>
    symbols.reduce(
      (product, symbol) => b.map("multiply", [product, ownOf(symbol)]),
      b.constant(coefficient, "int"),
    ),
  );
  return terms.reduce((sum, term) => b.map("add", [sum, term]));
}

/** Whether the size differs between the texts of a batch. */
function isOfText(size: Size, texts: Texts): boolean {
  return isOwn(size, texts) || sizeSymbols(size).includes(soFar(texts.symbol));
}

function indexOfTexts(b: GraphBuilder<Node>, node: IndexNode, texts: Texts, get: (node: Node) => Node): Node {
  const replaced: { axis: Axis; at: Position }[] = [];
  for (const { axis, at } of node.replaced) {
    // Behind a text's own last position there is another's room: what is outside there can't be told from what is inside.
    const isOutside = node.otherwise !== undefined && isOwn(axis.size, texts) && !isInside(at, axis.size);
    const countsFromEnd =
      sizesOfPosition(at).some((size) => isOwn(size, texts)) &&
      axesOfPosition(at).some(({ size }) => isOwn(size, texts));
    if (isOutside) refuse(node, `reads outside of ${sizedApart(axis)}`);
    if (countsFromEnd) refuse(node, `counts from the end of ${sizedApart(axis)}`);
    const moved = positionOfTexts(b, node, at, texts, get);
    if (sizesOfPosition(moved).some((size) => isOfText(size, texts)))
      refuse(node, "counts in steps of a size that each text has of its own");
    replaced.push({ axis, at: moved });
  }
  const otherwise = node.otherwise && get(node.otherwise);
  return b.within(node, () => b.labelled(b.index(get(node.of), replaced, otherwise), node.label));
}

/** A sum's constants become values where a text's length is in them. */
function positionOfTexts(
  b: GraphBuilder<Node>,
  node: Node,
  position: Position,
  texts: Texts,
  get: (node: Node) => Node,
): Position {
  if (position.kind === "constant") {
    if (!isOfText(position.value, texts)) return position;
    return { kind: "value", node: sizeOfTexts(b, node, position.value, texts) };
  }
  if (position.kind === "remainder" || position.kind === "quotient" || position.kind === "scale") {
    return { ...position, of: positionOfTexts(b, node, position.of, texts, get) };
  }
  if (position.kind !== "add")
    return substitutePosition<Node, Node>(position, (value) => ({ kind: "value", node: get(value) }));
  return addPositions(position.terms.map((term) => positionOfTexts(b, node, term, texts, get)));
}
