/** An entry as its callers see it, what they give and what they get: the compiler writes its types by it, the runtime reads by it. */
import type { PlanEntry, PlanOutput } from "./plan.js";
export declare function exampleOutput(output: PlanOutput): PlanOutput;
/** At one call: only where the spec says so is there a `batch`. */
export declare function calledOnce(entry: PlanEntry): PlanEntry;
/** For each of many examples, without what is exposed. */
export declare function calledForEach(entry: PlanEntry): PlanEntry;
/** What an input of a model is given where the model reads what a generator was given and has grown. */
export type ReadingSource = 
/** One of the generator's arguments, or its text, by the name of its input. */
{
    readonly kind: "given";
    readonly name: string;
}
/** Which positions of one of these are real: all. */
 | {
    readonly kind: "present";
    readonly name: string;
}
/** What a model gave that was read before. */
 | {
    readonly kind: "result";
    readonly model: string;
    readonly name: string;
} | {
    readonly kind: "number";
    readonly value: number;
};
/** A call of a model as a generator makes it, for what the model exposes: by the names of the inputs that its entry `infer` is given. */
export interface Reading {
    readonly model: string;
    readonly inputs: Readonly<Record<string, ReadingSource>>;
}
