import type { OperatorName } from "../operators/operator.ts";
import { operatorNames } from "../operators/table.ts";
import type { MapNode, SourceNode } from "./graph.ts";

type Mapped = MapNode<SourceNode>;

/** The maps of a builder by their operator and arguments: most nodes are maps, and a key of text for each would cost more than the node. */
export interface MapTable {
  readonly find: (operator: OperatorName, values: readonly SourceNode[]) => Mapped | undefined;
  /** One that isn't there yet. */
  readonly add: (node: Mapped) => void;
}

const numbers: ReadonlyMap<OperatorName, number> = new Map(operatorNames.map((name, at) => [name, at + 1]));

function hashOf(operator: OperatorName, values: readonly SourceNode[]): number {
  let hash = numbers.get(operator) ?? 0;
  for (const { id } of values) hash = Math.imul(hash ^ id, 0x9e3779b1) ^ (hash >>> 15);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function isSame(node: Mapped, operator: OperatorName, values: readonly SourceNode[]): boolean {
  if (node.operator !== operator || node.arguments.length !== values.length) return false;
  for (let at = 0; at < values.length; at += 1) if (node.arguments[at] !== values[at]) return false;
  return true;
}

/** Open addressing: a node lies at the first free place from its hash on, and half of the places are free. */
export function createMapTable(): MapTable {
  let places: (Mapped | undefined)[] = new Array<undefined>(64).fill(undefined);
  let count = 0;

  function put(node: Mapped): void {
    const last = places.length - 1;
    let at = hashOf(node.operator, node.arguments) & last;
    while (places[at] !== undefined) at = (at + 1) & last;
    places[at] = node;
  }

  return {
    find(operator, values) {
      const last = places.length - 1;
      let at = hashOf(operator, values) & last;
      for (let node = places[at]; node !== undefined; node = places[at]) {
        if (isSame(node, operator, values)) return node;
        at = (at + 1) & last;
      }
      return undefined;
    },
    add(node) {
      count += 1;
      if (2 * count > places.length) {
        const before = places;
        places = new Array<undefined>(2 * before.length).fill(undefined);
        for (const each of before) if (each !== undefined) put(each);
      }
      put(node);
    },
  };
}
