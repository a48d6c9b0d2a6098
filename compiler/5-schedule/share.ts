/** Kernels that do the same, up to names and offsets, are one: so that depth doesn't multiply them. */
import type { Kernel, KernelExplanation, View } from "./loops.ts";

/** The kernels of a plan so far, by their structure. */
export interface Library {
  readonly kernels: Map<string, Kernel>;
  /** The first of each structure: others have its very loops, whatever they bind. */
  readonly loops: Map<string, { readonly number: number; readonly loops: KernelLoops }>;
  /** The names, and the kind of the entry that first had each. */
  readonly names: Map<string, string>;
}

/** A kernel without its name, and whatever it binds. */
export type KernelLoops = Omit<Kernel, "name" | "explanation" | "views">;

/** What kernels name themselves: none is called so. */
const taken = ["parameters", "states", "work", "integers", "at", "day", "group", "lane"];

export function createLibrary(): Library {
  return { kernels: new Map(), loops: new Map(), names: new Map(taken.map((name) => [name, ""])) };
}

export function kernelsOf(library: Library): readonly Kernel[] {
  return [...library.kernels.values()];
}

/** The kernel of this structure: an earlier one, or a new one, named by what is used so far. */
export function shareKernel(
  library: Library,
  { loops, structure }: { readonly loops: KernelLoops; readonly structure: string },
  views: readonly View[],
  nameIn: (used: Map<string, string>) => string,
  explain: () => KernelExplanation,
): Kernel {
  const first = library.loops.get(structure) ?? { number: library.loops.size, loops };
  library.loops.set(structure, first);
  const key = `${first.number} ${views.map(({ binding }) => binding).join()}`;
  const known = library.kernels.get(key);
  if (known !== undefined) return known;
  const made: Kernel = { ...first.loops, views, name: nameIn(library.names), explanation: explain() };
  library.kernels.set(key, made);
  return made;
}

/** Equal for kernels that differ only in the names of their variables, offsets and workgroup memory. */
export function structureOf(kernel: KernelLoops): string {
  const names = new Map<string, string>();
  const rename = (name: string): string => {
    const known = names.get(name) ?? `n${names.size}`;
    names.set(name, known);
    return known;
  };
  for (const offset of kernel.offsets) rename(`at ${offset}`);
  for (const turn of kernel.turns ?? []) rename(turn);
  for (const symbol of kernel.sizes ?? []) rename(symbol);
  const naming = new Set(["name", "variable", "offset"]);
  const ofTurns = new Set(kernel.sizes);
  const text = JSON.stringify(
    [kernel.body, kernel.workgroupMemory, kernel.cpu?.body, kernel.cpu?.workgroupMemory],
    function (this: unknown, key: string, value: unknown) {
      if (key === "symbols" && Array.isArray(value))
        return value.map((symbol: string) => (ofTurns.has(symbol) ? rename(symbol) : symbol));
      if (!naming.has(key) || typeof value !== "string") return value;
      const isSetting =
        typeof this === "object" && this !== null && "kind" in this && this.kind === "setting";
      return isSetting ? value : rename(key === "offset" ? `at ${value}` : value);
    },
  );
  return `${kernel.lanes} ${text}`;
}
