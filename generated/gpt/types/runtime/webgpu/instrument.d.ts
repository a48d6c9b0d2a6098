/** Counts what a program asks of a device, by replacing the methods of that one device object. */
import type { EngineCounts } from "../engine.js";
/** From here on everything is counted; the function returned gives the counts so far. */
export declare function instrumentDevice(device: GPUDevice): () => EngineCounts;
