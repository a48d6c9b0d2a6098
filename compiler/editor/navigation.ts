/** From a name to its declaration and its uses. */
import type { Location } from "vscode-languageserver/node";
import { resolvePath } from "../2-check/declarations/files.ts";
import type { Occurrence } from "./name-expressions.ts";
import type { Thing } from "./scopes.ts";
import type { View } from "./view.ts";
import { occurrenceAt } from "./view.ts";

/** Where the name at an offset is declared; of the path of an import, its file. */
export function definitionAt(view: View, offset: number): Location | undefined {
  const found = occurrenceAt(view, offset);
  if (found !== undefined) return view.locationOf(found.thing.span);
  for (const declaration of view.analysis.tree.declarations) {
    if (declaration.kind !== "import") continue;
    const { span, value } = declaration.path;
    const file = resolvePath(view.source.name, value);
    if (span.start <= offset && offset <= span.end && view.textOf(file) !== "")
      return view.locationOf({ file, start: 0, end: 0 });
  }
  return undefined;
}

/** Every place of these specs that names what the name at an offset of the first does, its declaration among them. */
export function usesAt(view: View, others: readonly View[], offset: number): readonly Use[] {
  const found = occurrenceAt(view, offset);
  if (found === undefined) return [];
  const declared = view.locationOf(found.thing.span);
  return [view, ...others].flatMap((each) =>
    usesOf(each, declared).map((use) => ({ ...use, location: each.locationOf(use.span) })),
  );
}

export interface Use extends Occurrence {
  readonly location: Location;
}

/** The places of a spec that name what is declared at a location. */
export function usesOf(
  { names, locationOf }: View,
  { uri, range: { start } }: Location,
): readonly Occurrence[] {
  const known = new Map<Thing, boolean>();
  const isMeant = (thing: Thing): boolean => {
    const place = locationOf(thing.span);
    const { line, character } = place.range.start;
    return place.uri === uri && line === start.line && character === start.character;
  };
  return names.occurrences.filter(({ thing }) => {
    const meant = known.get(thing) ?? isMeant(thing);
    known.set(thing, meant);
    return meant;
  });
}

export function isDeclaration({ span, thing }: Occurrence): boolean {
  return span.file === thing.span.file && span.start === thing.span.start;
}
