import type { PlanData } from "../plan.js";
import type { Column } from "./columns.js";
/** Records, or positions of a text, `from` to before `to` of these columns. */
export interface Part {
    readonly columns: ReadonlyMap<string, Column>;
    readonly from: number;
    readonly to: number;
}
export interface Parts {
    readonly training: Part;
    readonly heldOut: Part;
}
/** As the spec says how much is held out of these columns, or as they say themselves. */
export declare function partsOf(data: PlanData, columns: ReadonlyMap<string, Column>): Parts;
/** Where what is held out begins: a record, or a position of a text. */
export declare function heldOutStart({ name, kind, heldOut }: PlanData, column: Column): number;
/** All of the columns. Throws where they have different numbers of records. */
export declare function wholePart(data: PlanData, columns: ReadonlyMap<string, Column>): Part;
/** How many positions an example takes, with those of shifted fields. */
export declare function windowSpan({ fields }: PlanData): number;
