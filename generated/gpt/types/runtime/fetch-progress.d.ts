/** How much has come of files that are fetched. */
/** Bytes so far, of so many in all where that is known. */
export type FetchProgress = (bytes: number, of: number | undefined) => void;
/** The whole content of a response; `tell` is called as it comes. */
export declare function readBody(response: Response, tell: FetchProgress): Promise<Uint8Array<ArrayBuffer>>;
/** Gives each of several files that are fetched at once its own; `tell` is told of all together. */
export declare function sumOfFiles(tell: FetchProgress): () => FetchProgress;
