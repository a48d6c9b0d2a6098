/**
 * Whose text the arenas keep. Generators of one model share the memory: one that finds another's there, or other parameters than its text
 * was evaluated with, evaluates its text again.
 */
import type { Engine } from "./engine.js";
export declare function ownKept(engine: Engine, owner: object): void;
export declare function ownsKept(engine: Engine, owner: object): boolean;
/** After parameters or states have changed. */
export declare function forgetKept(engine: Engine): void;
