/** In a worker: owns the model of a page and does what the page asks for. */
import { describeResults } from "../command/results.js";
import { messageOf } from "../errors.js";
import { nextMessage } from "../host.js";
/** Listens to the page from now on; the model is opened at the first call. */
export function serveModel(load, readings) {
    const tell = (message) => postMessage(message);
    const aborts = new Map();
    let loading;
    const ready = () => {
        loading ??= load({ progress: (done, total) => tell({ kind: "progress", done, total }) });
        return loading;
    };
    const perform = async (id, call) => {
        const controller = new AbortController();
        aborts.set(id, controller);
        try {
            const model = await ready();
            const sight = () => ({ backend: model.backend, step: model.step });
            for await (const item of itemsOf(model, readings, call, controller.signal)) {
                tell({ kind: "item", id, item, sight: sight() });
                // Lets messages come in: the CPU backend waits for nothing by itself.
                await nextMessage();
            }
            tell({ kind: "end", id, sight: sight() });
        }
        catch (error) {
            tell({ kind: "failure", id, message: messageOf(error) });
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
async function* itemsOf(model, readings, call, signal) {
    switch (call.kind) {
        case "open":
            return;
        case "train": {
            const { training, steps, evaluationBatches } = call;
            return yield* model.train(training, { signal, steps, evaluationBatches });
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
            return yield* model.load(call.checkpoint, call.name);
    }
}
