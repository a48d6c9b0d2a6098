/** Whole numbers that a program gives: JavaScript checks no types. */
import { WeftError } from "./errors.ts";

/** Throws where an option is given that isn't a whole number of `least` at least. */
export function requireWhole(name: string, value: number | undefined, least = -Infinity): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least)) return;
  const wanted = least === -Infinity ? "a whole number" : `a whole number of ${least} at least`;
  throw new WeftError("input", `\`${name}\` must be ${wanted}, but is ${shown(value)}`);
}

/** Throws where the option is no number of steps, and not Infinity either, which stands for never. */
export function requireEvery(name: string, value: number | undefined): void {
  if (value !== Infinity) requireWhole(name, value, 1);
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
