import type { PlanTokenizer } from "../plan.js";
import type { Tokenizer } from "./text-numbers.js";
type Description = Extract<PlanTokenizer, {
    readonly kind: "file";
}>;
/** Throws where the file has a part that isn't supported, with its name. */
export declare function fileTokenizer({ labels, special, file }: Description): Tokenizer;
export {};
