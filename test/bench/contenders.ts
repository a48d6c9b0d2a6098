/** What is compared: the programs of each piece of work, each a command that prints its figures as JSON in its last line. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deno, lastObject, peersFolder, preparePeers, root, run } from "./programs.ts";

/** What a program printed. `agreed` are losses or tokens, which all contenders must share. */
export interface Measurement {
  /** In the work's unit: milliseconds a step, or tokens a second. */
  readonly figure: number;
  readonly agreed: readonly number[];
  /** The figure in each quarter of the work, for one that could become slower as it goes on. */
  readonly quarters?: readonly number[];
}

export interface Contender {
  readonly name: string;
  readonly command: readonly [program: string, ...parameters: string[]];
  readonly folder: string;
  readonly read: (lines: readonly string[]) => Measurement;
}

export interface Work {
  readonly name: string;
  readonly about: string;
  readonly unit: "ms a step" | "tokens/s";
  /** How far two contenders' losses may be apart: ten times what f32 rounding moved in fifty steps (test/oracles/gpt-losses.json). */
  readonly tolerance: number | undefined;
  readonly prepare: () => readonly Contender[];
}

/** Builds a spec's package and writes the run that all repeat; returns both folders. */
function prepareRun(spec: string): { readonly built: string; readonly shared: string } {
  const name = spec.replace(/^.*\//, "").replace(/\.weft$/, "");
  const built = join(root, `.cache/bench/${name}`);
  const shared = join(root, `.cache/bench/${name}-run`);
  mkdirSync(shared, { recursive: true });
  preparePeers();
  run("npx", "tsx", "compiler/cli.ts", "build", spec, "--out", built);
  run("npx", "tsx", "test/oracles/export-run.ts", built, "50", shared);
  return { built, shared };
}

/** Builds the spec with a window as long as its text: past it each token is evaluated as the peers do, with nothing that is kept. */
function buildAfresh(spec: string): string {
  const text = readFileSync(join(root, spec), "utf8");
  const wide = text.replace("window 32", "window 64");
  if (wide === text) throw new Error(`${spec} has no window of 32`);
  const folder = join(root, ".cache/bench");
  writeFileSync(join(folder, "gpt-afresh.weft"), wide);
  run(
    "npx",
    "tsx",
    "compiler/cli.ts",
    "build",
    join(folder, "gpt-afresh.weft"),
    "--out",
    join(folder, "gpt-afresh"),
  );
  return join(folder, "gpt-afresh");
}

function numberOf(value: unknown, what: string): number {
  if (typeof value === "number") return value;
  throw new Error(`${what} isn't a number`);
}

function numbersOf(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map((one: unknown) => numberOf(one, "a loss")) : [];
}

interface Length {
  readonly steps: number;
  /** Those before are not timed. */
  readonly warm: number;
}

const usual: Length = { steps: 30, warm: 10 };
/** For peers that take seconds a step. */
const brief: Length = { steps: 4, warm: 1 };

function weft(
  name: string,
  built: string,
  runtime: readonly [string, ...string[]],
  flags: readonly string[],
): Contender {
  const [program, ...parameters] = runtime;
  return {
    name,
    folder: built,
    command: [program, ...parameters, "--steps", String(usual.steps), "--json", "--backend", "cpu", ...flags],
    read: (lines) => ({
      figure: numberOf(lastObject(lines)["msPerStep"], "msPerStep"),
      agreed: lines
        .map((line) => lastObject([line]))
        .flatMap(({ loss }) => (typeof loss === "number" ? [loss] : [])),
    }),
  };
}

function peer(
  name: string,
  program: string,
  parameters: readonly string[],
  figure: string,
  agreed: string,
): Contender {
  return {
    name,
    folder: peersFolder,
    command: [deno, "run", "-A", program, ...parameters],
    read: (lines) => {
      const last = lastObject(lines);
      return { figure: numberOf(last[figure], figure), agreed: numbersOf(last[agreed]) };
    },
  };
}

function wordsOf(shared: string, { steps, warm }: Length): readonly string[] {
  return [shared, String(steps), String(warm), String(steps)];
}

/** Two threads against jax-js, step by step. */
function trainingWork(name: string, about: string, spec: string, program: string, tolerance: number): Work {
  return {
    name,
    about,
    unit: "ms a step",
    tolerance,
    prepare: () => {
      const { built, shared } = prepareRun(spec);
      const parameters = wordsOf(shared, usual);
      return [
        weft("weft, Deno, 2 threads", built, [deno, "run", "-A", "train.ts"], ["--threads", "2"]),
        peer("jax-js, wasm", program, parameters, "msPerStep", "losses"),
      ];
    },
  };
}

export const works: readonly Work[] = [
  {
    name: "gpt-step",
    about: "a step of specs/gpt.weft in Deno and Node, beside jax-js and TensorFlow.js",
    unit: "ms a step",
    tolerance: 2e-5,
    prepare: () => {
      const { built, shared } = prepareRun("specs/gpt.weft");
      const inDeno = [deno, "run", "-A", "train.ts"] as const;
      const parameters = wordsOf(shared, usual);
      return [
        weft("weft, Deno, 2 threads", built, inDeno, ["--threads", "2"]),
        weft("weft, Deno, 1 thread", built, inDeno, ["--threads", "1"]),
        weft("weft, Deno, 2 threads, --exact", built, inDeno, ["--threads", "2", "--exact"]),
        weft("weft, Node, 2 threads", built, ["node", "train.js"], ["--threads", "2"]),
        peer("jax-js, wasm", "jax-js-gpt.ts", parameters, "msPerStep", "losses"),
        peer("TensorFlow.js, wasm", "tfjs-gpt.ts", parameters, "msPerStep", "losses"),
      ];
    },
  },
  // Adam's first steps amplify rounding where a gradient is near 0: the losses are ten times as far apart.
  trainingWork(
    "minimal-step",
    "a step of specs/minimal.weft beside jax-js",
    "specs/minimal.weft",
    "jax-js-minimal.ts",
    2e-4,
  ),
  trainingWork(
    "lstm-step",
    "a step of an LSTM over 64 characters beside jax-js",
    "test/bench/specs/lstm.weft",
    "jax-js-lstm.ts",
    2e-4,
  ),
  {
    name: "cnn-step",
    about: "a step of convolutions and BatchNorm on 28 x 28 beside jax-js and TensorFlow.js",
    unit: "ms a step",
    // Normalisation over the batch and a momentum amplify rounding some ten times a step at first.
    tolerance: 1e-3,
    prepare: () => {
      const { built, shared } = prepareRun("test/bench/specs/cnn.weft");
      return [
        weft("weft, Deno, 2 threads", built, [deno, "run", "-A", "train.ts"], ["--threads", "2"]),
        peer("jax-js, wasm", "jax-js-cnn.ts", wordsOf(shared, brief), "msPerStep", "losses"),
        peer("TensorFlow.js, wasm", "tfjs-cnn.ts", wordsOf(shared, brief), "msPerStep", "losses"),
      ];
    },
  },
  {
    name: "gpt-generation",
    about: "200 characters by specs/gpt.weft beside the peers, and how fast each quarter of them comes",
    unit: "tokens/s",
    tolerance: undefined,
    prepare: () => {
      const { built, shared } = prepareRun("specs/gpt.weft");
      const checkpoint = join(shared, "initial.safetensors");
      const flags = ["--length", "200", "--json", "--backend", "cpu", "--checkpoint", checkpoint];
      const weftIn = (name: string, folder: string, prompt: string): Contender => ({
        name,
        folder,
        command: [deno, "run", "-A", "generate.ts", prompt, ...flags],
        read: (lines) => ({
          figure: numberOf(lastObject(lines)["tokensPerSecond"], "tokensPerSecond"),
          agreed: [],
          quarters: numbersOf(lastObject(lines)["tokensPerSecondByQuarter"]),
        }),
      });
      return [
        weftIn("weft, Deno", built, "Call me "),
        weftIn("weft, Deno, evaluated afresh", buildAfresh("specs/gpt.weft"), "Call me ".repeat(8)),
        peer("jax-js, wasm", "jax-js-generate.ts", [shared, "200"], "tokensPerSecond", "tokens"),
        peer("TensorFlow.js, wasm", "tfjs-generate.ts", [shared, "200"], "tokensPerSecond", "tokens"),
      ];
    },
  },
];
