import { alone } from "../source/phrases.ts";
import type { Related } from "../source/diagnostic.ts";
import type { Scope } from "./scope.ts";

/** The first declaration of a file that has an axis of this name of its own, which nothing outside of it sees. */
export function axisElsewhere(name: string, file: Scope): readonly Related[] {
  for (const entity of file.values.values()) {
    if (entity.kind !== "layer" && entity.kind !== "function") continue;
    const { declaration } = entity;
    if (declaration.kind === "model-copy") continue;
    const { head, body } = declaration;
    const statements = body.kind === "block" ? body.statements : [];
    const names = [...head.axes, ...statements.flatMap((each) => (each.kind === "axis" ? [each.name] : []))];
    const found = names.find(({ text }) => text === name);
    if (found !== undefined) return [{ span: found.span, label: alone(head.name.text) }];
  }
  return [];
}
