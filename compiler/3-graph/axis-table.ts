import { InternalError } from "../source/internal-error.ts";
import type { Span } from "../source/spans.ts";
import { sizeKey } from "../sizes/size.ts";
import type { Axis } from "./graph.ts";
import { namesOf } from "./node-keys.ts";
import { unionAxes } from "./positions.ts";

/** The lists of axes of a builder's nodes: equal lists are one, and an axis has one size. */
export interface AxisTable {
  /** The list that stands for one of these axes in this order. */
  readonly intern: (given: readonly Axis[]) => readonly Axis[];
  /** Of two lists that stand for others; few are met in a graph, and mostly the same ones. */
  readonly union: (a: readonly Axis[], b: readonly Axis[]) => readonly Axis[];
}

/** `here` is where in the spec the builder is. */
export function createAxisTable(here: () => Span | undefined): AxisTable {
  const axes = new Map<string, Axis>();
  const lists = new Map<string, readonly Axis[]>();
  /** By a list that was given before, the one that stands for it. */
  const interned = new Map<readonly Axis[], readonly Axis[]>();
  const unions = new Map<readonly Axis[], Map<readonly Axis[], readonly Axis[]>>();

  function intern(given: readonly Axis[]): readonly Axis[] {
    const before = interned.get(given);
    if (before !== undefined) return before;
    const list = internByNames(given);
    interned.set(given, list);
    interned.set(list, list);
    return list;
  }

  function internByNames(given: readonly Axis[]): readonly Axis[] {
    const key = namesOf(given);
    const list = lists.get(key);
    if (list?.every((axis, at) => axis === given[at]) === true) return list;
    const made = given.map((axis) => {
      const known = axes.get(axis.id);
      if (known === undefined) axes.set(axis.id, axis);
      else if (known !== axis && sizeKey(known.size) !== sizeKey(axis.size))
        throw new InternalError(`two sizes of axis ${axis.id}`, here());
      return known ?? axis;
    });
    // Builders share lists, so that what is copied from one to the other has the same.
    const shared = made.every((axis, at) => axis === given[at]) ? given : made;
    lists.set(key, shared);
    return shared;
  }

  function union(a: readonly Axis[], b: readonly Axis[]): readonly Axis[] {
    if (a === b) return a;
    let ofFirst = unions.get(a);
    if (ofFirst === undefined) unions.set(a, (ofFirst = new Map<readonly Axis[], readonly Axis[]>()));
    let found = ofFirst.get(b);
    if (found === undefined) ofFirst.set(b, (found = intern(unionAxes(a, b))));
    return found;
  }

  return { intern, union };
}
