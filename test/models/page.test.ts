import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { buildCached, buildCommand } from "../../compiler/cli/build.ts";
import { assert, suite } from "../harness.ts";
import { withPage } from "../setup/browser.ts";

const test = suite("the GPT's page in Chromium");
const root = new URL("../../", import.meta.url);
const spec = fileURLToPath(new URL("specs/gpt.weft", root));
const { folder } = await buildCached(spec, []);
const steps = 20;
/** Ten times what rounding in f32 moved the losses of fifty steps (test/oracles/gpt-losses.json). */
const tolerance = 2e-5;

/** The committed package, with the data of a build. */
function readFile(path: string): Uint8Array | undefined {
  const file = path.startsWith("/data/")
    ? join(folder, path)
    : fileURLToPath(new URL(`generated/gpt${path}`, root));
  return existsSync(file) ? readFileSync(file) : undefined;
}

function assertFalling(losses: readonly number[]): void {
  const mean = (some: readonly number[]): number => some.reduce((sum, loss) => sum + loss, 0) / some.length;
  assert.ok(losses.every(Number.isFinite));
  assert.ok(mean(losses.slice(-3)) < mean(losses.slice(0, 3)) - 0.3, losses.join(" "));
}

test("its buttons train twenty steps, and the loss falls", async () => {
  const shown = await withPage(readFile, async (page) => {
    await page.evaluate(`window.shown = [];
      new MutationObserver(() => window.shown.push(document.getElementById("status").textContent))
        .observe(document.getElementById("status"), { childList: true, subtree: true, characterData: true });`);
    await page.fill("#steps", String(steps));
    await page.click("#start");
    const finished = "/finished|error/.test(document.getElementById('status').textContent)";
    await page.waitForFunction(finished, undefined, { timeout: 300_000 });
    return page.evaluate<string[]>("window.shown");
  });
  assert.is(shown.at(-1), `finished after step ${steps}`);
  const losses = shown.flatMap((text) => /loss (\d+\.\d+)/.exec(text)?.[1] ?? []).map(Number);
  assertFalling(losses);
});

/** The curve has the pixels of its place, whatever the window was before; and what can't be done is told. */
async function assertPageAnswers(page: Page): Promise<void> {
  await page.waitForFunction("document.getElementById('status').textContent === 'ready'");
  for (const width of [400, 1200]) {
    await page.setViewportSize({ width, height: 800 });
    const fits = `(({ width, clientWidth }) => width === Math.round(clientWidth * devicePixelRatio) && clientWidth > ${width / 2})`;
    await page.waitForFunction(`${fits}(document.getElementById("curve"))`);
  }
  await page.fill("#steps", "");
  await page.click("#start");
  assert.is(await page.textContent("#status"), "error: how many steps in all must be a whole number");
}

// A software adapter takes minutes for the whole model: here it has one narrow block and short texts, and the CPU's losses beside.
test("on WebGPU, too, through its modules, with the losses that the CPU has", async () => {
  const out = mkdtempSync(join(tmpdir(), "weft-page-"));
  await buildCommand(spec, { out, set: ["embed=32", "depth=1", "seq=16"] });
  const read = (path: string): Uint8Array | undefined => {
    const file = join(out, path);
    return existsSync(file) ? readFileSync(file) : undefined;
  };
  const [webgpu = [], cpu = []] = await withPage(read, async (page) => {
    await assertPageAnswers(page);
    return page.evaluate<number[][]>(`(async () => {
      const { load } = await import("/mod.js");
      const all = [];
      for (const backend of ["webgpu", "cpu"]) {
        const model = await load({ backend });
        const losses = [];
        for await (const event of model.train({ steps: 500 })) {
          if (event.kind === "step") losses.push(event.loss);
          if (losses.length === ${steps}) break;
        }
        all.push(losses);
        model.destroy();
      }
      return all;
    })()`);
  });
  rmSync(out, { recursive: true });
  assert.is(webgpu.length, steps);
  assert.is(cpu.length, steps);
  const apart = Math.max(...webgpu.map((loss, at) => Math.abs(loss - (cpu[at] ?? NaN))));
  assert.ok(apart < tolerance, `${apart} apart`);
  assert.ok((webgpu.at(-1) ?? NaN) < (webgpu[0] ?? NaN), webgpu.join(" "));
});

const isolated = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** Trains six steps in the page's own thread, without workers from the third on; what it ran on and the losses. */
const trainWithout = (threads: number, loses: boolean): string => `(async () => {
  const workers = [];
  const Plain = Worker;
  self.Worker = class extends Plain {
    constructor(...given) {
      super(...given);
      workers.push(this);
    }
  };
  const { load } = await import("/mod.js");
  const model = await load({ backend: "cpu", threads: ${threads}, exact: true });
  const { adapter } = model;
  const losses = [];
  for await (const event of model.train({ steps: 500 })) {
    if (event.kind === "step") losses.push(event.loss);
    if (${loses} && losses.length === 2) for (const worker of workers) worker.terminate();
    if (losses.length === 6) break;
  }
  return { adapter, losses, workers: workers.length };
})()`;

interface Trained {
  readonly adapter: string;
  readonly losses: readonly number[];
  readonly workers: number;
}

test("a page without shared memory trains on one thread and says why; one that loses its workers goes on", async () => {
  const alone = await withPage(readFile, (page) => page.evaluate<Trained>(trainWithout(2, false)));
  assert.match(alone.adapter, "the page isn't cross-origin isolated");
  assert.is(alone.workers, 0);
  const lost = await withPage(readFile, (page) => page.evaluate<Trained>(trainWithout(2, true)), isolated);
  assert.match(lost.adapter, "2 threads");
  assert.is(lost.workers, 1);
  assert.equal(lost.losses, alone.losses);
});
