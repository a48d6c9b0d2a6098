import type { PlanAxis, PlanEntry, PlanSize } from "./plan.js";
export type Sizes = ReadonlyMap<string, number>;
/** The value of a size; throws where it needs a symbol that `sizes` lacks. */
export declare function evaluateSize(size: PlanSize, sizes: Sizes): number;
export declare function evaluateAxes(axes: readonly PlanAxis[], sizes: Sizes): number[];
/** The symbol, where the size is just one symbol. */
export declare function soleSymbol(size: PlanSize): string | undefined;
/** The sizes of a call: those chosen, checked against their bounds; the upper bound for the rest. */
export declare function sizesOfTheDay(entry: PlanEntry, chosen: Sizes): Map<string, number>;
/** The sizes at their upper bounds, for which memory is planned. */
export declare function boundsOf(entry: PlanEntry): Map<string, number>;
export declare function productOf(sizes: readonly number[]): number;
/** How many elements lie from the first position to the last, both included; 0 where a size is 0. */
export declare function extentOf(sizes: readonly number[], strides: readonly number[]): number;
/** Strides of an array without gaps, the last axis fastest. */
export declare function denseStrides(sizes: readonly number[]): number[];
/** Calls `visit(dense, strided)` with both addresses of each position, in row-major order. */
export declare function visitPositions(sizes: readonly number[], strides: readonly number[], visit: (dense: number, strided: number) => void): void;
