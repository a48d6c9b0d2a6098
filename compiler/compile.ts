/**
 * The whole pipeline, on one screen: the text of a spec to a Plan. It reads no disk and fetches nothing; what a vocabulary that is made
 * from data holds comes in with the options.
 */
import { parse } from "./1-parse/parse.ts";
import type * as Tree from "./1-parse/tree.ts";
import { check } from "./2-check/check.ts";
import type { Model } from "./2-check/model.ts";
import { batchInferences, usualRoom } from "./3-graph/batch.ts";
import { findBrokenConstants } from "./3-graph/broken-constants.ts";
import type { Graph, Node, SourceNode } from "./3-graph/graph.ts";
import { growByRows } from "./3-graph/grow/grow.ts";
import { inspectTraining } from "./3-graph/inspect.ts";
import { lower } from "./3-graph/lower/lower.ts";
import { splitBatches } from "./3-graph/split-batch.ts";
import { narrow } from "./3-graph/simplify/narrow.ts";
import { simplify } from "./3-graph/simplify/simplify.ts";
import { findUnsized } from "./3-graph/unsized.ts";
import { leaveOutUnreadStates } from "./3-graph/unread-states.ts";
import { differentiate } from "./4-gradient/differentiate.ts";
import { segmentScans, usualKept } from "./4-gradient/segment-scans.ts";
import { BudgetError } from "./5-schedule/again/fit.ts";
import type { Plan } from "./5-schedule/plan.ts";
import type { StripLimits } from "./5-schedule/strips/regions.ts";
import { schedule } from "./5-schedule/schedule.ts";
import { factsOf, growingOf, labelsOf, withReasons } from "./facts.ts";
import type { Tokenizers } from "./facts.ts";
import { placesIn, readFiles } from "./read-files.ts";
import { report, type Diagnostic } from "./source/diagnostic.ts";
import type { SourceFile } from "./source/spans.ts";

export type Pass = "parse" | "check" | "lower" | "differentiate" | "simplify" | "grow" | "schedule";

export interface CompileOptions {
  /** `--set name=value`. */
  readonly set: Readonly<Record<string, string>>;
  /** By the id of the axis. Without them the way ends after `check`, where an axis needs one. */
  readonly tokenizers: Tokenizers;
  /** Of the spec and of all that it was built with; a checkpoint records it. */
  readonly hash: string;
  /** How many elements of an arena are bound at once: 128 MiB unless given, or as many as the largest value has. */
  readonly chunk?: number;
  /** From which size on values are made strip by strip. */
  readonly strips?: StripLimits;
  /** From how many carried elements on, over all positions, a scan under a gradient is computed in segments. */
  readonly segments?: number;
  /** In bytes, what each entry may need at its peak; throws a BudgetError where no plan does. */
  readonly memory?: number;
  /** The training whose formulas are to be shown: nothing else is compiled then. */
  readonly inspect?: string;
  /** The last pass to run. */
  readonly after: Pass;
}

/** What each pass made, as far as the way went. With errors among the diagnostics it ends after `check`, or after `simplify`, which finds W0416 and W0514. */
export interface Compiled {
  readonly tree: Tree.File;
  readonly diagnostics: readonly Diagnostic[];
  readonly model?: Model;
  readonly lowered?: Graph<SourceNode>;
  readonly differentiated?: Graph<Node>;
  readonly simplified?: Graph<Node>;
  readonly grown?: Graph<Node>;
  readonly plan?: Plan;
}

/** `files` has imported specs by their path from the folder of `source`, and the standard library under `std/`. */
export function compile(
  source: SourceFile,
  files: Readonly<Record<string, string>>,
  options: CompileOptions,
): Compiled {
  const passes: readonly Pass[] = [
    "parse",
    "check",
    "lower",
    "differentiate",
    "simplify",
    "grow",
    "schedule",
  ];
  const runs = (pass: Pass): boolean => passes.indexOf(pass) <= passes.indexOf(options.after);
  const diagnostics: Diagnostic[] = [];
  const tree = parse(source, diagnostics);
  if (!runs("check")) return { tree, diagnostics };
  const labels = Object.fromEntries([...options.tokenizers].map(([axis, made]) => [axis, labelsOf(made)]));
  const sizes = Object.fromEntries(Object.entries(labels).map(([axis, { length }]) => [axis, length]));
  const model = check(
    tree,
    readFiles(source, files, diagnostics),
    { set: options.set, sizes, labels },
    diagnostics,
  );
  const failed = model === undefined || diagnostics.some(({ severity }) => severity === "error");
  if (failed) return { tree, diagnostics };
  if (!runs("lower")) return { tree, diagnostics, model };
  const name = source.name.replace(/^.*\//, "").replace(/\.weft$/, "");
  const known = { sizes: new Map(Object.entries(sizes)), labels: new Map(Object.entries(labels)) };
  const whole = lower(model, name, known);
  const lowered = options.inspect === undefined ? whole : inspectTraining(whole, options.inspect);
  if (!runs("differentiate")) return { tree, diagnostics, model, lowered };
  const differentiated = splitBatches(differentiate(segmentScans(lowered, options.segments ?? usualKept)));
  if (!runs("simplify")) return { tree, diagnostics, model, lowered, differentiated };
  const simpler = simplify(differentiated);
  // What is inspected is loaded from the checkpoint of what was trained: it has the same states.
  const trained = lowered === whole ? differentiated : differentiate(whole);
  const simplified = leaveOutUnreadStates(simpler, trained, lowered === whole ? simpler : simplify(trained));
  const broken = findBrokenConstants(simplified);
  for (const { span, ...facts } of broken) report(diagnostics, "W0416", span, facts);
  const free = new Map(
    model.axes.flatMap(({ id, name, origin }) => (origin.kind === "free" ? [[id, name]] : [])),
  );
  const unsized = findUnsized(simplified, free);
  for (const { axis, span } of unsized) report(diagnostics, "W0514", span, { axis });
  if (!runs("grow") || broken.length + unsized.length > 0)
    return { tree, diagnostics, model, lowered, differentiated, simplified };
  const facts = factsOf(model, options.tokenizers, options.hash, whole);
  const sources = placesIn(source, files);
  const { graph, afresh, apart } = growByRows(simplified, growingOf(facts), sources.text);
  for (const { generator, span, value, reason } of afresh)
    if (span !== undefined) report(diagnostics, "W0916", span, { generator, value, reason });
  const { chunk, strips, memory } = options;
  // A batch makes no chunk larger than it is without.
  const grown = batchInferences(graph, Math.min(usualRoom, 4 * (chunk ?? Infinity)));
  const made = { tree, diagnostics, model, lowered, differentiated, simplified, grown };
  if (!runs("schedule")) return made;
  const planned = (entries: Graph<Node>): Compiled => {
    const known = withReasons(facts, { afresh, apart });
    const plan = schedule(narrow(entries), known, { sources, chunk, strips, memory });
    return { ...made, grown: entries, plan };
  };
  try {
    return orElse(
      () => planned(grown),
      // One example at a time needs less.
      () => planned(batchInferences(graph, 0)),
    );
  } catch (error) {
    const hasScans = segmentScans(lowered, 1).entries.some((entry, at) => entry !== lowered.entries[at]);
    if (!(error instanceof BudgetError) || options.segments !== undefined || !hasScans) throw error;
    // Where making values again isn't enough, scans are computed in segments, however short.
    return orElse(
      () => {
        throw error;
      },
      () => compile(source, files, { ...options, segments: 1 }),
    );
  }
}

/** The second way where the first one needs too much memory; where both do, the lesser need is told. */
function orElse(first: () => Compiled, second: () => Compiled): Compiled {
  try {
    return first();
  } catch (failure) {
    if (!(failure instanceof BudgetError)) throw failure;
    try {
      return second();
    } catch (error) {
      throw error instanceof BudgetError && error.least.peak >= failure.least.peak ? failure : error;
    }
  }
}
