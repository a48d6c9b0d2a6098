/** What a formula is lowered in: the whole run, one entry of the package, one instance of a layer. */
import type {
  Axis as ModelAxis,
  AxisId,
  BindingId,
  Expression,
  Layer,
  Model,
  Statement,
} from "../../2-check/model.ts";
import type { Size } from "../../sizes/size.ts";
import type { Span } from "../../source/spans.ts";
import type { SourceBuilder } from "../graph-builder.ts";
import type { Axis, GraphParameter, GraphState, Output, SourceNode } from "../graph.ts";
import type { DataGiven } from "./data-given.ts";

export interface Lowering {
  readonly model: Model;
  readonly axes: ReadonlyMap<AxisId, ModelAxis>;
  readonly layers: ReadonlyMap<string, Layer>;
  /** Sizes of vocabularies that were made from data, and of free axes that were set, by symbol. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Labels of vocabularies that were made from data. */
  readonly labels: ReadonlyMap<AxisId, readonly string[]>;
  /** Copies and averages of models, in the order of their declarations. */
  readonly twins: readonly Layer[];
  /** Axes that don't belong to an instance. */
  readonly globalAxes: ReadonlySet<AxisId>;
  /** What the data of trainings say of what is given to inputs. */
  readonly given: ReadonlyMap<BindingId, DataGiven>;
  /** Names that some `grad(y, x)` differentiates by. */
  readonly marked: ReadonlySet<BindingId>;
  /** By path, in the order of first use. */
  readonly parameters: Map<string, GraphParameter>;
  readonly states: Map<string, GraphState>;
}

/** How a caller gets what is exposed at a place. */
export interface ExposedAs {
  /** The path of the whole: without the numbers of stacks. */
  readonly path: string;
  /** The axes as the formula has them; others come before. */
  readonly order: readonly Axis[];
  readonly part: NonNullable<Output["part"]>;
}

/** One entry has a builder of its own: an axis may be fixed in one and of the size of the day in another. */
export interface EntryScope {
  readonly lowering: Lowering;
  readonly builder: SourceBuilder;
  readonly training: boolean;
  /** Symbols that are fixed in this entry. */
  readonly sizes: ReadonlyMap<string, Size>;
  /** The largest that a free axis gets, where that is known. */
  readonly highs: ReadonlyMap<string, number>;
  /** In private training the axis of the batch: parameters are read by each example for itself. */
  readonly examples: Axis | undefined;
  /** What a parameter is after a `minimize`; the leaf before. */
  readonly parameterValues: Map<string, SourceNode>;
  /** `h' = …` of layers' states. */
  readonly nextStates: Map<string, SourceNode>;
  /** Of a training: its name, and the next values of its schedules' states, which an evaluation gives. */
  readonly schedules: { readonly owner: string; readonly next: Map<string, SourceNode> };
  readonly exposed: Map<string, SourceNode>;
  readonly exposedAs: Map<string, ExposedAs>;
  readonly watched: Map<string, SourceNode>;
  readonly settings: Set<string>;
  /** Names of marks that were given. */
  readonly marks: Set<string>;
  /** The names of runs of scans: of one scan, by what goes into it and what its body makes. */
  readonly runs: Map<string, Map<string, string>>;
  /** Here because calls, presence and expressions need each other in a circle. */
  readonly expression: (scope: Scope, expression: Expression) => SourceNode;
  readonly statements: (scope: Scope, statements: readonly Statement[]) => void;
  /** In a training on records: the size that each would have by itself along a bounded axis, by the axis's symbol; `[batch]`. */
  readonly ownSizes: Map<string, SourceNode>;
  /** Between which numbers a whole number of positions and sizes lies, as far as it was asked for. */
  readonly ranges: Map<SourceNode, { readonly low: number; readonly high: number } | undefined>;
  /** Of axes whose sizes follow from no axis parameter: what stands for each. */
  readonly plainAxes: Map<AxisId, readonly Axis[]>;
  /** Those that layers declare inside, by the graph's axis. */
  readonly localAxes: Map<string, Axis>;
  /** Of the axes of instances: where a record's own positions along them end, by the graph's axis. */
  readonly ownEnds: Map<string, Size>;
  /** What a quotient axis is a part of: `row/2` has `of: row, by: 2`. */
  readonly quotients: Map<string, { readonly of: Axis; readonly by: number }>;
}

/** Where the condition doesn't hold, anything will do: operators with a domain read something inside of it. */
export interface Guard {
  readonly condition: SourceNode;
  /** Operands with all of these axes are guarded: others are the same where the condition holds. */
  readonly axes: readonly Axis[];
  /** What must hold for it, each by itself: operands that lack some of the axes are guarded by what they have the axes of. */
  readonly parts: readonly SourceNode[];
}

/** Of one axis or those of a group: results that have it are something else where the condition doesn't hold. */
export interface Restricted extends Guard {
  /** What must hold for an operand to be read as it is: of a condition that differs along axes that are seen as a whole no more than its parts that don't. */
  readonly reads: readonly SourceNode[];
}

/** A scan whose body this is. */
export interface ScanScope {
  readonly scan: string;
  readonly axis: Axis;
  /** The axes of which `axis` is made where a group is scanned; else `axis` alone. */
  readonly group: readonly Axis[];
  /** What the body sees at its current position, whole. */
  readonly seen: SourceNode[];
  /** Of each carried value, by its name. */
  readonly next: Map<string, SourceNode>;
  readonly yielded: SourceNode[];
}

export interface Scope {
  readonly entry: EntryScope;
  /** `GPT.blocks.0.attn`; empty in a training or a generator. */
  readonly path: string;
  readonly layer: Layer | undefined;
  /** Actual axes for axis parameters and for local axes. */
  readonly axes: ReadonlyMap<AxisId, readonly Axis[]>;
  readonly values: Map<BindingId, SourceNode>;
  /** For values over bounded axes from outside: which positions are real, by the id of the graph's axis. */
  readonly presence: Map<BindingId, ReadonlyMap<string, SourceNode>>;
  readonly restrictions: readonly Restricted[];
  /** Of the restrictions of functions to which this is given, and of `where(c, a, b)` around. */
  readonly guards: readonly Guard[];
  /** The scans around, the innermost last. */
  readonly scans: readonly ScanScope[];
  /** In an index: what is indexed. */
  readonly indexed?: SourceNode;
  /** Extra axes that the call of this instance lets through: noise has them. */
  readonly lifted: readonly Axis[];
  /** In an inlined function, whose names aren't those of the formulas that a reader has before him: values take theirs from outside. */
  readonly inFunction: boolean;
  /** In a schedule with state: the paths of its states. */
  readonly schedule?: ReadonlyMap<string, string>;
  /** The name of the formula that is lowered, and the functions in whose bodies it stands, the outermost first. */
  readonly formula: readonly string[];
  /** The whole formula: in a function of the library that of its caller. */
  readonly statement: Span | undefined;
  /** In a function: the formula of its caller. */
  readonly callers: readonly string[];
  /** In an optimizer's body: the parameter that it runs for, and its states by their names there. */
  readonly optimizer?: {
    readonly parameter: string;
    readonly states: ReadonlyMap<string, { readonly path: string; readonly axes: readonly Axis[] }>;
  };
}

/**
 * Gives a name its value. One that a gradient is taken by is marked, so that only uses of that name count, and has the axes that the call
 * of this instance lets through, so that each example has a slope of its own.
 */
export function bindValue(scope: Scope, id: BindingId, value: SourceNode): void {
  const { builder, lowering, marks } = scope.entry;
  if (!lowering.marked.has(id)) {
    scope.values.set(id, value);
    return;
  }
  const name = `${joinPath(scope.path, id)} ${marks.size}`;
  marks.add(name);
  scope.values.set(id, builder.mark(builder.spread(value, scope.lifted), name));
}

/** The last name of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

/** A path of instances and names: `GPT` and `W_e` make `GPT.W_e`. */
export function joinPath(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/** A scope outside of any layer: of a training or a generator. */
export function outermostScope(entry: EntryScope): Scope {
  return {
    entry,
    path: "",
    layer: undefined,
    axes: new Map(),
    values: new Map(),
    presence: new Map(),
    restrictions: [],
    guards: [],
    scans: [],
    inFunction: false,
    formula: [],
    statement: undefined,
    callers: [],
    lifted: [],
  };
}
