/**
 * Loops: the IR of a kernel. Target-neutral data; printers turn it into WGSL, WebAssembly or plain TypeScript.
 *
 * A kernel is a list of statements, run once for each position of its grid. `workgroup` loops are positions of a workgroup in
 * the grid, `lane` loops positions inside a workgroup; all others run in order. A value is a scalar or a vector of four; types
 * are `real` (f32), `int` (i32) and `bool`. Memory is a few arenas; an address is an offset that the dispatch gives, in
 * elements, plus an index. Vector loads and stores touch four consecutive elements at a multiple of four (offsets are multiples of
 * four, too). A kernel whose accesses to an arena include a vector one binds that arena as vectors; printers take care of scalar accesses there.
 */
import type { ElementType, OperatorName } from "../operators/operator.ts";
import type { ArenaName } from "../../runtime/plan.ts";
import type { Size } from "../sizes/size.ts";

export type Width = 1 | 4;

/** How far a loop runs: a literal or a polynomial in the sizes of the day and of the turn, rounded up to whole tiles. */
export interface Extent {
  readonly size: Size;
  /** The loop runs ceil(size / tile) times. */
  readonly tile: number;
}

export type Expression =
  | { readonly kind: "literal"; readonly type: ElementType; readonly value: number }
  /** A loop variable (int), a `let` or a `variable`. */
  | { readonly kind: "variable"; readonly name: string; readonly type: ElementType; readonly width: Width }
  /** A polynomial in the sizes of the day, or of the turn of a loop, as int. */
  | { readonly kind: "size"; readonly size: Size }
  /** The position of a loop in which the dispatch stands: `name` is one of the kernel's turns. */
  | { readonly kind: "turn"; readonly name: string }
  /**
   * How many workgroups the worker has made before this one in the same call, which are the ones next to it in order: what they left in
   * its memory is still there. For the CPU only, and only in conditions of what fills that memory: no result may depend on it.
   */
  | { readonly kind: "groups_before" }
  /** How many follow this one in the same call; the same holds. */
  | { readonly kind: "groups_after" }
  /** A number that the runtime gives: `step`, `temperature`. */
  | { readonly kind: "setting"; readonly name: string; readonly type: ElementType }
  | {
      readonly kind: "load";
      readonly memory: Memory;
      /** In elements, int; for a vector a multiple of four. */
      readonly index: Expression;
      readonly type: ElementType;
      readonly width: Width;
    }
  /** An operator of the table; arguments of one width. */
  | {
      readonly kind: "apply";
      readonly operator: OperatorName;
      readonly arguments: readonly Expression[];
      readonly type: ElementType;
      readonly width: Width;
    }
  /** Index arithmetic on non-negative ints, where truncation is flooring. */
  | { readonly kind: "index_quotient" | "index_remainder"; readonly of: Expression; readonly by: Expression }
  | { readonly kind: "splat"; readonly of: Expression }
  | { readonly kind: "component"; readonly of: Expression; readonly lane: 0 | 1 | 2 | 3 }
  | {
      readonly kind: "vector";
      readonly components: readonly [Expression, Expression, Expression, Expression];
    }
  /** The sum of the products of the components. */
  | { readonly kind: "dot"; readonly left: Expression; readonly right: Expression }
  /** Counter-based: a pure function of (seed, step, site, position). */
  | {
      readonly kind: "random";
      readonly distribution: "uniform" | "normal";
      /** One of the kernel's sites. */
      readonly site: string;
      readonly position: Expression;
    };

/** Of one component, for a vector. */
export function typeOf(expression: Expression): ElementType {
  switch (expression.kind) {
    case "size":
    case "turn":
    case "groups_before":
    case "groups_after":
    case "index_quotient":
    case "index_remainder":
      return "int";
    case "splat":
    case "component":
      return typeOf(expression.of);
    case "vector":
      return typeOf(expression.components[0]);
    case "dot":
    case "random":
      return "real";
    default:
      return expression.type;
  }
}

/** How many numbers an expression is at once. */
export function widthOf(expression: Expression): Width {
  switch (expression.kind) {
    case "variable":
    case "load":
    case "apply":
      return expression.width;
    case "splat":
    case "vector":
      return 4;
    default:
      return 1;
  }
}

export type Memory =
  /**
   * `offset` names one of the kernel's offsets. With `halves` it is of numbers of half precision, two in a word of `integers`, and an
   * index counts the numbers: a store of one alone is the CPU's, where a lane writes 16 bits.
   */
  | { readonly kind: "arena"; readonly arena: ArenaName; readonly offset: string; readonly halves?: true }
  /** Memory that the workgroup shares. */
  | { readonly kind: "workgroup"; readonly name: string };

/** What an arena's words are read as; booleans lie there as 0 and 1. */
export function typeInArena({ arena, halves }: Memory & { readonly kind: "arena" }): "real" | "int" {
  return arena === "integers" && halves !== true ? "int" : "real";
}

export type Statement =
  | { readonly kind: "let"; readonly name: string; readonly value: Expression }
  /** A register that is assigned again. */
  | {
      readonly kind: "variable";
      readonly name: string;
      readonly type: ElementType;
      readonly width: Width;
      readonly value: Expression;
    }
  | { readonly kind: "assign"; readonly name: string; readonly value: Expression }
  | {
      readonly kind: "store";
      readonly memory: Memory;
      readonly index: Expression;
      readonly value: Expression;
      readonly width: Width;
    }
  | {
      readonly kind: "loop";
      readonly variable: string;
      readonly binding: LoopBinding;
      readonly extent: Extent;
      /** A serial loop that runs through a part of its extent only. */
      readonly part?: LoopPart;
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: "if";
      readonly condition: Expression;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  /** Between the lanes of a workgroup, for workgroup memory; only where control flow is uniform. */
  | { readonly kind: "barrier" };

/** From `first` to below `end`, ints from 0 to how often the loop would run; nothing where `end` isn't above `first`. */
export interface LoopPart {
  readonly first: Expression;
  readonly end: Expression;
}

/** Bound loops are the outermost of a kernel. Unrolled ones have a literal extent. */
export type LoopBinding = "workgroup.x" | "workgroup.y" | "workgroup.z" | "lane.x" | "serial" | "unrolled";

export interface WorkgroupMemory {
  readonly name: string;
  readonly type: ElementType;
  readonly width: Width;
  readonly count: number;
}

/** Where a kernel finds what lies at one of its offsets. */
export interface View {
  readonly arena: ArenaName;
  /**
   * 0 to 3: what the kernel binds first of the arena (parameters, states, work, integers), mostly its only chunk. Another one has a number
   * from 4 on, or that of an arena which the kernel doesn't touch.
   */
  readonly binding: number;
}

export interface Kernel {
  /** From the spec's names, unique in the plan: `mlp_up_gelu`. */
  readonly name: string;
  readonly explanation: KernelExplanation;
  /** Offsets that a dispatch gives, in order; named for the values that lie there. */
  readonly offsets: readonly string[];
  /** For each offset. */
  readonly views: readonly View[];
  /** Positions of loops that a dispatch gives, in order; absent where it stands in none. */
  readonly turns?: readonly string[];
  /** Symbols of sizes that a dispatch gives, since they are others in each turn of those loops. */
  readonly sizes?: readonly string[];
  /** Sites of random numbers, which a dispatch names, in order: `site`. */
  readonly sites?: readonly string[];
  /** Lanes of a workgroup. */
  readonly lanes: number;
  /** It may have more workgroups along a side than a dispatch may: they stand in one line, which a dispatch breaks into rows. */
  readonly isLine?: true;
  readonly workgroupMemory: readonly WorkgroupMemory[];
  readonly body: readonly Statement[];
  /** How the CPU does the same, where another way serves it better. */
  readonly cpu?: CpuForm;
}

/**
 * A kernel as the CPU runs it: a workgroup is one lane's, its memory is a worker's own and stays in the caches, and vectors
 * may begin anywhere. The offsets are the kernel's.
 */
export interface CpuForm {
  readonly workgroupMemory: readonly WorkgroupMemory[];
  readonly body: readonly Statement[];
  /** `panels of 6 rows and 8 columns`. */
  readonly schedule: string;
}

/** As in the spec: `h = gelu(W_up(x))`, `specs/gpt.weft:29`. */
export interface KernelFormula {
  /** Empty where the spec has none. */
  readonly text: string;
  readonly source: string;
}

/** What the head of a printed kernel says. */
export interface KernelExplanation {
  /** All that it computes in some dispatch, each once. */
  readonly formulas: readonly KernelFormula[];
  /** `h[seq, hidden] = gelu(sum[embed] x[seq, embed] * up.W[embed, hidden])` */
  readonly meaning: string;
  /** `seq 12*64 = 768 rows, embed 128, hidden 512; 8 rows x 2 vectors a thread` */
  readonly schedule: string;
}

/** By which a number of the day is found: its name, and whether it is read as a real number. */
export function dayKey(name: string, type: "real" | "int" | "uint"): string {
  return `${type === "real" ? "real" : "whole"} ${name}`;
}
