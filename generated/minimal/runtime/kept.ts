/**
 * Whose text the arenas keep. Generators of one model share the memory: one that finds another's there, or other parameters than its text
 * was evaluated with, evaluates its text again.
 */
import type { Engine } from "./engine.ts";

const owners = new WeakMap<Engine, object>();

export function ownKept(engine: Engine, owner: object): void {
  owners.set(engine, owner);
}

export function ownsKept(engine: Engine, owner: object): boolean {
  return owners.get(engine) === owner;
}

/** After parameters or states have changed. */
export function forgetKept(engine: Engine): void {
  owners.delete(engine);
}
