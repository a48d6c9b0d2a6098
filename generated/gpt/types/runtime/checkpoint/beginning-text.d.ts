/** The first line of the bytes where they begin with a text: so begin pages of HTML and pointers of git's large files. */
export declare function beginningText(bytes: Uint8Array): string | undefined;
