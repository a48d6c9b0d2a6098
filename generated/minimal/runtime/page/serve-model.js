/** In a worker: owns the model of a page and does what the page asks for. */
import { describeResults } from "../command/results.js";
import { nextMessage } from "../host.js";
import { createLastingModel } from "./lasting-model.js";
/** Listens to the page from now on; the model is opened at the first call. */
export function serveModel(load, readings) {
    const tell = (message) => postMessage(message);
    const aborts = new Map();
    const lasting = createLastingModel(load, {
        progress: (done, total) => tell({ kind: "progress", what: "compiling the kernels", count: `${done} of ${total}` }),
        fetched: (bytes, of) => tell({ kind: "progress", what: "fetching data", count: megabytesText(bytes, of) }),
    });
    const perform = async (id, call) => {
        const controller = new AbortController();
        aborts.set(id, controller);
        let model;
        try {
            const opened = await lasting.open();
            model = opened;
            const sight = () => ({ backend: opened.backend, step: opened.step });
            for await (const item of itemsOf(opened, lasting, readings, call, controller.signal)) {
                tell({ kind: "item", id, item, at: performance.now(), sight: sight() });
                // Lets messages come in: the CPU backend waits for nothing by itself.
                await nextMessage();
            }
            tell({ kind: "end", id, sight: sight() });
        }
        catch (error) {
            tell({ kind: "failure", id, ...lasting.explain(error, model) });
        }
        finally {
            aborts.delete(id);
        }
    };
    addEventListener("message", ({ data }) => {
        if (data.kind === "abort")
            aborts.get(data.id)?.abort();
        else
            void perform(data.id, data.call);
    });
}
function megabytesText(bytes, of) {
    const number = (count) => (count / 1e6).toFixed(1);
    return `${number(bytes)} ${of === undefined ? "" : `of ${number(of)} `}MB`;
}
async function* itemsOf(model, lasting, readings, call, signal) {
    switch (call.kind) {
        case "train": {
            const { training, steps, evaluationBatches } = call;
            const { isDue: stateAfter } = lasting;
            for await (const event of model.train(training, { signal, steps, evaluationBatches, stateAfter })) {
                if (event.kind === "state")
                    lasting.keep(event);
                else
                    yield event;
            }
            return lasting.keep({ step: model.step, checkpoint: await model.save() });
        }
        case "generate": {
            const { generator, given, seed } = call;
            const numbers = [];
            const grown = (number) => void numbers.push(number);
            yield* model.generate(generator, given, { signal, seed, grown });
            const { exposeText } = await import("./expose.js");
            const exposed = await exposeText(model, readings, generator, given, numbers);
            if (exposed !== undefined)
                yield exposed;
            return;
        }
        case "describe": {
            const { generator, given, seed } = call;
            const results = await model.run(generator, given, { seed });
            yield describeResults(results);
            const { exposeResults } = await import("./expose.js");
            const exposed = exposeResults(model, readings, generator, given, results);
            if (exposed !== undefined)
                yield exposed;
            return;
        }
        case "infer": {
            const results = await model.infer(call.model, call.given);
            const { showInferred } = await import("./inferred.js");
            return yield* showInferred(model, readings.plan, call.model, call.given, results);
        }
        case "save":
            return yield await model.save();
        case "load":
            yield* model.load(call.checkpoint, call.name);
            return lasting.keep({ step: model.step, checkpoint: call.checkpoint });
    }
}
