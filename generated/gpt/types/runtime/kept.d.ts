/**
 * Whose text the memory keeps. Generators of one model share it with each other and with what trainings compute: one that finds another's
 * text there, nothing, or other parameters than its text was evaluated with, evaluates its text again.
 */
import type { Engine } from "./engine.js";
export declare function ownKept(engine: Engine, owner: object): void;
export declare function ownsKept(engine: Engine, owner: object): boolean;
/** After parameters or states have changed, or something else was computed in that memory. */
export declare function forgetKept(engine: Engine): void;
/** Throws where what is kept isn't the owner's any more, just before something goes on from it. */
export declare function assertKept(engine: Engine, owner: object): void;
/** What a run gives that goes on from what is kept; undefined where that was lost before it began. */
export declare function unlessLost<Result>(run: Promise<Result>): Promise<Result | undefined>;
