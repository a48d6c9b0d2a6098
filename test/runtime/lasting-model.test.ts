/** When a page's training gives its state, by a clock that the test moves. */
import { createLastingModel } from "../../runtime/page/lasting-model.ts";
import { assert, suite } from "../harness.ts";

const test = suite("a model that outlives its device");

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
