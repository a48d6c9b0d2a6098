import { sizeKey } from "../sizes/size.ts";
import type { Leaf } from "./graph.ts";

/** What a leaf is, as `weft dump` shows it. */
export function printLeaf(leaf: Leaf): string {
  switch (leaf.kind) {
    case "input":
      return `input ${leaf.name}`;
    case "length":
      return `length ${leaf.input} along ${leaf.axis}`;
    case "parameter":
    case "state":
      return `${leaf.kind} ${leaf.path}`;
    case "constant":
      return String(leaf.value);
    case "position":
      return `positions of ${leaf.axis}`;
    case "size":
      return `|${sizeKey(leaf.size)}|`;
    case "setting":
      return `setting ${leaf.name}`;
    case "random":
      return `${leaf.distribution} at ${leaf.site}`;
    case "carried":
    case "seen":
      return `${leaf.kind} ${leaf.index} of ${leaf.scan}`;
    case "turn":
      return `turn of ${leaf.scan}`;
    case "stack":
      return `stack ${leaf.key}`;
  }
}
