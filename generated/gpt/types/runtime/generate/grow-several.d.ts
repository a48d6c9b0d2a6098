/**
 * Growing several texts at once: `extendAll` takes a position more of each. A text works at its own length and draws its own noise, so
 * that it is what it would be by itself with a seed of its own; one that has ended makes place for the next.
 */
import type { CompileProgress } from "../engine.js";
import type { GenerateArguments, GenerateOptions } from "./generate.js";
import { type Growth } from "./growth.js";
import { type Machine } from "../step.js";
/** A piece of one of several texts, by its number. */
export interface Piece {
    readonly text: number;
    readonly piece: string;
}
/** The argument that has the beginnings. */
export declare function severalName(grow: Growth["grow"]): string;
/**
 * Yields each next position, with the number of its text. Text r is what it is by itself with `seed` + r. Another input is given once for
 * all texts, or as a list, under its name with an s.
 */
export declare function growSeveral(machine: Machine, name: string, given: GenerateArguments, options: GenerateOptions, progress: CompileProgress): AsyncGenerator<{
    readonly text: number;
    readonly number: number;
}, void, undefined>;
/** As `growSeveral`, but the text of each position, as far as it is complete; of a special label it is empty. */
export declare function growTexts(machine: Machine, name: string, given: GenerateArguments, options: GenerateOptions, progress: CompileProgress): AsyncGenerator<Piece, void, undefined>;
