/**
 * Makes the chosen values twice: an entry's nodes anew, with a second node for each, which those read that come after the cut. What lies
 * in between, in no memory, is made for each side. The copies have the formulas and the layouts of what they are made like, so that the
 * same kernels make them, and the same bits; equal nodes aren't shared after this.
 */
import type { Node } from "../../3-graph/graph.ts";
import { InternalError } from "../../source/internal-error.ts";
import type { Arranged, Form, Remade } from "../arrange/arrange.ts";
import type { Group } from "../arrange/fuse.ts";
import { numberAfter, readsOf } from "../reads.ts";
import { renewed } from "../arrange/renewed.ts";
import { withOperands } from "../../3-graph/kinds.ts";
import type { Choice } from "./choose.ts";
import { stackKeys } from "../arrange/stacks.ts";
import type { Recipe, Steps } from "./steps.ts";

interface Making {
  readonly arranged: Arranged;
  readonly cuts: ReadonlyMap<Node, number>;
  /** By the node that is made again: its recipe, and before which step. */
  readonly copies: ReadonlyMap<Node, { readonly recipe: Recipe; readonly step: number }>;
  readonly originals: Map<Node, Node>;
  readonly again: Map<Node, Node>;
  /** What no memory holds, by what it reads. */
  readonly between: Map<string, Node>;
  readonly number: <N extends Node>(node: N) => N;
}

export function makeAgain(form: Form, arranged: Arranged, steps: Steps, choice: Choice): Form {
  // Leaves stay as they are, and come first.
  let next = numberAfter(arranged.values.nodes);
  const cuts = new Map<Node, number>();
  const copies = new Map<Node, { readonly recipe: Recipe; readonly step: number }>();
  for (const [place, step] of choice.moments) {
    const cut = choice.cuts.get(place);
    if (place.again === undefined || cut === undefined) continue;
    cuts.set(place.again.node, cut);
    copies.set(place.again.node, { recipe: place.again, step });
  }
  const making: Making = {
    arranged,
    cuts,
    copies,
    originals: new Map(),
    again: new Map(),
    between: new Map(),
    number: (node) => ({ ...node, id: next++ }),
  };
  const moments = new Map<Node, number>();
  const kept = new Set<Node>();
  const made = new Set<Node>();
  const homes = new Map<Node, Node>();
  const before = new Map<number, Recipe[]>();
  // A recipe comes after those that it reads: places are in that order.
  for (const place of steps.places) {
    const copy = place.again && copies.get(place.again.node);
    if (copy !== undefined) before.set(copy.step, [...(before.get(copy.step) ?? []), copy.recipe]);
  }
  let step = -1;
  for (const [at, group] of arranged.groups.entries()) {
    const own = steps.stepOf.get(group) ?? 0;
    if (own !== step) {
      step = own;
      for (const recipe of before.get(step) ?? []) {
        const local = new Map<Node, Node>();
        for (const item of recipe.items) {
          const node = build(making, item, step, local);
          local.set(item, node);
          moments.set(node, at - 0.5);
          kept.add(node);
          made.add(node);
          homes.set(node, item);
        }
        const copy = local.get(recipe.node);
        if (copy !== undefined) making.again.set(recipe.node, copy);
      }
    }
    for (const item of inOrderOfIds(group)) {
      if (!arranged.values.kept.has(item)) continue;
      const node = build(making, item, step, new Map());
      making.originals.set(item, node);
      moments.set(node, at);
      kept.add(node);
      homes.set(node, item);
    }
  }
  const last = steps.count;
  const get = (node: Node): Node => resolve(making, node, last, new Map());
  const stackOf = stackKeys(arranged.looped);
  const remade: Remade = {
    kept,
    moments,
    copies: made,
    homes: new Map(
      [...homes].flatMap(([node, original]) => {
        const home = arranged.homes.get(original);
        const isPlain = home?.from === undefined || stackOf(original) !== undefined;
        const isOwn = home !== undefined && isPlain && home.lasts !== true;
        return isOwn ? [[node, home] as const] : [];
      }),
    ),
  };
  return { ...renewed(form, get), remade };
}

function inOrderOfIds({ items }: Group): readonly Node[] {
  return [...items].sort((a, b) => a.id - b.id);
}

/** The node that `of` is for a reader at a step. `local` has what is being made again there. */
function resolve(making: Making, of: Node, step: number, local: ReadonlyMap<Node, Node>): Node {
  if (of.kind === "leaf") {
    const isKept = making.arranged.values.kept.has(of);
    return isKept ? (local.get(of) ?? making.originals.get(of) ?? of) : of;
  }
  const known = local.get(of);
  if (known !== undefined) return known;
  if (making.arranged.values.kept.has(of)) {
    const cut = making.cuts.get(of);
    const copy = cut !== undefined && step > cut ? making.again.get(of) : undefined;
    const found = copy ?? making.originals.get(of);
    if (found === undefined) throw new InternalError("a value is read before it is made", of.span);
    return found;
  }
  const reads = readsOf(of).map((read) => resolve(making, read, step, local));
  const key = `${of.id}: ${reads.map(({ id, kind }) => `${kind === "leaf" ? "leaf " : ""}${id}`).join(" ")}`;
  const shared = making.between.get(key);
  if (shared !== undefined) return shared;
  const node = build(making, of, step, local);
  making.between.set(key, node);
  return node;
}

function build(making: Making, of: Node, step: number, local: ReadonlyMap<Node, Node>): Node {
  return making.number(withOperands(of, (read) => resolve(making, read, step, local)));
}
