import type { PlanData } from "../plan.js";
import { type Parts } from "./parts.js";
import type { BatchSource } from "./source.js";
/** Throws where the training part is shorter than one window. */
export declare function windowSource(data: PlanData, { training, heldOut }: Parts, batch: number): BatchSource;
