/** What growing one text and growing several have in common: a generator's entries, its arguments, and the calls of a text's length. */
import type { CompileProgress } from "../engine.js";
import { type GenerateArguments } from "./generate.js";
import { type InputValue } from "../inputs.js";
import type { InputArray } from "../layout.js";
import type { PlanEntry, PlanGenerator, PlanInput } from "../plan.js";
import { type Call, type Machine, type PreparedEntry } from "../step.js";
import type { Tensor } from "../tensor.js";
export interface Growth {
    readonly name: string;
    readonly grow: NonNullable<PlanGenerator["grow"]>;
    /** The entry's input that holds the text. */
    readonly input: PlanInput;
    /** Arguments but the beginning. */
    readonly others: ReadonlyMap<string, InputArray>;
    readonly settings: ReadonlyMap<string, number>;
    /** Positions that are added at most. */
    readonly most: number;
    /**
     * The entries: all of a text, one position more, one more of several texts, and whether a text is done that doesn't grow by rows, or is one of
     * several beams.
     */
    readonly whole: PreparedEntry;
    readonly row: PreparedEntry | undefined;
    readonly all: PreparedEntry | undefined;
    readonly ends: PreparedEntry | undefined;
}
/** A text as far as it has grown. `length` counts what was cut, too. */
export interface GrownText {
    readonly numbers: readonly number[];
    readonly length: number;
}
/** The argument that has a value of an input, or the beginning, for each of several texts. */
export declare function listName(name: string): string;
/**
 * Checks what is given and prepares the entries. `beginning` names the argument that the text, or each text, begins with. Of several texts
 * `others` lacks the inputs of which a list is given.
 */
export declare function prepareGrowth(machine: Machine, name: string, given: GenerateArguments, beginning: (grow: Growth["grow"]) => string | undefined, { seed, several }: {
    readonly seed: number;
    readonly several: boolean;
}, progress: CompileProgress): Promise<Growth>;
/** The labels that a text begins with. Throws where there are none, or where one isn't a label. */
export declare function readBeginning(machine: Machine, { input, whole }: Growth, value: InputValue | undefined, argument: string): number[];
/** What the model goes on with: of a text beyond its bound what a window leaves, and all of it where there is none. */
export declare function withinWindow({ bound, window }: Growth["grow"], numbers: readonly number[]): readonly number[];
/** Of an entry that takes the whole text. */
export declare function callOfWhole(growth: Growth, { numbers, length }: GrownText): Call;
/** Of the entry that takes one position more, when so many more than the text were taken: there is room for it. */
export declare function callOfRow(growth: Growth, text: GrownText, ahead: number, { entry }: PreparedEntry): Call;
/** A multiple of the step of an axis. */
export declare function roomFor({ symbols }: PlanEntry, symbol: string, length: number): number;
/** A result of each text; of none where the entry has no such result. */
export declare function numbersOf({ entry }: PreparedEntry, results: readonly Tensor[], role: "next" | "done"): ArrayLike<number>;
/** What an earlier text has left isn't read by the next one, but a number that isn't one would spread even where nothing reads it. */
export declare function clearKept({ plan, engine }: Machine, name: string, of: "text" | "texts"): void;
