import type { Body, LayerParts } from "../context.ts";
import { warn } from "../context.ts";
import type { LayerArgument } from "../model.ts";

/** Warns of parameters, instances and arguments of a layer that no formula uses. */
export function warnUnused(parts: LayerParts, args: readonly LayerArgument[], body: Body): void {
  const found = [
    ...parts.parameters.map(({ name, span }) => ({ what: "parameter", name, span })),
    ...parts.instances.map(({ name, span }) => ({ what: "instance", name, span })),
    ...args.map(({ binding: { name, span } }) => ({ what: "argument", name, span })),
  ];
  for (const { what, name, span } of found)
    if (!parts.usedNames.has(name)) warn(body, "W0902", span, { what, name });
}
