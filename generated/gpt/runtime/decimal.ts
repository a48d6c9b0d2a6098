/** The number that a text writes in decimals; undefined where it writes none: `0x10` is as often a name. */
export function decimalOf(text: string): number | undefined {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : undefined;
}
