/** Addresses that hold a file themselves. */
/** What a bundler has put in the place of a small file; a page's Content-Security-Policy may forbid to fetch it. */
export declare function readDataUrl({ pathname }: URL): Uint8Array<ArrayBuffer>;
