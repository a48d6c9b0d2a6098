import type { PlanData } from "../plan.js";
import type { TensorData } from "../checkpoint/safetensors.js";
import { type BatchSource } from "./source.js";
/** `columns` by name; all of one length. Throws where the text is shorter than one window. */
export declare function windowSource(data: PlanData, columns: ReadonlyMap<string, TensorData>, batch: number): BatchSource;
