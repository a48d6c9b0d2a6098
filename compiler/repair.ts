/**
 * Finds out which one edit would mend a spec, by trying: another axis in the place of a name that has to do with a mistake, a rename
 * or a condition that may have been forgotten, two arguments or the sides of a map the other way round. What is offered was checked: with it the mistakes are gone.
 */
import type * as Tree from "./1-parse/tree.ts";
import { isExpression, walkTree } from "./1-parse/walk.ts";
import type { Findings } from "./2-check/check.ts";
import type { Diagnostic, Edit, Fix } from "./source/diagnostic.ts";
import { messageOf, sortByPosition } from "./source/diagnostic.ts";
import { axisInstead, followsFromIt, wellWithIt } from "./source/phrases.ts";
import type { Span } from "./source/spans.ts";
import { positionAt } from "./source/spans.ts";
import type { Tried } from "./repair-trial.ts";
import type { Naming, Twins } from "./repair-axes.ts";
import {
  countNames,
  isOrderOfTwins,
  knownAxes,
  mentionedAxes,
  namesIn,
  namingIn,
  promisable,
  twinsIn,
} from "./repair-axes.ts";
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
  readonly ownNames: Findings["ownNames"];
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

/** An edit that may mend errors, and how likely it is to be the one. */
interface Proposal extends Edit, Pick<Candidate, "instead" | "score"> {
  /** Steps away from what is told of, or from its lines. */
  readonly far: number;
  readonly isFar: boolean;
}

/** Edits that may mend the errors, those near to what the errors mention first. */
function candidates(repairing: Repairing, errors: readonly Diagnostic[]): readonly Candidate[] {
  const { source, tree, types } = repairing;
  const { text } = source;
  const places = errors
    .flatMap(({ span, related }) => [span, ...related.map((entry) => entry.span)])
    .filter(({ file }) => file === source.name);
  const lineOf = ({ start }: Span): number => positionAt(text, start).line;
  const lines = [...new Set(places.map(lineOf))];
  const own = tree.declarations.filter(({ span }) => places.some((place) => beginsIn(span, place)));
  const twins = twinsIn(tree);
  const known = knownAxes(tree, twins);
  const mentioned = mentionedAxes(errors, known, twins);
  const nameAt = namingIn(tree, repairing.ownNames);
  const lookedUp = lookUps(types, own, errors, text, nameAt);
  const plain = { instead: undefined, score: 0, far: 0, isFar: false };
  const proposals: readonly Proposal[] = [
    ...otherAxes(repairing, {
      places,
      lines,
      own,
      twins,
      known,
      mentioned,
      nameAt,
      isLookedUp: lookedUp.length > 0,
    }),
    ...forgottenRenames(repairing, own, mentioned, twins, nameAt),
    ...errors.flatMap((error) => spreads(error, text, nameAt)).map((edit) => ({ ...edit, ...plain })),
    ...checkedFixes(errors).map((edit) => ({ ...edit, ...plain, score: turnedUse })),
    ...lookedUp.map((edit) => ({ ...edit, ...plain })),
    ...swaps(own, text).map((edit) => {
      const instead = text.slice(edit.span.start, edit.span.end);
      return { ...edit, ...plain, instead, score: turned };
    }),
    ...conditionsOfTwins(tree, errors, twins).map((edit) => ({ ...edit, ...plain })),
  ];
  const usesOf = countNames(tree, text);
  const ranked = proposals.map(({ span, text: put, instead, score, far, isFar }) => {
    const edit: Edit = { span, text: put };
    const line = lineOf(span);
    const distance = isFar ? 1e6 : Math.min(...lines.map((other) => Math.abs(other - line)));
    return { candidate: { edit, instead, score, uses: usesOf.get(put) ?? 0, isFar }, rank: distance + far };
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ candidate }) => candidate);
}

/** What is known of the mistakes and of the axes. */
interface Surroundings {
  readonly places: readonly Span[];
  readonly lines: readonly number[];
  /** The declarations with mistakes. */
  readonly own: readonly Tree.Declaration[];
  readonly twins: Twins;
  readonly known: ReadonlySet<string>;
  readonly mentioned: ReadonlySet<string>;
  readonly nameAt: Naming;
  /** Whether a position may be meant where an axis is computed with. */
  readonly isLookedUp: boolean;
}

/** Each name of an axis with each other axis in its place. */
function otherAxes(
  { source, tree, types }: Repairing,
  { places, lines, own, twins, known, mentioned, nameAt, isLookedUp }: Surroundings,
): readonly Proposal[] {
  const areFew = known.size <= mostAxes;
  const fitsPromise = promisable(tree, twins);
  const reached = [...(areFew ? reachOf(tree, places) : [])];
  const siblings = siblingNames(tree);
  const shifted = shiftedNames(tree);
  const formulas = new Set(types.map(({ span }) => span.start));
  return tree.declarations.flatMap((declaration) => {
    const far = own.includes(declaration) ? 0 : 1000;
    const names = namesIn([declaration]).map((span) => ({
      span,
      name: source.text.slice(span.start, span.end),
    }));
    const count = (axis: string): number => names.filter(({ name }) => name === axis).length;
    return names.flatMap(({ span, name }) => {
      // What is computed of positions is looked up at some, rather than computed of others.
      if (!known.has(name) || (isLookedUp && formulas.has(span.start))) return [];
      const isThere = areFew && lines.includes(positionAt(source.text, span.start).line);
      const steps = Math.min(...reached.flatMap(([unit, its]) => (beginsIn(unit, span) ? [its] : [])));
      return [...(areFew ? known : mentioned)].flatMap((axis): readonly Proposal[] => {
        if (axis === name || !fitsPromise(span, axis) || siblings.get(span.start) === axis) return [];
        if (shifted.has(span.start) && twins.get(name)?.includes(axis) !== true) return [];
        const isMentioned = mentioned.has(axis) && mentioned.has(name);
        const put = nameAt(span, axis);
        if (put === undefined || put === name) return [];
        const plain = { span, text: put, instead: name, score: count(axis) - count(name) };
        if (isMentioned || isThere) return [{ ...plain, far: isMentioned ? far : far + 500, isFar: false }];
        const away = 10 * Math.min(steps, mostSteps) + (mentioned.has(name) ? 0 : 1000);
        return [{ ...plain, far: away, isFar: true }];
      });
    });
  });
}

/** Values that lack `[seq as src]`, where errors tell of both. */
function forgottenRenames(
  { types }: Repairing,
  own: readonly Tree.Declaration[],
  mentioned: ReadonlySet<string>,
  twins: Twins,
  nameAt: Naming,
): readonly Proposal[] {
  return types.flatMap(({ span, axes }) => {
    if (!own.some((declaration) => declaration.span.start <= span.start && span.end <= declaration.span.end))
      return [];
    return axes.flatMap(({ name }) =>
      (twins.get(name) ?? []).flatMap((twin) => {
        if (!mentioned.has(twin) || axes.some((axis) => axis.name === twin)) return [];
        const [from, to] = [nameAt(span, name), nameAt(span, twin)];
        if (from === undefined || to === undefined) return [];
        const text = `[${from} as ${to}]`;
        return [
          { span: { ...span, start: span.end }, text, instead: undefined, score: 0, far: 1, isFar: false },
        ];
      }),
    );
  });
}

/** Comparisons of twins the other way round, and conditions that may have been forgotten. */
function conditionsOfTwins(tree: Tree.File, errors: readonly Diagnostic[], twins: Twins): readonly Edit[] {
  const edits: Edit[] = [];
  // A condition gives no axis to a value that lacks it.
  const mayBeForgotten = errors.some(({ code }) => code !== "W0205");
  walkTree(tree.declarations, (part) => {
    if (!isExpression(part)) return;
    if (part.kind === "binary" && isOrderOfTwins(part, twins)) {
      const text = part.operator.replace(/[<>]/, (sign) => (sign === "<" ? ">" : "<"));
      edits.push({ span: part.operatorSpan, text });
    }
    if (part.kind !== "call" || !mayBeForgotten) return;
    for (const { term, where, span } of part.brackets ?? [])
      if (term?.kind === "axis-name" && where === undefined)
        for (const twin of twins.get(term.name) ?? [])
          edits.push({ span: { ...span, start: span.end }, text: ` where ${term.name} <= ${twin}` });
  });
  return edits;
}
