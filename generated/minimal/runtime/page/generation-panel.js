import { readFields } from "./fields.js";
import { element } from "./page-context.js";
function generatedText({ parameters }, step, origin) {
    if (parameters.length === 0)
        return "generated";
    if (origin === undefined)
        return `generated after ${step} steps of training`;
    return `generated with ${origin}${step === 0 ? "" : ` and ${step} steps more`}`;
}
/** `origin` is what the model began with, where that was trained before its step 0. */
export function startGeneration({ plan, model, say, guard, showBackend }, isTraining, origin) {
    let generation;
    /** Each text has another seed, from 0 on. */
    let seed = -1;
    const generate = async () => {
        if (generation !== undefined)
            return generation.abort();
        const { signal } = (generation = new AbortController());
        const button = element("generate", HTMLButtonElement);
        button.textContent = "Stop";
        try {
            await write(signal);
        }
        finally {
            generation = undefined;
            button.textContent = "Generate";
        }
    };
    /** In the page where a generator's models expose values. */
    const exposed = document.getElementById("exposed");
    let view;
    const showExposed = async (text) => {
        if (exposed === null)
            return;
        view ??= (await import("./exposed-view.js")).createExposedView(exposed);
        view(text);
    };
    const write = async (signal) => {
        const output = element("text", HTMLElement);
        if (exposed !== null)
            exposed.hidden = true;
        if (!isTraining())
            say("opening the device");
        const settle = () => {
            showBackend();
            // While a training goes on, the status is its own.
            if (!isTraining())
                say(generatedText(plan, model.sight().step, origin()));
        };
        seed += 1;
        const name = element("generator", HTMLSelectElement).value;
        const generator = plan.generators.find((candidate) => candidate.name === name);
        const fields = document.querySelectorAll(`[data-generator="${name}"] input`);
        const given = await readFields(plan, name, fields);
        if (generator?.grow === undefined) {
            for await (const item of model.call({ kind: "describe", generator: name, given, seed }))
                if (typeof item === "string")
                    output.textContent = item;
                else
                    await showExposed(item);
            return settle();
        }
        const { from } = generator.grow;
        const beginning = from.kind === "argument" ? given[from.name] : undefined;
        output.textContent = Array.isArray(beginning) ? beginning.join("") : String(beginning ?? "");
        for await (const piece of model.call({ kind: "generate", generator: name, given, seed }, signal))
            if (typeof piece === "string")
                output.textContent += piece;
            else
                await showExposed(piece);
        settle();
    };
    element("generation", HTMLFormElement).addEventListener("submit", (event) => {
        event.preventDefault();
        guard(generate)();
    });
    element("generator", HTMLSelectElement).addEventListener("change", showGenerator);
    showGenerator();
}
/** Shows the fields of the generator that is chosen. */
function showGenerator() {
    const name = element("generator", HTMLSelectElement).value;
    for (const fields of document.querySelectorAll("[data-generator]")) {
        const isOther = fields.dataset["generator"] !== name;
        fields.hidden = isOther;
        // Else a text that is missing there would keep the form.
        fields.disabled = isOther;
    }
}
