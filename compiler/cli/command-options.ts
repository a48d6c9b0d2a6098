/** What several commands take, and how their help is written. */
import { type Argument, type Command, InvalidArgumentError, Option } from "commander";
import { readMemory } from "./memory.ts";
import { ownCommand } from "./own-command.ts";

export const json = ["--json", "print JSON", false] as const;
export const setting = [
  "--set <name=value>",
  "override a const or an axis, as in depth=6; as often as needed",
] as const;

export const memory = [
  "--memory <amount>",
  "hold at most so much in a step, as in 512MB or 2GiB: what is cheapest is computed twice",
  readMemory,
] as const;

export function gather(entry: string, entries: readonly string[]): readonly string[] {
  return [...entries, entry];
}

export function readCount(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError("It must be a whole number from 0 on.");
  return value;
}

export function readThreads(text: string): number {
  const value = readCount(text);
  if (value === 0) throw new InvalidArgumentError("It must be 1 at least.");
  return value;
}

/** A software adapter of WebGPU is slower than the CPU's own kernels: it is taken, and installed, where it is asked for. */
export function addBackend(command: Command): Command {
  const help = "webgpu (a software adapter, too), cpu, or auto: a GPU where there is one, else the CPU";
  return command
    .addOption(new Option("--backend <name>", help).choices(["auto", "webgpu", "cpu"]).default("auto"))
    .option("--threads <n>", "of the CPU; as many as it has cores, at most 8, unless said", readThreads)
    .option("--exact", "the same bits on every machine, on the CPU: slower", false);
}

export function argumentTerm(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${ownCommand()} ${line}`).join("\n")}\n`;
}
