/** Which chunks of the arenas a kernel binds. A device binds at most eight buffers, each of at most a chunk. */
import type { ArenaName } from "../../runtime/plan.ts";
import { InternalError } from "../source/internal-error.ts";
import type { View } from "./loops.ts";

const arenas: readonly ArenaName[] = ["parameters", "states", "work", "integers"];

/** What every WebGPU device binds in one stage. */
export const mostBindings = 8;

/** For each offset its view: chunks are numbered as they first come, so that kernels with the same pattern are one. */
export function viewsOf(
  places: readonly { readonly arena: ArenaName | undefined; readonly offset: number }[],
  chunk: number,
): readonly View[] {
  const bindings = new Map<string, number>();
  let next = arenas.length;
  return places.map(({ arena, offset }) => {
    if (arena === undefined) throw new InternalError("a kernel reads what lies nowhere");
    const key = `${arena} ${Math.floor(offset / chunk)}`;
    const isFirst = ![...bindings.keys()].some((other) => other.startsWith(`${arena} `));
    const binding = bindings.get(key) ?? (isFirst ? arenas.indexOf(arena) : next++);
    bindings.set(key, binding);
    return { arena, binding };
  });
}
