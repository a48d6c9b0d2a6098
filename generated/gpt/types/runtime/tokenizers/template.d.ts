import type { PlanPart, PlanTemplate } from "../plan.js";
import type { Tokenizer } from "./text-numbers.js";
export interface EntriesText {
    readonly template: PlanTemplate;
    readonly ends?: {
        readonly start?: number;
        readonly end?: number;
    };
    /** It is cut to so many numbers, with those of its ends. */
    readonly bound: number;
}
/** Whether a caller gives entries where a text is wanted: one object, or a list of them. */
export declare function areEntries(value: unknown): boolean;
/** Of a record the numbers of its text, or for each of them whether it is of the part. Throws where an entry lacks what is named. */
export declare function entriesReader({ template, ends: { start, end }, bound }: EntriesText, tokenizer: Tokenizer): (entries: unknown, part?: PlanPart) => number[];
/** What a model is given to go on with: where the last entry lacks what comes last in the template, the text ends before it. */
export declare function encodeOpenEntries(template: PlanTemplate, tokenizer: Tokenizer, entries: unknown): number[];
