/**
 * The Plan: where `compile` ends. What the runtime gets (`model`, plain data), the kernels as loops, and for each dispatch what a
 * person wants to know of it. Printable, diffable, testable without a device.
 */
import type { Span } from "../source/spans.ts";
import type { ArenaName, ModelPlan } from "../../runtime/plan.ts";
import type { Node } from "../3-graph/graph.ts";
import type { Kernel } from "./loops.ts";

export interface Plan {
  readonly model: ModelPlan;
  /** Each once, however many dispatches run it. */
  readonly kernels: readonly Kernel[];
  readonly entries: readonly EntryExplanation[];
}

/** Same order as `model.entries`. */
export interface EntryExplanation {
  readonly dispatches: readonly DispatchExplanation[];
  /** Where its outputs are read when it has run. */
  readonly outputs: readonly PlacedTouch[];
  readonly memory: MemoryExplanation;
}

export interface DispatchExplanation {
  /** `h = gelu(up(x))`, as in the spec. */
  readonly formula: string;
  readonly span: Span | undefined;
  /** `[batch 12, seq 64, hidden 512]` */
  readonly shape: string;
  /** How often it runs, at the bounds: once for each turn of the loops around it. */
  readonly runs: number;
  /** Of all runs. */
  readonly flops: number;
  /** Read and written, each once. */
  readonly bytes: number;
  /** What it reads from memory, and what it makes there; without what lies at another place in each turn of a loop. */
  readonly reads: readonly PlacedValue[];
  readonly makes: readonly PlacedValue[];
  /** All that it reads and writes: what a plan is verified by. */
  readonly touches: readonly PlacedTouch[];
}

/** A read or a write of words from `offset` on. */
export interface PlacedTouch {
  readonly arena: ArenaName;
  readonly offset: number;
  readonly count: number;
  readonly stores: boolean;
  /** What shares a place on purpose has one slot: a value, the parts of a block, the rows of a stack. */
  readonly slot: string;
  /** It lies at another place in each turn of a loop, or where a number of the day says. */
  readonly isMoving: boolean;
  /** A parameter, a state or what a generator keeps, as it was before the entry ran. */
  readonly isLasting: boolean;
  /** Of gradients in a block: where each begins from `offset` on, and how long it is. What is between them is nobody's. */
  readonly pieces?: readonly Pick<PlacedTouch, "offset" | "count">[];
}

/** A value of the graph and where it lies, from the element `offset` of the arena on. */
export interface PlacedValue {
  readonly node: Node;
  readonly arena: ArenaName;
  readonly offset: number;
  /** By id of the axis, in elements. */
  readonly strides: ReadonlyMap<string, number>;
  /** Elements, at the bounds. */
  readonly count: number;
  /** Two elements lie in a word, with half precision. */
  readonly halves?: true;
}

/** In bytes. */
export interface MemoryExplanation {
  readonly parameters: number;
  readonly states: number;
  readonly gradients: number;
  /** The rest of `work` and `integers` at the peak. */
  readonly activations: number;
  readonly peak: number;
  /** The dispatch at which the peak is reached. */
  readonly peakDispatch: number;
  /** Every value that `work` and `integers` hold then, the largest first. */
  readonly held: readonly HeldValue[];
}

export interface HeldValue {
  /** `GPT.blocks.0.attn.q`, as in the spec, or what it is: `product`. */
  readonly name: string;
  /** As in the spec; empty for what the spec doesn't say, such as gradients that lie together. */
  readonly formula: string;
  /** `[batch 12, seq 64, hidden 512]`, as it lies in memory. */
  readonly shape: string;
  readonly bytes: number;
  /** `specs/gpt.weft:31` */
  readonly source: string;
}
