import { nearNames } from "../source/suggest.ts";
import type { Checker } from "./context.ts";
import type { Layer } from "./model.ts";

/** Whether a pattern, `Critic`, `**.W_q` or `GPT.blocks.3`, names a parameter or what is around one. */
export function matchesSome(pattern: readonly string[], checker: Checker): boolean {
  return allPaths(checker).some((path) => matchesPath(pattern, path));
}

/** What a pattern that matches nothing may have meant, parameters and what is around them, and the models with which paths begin. */
export function nearPatterns(
  pattern: string,
  checker: Checker,
): { readonly near: readonly string[]; readonly models: readonly string[] } {
  const paths = allPaths(checker);
  const all = paths.flatMap((path) => path.map((_, at) => path.slice(0, at + 1)));
  const near = nearNames(
    pattern,
    all.filter((path) => !path.includes("#")).map((path) => path.join(".")),
  );
  return { near, models: [...new Set(paths.map(([model = ""]) => model))] };
}

function allPaths(checker: Checker): readonly (readonly string[])[] {
  const layers = new Map<string, Layer>();
  for (const info of checker.layers.values())
    if (info !== "checking") layers.set(info.layer.name, info.layer);
  const models = [...layers.values()].filter(({ kind }) => kind === "model");
  return models.flatMap((layer) => parameterPaths(layer, layers, [layer.name]));
}

/** One path for each parameter below a layer; the block of a stack is written `#`, which any number matches. */
export function parameterPaths(
  layer: Layer,
  layers: ReadonlyMap<string, Layer>,
  prefix: readonly string[],
): readonly (readonly string[])[] {
  const source = layer.twin === undefined ? layer : layers.get(layer.twin.of);
  if (source === undefined) return [];
  const own = source.parameters.map((parameter) => [...prefix, parameter.name]);
  const inner = source.instances.flatMap((instance) => {
    const of = layers.get(instance.layer);
    const path = [...prefix, instance.name, ...(instance.stack === undefined ? [] : ["#"])];
    return of === undefined ? [] : parameterPaths(of, layers, path);
  });
  return [...own, ...inner];
}

/** A pattern names a parameter, or everything below the path that it matches. */
export function matchesPath(pattern: readonly string[], path: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return true;
  const [segment, ...others] = path;
  if (first === "**") return matchesPath(rest, path) || (path.length > 0 && matchesPath(pattern, others));
  if (segment === undefined) return false;
  const fits = first === "*" || first === segment || (segment === "#" && /^[0-9]+$/.test(first));
  return fits && matchesPath(rest, others);
}
