/** The package's index.html, the frame that runtime/page/page.ts fills, with what it needs before that. */
import type { ModelPlan, PlanEntry, PlanGenerator, PlanInput, PlanSize } from "../../../runtime/plan.ts";
import { calledOnce } from "../../../runtime/called.ts";
import type { Source } from "../options.ts";
import { printPageStyle } from "./page-style.ts";
import { readingsOf } from "./readings.ts";
import { triedModels } from "./tried-models.ts";

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function field(name: string, input: string): string {
  return `          <label>${escape(name)} ${input}</label>`;
}

interface PictureSize {
  readonly width: number;
  readonly height: number;
  /** Values a pixel. */
  readonly channels: number;
}

/** Of an input that may be a picture: rows, columns, and up to four values a pixel where there is a third axis. */
function pictureSize({ axes, indexes }: PlanInput): PictureSize | undefined {
  if (indexes !== undefined) return undefined;
  const own = axes[0]?.name === "batch" ? axes.slice(1) : axes;
  const [height, width, channels = 1] = own.map(({ size }) => fixedSize(size));
  const isPicture = own.length === 2 || (own.length === 3 && channels <= 4);
  return isPicture && height !== undefined && width !== undefined ? { width, height, channels } : undefined;
}

function fixedSize({ terms, divisor }: PlanSize): number | undefined {
  const [term, ...others] = terms;
  const isFixed = others.length === 0 && term?.symbols.length === 0 && divisor === 1;
  return isFixed ? term.coefficient : undefined;
}

/** A file, or where a pixel is one number a drawing. */
function pictureFields(name: string, { width, height, channels }: PictureSize): readonly string[] {
  const scaled = `data-width="${width}" data-height="${height}"`;
  const file = field(
    `or a picture, scaled to ${width} x ${height}`,
    `<input name="${escape(name)}" type="file" accept="image/*" ${scaled} />`,
  );
  if (channels !== 1) return [file];
  const drawing = `<canvas data-drawing="${escape(name)}" width="${width}" height="${height}" role="img" aria-label="a drawing of ${escape(name)}, by a pointer"></canvas>`;
  return [file, `          <p>or draw it ${drawing} <button type="button" hidden>Clear</button></p>`];
}

/** Of a generator: its beginning, its other inputs, and its options. */
function generatorFields(model: ModelPlan, { name, grow, options }: PlanGenerator): string {
  const entry = model.entries.find((candidate) => candidate.kind === "generate" && candidate.name === name);
  const { inputs: all = [] } = entry === undefined ? {} : calledOnce(entry);
  const inputs = all.flatMap((input) => {
    if (input.name !== grow?.text) return [input];
    return grow.from.kind === "argument" ? [{ ...input, name: grow.from.name }] : [];
  });
  const beginning = grow?.from.kind === "argument" ? grow.from.name : undefined;
  return fieldset(name, [
    // A text grows from one position at least.
    ...inputs.flatMap((input) => inputFields(model, input, input.name === beginning)),
    ...options.map((option) => {
      const id = `name="${escape(option.name)}"`;
      if (option.type === "bool")
        return field(option.name, `<input ${id} type="checkbox"${option.initial === 0 ? "" : " checked"} />`);
      return field(
        option.name,
        `<input ${id} type="number" step="${option.type === "int" ? 1 : "any"}" required value="${option.initial}" />`,
      );
    }),
  ]);
}

/** What a page can ask for: texts, numbers, pictures. */
function inputFields(model: ModelPlan, input: PlanInput, isNeeded: boolean): readonly string[] {
  const { name, initial } = input;
  // The rows of its entries are made when the page is there.
  if (isNeeded && input.template !== undefined)
    return [`          <div data-entries="${escape(name)}" role="group" aria-label="${escape(name)}"></div>`];
  const optional = initial === undefined ? "" : ` placeholder="${initial}" data-optional`;
  const common = `name="${escape(name)}" dir="auto"${optional || (isNeeded ? " required" : "")}`;
  const size = pictureSize(input);
  return [
    field(
      name,
      isText(model, input)
        ? `<textarea ${common} rows="1"></textarea>`
        : `<input ${common} type="text" size="40" />`,
    ),
    ...(size === undefined ? [] : pictureFields(name, size)),
  ];
}

/** What may have several lines, which a field of one line would lose. */
function isText({ vocabularies }: ModelPlan, { axes, indexes }: PlanInput): boolean {
  return axes.length === 1 && vocabularies[indexes?.vocabulary ?? ""]?.kind === "tokenizer";
}

function fieldset(name: string, fields: readonly string[]): string {
  const opening = `        <fieldset data-runnable="${escape(name)}" aria-label="${escape(name)}">`;
  return [opening, ...fields, "        </fieldset>"].join("\n");
}

function modelFields(model: ModelPlan, entry: PlanEntry): string {
  return fieldset(
    entry.name,
    calledOnce(entry).inputs.flatMap((input) => inputFields(model, input, false)),
  );
}

function optionsText(names: readonly string[]): string {
  return names.map((name) => `<option>${escape(name)}</option>`).join("");
}

/** The page and the files that it needs before page.js: in none of them is a style, a script or a picture that a strict Content-Security-Policy forbids. */
export function printPageFiles(source: Source): Readonly<Record<string, string>> {
  const tried = triedModels(source);
  const shows = tried.length > 0 || Object.keys(readingsOf(source)).length > 0;
  return {
    "index.html": printPage(source, tried, shows),
    "icon.svg": icon,
    "page.css": printPageStyle(shows),
    "page-check.js": pageCheck,
  };
}

/** Two threads over and under two others. */
const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke-width="3">
  <path stroke="#2a78d6" d="M5 1v14M11 1v14" />
  <path stroke="#e0662f" d="M1 5h7M14 5h1M1 11h1M8 11h7" />
</svg>
`;

/** Browsers load no module for a page that is opened as a file. */
const pageCheck = `/** Tells where page.js can't be loaded or fails: a script of the old kind, which comes before it and is loaded from files, too. */
addEventListener(
  "error",
  ({ target, message }) => {
    const status = document.getElementById("status");
    if (target instanceof HTMLScriptElement)
      status.textContent = "page.js can’t be loaded: show this page by a server, such as deno run -A serve.ts";
    else if (target === window) status.textContent = "error: " + message;
  },
  true,
);
`;

/** `tried` are the models that it runs beside the generators; `shows` whether there may be values to show as maps. */
function printPage(source: Source, tried: readonly PlanEntry[], shows: boolean): string {
  const { plan, model: checked } = source;
  const { model } = plan;
  const [first] = model.trainings;
  const steps = first?.length.kind === "steps" ? first.length.count : 1000;
  const trainings = optionsText(model.trainings.map(({ name }) => name));
  const runnable = [...model.generators, ...tried];
  const unlearned = model.parameters.length === 0 ? " hidden" : "";
  const untrained = model.trainings.length === 0 ? " hidden" : "";
  const isEvaluated = model.trainings.some(({ data }) => data !== undefined);
  const heldOut = isEvaluated ? ' and held out <span class="evaluation" aria-hidden="true">━</span>' : "";
  const training = `
      <section>
        <p>
          <select id="training" aria-label="which training"${untrained}>${trainings}</select>
          <label${untrained}>steps in all <input id="steps" type="number" min="1" required value="${steps}" /></label>
          <button id="start"${untrained}>Start</button>
          <button id="pause" aria-disabled="true"${untrained}>Pause</button>
          <button id="save"${untrained}>Save</button>
          <label${unlearned}>Open <input id="open" type="file" accept=".safetensors" /></label>
        </p>
        <p id="progress"></p>
        <figure id="curves" hidden>
          <canvas id="curve" role="img" aria-label="the curve of the loss"></canvas>
          <figcaption>loss, in training <span class="training" aria-hidden="true">━</span>${heldOut}</figcaption>
        </figure>
      </section>`;
  const generation =
    runnable.length === 0
      ? ""
      : `
      <form id="generation">
        <p>
          <select id="generator" aria-label="what to run">${optionsText(runnable.map(({ name }) => name))}</select>
          <button id="generate"></button>
        </p>
${[...model.generators.map((generator) => generatorFields(model, generator)), ...tried.map((entry) => modelFields(model, entry))].join("\n")}
        <pre id="text" dir="auto"></pre>
      </form>${shows ? `\n      <section id="exposed" hidden></section>` : ""}`;
  // Who comes to a trained model wants what it makes.
  const parts = source.weights === undefined ? training + generation : generation + training;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <link rel="icon" href="./icon.svg" />
    <title>${escape(model.name)}</title>
    <link rel="stylesheet" href="./page.css" />
  </head>
  <body>
    <header>
      <h1>${escape(model.name)}</h1>
      <p dir="auto">${escape(checked.documentation ?? "").replace(/`([^`]+)`/g, "<code>$1</code>")}</p>
    </header>
    <p id="status" role="status">loading</p>
    <main inert>${parts}
      <p id="backend"></p>
      <details id="kernels">
        <summary>Formulas and their shaders</summary>
      </details>
    </main>
    <script src="./page-check.js"></script>
    <script type="module" src="./page.js"></script>
  </body>
</html>
`;
}
