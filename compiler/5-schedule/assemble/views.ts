/** Which chunks of the arenas a kernel binds. A device binds at most eight buffers, each of at most a chunk. */
import type { ArenaName } from "../../../runtime/plan.ts";
import type { View } from "../loops.ts";
import { alignment } from "../memory.ts";

const arenas: readonly ArenaName[] = ["parameters", "states", "work", "integers"];

/** What every WebGPU device binds in one stage. */
export const mostBindings = 8;

/** Where a dispatch has what lies at one of its kernel's offsets, in elements. */
export interface Place {
  readonly arena: ArenaName;
  readonly offset: number;
  readonly count: number;
}

/** The places of a dispatch, in the order of the kernel's offsets. */
export type Use = readonly Place[];

/**
 * The views of a kernel for all of its uses: one list of views with all uses, where that can be. Where an arena's values lie in other chunks
 * in each use, each value is a binding of its own, from where it begins to where the next one does: so that which chunk it lies in is the
 * dispatch's. A kernel of more values than a device binds has views for each way in which its uses lie in chunks.
 */
export function viewsOfUses(
  uses: readonly Use[],
  chunk: number,
): ReadonlyMap<readonly View[], readonly Use[]> {
  const together = viewsOfAll(uses, chunk);
  if (together !== undefined) return new Map([[together, uses]]);
  const found = new Map<string, { readonly views: readonly View[]; readonly uses: Use[] }>();
  for (const use of uses) {
    const views = viewsByChunk(use, chunk);
    const key = views.map(({ binding }) => binding).join();
    const known = found.get(key);
    if (known === undefined) found.set(key, { views, uses: [use] });
    else known.uses.push(use);
  }
  return new Map([...found.values()].map(({ views, uses: own }) => [views, own]));
}

/** A binding for each chunk: chunks are numbered as they first come. */
function viewsByChunk(use: Use, chunk: number): readonly View[] {
  return numbered(
    use,
    use.map(({ arena, offset }) => `${arena} ${Math.floor(offset / chunk)}`),
  );
}

/** The same views for all uses; undefined where these need more bindings than there are. */
function viewsOfAll(uses: readonly Use[], chunk: number): readonly View[] | undefined {
  const [first = []] = uses;
  const spread = spreadOf(uses, chunk);
  if (spread.size === 0)
    return numbered(
      first,
      first.map(({ arena }) => arena),
    );
  const parts = first.map(({ arena }, at) => (spread.has(arena) ? `${arena} ${at}` : arena));
  for (let pair = meeting(uses, parts, chunk); pair !== undefined; pair = meeting(uses, parts, chunk)) {
    const [kept, other] = pair;
    for (const [at, part] of parts.entries()) if (part === other) parts[at] = kept;
  }
  const isWhole = uses.every((use) => partsOf(use, parts, chunk).every(({ chunks }) => chunks.size === 1));
  return isWhole && new Set(parts).size <= mostBindings ? numbered(first, parts) : undefined;
}

/** The arenas of which some use has places in several chunks. */
function spreadOf(uses: readonly Use[], chunk: number): ReadonlySet<ArenaName> {
  const spread = new Set<ArenaName>();
  for (const use of uses) {
    // In most models no arena has more than one.
    if (use.every(({ offset }) => offset < chunk)) continue;
    const chunks = new Map<ArenaName, number>();
    for (const { arena, offset } of use) {
      const own = Math.floor(offset / chunk);
      if ((chunks.get(arena) ?? own) !== own) spread.add(arena);
      chunks.set(arena, own);
    }
  }
  return spread;
}

interface Part {
  readonly part: string;
  readonly arena: ArenaName;
  readonly chunks: Set<number>;
  from: number;
  to: number;
}

/** The range of each part of a use's places, as they follow each other, from where a binding can begin. */
function partsOf(use: Use, parts: readonly string[], chunk: number): readonly Part[] {
  const found = new Map<string, Part>();
  for (const [at, { arena, offset, count }] of use.entries()) {
    const part = parts[at] ?? arena;
    const known = found.get(part) ?? { part, arena, chunks: new Set(), from: offset, to: offset };
    known.chunks.add(Math.floor(offset / chunk));
    known.from = Math.min(known.from, offset - (offset % alignment));
    known.to = Math.max(known.to, offset + count);
    found.set(part, known);
  }
  return [...found.values()].sort((a, b) => a.from - b.from);
}

/** Two parts that can't be bound apart: in some use they lie in the same place, or one within the other. */
function meeting(
  uses: readonly Use[],
  parts: readonly string[],
  chunk: number,
): readonly [string, string] | undefined {
  for (const use of uses) {
    const last = new Map<ArenaName, Part>();
    for (const own of partsOf(use, parts, chunk)) {
      const before = last.get(own.arena);
      if (before !== undefined && own.from < before.to) return [before.part, own.part];
      last.set(own.arena, own);
    }
  }
  return undefined;
}

/** Views whose bindings are those parts: the first of an arena has the arena's own number, others what is free. */
function numbered(use: Use, parts: readonly string[]): readonly View[] {
  const used = new Set(use.map(({ arena }) => arena));
  const free = [4, 5, 6, 7, ...arenas.flatMap((arena, at) => (used.has(arena) ? [] : [at]))];
  const bindings = new Map<string, number>();
  const begun = new Set<ArenaName>();
  let beyond = mostBindings;
  return use.map(({ arena }, at) => {
    const part = parts[at] ?? arena;
    const known = bindings.get(part);
    if (known !== undefined) return { arena, binding: known };
    const binding = begun.has(arena) ? (free.shift() ?? beyond++) : arenas.indexOf(arena);
    begun.add(arena);
    bindings.set(part, binding);
    return { arena, binding };
  });
}
