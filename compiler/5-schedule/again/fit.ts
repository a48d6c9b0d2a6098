/** Arranges an entry so that it fits in the memory that there is. */
import { arrange, type Arranged, type Form } from "../arrange/arrange.ts";
import type { AssembledEntry } from "../assemble/assemble.ts";
import type { Bounds } from "../layout.ts";
import type { MemoryExplanation } from "../plan.ts";
import { createLibrary, type Library } from "../assemble/share.ts";
import { keptBeside, type Stored } from "../arrange/stored.ts";
import { chooseAgain, type Choice } from "./choose.ts";
import { makeAgain } from "./make-again.ts";
import { stepsOf } from "./steps.ts";

/** No choice of values to make again fits the memory: what the least plan that was found needs, and what holds it. */
export class BudgetError extends Error {
  readonly entry: string;
  readonly budget: number;
  readonly least: MemoryExplanation;

  constructor(entry: string, budget: number, least: MemoryExplanation) {
    super(`${entry} needs ${least.peak} bytes, and has ${budget}`);
    this.name = "BudgetError";
    this.entry = entry;
    this.budget = budget;
    this.least = least;
  }
}

interface Means {
  readonly stored: Stored;
  readonly bounds: Bounds;
  readonly library: Library;
  readonly assemble: (form: Form, arranged: Arranged, into: Library) => AssembledEntry;
}

/** A choice counts what lives; how it is laid out isn't known before: so often the target is corrected by what came out. */
const corrections = 5;
const margin = 0.99;
const halvings = 8;

interface Fitted {
  readonly form: Form;
  readonly arranged: Arranged;
}

/** `budget`, in bytes, is of the whole peak; throws a BudgetError where nothing reaches it. */
export function fitEntry(form: Form, means: Means, budget: number | undefined): AssembledEntry {
  const { stored, bounds, library, assemble } = means;
  const arranged = arrange(form, stored, bounds);
  if (budget === undefined) return assemble(form, arranged, library);
  const plain = { form, arranged };
  const peakOf = (plan: Fitted): number =>
    assemble(plan.form, plan.arranged, createLibrary()).explanation.memory.peak;
  const first = peakOf(plain);
  const done = (plan: Fitted): AssembledEntry => assemble(plan.form, plan.arranged, library);
  if (first <= budget) return done(plain);
  const { parameters, states } = stored.arenas;
  const fixed = 4 * (parameters + states + keptBeside(form.entry, stored));
  const steps = stepsOf(form, arranged, bounds);
  const whole = chooseAgain(steps, Infinity).peak;
  const realize = (choice: Choice): Fitted => {
    if (choice.cuts.size === 0) return plain;
    const made = makeAgain(form, arranged, steps, choice);
    return { form: made, arranged: arrange(made, stored, bounds) };
  };
  let target = (whole * (budget - fixed)) / Math.max(1, first - fixed);
  for (let round = 0; round < corrections && target > 0; round++) {
    const choice = chooseAgain(steps, target);
    if (choice.peak > target) break;
    const plan = realize(choice);
    const peak = peakOf(plan);
    if (peak <= budget) return done(plan);
    target *= (margin * (budget - fixed)) / (peak - fixed);
  }
  // What the budget is plays no part here: so the least that is told is reached when it is asked for.
  let [low, high] = [0, whole];
  let least: Choice | undefined;
  for (let round = 0; round < halvings; round++) {
    const middle = (low + high) / 2;
    const choice = chooseAgain(steps, middle);
    if (choice.peak > middle) low = middle;
    else [high, least] = [middle, choice];
  }
  const small = least === undefined ? plain : realize(least);
  const best = peakOf(small) < first ? small : plain;
  const { memory } = assemble(best.form, best.arranged, createLibrary()).explanation;
  if (memory.peak <= budget) return done(best);
  throw new BudgetError(`${form.entry.kind} ${form.entry.name}`, budget, memory);
}
