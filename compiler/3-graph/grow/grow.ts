/**
 * Generators that grow a text evaluate all of it once, at the beginning, and then one position at a time. Beside each entry
 * `generate` that can there comes an entry `extend`, which computes the next label from the last position and from what was kept; both
 * write what is kept. Where that isn't possible the text is evaluated afresh for each position, and it is said why.
 */
import { evaluateSize, literalSize, sizeKey, subtractSizes, symbolSize } from "../../sizes/size.ts";
import { InternalError } from "../../source/internal-error.ts";
import { isWithin, onOneLine, type Span } from "../../source/spans.ts";
import { createBuilder } from "../builder.ts";
import type { GraphBuilder } from "../graph-builder.ts";
import type { Axis, Entry, Graph, GraphState, Node, Output, SizeSymbol } from "../graph.ts";
import { unionAxes } from "../positions.ts";
import { mapOutputs } from "../outputs.ts";
import { rewrite } from "../simplify/rewrite.ts";
import { rules } from "../simplify/simplify.ts";
import { topologicalOrder } from "../topology.ts";
import { NotByRows, type Kept } from "./cutting.ts";
import { asReal, replaceKept, withCarried } from "./kept.ts";
import { splitPrefixes } from "./prefixes.ts";
import { readingsOf, type Cause, type Text } from "./readings.ts";
import { keepInRings } from "./rings.ts";
import { roomStep, soFar } from "./room.ts";
import { cutIntoRows } from "./rows.ts";
import { lastOfTexts, spreadOverTexts, textInputs, type Texts } from "./texts.ts";

/** A generator's text: its input, and the axis that grows, by its id. */
export interface Growing {
  readonly generator: string;
  readonly input: string;
  readonly axis: string;
}

/** Why a generator's text is evaluated afresh for each position: the value, and what is the matter with it. */
export interface Afresh extends Cause {
  readonly generator: string;
  readonly value: string;
}

/** Why several texts of a generator are grown one after the other, though each grows by rows. */
export interface Apart {
  readonly generator: string;
  readonly reason: string;
}

export interface Grown {
  readonly graph: Graph;
  readonly afresh: readonly Afresh[];
  readonly apart: readonly Apart[];
}

/** Adds the entries `extend`, and to the entries that begin a text what is kept of it; `textAt` is what stands in the spec. */
export function growByRows(graph: Graph, growing: readonly Growing[], textAt: (span: Span) => string): Grown {
  const caches: GraphState[] = [];
  const afresh: Afresh[] = [];
  const apart: Apart[] = [];
  const conditions = graph.entries.filter(({ kind }) => kind === "until");
  const others = graph.entries.filter(({ kind }) => kind !== "until");
  const entries = others.flatMap((entry) => {
    const condition =
      entry.kind === "generate" ? conditions.find(({ name }) => name === entry.name) : undefined;
    const unchanged = condition === undefined ? [entry] : [entry, condition];
    const grown =
      entry.kind === "generate" ? growing.find(({ generator }) => generator === entry.name) : undefined;
    const text = grown && textOf(entry, grown);
    if (text === undefined) return unchanged;
    try {
      // Of several beams each is asked, and which labels go on the host says.
      const isSearch = entry.outputs.some(({ role, order }) => role === "next" && order.length > 0);
      const asked = condition === undefined || isSearch ? entry : together(entry, condition);
      const made = extendedBy(asked, text);
      caches.push(...made.caches);
      if (made.apart !== undefined)
        apart.push({ generator: entry.name, reason: reasonOf(made.apart, textAt) });
      return isSearch && condition !== undefined ? [...made.entries, condition] : made.entries;
    } catch (error) {
      if (!(error instanceof NotByRows)) throw error;
      afresh.push({ generator: entry.name, value: nameOf(error.node, textAt), ...error.why });
      return unchanged;
    }
  });
  return { graph: { ...graph, caches, entries }, afresh, apart };
}

/** What makes the next label tells, too, whether the text was done before it. */
function together(entry: Entry, condition: Entry): Entry {
  const symbols = [...entry.symbols, ...condition.symbols].filter(
    ({ symbol }, at, all) => all.findIndex((other) => other.symbol === symbol) === at,
  );
  const inputs = [...entry.inputs, ...condition.inputs].filter(
    ({ name }, at, all) => all.findIndex((other) => other.name === name) === at,
  );
  const settings = [...new Set([...entry.settings, ...condition.settings])].sort();
  const outputs = [...entry.outputs, ...condition.outputs];
  return mapOutputs({ ...entry, symbols, inputs, settings, outputs }, (roots) => rewrite(roots, rules));
}

/** A value's name, or else the formula that it is of: in a function of the library that of its caller. */
function nameOf({ label, span, origin }: Node, textAt: (span: Span) => string): string {
  if (label !== undefined) return label;
  const whole = origin?.formula;
  const shown = span !== undefined && whole !== undefined && isWithin(span, whole) ? span : (whole ?? span);
  return shown === undefined ? "a value" : onOneLine(textAt(shown));
}

function reasonOf(alone: Alone, textAt: (span: Span) => string): string {
  return typeof alone === "string" ? alone : `\`${nameOf(alone.node, textAt)}\` ${alone.why.reason}`;
}

function textOf(entry: Entry, { input, axis }: Growing): Text | undefined {
  const found = entry.inputs.find(({ name }) => name === input)?.axes.find(({ id }) => id === axis);
  const symbol = found && sizeKey(found.size);
  const isOpen = entry.symbols.some((known) => known.symbol === symbol && known.low < known.high);
  const indexes = new Set(entry.inputs.flatMap(({ name, indexes }) => (indexes === undefined ? [] : [name])));
  return found === undefined || symbol === undefined || !isOpen
    ? undefined
    : { input, symbol, axisName: found.name, indexes };
}

interface Extended {
  /** What evaluates the whole text, and keeps; what goes on from there; and that for several texts at once, where it is possible. */
  readonly entries: readonly Entry[];
  readonly caches: readonly GraphState[];
  readonly apart?: Alone;
}

/** Why several texts aren't grown at once: in words, or the value that can't be. */
type Alone = string | NotByRows;

function extendedBy(entry: Entry, text: Text): Extended {
  const roots = splitPrefixes(
    entry.outputs.map(({ node }) => node),
    text,
  );
  const readings = readingsOf(roots, text);
  const highs = new Map(entry.symbols.map(({ symbol, high }) => [symbol, high]));
  const cut = cutIntoRows(createBuilder(), roots, entry.name, text, readings, highs);
  const lasting = cut.kept.filter(({ next }) => next !== undefined);
  const all = rewrite([...cut.roots, ...lasting.flatMap(({ next }) => next ?? [])], rules);
  const ringed = keepInRings(createBuilder(), all, cut.kept, text, highs);
  const { kept } = ringed;
  const simple = rewrite(ringed.roots, rules);
  const wholes = rewrite(
    withCarried([...roots, ...kept.map(({ whole }) => asReal(whole))], kept, text),
    rules,
  );
  const last = subtractSizes(symbolSize(soFar(text.symbol)), literalSize(1));
  const rows = replaceKept(simple, roots.length, kept, (b) => b.size(last));
  const output = (node: Node | undefined, index: number): readonly Output[] => {
    const before = entry.outputs[index];
    return node === undefined || before === undefined ? [] : [{ ...before, node }];
  };
  const keeping = kept.flatMap(({ path }, index): readonly Output[] => {
    const node = wholes[roots.length + index];
    return node === undefined ? [] : [{ role: "cache", name: path, node, order: node.axes }];
  });
  const caches = kept.map(({ path, leaf, axis, whole }) => ({
    path,
    axes: axis === undefined ? leaf.axes : orderedBy(leaf.axes, axis),
    initial: 0,
    ...(isText(whole, text) || path === `${entry.name}/label` ? indexesOf(entry, text) : {}),
  }));
  const read = inputsRead([...rows.results, ...rows.caches.map(({ node }) => node)]);
  const one: Entry = {
    ...entry,
    kind: "extend",
    symbols: entry.symbols.flatMap((symbol) => (symbol.symbol === text.symbol ? roomOf(symbol) : [symbol])),
    inputs: entry.inputs.filter(({ name }) => read.has(name)),
    outputs: [...rows.results.flatMap(output), ...rows.caches],
  };
  const whole: Entry = {
    ...entry,
    outputs: [...wholes.slice(0, roots.length).flatMap(output), ...keeping],
  };
  const several = severalAtOnce(entry, one, text, simple, roots.length, kept, caches);
  if (typeof several === "string" || several instanceof NotByRows)
    return { entries: [whole, one], caches, apart: several };
  return { entries: [whole, one, several.entry], caches: [...caches, ...several.caches] };
}

/** Of what several texts keep there are at most so many bytes. */
const mostBytes = 2 ** 25;
const mostTexts = 16;

/** `simple` has the results of one text, and after them what is kept next. Returns why where it isn't possible. */
function severalAtOnce(
  entry: Entry,
  one: Entry,
  text: Text,
  simple: readonly Node[],
  results: number,
  kept: readonly Kept[],
  caches: readonly GraphState[],
): { readonly entry: Entry; readonly caches: readonly GraphState[] } | Alone {
  const highs = new Map(one.symbols.map(({ symbol, high }) => [symbol, high]));
  const bytes = caches.reduce(
    (sum, { axes }) => sum + axes.reduce((product, { size }) => product * evaluateSize(size, highs), 4),
    0,
  );
  const high = Math.min(mostTexts, Math.floor(mostBytes / bytes));
  const time = entry.inputs.find(({ name }) => name === text.input)?.axes[0];
  const isSearch = kept.some(({ path, next }) => path === `${entry.name}/label` && next === undefined);
  if (time === undefined) throw new InternalError("a text without its axis");
  if (isSearch) return "each is searched for by several beams";
  if (high < 2) return `two of them would keep more than ${mostBytes / 2 ** 20} MiB`;
  const symbol = `texts of ${entry.name}`;
  const axis: Axis = { id: symbol, name: "texts", size: symbolSize(symbol) };
  const paths = new Map(caches.map(({ path }) => [path, path.replace("/", "/texts/")]));
  const sizes = new Set(
    entry.symbols.flatMap((one) => (one.low < one.high && one.symbol !== text.symbol ? [one.symbol] : [])),
  );
  const texts: Texts = { axis, symbol: text.symbol, sizes, pathOf: (path) => paths.get(path) };
  const b = createBuilder();
  let spread: readonly Node[];
  try {
    spread = spreadOverTexts(b, simple, texts);
  } catch (error) {
    if (!(error instanceof NotByRows)) throw error;
    return error;
  }
  const ofTexts = kept.map((each) => ofAllTexts(b, each, texts));
  const rows = replaceKept(rewrite(spread, rules), results, ofTexts, (own) => lastOfTexts(own, texts));
  const outputs = rows.results.flatMap((node, index): readonly Output[] => {
    const before = entry.outputs[index];
    return before === undefined ? [] : [{ ...before, node, order: [axis, ...before.order] }];
  });
  const all: Entry = {
    ...one,
    kind: "extendAll",
    // Each text has a step of its own.
    settings: one.settings.filter((name) => name !== "step"),
    symbols: [
      ...one.symbols.filter(({ lengthWithin }) => lengthWithin === undefined),
      { symbol, low: 1, high, step: 1 },
    ],
    inputs: textInputs(texts, time),
    outputs: [...outputs, ...rows.caches],
  };
  return {
    entry: all,
    caches: caches.map((cache) => ({
      ...cache,
      path: paths.get(cache.path) ?? cache.path,
      axes: [axis, ...cache.axes],
    })),
  };
}

/** What is kept of each text; `whole` and `next` are those of one. */
function ofAllTexts(b: GraphBuilder<Node>, kept: Kept, texts: Texts): Kept {
  const path = texts.pathOf(kept.path) ?? kept.path;
  const leaf = b.leaf({ kind: "state", path }, unionAxes(kept.leaf.axes, [texts.axis]), "real");
  if (leaf.kind !== "leaf") throw new InternalError("a leaf that is none", leaf.span);
  return { ...kept, path, leaf };
}

/** How long the text is, and for how many positions there is room. */
function roomOf({ symbol, high }: SizeSymbol): readonly SizeSymbol[] {
  const step = roomStep(high);
  return [
    { symbol, low: step, high, step },
    { symbol: soFar(symbol), low: 1, high, step: 1, lengthWithin: symbol },
  ];
}

function isText(whole: Node, { input }: Text): boolean {
  const node = whole.kind === "index" && whole.id < 0 ? whole.of : whole;
  return node.kind === "leaf" && node.leaf.kind === "input" && node.leaf.name === input;
}

function inputsRead(roots: readonly Node[]): ReadonlySet<string> {
  return new Set(
    topologicalOrder(roots).flatMap((node) => {
      if (node.kind !== "leaf") return [];
      return node.leaf.kind === "input"
        ? [node.leaf.name]
        : node.leaf.kind === "length"
          ? [node.leaf.input]
          : [];
    }),
  );
}

function indexesOf(entry: Entry, text: Text): { readonly indexes?: Axis } {
  const indexes = entry.inputs.find(({ name }) => name === text.input)?.indexes;
  return indexes === undefined ? {} : { indexes };
}

/** A position's row is in one piece. */
function orderedBy(axes: readonly Axis[], first: Axis): readonly Axis[] {
  return [first, ...axes.filter(({ id }) => id !== first.id)];
}
