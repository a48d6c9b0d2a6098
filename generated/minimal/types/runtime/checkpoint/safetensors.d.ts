export type TensorData = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
export interface StoredTensor {
    readonly shape: readonly number[];
    readonly data: TensorData;
    /** Where the data are the bits of halves. */
    readonly isHalf?: true;
}
/**
 * A tensor of a file. `data` is a copy, made each time that it is asked for: reals of every size come as f32, those of 64 bits rounded, the
 * smaller ones as they are.
 */
export interface ReadTensor extends StoredTensor {
    readonly type: ElementTypeName;
    /** As they are in the file. */
    readonly bytes: Uint8Array;
}
export interface Safetensors<Tensor = StoredTensor> {
    readonly tensors: ReadonlyMap<string, Tensor>;
    readonly metadata: Readonly<Record<string, string>>;
}
declare const elementTypes: {
    readonly F64: {
        readonly bytes: 8;
        readonly read: (buffer: ArrayBuffer) => Float32Array<ArrayBuffer>;
    };
    readonly F32: {
        readonly bytes: 4;
        readonly read: (buffer: ArrayBuffer) => Float32Array<ArrayBuffer>;
    };
    readonly F16: {
        readonly bytes: 2;
        readonly read: (buffer: ArrayBuffer) => Float32Array<ArrayBuffer>;
    };
    readonly BF16: {
        readonly bytes: 2;
        readonly read: (buffer: ArrayBuffer) => Float32Array<ArrayBuffer>;
    };
    readonly I32: {
        readonly bytes: 4;
        readonly read: (buffer: ArrayBuffer) => Int32Array<ArrayBuffer>;
    };
    readonly U32: {
        readonly bytes: 4;
        readonly read: (buffer: ArrayBuffer) => Uint32Array<ArrayBuffer>;
    };
    readonly U16: {
        readonly bytes: 2;
        readonly read: (buffer: ArrayBuffer) => Uint16Array<ArrayBuffer>;
    };
    readonly U8: {
        readonly bytes: 1;
        readonly read: (buffer: ArrayBuffer) => Uint8Array<ArrayBuffer>;
    };
};
type ElementTypeName = keyof typeof elementTypes;
/** As they are stored. */
export declare function bytesOf({ buffer, byteOffset, byteLength }: TensorData): Uint8Array<ArrayBuffer>;
/** What a file says of a tensor before its numbers. */
export type TensorForm = Pick<ReadTensor, "shape" | "type">;
/** A file whose tensors' bytes are yet to be written. */
export interface EmptySafetensors {
    readonly bytes: Uint8Array<ArrayBuffer>;
    /** Where each tensor's bytes lie. */
    readonly places: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
    /** Writes other metadata, of the same length, in the place of the first. */
    readonly setMetadata: (metadata: Safetensors["metadata"]) => void;
}
/** A file with room for these tensors, widest elements first, so that every tensor lies at a multiple of its element's size. */
export declare function allocateSafetensors(forms: ReadonlyMap<string, TensorForm>, metadata: Safetensors["metadata"]): EmptySafetensors;
export declare function encodeSafetensors({ tensors, metadata }: Safetensors): Uint8Array<ArrayBuffer>;
/** `name` is how errors call the file. Throws where the bytes aren't a complete safetensors file. */
export declare function decodeSafetensors(bytes: Uint8Array, name: string): Safetensors<ReadTensor>;
export {};
