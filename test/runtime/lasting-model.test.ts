/** When a page's training gives its state, by a clock that the test moves. */
import { WeftError } from "../../runtime/errors.ts";
import { createLastingModel } from "../../runtime/page/lasting-model.ts";
import { assert, suite } from "../harness.ts";

const test = suite("a model that outlives its device");

test("a device that is lost before anything was trained is told so", () => {
  const lasting = createLastingModel(() => Promise.reject(new Error("nothing is opened")), {});
  const { message, sight } = lasting.explain(new WeftError("lost", "the driver was reset"), undefined);
  assert.is(message, "the driver was reset; nothing was trained here yet, and the next click begins");
  assert.equal(sight, { backend: "", step: 0 });
});

test("a state is asked for every five seconds, or as seldom as keeping it takes long", () => {
  const { now } = performance;
  let clock = 60_000;
  performance.now = () => clock;
  const isDueAfter = (ms: number): boolean => {
    clock += ms;
    return lasting.isDue();
  };
  const lasting = createLastingModel(() => Promise.reject(new Error("nothing is opened")), {});
  const keep = (): void => lasting.keep({ step: 1, checkpoint: new Uint8Array() });
  try {
    // A file that was opened a minute after the page was has taken no time of a training.
    keep();
    assert.equal([isDueAfter(4_999), isDueAfter(1)], [false, true]);
    clock += 40;
    keep();
    assert.equal([isDueAfter(4_999), isDueAfter(1)], [false, true]);
    clock += 200;
    keep();
    assert.equal([isDueAfter(19_999), isDueAfter(1)], [false, true]);
  } finally {
    performance.now = now;
  }
});
