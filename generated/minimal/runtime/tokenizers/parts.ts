/** Reads the parts of a tokenizer.json, whose content isn't known beforehand. */
import { WeftError } from "../errors.ts";

export type Part = Readonly<Record<string, unknown>>;

function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function recordAt(part: Part, name: string): Part | undefined {
  const value = part[name];
  return isPart(value) ? value : undefined;
}

export function itemsAt(part: unknown, name: string): readonly unknown[] {
  const value = isPart(part) ? part[name] : undefined;
  return Array.isArray(value) ? value : [];
}

export function textAt(part: unknown, name: string): string | undefined {
  const value = isPart(part) ? part[name] : undefined;
  return typeof value === "string" ? value : undefined;
}

export function numberAt(part: unknown, name: string): number | undefined {
  const value = isPart(part) ? part[name] : undefined;
  return typeof value === "number" ? value : undefined;
}

export function booleanAt(part: Part, name: string): boolean {
  return part[name] === true;
}

/** Throws: what weft doesn't read must not be read wrongly. */
export function refuseKind(part: string, kind: string): never {
  throw new WeftError("data", `its ${part} is \`${kind}\`, which weft can't read`);
}
