import type { PlanData } from "../plan.js";
import type { Parts } from "./parts.js";
import type { BatchSource } from "./source.js";
/** Throws where the training part has fewer records than one batch. */
export declare function recordSource(data: PlanData, { training, heldOut }: Parts, batch: number): BatchSource;
