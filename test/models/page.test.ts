import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { buildCached, buildCommand } from "../../compiler/cli/commands/build.ts";
import { assert, suite } from "../harness.ts";
import { withPage } from "../setup/browser.ts";

const test = suite("the GPT's page in Chromium");
const root = new URL("../../", import.meta.url);
const spec = fileURLToPath(new URL("specs/gpt.weft", root));
const folder = await buildCached(spec, []);
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
      for (const id of ["status", "progress"])
        new MutationObserver(() => window.shown.push(document.getElementById(id).textContent))
          .observe(document.getElementById(id), { childList: true, subtree: true, characterData: true });`);
    await page.fill("#steps", String(steps));
    await page.click("#start");
    const finished = "/finished|error/.test(document.getElementById('status').textContent)";
    await page.waitForFunction(finished, undefined, { timeout: 300_000 });
    await assertCurveFits(page);
    return page.evaluate<string[]>("window.shown");
  });
  assert.is(shown.at(-1), `finished after step ${steps}`);
  const losses = shown.flatMap((text) => /loss (\d+\.\d+)/.exec(text)?.[1] ?? []).map(Number);
  assertFalling(losses);
});

/** The curve has the pixels of its place, whatever the window was before. */
async function assertCurveFits(page: Page): Promise<void> {
  for (const width of [400, 1200]) {
    await page.setViewportSize({ width, height: 800 });
    const fits = `(({ width, clientWidth }) => width === Math.round(clientWidth * devicePixelRatio) && clientWidth > ${width / 2})`;
    await page.waitForFunction(`${fits}(document.getElementById("curve"))`);
  }
}

/** What can't be done is told. */
async function assertPageAnswers(page: Page): Promise<void> {
  await page.waitForFunction("document.getElementById('status').textContent === 'ready'");
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

/** What a test reads of a map: the share of the darkest colour in each cell, row by row. */
const shades = `(() => {
  const canvas = document.querySelector(".cells canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: canvas.width * canvas.height }, (_, at) => data[4 * at + 3] / 255);
})()`;

test("a text that has grown is shown with what the model exposes over it, a map at a time", async () => {
  const out = mkdtempSync(join(tmpdir(), "weft-page-"));
  await buildCommand(spec, { out, set: ["embed=32", "depth=2", "seq=16"] });
  const read = (path: string): Uint8Array | undefined => {
    const file = join(out, path);
    return existsSync(file) ? readFileSync(file) : undefined;
  };
  await withPage(read, async (page) => {
    await page.waitForFunction("document.getElementById('status').textContent === 'ready'");
    assert.is(await page.isVisible("#exposed"), false);
    await page.fill("[name=prompt]", "The sea");
    const grow = async (length: number): Promise<void> => {
      await page.fill("[name=length]", String(length));
      await page.evaluate("document.getElementById('status').textContent = ''");
      await page.click("#generate");
      await page.waitForFunction("/generated|error/.test(document.getElementById('status').textContent)");
    };
    await grow(5);
    const text = (await page.textContent("#text")) ?? "";
    assert.is(text.length, 12);
    const labels = (kind: string): Promise<string[]> => page.locator(`.map .${kind} span`).allTextContents();
    const tokens = [...text].map((token) => token.replace(" ", "␣").replace("\n", "⏎"));
    assert.equal(await labels("rows"), tokens);
    assert.equal(await labels("columns"), tokens);

    const first = await page.evaluate<number[]>(shades);
    assert.is(first.length, 144);
    for (let row = 0; row < 12; row++) {
      const shown = first.slice(row * 12, row * 12 + 12);
      assert.ok(
        shown.every((shade, column) => (column <= row ? shade > 0 : shade === 0)),
        `row ${row} sees the positions up to its own: ${shown.join(" ")}`,
      );
      // The colour's 255 steps are those of the square root.
      const sum = shown.reduce((total, shade) => total + shade ** 2, 0);
      assert.ok(Math.abs(sum - 1) < 0.05, `the weights of row ${row} come to ${sum}`);
    }
    await page.selectOption("#exposed label:has-text('blocks') select", "1");
    const second = await page.evaluate<number[]>(shades);
    await page.selectOption("#exposed label:has-text('head') select", "3");
    const third = await page.evaluate<number[]>(shades);
    assert.ok(first.join() !== second.join() && second.join() !== third.join(), "each map is another");

    await page.hover(".cells canvas", { position: { x: 1, y: 1 } });
    assert.is(await page.textContent(".told"), "seq 0 “T”, src 0 “T”: 1");
    await page.focus(".cells canvas");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    const told = /^seq 1 “h”, src 1 “h”: (0\.\d+)$/.exec((await page.textContent(".told")) ?? "");
    assert.ok(Math.abs(Number(told?.[1]) - (third[13] ?? NaN) ** 2) < 0.01, String(told));
    assert.equal(await page.locator(".map .here").allTextContents(), ["h", "h"]);

    await grow(30);
    assert.match((await page.textContent("#exposed")) ?? "", "over the last 16 of the text’s 37 positions");
    assert.is(await page.locator("#exposed label:has-text('head') select").inputValue(), "3");
    await page.setViewportSize({ width: 390, height: 800 });
    const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert.is(await page.evaluate(overflow), 0);
  });
  rmSync(out, { recursive: true });
});
