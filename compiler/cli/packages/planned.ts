/** From a spec on the disk to its Plan, with the vocabularies that are made from its data. */
import { createHash } from "node:crypto";
import type { Model } from "../../2-check/model.ts";
import type { Compiled, Pass } from "../../compile.ts";
import { BudgetError } from "../../5-schedule/again/fit.ts";
import type { Tokenizers } from "../../facts.ts";
import { InternalError } from "../../source/internal-error.ts";
import { budgetFailure } from "../memory.ts";
import { noteNamed, type Stamps } from "./named-stamps.ts";
import type { SourceContext } from "../data/sources.ts";
import type { Spec } from "../spec.ts";
import { checkedSpec, compileSpec, requireCorrect } from "./compiled.ts";
import { log } from "../terminal.ts";
import { makeTokenizers } from "../data/tokenizers.ts";

export interface PlannedSpec {
  readonly spec: Spec;
  readonly model: Model;
  readonly compiled: Compiled;
  readonly tokenizers: Tokenizers;
  readonly sources: SourceContext;
  /** Of the files that records name, as far as they have been read. */
  readonly named: Stamps;
}

export interface PlanOptions {
  /** The training whose formulas are to be shown. */
  readonly inspect?: string | undefined;
  /** In bytes, what each entry may need at its peak. */
  readonly memory?: number | undefined;
  /** The spec as it was checked, where that was told already. */
  readonly checked?: Compiled;
}

/**
 * Checks the spec, makes its vocabularies, and compiles it to a pass after `check`. Prints diagnostics; stops at errors.
 * With `inspect` only that training is compiled, with all its formulas shown. Throws where the data can't be had, or the memory isn't enough.
 */
export async function planSpec(
  spec: Spec,
  set: Readonly<Record<string, string>>,
  after: Pass,
  { inspect, memory, checked = checkedSpec(spec, set) }: PlanOptions = {},
): Promise<PlannedSpec> {
  if (checked.model === undefined) throw new InternalError("a spec without errors has no model");
  const named: Stamps = new Map();
  const sources: SourceContext = { folder: spec.folder, log, named: ({ path }) => noteNamed(named, path) };
  const tokenizers = await makeTokenizers(checked.model, sources);
  const hash = originOf(spec, set, tokenizers);
  const compiled = within(() =>
    compileSpec(spec, {
      set,
      tokenizers,
      hash,
      after,
      ...(inspect === undefined ? {} : { inspect }),
      ...(memory === undefined ? {} : { memory }),
    }),
  );
  // What the sizes of vocabularies bring to light was not among the diagnostics before.
  const known = new Set(checked.diagnostics.map(keyOf));
  const news = compiled.diagnostics.filter((diagnostic) => !known.has(keyOf(diagnostic)));
  requireCorrect(spec, { ...compiled, diagnostics: news });
  return { spec, model: compiled.model ?? checked.model, compiled, tokenizers, sources, named };
}

/** Three hashes, so that a checkpoint of another plan can be told what is another: the spec, the library or the labels. */
function originOf(spec: Spec, set: Readonly<Record<string, string>>, tokenizers: Tokenizers): string {
  const library = Object.entries(spec.files).filter(([path]) => path.startsWith("std/"));
  return [hashOfSpec(spec, set), hashOf(library), hashOf([...tokenizers])].join("-");
}

/** The first of them: of the spec, what it imports, and the settings. */
export function hashOfSpec(spec: Spec, set: Readonly<Record<string, string>>): string {
  const own = Object.entries(spec.files).filter(([path]) => !path.startsWith("std/"));
  return hashOf([spec.source.text, own, set]);
}

/** Where no plan needs so little memory, that is what the user has to know. */
function within(compile: () => Compiled): Compiled {
  try {
    return compile();
  } catch (error) {
    throw error instanceof BudgetError ? budgetFailure(error) : error;
  }
}

function keyOf({ code, span }: Compiled["diagnostics"][number]): string {
  return `${code} ${span.file} ${span.start}`;
}

/** Sixteen hexadecimal digits of SHA-256 over the values as JSON. */
export function hashOf(values: unknown): string {
  return createHash("sha256").update(JSON.stringify(values)).digest("hex").slice(0, 16);
}
