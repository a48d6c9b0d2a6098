/** Where values lie that have a place in memory. */
import type { Node } from "../3-graph/graph.ts";
import type { ByNode } from "../3-graph/by-node.ts";
import type { ArenaName } from "../../runtime/plan.ts";
import type { Size } from "../sizes/size.ts";
import type { Layout } from "./layout.ts";

export interface Home {
  readonly arena: ArenaName;
  readonly layout: Layout;
  /** What lies there before the entry runs is read, and replaced by what the entry makes of it. */
  readonly lasts?: true;
  /** It lies in `integers` with half precision, two numbers in a word. */
  readonly halves?: true;
  /**
   * Where it begins, from the offset that the dispatch gives: `at` of the day, or as an input says, or its remainder by `within`, and the
   * turn of a loop, in steps of `stride`.
   */
  readonly from?: {
    readonly at: Size | Node;
    readonly within?: number | undefined;
    readonly stride: number;
    readonly scan?: string;
  };
}

export type Homes = ByNode<Home>;

/** How much of its arena a value takes. */
export function wordsOf({ layout, halves }: Pick<Home, "layout" | "halves">): number {
  return halves === true ? Math.ceil(layout.count / 2) : layout.count;
}
