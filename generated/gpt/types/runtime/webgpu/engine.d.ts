/** WebGPU behind the functions of an engine: all dispatches of a run in one pass and one submit. */
import { type Engine } from "../engine.js";
import type { ModelPlan } from "../plan.js";
import type { Device } from "./device.js";
/** Makes the model's memory on the device. `wgsl` has the kernels' texts by their names. */
export declare function createWebGpuEngine(plan: ModelPlan, device: Device, wgsl: Readonly<Record<string, string>>, instrument: boolean): Engine;
