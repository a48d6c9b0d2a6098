/**
 * The Model: what `check` promises and `lower` reads. Names are resolved, axes are unified, every expression carries its
 * type and its span. Nothing after `check` can fail because of the user's spec.
 *
 * Layers are checked once, with their axis parameters as axes of their own ("rigid"), and are *not* copied for each use:
 * `lower` substitutes actual axes for rigid ones and lets extra axes (a batch, say) pass through by name. A `fn` has an
 * inferred type, so each call of it is checked with the types of that call and stands in the Model as a `block`.
 * Whatever is written in terms of other things is gone: a map applied to a tensor is a `reduce` of a product, applied to
 * an index it is an `index`; labels are numbers; renames, splits, merges and windows are `index` with integer expressions.
 */
import type { Span } from "../source/spans.ts";
import type { Size } from "../sizes/size.ts";
import type { ElementType, OperatorName } from "../operators/operator.ts";

/** Unique in the Model and readable: `seq`; `Attention.head` for an axis that belongs to a layer; `softmax.pair#2` in a call. */
export type AxisId = string;
/** Unique in the Model and readable: `GPT.x`, `GPT.x#2` after shadowing. */
export type BindingId = string;

export interface Axis {
  readonly id: AxisId;
  /** As written, for messages and names in shaders. */
  readonly name: string;
  readonly size: Size;
  readonly origin: AxisOrigin;
  readonly span: Span;
  readonly documentation?: string;
}

export type AxisOrigin =
  /** Size from an expression; a labelled axis has its labels as text. */
  | { readonly kind: "fixed"; readonly labels?: readonly string[] }
  /** `seq <= 64`: its size is the symbol named by its id. */
  | { readonly kind: "bounded"; readonly low: number; readonly high: number; readonly step: number }
  /** Free: given by the caller; its size is the symbol named by its id. */
  | { readonly kind: "free" }
  /** A second copy of the same index space: the same size, other positions. */
  | { readonly kind: "twin"; readonly of: AxisId }
  /** `row/2`: flattened, so that `of` isn't itself a quotient. Equal terms are one axis. */
  | { readonly kind: "quotient"; readonly of: AxisId; readonly by: number }
  /** `cls ++ patch` */
  | { readonly kind: "sum"; readonly parts: readonly AxisId[] }
  /** `(row, col)` where one axis stands: its positions run through the members in row-major order. A type has the members. */
  | { readonly kind: "group"; readonly members: readonly AxisId[] }
  /** Labelled by a tokenizer, or by the values of a column, which are read from data; its size is the symbol named by its id, unless it is known from the spec. */
  | { readonly kind: "tokenizer"; readonly tokenizer: Tokenizer }
  /** The axis parameter of a layer: its size is the symbol named by its id. An argument may be a group of axes. */
  | { readonly kind: "rigid"; readonly layer: string };

export interface Tokenizer {
  /** `labels` cuts no text: each value is a label. */
  readonly kind: "characters" | "bytes" | "words" | "bpe" | "file" | "labels";
  /** `corpus.txt`, `npm:package@version/path/*.txt`, with `:field` or `:field,field` split off. */
  readonly source?: string;
  readonly fields?: readonly string[];
  /** At most (words, bpe, labels) or exactly (characters) so many labels. */
  readonly count?: number;
  readonly special: readonly string[];
}

/** What a value is: its axes as a set, sorted by id, and its elements. A map is a tensor that remembers its sides. */
export interface Type {
  readonly axes: readonly AxisId[];
  readonly element: ElementType;
  /** The axis that an `int` indexes, when it is `in axis`. */
  readonly indexes?: AxisId;
}

interface Common {
  readonly type: Type;
  readonly span: Span;
}

export type Expression = Common &
  (
    | { readonly kind: "constant"; readonly value: number }
    /** `|seq|`: a number that may depend on sizes of the day. */
    | { readonly kind: "size"; readonly size: Size }
    /** `last` in an index of an axis whose size may differ from record to record of a training: the last position of each record. */
    | { readonly kind: "last"; readonly axis: AxisId }
    /** The number of a label that a tokenizer made from data: `"[START]"`. Its type indexes the tokenizer's axis. */
    | { readonly kind: "label"; readonly axis: AxisId; readonly text: string }
    /** An axis name used as a value: 0, 1, 2, … along it. */
    | { readonly kind: "position"; readonly axis: AxisId }
    /** A name bound by a statement, an argument, a field, a carried value. */
    | { readonly kind: "reference"; readonly binding: BindingId }
    /** A parameter of the layer whose body this is, or of another instance. Its type has the parameter's stored axes. */
    | { readonly kind: "parameter"; readonly name: string; readonly of?: CallTarget }
    /** The value of a state of this layer at the beginning of the step. */
    | { readonly kind: "state"; readonly name: string }
    /** Which positions of an argument, a field or a grown text are real: `[…, axis] bool`. */
    | { readonly kind: "present"; readonly of: BindingId; readonly axis: AxisId }
    /** Number that the run gives: `step` (from 1), `steps`, `epoch`, `rate`; reserved names of `train` that change or are set late. */
    | { readonly kind: "setting"; readonly name: SettingName }
    /** Compile-time boolean. */
    | { readonly kind: "training" }
    | { readonly kind: "apply"; readonly operator: OperatorName; readonly arguments: readonly Expression[] }
    /** Over nothing: sum 0, product 1, max -3.4e38, min +3.4e38. */
    | {
        readonly kind: "reduce";
        readonly operator: ReduceOperator;
        readonly axes: readonly AxisId[];
        readonly of: Expression;
      }
    /** Each replaced axis gets an integer expression; outside of the axis the result is `otherwise`, else positions are inside. */
    | {
        readonly kind: "index";
        readonly of: Expression;
        readonly replaced: readonly { readonly axis: AxisId; readonly at: Expression }[];
        readonly otherwise?: Expression;
      }
    /** `spread[axes](x)`: constant along axes that it lacks. */
    | { readonly kind: "spread"; readonly of: Expression; readonly axes: readonly AxisId[] }
    | {
        readonly kind: "concat";
        readonly axis: AxisId;
        readonly parts: readonly { readonly axis: AxisId; readonly value: Expression }[];
      }
    | {
        readonly kind: "stack";
        readonly axis: AxisId;
        /** In the order of the axis's labels. */ readonly parts: readonly Expression[];
      }
    | { readonly kind: "stop"; readonly of: Expression }
    /** `grad(y, x)`: only uses of that binding count. */
    | { readonly kind: "gradient"; readonly of: Expression; readonly by: BindingId }
    /** Uniform in [0, 1) or standard normal; `site` is the call's place, unique in the Model; the instance path is added by `lower`. */
    | {
        readonly kind: "random";
        readonly distribution: "uniform" | "normal";
        readonly site: string;
        /** Axes of this argument, too. */ readonly like?: Expression;
      }
    /** A call of a `fn`, or any sequence of bindings with a result. Under `restriction` the reductions over the axis see only
     *  the positions where the condition holds, and a result that still has the axis is `otherwise` (0) outside. */
    | {
        readonly kind: "block";
        readonly name?: string;
        readonly body: readonly Statement[];
        readonly results: readonly Expression[];
        readonly restrictions: readonly Restriction[];
        /** Of a schedule with state: what `update` says is worked out each time that an evaluation ends. */
        readonly schedule?: ScheduleState;
      }
    /** A use of an instance of this layer (path of `use` names, mostly one), or of a model (path begins with its name). */
    | {
        readonly kind: "call";
        readonly target: CallTarget;
        readonly arguments: readonly Argument[];
        readonly types: readonly Type[];
      }
    /** One of several results of a call, a block or a scan; its `type` is that result's. */
    | { readonly kind: "result"; readonly of: Expression; readonly index: number }
    /** Carried values go from position to position; tensors with the axis are seen at the current one. Results: one a `yield`, along the axis. */
    | {
        readonly kind: "scan";
        readonly axis: AxisId;
        readonly carried: readonly {
          readonly binding: BindingId;
          readonly name: string;
          readonly type: Type;
          readonly initial: Expression;
        }[];
        readonly body: readonly Statement[];
        readonly types: readonly Type[];
      }
    /** What has no algebra. `argmax` and the like are written in weft. */
    | {
        readonly kind: "row";
        readonly operation: "sort" | "top_k";
        readonly axis: AxisId;
        readonly into: AxisId;
        readonly of: Expression;
        readonly types: readonly Type[];
      }
  );

export type ReduceOperator = "sum" | "product" | "max" | "min";
export type SettingName = "step" | "steps" | "epoch" | "evaluation_loss";

export interface ScheduleState {
  /** Unique in the Model: `on_plateau`, `on_plateau#2`. */
  readonly site: string;
  /** Scalars. */
  readonly states: readonly { readonly name: string; readonly initial: Expression }[];
  /** Bindings that follow from `evaluation_loss`, and the next values of the states; after the block's body. */
  readonly update: readonly Statement[];
}

export interface Restriction {
  readonly axis: AxisId;
  /** The other axes of the bracket, each for an axis parameter of its own: along them all positions are seen. */
  readonly beside: readonly AxisId[];
  readonly condition: Expression;
  readonly otherwise?: Expression;
}

export type CallTarget =
  | { readonly kind: "instance"; readonly path: readonly string[] }
  | { readonly kind: "model"; readonly model: string; readonly path: readonly string[] };

export interface Argument {
  readonly name: string;
  readonly value: Expression;
}

export interface Binding {
  readonly id: BindingId;
  readonly name: string;
  readonly type: Type;
  readonly span: Span;
}

export type Statement =
  /** Several bindings take the results of one call, block or scan. */
  | {
      readonly kind: "bind";
      readonly bindings: readonly Binding[];
      readonly value: Expression;
      /** In a function's block: what the caller gives, a formula of the caller's. */
      readonly isArgument?: true;
      /** Of an argument: only positions where these hold are used, so that anything will do at others. */
      readonly under?: readonly Restriction[];
      readonly span: Span;
    }
  /** `h' = …`: the next value of a state or of a carried value; formulas after it read it through the binding. */
  | {
      readonly kind: "next";
      readonly name: string;
      readonly binding?: Binding;
      readonly value: Expression;
      readonly span: Span;
    }
  | { readonly kind: "yield"; readonly values: readonly Expression[]; readonly span: Span }
  | { readonly kind: "expose"; readonly name: string; readonly value: Expression; readonly span: Span }
  | { readonly kind: "watch"; readonly name: string; readonly value: Expression; readonly span: Span };

export interface Layer {
  readonly kind: "layer" | "model";
  readonly name: string;
  readonly documentation?: string;
  readonly span: Span;
  readonly axisParameters: readonly AxisId[];
  readonly arguments: readonly LayerArgument[];
  readonly results: readonly {
    readonly name?: string;
    readonly type: Type;
    /** Its axes in the order in which they are written: that of a caller's array. */
    readonly order: readonly AxisId[];
    readonly span: Span;
  }[];
  readonly parameters: readonly Parameter[];
  readonly states: readonly {
    readonly name: string;
    readonly type: Type;
    readonly initial: Expression;
    readonly span: Span;
  }[];
  readonly instances: readonly Instance[];
  /** Fresh for each instance, those of inlined functions too. Their sizes and origins may name axis parameters. */
  readonly localAxes: readonly AxisId[];
  readonly body: readonly Statement[];
  readonly returned: readonly Expression[];
  readonly promises: readonly LayerPromise[];
  /** For a `copy of` or an `average of` another model: no body of its own. */
  readonly twin?: { readonly kind: "copy" | "average"; readonly of: string; readonly decay?: Expression };
}

export interface LayerPromise {
  readonly kind: "causal" | "independent";
  readonly axis: AxisId;
  readonly span: Span;
}

export interface LayerArgument {
  readonly binding: Binding;
  /** Its axes in the order in which they are written: that of a caller's array. */
  readonly order: readonly AxisId[];
  /** `keep: [to?, from] bool`: axes that the actual argument may lack. */
  readonly optionalAxes: readonly AxisId[];
  readonly initial?: Expression;
}

/** Stored in the order family, in side, out side. A square map's in side has a hidden twin, so that all stored axes differ. */
export interface Parameter {
  readonly name: string;
  readonly family: readonly AxisId[];
  readonly inside: readonly AxisId[];
  /** For a parameter that isn't a map: all of its axes. */
  readonly outside: readonly AxisId[];
  readonly isMap: boolean;
  readonly initial: Initial;
  readonly span: Span;
  readonly documentation?: string;
}

/** Fans are products of the sizes of the sides of one map. */
export type Initial =
  | { readonly kind: "constant"; readonly value: Expression }
  | { readonly kind: "xavier" | "he" | "orthogonal" | "identity" }
  | { readonly kind: "normal"; readonly mean: Expression; readonly deviation: Expression }
  | { readonly kind: "uniform"; readonly low: Expression; readonly high: Expression };

export interface Instance {
  readonly name: string;
  readonly layer: string;
  /** One entry an axis parameter; more than one axis is a group. */
  readonly axes: readonly (readonly AxisId[])[];
  /** Constant arguments that are given where the instance is made. */
  readonly arguments: readonly Argument[];
  /** `Block * depth`: the count, and the axis where it was given as one. */
  readonly stack?: { readonly count: Size; readonly axis?: AxisId };
  readonly span: Span;
}

export interface Data {
  readonly name: string;
  readonly documentation?: string;
  readonly source: {
    readonly kind: DataKind;
    readonly path: string;
    readonly options: readonly SourceOption[];
    readonly span: Span;
  };
  readonly fields: readonly Field[];
  readonly span: Span;
}

export interface SourceOption {
  readonly name: string;
  readonly value: string | number;
  /** Of the value. */
  readonly span: Span;
}

export type DataKind = "text" | "lines" | "jsonl" | "csv" | "images" | "audio" | "npy" | "module";

export interface Field {
  readonly name: string;
  /** Without the batch. */
  readonly type: Type;
  /** Its axes in the order in which they are written: that of an array in a record. */
  readonly order: readonly AxisId[];
  readonly from:
    | {
        readonly kind: "field";
        /** Empty where a template's names are of the record itself. */
        readonly field: string;
        readonly start?: string;
        readonly end?: string;
        /** What each entry is as a text. */
        readonly template?: Template;
      }
    | { readonly kind: "shifted"; readonly of: string; readonly by: number }
    /** Whether a position of that field, which has a template, is of a part of its text. */
    | { readonly kind: "part"; readonly of: string; readonly part: Part };
  readonly span: Span;
}

/** Texts, and between each two of them an entry's value of a name. */
export interface Template {
  readonly texts: readonly string[];
  readonly names: readonly string[];
}

/** The value of this name, in entries that have these values. */
export interface Part {
  readonly name: string;
  readonly only: readonly { readonly name: string; readonly value: string | number }[];
}

export interface Training {
  /** `train` without a name is called `train`. */
  readonly name: string;
  /** A training without has what its own formulas make. */
  readonly data?: string;
  readonly documentation?: string;
  readonly span: Span;
  /** One binding a field, typed with the extra axis `batch`. */
  readonly fields: readonly Binding[];
  /** Statements before, between and after the minimizations, in order; a minimization is a barrier. */
  readonly body: readonly (Statement | Minimization | Report)[];
  readonly settings: TrainingSettings;
}

export interface Minimization {
  readonly kind: "minimize";
  readonly loss: Expression;
  /** Patterns as written, `Critic`, `**.A`; empty means all parameters. */
  readonly over: readonly string[];
  readonly except: readonly string[];
  readonly optimizer: Optimizer;
  readonly span: Span;
}

export interface Report {
  readonly kind: "report";
  readonly name: string;
  readonly value: Expression;
  readonly span: Span;
}

/**
 * What `gradient`, `parameter` and what is made of them have in an optimizer's body: an axis for all of the parameter's, whichever it has; or,
 * of one for maps, an axis for each side.
 */
export type OptimizerAxes =
  | { readonly kind: "all"; readonly element: AxisId }
  | { readonly kind: "sides"; readonly inside: AxisId; readonly outside: AxisId };

/** An optimizer's body, checked for this use; it is run for each parameter. */
export interface Optimizer {
  readonly name: string;
  readonly axes: OptimizerAxes;
  /** Axes that its formulas declare, and the functions that they call: each parameter has its own of them. */
  readonly localAxes: readonly AxisId[];
  /** Bindings of `gradient`, `parameter`, `matrix`, `loss` in the body. */
  readonly given: {
    readonly gradient: BindingId;
    readonly parameter: BindingId;
    readonly matrix: BindingId;
    readonly loss: BindingId;
  };
  /** Arguments as bindings (`rate` may follow a schedule of `step`), then the body; `next` of a state or of `parameter`. */
  readonly body: readonly Statement[];
  readonly states: readonly { readonly name: string; readonly type: Type; readonly initial: Expression }[];
  /** The binding that holds the learning rate, for the log. */
  readonly rate?: BindingId;
}

export interface TrainingSettings {
  readonly batch: number;
  readonly length: { readonly kind: "steps" | "epochs"; readonly count: number };
  readonly clip?: number;
  /** In how many parts, one after the other, the batch is computed. */
  readonly accumulate: number;
  /** Each example's gradient is cut to the norm `clip`, and noise of `noise * clip` is added to their sum. */
  readonly private?: { readonly clip: number; readonly noise: number };
  readonly precision: "f32" | "f16";
  readonly seed: number;
  /** A name is that of a training, a text the path of a checkpoint. */
  readonly start?:
    { readonly kind: "training"; readonly name: string } | { readonly kind: "file"; readonly path: string };
  readonly evaluateEvery?: number;
  readonly saveEvery?: number;
  /** So many evaluations in a row that bring no lower loss end the training. */
  readonly patience?: number;
}

export interface Generator {
  readonly name: string;
  readonly documentation?: string;
  readonly span: Span;
  /** `options` are scalars with a default; the others are inputs. */
  readonly arguments: readonly LayerArgument[];
  /** Before `grow`. */
  readonly body: readonly Statement[];
  readonly grow?: {
    readonly binding: Binding;
    /** The axis that grows; its text indexes `type.indexes`. */
    readonly axis: AxisId;
    /** An argument, or a text of labels. */
    readonly from:
      | { readonly kind: "value"; readonly value: Expression }
      | { readonly kind: "text"; readonly text: string };
    readonly window?: number;
    readonly beam?: number;
    readonly body: readonly Statement[];
    readonly next: Expression;
    /** Asked after each yield, of the longer text. */
    readonly until?: Expression;
  };
  readonly returned: readonly Expression[];
}

export interface Model {
  readonly file: string;
  /** The file's first documentation comment. */
  readonly documentation?: string;
  /** Every axis, local ones too. */
  readonly axes: readonly Axis[];
  readonly constants: readonly { readonly name: string; readonly value: number }[];
  /** All that are used, those of the standard library and of imports too. */
  readonly layers: readonly Layer[];
  readonly data: readonly Data[];
  readonly trainings: readonly Training[];
  readonly generators: readonly Generator[];
  /** Names that some `grad(y, x)` takes the slope by. */
  readonly marked: readonly BindingId[];
}
