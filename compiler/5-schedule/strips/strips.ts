/**
 * Strips: a part of an entry that runs again and again, for a few positions of one axis at a time, so that the large values in it
 * are never whole in memory. What it makes for everyone else is written strip by strip to where the whole lies, or added up there.
 */
import type { Axis, Entry, Node } from "../../3-graph/graph.ts";
import type { Size } from "../../sizes/size.ts";
import { InternalError } from "../../source/internal-error.ts";
import type { Repeat } from "../rewrite/repeats.ts";
import type { Home } from "../homes.ts";

/** Some positions of an axis, which are others in each turn of a loop. */
export interface Part {
  /** The axis that is cut. */
  readonly axis: Axis;
  /** The positions of the part. */
  readonly part: Axis;
  /** Where it begins: (at + the turn of the loop, if one is given) * step. */
  readonly from: { readonly at: Size; readonly step: number; readonly scan?: string };
}

/** Where a node of a strip, or what prepares its result, is written. */
export interface StripResult {
  /** Stands for the whole value outside of the strip. */
  readonly whole: Node;
  /** Undefined where each strip writes to all of it. */
  readonly part: Part | undefined;
}

export interface Strips {
  /** That a node is written to a whole is noted as an output. */
  readonly entry: Entry;
  readonly repeats: ReadonlyMap<string, Repeat>;
  /** By the nodes that are written to wholes, and by the leaves that read what is there so far. */
  readonly results: ReadonlyMap<Node, StripResult>;
  /** Who writes what a leaf stands for. */
  readonly makers: ReadonlyMap<Node, readonly Node[]>;
  /** Contractions with large results that one kernel takes on to what has memory anyway: they have none. */
  readonly passing: ReadonlySet<Node>;
}

export function withoutStrips(entry: Entry, passing: ReadonlySet<Node> = new Set()): Strips {
  return { entry, repeats: new Map(), results: new Map(), makers: new Map(), passing };
}

/** Where the part lies in the whole: at the same strides, from its first position on. */
export function homeOfPart(whole: Home, { axis, part, from: { at, step, scan } }: Part): Home {
  if (whole.from !== undefined) throw new InternalError("a part of what is itself a part");
  const { order, strides, count } = whole.layout;
  const stride = strides.get(axis.id) ?? 0;
  const layout = {
    order: order.map((one) => (one.id === axis.id ? part : one)),
    strides: new Map([...strides, [part.id, stride]]),
    count,
  };
  const from = { at, stride: step * stride, ...(scan === undefined ? {} : { scan }) };
  return { arena: whole.arena, layout, from };
}
