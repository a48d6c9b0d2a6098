/** The page of a package: trains, generates and runs models in the browser, with a curve of the loss. */
import { trainedText } from "../checkpoint/checkpoint.js";
import { messageOf } from "../errors.js";
import { startGeneration } from "./generation-panel.js";
import { make } from "./make.js";
import { element } from "./page-context.js";
import { connectModel } from "./remote-model.js";
import { createTrainingPanel } from "./training-panel.js";
/** The page's buttons and what happens at each. */
export function startPage({ plan, worker, shaders }) {
    const status = element("status", HTMLElement);
    const save = element("save", HTMLButtonElement);
    const open = element("open", HTMLInputElement);
    const kernels = element("kernels", HTMLDetailsElement);
    /** The step of the state that a file holds. */
    let kept = 0;
    /** What the model began with, where that was trained before its step 0. */
    let origin = plan.weights && `weights ${trainedText(plan.weights)}`;
    /** It changes often, and isn't read aloud. */
    const counted = make("span", { ariaHidden: "true" });
    const tellProgress = (what, count) => {
        if (status.firstChild?.textContent !== what)
            status.replaceChildren(what, counted);
        counted.textContent = `: ${count}`;
    };
    const say = (text) => {
        status.textContent = text;
    };
    const fail = (error) => say(`error: ${messageOf(error)}`);
    const guard = (action) => () => {
        action().catch(fail);
    };
    const model = connectModel(worker, tellProgress, (reason) => say(`error: ${reason}`));
    const showBackend = () => {
        element("backend", HTMLElement).textContent = model.sight().backend;
    };
    const context = { plan, model, say, guard, showBackend };
    const training = createTrainingPanel(context);
    if (document.getElementById("generation") !== null)
        startGeneration(context, training.isTraining, () => origin);
    save.addEventListener("click", guard(async () => {
        const parts = [];
        for await (const bytes of model.call({ kind: "save" }))
            parts.push(bytes);
        const link = document.createElement("a");
        link.href = URL.createObjectURL(new Blob(parts));
        link.download = `${plan.name}-step-${model.sight().step}.safetensors`;
        link.click();
        URL.revokeObjectURL(link.href);
        kept = model.sight().step;
        say(`saved ${link.download}`);
    }));
    // So that the same file can be opened once more.
    open.addEventListener("click", () => (open.value = ""));
    open.addEventListener("change", guard(async () => {
        const file = open.files?.[0];
        if (file === undefined)
            return;
        const checkpoint = new Uint8Array(await file.arrayBuffer());
        const notes = [];
        for await (const note of model.call({ kind: "load", checkpoint, name: file.name }))
            notes.push(note);
        training.forget();
        kept = model.sight().step;
        origin = kept === 0 ? file.name : undefined;
        showBackend();
        say([`opened ${file.name}, after step ${model.sight().step}`, ...notes].join("; "));
    }));
    const showShaders = async () => {
        const { showKernels } = await import("./kernels-view.js");
        await showKernels(kernels, plan, shaders, fail);
    };
    let showing;
    kernels.addEventListener("toggle", guard(() => {
        showing ??= showShaders().catch((error) => {
            // What couldn't be fetched may be there at the next click.
            showing = undefined;
            throw error;
        });
        return showing;
    }));
    // A browser then asks first.
    addEventListener("beforeunload", (event) => {
        if (model.sight().step !== kept)
            event.preventDefault();
    });
    // Until here a click would have been lost.
    document.querySelector("main")?.removeAttribute("inert");
    say(origin === undefined ? "ready" : `ready, with ${origin}`);
}
