/** The package's README.md: what the model is, its formulas, layers, parameters, costs and commands. */
import type { PlanGenerator, PlanParameter, Vocabulary } from "../../../runtime/plan.ts";
import type { Block, Statement } from "../../1-parse/tree.ts";
import type { Axis } from "../../2-check/model.ts";
import { settingNames } from "../../2-check/setting-names.ts";
import { sizeKey } from "../../sizes/size.ts";
import { own } from "../../source/own.ts";
import { reportPlan } from "./plan-table.ts";
import { exampleInputs, valuesOf } from "./example-inputs.ts";
import { byteText, countText, flopText } from "../figures.ts";
import { nameLatex, statementLatex, type Known } from "./latex.ts";
import { layeredDeclarations, printMermaid } from "./mermaid.ts";
import { packageNameOf } from "../names.ts";
import { calledOnce } from "../../../runtime/called.ts";
import type { Source } from "../options.ts";
import { hasPage } from "../programs/program-texts.ts";
import { triedModels } from "../programs/tried-models.ts";

export function printReadme(source: Source): string {
  const { plan, model, spec } = source;
  const sections = [
    `# ${plan.model.name}`,
    model.documentation ?? "",
    `Written by weft from \`${spec.name}\`: to change the model, change the spec and build again.`,
    printWeights(source),
    printCommands(source),
    printFormulas(source),
    layeredDeclarations(source.tree).length === 0
      ? ""
      : `## Layers\n\n\`\`\`mermaid\n${printMermaid(source.tree, spec)}\n\`\`\``,
    printAxes(source),
    printParameters(plan.model.parameters),
    printCosts(source),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function printWeights({ plan, weights }: Source): string {
  if (weights === undefined) return "";
  const trains = plan.model.trainings.length > 0;
  const anew = trains
    ? ", and a training goes on from there, with its steps and its optimizer anew; `load({ weights: false })` and `train.ts --from-scratch` begin with the spec's first parameters"
    : "";
  return `It begins with \`weights.safetensors\`, ${weights.trained}: \`load()\` takes it${anew}.`;
}

/** A beginning that a text may have, in TypeScript and in JSON: text where there is a tokenizer, else labels or numbers. */
function beginningOf({ grow }: PlanGenerator, vocabularies: Readonly<Record<string, Vocabulary>>): string {
  const vocabulary = own(vocabularies, grow?.vocabulary ?? "");
  if (vocabulary?.kind === "tokenizer") return '"…"';
  return JSON.stringify([(vocabulary && valuesOf(vocabulary)[0]) ?? 0]);
}

/** What a program does with the model, in a few lines: the first training, the first text that grows, or else what a model gives. */
function printProgram({ plan, tokenizers }: Source): string {
  const { trainings, generators, vocabularies, entries } = plan.model;
  const [first] = trainings;
  const lines = ["const model = await load();"];
  if (first !== undefined) {
    const train = trainings.length === 1 && first.name === "train" ? "train" : `train.${first.name}`;
    lines.push(`for await (const event of model.${train}({ steps: 100 })) console.log(event);`);
  }
  const growing = generators.find(({ grow }) => grow?.from.kind === "argument");
  if (growing?.grow?.from.kind === "argument") {
    const given = `{ ${growing.grow.from.name}: ${beginningOf(growing, vocabularies)} }`;
    lines.push(`for await (const piece of model.run.${growing.name}(${given})) console.log(piece);`);
  }
  const inferred = generators.length > 0 ? undefined : entries.find(({ kind }) => kind === "infer");
  if (inferred !== undefined) {
    const given = exampleInputs(plan.model, calledOnce(inferred), tokenizers);
    lines.push(`console.log(await model.infer.${inferred.name}(${given}));`);
  }
  if (first !== undefined)
    lines.push(
      "const checkpoint = await model.save(); // a safetensors file's bytes, which load({ checkpoint }) takes",
    );
  return lines.join("\n");
}

function printCommands(source: Source): string {
  const { plan } = source;
  const { trainings, generators, vocabularies, entries, parameters } = plan.model;
  const lines: (readonly [string, string])[] = [];
  const origin = source.weights === undefined ? "the newest checkpoint" : "its weights";
  const newest = parameters.length > 0 ? `, from ${origin}` : "";
  for (const [at, { name, length, batch, data }] of trainings.entries()) {
    const which = at === 0 ? "" : ` ${name}`;
    // Without data and without a batch there are no examples to count.
    const examples = data === undefined && batch === 1 ? "" : `, batch ${batch}`;
    lines.push([
      `deno run -A train.ts${which}`,
      `trains${trainings.length === 1 ? "" : ` ${name}`} for ${length.count} ${length.kind}${examples}; Ctrl-C saves`,
    ]);
  }
  if (trainings.length > 0) lines.push(["deno run -A train.ts --resume FILE", "goes on from a checkpoint"]);
  for (const [at, generator] of generators.entries()) {
    const { name, grow, options } = generator;
    const beginning = beginningOf(generator, vocabularies);
    const words = [
      ...(at === 0 ? [] : [name]),
      ...(grow?.from.kind === "argument" ? [beginning.startsWith("[") ? `'${beginning}'` : beginning] : []),
      ...options.slice(0, 1).map((option) => `--${option.name} ${option.initial}`),
    ];
    lines.push([["deno run -A generate.ts", ...words].join(" "), `${name}${newest}`]);
  }
  const models = generators.length > 0 ? [] : entries.filter(({ kind }) => kind === "infer");
  for (const { name, inputs } of models) {
    const needed = inputs.filter(({ initial }) => initial === undefined);
    const words = needed.map((input) => input.name.toUpperCase());
    lines.push([["deno run -A generate.ts", name, ...words].join(" "), `${name}${newest}`]);
  }
  const shown = [
    ...(trainings.length > 0 ? ["trains"] : []),
    ...(generators.length > 0 ? ["generates"] : []),
    ...(triedModels(source).length > 0 ? ["runs models"] : []),
  ];
  const list = new Intl.ListFormat("en-GB").format(shown);
  if (hasPage(plan.model)) lines.push(["deno run -A serve.ts", `${list} in a browser`]);
  const program = trainings.length > 0 ? "train" : "generate";
  const width = Math.max(...lines.map(([command]) => command.length));
  const text = lines.map(([command, comment]) => `${command.padEnd(width)}  # ${comment}`).join("\n");
  return `## Commands

\`\`\`sh
${text}
\`\`\`

In Node 20 or later it is \`node ${program}.js\` and so on, on the CPU, or on a GPU after \`npm install webgpu\`. \`--help\` shows all flags. In a program:

\`\`\`ts
import { load } from "./mod.ts";

${printProgram(source)}
\`\`\`

A TypeScript project in Node takes the folder as a package, with its types: after \`npm install ./FOLDER\` it is \`import { load } from "${packageNameOf(plan.model.name)}"\`. Where the folder lies inside of the project, list it in \`exclude\` of its \`tsconfig.json\`, which would check its sources otherwise.

${printPages(source)}`;
}

/** Parcel makes a script of what ends so, unless it is told that the file is read as it is. */
const parcelJson =
  ", and a `.parcelrc` with " +
  '`{ "extends": "@parcel/config-default", "transformers": { "tokenizer.json": ["@parcel/transformer-raw"] } }`';

/** What one who puts the package into a page of his own must know. */
function printPages({ plan, tokenizers, weights }: Source): string {
  const names = [
    "`kernels/`",
    ...(tokenizers === undefined ? [] : ["`tokenizer.json`"]),
    ...(weights === undefined ? [] : ["`weights.safetensors`"]),
  ];
  const carried = [names.slice(0, -1).join(", "), ...names.slice(-1)]
    .filter((text) => text !== "")
    .join(" and ");
  const trains = plan.model.trainings.length > 0;
  const hasData = plan.model.trainings.some(({ data }) => data !== undefined);
  const given = plan.model.data.some(({ heldOut }) => heldOut === "files")
    ? "`data` and its `test`"
    : "`data`";
  const lines = [
    "Vite, webpack and Next carry the kernels and the threads' worker along; Next takes a folder inside of its project only. " +
      `Parcel carries them with \`--no-scope-hoist\`${tokenizers === undefined ? "" : parcelJson}. Rollup and esbuild leave them: put ` +
      `${carried} beside the bundle, and \`runtime/cpu/worker.js\`, bundled, as \`worker.js\`.`,
    ...(hasData
      ? [`No bundler carries \`data/\`: give \`train\` its ${given}, or put the folder beside the bundle.`]
      : []),
    "More threads than one need shared memory, so these headers: `Cross-Origin-Opener-Policy: same-origin` and " +
      "`Cross-Origin-Embedder-Policy: require-corp`. `model.backend` says what it runs on, and why.",
    "A Content-Security-Policy needs `script-src 'self' 'wasm-unsafe-eval'` and `connect-src 'self'`; Deno needs `--allow-read`.",
    `The CPU computes in the thread that calls it: in a worker of your own, the page answers meanwhile.${trains ? " `signal` ends a training; one goes on at a time." : ""}`,
  ];
  return `In a page of your own:\n\n${lines.map((line) => `- ${line}`).join("\n")}`;
}

/** What names stand for in one body. */
function knownIn(body: Block, axes: ReadonlySet<string>): Known {
  const parameters = body.statements.flatMap((statement) =>
    statement.kind === "param" ? statement.targets.map(({ name }) => name.text) : [],
  );
  return { parameters: new Set(parameters), axes };
}

function mathBlock(lines: readonly string[]): string {
  return `\`\`\`math\n\\begin{aligned}\n${lines.join(" \\\\\n")}\n\\end{aligned}\n\`\`\``;
}

function printFormulas({ tree, spec, model }: Source): string {
  const axes = new Set(model.axes.map(({ name }) => name));
  const sections: string[] = [];
  for (const layer of layeredDeclarations(tree)) {
    const known = knownIn(layer.body, axes);
    const name = layer.head.name.text;
    const values = layer.head.parameters.map((parameter) => nameLatex(parameter.name)).join(", ");
    const result = `\\operatorname{${name.replaceAll("_", "\\_")}}\\left(${values}\\right)`;
    const lines = layer.body.statements.flatMap(
      (statement) => statementLatex(statement, known, result) ?? [],
    );
    if (lines.length === 0) continue;
    const documentation = layer.documentation === undefined ? "" : `\n\n${layer.documentation.text.trim()}`;
    const signature = spec.text
      .slice(layer.head.name.span.start, layer.result.span.end)
      .replaceAll(/\s+/g, " ");
    sections.push(`### ${layer.kind} ${name}${documentation}\n\n\`${signature}\`\n\n${mathBlock(lines)}`);
  }
  for (const declaration of tree.declarations) {
    if (declaration.kind !== "train") continue;
    const known = knownIn(declaration.body, axes);
    const lines = declaration.body.statements.flatMap((statement) => {
      return isSetting(statement) ? [] : (statementLatex(statement, known, "") ?? []);
    });
    const name = declaration.name === undefined ? "" : ` ${declaration.name.text}`;
    if (lines.length > 0) sections.push(`### train${name}\n\n${mathBlock(lines)}`);
  }
  return sections.length === 0 ? "" : ["## Formulas", ...sections].join("\n\n");
}

/** Without the optimizer, which is shown as a formula. */
function isSetting(statement: Statement): boolean {
  return (
    statement.kind === "binding" &&
    statement.targets.some(({ text }) => text !== "optimizer" && settingNames.has(text))
  );
}

function printAxes({ model }: Source): string {
  const rows = model.axes
    .filter(({ origin, id, name }) => id === name && origin.kind !== "rigid")
    .map((axis) => {
      const documentation = axis.documentation === model.documentation ? undefined : axis.documentation;
      return `| ${axis.name} | ${axisSize(axis)} | ${documentation?.replaceAll(/\s+/g, " ") ?? ""} |`;
    });
  return rows.length === 0 ? "" : ["## Axes", "", "| axis | size | |", "|---|---|---|", ...rows].join("\n");
}

function axisSize({ size, origin }: Axis): string {
  switch (origin.kind) {
    case "bounded":
      return origin.low > 1 ? `${origin.low} to ${origin.high}` : `at most ${origin.high}`;
    case "twin":
      return `like ${origin.of}`;
    case "free":
      return "given by the caller";
    default:
      return sizeKey(size);
  }
}

/** `GPT.blocks.2.attn.W_q` and its like in other blocks share a row. */
function printParameters(parameters: readonly PlanParameter[]): string {
  if (parameters.length === 0) return "";
  const groups = new Map<string, PlanParameter[]>();
  for (const parameter of parameters) {
    const path = parameter.path.replaceAll(/\.\d+(?=\.|$)/g, ".*");
    const key = JSON.stringify([path, parameter.axes, parameter.initial]);
    groups.set(key, [...(groups.get(key) ?? []), parameter]);
  }
  const rows = [...groups.values()].map((group) => {
    const [first] = group;
    if (first === undefined) return "";
    const path = group.length === 1 ? first.path : first.path.replaceAll(/\.\d+(?=\.|$)/g, ".*");
    const times = group.length === 1 ? "" : ` × ${group.length}`;
    const axes = first.axes.map(({ name, size }) => `${name} ${size}`).join(", ");
    return `| \`${path}\`${times} | ${axes} | ${countText(first.count * group.length)} | ${initialText(first)} |`;
  });
  const total = parameters.reduce((sum, { count }) => sum + count, 0);
  return [
    "## Parameters",
    "",
    `${countText(total)} numbers, ${byteText(4 * total)}.`,
    "",
    "| path | axes | numbers | first value |",
    "|---|---|---:|---|",
    ...rows,
  ].join("\n");
}

function initialText({ initial }: PlanParameter): string {
  switch (initial.kind) {
    case "constant":
      return String(initial.value);
    case "normal":
      return `normal(${rounded(initial.mean)}, ${rounded(initial.deviation)})`;
    case "uniform":
      return `uniform(${rounded(initial.low)}, ${rounded(initial.high)})`;
    case "orthogonal":
    case "identity":
      return initial.kind;
    case "copy":
      return `as ${initial.of}`;
  }
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function printCosts({ plan }: Source): string {
  const rows = reportPlan(plan).map(
    ({ kind, name, runs, kernels, flops, bytes, memory }) =>
      `| ${kind} ${name} | ${countText(runs)} | ${kernels} | ${flopText(flops)} | ${byteText(bytes)} | ${byteText(memory.peak)} |`,
  );
  return [
    "## Costs",
    "",
    "One submit each; at the largest sizes.",
    "",
    "| | dispatches | kernels | arithmetic | memory traffic | peak memory |",
    "|---|---:|---:|---:|---:|---:|",
    ...rows,
  ].join("\n");
}
