/** Compiles specs for tests: the standard library from disk, vocabularies that are made up. */
import { readFileSync, readdirSync } from "node:fs";
import { compile } from "../../compiler/compile.ts";
import type { Compiled } from "../../compiler/compile.ts";
import type { Graph, Node } from "../../compiler/3-graph/graph.ts";
import type { StripLimits } from "../../compiler/5-schedule/strips/regions.ts";
import type { Plan } from "../../compiler/5-schedule/plan.ts";
import { verifyGraph } from "../../compiler/3-graph/verify.ts";
import { messageOf } from "../../compiler/source/diagnostic.ts";
import type { PlanTokenizer } from "../../runtime/plan.ts";

export interface SpecOptions {
  /** Elements of an arena that are bound at once. */
  readonly chunk?: number;
  /** From which size on values are made strip by strip. */
  readonly strips?: StripLimits;
  /** From how many carried elements on scans are computed in segments. */
  readonly segments?: number;
  /** In bytes, for each entry's peak. */
  readonly memory?: number;
  readonly set?: Readonly<Record<string, string>>;
  /** What the spec imports. */
  readonly files?: Readonly<Record<string, string>>;
  /** Labels of vocabularies that are made from data: as many letters as are asked for. */
  readonly vocabularies?: Readonly<Record<string, number>>;
}

export interface CompiledSpec {
  readonly compiled: Compiled;
  readonly graph: Graph<Node>;
  readonly plan: Plan;
}

const root = new URL("../../", import.meta.url);

export function readSpec(path: string): string {
  return readFileSync(new URL(path, root), "utf8");
}

/** The files of the standard library, as `compile` takes them. */
export function libraryFiles(): Readonly<Record<string, string>> {
  const folder = new URL("compiler/std/", root);
  const names = readdirSync(folder).filter((name) => name.endsWith(".weft"));
  return Object.fromEntries(
    names.map((name) => [`std/${name}`, readFileSync(new URL(name, folder), "utf8")]),
  );
}

/** The labels that the spec adds to the axis. */
function specialOf(text: string, axis: string): readonly string[] {
  const declared = new RegExp(`^axis ${axis} .*special = "([^"]*)"`, "m").exec(text)?.[1];
  return declared?.split(" ") ?? ["[START]", "[END]"];
}

type Letters = Extract<PlanTokenizer, { readonly kind: "characters" }>;

function lettersOf(count: number, added: readonly string[]): Letters {
  const labels = Array.from({ length: count }, (_, index) =>
    index === 0 ? "。" : String.fromCodePoint(0x61 + index - 1),
  );
  // As many labels, where there is room for them.
  const special = count > 8 ? added : [];
  return { kind: "characters", labels: [...labels.slice(0, count - special.length), ...special], special };
}

/** For the axes that are named, of so many labels. */
export function madeUpTokenizers(
  text: string,
  vocabularies: Readonly<Record<string, number>> = {},
): ReadonlyMap<string, Letters> {
  const rows = Object.entries(vocabularies);
  return new Map(rows.map(([axis, count]) => [axis, lettersOf(count, specialOf(text, axis))]));
}

/** Throws with the messages where the spec has mistakes. */
export function compileSpec(name: string, text: string, options: SpecOptions = {}): CompiledSpec {
  const compiled = compileUpTo("schedule", name, text, options);
  const { grown, plan } = compiled;
  if (grown === undefined || plan === undefined) throw mistakesOf(compiled);
  return { compiled, graph: grown, plan };
}

/** As far as the evaluator needs it, which takes a quarter of the time. */
export function compileGraph(name: string, text: string, options: SpecOptions = {}): Graph<Node> {
  const compiled = compileUpTo("grow", name, text, options);
  if (compiled.grown === undefined) throw mistakesOf(compiled);
  return compiled.grown;
}

/** What the compiler tells of a spec that it refuses. */
export class Mistakes extends Error {}

function mistakesOf({ diagnostics }: Compiled): Mistakes {
  return new Mistakes(diagnostics.map((diagnostic) => messageOf(diagnostic)).join("\n"));
}

function compileUpTo(after: "grow" | "schedule", name: string, text: string, options: SpecOptions): Compiled {
  const tokenizers = madeUpTokenizers(text, options.vocabularies);
  const source = { name, text };
  const files = { ...libraryFiles(), ...options.files };
  const compiled = compile(source, files, {
    set: options.set ?? {},
    tokenizers,
    hash: "test",
    ...(options.chunk === undefined ? {} : { chunk: options.chunk }),
    ...(options.segments === undefined ? {} : { segments: options.segments }),
    ...(options.memory === undefined ? {} : { memory: options.memory }),
    ...(options.strips === undefined ? {} : { strips: options.strips }),
    after,
  });
  const { lowered, differentiated, simplified, grown } = compiled;
  for (const graph of [lowered, differentiated, simplified, grown])
    if (graph !== undefined) verifyGraph(graph);
  return compiled;
}
