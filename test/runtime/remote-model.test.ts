/** What the page sees of its model, by messages that the test writes. */
import type { ToPage } from "../../runtime/page/messages.ts";
import { connectModel } from "../../runtime/page/remote-model.ts";
import { assert, suite } from "../harness.ts";

const test = suite("a page's model");

test("each item has the time when it was made, also where the page takes several at once", async () => {
  const worker = Object.assign(new EventTarget(), { postMessage: () => undefined });
  const quiet = (): void => undefined;
  const model = connectModel(worker, quiet, quiet);
  const tell = (data: ToPage): void => void worker.dispatchEvent(new MessageEvent("message", { data }));
  const sight = { backend: "cpu", step: 0 };
  const seen: number[] = [];
  const reading = (async () => {
    for await (const _ of model.call({ kind: "save" })) seen.push(model.madeAt());
  })();
  for (const at of [100, 5100, 5200]) tell({ kind: "item", id: 1, item: new Uint8Array(), at, sight });
  tell({ kind: "end", id: 1, sight });
  await reading;
  assert.equal(seen, [100, 5100, 5200]);
});

test("a call fails where the worker does, with its reason", async () => {
  const worker = Object.assign(new EventTarget(), { postMessage: () => undefined });
  const quiet = (): void => undefined;
  const model = connectModel(worker, quiet, quiet);
  const reading = model.call({ kind: "save" }).next();
  const failed = Object.assign(new Event("error"), { message: "out of memory" });
  worker.dispatchEvent(failed);
  assert.is(await reading.catch(String), "WeftError: out of memory");
});
