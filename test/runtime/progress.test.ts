import {
  createTrainingView,
  evaluationLine,
  formatDuration,
  lossText,
  progressLine,
} from "../../runtime/train/progress.ts";
import { createSpeed } from "../../runtime/command/speed.ts";
import { createClock } from "../../runtime/train/timing.ts";
import { assert, suite } from "../harness.ts";

const test = suite("progress");

test("the line shows step, losses, speed and time left, within its width", () => {
  let now = 0;
  const training = createTrainingView(100, { countPerStep: 768, unit: "tokens" }, () => now);
  for (let step = 1; step <= 50; step += 1) {
    training.update({ step, loss: 3 - step / 100 });
    now += 250;
  }
  const line = progressLine(training.view(), 100);
  assert.match(line, /^step 50\/100 ━+─+ {2}loss 2\.500 {2}3,072 tokens\/s {2}0:1[23] left$/);
  assert.ok(progressLine(training.view(), 30).length <= 30);
  training.evaluated(2.75);
  assert.match(progressLine(training.view()), /held out 2\.750/);
});

test("reports stand behind the loss as far as there is room", () => {
  const training = createTrainingView(100, { countPerStep: 8, unit: "examples" }, () => 0);
  training.update({ step: 50, loss: 2, reports: { accuracy: 0.75, perplexity: 7.389 } });
  assert.is(
    progressLine(training.view(), 100),
    `step 50/100 ${bar(20)}  loss 2.000  accuracy 0.750  perplexity 7.389`,
  );
  assert.is(progressLine(training.view(), 60), `step 50/100 ${bar(20)}  loss 2.000  accuracy 0.750`);
  assert.is(progressLine(training.view(), 40), `step 50/100 ${bar(16)}  loss 2.000`);
});

function bar(length: number): string {
  return "━".repeat(Math.round(length / 2)) + "─".repeat(length - Math.round(length / 2));
}

test("an evaluation that takes its time tells how far it is, within its width", () => {
  const progress = { done: 1204, of: 2408, millisecondsLeft: 45_000 };
  assert.is(evaluationLine(progress), `evaluating ${bar(20)}  batch 1,204 of 2,408  0:45 left`);
  assert.is(evaluationLine(progress, 50), `evaluating ${bar(6)}  batch 1,204 of 2,408  0:45 left`);
  assert.is(evaluationLine(progress, 20), "evaluating  batch 1,");
});

test("a loss near 0 keeps three digits", () => {
  const shown = (loss: number): string => lossText(loss, 3);
  assert.equal([0, 2.41249, 0.01234, 0.00994, -0.00994, 0.0000415271].map(shown), [
    "0.000",
    "2.412",
    "0.012",
    "0.00994",
    "-0.00994",
    "0.0000415",
  ]);
});

test("what a step takes has its own name", () => {
  let now = 0;
  const training = createTrainingView(10, { countPerStep: 64, unit: "examples" }, () => now);
  for (let step = 1; step <= 3; step += 1) {
    training.update({ step, loss: 1 });
    now += 500;
  }
  assert.match(progressLine(training.view(), 100), / (85|96|128|192) examples\/s/);
});

test("the speed is that of steps alone: not of an evaluation, of a sleep, or of losses that come at once", () => {
  let now = 0;
  const training = createTrainingView(1000, { countPerStep: 10, unit: "examples" }, () => now);
  const shown = (): string => progressLine(training.view()).replace(/^.*loss 1\.000 {2}/, "");
  const train = (from: number, to: number): void => {
    for (let step = from; step <= to; step += 1) {
      // Four losses at a time.
      if (step % 4 === 1) now += 400;
      training.update({ step, loss: 1 });
    }
  };
  train(1, 40);
  assert.is(shown(), "100 examples/s  1:36 left");
  now += 60_000;
  training.evaluated(1);
  train(41, 80);
  assert.match(shown(), /100 examples\/s {2}1:32 left$/);
  now += 3_600_000;
  train(81, 100);
  assert.match(shown(), /100 examples\/s {2}1:30 left$/);
});

test("a text that grows ever slower shows by quarters", () => {
  let now = 0;
  const speed = createSpeed(() => now);
  for (let position = 0; position <= 138; position += 1) {
    speed.note();
    now += position < 74 ? 1 : 2;
  }
  const { tokensPerSecond, tokensPerSecondByQuarter } = speed.read();
  assert.equal(tokensPerSecondByQuarter, [1000, 1000, 500, 500]);
  assert.ok(Math.abs((tokensPerSecond ?? 0) - 138_000 / (74 + 2 * 64)) < 1e-9, `${tokensPerSecond}`);
});

test("durations", () => {
  assert.equal([0, 45_000, 723_000, 3_723_000].map(formatDuration), ["0:00", "0:45", "12:03", "1:02:03"]);
});

test("a clock counts only while it runs", () => {
  let now = 0;
  const clock = createClock(() => now);
  now = 5;
  clock.start();
  now = 7;
  clock.stop();
  now = 100;
  assert.is(clock.elapsed(), 2);
  clock.start();
  now = 101;
  assert.is(clock.elapsed(), 3);
  clock.restart();
  now = 104;
  assert.is(clock.elapsed(), 3);
});
