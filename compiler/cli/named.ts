import { nearNames } from "../source/suggest.ts";
import { CommandError } from "./command-error.ts";

/**
 * The item that `FILE:NAME` names; without a name the only one, or the first. Throws, with the names that there are, where
 * there is none by the name, or none at all.
 */
export function chooseNamed<Item extends { readonly name: string }>(
  items: readonly Item[],
  name: string | undefined,
  noun: string,
  path: string,
): Item {
  const [first] = items;
  if (first === undefined) throw new CommandError(1, `${path} has no ${noun}`);
  if (name === undefined) return first;
  const found = items.find((item) => item.name === name);
  if (found !== undefined) return found;
  const names = items.map((item) => item.name);
  const [near] = nearNames(name, names);
  const hint = near === undefined ? `there is ${names.join(", ")}` : `did you mean \`${near}\`?`;
  throw new CommandError(2, `${path} has no ${noun} \`${name}\`: ${hint}`);
}
