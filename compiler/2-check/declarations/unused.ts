import { report } from "../../source/diagnostic.ts";
import type { Checker, LayerParts } from "../context.ts";
import type { LayerArgument } from "../model.ts";

/** Notes which parameters, instances and arguments of a layer none of its formulas uses. */
export function noteUnused(parts: LayerParts, args: readonly LayerArgument[], checker: Checker): void {
  const found = [
    ...parts.parameters.map(({ name, span }) => ({ what: "parameter", name, span })),
    ...parts.instances.map(({ name, span }) => ({ what: "instance", name, span })),
    ...args.map(({ binding: { name, span } }) => ({ what: "argument", name, span })),
  ];
  checker.unused.push(...found.filter(({ name }) => !parts.usedNames.has(name)));
}

/** Warns of those that nothing else uses, either: another model or a training may name them by a path. */
export function reportUnused({ unused, reached, diagnostics }: Checker): void {
  for (const { what, name, span } of unused)
    if (!reached.has(span)) report(diagnostics, "W0902", span, { what, name });
}
