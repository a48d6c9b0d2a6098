import type { KernelFiles } from "./open-engine.js";
import type { ModelPlan, PlanTokenizer } from "./plan.js";
/** The kernels of every backend, read when one is opened. */
export declare function kernelFiles(plan: ModelPlan, baseUrl: URL): KernelFiles;
/** What tokenizer.json holds. */
export declare function readTokenizers(baseUrl: URL): Promise<Readonly<Record<string, PlanTokenizer>>>;
