/** `generate.ts --prompts FILE`: several texts at once. */
import { decimalOf } from "../decimal.ts";
import { messageOf, WeftError } from "../errors.ts";
import { severalName } from "../generate/grow-several.ts";
import { listName } from "../generate/growth.ts";
import { readFile, writeOutput } from "../host.ts";
import type { InputValue } from "../inputs.ts";
import type { Model } from "../mod.ts";
import type { GenerateOptions } from "../generate/generate.ts";
import type { PlanGenerator } from "../plan.ts";
import type { Flag } from "./flags.ts";
import { createSpeed } from "./speed.ts";

type Grow = NonNullable<PlanGenerator["grow"]>;

/** `inputs` are those but the beginning. */
export function severalFlags(grow: Grow, inputs: readonly string[]): readonly Flag[] {
  const fileOf = (name: string): Flag => {
    return {
      name: listName(name),
      value: "FILE",
      help: `several texts at once: a file with one \`${name}\` a line`,
    };
  };
  const texts: Flag =
    grow.from.kind === "argument"
      ? fileOf(grow.from.name)
      : { name: severalName(grow), value: "N", help: "so many texts at once" };
  return [texts, ...inputs.map(fileOf)];
}

/** The beginnings: the lines of a file, or how many texts there are. */
export async function readSeveral(grow: Grow, word: string): Promise<number | readonly string[]> {
  if (grow.from.kind === "labels") {
    const count = decimalOf(word);
    if (count !== undefined && Number.isSafeInteger(count) && count >= 0) return count;
    throw new WeftError("input", `--texts must be a whole number from 0 on, but is \`${word}\``);
  }
  return readLines(severalName(grow), word);
}

/** A value for each text, a line each. */
export async function readLines(flag: string, path: string): Promise<readonly string[]> {
  try {
    const lines = new TextDecoder().decode(await readFile(path)).split(/\r?\n/);
    return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
  } catch (error) {
    throw new WeftError("input", `--${flag}: ${path} can't be read: ${messageOf(error)}`);
  }
}

/** Prints the texts when all are done, a line each. */
export async function runSeveral(
  model: Model,
  name: string,
  grow: Grow,
  given: Readonly<Record<string, InputValue>>,
  count: number,
  options: Partial<GenerateOptions>,
  json: boolean,
): Promise<void> {
  const beginnings = given[severalName(grow)];
  const begun: readonly unknown[] = Array.isArray(beginnings) ? beginnings : [];
  const texts = Array.from({ length: count }, (_, text) =>
    typeof begun[text] === "string" ? begun[text] : "",
  );
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
