/** Kernels that do the same, up to names and offsets, are one: so that depth doesn't multiply them. */
import type { ArenaName } from "../../runtime/plan.ts";
import type { Kernel, KernelExplanation } from "./loops.ts";
import { uniqueName } from "./names.ts";

interface SharedKernel {
  readonly kernel: Kernel;
  readonly arenas: readonly ArenaName[];
}

/** The kernels of a plan so far, by their structure. */
export interface Library {
  readonly kernels: Map<string, SharedKernel>;
  readonly names: Set<string>;
}

export function createLibrary(): Library {
  return { kernels: new Map(), names: new Set() };
}

export function kernelsOf(library: Library): readonly SharedKernel[] {
  return [...library.kernels.values()];
}

/** The kernel of this structure: an earlier one, or a new one under a name like `name`. */
export function shareKernel(
  library: Library,
  kernel: Omit<Kernel, "name" | "explanation">,
  arenas: readonly ArenaName[],
  name: string,
  explain: () => KernelExplanation,
): Kernel {
  const structure = structureOf(kernel);
  const known = library.kernels.get(structure);
  if (known !== undefined) return known.kernel;
  const made: Kernel = { ...kernel, name: uniqueName(library.names, name), explanation: explain() };
  library.kernels.set(structure, { kernel: made, arenas });
  return made;
}

/** Equal for kernels that differ only in the names of their variables, offsets and workgroup memory. */
function structureOf(kernel: Omit<Kernel, "name" | "explanation">): string {
  const names = new Map<string, string>();
  const rename = (name: string): string => {
    const known = names.get(name) ?? `n${names.size}`;
    names.set(name, known);
    return known;
  };
  for (const offset of kernel.offsets) rename(`at ${offset}`);
  const naming = new Set(["name", "variable", "offset"]);
  const text = JSON.stringify(
    [kernel.body, kernel.workgroupMemory],
    function (this: unknown, key: string, value: unknown) {
      if (!naming.has(key) || typeof value !== "string") return value;
      const isSetting =
        typeof this === "object" && this !== null && "kind" in this && this.kind === "setting";
      return isSetting ? value : rename(key === "offset" ? `at ${value}` : value);
    },
  );
  return `${kernel.lanes} ${kernel.offsets.length} ${text}`;
}
