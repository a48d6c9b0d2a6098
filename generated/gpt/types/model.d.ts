/** The parameters of gpt, and for each thing that it does the list of its dispatches. */
import type { PlanEntry, PlanKernel, PlanParameter, PlanState } from "./runtime/plan.js";
/** `train train`: 143 dispatches, one submit, 39.2 MB at the peak. */
export declare const trainStep: PlanEntry;
/** `evaluate train`: 48 dispatches, one submit, 12.2 MB at the peak. */
export declare const evaluateTrain: PlanEntry;
/** `conclude train`: 1 dispatches, one submit, 9.8 MB at the peak. */
export declare const concludeTrain: PlanEntry;
/** `infer GPT`: 46 dispatches, one submit, 14.7 MB at the peak. */
export declare const inferGPT: PlanEntry;
/** `generate write`: 64 dispatches, one submit, 14.5 MB at the peak. */
export declare const generateWrite: PlanEntry;
/** `extend write`: 63 dispatches, one submit, 14.3 MB at the peak. */
export declare const extendWrite: PlanEntry;
/** `extendAll write`: 64 dispatches, one submit, 14.3 MB at the peak. */
export declare const extendAllWrite: PlanEntry;
export declare const model: {
    name: string;
    hash: string;
    day: ({
        name: string;
        type: "int";
    } | {
        name: string;
        type: "uint";
    } | {
        name: string;
        type: "real";
    })[];
    vocabularies: {
        vocab: {
            kind: "tokenizer";
            tokenizer: string;
        };
    };
    parameters: PlanParameter[];
    states: PlanState[];
    caches: PlanState[];
    arenas: {
        parameters: number;
        states: number;
    };
    chunk: number;
    kernels: PlanKernel[];
    entries: PlanEntry[];
    data: {
        name: string;
        kind: "windows";
        fields: {
            kind: "window";
            name: string;
            column: string;
            shift: number;
            length: number;
        }[];
        heldOut: number;
    }[];
    trainings: {
        name: string;
        data: string;
        batch: number;
        length: {
            kind: "steps";
            count: number;
        };
        seed: number;
        evaluateEvery: number;
        saveEvery: number;
    }[];
    generators: {
        name: string;
        options: ({
            name: string;
            type: "real";
            initial: number;
        } | {
            name: string;
            type: "int";
            initial: number;
        })[];
        grow: {
            text: string;
            axis: string;
            bound: number;
            vocabulary: string;
            from: {
                kind: "argument";
                name: string;
            };
            window: number;
            until: false;
        };
    }[];
};
