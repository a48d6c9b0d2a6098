import { sizeValue } from "../../sizes/size.ts";
import { nearNames } from "../../source/suggest.ts";
import type { Checker } from "../context.ts";
import type { Layer, Parameter } from "../model.ts";

/** Whether a pattern, `Critic`, `**.W_q` or `GPT.blocks.3`, names a parameter or what is around one. */
export function matchesSome(pattern: readonly string[], checker: Checker): boolean {
  return allPaths(checker).some((path) => matchesPath(pattern, path));
}

/** What may stand where a pattern fits nothing any more. */
export interface NearPatterns {
  readonly near: readonly string[];
  /** What the pattern names up to there; empty for the beginning, where models are. */
  readonly of: string;
  readonly names: readonly string[];
  /** How many blocks a stack has, of which the pattern names another. */
  readonly blocks?: number;
}

/** What a pattern that matches nothing may have meant: another name where it fits nothing any more, or a block of a stack before that. */
export function nearPatterns(pattern: readonly string[], checker: Checker): NearPatterns {
  const paths = allPaths(checker);
  const matches = (segments: readonly string[]): boolean => paths.some((path) => matchesPath(segments, path));
  const count = pattern.findIndex((_, at) => !matches(pattern.slice(0, at + 1)));
  const [prefix, rest] = [pattern.slice(0, count), pattern.slice(count)];
  const names = new Set(paths.flatMap((path) => nextSegments(prefix, path)));
  const blocks = [...names].find(isBlock);
  if (blocks !== undefined && !prefix.includes("**")) {
    if (isNumber(rest[0]))
      return { near: [], of: prefix.join("."), names: [], blocks: Number(blocks.slice(1)) };
    const inBlocks = [...prefix, "*", ...rest];
    const text = inBlocks.join(".");
    return matches(inBlocks)
      ? { near: [text], of: prefix.join("."), names: [] }
      : nearPatterns(inBlocks, checker);
  }
  const [wrong = "", ...after] = rest;
  const shown = [...names].filter((name) => !isBlock(name));
  const near = nearNames(wrong, shown).map((name) => [...prefix, name]);
  const whole = near.map((segments) => [...segments, ...after]).filter(matches);
  return {
    near: (whole.length > 0 ? whole : near).map((segments) => segments.join(".")),
    of: prefix.join("."),
    names: shown,
  };
}

/** What goes on in a path after a pattern. */
function nextSegments(pattern: readonly string[], path: readonly string[]): readonly string[] {
  const [first, ...rest] = pattern;
  const [segment, ...others] = path;
  if (segment === undefined) return [];
  if (first === undefined) return [segment];
  if (first === "**") return [...nextSegments(rest, path), ...nextSegments(pattern, others)];
  return fitsSegment(first, segment) ? nextSegments(rest, others) : [];
}

function allPaths(checker: Checker): readonly (readonly string[])[] {
  const layers = new Map<string, Layer>();
  for (const info of checker.layers.values())
    if (info !== "checking") layers.set(info.layer.name, info.layer);
  const models = [...layers.values()].filter(({ kind }) => kind === "model");
  return models.flatMap((layer) => parameterPaths(layer, layers, [layer.name]));
}

/** One path for each parameter below a layer; the block of a stack of four is written `#4`, which the numbers below match, or `#` where that isn't known. */
export function parameterPaths(
  layer: Layer,
  layers: ReadonlyMap<string, Layer>,
  prefix: readonly string[],
): readonly (readonly string[])[] {
  return parametersBelow(layer, layers, prefix).map(({ path }) => path);
}

/** The same with what each parameter is. */
export function parametersBelow(
  layer: Layer,
  layers: ReadonlyMap<string, Layer>,
  prefix: readonly string[],
): readonly { readonly path: readonly string[]; readonly parameter: Parameter }[] {
  const source = layer.twin === undefined ? layer : layers.get(layer.twin.of);
  if (source === undefined) return [];
  const own = source.parameters.map((parameter) => ({ path: [...prefix, parameter.name], parameter }));
  const inner = source.instances.flatMap((instance) => {
    const of = layers.get(instance.layer);
    const { stack } = instance;
    const blocks = stack === undefined ? [] : [`#${sizeValue(stack.count) ?? ""}`];
    const path = [...prefix, instance.name, ...blocks];
    return of === undefined ? [] : parametersBelow(of, layers, path);
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
  return fitsSegment(first, segment) && matchesPath(rest, others);
}

function fitsSegment(pattern: string, segment: string): boolean {
  return (
    pattern === "*" ||
    pattern === segment ||
    (isBlock(segment) && isNumber(pattern) && (segment === "#" || Number(pattern) < Number(segment.slice(1))))
  );
}

/** A path as a pattern: a block of a stack is `*`. */
export function patternOf(path: readonly string[]): string {
  return path.map((segment) => (isBlock(segment) ? "*" : segment)).join(".");
}

function isBlock(segment: string): boolean {
  return segment.startsWith("#");
}

function isNumber(segment: string | undefined): boolean {
  return segment !== undefined && /^[0-9]+$/.test(segment);
}
