/**
 * The whole contract between the compiler and the runtime: types only. A generated package holds one value of type `ModelPlan`.
 * The runtime decides nothing that stands here: it makes the buffers, the pipelines and the bind groups, and runs the lists.
 */

/**
 * Memory is a few arenas, addressed in elements of four bytes:
 * - `parameters` and `states` (optimizer states, layers' states) live as long as the model;
 * - `work` holds everything real that an entry computes, `integers` its ints, booleans (0, 1) and int inputs;
 *   what a generator keeps of a text lies in `work` from one call to the next.
 *
 * On WebGPU an arena is a buffer for each `ModelPlan.chunk` elements, so that a device can bind it; no value lies in two of them.
 */
export type ArenaName = "parameters" | "states" | "work" | "integers";

/** A polynomial in the sizes of the day, as `compiler/sizes/size.ts` has it: sum of coefficient * product of symbols, over divisor. */
export interface PlanSize {
  readonly terms: readonly { readonly symbols: readonly string[]; readonly coefficient: number }[];
  readonly divisor: number;
}

export interface PlanAxis {
  readonly name: string;
  readonly size: PlanSize;
  /** The key in `vocabularies` of the labels, where it has some. */
  readonly vocabulary?: string;
  /** Of an output: each position lies in a place of its own. */
  readonly inParts?: true;
}

/** Labels of an axis: listed in the spec, or made by a tokenizer when the package was built (in `tokenizer.json`). */
export type Vocabulary =
  /**
   * `special` where they are the values of a column: those that aren't ([PAD], [UNK] …). A value is given by its label alone, since it may be a
   * number, and one that has none is [UNK] where that exists.
   */
  | { readonly kind: "labels"; readonly labels: readonly string[]; readonly special?: readonly string[] }
  | { readonly kind: "tokenizer"; readonly tokenizer: string };

/**
 * What `tokenizer.json` has under each tokenizer's name. `labels` are in the order of their numbers; `special` lists those that no text
 * produces ([PAD], [UNK], [START] …); an unknown piece of text becomes [UNK] where that label exists and is an error else.
 */
export type PlanTokenizer =
  /** One label a Unicode code point. */
  | { readonly kind: "characters"; readonly labels: readonly string[]; readonly special: readonly string[] }
  /** Numbers 0 to 255 are the bytes of UTF-8; the special labels follow. */
  | { readonly kind: "bytes"; readonly special: readonly string[] }
  /** Runs of letters, digits and `_`, and every other character that isn't white space, by itself. */
  | {
      readonly kind: "words";
      readonly labels: readonly string[];
      readonly special: readonly string[];
      readonly lowercase: boolean;
    }
  /** Byte-level BPE: the special labels, 256 bytes, and what each rule makes of two numbers before it. */
  | {
      readonly kind: "bpe";
      readonly labels: readonly string[];
      readonly special: readonly string[];
      readonly merges: readonly (readonly [number, number])[];
    }
  /** A tokenizer.json of Hugging Face's format, without what weft doesn't use. `special` follows its own labels. */
  | {
      readonly kind: "file";
      readonly labels: readonly string[];
      readonly special: readonly string[];
      readonly file: Readonly<Record<string, unknown>>;
      /** Labels that are special, where some of them are the file's own. */
      readonly unseen?: readonly string[];
    };

export type Initializer =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "normal"; readonly mean: number; readonly deviation: number }
  | { readonly kind: "uniform"; readonly low: number; readonly high: number }
  /** Rows and columns of one map; `count` maps of a family one after the other. */
  | { readonly kind: "orthogonal"; readonly count: number; readonly rows: number; readonly columns: number }
  /** As the parameter at this path, which isn't a copy itself. */
  | { readonly kind: "copy"; readonly of: string }
  | { readonly kind: "identity"; readonly count: number; readonly rows: number; readonly columns: number };

export interface PlanParameter {
  readonly path: string;
  /** Declared order, which is that of checkpoints; stored so, without padding. */
  readonly axes: readonly { readonly name: string; readonly size: number }[];
  /** In elements, in the arena `parameters`. */
  readonly offset: number;
  readonly count: number;
  readonly initial: Initializer;
}

export interface PlanState {
  readonly path: string;
  readonly axes: readonly { readonly name: string; readonly size: number }[];
  /** In elements, in the arena `states`. */
  readonly offset: number;
  readonly count: number;
  readonly initial: number;
  /** The axis whose positions the numbers are. */
  readonly indexes?: { readonly name: string; readonly size: number };
}

/** What an entry's text is: these texts, and between each two of them the entry's value of a name. */
export interface PlanTemplate {
  readonly texts: readonly string[];
  readonly names: readonly string[];
}

/** The numbers of a template's text that are an entry's value of this name, in entries with these values. */
export interface PlanPart {
  readonly name: string;
  readonly only: readonly { readonly name: string; readonly value: string | number }[];
}

export interface PlanInput {
  readonly name: string;
  /** In the declared order; in a training `batch` comes first. */
  readonly axes: readonly PlanAxis[];
  readonly type: "real" | "int" | "bool";
  /** Where it is written: `work` for real, else `integers`. Row-major at the strides below. */
  readonly arena: ArenaName;
  readonly offset: number;
  /** In elements; of the bounds, not of the sizes of the day. */
  readonly strides: readonly number[];
  /** The vocabulary and size that ints index: checked when they come in. */
  readonly indexes?: PlanAxis;
  /** What it is everywhere where the caller gives nothing. */
  readonly initial?: number;
  /** How many samples a second a sound has that it is given: what the sources of its trainings' data say. Where there is one, others are converted. */
  readonly rates?: readonly number[];
  /** How entries become its text: as in the data that all of its trainings give it. */
  readonly template?: PlanTemplate;
  /** Where the number of real positions (an int for each example of a batch) is written, if a formula reads it. */
  readonly lengths?: { readonly axis: string; readonly offset: number; readonly strides: readonly number[] };
}

/** Where elements lie. */
export interface PlanPlace {
  readonly arena: ArenaName;
  readonly offset: number;
  /** For each of the output's axes; 0 along those in parts. */
  readonly strides: readonly number[];
}

export interface PlanOutput {
  readonly role:
    | "loss"
    | "report"
    | "rate"
    /** By which a loss is multiplied for its gradient after the step, and whether the step was skipped: 0, 1, or 2 with the least scale. */
    | "scale"
    | "skipped"
    | "result"
    | "exposed"
    /** The loss's gradient by the exposed value of the same name. */
    | "gradient"
    | "watch"
    | "total"
    | "next"
    | "done";
  readonly name: string;
  readonly axes: readonly PlanAxis[];
  readonly type: "real" | "int" | "bool";
  /** One, or, where some axes are in parts, one for each position along these, row-major. */
  readonly places: readonly PlanPlace[];
  /** The axis whose positions the ints are. */
  readonly indexes?: PlanAxis;
  /** Of a total. */
  readonly combine?: "sum" | "product" | "max" | "min";
}

export interface PlanSymbol {
  readonly symbol: string;
  readonly low: number;
  readonly high: number;
  readonly step: number;
  /** It is how long a text is, for which the axis of that symbol has room: a multiple of that one's step. */
  readonly lengthWithin?: string;
}

/** ceil(size / tile) workgroups. */
export interface PlanExtent {
  readonly size: PlanSize;
  readonly tile: number;
}

export interface PlanDispatch {
  readonly kernel: string;
  /** In the order of the kernel's offsets, in elements. */
  readonly offsets: readonly number[];
  readonly groups: readonly [PlanExtent, PlanExtent, PlanExtent];
  /** On the CPU, where its kernel goes another way there. */
  readonly cpuGroups?: readonly [PlanExtent, PlanExtent, PlanExtent];
  /** On WebGPU all workgroups stand in one line, in rows of equal length, since a side may be longer than a dispatch allows. */
  readonly isLine?: true;
  /** `specs/gpt.weft:31`, for errors of the device and for the first value that went bad. */
  readonly source: string;
  /** The value that it makes, as the spec names it: `GPT.blocks.0.mlp.h`. */
  readonly makes: string;
  /** Of which of the entry's repeats the kernel wants the position, in its order: these follow the offsets. */
  readonly turns?: readonly number[];
  /** Which of those repeats' sizes the kernel wants, by their symbols: these follow the positions. */
  readonly sizes?: readonly string[];
  /** Where in the model its random numbers are drawn: a number for each follows the sizes. */
  readonly sites?: readonly string[];
  /** It may run while those before it do, back to the last without this: none of them needs what another makes, or its place. */
  readonly isBeside?: true;
}

/** A size that is another in each turn of a loop: the least of some polynomials, each rounded down, but at least `low`. */
export interface PlanTurnSize {
  readonly symbol: string;
  readonly low: number;
  /** In the sizes of the day and `this turn`, the loop's position. */
  readonly least: readonly PlanSize[];
}

/** The dispatches `from` to below `to` run once for each position of an axis: a scan, or a value that is made strip by strip. */
export interface PlanRepeat {
  readonly axis: string;
  readonly from: number;
  readonly to: number;
  /** Rounded down. */
  readonly count: PlanSize;
  /** The bound of `count`. */
  readonly most: number;
  /** From the last position to the first. */
  readonly reversed: boolean;
  /** What dispatches in it have for sizes beside those of the day. */
  readonly sizes?: readonly PlanTurnSize[];
}

/**
 * One list of dispatches. `evaluate` gives a batch's totals, which are combined over all batches and are the inputs, by their names, of
 * `conclude`; a loss or report among its own results is a mean over the batch. `follow` gives the states of schedules their next values, from
 * the setting `evaluation_loss`. These and `train` bear the training's name, `generate`,
 * `extend` (one position more), `extendAll` (one more of several texts) and `until` the generator's, `infer` the model's.
 */
export interface PlanEntry {
  readonly kind:
    "train" | "evaluate" | "conclude" | "follow" | "infer" | "generate" | "extend" | "extendAll" | "until";
  readonly name: string;
  /** Sizes that the caller chooses within bounds; fixed ones aren't here. */
  readonly symbols: readonly PlanSymbol[];
  readonly inputs: readonly PlanInput[];
  readonly settings: readonly string[];
  readonly outputs: readonly PlanOutput[];
  /** In elements. */
  readonly arenas: { readonly work: number; readonly integers: number };
  readonly dispatches: readonly PlanDispatch[];
  /** Outer ones before those that they hold. */
  readonly repeats: readonly PlanRepeat[];
  /** Of one that is called with examples, which don't see each other along `batch`, its first axis: the spec's `own`, or `added` to it; `apart`, one after the other. */
  readonly examples?:
    { readonly kind: "own" | "added" } | { readonly kind: "apart"; readonly reason: string };
  /** On the CPU one thread runs it: its dispatches are so short that waiting for others would take longer. */
  readonly isShort?: boolean;
  /** Of a `watch` for the first bad value: where each dispatch's result lies, in order. */
  readonly written: readonly {
    readonly arena: ArenaName;
    readonly offset: number;
    readonly count: number;
    readonly dispatch: number;
    /** Two numbers of half precision lie in each word of `integers`. */
    readonly halves?: true;
  }[];
}

/**
 * A shader module each, `kernels/NAME.wgsl`. What it binds:
 * - group 0, bindings 0 to 3: a chunk each of the arenas `parameters`, `states`, `work`, `integers`, all `read_write` storage (those that
 *   the kernel doesn't touch may be bound too); each a multiple of 16 bytes, for kernels that see it as vectors of four. Where a kernel needs
 *   more than one chunk of an arena, bindings 4 to 7, and those of arenas that it doesn't touch, are further ones. Two bindings of a
 *   dispatch that lie in one chunk are parts of it: each begins at the least of its offsets, rounded down to 256 bytes, and ends where the next one begins;
 * - group 1, binding 0, uniform with a dynamic offset: the dispatch's offsets in their bindings, then its turns, their sizes and numbers of sites, an i32 each, in the kernel's order; absent without offsets;
 * - group 1, binding 1, uniform: `day`, four bytes for each number of `ModelPlan.day`, in its order.
 */
export interface PlanKernel {
  readonly name: string;
  /** The entry point in its WGSL. */
  readonly entry: string;
  /** For each offset the arena and the binding that it lies in. */
  readonly views: readonly { readonly arena: ArenaName; readonly binding: number }[];
  readonly lanes: number;
}

/**
 * How a data set's fields come to be arrays. Columns are written by `weft build` to `data/` and are read from there: the file
 * `data/<column>.bin` is a safetensors file with the tensor `values` (U8, U16, I32, U32 or F32). A column of windows has the
 * shape [length]; one of records [records, ...shape], or, where their first axis varies, [positions, ...rest of the shape] and a
 * second tensor `starts` (I32, [records + 1]): record r has the positions starts[r] to starts[r + 1]. Where a real field's column is
 * U8 or U16, its largest number, 255 or 65535, stands for 1.
 */
export interface PlanData {
  readonly name: string;
  readonly kind: "windows" | "records";
  readonly fields: readonly PlanField[];
  /**
   * The share at the end of the columns that is kept from training, for evaluation: 0.1 unless the spec says otherwise. Where the spec names
   * `files` that are, each column has a third tensor `held_out_from` (I32, [1]): the first record that is held out, or, of windows, the position.
   */
  readonly heldOut: number | "files";
}

export type PlanField =
  /** Windows of one long column: `tokens` at `shift` 0, `next` at 1. */
  | {
      readonly kind: "window";
      readonly name: string;
      readonly column: string;
      readonly shift: number;
      readonly length: number;
    }
  /** One array a record, cut or padded to `shape`; with the number of real positions where its first axis is bounded. */
  | {
      readonly kind: "record";
      readonly name: string;
      readonly column: string;
      readonly type: "real" | "int" | "bool";
      readonly shape: readonly number[];
      /** The axes, by their numbers, of which a record has positions as it likes; absent where it has what the shape says. */
      readonly fitted?: readonly number[];
      /** It points into what records are cut to, and a record that points beyond is left out. */
      readonly skipsBeyond?: true;
      /** It is that field of a record, so many positions later; that one is read by as many positions longer. */
      readonly shifted?: { readonly of: string; readonly by: number };
      /** The numbers of the labels that a text gets at its ends, and a list along one axis. */
      readonly ends?: { readonly start?: number; readonly end?: number };
      /** How entries, a list of objects, become its text. */
      readonly template?: PlanTemplate;
      /** It tells which positions of that field, which has a template, are this part of its text. */
      readonly part?: PlanPart & { readonly of: string };
    };

export type PlanStart =
  | { readonly kind: "training"; readonly name: string }
  /** Relative to the spec's folder or to where the command runs. */
  | { readonly kind: "file"; readonly path: string };

export interface PlanTraining {
  readonly name: string;
  /** A training without has what its own formulas make, and nothing is held out. */
  readonly data?: string;
  readonly batch: number;
  readonly length: { readonly kind: "steps" | "epochs"; readonly count: number };
  readonly seed: number;
  /** Where it begins: what the training of this name saved last, or a checkpoint's file. */
  readonly start?: PlanStart;
  readonly evaluateEvery?: number;
  /** An evaluation between steps takes at most so many batches, spread over the held-out data; the last takes all. */
  readonly evaluationBatches?: number;
  readonly saveEvery?: number;
  /** So many evaluations in a row that bring no lower loss end it; it ends with the state whose loss was the least. */
  readonly patience?: number;
}

export interface PlanGenerator {
  readonly name: string;
  /** Scalars with a default. An int named `length` limits how many positions are grown. */
  readonly options: readonly {
    readonly name: string;
    readonly type: "real" | "int" | "bool";
    readonly initial: number;
  }[];
  readonly grow?: {
    /** The input of the entry that holds the text so far. */
    readonly text: string;
    readonly axis: string;
    readonly bound: number;
    readonly vocabulary: string;
    /** An argument's name, or the labels of a fixed beginning. */
    readonly from:
      | { readonly kind: "argument"; readonly name: string }
      | { readonly kind: "labels"; readonly labels: readonly number[] };
    readonly window?: number;
    /** So many texts grow side by side; `next` has the log-probabilities of all labels. */
    readonly beam?: number;
    readonly until: boolean;
    /** Why there is no entry `extend`: the whole text is evaluated for each position. */
    readonly afresh?: string;
    /** Why there is none that takes several texts: they are grown one after the other. */
    readonly apart?: string;
  };
}

/**
 * Numbers that are given at each call, in the order of their words in the uniform `day`: the sizes of the day by their symbols,
 * `seed`, `step` (from 1; in a generator the number of positions so far), `steps` (how many the training has) and a generator's options. What some
 * entries read as a real number and others as a whole one has a word of each type.
 */
export interface PlanDay {
  readonly name: string;
  /** `uint` for seed and step, `int` for sizes. */
  readonly type: "real" | "int" | "uint";
}

/** How what `weights.safetensors` beside the plan holds was trained; the step is 0 where another program made it. */
export interface PlanWeights {
  readonly training: string;
  readonly step: number;
}

export interface ModelPlan {
  readonly name: string;
  /** Of the spec, of weft's library, and of the labels that data gave, between dashes: a checkpoint records it. */
  readonly hash: string;
  readonly day: readonly PlanDay[];
  readonly vocabularies: Readonly<Record<string, Vocabulary>>;
  readonly parameters: readonly PlanParameter[];
  readonly states: readonly PlanState[];
  /** What generators keep of the text so far, first in `work`, in no checkpoint. Entries that run between two positions leave it alone, trainings don't. */
  readonly caches?: readonly PlanState[];
  /** Copies of models that no training changes: where a training begins with a checkpoint, they are what `of` is there. */
  readonly frozen?: readonly { readonly name: string; readonly of: string }[];
  /** In elements. */
  readonly arenas: { readonly parameters: number; readonly states: number };
  /** In a package that begins with weights. */
  readonly weights?: PlanWeights;
  /** In bytes, what no entry needs more of at its peak; nothing where that was left open. */
  readonly memory?: number;
  /** Elements that a device has to bind at once: 128 MiB, which every device grants, or the largest value. */
  readonly chunk: number;
  readonly kernels: readonly PlanKernel[];
  readonly entries: readonly PlanEntry[];
  readonly data: readonly PlanData[];
  readonly trainings: readonly PlanTraining[];
  readonly generators: readonly PlanGenerator[];
}
