import type { OperatorName } from "../operators/operator.ts";
import { operatorNames } from "../operators/table.ts";
import type { MapNode, SourceNode } from "./graph.ts";

type Mapped = MapNode<SourceNode>;

/** The maps of a builder by their operator and arguments: most nodes are maps, and a key of text for each would cost more than the node. */
export interface MapTable {
  readonly find: (operator: OperatorName, values: readonly SourceNode[], hash: number) => Mapped | undefined;
  /** One that isn't there yet. */
  readonly add: (node: Mapped, hash: number) => void;
}

const numbers: ReadonlyMap<OperatorName, number> = new Map(operatorNames.map((name, at) => [name, at + 1]));

/** Of a map of a builder. */
export function hashOf(operator: OperatorName, values: readonly SourceNode[]): number {
  let hash = numbers.get(operator) ?? 0;
  for (const { id } of values) hash = Math.imul(hash ^ id, 0x9e3779b1) ^ (hash >>> 15);
  return hash ^ (hash >>> 16);
}

function isSame(node: Mapped, operator: OperatorName, values: readonly SourceNode[]): boolean {
  if (node.operator !== operator || node.arguments.length !== values.length) return false;
  for (let at = 0; at < values.length; at += 1) if (node.arguments[at] !== values[at]) return false;
  return true;
}

/** Open addressing: a node lies at the first free place from its hash on, and half of the places are free. `room` is for so many nodes. */
export function createMapTable(room: number): MapTable {
  const begin = 2 ** Math.max(6, Math.ceil(Math.log2(2 * room + 1)));
  let places: (Mapped | undefined)[] = new Array<undefined>(begin).fill(undefined);
  let hashes = new Int32Array(begin);
  let count = 0;

  function put(node: Mapped, hash: number): void {
    const last = places.length - 1;
    let at = hash & last;
    while (places[at] !== undefined) at = (at + 1) & last;
    places[at] = node;
    hashes[at] = hash;
  }

  function grow(): void {
    const [before, known] = [places, hashes];
    places = new Array<undefined>(2 * before.length).fill(undefined);
    hashes = new Int32Array(places.length);
    before.forEach((node, at) => {
      if (node !== undefined) put(node, known[at] ?? 0);
    });
  }

  return {
    find(operator, values, hash) {
      const last = places.length - 1;
      let at = hash & last;
      for (let node = places[at]; node !== undefined; node = places[at]) {
        if (hashes[at] === hash && isSame(node, operator, values)) return node;
        at = (at + 1) & last;
      }
      return undefined;
    },
    add(node, hash) {
      count += 1;
      if (2 * count > places.length) grow();
      put(node, hash);
    },
  };
}
