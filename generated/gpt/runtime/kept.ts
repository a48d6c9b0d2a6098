/**
 * Whose text the memory keeps. Generators of one model share it with each other and with what trainings compute: one that finds another's
 * text there, nothing, or other parameters than its text was evaluated with, evaluates its text again.
 */
import type { Engine } from "./engine.ts";

const owners = new WeakMap<Engine, { readonly owner: object; readonly memory: object }>();

export function ownKept(engine: Engine, owner: object): void {
  owners.set(engine, { owner, memory: engine.workMemory() });
}

export function ownsKept(engine: Engine, owner: object): boolean {
  const found = owners.get(engine);
  return found?.owner === owner && found.memory === engine.workMemory();
}

/** After parameters or states have changed, or something else was computed in that memory. */
export function forgetKept(engine: Engine): void {
  owners.delete(engine);
}

class LostKept extends Error {}

/** Throws where what is kept isn't the owner's any more, just before something goes on from it. */
export function assertKept(engine: Engine, owner: object): void {
  if (!ownsKept(engine, owner)) throw new LostKept("another has taken the memory");
}

/** What a run gives that goes on from what is kept; undefined where that was lost before it began. */
export async function unlessLost<Result>(run: Promise<Result>): Promise<Result | undefined> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof LostKept) return undefined;
    throw error;
  }
}
