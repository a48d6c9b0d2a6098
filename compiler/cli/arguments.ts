/** The words of the command line that belong to a generate block or a model. */
import { nearNames } from "../source/suggest.ts";
import { CommandError } from "./command-error.ts";

/** What can be run: its inputs in order, and its options. */
export interface Runnable {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly options: readonly string[];
  /** Inputs that have a default. */
  readonly defaults?: readonly string[];
  /** The flags of several texts, and the input in whose place each is, if there is one. */
  readonly several?: readonly { readonly flag: string; readonly instead: string | undefined }[];
}

/**
 * Checks the words of the command line by name: a flag is one of the options or of the inputs, and has a value; other words
 * are the inputs in order. Returns `--name value` for each.
 */
export function readArguments(words: readonly string[], runnable: Runnable): readonly string[] {
  const { several = [] } = runnable;
  const known = [...runnable.inputs, ...runnable.options, ...several.map(({ flag }) => flag)];
  const given: string[] = [];
  const seen = new Set<string>();
  const take = (name: string, value: string): void => {
    if (seen.has(name)) throw new CommandError(2, `\`${name}\` is given twice`);
    seen.add(name);
    given.push(`--${name}`, value);
  };
  const positional: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (!word.startsWith("--")) {
      positional.push(word);
      continue;
    }
    const [, flag = "", direct] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    const name = known.find((candidate) => candidate === flag || candidate.replaceAll("_", "-") === flag);
    if (name === undefined) throw unknownFlag(flag, runnable);
    const value = direct ?? words[++at];
    if (value === undefined) throw new CommandError(2, `\`--${flag}\` has no value`);
    take(name, value);
  }
  const isInstead = (input: string): boolean =>
    several.some(({ flag, instead }) => seen.has(flag) && input === instead);
  const both = several.find(
    ({ flag, instead }) => seen.has(flag) && instead !== undefined && seen.has(instead),
  );
  if (both !== undefined)
    throw new CommandError(2, `\`--${both.flag}\` is in the place of \`${both.instead}\`: give one of them`);
  const open = runnable.inputs.filter((input) => !seen.has(input) && !isInstead(input));
  positional.forEach((word, at) => {
    const input = open[at];
    if (input === undefined) {
      const wanted = runnable.inputs.length === 0 ? "takes none" : `takes ${runnable.inputs.join(", ")}`;
      throw new CommandError(2, `\`${word}\` is one argument too many: \`${runnable.name}\` ${wanted}`);
    }
    take(input, word);
  });
  const missing = open.find((input) => !seen.has(input) && runnable.defaults?.includes(input) !== true);
  if (missing !== undefined)
    throw new CommandError(2, `\`${runnable.name}\` needs its argument \`${missing}\``);
  return given;
}

function unknownFlag(flag: string, runnable: Runnable): CommandError {
  const several = (runnable.several ?? []).map(({ flag }) => flag);
  const names = [...runnable.options, ...runnable.inputs, ...several, "checkpoint", "seed", "json", "set"];
  const [near] = nearNames(flag, names);
  const own = runnable.options.map((name) => `--${name}`).join(", ");
  const hint =
    near !== undefined
      ? `did you mean \`--${near}\`?`
      : own === ""
        ? "it has none of its own"
        : `it has ${own}`;
  return new CommandError(2, `\`${runnable.name}\` has no option \`--${flag}\`: ${hint}`);
}
