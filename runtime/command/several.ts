/** `generate.ts --prompts FILE`: several texts at once. */
import { messageOf, WeftError } from "../errors.ts";
import { severalName } from "../grow-several.ts";
import { readFile, writeOutput } from "../host.ts";
import type { InputValue } from "../inputs.ts";
import type { Model } from "../mod.ts";
import type { GenerateOptions } from "../generate.ts";
import type { PlanGenerator } from "../plan.ts";
import type { Flag } from "./flags.ts";
import { createSpeed } from "./speed.ts";

type Grow = NonNullable<PlanGenerator["grow"]>;

export function severalFlag(grow: Grow): Flag {
  const name = severalName(grow);
  return grow.from.kind === "argument"
    ? { name, value: "FILE", help: `several texts at once: a file with one \`${grow.from.name}\` a line` }
    : { name, value: "N", help: "so many texts at once" };
}

/** The beginnings: the lines of a file, or how many texts there are. */
export async function readSeveral(grow: Grow, word: string): Promise<number | readonly string[]> {
  if (grow.from.kind === "labels") {
    const count = Number(word);
    if (word.trim() !== "" && Number.isSafeInteger(count) && count >= 0) return count;
    throw new WeftError("input", `--texts must be a whole number, but is \`${word}\``);
  }
  try {
    const lines = new TextDecoder().decode(await readFile(word)).split(/\r?\n/);
    return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
  } catch (error) {
    throw new WeftError("input", `--${severalName(grow)}: ${word} can't be read: ${messageOf(error)}`);
  }
}

/** Prints the texts when all are done, a line each. */
export async function runSeveral(
  model: Model,
  name: string,
  grow: Grow,
  given: Readonly<Record<string, InputValue>>,
  options: Partial<GenerateOptions>,
  json: boolean,
): Promise<void> {
  const beginnings = given[severalName(grow)];
  const texts: string[] = Array.isArray(beginnings)
    ? beginnings.map(String)
    : Array.from({ length: Number(beginnings) }, () => "");
  const speed = createSpeed();
  for await (const { text, piece } of model.generateAll(name, given, options)) {
    texts[text] = `${texts[text] ?? ""}${piece}`;
    speed.note();
  }
  const { tokensPerSecond } = speed.read();
  await writeOutput(
    json ? `${JSON.stringify({ texts, tokensPerSecond })}\n` : texts.map((text) => `${text}\n`).join(""),
  );
}
