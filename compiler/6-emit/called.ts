/** An entry as its callers see it: what they give, and what they get. */
import type { PlanEntry } from "../../runtime/plan.ts";

/** With one example: without the axis `batch` that inputs and results have first. */
function exampleOf(entry: PlanEntry): PlanEntry {
  return {
    ...entry,
    inputs: entry.inputs.map((input) => ({ ...input, axes: input.axes.slice(1) })),
    outputs: entry.outputs.map((output) => ({ ...output, axes: output.axes.slice(1) })),
  };
}

/** At one call: only where the spec says so is there a `batch`. */
export function calledOnce(entry: PlanEntry): PlanEntry {
  return entry.examples?.kind === "added" ? exampleOf(entry) : entry;
}

/** For each of many examples, without what is exposed. */
export function calledForEach(entry: PlanEntry): PlanEntry {
  const one = entry.examples?.kind === "own" ? exampleOf(entry) : calledOnce(entry);
  return { ...one, outputs: one.outputs.filter(({ role }) => role === "result") };
}
