/** The flags of a package's own programs. */
import { decimalOf } from "../decimal.ts";
import { WeftError } from "../errors.ts";
import { readBackend, type EngineOptions } from "../open-engine.ts";

export interface Flag {
  readonly name: string;
  /** `N`, `FILE`; absent for a flag without a value. */
  readonly value?: string;
  readonly help: string;
}

export interface Words {
  readonly positional: readonly string[];
  readonly flags: ReadonlyMap<string, string>;
}

/** Throws where a flag is unknown or lacks its value; `--name=value` is taken, too, and after `--` all is positional. */
export function parseWords(words: readonly string[], flags: readonly Flag[]): Words {
  const positional: string[] = [];
  const given = new Map<string, string>();
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (word === "--") {
      positional.push(...words.slice(at + 1));
      break;
    }
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(word);
    if (match === null) {
      positional.push(word);
      continue;
    }
    const [, name = "", direct] = match;
    const flag = flags.find(
      (candidate) => candidate.name === name || candidate.name.replaceAll("_", "-") === name,
    );
    if (flag === undefined) {
      throw new WeftError(
        "input",
        `there is no flag --${name}; there are ${flags.map((one) => `--${one.name}`).join(", ")}`,
      );
    }
    if (flag.value === undefined) {
      given.set(flag.name, "true");
      continue;
    }
    const value = direct ?? words[(at += 1)];
    if (value === undefined) throw new WeftError("input", `--${flag.name} needs a value, ${flag.value}`);
    given.set(flag.name, value);
  }
  return { positional, flags: given };
}

/** A whole number from 0 on, or undefined where the flag isn't given. */
export function countFlag(words: Words, name: string): number | undefined {
  const text = words.flags.get(name);
  if (text === undefined) return undefined;
  const value = decimalOf(text);
  if (value !== undefined && Number.isSafeInteger(value) && value >= 0) return value;
  throw new WeftError("input", `--${name} must be a whole number from 0 on, but is \`${text}\``);
}

export const backendFlags: readonly Flag[] = [
  {
    name: "backend",
    value: "NAME",
    help: "webgpu (a software adapter, too), cpu, or auto: a GPU where there is one, else the CPU",
  },
  { name: "threads", value: "N", help: "of the CPU; as many as it has cores, at most 8, unless said" },
  { name: "exact", help: "the same bits on every machine, on the CPU: slower" },
];

/** What the flags say of the backend. */
export function engineFlags(words: Words): EngineOptions {
  const backend = words.flags.get("backend");
  const threads = countFlag(words, "threads");
  if (threads === 0) throw new WeftError("input", "--threads must be 1 at least");
  return {
    ...(backend === undefined ? {} : { backend: readBackend(backend) }),
    ...(threads === undefined ? {} : { threads }),
    exact: words.flags.has("exact"),
  };
}

/** The usage line and the flags, aligned. */
export function helpText(usage: string, flags: readonly Flag[]): string {
  const heads = flags.map(({ name, value }) => `  --${name}${value === undefined ? "" : ` ${value}`}`);
  const width = Math.max(...heads.map((head) => head.length));
  const lines = flags.map(({ help }, at) => `${(heads[at] ?? "").padEnd(width)}  ${help}`);
  return `usage: ${usage}\n\n${lines.join("\n")}\n`;
}
