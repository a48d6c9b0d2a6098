import { lineReporter } from "../../runtime/command/train-lines.ts";
import { assert, suite } from "../harness.ts";
import { plan } from "./bigram.ts";

const test = suite("the lines of a training");

/** What is written while the clock stands at each step's time. */
async function linesOf(times: readonly number[]): Promise<readonly string[]> {
  const [training] = plan.trainings;
  if (training === undefined) throw new Error("the plan has a training");
  const { write } = process.stdout;
  const { now } = performance;
  const written: string[] = [];
  try {
    process.stdout.write = ((text: string, done?: () => void) => {
      written.push(text);
      done?.();
      return true;
    }) as typeof write;
    const report = await lineReporter({ plan }, { backend: "cpu" }, training);
    await report({ kind: "start", step: 0, steps: 60, stepsPerEpoch: 60, countPerStep: 4, unit: "examples" });
    for (const [at, time] of times.entries()) {
      performance.now = () => time;
      await report({ kind: "step", step: at + 1, loss: 1, reports: {} });
    }
  } finally {
    process.stdout.write = write;
    performance.now = now;
  }
  return written.flatMap((text) => /^step (\d+)/.exec(text)?.[1] ?? []);
}

test("where there is no terminal: the first step, each twentieth, and one after half a minute of silence", async () => {
  const quick = Array.from({ length: 41 }, (_, at) => 1e6 + at * 100);
  assert.equal(await linesOf(quick), ["1", "20", "40"]);
  const slow = Array.from({ length: 8 }, (_, at) => 1e6 + at * 14_000);
  assert.equal(await linesOf(slow), ["1", "4", "7"]);
});
