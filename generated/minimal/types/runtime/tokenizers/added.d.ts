/** The labels that a tokenizer.json adds to those of its model: they stand in texts as they are written. */
import { type Part } from "./parts.js";
/** A label, or a text between labels; with where it begins. A label is apart where what stands before it is read as if it weren't there, and it likewise. */
export type AddedPiece = {
    readonly kind: "label";
    readonly number: number;
    readonly start: number;
    readonly isApart: boolean;
} | {
    readonly kind: "text";
    readonly text: string;
    readonly start: number;
};
export type Cut = (text: string) => readonly AddedPiece[];
export interface Added {
    readonly contents: readonly string[];
    readonly numbers: ReadonlySet<number>;
    /** Before texts are normalized, and behind. */
    readonly cut: Cut;
    readonly cutNormalized: Cut;
}
export declare function readAdded(file: Part, normalize: (text: string) => string): Added;
