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

/** A file that is another than the site has; it has none where `content` is undefined. */
export interface Change {
  readonly path: string;
  readonly content: Uint8Array<ArrayBuffer> | undefined;
}

/** What came with a link; the key stands for its content. */
export interface Link {
  readonly key: string;
  readonly changes: readonly Change[];
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

/** A file of the standard library. */
export type LibraryFile = Omit<PlaygroundSpec, "isChanged">;

/** What files have, by path. */
export type FilesByPath = Readonly<Record<string, string | Uint8Array>>;

/** By messages; each answer is awaited. */
export interface PlaygroundCompiler {
  /** Comes first; `changed` is called where another page of the site changed files. Throws where the site's files can't be fetched. */
  readonly open: (link: Link | undefined, changed: () => void) => Promise<PlaygroundFiles>;
  readonly list: () => Promise<PlaygroundFiles>;
  readonly library: () => Promise<readonly LibraryFile[]>;
  /** Writes `text` in the place of `before`. What another page wrote there meanwhile stays, and is what is listed. */
  readonly edit: (path: string, text: string, before: string) => Promise<PlaygroundFiles>;
  readonly write: (files: FilesByPath) => Promise<PlaygroundFiles>;
  /** A first spec of this name, with its data. */
  readonly begin: (name: string) => Promise<PlaygroundFiles | { readonly trouble: string }>;
  readonly remove: (path: string) => Promise<PlaygroundFiles>;
  /** All files as the site has them, or as they came with the link; what was added is gone. */
  readonly reset: () => Promise<PlaygroundFiles>;
  /** What differs from the site, for a link. */
  readonly changes: () => Promise<readonly Change[]>;
  /**
   * Takes all that differs from the site over into the files that this browser keeps for its user. Unless `isSure`, nothing is done where
   * others are kept there, and they are the answer.
   */
  readonly adopt: (isSure: boolean) => Promise<readonly string[]>;
  /** Builds the package of a spec, and lays it where the page can show it. */
  readonly build: (path: string) => Promise<Outcome>;
  /** Whether there is something of it for a page to run, as far as its own text tells. */
  readonly hasPage: (path: string) => Promise<boolean>;
  /** The package as `weft build` writes it, zipped. */
  readonly download: (path: string) => Promise<Archive | { readonly trouble: string }>;
  /** All files of the playground, zipped. */
  readonly downloadAll: () => Promise<Archive>;
  /** What a `.zip` has, or why it can't be read. */
  readonly unzip: (
    name: string,
    content: Uint8Array<ArrayBuffer>,
  ) => Promise<{ readonly files: FilesByPath } | { readonly trouble: string }>;
  /** A message of the editor to the language server, as JSON. */
  readonly tell: (message: string) => void;
  /** Its messages, and lines on what goes on. */
  readonly listen: (message: (text: string) => void, line: (text: string) => void) => void;
}
