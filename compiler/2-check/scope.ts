import type { Diagnostic, Edit, Fix } from "../source/diagnostic.ts";
import type { Span } from "../source/spans.ts";
import type * as Tree from "../1-parse/tree.ts";
import type {
  AxisId,
  Binding,
  BindingId,
  CallTarget,
  Expression,
  Instance,
  Layer,
  Parameter,
  Type,
} from "./model.ts";
import type { StatesOfArguments } from "./kept-states.ts";
import type { Value } from "./values.ts";
import type { Size } from "../sizes/size.ts";

/** A value that is known before a run: a number, or a truth value as 0 or 1. */
export interface Constant {
  readonly number: number;
  readonly isTruth: boolean;
}

/** What a name stands for. Values and axes have names of their own: a field and an axis may both be called `label`. */
export type Entity =
  | ValueEntity
  | { readonly kind: "constant"; readonly value: Constant; readonly span: Span }
  /** A `const` of a file: evaluated when it is first asked for. */
  | {
      readonly kind: "constant-declaration";
      readonly declaration: Tree.ConstDeclaration;
      readonly scope: Scope;
      readonly span: Span;
    }
  | ParameterEntity
  | { readonly kind: "state"; readonly name: string; readonly type: Type; readonly span: Span }
  | InstanceEntity
  | FunctionEntity
  | LayerEntity
  | OptimizerEntity
  | ScheduleEntity
  | {
      readonly kind: "data";
      readonly declaration: Tree.DataDeclaration;
      readonly scope: Scope;
      readonly span: Span;
    }
  | { readonly kind: "namespace"; readonly scope: Scope; readonly span: Span }
  /** Introduced by something that has been reported. */
  | { readonly kind: "broken"; readonly span: Span };

export interface ValueEntity {
  readonly kind: "value";
  readonly binding: Binding;
  /** What it was bound to, for its flags and its integer bounds. */
  readonly value: Value;
  readonly source: Tree.Expression | undefined;
  /** In a scan, which sees it at the current position: its type outside. */
  readonly whole?: Type;
  /** A field, an argument of a model or a grown text: it knows which of its positions are real. */
  readonly isSource: boolean;
  readonly span: Span;
}
export interface ParameterEntity {
  readonly kind: "parameter";
  readonly parameter: Parameter;
  /** The in side as it is written: without the hidden twins of a square map. */
  readonly inside: readonly AxisId[];
  /** Of another instance than the layer whose body this is: `M.W`. */
  readonly of?: CallTarget;
  readonly span: Span;
}
export interface InstanceEntity {
  readonly kind: "instance";
  readonly path: readonly string[];
  readonly info: LayerInfo;
  /** What stands for each axis parameter. */
  readonly actual: ReadonlyMap<AxisId, readonly AxisId[]>;
  readonly instance: Instance;
  readonly span: Span;
}
export interface FunctionEntity {
  readonly kind: "function";
  readonly declaration: Tree.FunctionDeclaration;
  readonly scope: Scope;
  readonly span: Span;
}
export interface LayerEntity {
  readonly kind: "layer";
  readonly declaration: LayerLike;
  readonly scope: Scope;
  readonly span: Span;
}
export interface OptimizerEntity {
  readonly kind: "optimizer";
  readonly declaration: Tree.OptimizerDeclaration;
  readonly scope: Scope;
  readonly span: Span;
}
export interface ScheduleEntity {
  readonly kind: "schedule";
  readonly declaration: Tree.ScheduleDeclaration;
  readonly scope: Scope;
  readonly span: Span;
}

export type LayerLike = Tree.LayerDeclaration | Tree.ModelDeclaration | Tree.ModelCopy;

/** `top_k[of as into]` over axis parameters: what is left over, which may not be negative where these are given. */
export interface Choice {
  readonly rest: Size;
  readonly axis: string;
  readonly into: string;
}

/** A size over axis parameters of a layer that must be known when a package is built, and what has it. */
export interface Stored {
  readonly what: string;
  readonly size: Size;
}

/** A layer that has been checked, with what its callers must know beside its signature. */
export interface LayerInfo {
  readonly layer: Layer;
  /** Every axis that it touches: an argument may not bring one of these along. */
  readonly touched: ReadonlySet<AxisId>;
  /** Sizes over its axis parameters that must be whole where they are given: `row/2`. */
  readonly sizes: readonly Size[];
  readonly choices: readonly Choice[];
  readonly stored: readonly Stored[];
  /** Which of its states follow from which argument. */
  readonly kept: StatesOfArguments;
  /** Its signature could not be read. */
  readonly broken: boolean;
  /** Mistakes were found in it. */
  readonly hasErrors: boolean;
  /** Its formulas, and the parts without mistakes of those with one. */
  readonly remains: readonly Expression[];
}

export type AxisEntity =
  | { readonly kind: "axes"; readonly ids: readonly AxisId[]; readonly span: Span }
  /** An `axis` of a file: made when it is first asked for. */
  | {
      readonly kind: "declaration";
      readonly declaration: Tree.AxisDeclaration;
      readonly scope: Scope;
      readonly span: Span;
    }
  | { readonly kind: "broken"; readonly span: Span };

export interface Scope {
  readonly values: Map<string, Entity>;
  readonly axes: Map<string, AxisEntity>;
  /** Names that nothing has, and that were reported. */
  readonly unknown: Map<string, UnknownName>;
  /** Of a block: where its statements first give a name, whether they have been read or not. */
  readonly given: Map<string, Span>;
  readonly parent: Scope | undefined;
  /** Of a file: its place among the files, for ids of its axes. */
  readonly file?: FileOfScope;
}
/** A name that nothing has: it is reported once, and what it must have meant is taken for it from then on. */
export interface UnknownName {
  readonly meant: string | undefined;
  readonly told: Diagnostic;
  /** Those of its fix; further uses add theirs. */
  readonly edits: Edit[];
  /** All that is offered. */
  readonly fixes: Fix[];
}
export interface FileOfScope {
  readonly name: string;
  readonly role: "main" | "import" | "library";
}

export function childScope(parent: Scope): Scope {
  return { values: new Map(), axes: new Map(), unknown: new Map(), given: new Map(), parent };
}

export function lookUpValue(scope: Scope, name: string): Entity | undefined {
  return scope.values.get(name) ?? (scope.parent && lookUpValue(scope.parent, name));
}

export function lookUpAxis(scope: Scope, name: string): AxisEntity | undefined {
  return scope.axes.get(name) ?? (scope.parent && lookUpAxis(scope.parent, name));
}

/** Where a block that a place stands in gives a name further down. */
export function givenBelow(scope: Scope, name: string, at: Span): Span | undefined {
  const span = scope.given.get(name);
  if (span?.file === at.file && span.start > at.start) return span;
  return scope.parent && givenBelow(scope.parent, name, at);
}

/** The entity of a binding that is in scope; a name that shadows it hides it. */
export function lookUpBinding(scope: Scope, id: BindingId): ValueEntity | undefined {
  for (const entity of scope.values.values()) {
    if (entity.kind === "value" && entity.binding.id === id) return entity;
  }
  return scope.parent && lookUpBinding(scope.parent, id);
}

/** The file that a scope belongs to. */
export function fileOf(scope: Scope): FileOfScope | undefined {
  return scope.file ?? (scope.parent && fileOf(scope.parent));
}
