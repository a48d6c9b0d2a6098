/** What `npm start` runs once the packages are there: specs/gpt.weft to a package, its training, and a text of its own. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeColumn } from "../../runtime/data/columns.ts";
import { heldOutStart } from "../../runtime/data/parts.ts";
import { labelsOf } from "../facts.ts";
import { buildPlanned } from "./commands/build.ts";
import { wordsOfSpec } from "./commands/train.ts";
import { newestCheckpoint } from "./runs/checkpoints.ts";
import { Stopped } from "./command-error.ts";
import { describeFailure, exitCodeOf } from "./failures.ts";
import { runInDeno } from "./launch.ts";
import { ownCommand } from "./own-command.ts";
import type { PlannedSpec } from "./packages/planned.ts";
import { planSpec } from "./packages/planned.ts";
import { measureNGrams } from "../../runtime/data/n-grams.ts";
import { readSpec } from "./spec.ts";
import { bold, log } from "./terminal.ts";

const path = "specs/gpt.weft";
const folder = "generated/gpt";

/** `npm start -- --steps 100` and the like go to the training. */
async function start(words: readonly string[]): Promise<void> {
  log(bold(`compiling ${path} to ${folder}`, process.stderr));
  const planned = await planSpec(readSpec(path), {}, "schedule");
  await buildPlanned(planned, folder, true);
  showReferences(planned);
  log(bold(`\ntraining in Deno: deno run -A ${folder}/train.ts (Ctrl-C saves and ends)`, process.stderr));
  await runInDeno(`${folder}/train.ts`, [...wordsOfSpec(path), ...words]);
  const checkpoint = newestCheckpoint(planned.spec.name);
  if (checkpoint !== undefined) log(`\nthe checkpoint is ${checkpoint}`);
  log(
    `\nWhat to try next:\n` +
      `  ${ownCommand()} serve ${path}            its page, where it trains and writes in a browser\n` +
      `  ${ownCommand()} plan ${path}             every dispatch of a step, with its formula\n` +
      `  ${ownCommand()} init demo                       a spec of your own\n` +
      `and read ${path} beside ${folder}/model.ts and ${folder}/kernels`,
  );
}

/** What simple models reach on the same text and split. */
function showReferences({ compiled, tokenizers }: PlannedSpec): void {
  for (const data of compiled.plan?.model.data ?? []) {
    const field = data.fields.find(({ kind }) => kind === "window");
    if (field === undefined) continue;
    const file = join(folder, "data", `${field.column}.bin`);
    const column = decodeColumn(field.column, readFileSync(file));
    const symbols = column.values;
    const [tokenizer] = tokenizers.values();
    if (tokenizer === undefined) continue;
    const boundary = heldOutStart(data, column);
    const held = symbols.length - boundary;
    const references = measureNGrams(symbols, boundary, labelsOf(tokenizer).length, [1, 2, 3]);
    const names = ["", "unigram", "bigram", "trigram"];
    const figures = references.map(({ order, loss }) => `${names[order]} ${loss.toFixed(3)}`).join(", ");
    log(
      `\n${symbols.length.toLocaleString("en")} characters, the last tenth (${held.toLocaleString("en")}) held out.\n` +
        `What counting reaches there, in nats a character: ${figures}`,
    );
  }
}

try {
  await start(process.argv.slice(2));
} catch (error) {
  if (error instanceof Stopped) process.exitCode = error.exitCode;
  else {
    process.stderr.write(`${describeFailure(error)}\n`);
    process.exitCode = exitCodeOf(error);
  }
}
