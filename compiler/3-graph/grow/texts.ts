/**
 * Several texts at once: what makes the next label of one text, for each of a batch. All of a row's values get the axis of the texts, and
 * what depends on how long the text is depends on the text: its last position and its noise are inputs.
 */
import { siteNumber } from "../../operators/random.ts";
import { literalSize, multiplySizes, sizeSymbols, type Size } from "../../sizes/size.ts";
import type { GraphBuilder } from "../builder.ts";
import type { Axis, Input, IndexNode, LeafNode, Node, Position } from "../graph.ts";
import { addPositions, substitutePosition, unionAxes } from "../positions.ts";
import { rebuild } from "../kinds.ts";
import { topologicalOrder } from "../topology.ts";
import { soFar } from "./room.ts";

/** What each text has of its own; no spec can give an input such a name. */
export const inputsOfTexts = { last: "texts.last", step: "texts.step", seed: "texts.seed" } as const;

export interface Texts {
  readonly axis: Axis;
  /** Of the room for a text. */
  readonly symbol: string;
  /** What is kept of one text, by its path, is here kept of each. */
  readonly pathOf: (path: string) => string | undefined;
}

/** The inputs of a batch of texts; `time` is the axis of a text. */
export function textInputs({ axis }: Texts, time: Axis): readonly Input[] {
  return Object.values(inputsOfTexts).map((name) => {
    const indexes = name === inputsOfTexts.last ? time : undefined;
    return { name, axes: [axis], type: "int", indexes };
  });
}

/** The last position of each text. */
export function lastOfTexts(b: GraphBuilder<Node>, { axis }: Texts): Node {
  return b.leaf({ kind: "input", name: inputsOfTexts.last }, [axis], "int");
}

/** The roots for a batch of texts; undefined where they hold what has to be computed text by text. */
export function spreadOverTexts(
  b: GraphBuilder<Node>,
  roots: readonly Node[],
  texts: Texts,
): readonly Node[] | undefined {
  const made = new Map<Node, Node>();
  const get = (node: Node): Node => made.get(node) ?? node;
  for (const node of topologicalOrder(roots)) {
    const one = makeOne(b, node, texts, get);
    if (one === undefined) return undefined;
    made.set(node, one);
  }
  return roots.map((root) => b.spread(get(root), unionAxes(root.axes, [texts.axis])));
}

function makeOne(
  b: GraphBuilder<Node>,
  node: Node,
  texts: Texts,
  get: (node: Node) => Node,
): Node | undefined {
  switch (node.kind) {
    case "leaf":
      return leafOfTexts(b, node, texts);
    case "index":
      return indexOfTexts(b, node, texts, get);
    case "scan":
      return undefined;
    default:
      return rebuild(b, node, get);
  }
}

function leafOfTexts(b: GraphBuilder<Node>, node: LeafNode, texts: Texts): Node | undefined {
  const { leaf, axes, type } = node;
  const input = (name: string): Node => b.leaf({ kind: "input", name }, [texts.axis], "int");
  switch (leaf.kind) {
    case "state": {
      const path = texts.pathOf(leaf.path);
      if (path === undefined) return b.leaf(leaf, axes, type);
      return b.labelled(b.leaf({ kind: "state", path }, unionAxes(axes, [texts.axis]), type), node.label);
    }
    case "size":
      return sizeOfTexts(b, leaf.size, texts);
    case "setting":
      return leaf.name === "step" ? b.convert(input(inputsOfTexts.step), type) : b.leaf(leaf, axes, type);
    case "random": {
      if (leaf.distribution !== "uniform") return undefined;
      const site = b.constant(siteNumber(leaf.site) | 0, "int");
      const [seed, step] = [input(inputsOfTexts.seed), input(inputsOfTexts.step)];
      return b.map("noise", [seed, step, site, rowMajor(b, axes)]);
    }
    case "carried":
    case "seen":
      return undefined;
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

/** A size in which a text's length takes part. */
function sizeOfTexts(b: GraphBuilder<Node>, size: Size, texts: Texts): Node | undefined {
  const length = soFar(texts.symbol);
  if (!sizeSymbols(size).includes(length)) return b.size(size);
  if (size.divisor !== 1) return undefined;
  const own = b.map("add", [lastOfTexts(b, texts), b.constant(1, "int")]);
  const terms = size.terms.map(({ symbols, coefficient }) =>
    symbols.reduce(
      (product, symbol) =>
        b.map("multiply", [
          product,
          symbol === length ? own : b.size({ terms: [{ symbols: [symbol], coefficient: 1 }], divisor: 1 }),
        ]),
      b.constant(coefficient, "int"),
    ),
  );
  return terms.reduce((sum, term) => b.map("add", [sum, term]));
}

function indexOfTexts(
  b: GraphBuilder<Node>,
  node: IndexNode,
  texts: Texts,
  get: (node: Node) => Node,
): Node | undefined {
  const length = soFar(texts.symbol);
  const replaced: { axis: Axis; at: Position }[] = [];
  for (const { axis, at } of node.replaced) {
    const moved = positionOfTexts(b, at, texts, get);
    if (moved === undefined || hasSize(moved, length)) return undefined;
    replaced.push({ axis, at: moved });
  }
  const otherwise = node.otherwise && get(node.otherwise);
  return b.within(node, () => b.labelled(b.index(get(node.of), replaced, otherwise), node.label));
}

/** A sum's constants become values where a text's length is in them. */
function positionOfTexts(
  b: GraphBuilder<Node>,
  position: Position,
  texts: Texts,
  get: (node: Node) => Node,
): Position | undefined {
  if (position.kind === "constant") {
    if (!sizeSymbols(position.value).includes(soFar(texts.symbol))) return position;
    const node = sizeOfTexts(b, position.value, texts);
    return node && { kind: "value", node };
  }
  if (position.kind === "remainder" || position.kind === "quotient" || position.kind === "scale") {
    const of = positionOfTexts(b, position.of, texts, get);
    return of && { ...position, of };
  }
  if (position.kind !== "add")
    return substitutePosition<Node, Node>(position, (value) => ({ kind: "value", node: get(value) }));
  const terms = position.terms.map((term) => positionOfTexts(b, term, texts, get));
  const known = terms.filter((term) => term !== undefined);
  return known.length < terms.length ? undefined : addPositions(known);
}

/** Whether the symbol is left in an expression. */
function hasSize(position: Position, symbol: string): boolean {
  switch (position.kind) {
    case "axis":
    case "value":
      return false;
    case "constant":
      return sizeSymbols(position.value).includes(symbol);
    case "add":
      return position.terms.some((term) => hasSize(term, symbol));
    default:
      return sizeSymbols(position.by).includes(symbol) || hasSize(position.of, symbol);
  }
}
