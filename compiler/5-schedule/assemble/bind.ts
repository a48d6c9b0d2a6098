/** Gives the kernels of a plan their bindings, once it is known where all that their dispatches need lies. */
import type { PlanEntry } from "../../../runtime/plan.ts";
import { InternalError } from "../../source/internal-error.ts";
import type { Kernel } from "../loops.ts";
import type { Library } from "./share.ts";
import { viewsOfUses, type Use } from "./views.ts";

/** An entry whose dispatches name kernels that bind nothing yet. */
export interface Unbound {
  readonly plan: PlanEntry;
  /** For each dispatch. */
  readonly uses: readonly Use[];
}

/** The kernels, and the entries in whose dispatches each has a name: one that binds in several ways is several. */
export function bindKernels(
  { kernels, names }: Library,
  entries: readonly Unbound[],
  chunk: number,
): { readonly kernels: readonly Kernel[]; readonly entries: readonly PlanEntry[] } {
  const usesOf = new Map<string, Use[]>();
  for (const { plan, uses } of entries) {
    for (const [at, { kernel }] of plan.dispatches.entries()) {
      const own = usesOf.get(kernel);
      if (own === undefined) usesOf.set(kernel, [...uses.slice(at, at + 1)]);
      else own.push(...uses.slice(at, at + 1));
    }
  }
  const nameOf = new Map<Use, string>();
  const bound = [...kernels.values()].flatMap((kernel) => {
    const ways = [...viewsOfUses(usesOf.get(kernel.name) ?? [], chunk)];
    return ways.map(([views, uses], way): Kernel => {
      const name = way === 0 ? kernel.name : anotherName(kernel.name, names);
      for (const use of uses) nameOf.set(use, name);
      return { ...kernel, name, views };
    });
  });
  const renamed = entries.map(({ plan, uses }) => ({
    ...plan,
    dispatches: plan.dispatches.map((dispatch, at) => {
      const use = uses[at];
      const kernel = use && nameOf.get(use);
      if (kernel === undefined) throw new InternalError("a dispatch of no kernel");
      return kernel === dispatch.kernel ? dispatch : { ...dispatch, kernel };
    }),
  }));
  return { kernels: bound, entries: renamed };
}

function anotherName(name: string, names: Map<string, string>): string {
  let number = 2;
  while (names.has(`${name}_${number}`)) number += 1;
  const made = `${name}_${number}`;
  names.set(made, names.get(name) ?? "");
  return made;
}
