import type { Extras, Related } from "../source/diagnostic.ts";
import { report } from "../source/diagnostic.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import type { Code, Facts } from "../source/messages.ts";
import { messages } from "../source/messages.ts";
import { insideCall } from "../source/phrases.ts";
import type { Span } from "../source/spans.ts";
import type * as Tree from "../1-parse/tree.ts";
import type { AxisTable } from "./axes.ts";
import type { Known } from "./bounds.ts";
import type { KeptState } from "./kept-states.ts";
import { lookUpBinding } from "./scope.ts";
import type { AxisId, BindingId, Data, Expression, Instance, Parameter, Statement, Type } from "./model.ts";
import type { AxisEntity, Choice, Constant, LayerInfo, LayerLike, Scope, Stored } from "./scope.ts";
import type { Value } from "./values.ts";
import type { Size } from "../sizes/size.ts";

/** The other files of a program, already parsed. */
export interface Files {
  /** The files of the standard library. */
  readonly library: readonly Tree.File[];
  /** The file that an import names, by its path from the folder of the main file; undefined where there is none. */
  readonly load: (path: string) => Tree.File | undefined;
  /** How messages mention a place: `gpt.weft:5`. */
  readonly place: (span: Span) => string;
  /** What is written at a span. */
  readonly text: (span: Span) => string;
}

export interface CheckOptions {
  /** `--set name=value`: overrides of constants and axes. */
  readonly set: Readonly<Record<string, string>>;
  /** Sizes of tokenizers' axes that are known from the data. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Labels of tokenizers' axes that are known from the data. */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
}

/** The state of one check. The functions are here because the files of this folder need each other in a circle. */
export interface Checker {
  readonly diagnostics: Diagnostic[];
  readonly options: CheckOptions;
  readonly files: Files;
  readonly axes: AxisTable;
  /** Axes whose sizes can't be read, which was reported: they are there all the same, so that what else is wrong is told. */
  readonly unsized: Set<AxisId>;
  /** How often each name was asked for, so that ids are unique. */
  readonly names: Map<string, number>;
  readonly library: Scope;
  readonly mainScope: Scope;
  readonly scopes: Map<string, Scope>;
  readonly layers: Map<LayerLike, LayerInfo | "checking">;
  /** Axes and constants of files that were asked for; undefined while they are being made, or where they are broken. */
  readonly madeAxes: Map<Tree.AxisDeclaration, readonly AxisId[] | undefined>;
  readonly madeConstants: Map<Tree.ConstDeclaration, Constant | undefined>;
  /** Axes and constants whose declarations are being read: one of these must not lead back to itself. */
  readonly making: Set<Tree.AxisDeclaration | Tree.ConstDeclaration>;
  /** Data that was asked for. */
  readonly readData: Map<Tree.DataDeclaration, ReadData>;
  /** Names that `--set` names and that were found. */
  readonly overridden: Set<string>;
  /** What each expression of the main file was found to be; the last time, for those in functions. */
  readonly typed: WeakMap<Tree.Expression, Value>;
  /** The outermost formulas without mistakes in what was checked so far of a layer. */
  readonly pieces: Expression[];
  /** Heads of the functions and schedules whose bodies were checked for a call. */
  readonly called: Set<Tree.Head>;
  /** By the head of a function, its own name of each axis that callers gave it, by the axis's name. */
  readonly ownNames: Map<Tree.Head, Map<string, string>>;
  /** Values without a common axis that were told. */
  readonly unjoined: Unjoined[];
  /** What some formula reads, those with mistakes too, of which nothing is left. */
  readonly readBindings: Set<BindingId>;
  /** Axes that some formula or type names. */
  readonly usedAxes: Set<AxisId>;
  /** What no formula of its own layer uses, and what a path from elsewhere names, `Tagger.pass`, by where it is declared. */
  readonly unused: { readonly what: string; readonly name: string; readonly span: Span }[];
  readonly reached: Set<Span>;
  /** Entries of brackets that say `where true`: each position counts, padding too. */
  readonly meantWhole: { readonly ids: readonly AxisId[]; readonly span: Span }[];
  /** Axes that were declared in blocks, and where. */
  readonly localAxes: Map<AxisId, Span>;
  readonly declaredAxes: (entity: AxisEntity) => readonly AxisId[] | undefined;
  readonly declaredConstant: (declaration: Tree.ConstDeclaration, scope: Scope) => Constant | undefined;
  readonly expression: (tree: Tree.Expression, body: Body) => Value;
  readonly use: (tree: Tree.Use, body: Body) => void;
  readonly statements: (statements: readonly Tree.Statement[], body: Body) => Outcome;
  readonly layer: (
    declaration: LayerLike,
    scope: Scope,
    span: Span,
    body: Body | undefined,
  ) => LayerInfo | undefined;
  readonly data: (declaration: Tree.DataDeclaration, scope: Scope) => ReadData;
  readonly callLayer: (body: Body, tree: Tree.Call) => Value | undefined;
}

/** A data declaration, without the fields in which there are mistakes. */
export interface ReadData {
  readonly data: Data;
  readonly brokenFields: readonly string[];
}

/** Values without a common axis that were told, and the bindings that brought their axes. */
export interface Unjoined {
  readonly told: Diagnostic;
  readonly sides: string;
  readonly names: ReadonlySet<BindingId>;
  readonly related: Related[];
}

/** What a block of statements gives. */
export interface Outcome {
  readonly returned: readonly Value[] | undefined;
  readonly yields: readonly Value[];
}

export type BodyKind =
  "layer" | "function" | "train" | "generate" | "grow" | "scan" | "optimizer" | "schedule" | "constant";

/** What stands around an expression or a statement. */
export interface Body {
  readonly checker: Checker;
  readonly kind: BodyKind;
  /** The name of what is being checked: the beginning of ids. */
  readonly owner: string;
  readonly scope: Scope;
  /** Where its statements go. */
  readonly sink: Statement[];
  /** The layer whose body this is, or that the function stands in. */
  readonly layer: LayerParts | undefined;
  /** Axes under a `where`, with the axes of its condition. */
  readonly restrictions: ReadonlyMap<AxisId, readonly AxisId[]>;
  /** Axes that scans around run along: their values are seen at one position. */
  readonly scanned: ReadonlySet<AxisId>;
  /** In a function: axes that its arguments bring along, which it therefore may not name. */
  readonly carried: ReadonlySet<AxisId>;
  /** In a function: the call in the user's text, where its mistakes are told. */
  readonly call: { readonly name: string; readonly span: Span } | undefined;
  /** Functions that are being inlined, outermost first. */
  readonly inlining: readonly Tree.FunctionDeclaration[];
  /** Names that may be primed: states and carried values. */
  readonly nexts: Map<string, Type>;
  /** In a scan: what has a next value around it, which isn't set inside. */
  readonly nextsAround: ReadonlySet<string>;
  /** In a scan: axes that pass through a carried value beyond those that it declares. */
  readonly passing: Map<string, readonly AxisId[]>;
  readonly states: StateParts[];
  /** In an optimizer: what stands for the axes of the parameter, and what its states have that don't say. */
  readonly ofParameter?: readonly AxisId[];
  /** In an index, what `last` is the last position of; without an axis where that was reported. */
  readonly indexed: { readonly axis: AxisId | undefined } | undefined;
  /** In a training: axes along which its records are padded. */
  readonly padded: ReadonlySet<AxisId>;
  /** What binds its names was reported: a name that stands for nothing is no news. */
  readonly isLenient: boolean;
  /** Values given by the surroundings that no statement binds: `step`, `gradient`. */
  readonly settings: boolean;
  /** Of a training's body: its settings that are numbers, whose names stand for them. */
  readonly numbers: ReadonlyMap<string, number>;
  /** In the value of a setting, where `batch` is the number of examples, and not the positions along the axis. */
  readonly isSetting: boolean;
}

export interface StateParts {
  readonly name: string;
  readonly type: Type;
  readonly initial: Expression;
  readonly span: Span;
}

/** A layer while it is being checked. */
export interface LayerParts {
  readonly name: string;
  readonly parameters: Parameter[];
  readonly instances: Instance[];
  readonly localAxes: AxisId[];
  readonly touched: Set<AxisId>;
  readonly sizes: Size[];
  readonly choices: Choice[];
  readonly stored: Stored[];
  readonly usedNames: Set<string>;
  /** States of instances, with what is given to these. */
  readonly kept: KeptState[];
}

/** Reports a mistake, in the user's text: one inside of an inlined function is told at its call. */
export function fail<C extends Code>(
  body: Body,
  code: C,
  span: Span,
  facts: Facts[C],
  extras: Extras = {},
): void {
  const { diagnostics } = body.checker;
  if (body.call === undefined) {
    report(diagnostics, code, span, facts, extras);
    return;
  }
  const inner = { span, label: insideCall(body.call.name) };
  const already = diagnostics.some(
    (other) => other.code === code && [other, ...other.related].some((place) => sameSpan(place.span, span)),
  );
  if (already) return;
  // An edit of a library, or of another file that has other callers, is none of this one's.
  const { file } = body.call.span;
  const fixes = extras.fixes?.filter(({ edits }) => edits.every((edit) => edit.span.file === file)) ?? [];
  const related = [inner, ...(extras.related ?? [])];
  report(diagnostics, code, body.call.span, facts, { ...extras, fixes, related });
}

/** Warnings about the inside of a function are its author's, not its caller's. */
export function warn<C extends Code>(
  body: Body,
  code: C,
  span: Span,
  facts: Facts[C],
  extras: Extras = {},
): void {
  if (body.call !== undefined || messages[code].severity !== "warning") return;
  report(body.checker.diagnostics, code, span, facts, extras);
}

/** How many errors were reported so far: what has one inside is not looked at for warnings. */
export function countErrors(checker: Checker): number {
  return checker.diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
}

/** What the bounds of integers follow from in a body. */
export function knownIn(body: Body): Known {
  return {
    axes: body.checker.axes,
    unsized: body.checker.unsized,
    valueOf: (binding) => lookUpBinding(body.scope, binding)?.value.expression,
  };
}

export function sameSpan(a: Span, b: Span): boolean {
  return a.file === b.file && a.start === b.start && a.end === b.end;
}

/** A readable id that is unique in the Model: `GPT.x`, then `GPT.x#2`. */
export function uniqueId(checker: Checker, base: string): string {
  const count = (checker.names.get(base) ?? 0) + 1;
  checker.names.set(base, count);
  return count === 1 ? base : `${base}#${count}`;
}

/** A body without surroundings, for constants and sizes of files. */
export function emptyBody(checker: Checker, scope: Scope, owner: string, kind: BodyKind): Body {
  return {
    checker,
    kind,
    owner,
    scope,
    sink: [],
    layer: undefined,
    restrictions: new Map(),
    scanned: new Set(),
    carried: new Set(),
    call: undefined,
    inlining: [],
    nexts: new Map(),
    nextsAround: new Set(),
    passing: new Map(),
    states: [],
    indexed: undefined,
    padded: new Set(),
    isLenient: false,
    settings: false,
    numbers: new Map(),
    isSetting: false,
  };
}
