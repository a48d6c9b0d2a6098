/** The page of a package as a stranger meets it: narrow, under a strict policy, with more steps than frames, and left too early. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { encodeSafetensors } from "../../runtime/checkpoint/safetensors.ts";
import { assert, suite } from "../harness.ts";
import { withPage } from "../setup/browser.ts";
import { compileSmall, smallPackage, smallSpec, withWeights } from "./small.ts";

const test = suite("a package's page");
const files = await smallPackage(compileSmall());
const read = (path: string): string | Uint8Array | undefined => files[path.slice(1)];

/** Waits until the status is like this, without the evaluation that a strict policy forbids. */
async function statusLike(page: Page, pattern: RegExp): Promise<string> {
  const end = Date.now() + 60_000;
  for (;;) {
    const text = (await page.locator("#status").textContent()) ?? "";
    if (pattern.test(text)) return text;
    if (Date.now() > end) throw new Error(`the status stays: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function train(page: Page, steps: number): Promise<string> {
  await statusLike(page, /ready|opened/);
  await page.fill("#steps", String(steps));
  await page.click("#start");
  return statusLike(page, /finished|error/);
}

async function generate(page: Page, length: number): Promise<string> {
  await page.fill('[data-runnable="write"] [name=prompt]', "ab");
  await page.fill('[data-runnable="write"] [name=length]', String(length));
  await page.click("#generate");
  return statusLike(page, /^generated|error/);
}

test("trains and generates, in its own style, under a Content-Security-Policy that allows WebAssembly alone", async () => {
  const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
  await withPage(
    read,
    async (page) => {
      const told: string[] = [];
      page.on("console", (message) => told.push(message.text()));
      await page.reload();
      assert.is(await train(page, 5), "finished after step 5");
      assert.is(await generate(page, 4), "generated after 5 steps of training");
      assert.equal(told, [], "what the browser says of the page");
      assert.is(await page.locator("h1 + p code").textContent(), "model");
      const { width } = (await page.locator("body").boundingBox()) ?? { width: 0 };
      assert.ok(width > 300 && width < 900, `${width} pixels: page.css has a widest of 52rem`);
    },
    { "content-security-policy": policy },
  );
});

test("is as wide as a phone, whatever long word is generated", async () => {
  await withPage(read, async (page) => {
    await page.setViewportSize({ width: 360, height: 700 });
    assert.is(await train(page, 30), "finished after step 30");
    await generate(page, 200);
    assert.match((await page.textContent("#text")) ?? "", /[a-f]{60}/);
    const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert.is(await page.evaluate(overflow), 0);
    // As where a checkpoint doesn't fit, with a line for each parameter.
    const buffer = Buffer.from(encodeSafetensors({ tensors: new Map(), metadata: { model: "Other" } }));
    await page.setInputFiles("#open", { name: "other.safetensors", mimeType: "", buffer });
    await statusLike(page, /^error: other\.safetensors/);
    assert.match(await page.locator("#status").innerText(), /\n *Next\.E: /);
    assert.is(await page.evaluate(overflow), 0);
  });
});

test("draws its curve once a frame, however short the steps are", async () => {
  const [draws = 0, frames = 0] = await withPage(read, async (page) => {
    await statusLike(page, /ready/);
    await page.evaluate(`window.counts = [0, 0];
      const { scale } = CanvasRenderingContext2D.prototype;
      CanvasRenderingContext2D.prototype.scale = function (...given) {
        counts[0] += 1;
        scale.apply(this, given);
      };
      const count = () => { counts[1] += 1; requestAnimationFrame(count); };
      count();`);
    assert.is(await train(page, 2000), "finished after step 2000");
    return page.evaluate<number[]>("counts");
  });
  assert.ok(draws > 0 && draws <= frames + 1 && draws < 1000, `${draws} in ${frames} frames`);
});

test("shows a curve when there is one, and tells each step where nobody is read aloud to", async () => {
  await withPage(read, async (page) => {
    await statusLike(page, /ready/);
    assert.not.ok(await page.isVisible("#curve"));
    await page.evaluate(`window.told = [];
      new MutationObserver(() => told.push(document.getElementById("status").textContent))
        .observe(document.getElementById("status"), { childList: true });`);
    await train(page, 8);
    // With the next frame.
    await page.waitForSelector("#curve");
    assert.match((await page.textContent("#progress")) ?? "", /^step 8\/8 .* loss \d/);
    await page.click("#start");
    await statusLike(page, /^nothing is left to do: step 8 is reached$/);
    const told = await page.evaluate<string[]>("told");
    assert.not.ok(
      told.some((text) => text.startsWith("step")),
      told.join("; "),
    );
  });
});

test("a text that grows is asked for, of the generator that is chosen", async () => {
  await withPage(read, async (page) => {
    await statusLike(page, /ready/);
    await page.click("#generate");
    const isMissing = `document.querySelector('[data-runnable="write"] [name=prompt]').validity.valueMissing`;
    assert.ok(await page.evaluate<boolean>(isMissing));
    await page.fill('[data-runnable="write"] [name=prompt]', "ab");
    await page.fill('[data-runnable="write"] [name=temperature]', "");
    await page.click("#generate");
    assert.is(await page.textContent("#status"), "ready");
    const disabled = `[...document.querySelectorAll("fieldset")].map(({ disabled }) => disabled)`;
    assert.equal(await page.evaluate<boolean[]>(disabled), [false, true, true]);
    await page.selectOption("#generator", "ramble");
    await page.click("#generate");
    await statusLike(page, /^generated/);
  });
});

test("generates while it trains, and says afterwards that it trains", async () => {
  await withPage(read, async (page) => {
    await statusLike(page, /ready/);
    await page.fill("#steps", "100000");
    await page.click("#start");
    await statusLike(page, /^training/);
    await page.fill('[data-runnable="write"] [name=prompt]', "ab");
    await page.click("#generate");
    await page.waitForFunction("document.getElementById('text').textContent.length > 8");
    assert.is(await statusLike(page, /^training/), "training");
    await page.click("#pause");
    await statusLike(page, /^stopped|^paused|after step/);
  });
});

test("a text that grows is stopped where it is, and stays", async () => {
  await withPage(read, async (page) => {
    await statusLike(page, /ready/);
    await page.fill('[data-runnable="write"] [name=prompt]', "ab");
    await page.fill('[data-runnable="write"] [name=length]', "10000000");
    await page.click("#generate");
    await page.waitForFunction("document.getElementById('text').textContent.length > 8");
    assert.is(await page.textContent("#generate"), "Stop");
    assert.is(await page.textContent("#status"), "generating");
    await page.click("#generate");
    assert.is(await statusLike(page, /^generated|error/), "generated after 0 steps of training");
    assert.is(await page.textContent("#generate"), "Generate");
    assert.match((await page.textContent("#text")) ?? "", /^ab[^]{7}/);
  });
});

test("a training that is out of patience says so, and to which step it went back", async () => {
  const impatient = smallSpec
    .replace("adam(rate = 3e-2)", "sgd(rate = 200)")
    .replace("evaluate every 10", "evaluate every 1\n  patience = 2");
  const own = await smallPackage(compileSmall(impatient));
  await withPage(
    (path) => own[path.slice(1)],
    async (page) => {
      await statusLike(page, /ready/);
      await page.click("#start");
      assert.match(
        await statusLike(page, /^out of|finished|error/),
        /^out of patience after step \d+; back to step \d+, whose held-out loss was the least$/,
      );
    },
  );
});

test("asks before steps are lost that no file holds, and opens a file once more", async () => {
  await withPage(read, async (page) => {
    const asked: string[] = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await train(page, 3);
    const download = page.waitForEvent("download");
    await page.click("#save");
    const path = await (await download).path();
    await page.reload();
    assert.equal(asked, []);
    await statusLike(page, /ready/);
    for (const _ of [1, 2]) {
      const choosing = page.waitForEvent("filechooser");
      await page.click("#open");
      assert.is(await page.inputValue("#open"), "");
      await (await choosing).setFiles(path);
      await statusLike(page, /^opened .*, after step 3$/);
    }
    await train(page, 4);
    await page.reload();
    assert.equal(asked, ["beforeunload"]);
  });
});

test("says that its worker can't be loaded, at once and at each click", async () => {
  const broken = [undefined, "const = 3;"];
  for (const worker of broken)
    await withPage(
      (path) => (path === "/page-worker.js" ? worker : read(path)),
      async (page) => {
        const told = "error: the worker of the model can't be loaded";
        assert.is(await statusLike(page, /error/), told);
        await page.fill('[data-runnable="write"] [name=prompt]', "ab");
        for (const button of ["#start", "#generate", "#start"]) {
          await page.evaluate("document.getElementById('status').textContent = ''");
          await page.click(button);
          assert.is(await statusLike(page, /error|opening/), told, button);
        }
      },
    );
});

test("what couldn't be fetched is fetched at the next click", async () => {
  let isOffline = true;
  const isLater = (path: string): boolean => path.endsWith(".wasm") || path.endsWith("/kernels-view.js");
  const readLater = (path: string) => (isOffline && isLater(path) ? undefined : read(path));
  await withPage(readLater, async (page) => {
    assert.match(await train(page, 3), /^error: \/kernels\/.*\.wasm can't be read: 404 Not Found$/);
    await page.click("#kernels summary");
    await statusLike(page, /^error: Failed to fetch/);
    isOffline = false;
    await page.click("#start");
    assert.is(await statusLike(page, /finished/), "finished after step 3");
    await page.click("#kernels summary");
    await page.waitForSelector("#kernels .kernels", { state: "attached" });
    assert.is(await page.locator("#kernels .kernels").count(), 1);
  });
});

/** A worker whose first model loses its device after step 8. */
const losing = String(read("/page-worker.js")).replace(
  "serveModel(loadModel,",
  `import { WeftError } from "./runtime/errors.js";
  let isLost = false;
  const loadLosing = async (options) => {
    const model = await loadModel(options);
    if (isLost) return model;
    isLost = true;
    const train = async function* (...given) {
      for await (const event of model.train(...given)) {
        yield event;
        if (event.step === 8) throw new WeftError("lost", "the device was lost: the driver was reset");
      }
    };
    return { ...model, train };
  };
  serveModel(loadLosing,`,
);

test("a training whose device is lost goes on from the state that is kept, as if nothing had been", async () => {
  const [whole, again] = await Promise.all(
    [undefined, losing].map((worker) =>
      withPage(
        (path) => (path === "/page-worker.js" ? (worker ?? read(path)) : read(path)),
        async (page) => {
          const told = await train(page, 12);
          if (worker !== undefined) {
            const kept = "what was trained until step 1 is kept here, and goes on at the next click";
            assert.is(told, `error: the device was lost: the driver was reset; ${kept}`);
            await page.click("#start");
            await statusLike(page, /finished/);
          }
          assert.is(await statusLike(page, /finished/), "finished after step 12");
          const [download] = await Promise.all([page.waitForEvent("download"), page.click("#save")]);
          assert.is(download.suggestedFilename(), "small-step-12.safetensors");
          return readFileSync(await download.path());
        },
      ),
    ),
  );
  assert.ok(whole !== undefined && again !== undefined && whole.equals(again));
});

test("says that a browser has no SharedArrayBuffer, where it is isolated nevertheless", async () => {
  const isolated = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
  };
  const backend = await withPage(
    read,
    (page) =>
      page.evaluate<string>(`(async () => {
        delete globalThis.SharedArrayBuffer;
        const { load } = await import("/mod.js");
        return (await load({ backend: "cpu", threads: 2 })).backend;
      })()`),
    isolated,
  );
  assert.match(
    backend,
    "1 thread (this browser has no SharedArrayBuffer, so that threads can't share memory)",
  );
});

test("a training in a page's own thread waits for no timer while the page isn't seen", async () => {
  const outcome = await withPage(read, (page) =>
    page.evaluate<string>(`(async () => {
      const tooLate = new Promise((resolve) => setTimeout(resolve, 30000, "it waits"));
      globalThis.setTimeout = () => 0;
      Object.defineProperty(document, "hidden", { value: true });
      const { load } = await import("/mod.js");
      const train = async () => {
        const model = await load({ backend: "cpu", threads: 1 });
        const start = performance.now();
        for await (const event of model.train({ steps: 1e6 }))
          if (event.kind === "step" && performance.now() - start > 200) return "it goes on";
      };
      return Promise.race([train(), tooLate]);
    })()`),
  );
  assert.is(outcome, "it goes on");
});

test("a page with weights says so, generates at once, and trains on", async () => {
  const trained = await smallPackage(withWeights(compileSmall()));
  const readTrained = (path: string): string | Uint8Array | undefined => trained[path.slice(1)];
  await withPage(readTrained, async (page) => {
    assert.is(await statusLike(page, /^ready/), "ready, with weights trained for 30 steps");
    const order = `[...document.querySelectorAll("#generation, #start")].map(({ id }) => id)`;
    assert.equal(await page.evaluate<string[]>(order), ["generation", "start"]);
    assert.is(await generate(page, 4), "generated with weights trained for 30 steps");
    await page.fill("#steps", "5");
    await page.click("#start");
    assert.is(await statusLike(page, /finished|error/), "finished after step 5");
    assert.is(await generate(page, 4), "generated with weights trained for 30 steps and 5 steps more");
    const buffer = Buffer.from(trained["weights.safetensors"] ?? "");
    await page.setInputFiles("#open", { name: "own.safetensors", mimeType: "", buffer });
    const opened = "opened own.safetensors, after step 0; own.safetensors has weights alone: steps and";
    assert.match(await statusLike(page, /^opened/), opened);
    assert.is(await generate(page, 4), "generated with own.safetensors");
  });
});
