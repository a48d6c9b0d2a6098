import type { ModelPlan, PlanTokenizer, Vocabulary } from "./plan.js";
import type { Tokenizer } from "./tokenizers/text-numbers.js";
export interface VocabularyLabels {
    readonly labels: readonly string[];
    readonly numbers: ReadonlyMap<string, number>;
    /** Where texts become numbers by it. */
    readonly tokenizer?: Tokenizer;
    /** Whether a label is given as it is, and never by the number of its position. */
    readonly byLabel: boolean;
    /** The number of what no label is, where it isn't refused. */
    readonly unknown?: number;
    /** What stands between labels that are written one after the other. */
    readonly between?: string;
    /** The numbers of labels that stand in no text, such as `[END]`. `[UNK]` is for a piece of one. */
    readonly special?: ReadonlySet<number>;
}
export type Vocabularies = ReadonlyMap<string, VocabularyLabels>;
/** Throws where the plan names a tokenizer that `tokenizers` (the content of `tokenizer.json`) lacks. */
export declare function createVocabularies(plan: Pick<ModelPlan, "vocabularies">, tokenizers: Readonly<Record<string, PlanTokenizer>>): Vocabularies;
type LabelList = Extract<Vocabulary, {
    readonly kind: "labels";
}>;
/** Whether a number is one of the labels, and no position: all are numbers, or they are values of a column, which may be. */
export declare function isByLabel({ labels, special }: LabelList): boolean;
/** Throws where the axis has no such label, or none at all; `place` says whose it is. */
export declare function labelNumber(vocabulary: VocabularyLabels | undefined, label: string, axis: string, place?: string): number;
/** Whether all labels are numbers: a number is one of them then, and no position. */
export declare function areNumbers(labels: readonly string[]): boolean;
/** The number of what is written: by its label, or else, unless labels may be numbers themselves, by its position. */
export declare function writtenNumber(vocabulary: VocabularyLabels | undefined, text: string, axis: string, input: string): number;
/** A function that gives the text of each next number: by the tokenizer, else the label, else the number itself. */
export declare function decoderOf(vocabulary: VocabularyLabels | undefined): (number: number) => string;
/** The same for a text that is written, in which special labels show as nothing. */
export declare function writerOf(vocabulary: VocabularyLabels | undefined): (number: number) => string;
export {};
