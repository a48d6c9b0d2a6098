import { type InputValue } from "../inputs.js";
import type { PlanData, PlanEntry } from "../plan.js";
import type { Vocabularies } from "../vocabularies.js";
import type { Column } from "./columns.js";
/** A text, or its numbers, for windows; else a list of records with a property a field. */
export type GivenData = string | Float32Array | Int32Array | readonly Readonly<Record<string, InputValue>>[];
/** Columns by name. Throws where a record lacks a field or has another shape, naming the record. */
export declare function columnsOfGiven(data: PlanData, entry: PlanEntry, given: GivenData, vocabularies: Vocabularies): Map<string, Column>;
