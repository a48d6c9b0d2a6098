/** `train.ts` of a package: trains, shows how it goes, saves. */
import { WeftError } from "../errors.ts";
import {
  hashBytes,
  interruptSignal,
  makeFolder,
  programArguments,
  programCommand,
  terminalWidth,
  writeError,
  writeFileWhole,
  writeOutput,
} from "../host.ts";
import type { EvaluationProgress } from "../train/evaluate.ts";
import type { Model } from "../mod.ts";
import type { ModelPlan, PlanTraining } from "../plan.ts";
import { evaluationLine } from "../train/progress.ts";
import { findBeginning, packageBeginning, type HashedBeginning } from "./begin.ts";
import { bigramLoss } from "./bigram.ts";
import {
  backendFlags,
  countFlag,
  engineFlags,
  helpText,
  parseWords,
  type Flag,
  type Words,
} from "./flags.ts";
import { readBackend } from "../open-engine.ts";
import {
  checkpointPath,
  folderOf,
  isOwnFolder,
  makeRunFolder,
  readCheckpoint,
  requireOwnFolder,
  runProgram,
  tellWeights,
  type Program,
} from "./program.ts";
import {
  beginRecord,
  readRecord,
  recordedEvery,
  recordProgress,
  recordState,
  startRecord,
  type WriteRecord,
} from "./record.ts";
import { inspectStep } from "./inspect.ts";
import { reachState, verifyRecord } from "./verify.ts";
import { writeSample } from "./sample.ts";
import { jsonReporter } from "./train-json.ts";
import { lineReporter, lossesText } from "./train-lines.ts";
import { shellWord } from "../shell.ts";

const flagsOf = ({ weights }: ModelPlan): readonly Flag[] => [
  { name: "steps", value: "N", help: "how many steps in all, those before a resume included" },
  { name: "seed", value: "N", help: "for parameters, order of the data and noise" },
  { name: "resume", value: "FILE", help: "go on from a checkpoint" },
  ...(weights === undefined
    ? []
    : [{ name: scratch, help: "begin with the spec's first parameters, not with the package's weights" }]),
  { name: "out", value: "DIR", help: "where checkpoints go; runs/NAME/N unless said" },
  ...backendFlags,
  { name: "evaluate", help: "don't train: measure on all held-out data" },
  { name: "verify", value: "FILE", help: "don't train: recompute the run of a checkpoint from its record" },
  { name: "from", value: "N", help: "with --verify: only from about this step" },
  { name: "to", value: "N", help: "with --verify: only to about this step" },
  { name: "reach", value: "N", help: "with --verify: only compute the state after this step, into --out" },
  {
    name: "inspect",
    value: "FILE",
    help: "in the package of an inspected training: the formulas of the step after a checkpoint",
  },
  { name: "show", value: "NAME", help: "with --inspect: the numbers of this formula and of its gradient" },
  { name: "set", value: "LIST", help: "the settings that the command weft built this with, for the record" },
  { name: "spec", value: "FILE", help: "the spec, where the command weft runs this: for what to try next" },
  { name: "weft", value: "COMMAND", help: "how the command weft was started, where it runs this" },
  { name: "json", help: "print an object a line" },
  { name: "help", help: "print this" },
];

const scratch = "from-scratch";

/** The whole program; sets the exit code. */
export function runTraining(program: Program): Promise<void> {
  return runProgram(async () => {
    const flags = flagsOf(program.plan);
    const words = parseWords(await programArguments(), flags);
    if (words.flags.has("help"))
      return writeOutput(helpText(`${programCommand("train")} [NAME] [FLAGS]`, flags));
    const training = chooseTraining(program, words.positional);
    const resume = words.flags.get("resume");
    const verified = words.flags.get("verify");
    if (words.flags.has(scratch)) requireScratch(training, words);
    const record = verified === undefined ? undefined : await readRecord(verified);
    const seed = record?.seed ?? countFlag(words, "seed");
    const model = await program.load({
      ...engineFlags(words),
      ...(record === undefined ? {} : { exact: record.exact, backend: readBackend(record.backend) }),
      instrument: true,
      weights: !words.flags.has(scratch) && (record === undefined || record.start !== undefined),
      ...(seed === undefined ? {} : { seed }),
    });
    if (resume !== undefined) {
      for (const note of model.load(await readCheckpoint(resume), resume)) await writeError(`${note}\n`);
    }
    try {
      if (record !== undefined && verified !== undefined) {
        const reach = countFlag(words, "reach");
        if (reach !== undefined) {
          const state = await reachState(program, model, record, folderOf(verified), reach);
          return await writeFileWhole(words.flags.get("out") ?? `step-${reach}.safetensors`, state);
        }
        const stretch = { from: countFlag(words, "from") ?? 0, to: countFlag(words, "to") ?? Infinity };
        await verifyRecord(program, model, record, verified, stretch);
      } else if (words.flags.has("inspect")) await inspectStep(program, model, training, words);
      else if (words.flags.has("evaluate")) {
        if (resume === undefined && !words.flags.has(scratch)) await tellWeights(program.plan);
        await evaluate(model, training, words.flags.has("json"));
      } else await train(program, model, training, words);
    } finally {
      model.destroy();
    }
  });
}

/** Throws where another flag, or the training, says with what it begins. */
function requireScratch({ name, start }: PlanTraining, { flags }: Words): void {
  const other = ["resume", "verify", "inspect"].find((flag) => flags.has(flag));
  if (other !== undefined)
    throw new WeftError("input", `--${other} says where it begins: leave out --${scratch}`);
  if (start !== undefined)
    throw new WeftError("input", `\`${name}\` begins with what its \`start\` says, not from scratch`);
}

function chooseTraining({ plan }: Program, positional: readonly string[]): PlanTraining {
  const [name, ...others] = positional;
  const names = plan.trainings.map((training) => training.name).join(", ");
  const found = name === undefined ? plan.trainings[0] : plan.trainings.find((one) => one.name === name);
  if (found !== undefined && others.length === 0) return found;
  throw new WeftError(
    "input",
    `there is no training \`${positional.join(" ")}\`; there is ${names || "none"}`,
  );
}

async function evaluate(model: Model, training: PlanTraining, json: boolean): Promise<void> {
  const width = await terminalWidth();
  const clear = width === undefined || json ? "" : "\r\x1b[2K";
  const tell = (progress: EvaluationProgress): void =>
    void writeError(`${clear}${evaluationLine(progress, (width ?? 100) - 1)}`);
  const { loss, reports, rows } = await model.evaluate(training.name, clear === "" ? {} : { tell });
  if (clear !== "") await writeError(clear);
  if (json)
    return writeOutput(`${JSON.stringify({ step: model.step, evaluation: { loss, ...reports, rows } })}\n`);
  await writeOutput(`held out, ${rows} examples: ${lossesText(loss, reports)}\n`);
}

/** Gives the model what the training begins with instead of the spec's first parameters, and tells what that is. */
async function begin(
  program: Program,
  model: Model,
  { start }: PlanTraining,
  { flags }: Words,
): Promise<HashedBeginning | undefined> {
  if (flags.has(scratch)) return undefined;
  if (start === undefined) {
    await tellWeights(program.plan);
    const weights = await packageBeginning(program);
    return weights && { path: weights.path, hash: await hashBytes(weights.bytes) };
  }
  const { path, bytes } = await findBeginning(program, start, flags.get("spec"));
  await writeError(`beginning with ${path}\n`);
  for (const note of model.begin(bytes, path)) await writeError(`${note}\n`);
  return { path, hash: await hashBytes(bytes) };
}

/** A command of weft for the spec, where it is that which runs this. */
function weftCommand({ flags }: Words): (name: "train" | "run") => string | undefined {
  const [weft, spec] = [flags.get("weft"), flags.get("spec")];
  return (name) =>
    weft === undefined || spec === undefined ? undefined : `${weft} ${name} ${shellWord(spec)}`;
}

async function train(program: Program, model: Model, training: PlanTraining, words: Words): Promise<void> {
  const { plan } = program;
  const json = words.flags.has("json");
  const weft = weftCommand(words);
  let folder = words.flags.get("out") ?? "";
  if (folder !== "") await requireOwnFolder(folder, words.flags.get("resume"));
  const beginning = words.flags.has("resume") ? undefined : await begin(program, model, training, words);
  let record = await startRecord(program, model, training, words, beginning);
  /** Where the training has begun, which it doesn't where no step is left. */
  let write: WriteRecord | undefined;
  const note = async (bytes: Uint8Array<ArrayBuffer>, step: number): Promise<void> => {
    if (write !== undefined) record = await recordState(write, record, step, bytes);
  };
  const save = async (bytes: Uint8Array<ArrayBuffer>, step: number): Promise<string> => {
    await note(bytes, step);
    await writeFileWhole(checkpointPath(folder, step), bytes);
    return checkpointPath(folder, step);
  };
  const reporter = json
    ? jsonReporter(model, training)
    : await lineReporter(program, model, training, weft("train"));
  const steps = countFlag(words, "steps");
  const { signal, release } = await interruptSignal();
  try {
    const stateAfter = (step: number): boolean => step % recordedEvery === 0;
    const options = { signal, save, stateAfter, ...(steps === undefined ? {} : { steps }) };
    for await (const event of model.train(training.name, options)) {
      record = recordProgress(record, event);
      if (event.kind === "start" && event.step < event.steps) {
        record = { ...record, steps: event.steps };
        // A place that can't be written to is told before the training, not after it.
        if (folder === "") folder = await makeRunFolder(plan.name);
        else await makeFolder(folder);
        write = await beginRecord(folder, record, await isOwnFolder(folder, words.flags.get("resume")));
      }
      if (event.kind === "state") await note(event.checkpoint, event.step);
      else await reporter(event);
      if (event.kind === "done") await write?.(record);
    }
  } catch (error) {
    if (!(error instanceof WeftError) || error.kind !== "number") throw error;
    record = { ...record, progress: { ...record.progress, end: "number" } };
    const kept = await save(await model.save(), model.step);
    throw new WeftError(
      "number",
      `${error.message}\nthe last good state, of step ${model.step}, is kept in ${kept}\n` +
        "a lower rate, a schedule with a warmup, or `clip = 1.0` in the training may keep it finite",
    );
  } finally {
    release();
  }
  if (json || training.data === undefined) return;
  const bigram = signal.aborted ? undefined : await bigramLoss(plan, training.data, program.baseUrl);
  if (bigram !== undefined)
    await writeOutput(`for comparison, a bigram model of the same text: loss ${bigram.toFixed(4)}\n`);
  if (!signal.aborted) {
    const own = `${programCommand("generate")}${plan.weights === undefined ? "" : " --checkpoint newest"}`;
    await writeSample(program, model, training.data, weft("run") ?? own);
  }
}
