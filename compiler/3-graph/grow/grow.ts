/**
 * Generators that grow a text evaluate all of it once, at the beginning, and then one position at a time. Beside each entry
 * `generate` that can there comes an entry `extend`, which computes the next label from the last position and from what was kept; both
 * write what is kept. Where that isn't possible the text is evaluated afresh for each position, and it is said why.
 */
import { literalSize, sizeKey, subtractSizes, symbolSize } from "../../sizes/size.ts";
import { createBuilder } from "../builder.ts";
import type { Axis, Entry, Graph, GraphState, Node, Output } from "../graph.ts";
import { rebuild } from "../rebuild.ts";
import { rewrite } from "../rewrite.ts";
import { rules } from "../simplify.ts";
import { topologicalOrder } from "../topology.ts";
import { readingsOf, type Cause, type Text } from "./readings.ts";
import { cutIntoRows, NotByRows, type Kept } from "./rows.ts";

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

export interface Grown {
  readonly graph: Graph;
  readonly afresh: readonly Afresh[];
}

/** Adds the entries `extend`, and to the entries that begin a text what is kept of it. */
export function growByRows(graph: Graph, growing: readonly Growing[]): Grown {
  const caches: GraphState[] = [];
  const afresh: Afresh[] = [];
  const entries = graph.entries.flatMap((entry) => {
    const grown =
      entry.kind === "generate" ? growing.find(({ generator }) => generator === entry.name) : undefined;
    const text = grown && textOf(entry, grown);
    if (text === undefined) return [entry];
    try {
      const made = extendedBy(entry, text);
      caches.push(...made.caches);
      return [made.whole, made.rows];
    } catch (error) {
      if (!(error instanceof NotByRows)) throw error;
      afresh.push({ generator: entry.name, value: nameOf(error.node), ...error.why });
      return [entry];
    }
  });
  return { graph: { ...graph, caches, entries }, afresh };
}

function nameOf({ label, kind }: Node): string {
  return label ?? `a value of kind ${kind}`;
}

function textOf(entry: Entry, { input, axis }: Growing): Text | undefined {
  const found = entry.inputs.find(({ name }) => name === input)?.axes.find(({ id }) => id === axis);
  const symbol = found && sizeKey(found.size);
  const isOpen = entry.symbols.some((known) => known.symbol === symbol && known.low < known.high);
  return found === undefined || symbol === undefined || !isOpen
    ? undefined
    : { input, symbol, axisName: found.name };
}

interface Extended {
  /** The entry that evaluates the whole text, and keeps. */
  readonly whole: Entry;
  readonly rows: Entry;
  readonly caches: readonly GraphState[];
}

function extendedBy(entry: Entry, text: Text): Extended {
  const roots = entry.outputs.map(({ node }) => node);
  const readings = readingsOf(roots, text);
  const highs = new Map(entry.symbols.map(({ symbol, high }) => [symbol, high]));
  const cut = cutIntoRows(createBuilder(), roots, entry.name, text, readings, highs);
  const lasting = cut.kept.filter(({ next }) => next !== undefined);
  const simple = rewrite([...cut.roots, ...lasting.flatMap(({ next }) => next ?? [])], rules);
  const wholes = rewrite(
    withCarried([...roots, ...cut.kept.map(({ whole }) => asReal(whole))], cut.kept, text),
    rules,
  );
  const results = simple.slice(0, roots.length);
  const nexts = new Map(lasting.map((kept, index) => [kept.path, simple[roots.length + index]]));
  const rows = replaceKept(results, cut.kept, nexts, text);
  const output = (node: Node | undefined, index: number): readonly Output[] => {
    const before = entry.outputs[index];
    return node === undefined || before === undefined ? [] : [{ ...before, node }];
  };
  const keeping = cut.kept.flatMap(({ path }, index): readonly Output[] => {
    const node = wholes[roots.length + index];
    return node === undefined ? [] : [{ role: "cache", name: path, node, order: node.axes }];
  });
  return {
    whole: { ...entry, outputs: [...wholes.slice(0, roots.length).flatMap(output), ...keeping] },
    rows: { ...entry, kind: "extend", outputs: [...rows.results.flatMap(output), ...rows.caches] },
    caches: cut.kept.map(({ path, leaf, axis }) => ({
      path,
      axes: axis === undefined ? leaf.axes : orderedBy(leaf.axes, axis),
      initial: 0,
    })),
  };
}

/** A position's row is in one piece. */
function orderedBy(axes: readonly Axis[], first: Axis): readonly Axis[] {
  return [first, ...axes.filter(({ id }) => id !== first.id)];
}

/** Caches hold reals. */
function asReal(node: Node): Node {
  if (node.type === "real") return node;
  const { axes, span, label, origin } = node;
  return {
    kind: "map",
    operator: "to_real",
    arguments: [node],
    axes,
    type: "real",
    span,
    label,
    origin,
    id: -1 - node.id,
  };
}

/** Lets scans yield what they carry, and takes what they carry last from there. */
function withCarried(roots: readonly Node[], kept: readonly Kept[], text: Text): readonly Node[] {
  const scans = new Set(kept.flatMap(({ carries }) => carries?.scan ?? []));
  if (scans.size === 0) return roots;
  const b = createBuilder();
  const made = new Map<Node, Node>();
  const get = (node: Node): Node => made.get(node) ?? node;
  for (const node of topologicalOrder(roots)) {
    if (node.kind !== "scan" || !scans.has(node.scan)) {
      made.set(node, rebuild(b, node, get));
      continue;
    }
    const { scan, axis, reversed, result } = node;
    const [initial, seen, next] = [node.initial.map(get), node.seen.map(get), node.next.map(get)];
    const own = node.yielded.map(get);
    const yielded = [...own, ...next.filter((value) => !own.includes(value))];
    const parts = { scan, axis, reversed, initial, seen, next, yielded };
    const value = next[result.index];
    const isLast = result.kind === "last" && value !== undefined;
    const index = isLast ? yielded.indexOf(value) : result.index;
    const whole = b.scan(parts, { kind: "yielded", index });
    const last = subtractSizes(symbolSize(text.symbol), literalSize(1));
    made.set(
      node,
      isLast
        ? b.spread(b.index(whole, [{ axis, at: { kind: "constant", value: last } }]), node.axes)
        : b.within(node, () => b.labelled(b.spread(whole, node.axes), node.label)),
    );
  }
  return roots.map(get);
}

/** Puts in the place of each leaf what is kept, with the last row in it. */
function replaceKept(
  results: readonly Node[],
  kept: readonly Kept[],
  nexts: ReadonlyMap<string, Node | undefined>,
  text: Text,
): { readonly results: readonly Node[]; readonly caches: readonly Output[] } {
  const b = createBuilder();
  const byPath = new Map(kept.map((each) => [each.path, each]));
  const made = new Map<Node, Node>();
  const updates = new Map<string, Node>();
  const last = subtractSizes(symbolSize(text.symbol), literalSize(1));
  const updateOf = (path: string): Node | undefined => {
    const known = updates.get(path);
    const each = byPath.get(path);
    const next = nexts.get(path);
    if (known !== undefined || each === undefined || next === undefined) return known;
    const row = copy(next);
    const leaf = b.leaf(each.leaf.leaf, each.leaf.axes, "real");
    const update =
      each.axis === undefined
        ? b.spread(row, leaf.axes)
        : b.map("select", [
            b.map("equal", [b.position(each.axis), b.size(last)]),
            b.spread(
              row,
              leaf.axes.filter(({ id }) => id !== each.axis?.id),
            ),
            leaf,
          ]);
    updates.set(path, update);
    return update;
  };
  const copy = (root: Node): Node => {
    for (const node of topologicalOrder([root])) {
      if (made.has(node)) continue;
      const path = node.kind === "leaf" && node.leaf.kind === "state" ? node.leaf.path : undefined;
      const isRowed = path !== undefined && byPath.get(path)?.axis !== undefined;
      const update = isRowed ? updateOf(path) : undefined;
      made.set(node, update ?? rebuild(b, node, (operand) => made.get(operand) ?? operand));
    }
    return made.get(root) ?? root;
  };
  const copied = results.map(copy);
  const caches = kept.flatMap(({ path }): readonly Output[] => {
    const node = updateOf(path);
    return node === undefined ? [] : [{ role: "cache", name: path, node, order: node.axes }];
  });
  return { results: copied, caches };
}
