import type { CompileProgress } from "../engine.js";
import { type GenerateArguments, type GenerateOptions } from "./generate.js";
import { type Machine } from "../step.js";
/**
 * Yields the number of each next position; a generator with beams those of the text that it has found, at the end. Ends at `until`, at the option `length`, at the bound without a window, or by the
 * signal.
 */
export declare function growNumbers(machine: Machine, name: string, given: GenerateArguments, options: GenerateOptions, progress: CompileProgress): AsyncGenerator<number, void, undefined>;
/** As `growNumbers`, but the text of each position, as far as it is complete; of a special label it is empty. */
export declare function growText(machine: Machine, name: string, given: GenerateArguments, options: GenerateOptions, progress: CompileProgress): AsyncGenerator<string, void, undefined>;
