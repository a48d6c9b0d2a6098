/** What the page of a playground asks of the compiler, which runs in a worker. */

export interface PlaygroundSpec {
  /** From the playground's folder on. */
  readonly path: string;
  /** As editors name it, `file:…`. */
  readonly uri: string;
  readonly text: string;
  /** Whether it is another than the site has, or none of the site's. */
  readonly isChanged: boolean;
}

export interface PlaygroundFile {
  readonly path: string;
  readonly bytes: number;
  readonly isChanged: boolean;
}

export interface PlaygroundFiles {
  readonly specs: readonly PlaygroundSpec[];
  /** What isn't a spec. */
  readonly others: readonly PlaygroundFile[];
  /** Why the browser keeps no changes; absent where it does. */
  readonly unkept?: string;
}

/** A package under its address, or why there is none. */
export type Outcome = { readonly address: string } | { readonly trouble: string };

export interface Archive {
  readonly name: string;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** By messages; each answer is awaited. Throws where the site's files can't be fetched. */
export interface PlaygroundCompiler {
  readonly open: () => Promise<PlaygroundFiles>;
  /** By path. */
  readonly write: (files: Readonly<Record<string, string | Uint8Array>>) => Promise<PlaygroundFiles>;
  /** A first spec of this name, with its data. */
  readonly begin: (name: string) => Promise<PlaygroundFiles | { readonly trouble: string }>;
  readonly remove: (path: string) => Promise<PlaygroundFiles>;
  /** All files as the site has them; what was added is gone. */
  readonly reset: () => Promise<PlaygroundFiles>;
  /** Builds the package of a spec, and lays it where the page can show it. */
  readonly build: (path: string) => Promise<Outcome>;
  /** The package as `weft build` writes it, zipped. */
  readonly download: (path: string) => Promise<Archive | { readonly trouble: string }>;
  /** A message of the editor to the language server, as JSON. */
  readonly tell: (message: string) => void;
  /** Its messages, and lines on what goes on. */
  readonly listen: (message: (text: string) => void, line: (text: string) => void) => void;
}
