/**
 * Finds out which one edit would mend a spec, by trying: another axis in the place of a name that has to do with a mistake, a rename
 * or a condition that may have been forgotten, two arguments or the sides of a map the other way round. What is offered was checked: with it the mistakes are gone.
 */
import type * as Tree from "./1-parse/tree.ts";
import { isExpression, walkTree } from "./1-parse/walk.ts";
import type { Diagnostic, Edit, Fix } from "./source/diagnostic.ts";
import { messageOf, sortByPosition } from "./source/diagnostic.ts";
import { axisInstead, followsFromIt, wellWithIt } from "./source/phrases.ts";
import type { Span } from "./source/spans.ts";
import { positionAt } from "./source/spans.ts";
import type { Tried } from "./repair-trial.ts";
import { reachOf } from "./repair-reach.ts";
import { keyOf, trialsOf } from "./repair-trial.ts";
import { lookUps, shiftedNames, siblingNames, spreads, swaps, checkedFixes } from "./repair-candidates.ts";
import type { TypedExpression } from "./typings.ts";

/** How many edits are tried for one spec, and how many are offered. */
const most = 480;
const offered = 3;
/** The score of what turns two things round, which leaves out neither: above any other. */
const turned = Infinity;
/** That of a map that is applied the other way: above any name, but its sides may be turned instead. */
const turnedUse = Number.MAX_VALUE;
/** What more names lead to is as far as what none leads to. */
const mostSteps = 50;
/** More axes than this aren't all tried for one name. */
const mostAxes = 24;

export interface Repairing extends Tried {
  readonly types: readonly TypedExpression[];
}

/** An edit after which the mistakes are gone, and what is warned of then. */
interface Repair extends Candidate {
  readonly warnings: number;
}

/**
 * The diagnostics of a spec, sorted, with tried edits among the fixes of its first error. Where an edit elsewhere mends all errors, they are one
 * mistake: it is told once, at the edit, with the places of the others.
 */
export function withRepairs(repairing: Repairing, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const { source, tree } = repairing;
  const all = diagnostics.filter(({ severity }) => severity === "error");
  const errors = all.filter(
    (error) => isOfAxes(error) && !isOfUnused(error, tree) && error.span.file === source.name,
  );
  const together = withRepair(repairing, diagnostics, all, errors, most);
  if (together !== undefined) return together;
  // Mistakes in several declarations are most likely one each.
  const groups = tree.declarations
    .map(({ span }) => errors.filter((error) => beginsIn(span, error.span)))
    .filter((group) => group.length > 0);
  if (groups.length < 2) return diagnostics;
  const tries = Math.ceil(most / groups.length);
  return groups.reduce<readonly Diagnostic[]>(
    (told, group) => withRepair(repairing, told, all, group, tries) ?? told,
    diagnostics,
  );
}

/** With what mends `errors`, where `all` are the errors of the spec; `undefined` where no edit does. */
function withRepair(
  repairing: Repairing,
  diagnostics: readonly Diagnostic[],
  all: readonly Diagnostic[],
  errors: readonly Diagnostic[],
  tries: number,
): readonly Diagnostic[] | undefined {
  const [first] = errors;
  if (first === undefined) return undefined;
  const others = all.filter((error) => !errors.includes(error)).map(keyOf);
  const repairs = findRepairs(repairing, errors, others, diagnostics.length - errors.length, tries);
  const [best] = repairs;
  if (best === undefined) return undefined;
  const fixes: Fix[] = repairs.slice(0, offered).map(({ edit, instead }) => ({
    title: axisInstead(instead, edit.text),
    edits: [edit],
    applicability: "suggestion",
  }));
  const kept = first.fixes.filter((fix) => !fixes.some((found) => sameEdits(fix, found)));
  const lineOf = (span: Span): number => positionAt(repairing.source.text, span.start).line;
  const equals = repairs.filter(({ warnings, score }) => warnings === best.warnings && score === best.score);
  const isElsewhere = lineOf(best.edit.span) !== lineOf(first.span);
  const isCertain =
    errors.length > 1 || equals.every(({ edit }) => lineOf(edit.span) === lineOf(best.edit.span));
  const isMovable = best.instead !== undefined || first.code === "W0605" || first.code === "W0205";
  if (!isMovable || (isElsewhere && !isCertain))
    return diagnostics.map((each) => (each === first ? { ...first, fixes: [...kept, ...fixes] } : each));
  const places = errors.map((error) => ({
    span: error.span,
    label: error === first ? (first.label ?? messageOf(first)) : followsFromIt(),
  }));
  const moved: Diagnostic = isElsewhere
    ? {
        ...first,
        span: best.edit.span,
        label: wellWithIt(best.edit.text),
        related: [...places.slice(0, 4), ...first.related.slice(0, 2)],
        fixes: [...fixes, ...kept],
      }
    : { ...first, related: [...first.related, ...places.slice(1, 4)], fixes: [...fixes, ...kept] };
  const told = diagnostics.flatMap((each) =>
    each === first ? [moved] : errors.includes(each) ? [] : [each],
  );
  sortByPosition(told);
  return told;
}

/** Whether an error is about axes and what they index, rather than about names, syntax or settings. */
function isOfAxes({ code, fixes }: Diagnostic): boolean {
  if (fixes.some(({ applicability }) => applicability === "machine")) return false;
  return /^W02(?!01|15|18|19)|^W040[234]|^W05(01|02|05|10|12)|^W06(02|05|07|11)|^W07(01|14|15)/.test(code);
}

/** Whether an index is of the wrong space, and an argument of the right space is given there that nothing reads: that one was meant. */
function isOfUnused({ code, span, fixes }: Diagnostic, tree: Tree.File): boolean {
  const own = tree.declarations.find((declaration) => beginsIn(declaration.span, span));
  if (code !== "W0402" || own === undefined || !("head" in own)) return false;
  const names: string[] = [];
  walkTree(own, (part) => {
    if (part["kind"] === "name" && typeof part["text"] === "string") names.push(part["text"]);
  });
  const isUnread = (text: string): boolean => names.filter((name) => name === text).length === 1;
  const meant = fixes.flatMap(({ edits }) => edits.map(({ text }) => text));
  return own.head.parameters.some(({ name }) => meant.includes(name.text) && isUnread(name.text));
}

function beginsIn({ start, end }: Span, place: Span): boolean {
  return start <= place.start && place.start < end;
}

function sameEdits(a: Fix, b: Fix): boolean {
  return JSON.stringify(a.edits) === JSON.stringify(b.edits);
}

function findRepairs(
  repairing: Repairing,
  errors: readonly Diagnostic[],
  others: readonly string[],
  warningsBefore: number,
  tries: number,
): readonly Repair[] {
  const repairs: Repair[] = [];
  const seen = new Set<string>();
  const wrong = repairing.tree.declarations.filter(({ span }) =>
    errors.some((error) => beginsIn(span, error.span)),
  );
  const warningsWith = trialsOf(repairing, wrong, others);
  const isOfSizes = errors.some(({ code }) => code.startsWith("W05"));
  for (const candidate of candidates(repairing, errors)) {
    const { start } = candidate.edit.span;
    if (candidate.isFar && repairs.length > 0 && !repairs.some(({ edit }) => edit.span.start === start))
      continue;
    const key = `${candidate.edit.span.start} ${candidate.edit.span.end} ${candidate.edit.text}`;
    if (seen.has(key)) continue;
    if (seen.size >= tries) break;
    seen.add(key);
    if (isOfSizes && isEmptySize(candidate.edit, repairing.source.text)) continue;
    const warnings = warningsWith(candidate.edit);
    if (warnings !== undefined) repairs.push({ ...candidate, warnings });
  }
  const lineOf = (span: Span): number => positionAt(repairing.source.text, span.start).line;
  const lines = new Set(errors.map(({ span }) => lineOf(span)));
  const isThere = ({ edit }: Repair): boolean => lines.has(lineOf(edit.span));
  const hasNames = repairs.some(
    (repair) => repair.instead !== undefined && repair.score !== turned && isThere(repair),
  );
  // A slip in the line of the mistake is likelier than a turn elsewhere.
  const scoreOf = (repair: Repair): number =>
    repair.score === turned && hasNames && !isThere(repair) ? -turned : repair.score;
  return repairs
    .filter(({ warnings }) => warnings <= warningsBefore + 2)
    .sort((a, b) => a.warnings - b.warnings || compare(scoreOf(b), scoreOf(a)) || b.uses - a.uses);
}

/** A quotient that comes out whole and says nothing: of an axis by itself, or of a batch, which has whatever size its training gives. */
function isEmptySize({ span, text }: Edit, source: string): boolean {
  if (text === "batch") return true;
  const around = `${source.slice(0, span.start).split("\n").at(-1) ?? ""}${text}${source.slice(span.end).split("\n")[0] ?? ""}`;
  return /\|([^|]+)\| *\/ *\|\1\|/.test(around);
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

interface Candidate {
  readonly edit: Edit;
  /** What is replaced; `undefined` for an edit that only adds. */
  readonly instead: string | undefined;
  /** How much more often the axis is named in its declaration than the one that it replaces: a slip is rare. */
  readonly score: number;
  /** How often the axis is named in the file. */
  readonly uses: number;
  /** Neither told of nor in a line that is: tried where nothing nearer helps, those first on which the mistakes depend; or where another axis helps. */
  readonly isFar: boolean;
}

/** Edits that may mend the errors, those near to what the errors mention first. */
function candidates(repairing: Repairing, errors: readonly Diagnostic[]): readonly Candidate[] {
  const { source, tree, types } = repairing;
  const lineOf = ({ start }: Span): number => positionAt(source.text, start).line;
  const twins = twinsIn(tree);
  const known = knownAxes(tree, twins);
  const mentioned = mentionedAxes(errors, known, twins);
  const places = errors
    .flatMap(({ span, related }) => [span, ...related.map((entry) => entry.span)])
    .filter(({ file }) => file === source.name);
  const lines = [...new Set(places.map(lineOf))];
  const own = tree.declarations.filter(({ span }) => places.some((place) => beginsIn(span, place)));
  const fitsPromise = promisable(tree, twins);
  const ranked: { readonly candidate: Candidate; readonly rank: number }[] = [];
  const usesOf = countNames(tree, source.text);
  const add = (span: Span, text: string, instead: string | undefined, score: number, far: number): void => {
    const line = lineOf(span);
    const distance = Math.min(...lines.map((other) => Math.abs(other - line)));
    const edit = { span, text };
    const uses = usesOf.get(text) ?? 0;
    ranked.push({ candidate: { edit, instead, score, uses, isFar: false }, rank: distance + far });
  };
  const addFar = (span: Span, axis: string, name: string, score: number, steps: number): void => {
    const rank = 1e6 + 10 * steps + (mentioned.has(name) ? 0 : 1000);
    const uses = usesOf.get(axis) ?? 0;
    ranked.push({ candidate: { edit: { span, text: axis }, instead: name, score, uses, isFar: true }, rank });
  };
  const reached = [...(known.size <= mostAxes ? reachOf(tree, places) : [])];
  const siblings = siblingNames(tree);
  const shifted = shiftedNames(tree);
  const lookedUp = lookUps(types, own, errors, source.text);
  const formulas = new Set(types.map(({ span }) => span.start));
  for (const declaration of tree.declarations) {
    const far = own.includes(declaration) ? 0 : 1000;
    const names = namesIn([declaration]).map((span) => ({
      span,
      name: source.text.slice(span.start, span.end),
    }));
    const count = (axis: string): number => names.filter(({ name }) => name === axis).length;
    for (const { span, name } of names) {
      if (!known.has(name)) continue;
      const isThere = lines.includes(lineOf(span)) && known.size <= mostAxes;
      const steps = Math.min(...reached.flatMap(([unit, its]) => (beginsIn(unit, span) ? [its] : [])));
      for (const axis of known.size <= mostAxes ? known : mentioned) {
        if (axis === name || !fitsPromise(span, axis) || siblings.get(span.start) === axis) continue;
        if (shifted.has(span.start) && twins.get(name)?.includes(axis) !== true) continue;
        const isMentioned = mentioned.has(axis) && mentioned.has(name);
        // What is computed of positions is looked up at some, rather than computed of others.
        if (lookedUp.length > 0 && formulas.has(span.start)) continue;
        const score = count(axis) - count(name);
        if (isMentioned || isThere) add(span, axis, name, score, isMentioned ? far : far + 500);
        else addFar(span, axis, name, score, Math.min(steps, mostSteps));
      }
    }
  }
  for (const { span, axes } of types) {
    if (!own.some((declaration) => declaration.span.start <= span.start && span.end <= declaration.span.end))
      continue;
    for (const { name } of axes)
      for (const twin of twins.get(name) ?? [])
        if (mentioned.has(twin) && !axes.some((axis) => axis.name === twin))
          add({ ...span, start: span.end }, `[${name} as ${twin}]`, undefined, 0, 1);
  }
  for (const { span, text } of errors.flatMap((error) => spreads(error, source.text)))
    add(span, text, undefined, 0, 0);
  for (const { span, text } of checkedFixes(errors)) add(span, text, undefined, turnedUse, 0);
  for (const { span, text } of lookedUp) add(span, text, undefined, 0, 0);
  for (const { span, text } of swaps(own, source.text))
    add(span, text, source.text.slice(span.start, span.end), turned, 0);
  walkTree(tree.declarations, (part) => {
    if (!isExpression(part)) return;
    if (part.kind === "binary" && isOrderOfTwins(part, twins))
      add(
        part.operatorSpan,
        part.operator.replace(/[<>]/, (sign) => (sign === "<" ? ">" : "<")),
        undefined,
        0,
        0,
      );
    // A condition gives no axis to a value that lacks it.
    if (part.kind !== "call" || errors.every(({ code }) => code === "W0205")) return;
    for (const { term, where, span } of part.brackets ?? [])
      if (term?.kind === "axis-name" && where === undefined)
        for (const twin of twins.get(term.name) ?? [])
          add({ ...span, start: span.end }, ` where ${term.name} <= ${twin}`, undefined, 0, 0);
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ candidate }) => candidate);
}

function isOrderOfTwins(
  { left, operator, right }: Tree.Binary,
  twins: ReadonlyMap<string, readonly string[]>,
): boolean {
  if (!/[<>]/.test(operator) || left.kind !== "name" || right.kind !== "name") return false;
  return twins.get(left.text)?.includes(right.text) === true;
}

/** A promise is what the writer wants: another axis may be meant only where a text may run along it, or the batch. */
function promisable(
  tree: Tree.File,
  twins: ReadonlyMap<string, readonly string[]>,
): (place: Span, axis: string) => boolean {
  const promises = new Map<number, Tree.Promised["kind"]>();
  const bounded = new Set<string>();
  for (const declaration of tree.declarations) {
    if (declaration.kind === "model")
      for (const { kind, axis } of declaration.promises) promises.set(axis.span.start, kind);
    if (declaration.kind === "axis" && /bounded|range/.test(declaration.form.kind))
      for (const axis of [declaration.name.text, ...(twins.get(declaration.name.text) ?? [])])
        bounded.add(axis);
  }
  return ({ start }, axis) => {
    const promised = promises.get(start);
    return promised === undefined || (promised === "causal" ? bounded.has(axis) : axis === "batch");
  };
}

function knownAxes(tree: Tree.File, twins: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const known = new Set<string>(["batch", ...twins.keys()]);
  for (const declaration of tree.declarations)
    if ("head" in declaration) for (const { text } of declaration.head.axes) known.add(text);
  return known;
}

/** How often each name stands in the file. */
function countNames(tree: Tree.File, text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { start, end } of namesIn(tree.declarations)) {
    const name = text.slice(start, end);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
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
  known: ReadonlySet<string>,
  twins: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const words = errors.slice(0, 4).flatMap(({ facts, shapes, label, related }) => {
    const all = JSON.stringify([facts, shapes, label, related.map((entry) => entry.label)]);
    return all.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
  });
  const axes = words.filter((word) => known.has(word));
  return new Set(axes.flatMap((axis) => [axis, ...(twins.get(axis) ?? [])]));
}
