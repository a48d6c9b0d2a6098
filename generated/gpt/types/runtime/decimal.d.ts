/** The number that a text writes in decimals; undefined where it writes none: `0x10` is as often a name. */
export declare function decimalOf(text: string): number | undefined;
