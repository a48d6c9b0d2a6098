/** Throws at what is given by a name that isn't one of these: a slip would leave a default in its place. */
export declare function refuseOthers(what: string, names: readonly string[], given: object, kind?: "argument" | "option"): void;
/** The name with the fewest edits, a third of the letters at most; undefined where two are as near. */
export declare function nearestOf(name: string, names: readonly string[]): string | undefined;
