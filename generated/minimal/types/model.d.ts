/** The parameters of minimal, and for each thing that it does the list of its dispatches. */
import type { PlanEntry, PlanKernel, PlanParameter, PlanState } from "./runtime/plan.js";
/** `train train`: 32 dispatches, one submit, 490.4 MB at the peak. */
export declare const trainStep: PlanEntry;
/** `evaluate train`: 12 dispatches, one submit, 467.4 MB at the peak. */
export declare const evaluateTrain: PlanEntry;
/** `conclude train`: 1 dispatches, one submit, 461.2 MB at the peak. */
export declare const concludeTrain: PlanEntry;
/** `infer LanguageModel`: 10 dispatches, one submit, 465 MB at the peak. */
export declare const inferLanguageModel: PlanEntry;
/** `generate write`: 28 dispatches, one submit, 463.5 MB at the peak. */
export declare const generateWrite: PlanEntry;
/** `extend write`: 27 dispatches, one submit, 463.5 MB at the peak. */
export declare const extendWrite: PlanEntry;
/** `extendAll write`: 29 dispatches, one submit, 464.8 MB at the peak. */
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
            kind: "epochs";
            count: number;
        };
        seed: number;
    }[];
    generators: {
        name: string;
        options: {
            name: string;
            type: "real";
            initial: number;
        }[];
        grow: {
            text: string;
            axis: string;
            bound: number;
            vocabulary: string;
            from: {
                kind: "argument";
                name: string;
            };
            until: true;
        };
    }[];
};
