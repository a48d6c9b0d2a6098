/** The same line of numbers in more or fewer steps. */
/** How much of an old step a new one has at a distance, which is 0 beyond `radius`. */
export interface Filter {
    readonly radius: number;
    readonly weight: (distance: number) => number;
}
/**
 * Each line of `count` steps becomes one of `wanted`, by a filter over `radius` old steps at the same scale, wider where steps are
 * left out, so that nothing finer than the new steps remains. `values` are [outer, count, inner].
 */
export declare function resample(values: ArrayLike<number>, shape: readonly [outer: number, count: number, inner: number], wanted: number, filter: Filter): Float32Array<ArrayBuffer>;
