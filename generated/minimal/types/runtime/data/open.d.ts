import type { PlanEntry, PlanTraining } from "../plan.js";
import type { Machine } from "../step.js";
import type { ReadColumn } from "./columns.js";
import { type GivenData } from "./given.js";
import { type BatchSource } from "./source.js";
/** Reads the package's columns, or takes `given` in their place. */
export declare function openData(machine: Machine, training: PlanTraining, entry: PlanEntry, readColumn: ReadColumn, given: GivenData | undefined): Promise<BatchSource>;
