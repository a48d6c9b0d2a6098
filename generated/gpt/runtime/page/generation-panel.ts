/** What the generators of a package write in its page, and what its models compute, with what they expose. */
import type { ModelPlan } from "../plan.ts";
import { clearDrawing, startDrawing } from "./drawing.ts";
import { createEntryRows, type EntryRows } from "./entry-rows.ts";
import type { Call, ExposedText } from "./messages.ts";
import { own } from "../own.ts";
import { areEntries } from "../tokenizers/template.ts";
import { readFields } from "./fields.ts";
import { onceAFrame } from "./frames.ts";
import { element, type PageContext } from "./page-context.ts";

function doneText(done: string, { parameters }: ModelPlan, step: number, origin: string | undefined): string {
  if (parameters.length === 0) return done;
  if (origin === undefined) return `${done} after ${step} steps of training`;
  return `${done} with ${origin}${step === 0 ? "" : ` and ${step} steps more`}`;
}

/** `origin` is what the model began with, where that was trained before its step 0. */
export function startGeneration(
  { plan, model, say, guard, showBackend }: PageContext,
  isTraining: () => boolean,
  origin: () => string | undefined,
): void {
  let generation: AbortController | undefined;
  /** Each text has another seed, from 0 on. */
  let seed = -1;

  const generate = async (): Promise<void> => {
    if (generation !== undefined) return generation.abort();
    const { signal } = (generation = new AbortController());
    const button = element("generate", HTMLButtonElement);
    button.textContent = "Stop";
    try {
      await write(signal);
    } finally {
      generation = undefined;
      showButton(plan);
    }
  };

  const output = element("text", HTMLElement);
  let text = "";
  /** Where the text is an entry's value, its field. */
  let reply: HTMLTextAreaElement | undefined;
  const showText = (): void => {
    if (reply === undefined) output.textContent = text;
    else reply.value = text;
  };
  /** Pieces may come faster than frames, and each would be a layout of the whole text. */
  const showTextSoon = onceAFrame(showText);

  /** In the page where a generator's models expose values. */
  const exposed = document.getElementById("exposed");
  let view: ((text: ExposedText) => void) | undefined;
  const showExposed = async (text: ExposedText): Promise<void> => {
    if (exposed === null) return;
    view ??= (await import("./exposed-view.ts")).createExposedView(exposed);
    view(text);
  };

  const write = async (signal: AbortSignal): Promise<void> => {
    // What is there was computed from something else.
    text = "";
    reply = undefined;
    showText();
    if (exposed !== null) exposed.hidden = true;
    if (!isTraining()) say("opening the device");
    const settle = (): void => {
      showBackend();
      const done = generator?.grow === undefined ? "computed" : "generated";
      say(isTraining() ? "training" : doneText(done, plan, model.sight().step, origin()));
    };
    seed += 1;
    const name = chosen();
    const generator = plan.generators.find((candidate) => candidate.name === name);
    const within = `[data-runnable="${name}"]`;
    const fields = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
      `${within} :is(input, textarea)[name]`,
    );
    const drawings = document.querySelectorAll<HTMLCanvasElement>(`${within} canvas`);
    const entries = rows.get(name);
    reply = entries?.reply();
    const read = await readFields(plan, name, fields, drawings);
    const begin = generator?.grow?.from.kind === "argument" ? generator.grow.from.name : "";
    const given = entries === undefined ? read : { ...read, [begin]: entries.read() };
    if (generator?.grow === undefined) {
      const call: Call =
        generator === undefined
          ? { kind: "infer", model: name, given }
          : { kind: "describe", generator: name, given, seed };
      for await (const item of model.call(call))
        if (typeof item === "string") {
          text = item;
          showText();
        } else await showExposed(item);
      return settle();
    }
    const { from } = generator.grow;
    const beginning = from.kind === "argument" ? own(given, from.name) : undefined;
    const isPlain = !areEntries(beginning);
    const started =
      Array.isArray(beginning) && isPlain ? beginning.join("") : isPlain ? String(beginning ?? "") : "";
    text = started;
    showText();
    try {
      for await (const piece of model.call({ kind: "generate", generator: name, given, seed }, signal)) {
        if (typeof piece !== "string") await showExposed(piece);
        else {
          if (text === started && !isTraining()) say("generating");
          text += piece;
          showTextSoon();
        }
      }
    } finally {
      showText();
      entries?.goOn();
    }
    settle();
  };

  const form = element("generation", HTMLFormElement);
  const rows = entryRowsOf(plan);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    guard(generate)();
  });
  form.addEventListener("keydown", (event) => {
    if (!(event.target instanceof HTMLTextAreaElement) || event.key !== "Enter" || event.shiftKey) return;
    // The Enter that ends a composition; Safari says so by the code alone.
    if (event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit();
  });
  const show = (): void => {
    showButton(plan);
    showFields();
  };
  element("generator", HTMLSelectElement).addEventListener("change", show);
  for (const canvas of document.querySelectorAll<HTMLCanvasElement>("[data-drawing]")) letDraw(canvas);
  show();
}

/** By the generator. */
function entryRowsOf({ entries, generators, data }: ModelPlan): ReadonlyMap<string, EntryRows> {
  const made = new Map<string, EntryRows>();
  for (const { name, grow } of generators) {
    const container = document.querySelector<HTMLElement>(`[data-runnable="${name}"] [data-entries]`);
    const entry = entries.find((one) => one.kind === "generate" && one.name === name);
    const template = entry?.inputs.find((input) => input.name === grow?.text)?.template;
    if (container === null || template === undefined) continue;
    const parts = data.flatMap(({ fields }) =>
      fields.flatMap((field) => (field.kind === "record" && field.part !== undefined ? [field.part] : [])),
    );
    const conditions = parts.flatMap(({ only }) => only).filter((one) => template.names.includes(one.name));
    const begun = Object.fromEntries(conditions.map((one) => [one.name, String(one.value)]));
    made.set(name, createEntryRows(container, template.names, begun));
  }
  return made;
}

/** A drawing and a file take each other's place. */
function letDraw(canvas: HTMLCanvasElement): void {
  const clear = canvas.nextElementSibling;
  const file = [...(canvas.closest("fieldset")?.querySelectorAll("input") ?? [])].find(
    ({ type, name }) => type === "file" && name === canvas.dataset["drawing"],
  );
  if (!(clear instanceof HTMLButtonElement) || file === undefined) return;
  startDrawing(canvas, clear, () => (file.value = ""));
  file.addEventListener("change", () => clearDrawing(canvas, clear));
}

/** The generator or the model that is chosen. */
function chosen(): string {
  return element("generator", HTMLSelectElement).value;
}

function showButton({ generators }: ModelPlan): void {
  const grows = generators.some(({ name, grow }) => name === chosen() && grow !== undefined);
  element("generate", HTMLButtonElement).textContent = grows ? "Generate" : "Run";
}

function showFields(): void {
  const name = chosen();
  for (const fields of document.querySelectorAll<HTMLFieldSetElement>("[data-runnable]")) {
    const isOther = fields.dataset["runnable"] !== name;
    fields.hidden = isOther;
    // Else a text that is missing there would keep the form.
    fields.disabled = isOther;
  }
}
