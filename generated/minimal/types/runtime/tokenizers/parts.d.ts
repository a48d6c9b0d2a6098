export type Part = Readonly<Record<string, unknown>>;
export declare function recordAt(part: Part, name: string): Part | undefined;
export declare function itemsAt(part: unknown, name: string): readonly unknown[];
export declare function textAt(part: unknown, name: string): string | undefined;
export declare function numberAt(part: unknown, name: string): number | undefined;
export declare function booleanAt(part: Part, name: string): boolean;
/** Throws: what weft doesn't read must not be read wrongly. */
export declare function refuseKind(part: string, kind: string): never;
