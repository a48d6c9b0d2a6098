/** From what is computed to how: kernels, their order, and where everything lies. The pipeline of this phase on one screen. */
import type { Entry, Graph } from "../3-graph/graph.ts";
import type { ModelPlan, PlanDay } from "../../runtime/plan.ts";
import { dayKey } from "./loops.ts";
import { fitEntry } from "./again/fit.ts";
import { bindKernels } from "./assemble/bind.ts";
import { appendRows } from "./arrange/appends.ts";
import type { Arranged, Form } from "./arrange/arrange.ts";
import { assembleEntry, type AssembledEntry } from "./assemble/assemble.ts";
import { takeOutFactors } from "./rewrite/common-factors.ts";
import { expandRows } from "./rewrite/expand-rows.ts";
import { copyReplaced } from "./arrange/copies.ts";
import { findFamilies, ranksOf } from "./arrange/families.ts";
import type { Sources } from "./assemble/formulas.ts";
import { gatherOperands } from "./rewrite/gathered-products.ts";
import { joinUpdates, type Joined } from "./arrange/joined-updates.ts";
import { boundsOf, type Bounds } from "./layout.ts";
import { aligned, smallestChunk } from "./memory.ts";
import type { Plan } from "./plan.ts";
import { nodesOf } from "./reads.ts";
import type { Looped } from "./rewrite/repeats.ts";
import { takeScansApart } from "./rewrite/scans.ts";
import { splitReductions } from "./rewrite/stages.ts";
import { createLibrary, type Library } from "./assemble/share.ts";
import { sampleSums } from "./rewrite/sampled.ts";
import { scatterReductions } from "./rewrite/scattered-reductions.ts";
import { regroupProducts } from "./rewrite/regroup.ts";
import { joinSums } from "./arrange/joined-sums.ts";
import { renewedStrips } from "./arrange/renewed.ts";
import { placeStored, type Stored } from "./arrange/stored.ts";
import { usualLimits, type StripLimits } from "./strips/regions.ts";
import { splitIntoStrips } from "./strips/split.ts";
import { withoutStrips, type Strips } from "./strips/strips.ts";
import { mostBindings } from "./assemble/views.ts";
import type { WrittenKernels } from "./assemble/written.ts";

/** What goes through unchanged to the package. */
export type Facts = Pick<ModelPlan, "hash" | "vocabularies" | "frozen" | "data" | "trainings" | "generators">;

/** What the device and the caller allow for. */
interface Settings {
  /** Of the spec, to be shown with what is computed. */
  readonly sources: Sources;
  /** Arenas are split in chunks of so many elements. */
  readonly chunk: number;
  /** From which size on values are made strip by strip. */
  readonly strips: StripLimits;
  /** In bytes, what each entry may need at its peak: values are made again until it does. */
  readonly memory: number | undefined;
}

type Options = { readonly [Name in keyof Settings]?: Settings[Name] | undefined };

const withoutText: Sources = { place: ({ file }) => file, text: () => "" };

/**
 * Schedules every entry of a differentiated graph. Nothing here depends on a program's being right: what a kernel can't be made
 * for throws an InternalError with the node's span, and a BudgetError says where an entry can't fit the memory. Chunks are as large as
 * the largest value where that is larger.
 */
export function schedule(graph: Graph, facts: Facts, options: Options = {}): Plan {
  const { sources = withoutText, chunk = smallestChunk, strips = usualLimits, memory } = options;
  const { plan, wanted } = scheduleWith(graph, facts, { sources, chunk, strips, memory });
  return wanted <= chunk ? plan : schedule(graph, facts, { ...options, chunk: wanted });
}

/** A plan for chunks of so many elements, and what they would have to be for every value to fit one and every kernel to bind its chunks. */
function scheduleWith(
  graph: Graph,
  facts: Facts,
  settings: Settings,
): { readonly plan: Plan; readonly wanted: number } {
  const { chunk, memory } = settings;
  const looped = graph.entries.map((entry) => takeScansApart(sendByData(expandRows(entry))));
  const split = looped.map(({ entry, repeats }) => {
    const bracketed = bracket(entry);
    // Loops aren't split any further, nor are batches that are computed in parts.
    return repeats.size > 0 || entry.parts !== undefined
      ? withoutStrips(bracketed)
      : splitIntoStrips(bracketed, boundsOf(bracketed), settings.strips);
  });
  const families = split.map(({ entry, makers, passing }) =>
    findFamilies(entry, graph.parameters, boundsOf(entry), new Set(makers.keys()), passing),
  );
  // One training decides where parameters lie; the next one joins what happens to lie together.
  const ranks = ranksOf(families.find((found) => found.length > 0) ?? []);
  const stored = placeStored(graph, ranks, boundsOfAll(graph.entries), chunk);
  const library = createLibrary();
  const shared: Shared = { ...settings, stored, library, written: new Map(), facts };
  const entries = split.map((strips, at) => {
    const { entry } = strips;
    const joined = joinUpdates(
      copyReplaced(entry),
      families[at] ?? [],
      stored.offsets,
      boundsOf(entry),
      chunk,
    );
    const { repeats: scans = new Map(), stacks = new Map(), sinks = new Map() } = looped[at] ?? {};
    const loops = { repeats: new Map([...scans, ...strips.repeats]), stacks, sinks };
    return scheduleEntry(joined, loops, strips, shared);
  });
  const { kernels, entries: bound } = bindKernels(library, entries, chunk);
  const model: ModelPlan = {
    name: graph.name,
    hash: facts.hash,
    day: dayOf(split.map(({ entry }) => entry)),
    vocabularies: facts.vocabularies,
    parameters: stored.parameters,
    states: stored.states,
    ...(stored.caches.length === 0 ? {} : { caches: stored.caches }),
    ...(facts.frozen === undefined ? {} : { frozen: facts.frozen }),
    arenas: stored.arenas,
    ...(memory === undefined ? {} : { memory }),
    chunk,
    kernels: kernels.map(({ name, views, lanes }) => ({ name, entry: name, views, lanes })),
    entries: bound,
    data: facts.data,
    trainings: facts.trainings,
    generators: facts.generators,
  };
  const largest = Math.max(
    0,
    ...[...stored.parameters, ...stored.states, ...stored.caches].map(({ count }) => aligned(count)),
    ...entries.map((entry) => entry.largest),
  );
  const bindings = Math.max(0, ...kernels.flatMap(({ views }) => views.map(({ binding }) => binding + 1)));
  return {
    plan: { model, kernels, entries: entries.map(({ explanation }) => explanation) },
    wanted: Math.max(largest, bindings > mostBindings ? 2 * chunk : 0),
  };
}

/** Sorting sends values to their places, too. */
function sendByData(entry: Entry): Entry {
  const bounds = boundsOf(entry);
  return sampleSums(scatterReductions(entry, bounds), bounds);
}

/** Sums of products come first: other sums are split in other ways. */
function bracket(entry: Entry): Entry {
  const bounds = boundsOf(entry);
  const products = gatherOperands(regroupProducts(entry, bounds), bounds);
  return splitReductions(takeOutFactors(products), bounds);
}

/** What the entries of a plan have in common. */
interface Shared extends Settings {
  readonly stored: Stored;
  readonly library: Library;
  readonly written: WrittenKernels;
  readonly facts: Facts;
}

function scheduleEntry(
  joined: Joined,
  loops: Omit<Looped, "entry">,
  strips: Strips,
  shared: Shared,
): AssembledEntry {
  const { stored, library, written, facts, sources, chunk, memory } = shared;
  const bounds = boundsOf(joined.entry);
  const appended = appendRows(joined.entry, stored, bounds);
  const form = joinSums({
    entry: appended.entry,
    loops,
    strips: renewedStrips(strips, appended.nodeOf),
    blocks: new Map([...joined.blocks, ...appended.blocks]),
    homes: new Map([...joined.homes, ...appended.homes]),
    targets: appended.targets,
  });
  const common = { bounds, stored, written, facts, sources, chunk };
  const assemble = ({ entry }: Form, arranged: Arranged, into: Library): AssembledEntry =>
    assembleEntry({ ...common, ...arranged, entry, library: into });
  return fitEntry(form, { stored, bounds, library, assemble }, memory);
}

/** The largest of every symbol in any entry. */
function boundsOfAll(entries: readonly Entry[]): Bounds {
  const highs = new Map<string, number>();
  for (const { symbols } of entries) {
    for (const { symbol, high } of symbols) highs.set(symbol, Math.max(high, highs.get(symbol) ?? high));
  }
  return { fixed: new Map(), highs, steps: new Map(), turns: new Map() };
}

/** Sizes that a caller chooses, the seed, the step, and what else entries ask for. */
function dayOf(entries: readonly Entry[]): readonly PlanDay[] {
  const day = new Map<string, PlanDay>();
  const add = (name: string, type: PlanDay["type"]): void => {
    const key = dayKey(name, type);
    if (!day.has(key)) day.set(key, { name, type });
  };
  for (const { symbols } of entries) {
    for (const { symbol, low, high, turn } of symbols)
      if (low !== high && turn === undefined) add(symbol, "int");
  }
  add("seed", "uint");
  add("step", "uint");
  for (const entry of entries) {
    for (const node of nodesOf(entry)) {
      if (node.kind !== "leaf" || node.leaf.kind !== "setting") continue;
      // Two generators may have options of one name, of which one is real and one is whole: each is given as both.
      add(node.leaf.name, node.type === "real" ? "real" : "int");
    }
  }
  return [...day.values()];
}
