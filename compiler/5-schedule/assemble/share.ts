/** Kernels that do the same, up to names and offsets, are one: so that depth doesn't multiply them. */
import type { Kernel, KernelExplanation, KernelFormula } from "../loops.ts";

/** The kernels of a plan so far, by their structure. */
export interface Library {
  readonly kernels: Map<string, UnboundKernel>;
  /** Of each what it computes, by the same. */
  readonly formulas: Map<string, KernelFormula[]>;
  /** The names, and the kind of the entry that first had each. */
  readonly names: Map<string, string>;
}

/** A kernel before it is known what it binds. */
export type UnboundKernel = Omit<Kernel, "views">;

/** A kernel without its name, and whatever it binds. */
export type KernelLoops = Omit<UnboundKernel, "name" | "explanation">;

/** What kernels name themselves: none is called so. */
const taken = ["parameters", "states", "work", "integers", "at", "day", "group", "lane"];

export function createLibrary(): Library {
  return { kernels: new Map(), formulas: new Map(), names: new Map(taken.map((name) => [name, ""])) };
}

/** The kernel of this structure, which computes this, too: an earlier one, or a new one, named by what is used so far. */
export function shareKernel(
  library: Library,
  { loops, structure }: { readonly loops: KernelLoops; readonly structure: string },
  formula: KernelFormula,
  nameIn: (used: Map<string, string>) => string,
  explain: () => Omit<KernelExplanation, "formulas">,
): UnboundKernel {
  const known = library.kernels.get(structure);
  const formulas = library.formulas.get(structure) ?? [];
  if (!formulas.some(({ text, source }) => text === formula.text && source === formula.source))
    formulas.push(formula);
  if (known !== undefined) return known;
  const explanation = { ...explain(), formulas };
  const made: UnboundKernel = { ...loops, name: nameIn(library.names), explanation };
  library.kernels.set(structure, made);
  library.formulas.set(structure, formulas);
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
  for (const site of kernel.sites ?? []) rename(site);
  const naming = new Set(["name", "variable", "offset", "site"]);
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
  return `${kernel.lanes} ${kernel.isLine === true} ${text}`;
}
