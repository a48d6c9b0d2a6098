export interface NumpyArray {
    readonly sizes: readonly number[];
    /** Row-major. */
    readonly values: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
}
/** `name` is how errors call the file. Throws where it isn't a .npy file, or has elements that are no numbers. */
export declare function decodeNumpy(bytes: Uint8Array, name: string): NumpyArray;
/** A .npy file of bytes, or of whole numbers of 16 bits where they are given so. */
export declare function encodeNumpy(sizes: readonly number[], values: ArrayLike<number>): Uint8Array<ArrayBuffer>;
