import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { denoExecutable } from "../../compiler/cli/deno.ts";
import { emitPackage } from "../../compiler/6-emit/emit.ts";
import { repeatedIn } from "../../compiler/6-emit/readme/repeated.ts";
import { printPlanTable, reportPlan } from "../../compiler/6-emit/readme/plan-table.ts";
import type { ModelPlan } from "../../runtime/plan.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";
import { withPage } from "../setup/browser.ts";
import { compileSmall, smallPackage, writeFiles } from "./small.ts";

const test = suite("packages");
const compiled = compileSmall();
const { plan, options } = compiled;
const files = await smallPackage(compiled);

function textOf(path: string): string {
  const content = files[path];
  if (typeof content !== "string") throw new Error(`the package has no ${path}`);
  return content;
}

/** Writes the package into an empty folder and removes it afterwards. */
function inFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "weft-package-"));
  try {
    writeFiles(folder, files);
    use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function deno(folder: string, words: readonly string[]): string {
  const result = spawnSync(denoExecutable(), words, { cwd: folder, encoding: "utf8" });
  if (result.status !== 0) throw new Error(`deno ${words.join(" ")}:\n${result.stdout}${result.stderr}`);
  return result.stdout;
}

test("the same plan gives the same bytes, in the order of the paths", async () => {
  const again = compileSmall();
  const { runtime } = options;
  const second = await emitPackage(again.model, again.plan, { ...again.options, runtime });
  const paths = Object.keys(files).filter((path) => path !== "data/letters.tokens.bin");
  assert.equal(Object.keys(second), paths);
  assert.equal(paths, paths.toSorted());
  assert.equal(
    paths.filter((path) => String(second[path]) !== String(files[path])),
    [],
  );
});

test("model.ts says what the plan says", async () => {
  const script = `data:text/javascript,${encodeURIComponent(textOf("model.js"))}`;
  const written: { readonly model: ModelPlan } = await import(script);
  assert.equal(JSON.parse(JSON.stringify(written.model)), JSON.parse(JSON.stringify(plan.model)));
});

test("mod.ts names labels, axes and reports in types", () => {
  const text = textOf("mod.ts").replaceAll(/\s+/g, " ");
  assert.match(text, 'NamedTensor<readonly ["seq", "vocab"], { seq: number; vocab: number | string }>');
  assert.match(text, '"calm" | "wild"');
  assert.match(text, 'TrainEventOf<"perplexity">');
  assert.match(
    text,
    "readonly prompt: string | Numbers; readonly temperature?: number; readonly length?: number",
  );
});

test("the README has the formulas, the parameters and the commands", () => {
  const text = textOf("README.md");
  assert.match(text, "h &= \\tanh\\left(E\\,\\mathit{tokens}\\right)");
  assert.match(text, "| `Next.E` | vocab 256, embed 8 | 2,048 | normal(0, 0.2) |");
  assert.match(text, "deno run -A train.ts ");
  assert.match(text, 'Next_1["h = tanh(E(tokens))"]');
});

test("the table of a plan has a line a dispatch, and its totals are their sums", () => {
  const lines = printPlanTable(plan, 120).split("\n");
  const reports = reportPlan(plan);
  const dispatches = plan.model.entries.reduce((sum, entry) => sum + entry.dispatches.length, 0);
  const held = lines.filter((line) => line.startsWith(" ") && /^ *[\d.]+ [kM]?B /.test(line));
  const heads = lines.filter((line) => line.startsWith("held there"));
  // A title, a head and a line on memory for each entry, what is held there, and an empty line between them.
  assert.is(lines.length, dispatches + 4 * reports.length - 1 + held.length + heads.length);
  assert.ok(heads.length > 0 && held.length > heads.length);
  for (const report of reports) {
    assert.is(
      report.flops,
      report.dispatches.reduce((sum, { flops }) => sum + flops, 0),
    );
  }
  assert.ok(
    lines.every((line) => line.includes("peak ") || line.includes("one submit") || line.length <= 120),
  );
});

test("of dispatches that repeat a plan's table has the first", () => {
  const spec = (depth: number): string => `weft 1
axis e = 4
layer Block(x: [e]) -> [e] {
  param W: e -> e ~ orthogonal
  param V: e -> e ~ orthogonal
  return x + V(tanh(W(x)))
}
model Deep(x: [e]) -> [e] {
  use blocks = Block * ${depth}
  return 2 * cumsum[e](blocks(x))
}
`;
  const tableOf = (depth: number): readonly string[] =>
    printPlanTable(compileSpec("deep.weft", spec(depth)).plan, 120).split("\n");
  const [few, many] = [tableOf(9), tableOf(29)];
  assert.is(many.length, few.length);
  const note = /^… (\d+) to (\d+) come (\d+) times more, to (\d+)$/;
  const notes = [few, many].map((lines) =>
    lines.flatMap((line) => note.exec(line)?.slice(1).map(Number) ?? []),
  );
  const [[first = 0, last = 0, , end = 0] = [], [, , times = 0, endOfMany = 0] = []] = notes;
  assert.is(endOfMany, last + times * (last + 1 - first));
  assert.ok(endOfMany > end && (endOfMany - end) % (last + 1 - first) === 0);
  const numbers = many.flatMap((line) => /^ *(\d+)  /.exec(line)?.[1] ?? []).map(Number);
  assert.equal(
    numbers.filter((number) => number > last),
    Array.from({ length: numbers.length - last }, (_, at) => endOfMany + 1 + at),
  );
  assert.is(many.at(-1), "`--json` lists every dispatch.");
});

test("a stretch begins where it may, and what repeats only a little is listed", () => {
  const stretches = (text: string, starts = ""): string =>
    repeatedIn([...text], (at) => starts.includes(String(at)))
      .map(({ from, length, times }) => `${from}+${length}*${times}`)
      .join(" ");
  assert.is(stretches("abcabcabcabca"), "0+3*4");
  assert.is(stretches("abcabcabcabca", "14"), "1+3*4");
  assert.is(stretches("abcabcabcabca", "2"), "0+3*4");
  assert.is(stretches("abab"), "");
  assert.is(stretches("xxxxxyabcabcabcz"), "0+1*5 6+3*3");
  assert.is(stretches(""), "");
});

test("a plan counts what runs in a loop as often as it runs", () => {
  const text = `weft 1
axis seq = 5
axis cell = 3
model Last(x: [seq]) -> [cell] {
  param W: cell -> cell ~ orthogonal
  all = scan[seq](h: [cell] = 0) {
    h' = tanh(W(h) + x)
    yield h'
  }
  return all[seq = last]
}
`;
  const { plan: looped } = compileSpec("last.weft", text);
  const [report] = reportPlan(looped);
  const runs = report?.dispatches.map((dispatch) => dispatch.runs) ?? [];
  assert.ok(runs.includes(5) && runs.every((count) => count === 1 || count === 5), runs.join(" "));
  assert.is(
    report?.runs,
    runs.reduce((sum, count) => sum + count, 0),
  );
  const table = printPlanTable(looped, 120).split("\n");
  assert.match(table[0] ?? "", `: ${report?.runs} dispatches of `);
  assert.match(table[1] ?? "", / runs /);
});

test("a plan says what holds each peak: no more than is there, and all but the gaps between values", () => {
  const reports = reportPlan(plan);
  const training = reports.find(({ kind }) => kind === "train");
  assert.ok(training !== undefined && training.memory.held.length > 2);
  for (const { memory } of reports) {
    const sum = memory.held.reduce((total, { bytes }) => total + bytes, 0);
    assert.ok(sum <= memory.gradients + memory.activations, `${sum} of ${JSON.stringify(memory)}`);
    const sizes = memory.held.map(({ bytes }) => bytes);
    assert.equal(
      sizes,
      [...sizes].sort((a, b) => b - a),
    );
  }
  // Values of 64 elements or more begin at multiples of 64: the largest can't be smaller than the hidden one.
  const [largest] = training.memory.held;
  assert.ok(largest !== undefined && /^\[.*\d\]$/.test(largest.shape) && largest.source.includes(".weft:"));
});

const consumer = `import { load } from "small";
const small = await load({ seed: 1 });
for await (const event of small.train({ steps: 2, data: "abc" })) {
  if (event.kind === "evaluation") console.log(event.reports.perplexity);
}
const { result } = await small.infer.Next({ tokens: "ab" });
const axes: readonly ["seq", "vocab"] = result.axes;
const mood: "calm" | "wild" = (await small.infer.Mood({ tokens: [1, 2] })).result;
// @ts-expect-error: vocab is missing
result.at({ seq: 3 });
// @ts-expect-error: an unknown field
await small.infer.Next({ token: "ab" });
// @ts-expect-error: an unknown report
for await (const event of small.train()) if (event.kind === "step") console.log(event.reports.accuracy);
for await (const piece of small.run.write({ prompt: "ab", length: 3 })) console.log(piece, axes, mood);
for await (const { text, piece } of small.runAll.write({ prompts: ["ab", "c"] })) console.log(text + 1, piece.length);
// @ts-expect-error: one beginning where there are several
small.runAll.write({ prompt: "ab" });
for await (const piece of small.run.ramble()) console.log(piece.length);
const felt: "calm" | "wild" | number = (await small.run.feel({ tokens: "ab" })).result;
// @ts-expect-error: a generator without what it needs
await small.run.feel();
console.log(felt);
`;

test("deno check and tsc --strict accept it, also where it is installed", () => {
  inFolder((folder) => {
    const [, program = ""] = /```ts\n(.*?)```/s.exec(textOf("README.md")) ?? [];
    assert.match(program, 'model.run.write({ prompt: "…" })');
    writeFileSync(join(folder, "of-readme.ts"), program);
    const programs = readdirSync(folder).filter((name) => name.endsWith(".ts"));
    deno(folder, ["check", "--quiet", ...programs]);
    const compiler = createRequire(import.meta.url).resolve("typescript/lib/tsc.js");
    const tsc = (path: string): void => {
      const result = spawnSync(process.execPath, [compiler, "-p", path, "--noEmit"], { encoding: "utf8" });
      assert.is(result.stdout, "");
    };
    tsc(folder);
    const installed = join(folder, "app/node_modules/small");
    writeFiles(installed, files);
    const settings = { strict: true, target: "es2022", module: "nodenext", types: [], skipLibCheck: true };
    const manifest = { type: "module" };
    writeFiles(join(folder, "app"), {
      "index.ts": consumer,
      "package.json": JSON.stringify(manifest),
      "tsconfig.json": JSON.stringify({ compilerOptions: settings, files: ["index.ts"] }),
    });
    tsc(join(folder, "app"));
  });
});

interface Line {
  readonly step?: number;
  readonly loss?: number;
  readonly done?: boolean;
  readonly checkpoint?: string;
  readonly backend?: string;
  readonly submitsPerStep?: number;
  readonly dispatchesPerStep?: number;
  readonly buffersCreatedPerStep?: number;
}

function linesOf(text: string): readonly Line[] {
  return text
    .trim()
    .split("\n")
    .map((line): Line => JSON.parse(line));
}

for (const backend of ["webgpu", "cpu"] as const) {
  test(`in an empty folder it trains, goes on, evaluates and writes, in Deno on ${backend}`, () => {
    inFolder((folder) => {
      const run = (...words: readonly string[]): string =>
        deno(folder, ["run", "-A", ...words, "--backend", backend]);
      const whole = linesOf(run("train.ts", "--json", "--out", "whole"));
      const last = whole.at(-1);
      const losses = whole.flatMap(({ step, loss }) =>
        step === undefined || loss === undefined ? [] : [loss],
      );
      assert.is(losses.length, 30);
      // Uniform letters at first; in the end a, b and what follows them: (2/3) 0 + (1/3) ln 4 = 0.46 nats, if all is learnt.
      assert.close(losses[0] ?? NaN, Math.log(256), 0.2);
      assert.ok((losses.at(-1) ?? NaN) < 2.5, `the last loss is ${losses.at(-1)}`);
      const submits = backend === "webgpu" ? 1 : 0;
      assert.equal(
        [last?.done, last?.backend, last?.submitsPerStep, last?.buffersCreatedPerStep],
        [true, backend, submits, 0],
      );
      assert.is(last?.dispatchesPerStep, reportPlan(plan).find(({ kind }) => kind === "train")?.runs);

      run("train.ts", "--steps", "12", "--json", "--out", "part");
      const rest = ["train.ts", "--resume", "part/step-12.safetensors", "--json", "--out", "rest"];
      const resumed = linesOf(run(...rest)).flatMap(({ loss }) => loss ?? []);
      assert.equal(resumed, losses.slice(12));
      const checkpoint = readFileSync(join(folder, "whole/step-30.safetensors"));
      assert.ok(checkpoint.equals(readFileSync(join(folder, "rest/step-30.safetensors"))));

      const evaluation = run("train.ts", "--evaluate", "--resume", "whole/step-30.safetensors");
      assert.match(evaluation, /^held out, \d+ examples: loss \d/);
      const trained = ["--checkpoint", "whole/step-30.safetensors"];
      const { text }: { readonly text: string } = JSON.parse(
        run("generate.ts", "ab", ...trained, "--seed", "3", "--json"),
      );
      assert.match(text, /^ab.{12}$/);
      assert.match(run("generate.ts", "Mood", "abc", ...trained), /^result = (calm|wild)$/m);
    });
  });
}

test("a wrong flag is told, with exit code 2", () => {
  inFolder((folder) => {
    const words = ["run", "-A", "train.ts", "--stepz", "3"];
    const { status, stderr } = spawnSync(denoExecutable(), words, { cwd: folder, encoding: "utf8" });
    assert.is(status, 2);
    assert.match(stderr, "error: there is no flag --stepz; there are --steps");
    writeFileSync(join(folder, "broken.safetensors"), "no");
    const broken = ["run", "-A", "train.ts", "--resume", "broken.safetensors"];
    assert.is(spawnSync(denoExecutable(), broken, { cwd: folder, encoding: "utf8" }).status, 1);
  });
});

const isolation = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};
for (const [how, headers, threads] of [
  ["", {}, /WebAssembly SIMD, relaxed, 1 thread( \(the page isn't cross-origin isolated.*\))?$/],
  [", isolated", isolation, /WebAssembly SIMD, relaxed, (1 thread|[2-8] threads)$/],
] as const) {
  test(`its page trains and generates in Chromium${how}`, async () => {
    const state = await withPage(
      (path) => files[path.slice(1)],
      async (page) => {
        await page.fill("#steps", "12");
        await page.click("#start");
        await page.waitForFunction("/finished|error/.test(document.getElementById('status').textContent)");
        const status = await page.textContent("#status");
        await page.fill('[data-runnable="write"] [name="prompt"]', "ab");
        await page.click("#generate");
        await page.waitForFunction("document.getElementById('text').textContent.length >= 14");
        return { status, text: await page.textContent("#text"), backend: await page.textContent("#backend") };
      },
      headers,
    );
    assert.is(state.status, "finished after step 12");
    assert.match(state.text ?? "", /^ab[^]{12}$/);
    assert.match(state.backend ?? "", /^cpu: the only adapter is software, /);
    assert.match(state.backend ?? "", threads);
  });
}

test("its page takes no click, and says why, where its program can't be loaded", async () => {
  const shown = await withPage(
    (path) => (path === "/page.js" ? undefined : files[path.slice(1)]),
    async (page) => {
      const isInert = await page.evaluate<boolean>("document.querySelector('main').inert");
      return { isInert, status: await page.textContent("#status") };
    },
  );
  assert.ok(shown.isInert);
  assert.match(shown.status ?? "", /^page\.js can’t be loaded: .*serve\.ts$/);
});

test("the help of a program says how it is run, in Deno and in Node", () => {
  inFolder((folder) => {
    assert.match(deno(folder, ["run", "-A", "generate.ts", "--help"]), /^usage: deno run -A generate\.ts /);
    const options = { cwd: folder, encoding: "utf8" } as const;
    assert.match(
      spawnSync(process.execPath, ["train.js", "--help"], options).stdout,
      /^usage: node train\.js /,
    );
  });
});

test("exact checkpoints are the same in Deno and in Node, with one thread and with two", () => {
  inFolder((folder) => {
    const words = (threads: string, out: string): readonly string[] => [
      ...["--backend", "cpu", "--exact", "--threads", threads, "--steps", "10", "--out", out],
    ];
    deno(folder, ["run", "-A", "train.ts", ...words("1", "alone")]);
    deno(folder, ["run", "-A", "train.ts", ...words("2", "together")]);
    const result = spawnSync(process.execPath, ["train.js", ...words("2", "node")], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.match(result.stdout, /on cpu: WebAssembly SIMD, 2 threads$/m, result.stderr);
    const [first, ...others] = ["alone", "together", "node"].map((out) =>
      readFileSync(join(folder, out, "step-10.safetensors")),
    );
    assert.ok(first !== undefined && others.every((other) => other.equals(first)));
  });
});
