/**
 * Whether a training stays as fast and as small as it began: `npx deno run -A test/bench/steps.ts`. Steps 6 to 15 of specs/gpt.weft with a
 * few small blocks beside steps 996 to 1005: the median time of one, and the memory after them.
 */
import { execFileSync } from "node:child_process";
import type { LoadOptions, Model } from "../../runtime/mod.ts";
import type { ModelPlan } from "../../runtime/plan.ts";
import { deno, root } from "./programs.ts";

const built = `${root}.cache/bench/steps`;
const set = ["depth=2", "embed=32", "seq=32"].flatMap((one) => ["--set", one]);
execFileSync(deno, ["run", "-A", "compiler/cli.ts", "build", "specs/gpt.weft", "--out", built, ...set], {
  cwd: root,
  stdio: ["ignore", "ignore", "inherit"],
});
const { loadModel } = (await import(`${built}/mod.ts`)) as {
  loadModel: (options: LoadOptions) => Promise<Model>;
};
const { model: plan } = (await import(`${built}/model.ts`)) as { model: ModelPlan };
const model = await loadModel({ backend: "cpu", threads: 1, instrument: true });
const [training] = plan.trainings;
if (training === undefined) throw new Error("the spec has no training");

const first = { from: 6, to: 15 };
const last = { from: 996, to: 1005 };
const times = new Map<number, number>();
const bytes = new Map<number, { readonly resident: number; readonly planned: number }>();
let before = performance.now();
const options = { steps: last.to, evaluateEvery: 2 * last.to, evaluationBatches: 1 };
for await (const event of model.train(training.name, options)) {
  if (event.kind !== "step") continue;
  const now = performance.now();
  times.set(event.step, now - before);
  before = now;
  if (event.step !== first.to && event.step !== last.to) continue;
  bytes.set(event.step, { resident: process.memoryUsage().rss, planned: model.counts()?.peakBytes ?? NaN });
  before = performance.now();
}
model.destroy();

function medianOf({ from, to }: { readonly from: number; readonly to: number }): number {
  const values = Array.from({ length: to - from + 1 }, (_, at) => times.get(from + at) ?? NaN);
  return values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

console.log("steps          ms a step  process MB  arenas MB");
for (const range of [first, last]) {
  const { resident = NaN, planned = NaN } = bytes.get(range.to) ?? {};
  const cells = [
    `${range.from} to ${range.to}`.padEnd(13),
    medianOf(range).toFixed(2).padStart(11),
    (resident / 1e6).toFixed(1).padStart(12),
    (planned / 1e6).toFixed(1).padStart(11),
  ];
  console.log(cells.join(""));
}
