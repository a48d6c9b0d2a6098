import type { PlanData } from "../plan.js";
import type { Column } from "./columns.js";
import { type BatchSource } from "./source.js";
/** `columns` by name. Throws where columns have different numbers of records, or fewer than one batch. */
export declare function recordSource(data: PlanData, columns: ReadonlyMap<string, Column>, batch: number): BatchSource;
