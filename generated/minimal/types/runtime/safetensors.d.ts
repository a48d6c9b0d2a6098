export type TensorData = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
export interface StoredTensor {
    readonly shape: readonly number[];
    readonly data: TensorData;
}
export interface Safetensors {
    readonly tensors: ReadonlyMap<string, StoredTensor>;
    readonly metadata: Readonly<Record<string, string>>;
}
/** Widest elements first, so that every tensor lies at a multiple of its element's size. */
export declare function encodeSafetensors(file: Safetensors): Uint8Array<ArrayBuffer>;
/** Tensors are copies. `name` is how errors call the file. Throws where the bytes aren't a complete safetensors file. */
export declare function decodeSafetensors(bytes: Uint8Array, name: string): Safetensors;
