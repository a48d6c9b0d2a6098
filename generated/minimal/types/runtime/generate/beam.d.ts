import { type Growth } from "./growth.js";
import { type Machine } from "../step.js";
/** The labels that the most probable text adds that the search finds; of texts that are done where there are any. */
export declare function searchBeams(machine: Machine, growth: Growth, begin: readonly number[], width: number, signal: AbortSignal | undefined): Promise<readonly number[]>;
