/**
 * Finds out which one edit would mend a spec, by trying: another axis in the place of a name that has to do with a mistake, a rename
 * or a condition that may have been forgotten. What is offered was checked: with it the mistakes are gone.
 */
import { parse } from "./1-parse/parse.ts";
import type * as Tree from "./1-parse/tree.ts";
import { isExpression, walkTree } from "./1-parse/walk.ts";
import { inspect } from "./2-check/check.ts";
import { readFiles } from "./read-files.ts";
import type { Diagnostic, Edit, Fix } from "./source/diagnostic.ts";
import { messageOf, sortByPosition } from "./source/diagnostic.ts";
import { axisInstead, followsFromIt, wellWithIt } from "./source/phrases.ts";
import type { SourceFile, Span } from "./source/spans.ts";
import { positionAt } from "./source/spans.ts";
import type { TypedExpression } from "./typings.ts";

/** How many edits are tried for one spec, and how many are offered. */
const most = 240;
const offered = 3;

export interface Repairing {
  readonly source: SourceFile;
  readonly files: Readonly<Record<string, string>>;
  readonly set: Readonly<Record<string, string>>;
  readonly tree: Tree.File;
  readonly types: readonly TypedExpression[];
}

/** An edit after which the mistakes are gone, and what is warned of then. */
interface Repair {
  readonly edit: Edit;
  /** `undefined` for an edit that only adds. */
  readonly instead: string | undefined;
  readonly warnings: number;
}

/**
 * The diagnostics of a spec, sorted, with tried edits among the fixes of its first error. Where an edit elsewhere mends all errors, they are one
 * mistake: it is told once, at the edit, with the places of the others.
 */
export function withRepairs(repairing: Repairing, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const [first] = errors;
  const name = repairing.source.name;
  if (first === undefined || !errors.every(isOfAxes) || errors.some(({ span }) => span.file !== name))
    return diagnostics;
  const repairs = findRepairs(repairing, errors, diagnostics.length - errors.length);
  const [best] = repairs;
  if (best === undefined) return diagnostics;
  const fixes: Fix[] = repairs.slice(0, offered).map(({ edit, instead }) => ({
    title: axisInstead(instead, edit.text),
    edits: [edit],
    applicability: "suggestion",
  }));
  const kept = first.fixes.filter((fix) => !fixes.some((found) => sameEdits(fix, found)));
  const lineOf = (span: Span): number => positionAt(repairing.source.text, span.start).line;
  const equals = repairs.filter(({ warnings }) => warnings === best.warnings);
  const isElsewhere = lineOf(best.edit.span) !== lineOf(first.span);
  const isCertain =
    errors.length > 1 || equals.every(({ edit }) => lineOf(edit.span) === lineOf(best.edit.span));
  if (best.instead === undefined || (isElsewhere && !isCertain))
    return diagnostics.map((each) => (each === first ? { ...first, fixes: [...kept, ...fixes] } : each));
  const others = errors.map((error) => ({
    span: error.span,
    label: error === first ? (first.label ?? messageOf(first)) : followsFromIt(),
  }));
  const moved: Diagnostic = isElsewhere
    ? {
        ...first,
        span: best.edit.span,
        label: wellWithIt(best.edit.text),
        related: [...others.slice(0, 4), ...first.related.slice(0, 2)],
        fixes: [...fixes, ...kept],
      }
    : { ...first, related: [...first.related, ...others.slice(1, 4)], fixes: [...fixes, ...kept] };
  const told = diagnostics.flatMap((each) =>
    each === first ? [moved] : errors.includes(each) ? [] : [each],
  );
  sortByPosition(told);
  return told;
}

/** Whether an error is about axes and what they index, rather than about names, syntax or settings. */
function isOfAxes({ code, fixes }: Diagnostic): boolean {
  if (fixes.some(({ applicability }) => applicability === "machine")) return false;
  return /^W02(?!01|14|18|19)|^W040[23]|^W0501|^W060[57]|^W0701|^W0714|^W0510/.test(code);
}

function sameEdits(a: Fix, b: Fix): boolean {
  return JSON.stringify(a.edits) === JSON.stringify(b.edits);
}

function findRepairs(
  repairing: Repairing,
  errors: readonly Diagnostic[],
  warningsBefore: number,
): readonly Repair[] {
  const repairs: Repair[] = [];
  for (const { edit, instead } of candidates(repairing, errors).slice(0, most)) {
    const warnings = warningsWith(repairing, edit);
    if (warnings !== undefined) repairs.push({ edit, instead, warnings });
  }
  return repairs
    .filter(({ warnings }) => warnings <= warningsBefore + 2)
    .sort((a, b) => a.warnings - b.warnings);
}

class Mistaken extends Error {}

/** How many warnings there are with an edit; `undefined` where there is an error. */
function warningsWith({ source, files, set }: Repairing, { span, text }: Edit): number | undefined {
  const edited = { ...source, text: source.text.slice(0, span.start) + text + source.text.slice(span.end) };
  const diagnostics: Diagnostic[] = [];
  // The first error is enough.
  diagnostics.push = (...found) => {
    if (found.some(({ severity }) => severity === "error")) throw new Mistaken();
    return Array.prototype.push.apply(diagnostics, found);
  };
  try {
    const tree = parse(edited, diagnostics);
    inspect(tree, readFiles(edited, files, diagnostics), { set }, diagnostics);
    return diagnostics.length;
  } catch (error) {
    if (error instanceof Mistaken) return undefined;
    throw error;
  }
}

interface Candidate {
  readonly edit: Edit;
  readonly instead: string | undefined;
  /** Lines between it and the nearest place that an error mentions. */
  readonly distance: number;
}

/** Edits that may mend the errors, those near to what the errors mention first. */
function candidates(repairing: Repairing, errors: readonly Diagnostic[]): readonly Candidate[] {
  const { source, tree, types } = repairing;
  const twins = twinsIn(tree);
  const mentioned = mentionedAxes(errors, tree, twins);
  const places = errors.flatMap(({ span, related }) => [span, ...related.map((entry) => entry.span)]);
  const lines = places
    .filter(({ file }) => file === source.name)
    .map(({ start }) => positionAt(source.text, start).line);
  const own = tree.declarations.filter(({ span }) =>
    places.some(({ file, start }) => file === source.name && span.start <= start && start < span.end),
  );
  const found: Candidate[] = [];
  const add = (span: Span, text: string, instead: string | undefined): void => {
    const line = positionAt(source.text, span.start).line;
    const distance = Math.min(...lines.map((other) => Math.abs(other - line)));
    found.push({ edit: { span, text }, instead, distance });
  };
  for (const span of namesIn(own)) {
    const written = source.text.slice(span.start, span.end);
    if (!mentioned.has(written)) continue;
    for (const axis of mentioned) if (axis !== written) add(span, axis, written);
  }
  for (const { span, axes } of types) {
    if (!own.some((declaration) => declaration.span.start <= span.start && span.end <= declaration.span.end))
      continue;
    for (const { name } of axes)
      for (const twin of twins.get(name) ?? [])
        if (mentioned.has(twin) && !axes.some((axis) => axis.name === twin))
          add({ ...span, start: span.end }, `[${name} as ${twin}]`, undefined);
  }
  walkTree(own, (part) => {
    if (!isExpression(part) || part.kind !== "call") return;
    for (const { term, where, span } of part.brackets ?? [])
      if (term?.kind === "axis-name" && where === undefined)
        for (const twin of twins.get(term.name) ?? [])
          add({ ...span, start: span.end }, ` where ${term.name} <= ${twin}`, undefined);
  });
  const unique = new Map(
    found.map((each) => [`${each.edit.span.start} ${each.edit.span.end} ${each.edit.text}`, each]),
  );
  return [...unique.values()].sort((a, b) => a.distance - b.distance);
}

/** The places of all names that may be axes, those that declare one left out. */
function namesIn(declarations: readonly Tree.Declaration[]): readonly Span[] {
  const spans = new Map<number, Span>();
  for (const declaration of declarations) {
    const declared = new Set<number>();
    walkTree(declaration, (part) => {
      if (part["kind"] === "axis" && isNamed(part)) declared.add(part.name.span.start);
    });
    if ("head" in declaration) for (const axis of declaration.head.axes) declared.add(axis.span.start);
    walkTree(declaration, (part) => {
      if ((part["kind"] !== "axis-name" && part["kind"] !== "name") || !hasSpan(part)) return;
      if (!declared.has(part.span.start)) spans.set(part.span.start, part.span);
    });
  }
  return [...spans.values()];
}

function isNamed(part: object): part is { readonly name: Tree.Name } {
  return "name" in part && isExpression(part.name);
}

function hasSpan(part: object): part is Tree.Node {
  return "span" in part;
}

/** For each axis of the file those with the same positions. */
function twinsIn(tree: Tree.File): ReadonlyMap<string, readonly string[]> {
  const spaces = new Map<string, string>();
  walkTree(tree.declarations, (part) => {
    if (part["kind"] !== "axis" || !isAxis(part)) return;
    const { name, form } = part;
    const of = form.kind === "like" && form.of.kind === "axis-name" ? form.of.name : undefined;
    spaces.set(name.text, of === undefined ? name.text : (spaces.get(of) ?? of));
  });
  return new Map(
    [...spaces].map(([name, space]) => [
      name,
      [...spaces].flatMap(([other, its]) => (other !== name && its === space ? [other] : [])),
    ]),
  );
}

function isAxis(part: object): part is Tree.AxisDeclaration {
  return "form" in part && isNamed(part);
}

/** The axes that errors tell of, with their twins. */
function mentionedAxes(
  errors: readonly Diagnostic[],
  tree: Tree.File,
  twins: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const known = new Set<string>(["batch", ...twins.keys()]);
  for (const declaration of tree.declarations)
    if ("head" in declaration) for (const { text } of declaration.head.axes) known.add(text);
  const words = errors.slice(0, 4).flatMap(({ facts, shapes, label, related }) => {
    const all = JSON.stringify([facts, shapes, label, related.map((entry) => entry.label)]);
    return all.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
  });
  const axes = words.filter((word) => known.has(word));
  return new Set(axes.flatMap((axis) => [axis, ...(twins.get(axis) ?? [])]));
}
