/**
 * Which groups need which, directly or by others, while they come to be. All that each needs is kept, a bit for each: a deep stack has
 * thousands of groups, and one may be asked about beside all before it. What comes after a loop comes after all of it: so all of a loop
 * needs what one of it needs outside.
 */

/** A group, as far as it matters here. */
interface Group {
  readonly loops: readonly GroupLoop[];
}

interface GroupLoop {
  readonly groups: ReadonlySet<Group>;
}

export interface Ways {
  /** A new group, which needs nothing yet but what its loops need. */
  readonly add: (group: Group) => void;
  /** `group` needs `before`. */
  readonly follow: (group: Group, before: Group) => void;
  /** Whether any of `from` is `target` or needs it. */
  readonly reach: (from: Iterable<Group>, target: Group) => boolean;
}

export function newWays(): Ways {
  const numbers = new Map<Group, number>();
  const needs = new Map<Group, Bits>();
  const followers = new Map<Group, Group[]>();
  const members = new Map<GroupLoop, Bits>();
  const outsides = new Map<GroupLoop, Bits>();
  const numberOf = (group: Group): number => numbers.get(group) ?? 0;
  const grow = (first: Group, more: Bits): void => {
    const waiting = [{ group: first, more }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { group, more: added } = next;
      if (!addTo(needs, group, added)) continue;
      for (const follower of followers.get(group) ?? []) waiting.push({ group: follower, more: added });
      for (const loop of group.loops) {
        const outside = without(added, members.get(loop) ?? none);
        if (!addTo(outsides, loop, outside)) continue;
        for (const other of loop.groups) waiting.push({ group: other, more: outside });
      }
    }
  };
  return {
    add: (group) => {
      const number = numbers.size;
      numbers.set(group, number);
      needs.set(group, new Uint32Array(wordsFor(number)));
      for (const loop of group.loops) {
        members.set(loop, withBit(members.get(loop) ?? none, number));
        grow(group, outsides.get(loop) ?? none);
      }
    },
    follow: (group, before) => {
      const number = numberOf(before);
      // By others it follows already, and so it will whatever those come to need.
      if (hasBit(needs.get(group) ?? none, number)) return;
      const own = followers.get(before);
      if (own === undefined) followers.set(before, [group]);
      else own.push(group);
      const all = needs.get(before) ?? none;
      if (group.loops.length > 0 || followers.has(group)) {
        grow(group, withBit(all, number));
        return;
      }
      // Nobody is to be told: so it is mostly, since groups come after what they need.
      addTo(needs, group, all);
      setBit(roomIn(needs, group, wordsFor(number)), number);
    },
    reach: (from, target) => {
      const number = numberOf(target);
      for (const group of from) if (group === target || hasBit(needs.get(group) ?? none, number)) return true;
      return false;
    },
  };
}

type Bits = Uint32Array<ArrayBuffer>;

const none: Bits = new Uint32Array(0);

function hasBit(bits: Bits, at: number): boolean {
  return (((bits[at >> 5] ?? 0) >> (at & 31)) & 1) === 1;
}

/** How many words have room for the bit. */
function wordsFor(at: number): number {
  return (at >> 5) + 1;
}

function setBit(bits: Bits, at: number): void {
  bits[at >> 5] = (bits[at >> 5] ?? 0) | (1 << (at & 31));
}

function withBit(bits: Bits, at: number): Bits {
  const all = new Uint32Array(Math.max(bits.length, wordsFor(at)));
  all.set(bits);
  setBit(all, at);
  return all;
}

function without(bits: Bits, others: Bits): Bits {
  return bits.map((word, at) => word & ~(others[at] ?? 0));
}

/** The bits of the key, with so many words at least. */
function roomIn<Key>(sets: Map<Key, Bits>, key: Key, words: number): Bits {
  const known = sets.get(key) ?? none;
  if (known.length >= words) return known;
  const all = new Uint32Array(words);
  all.set(known);
  sets.set(key, all);
  return all;
}

/** Whether any of the bits is new there. */
function addTo<Key>(sets: Map<Key, Bits>, key: Key, added: Bits): boolean {
  const all = roomIn(sets, key, added.length);
  let isNew = false;
  for (let at = 0; at < added.length; at++) {
    const [before, more] = [all[at] ?? 0, added[at] ?? 0];
    if ((more & ~before) === 0) continue;
    all[at] = before | more;
    isNew = true;
  }
  return isNew;
}
