/** JSON Lines: an object a line, and the files that it names. */
import { messageOf, WeftError } from "../errors.ts";

export type Properties = Readonly<Record<string, unknown>>;

/** Throws where it is no object. */
export function parseRecord(text: string): Properties {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new WeftError("data", `this is no JSON: ${messageOf(error)}`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Properties;
  throw new WeftError("data", 'a line must be an object with the inputs by their names, as in {"x": 1}');
}

/** A path as the file `list` means it: relative to its own folder. */
export function pathBeside(list: string, path: string): string {
  return /^([\\/]|[A-Za-z]:)/.test(path) ? path : `${list.replace(/[^\\/]*$/, "")}${path}`;
}
