#!/usr/bin/env node
/** The command `weft`: what it takes, its help, and how errors become exit codes. The commands themselves are in `cli/`. */
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { reasonOf } from "../runtime/errors.ts";
import { Stopped } from "./cli/command-error.ts";
import {
  addBackend,
  argumentTerm,
  examples,
  gather,
  json,
  memory,
  readCount,
  readThreads,
  setting,
} from "./cli/command-options.ts";
import { describeFailure, exitCodeOf } from "./cli/failures.ts";
import { packageRoot, packageVersion } from "./cli/package-root.ts";

// Modules are loaded by the command that needs them, so that `--help` is quick.

/** Of who writes a spec. */
function addWritingCommands(program: Command): void {
  program
    .command("init")
    .description("write a first spec, NAME.weft, with its data")
    .argument("<name>", "letters, digits, - and _")
    .addHelpText("after", examples(["init demo"]))
    .action(async (name: string) => {
      const { initCommand } = await import("./cli/commands/init.ts");
      initCommand(name);
    });

  program
    .command("check")
    .description("tell everything that is wrong with specs; fetches nothing")
    .argument("<file...>", "specs")
    .option(...json)
    .addHelpText("after", examples(["check specs/gpt.weft", "check --json specs/*.weft"]))
    .action(async (paths: string[], options: { json: boolean }) => {
      const { checkCommand } = await import("./cli/commands/check.ts");
      await checkCommand(paths, options);
    });

  program
    .command("fmt")
    .description("lay specs out in the one way; a file with syntax errors is left as it is")
    .argument("<file...>", "specs")
    .option("--check", "only tell which files would change; exit code 1 where one would", false)
    .addHelpText("after", examples(["fmt specs/gpt.weft", "fmt --check specs/*.weft"]))
    .action(async (paths: string[], options: { check: boolean }) => {
      const { fmtCommand } = await import("./cli/commands/fmt.ts");
      fmtCommand(paths, options);
    });

  program
    .command("playground")
    .description("write a site in which specs are written, trained and run, with the compiler in its page")
    .argument("[file...]", "specs that it has, with their data; a first spec unless said")
    .requiredOption("--out <dir>", "the folder of the site")
    .addHelpText("after", examples(["playground --out site", "playground demo.weft --out site"]))
    .action(async (paths: string[], options: { out: string }) => {
      const { playgroundCommand } = await import("./cli/commands/playground.ts");
      await playgroundCommand(paths, options);
    });

  program
    .command("explain")
    .description("tell what an error means, with a wrong and a right program")
    .argument("<code>", "as in W0101")
    .addHelpText("after", examples(["explain W0101"]))
    .action(async (code: string) => {
      const { explainCommand } = await import("./cli/commands/explain.ts");
      explainCommand(code);
    });

  program
    .command("lsp")
    .description("serve an editor: the Language Server Protocol over the standard input and output")
    .option("--stdio", "is what it does in any case; many editors say it")
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText("after", examples(["lsp"]))
    .action(async () => {
      const { lspCommand } = await import("./cli/commands/lsp.ts");
      lspCommand();
    });
}

/** Training a spec, and using what was trained. */
function addTrainingCommands(program: Command): void {
  addBackend(program.command("train"))
    .description("compile a spec and train it, in Deno; Ctrl-C saves")
    .argument("<file[:name]>", "a spec, and which of its trainings")
    .option("--steps <n>", "how many steps in all, those before a resume included", readCount)
    .option(...setting, gather, [])
    .option(
      "--seed <n>",
      "for parameters, order of the data and noise; that of the spec unless said",
      readCount,
    )
    .option("--resume <checkpoint>", "go on from a checkpoint, or from the `newest` of the spec")
    .option("--out <dir>", "where checkpoints go; `runs/NAME/N` unless said")
    .option(...memory)
    .option(...json)
    .addHelpText(
      "after",
      examples([
        "train specs/gpt.weft",
        "train specs/gpt.weft --steps 100 --seed 7",
        "train demo.weft --resume newest",
      ]),
    )
    .action(async (target: string, options: import("./cli/commands/train.ts").TrainOptions) => {
      const { trainCommand } = await import("./cli/commands/train.ts");
      await trainCommand(target, options);
    });

  addBackend(program.command("run"))
    .description("run a generate block, or a model, with the newest checkpoint")
    .argument("<file[:name]>", "a spec, and which of its generate blocks or models")
    .argument(
      "[arguments...]",
      "the prompt, and the block's own options, as in `--temperature 0.8`; `--prompts FILE` is several at once, one a line; `--inputs FILE` many inputs of a model: .jsonl, .csv, .tsv, .txt, or a folder of pictures or sounds",
    )
    .option(...setting, gather, [])
    .option("--checkpoint <file>", "instead of the newest of the spec")
    .option("--seed <n>", "for sampling; that of the training unless said", readCount)
    .option(...json)
    .allowUnknownOption()
    .addHelpText(
      "after",
      examples([
        'run specs/gpt.weft "Call me" --temperature 0.8 --length 200',
        "run specs/gpt.weft --prompts prompts.txt",
        "run specs/names.weft:Gated Ada",
        "run specs/names.weft:Gated --inputs names.csv --json",
        'run specs/digits.weft --inputs "digits/*.png"',
      ]),
    )
    .action(async (target: string, words: string[], options: import("./cli/commands/run.ts").RunOptions) => {
      const { runCommand } = await import("./cli/commands/run.ts");
      await runCommand(target, words, options);
    });

  addBackend(program.command("evaluate"))
    .description("evaluate a training's newest checkpoint on the data that was held out")
    .argument("<file[:name]>", "a spec, and which of its trainings")
    .option(...setting, gather, [])
    .option("--checkpoint <file>", "instead of the newest of the spec")
    .option(...json)
    .addHelpText("after", examples(["evaluate specs/gpt.weft"]))
    .action(async (target: string, options: import("./cli/commands/evaluate.ts").EvaluateOptions) => {
      const { evaluateCommand } = await import("./cli/commands/evaluate.ts");
      await evaluateCommand(target, options);
    });
}

/** What was trained, looked at. */
function addRunCommands(program: Command): void {
  program
    .command("runs")
    .description(
      "list the runs of this folder, the newest first: losses, settings, and whether the spec has changed since",
    )
    .argument("[file[:name]]", "only those of a spec, or of one of its trainings")
    .option(...json)
    .addHelpText("after", examples(["runs", "runs demo.weft"]))
    .action(async (target: string | undefined, options: { json: boolean }) => {
      const { runsCommand } = await import("./cli/commands/runs.ts");
      runsCommand(target, options);
    });

  program
    .command("verify")
    .description("recompute a checkpoint's training from its record; say where it first differs")
    .argument("<checkpoint>", "with `record.json` beside it")
    .option("--from <n>", "only from about this step", readCount)
    .option("--to <n>", "only to about this step", readCount)
    .option("--threads <n>", "of the CPU; as many as it has cores, at most 8, unless said", readThreads)
    .addHelpText("after", examples(["verify runs/gpt/1/step-500.safetensors --from 400"]))
    .action(async (checkpoint: string, options: import("./cli/commands/verify.ts").VerifyOptions) => {
      const { verifyCommand } = await import("./cli/commands/verify.ts");
      await verifyCommand(checkpoint, options);
    });

  program
    .command("replay")
    .description(
      "show the formulas of one step of a checkpoint's training: their values and the loss's gradient by them",
    )
    .argument("<checkpoint>", "with `record.json` beside it")
    .argument("[formula]", "show the numbers of this one, as in `attn.A` or `GPT.blocks.0.attn.A`")
    .requiredOption("--step <n>", "the step, from 1", readCount)
    .option(...json)
    .addHelpText(
      "after",
      examples([
        "replay runs/gpt/1/step-500.safetensors --step 300",
        "replay runs/gpt/1/step-500.safetensors --step 1 blocks.0.attn.A",
      ]),
    )
    .action(
      async (
        checkpoint: string,
        formula: string | undefined,
        options: import("./cli/commands/replay.ts").ReplayOptions,
      ) => {
        const { replayCommand } = await import("./cli/commands/replay.ts");
        await replayCommand(checkpoint, formula, options);
      },
    );

  program
    .command("trace")
    .description(
      "walk an input through a model's formulas: each with its axes and values, and what comes next",
    )
    .argument("<file[:model]>", "a spec, and which of its models")
    .argument("[inputs...]", "a text, or numbers as JSON, for each of the model's inputs")
    .option(...setting, gather, [])
    .option("--checkpoint <file>", "instead of the newest of the spec; without any, parameters as they begin")
    .option(...json)
    .addHelpText("after", examples(['trace specs/minimal.weft "我喜欢吃苹果。"']))
    .action(
      async (target: string, words: string[], options: import("./cli/commands/trace.ts").TraceOptions) => {
        const { traceCommand } = await import("./cli/commands/trace.ts");
        await traceCommand(target, words, options);
      },
    );
}

/** What is compiled, as a page, as files, and looked at. */
function addPackageCommands(program: Command): void {
  program
    .command("serve")
    .description(
      "show a spec's page, which trains and generates in a browser, and compile it anew when it is saved; /edit has the spec in an editor",
    )
    .argument("<file>", "a spec")
    .option("--port <n>", "of the local address; 8000 unless said", readCount, 8000)
    .option(...setting, gather, [])
    .option(...memory)
    .addHelpText("after", examples(["serve demo.weft", "serve specs/gpt.weft --set depth=2 --port 8080"]))
    .action(async (path: string, options: import("./cli/commands/serve.ts").ServeOptions) => {
      const { serveCommand } = await import("./cli/commands/serve.ts");
      await serveCommand(path, options);
    });

  program
    .command("import")
    .description("take weights of another program: a checkpoint of a spec from safetensors files")
    .argument("<file>", "a spec")
    .argument("<tensors...>", "a safetensors file, or the several that a model is stored in")
    .option("--names <file>", "which tensor each parameter is; without it one to begin with is printed")
    .option("--out <file>", "where the checkpoint goes; `runs/NAME/imported.safetensors` unless said")
    .option(...setting, gather, [])
    .addHelpText("after", examples(["import bert.weft model.safetensors --names bert.names"]))
    .action(
      async (path: string, files: string[], options: import("./cli/commands/import.ts").ImportOptions) => {
        const { importCommand } = await import("./cli/commands/import.ts");
        await importCommand(path, files, options);
      },
    );

  program
    .command("build")
    .description("compile a spec to a package, with its data")
    .argument("<file>", "a spec")
    .option("--out <dir>", "where the package goes; `generated/NAME` unless said")
    .option(...setting, gather, [])
    .option(...memory)
    .option(
      "--weights <checkpoint>",
      "what it begins with, trained: a checkpoint, or the `newest` of the spec",
    )
    .option("--half", "with --weights: its parameters in half precision, half as large", false)
    .addHelpText(
      "after",
      examples([
        "build specs/gpt.weft",
        "build specs/gpt.weft --set depth=6 --out big",
        "build specs/gpt.weft --weights newest --half",
      ]),
    )
    .action(async (path: string, options: import("./cli/commands/build.ts").BuildOptions) => {
      const { buildCommand } = await import("./cli/commands/build.ts");
      await buildCommand(path, options);
    });

  program
    .command("plan")
    .description("show every dispatch with its formula, shape, FLOPs and bytes, and what memory is for")
    .argument("<file>", "a spec")
    .option(...setting, gather, [])
    .option(...memory)
    .option(...json)
    .addHelpText(
      "after",
      examples(["plan specs/gpt.weft", "plan specs/gpt.weft --json", "plan specs/gpt.weft --memory 30MB"]),
    )
    .action(async (path: string, options: { set: string[]; json: boolean; memory?: number }) => {
      const { planCommand } = await import("./cli/commands/plan.ts");
      await planCommand(path, options);
    });

  program
    .command("dump")
    .description("print what a pass of the compiler makes")
    .argument("<file>", "a spec")
    .requiredOption("--after <pass>", "parse, check, lower, differentiate, simplify, grow, schedule or emit")
    .option(...setting, gather, [])
    .addHelpText("after", examples(["dump specs/minimal.weft --after=lower"]))
    .action(async (path: string, options: { after: string; set: string[] }) => {
      const { dumpCommand } = await import("./cli/commands/dump.ts");
      await dumpCommand(path, options);
    });
}

function createProgram(): Command {
  const program = new Command("weft")
    .description(
      "Compiles a .weft file, formulas over named axes, to a package that trains and runs on a GPU or the CPU.",
    )
    .version(packageVersion())
    .showHelpAfterError("(`--help` shows what there is)")
    // Shorter than commander's own: that a command has options needs no word, and what is the case "unless said" is in the sentences.
    .configureHelp({
      subcommandTerm: (command) =>
        `${command.name()} ${command.registeredArguments.map(argumentTerm).join(" ")}`,
      optionDescription: ({ description }) => description,
    })
    .exitOverride()
    .addHelpText(
      "after",
      examples([
        "init demo                                   a first spec, demo.weft, with its data",
        "check demo.weft                             what is wrong with it",
        "train demo.weft                             compile and train it",
        'run demo.weft "the " --temperature 0.8      let the newest checkpoint write',
        "explain W0101                               what an error means",
      ]),
    )
    .addHelpText("after", `The tutorial, the language and more: ${join(packageRoot(), "docs")}\n`);
  addWritingCommands(program);
  addTrainingCommands(program);
  addRunCommands(program);
  addPackageCommands(program);
  return program;
}

/** A reader that closes early, such as `head`, is no failure. A full disk is one; Deno throws it where it writes. */
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    console.error(`error: the output can't be written: ${reasonOf(error)}`);
    process.exit(1);
  });

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof Stopped) process.exitCode = error.exitCode;
  else {
    process.stderr.write(`${describeFailure(error)}\n`);
    process.exitCode = exitCodeOf(error);
  }
}
