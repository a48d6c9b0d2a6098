/**
 * Names of locals by scope: the numbers that make a kernel's names unique are dropped where no visible name needs them,
 * so that three loops over `src` in turn all say `src`.
 */
import { InternalError } from "../../source/internal-error.ts";
import { identifier } from "../names.ts";

export interface LocalNames {
  readonly open: () => void;
  readonly close: () => void;
  /** Declares the kernel's name in the innermost scope and returns how it is printed. */
  readonly declare: (name: string) => string;
  /** The same in the outermost scope, where ids stand; a second time the first one's name. */
  readonly declareAtTop: (name: string) => string;
  /** A new name of the innermost scope, which nothing else refers to. */
  readonly fresh: (hint: string) => string;
  /** How the innermost declaration of the kernel's name is printed. */
  readonly of: (name: string) => string;
}

/** `taken` are the names of the module that a local would hide. */
export function createLocalNames(taken: ReadonlySet<string>): LocalNames {
  const top = new Map<string, string>();
  const scopes = [top];
  let hints = 0;

  const isVisible = (printed: string): boolean =>
    taken.has(printed) || scopes.some((scope) => [...scope.values()].includes(printed));
  const declareIn = (scope: Map<string, string>, key: string, name: string): string => {
    const base = identifier(name.replace(/_\d+$/, ""));
    let printed = base;
    for (let number = 2; isVisible(printed); number++) printed = `${base}_${number}`;
    scope.set(key, printed);
    return printed;
  };
  const innermost = (): Map<string, string> => scopes.at(-1) ?? top;
  return {
    open: () => void scopes.push(new Map()),
    close: () => void scopes.pop(),
    declare: (name) => declareIn(innermost(), name, name),
    declareAtTop: (name) => top.get(name) ?? declareIn(top, name, name),
    fresh: (hint) => declareIn(innermost(), `fresh ${hints++}`, hint),
    of: (name) => {
      const scope = scopes.findLast((candidate) => candidate.has(name));
      const printed = scope?.get(name);
      if (printed === undefined)
        throw new InternalError(`a kernel uses \`${name}\`, which no scope declares`);
      return printed;
    },
  };
}
