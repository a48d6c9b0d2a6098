import { type InputValue } from "../inputs.js";
import type { PlanData, PlanEntry } from "../plan.js";
import type { Vocabularies } from "../vocabularies.js";
import type { Column } from "./columns.js";
/** A text, or its numbers, for windows; else a list of records with a property a field. */
export type GivenData = string | Float32Array | Int32Array | readonly Readonly<Record<string, InputValue>>[];
export interface GivenColumns {
    /** By name. */
    readonly columns: ReadonlyMap<string, Column>;
    /** Which records they hold, by their numbers: one with an index beyond what is cut is left out. None of a text. */
    readonly kept: readonly number[];
    readonly skipped: number;
}
export interface GivenPart {
    /** What messages say before `record`. */
    readonly part?: string;
    /** A share is held out: records are put in the order that those of files have, since a list may be sorted. */
    readonly isShared?: boolean;
}
/** Throws where a record lacks a field or has another shape, naming the record. */
export declare function columnsOfGiven(data: PlanData, entry: PlanEntry, given: GivenData, vocabularies: Vocabularies, { part, isShared }?: GivenPart): GivenColumns;
