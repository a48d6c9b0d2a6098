/** Several examples in one call of an entry. */
import type { InputArray } from "../layout.ts";
import type { PlanEntry, PlanInput } from "../plan.ts";
import { productOf } from "../sizes.ts";

/** How many examples a call takes at most. */
export function mostExamples({ symbols }: PlanEntry): number {
  return symbols.find(({ symbol }) => symbol === "batch")?.high ?? 1;
}

/** The arrays of several examples, which have the same sizes, as one call's. */
export function stackExamples(
  { inputs }: PlanEntry,
  examples: readonly ReadonlyMap<string, InputArray>[],
): ReadonlyMap<string, InputArray> {
  return new Map(
    inputs.map((input) => [
      input.name,
      stackInput(
        input,
        examples.flatMap((one) => one.get(input.name) ?? []),
      ),
    ]),
  );
}

function stackInput({ type, axes, lengths: known }: PlanInput, arrays: readonly InputArray[]): InputArray {
  const own = arrays[0]?.sizes ?? [];
  const count = productOf(own);
  const store = type === "real" ? Float32Array : Int32Array;
  const data = new store(arrays.length * count);
  for (const [at, array] of arrays.entries()) data.set(array.data, at * count);
  const sizes = [arrays.length, ...own];
  if (known === undefined) return { sizes, data };
  const along = axes.findIndex(({ name }) => name === known.axis);
  const lengths = Int32Array.from(arrays, (array) => array.lengths?.[0] ?? sizes[along] ?? 0);
  return { sizes, data, lengths };
}
