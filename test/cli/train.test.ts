import { copyFileSync, existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeNumpy } from "../../runtime/data/npy.ts";
import { assert, suite } from "../harness.ts";
import { withFiles } from "./files.ts";
import { runWeft, smallSpec, sourceCommand, startWeft, tales } from "./weft.ts";

const test = suite("weft train, run and evaluate");

const files = { "small.weft": smallSpec, "tales.txt": tales };

type Line = Readonly<Record<string, unknown>>;

function linesOf(output: string): readonly Line[] {
  return output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

for (const backend of ["webgpu", "cpu"])
  test(`a training on ${backend} writes JSON lines; its checkpoint is evaluated and writes`, async () => {
    await withFiles(files, async (folder) => {
      const run = (...words: readonly string[]) => runWeft([...words, "--backend", backend], folder);
      const trained = await run("train", "small.weft", "--json", "--seed", "3");
      assert.is(trained.code, 0, trained.errors);
      const lines = linesOf(trained.output);
      const steps = lines.filter((line) => "loss" in line);
      assert.equal(
        steps.map(({ step }) => step),
        Array.from({ length: 30 }, (_, at) => at + 1),
      );
      const [first, last] = [steps[0]?.["loss"], steps.at(-1)?.["loss"]];
      assert.ok(
        typeof first === "number" && typeof last === "number" && last < first - 0.3,
        `${first} ${last}`,
      );
      const done = lines.at(-1) ?? {};
      assert.equal([done["done"], done["steps"], done["backend"]], [true, 30, backend]);
      for (const name of ["firstStepMs", "msPerStep", "tokensPerSecond", "dispatchesPerStep"]) {
        assert.ok(Number(done[name]) > 0, `${name} ${String(done[name])}`);
      }
      assert.is(done["submitsPerStep"], backend === "webgpu" ? 1 : 0);
      assert.is(done["buffersCreatedPerStep"], 0);
      const checkpoint = join("runs", "small", "1", "step-30.safetensors");
      assert.is(done["checkpoint"], checkpoint);
      assert.ok(existsSync(join(folder, checkpoint)));

      const evaluated = await run("evaluate", "small.weft", "--json");
      assert.is(evaluated.code, 0, evaluated.errors);
      assert.match(evaluated.errors, /unchanged since the last build/);
      const [measured] = linesOf(evaluated.output);
      const trainedTo = lines.find((line) => "evaluation" in line)?.["evaluation"] as { loss: number };
      const again = measured?.["evaluation"] as { loss: number; perplexity: number; rows: number };
      assert.is(again.loss, trainedTo.loss);
      // Both follow from the totals of all held-out windows, the last and smaller batch's included.
      assert.ok(Math.abs(again.perplexity / Math.exp(again.loss) - 1) < 1e-5, `${again.perplexity}`);
      // Held out are 2120 / 10 characters: 26 whole windows of 8.
      assert.is(again.rows, 26);

      const words = ["run", "small.weft", "the ", "--length", "4", "--seed", "5", "--json"];
      const written = await run(...words);
      assert.is(written.code, 0, written.errors);
      assert.match(written.errors, `using ${checkpoint}`);
      const [{ text, tokensPerSecond } = {}] = linesOf(written.output);
      assert.ok(Number(tokensPerSecond) > 0, String(tokensPerSecond));
      assert.ok(typeof text === "string" && text.startsWith("the ") && text.length === 8, String(text));
      const writtenAgain = linesOf((await run(...words)).output);
      assert.equal(
        writtenAgain.map((line) => line["text"]),
        [text],
      );
    });
  });

test("Ctrl-C saves, and --resume newest goes on; a reader that closes early ends a training in the same way", async () => {
  await withFiles(files, async (folder) => {
    const { child, ended } = startWeft(["train", "small.weft", "--steps", "100000", "--json"], folder);
    let seen = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      const before = seen;
      seen += chunk.toString();
      // Past the steps that the spec asks for, however soon it stops.
      if (!before.includes('"step":40,') && seen.includes('"step":40,')) child.kill("SIGINT");
    });
    const stopped = await ended;
    assert.is(stopped.code, 0, stopped.errors);
    const done = linesOf(stopped.output).at(-1) ?? {};
    const step = Number(done["steps"]);
    assert.ok(step >= 40 && step < 100000, `${step}`);
    assert.ok(existsSync(join(folder, String(done["checkpoint"]))));
    const words = ["train", "small.weft", "--steps", String(step + 2), "--resume", "newest", "--json"];
    const resumed = await runWeft(words, folder);
    assert.is(resumed.code, 0, resumed.errors);
    assert.match(resumed.errors, `going on from ${String(done["checkpoint"])}`);
    const steps = linesOf(resumed.output).filter((line) => "loss" in line);
    assert.equal(
      steps.map((line) => line["step"]),
      [step + 1, step + 2],
    );
    const again = await runWeft(["train", "small.weft", "--resume", "newest", "--backend", "cpu"], folder);
    assert.is(again.code, 0, again.errors);
    assert.match(
      again.output,
      `nothing is left to do: step ${step + 2} is reached, of 30 in all; more by --steps\nstep ${step + 2}: held out loss`,
    );
    assert.not.match(again.output, "done after step");
    assert.not.ok(existsSync(join(folder, "runs", "small", "3")), "a run without a step has no folder");

    const unread = startWeft(["train", "small.weft", "--steps", "100000"], folder);
    unread.child.stdout?.once("data", () => unread.child.stdout?.destroy());
    const { code, errors } = await unread.ended;
    assert.equal([code, errors.replace(/^unchanged since the last build: .*\n/, "")], [0, ""]);
    assert.ok(readdirSync(join(folder, "runs/small/3")).some((name) => name.endsWith(".safetensors")));
  });
});

test("it tells which evaluation was the best, and goes back to it where the spec has patience", async () => {
  // Steps too long to learn by.
  const worse = smallSpec.replace(/rate = [\d.e-]+/, "rate = 30");
  const patient = worse.replace("  batch =", "  evaluate every 5\n  patience = 2\n  batch =");
  const often = worse.replace("  batch =", "  evaluate every 5\n  batch =");
  await withFiles({ ...files, "often.weft": often, "patient.weft": patient }, async (folder) => {
    const run = (...words: readonly string[]) => runWeft(["train", ...words, "--backend", "cpu"], folder);
    const told = await run("often.weft");
    assert.is(told.code, 0, told.errors);
    const losses = [...told.output.matchAll(/^step (\d+): held out loss ([\d.]+)/gm)].map(
      ([, step = "", loss = ""]) => [step, loss] as const,
    );
    const [step, loss] = losses.reduce((best, one) => (Number(one[1]) < Number(best[1]) ? one : best));
    assert.match(
      told.output,
      `the held-out loss was the least after step ${step}, ${loss}: \`patience\` in the training would end with that state\n`,
    );

    const ended = await run("patient.weft");
    assert.is(ended.code, 0, ended.errors);
    assert.match(ended.output, /^back to step 0: its held-out loss, [\d.]+, was the least\n/m);
    assert.match(ended.output, /^out of patience after step 10; /m);
    assert.not.match(ended.output, "the held-out loss was the least after");
    const done = linesOf((await run("patient.weft", "--json")).output).at(-1) ?? {};
    assert.is(done["steps"], 10);
    assert.is((done["best"] as { step: number }).step, 0);
    assert.is(done["checkpoint"], join("runs", "patient", "2", "step-0.safetensors"));
  });
});

test("a damaged package in the cache is built anew, and a damaged record is told of with what to do", async () => {
  await withFiles(files, async (folder) => {
    const train = (...words: readonly string[]) =>
      runWeft(["train", "small.weft", "--steps", "2", "--backend", "cpu", ...words], folder);
    assert.is((await train()).code, 0);
    const [name = ""] = readdirSync(join(folder, ".weft")).filter((entry) => entry.startsWith("small-"));
    // As a crash of the machine may leave it.
    writeFileSync(join(folder, ".weft", name, "kernels/model-relaxed.wasm"), "");
    const again = await train();
    assert.is(again.code, 0, again.errors);
    assert.match(again.errors, "compiled small.weft in ");
    writeFileSync(join(folder, "runs/small/2/record.json"), '{ "format":');
    const { code, errors } = await train("--resume", "newest");
    assert.is(code, 1);
    assert.match(
      errors,
      "runs/small/2/record.json isn't JSON; it says how much memory the run was planned for",
    );
  });
});

test("a file that a record names is built from anew when it is another", async () => {
  const spec = `weft 1
axis row = 3
model Scale(x: [row]) -> [row] {
  param w: [row] = 1
  return w * x
}
data lists = csv("lists.csv", duplicates = "keep") {
  x: [row]
}
train on lists {
  minimize mean[batch, row](Scale(x)^2)
  optimizer = sgd(rate = 0.1)
  batch = 4
  steps = 1
}
`;
  const lists = `x\n${"one.npy\n".repeat(20)}`;
  await withFiles({ "a.weft": spec, "lists.csv": lists }, async (folder) => {
    const lossOf = async (from: string): Promise<unknown> => {
      const { output, errors } = await runWeft(["train", "a.weft", "--backend", "cpu", "--json"], folder);
      assert.match(errors, from);
      return linesOf(output)[0]?.["loss"];
    };
    const path = join(folder, "one.npy");
    writeFileSync(path, encodeNumpy([3], [3, 3, 3]));
    assert.is(await lossOf("compiled a.weft in "), 9);
    assert.is(await lossOf("unchanged since the last build"), 9);
    writeFileSync(path, encodeNumpy([3], [5, 5, 5]));
    utimesSync(path, 1, 1);
    assert.is(await lossOf("compiled a.weft in "), 25);
    assert.is(await lossOf("unchanged since the last build"), 25);
  });
});

test("checkpoints of another training aren't written over, and those of its own are gone on with", async () => {
  await withFiles(files, async (folder) => {
    const run = (...words: readonly string[]) => runWeft(["train", "small.weft", "--json", ...words], folder);
    assert.is((await run("--steps", "2", "--out", "own")).code, 0);
    const saved = readFileSync(join(folder, "own", "step-2.safetensors"));
    const other = await run("--steps", "2", "--seed", "9", "--out", "own");
    assert.is(other.code, 2);
    assert.match(
      other.errors,
      "error: own has the checkpoints of another training: name another folder with --out, or go on with --resume own/step-2.safetensors\n",
    );
    assert.equal(readFileSync(join(folder, "own", "step-2.safetensors")), saved);
    const goesOn = ["--resume", "own/step-2.safetensors", "--out"];
    const on = await run("--steps", "4", ...goesOn, "./own/");
    assert.is(on.code, 0, on.errors);

    const words = ["train", "small.weft", "--json", "--steps", "1000000", ...goesOn, "own"];
    const { child, ended } = startWeft(words, folder);
    // Again and again, since one may fall between its look at the file and its own writing.
    child.stdout?.on("data", () => writeFileSync(join(folder, "own/record.json"), "{}"));
    const { code, errors } = await ended;
    assert.is(code, 1);
    assert.match(
      errors,
      "own/record.json was written by another training that has begun in own: this one ends",
    );
    assert.is(readFileSync(join(folder, "own/record.json"), "utf8"), "{}");
  });
});

test("a folder in which another training has begun isn't written into, though it has no checkpoint yet", async () => {
  await withFiles({ ...files, "own/record.json": "{}" }, async (folder) => {
    const { code, errors } = await runWeft(["train", "small.weft", "--steps", "2", "--out", "own"], folder);
    assert.is(code, 2);
    const advice = "name another folder with --out, or delete own/record.json where it has ended";
    assert.match(errors, `error: another training has begun in own: ${advice}\n`);
    assert.equal(readdirSync(join(folder, "own")), ["record.json"]);
    assert.is(readFileSync(join(folder, "own", "record.json"), "utf8"), "{}");
  });
});

test("the newest of checkpoints that were written at the same time has the most steps", async () => {
  const names = ["step-100", "step-90"].map((name) => `runs/small/1/${name}.safetensors`);
  await withFiles({ ...files, ...Object.fromEntries(names.map((name) => [name, ""])) }, async (folder) => {
    for (const name of names) utimesSync(join(folder, name), 1, 1);
    const { errors } = await runWeft(["evaluate", "small.weft"], folder);
    assert.match(errors, "runs/small/1/step-100.safetensors");
    assert.not.match(errors, "step-90");
  });
});

test("an output whose disk is full is told in a sentence, by the command and by a training", async () => {
  await withFiles(files, async (folder) => {
    const toFull = ["sh", "-c", 'exec "$@" > /dev/full', "sh", ...sourceCommand];
    const reason = /^error: the output can't be written: no space left on device\n$/m;
    for (const words of [["plan"], ["train", "--steps", "2"], ["train", "--steps", "2", "--json"]]) {
      const [command = "", ...flags] = words;
      const { code, errors } = await runWeft([command, "small.weft", ...flags], folder, toFull);
      assert.is(code, 1, errors);
      assert.match(errors, reason);
      assert.not.match(errors, /^ +at /m);
    }
  });
});

test("several trainings that begin at once build the same package, and take it from none that runs it", async () => {
  await withFiles(files, async (folder) => {
    const seeds = ["1", "2", "3", "4", "5"];
    const words = (seed: string) => ["train", "small.weft", "--steps", "2", "--seed", seed, "--json"];
    const all = await Promise.all(seeds.map((seed) => runWeft(words(seed), folder)));
    for (const { code, errors } of all) assert.is(code, 0, errors);
    assert.is(readdirSync(join(folder, "runs", "small")).length, seeds.length);
  });
});

test("without a checkpoint run says what to do", async () => {
  await withFiles(files, async (folder) => {
    const { code, errors } = await runWeft(["run", "small.weft", "the"], folder);
    assert.is(code, 1);
    assert.match(
      errors,
      /there is no checkpoint in runs\/small yet: train it first, with `.*cli\.ts train small\.weft`/,
    );
  });
});

test("what has learned nothing runs as it is, and what nothing trains asks for a checkpoint", async () => {
  const specs = {
    "plain.weft": "weft 1\n\naxis n = 3\n\nmodel Twice(x: [n]) -> [n] {\n  return 2 * x\n}\n",
    "untrained.weft":
      "weft 1\n\naxis n = 3\n\nmodel Scaled(x: [n]) -> [n] {\n  param w: [n] = 1\n  return w * x\n}\n",
  };
  await withFiles(specs, async (folder) => {
    const plain = await runWeft(["run", "plain.weft", "[1, 2, 3]", "--backend", "cpu"], folder);
    assert.equal([plain.code, plain.output.trim()], [0, "result [n 3] = 2, 4, 6"]);
    const untrained = await runWeft(["run", "untrained.weft", "[1, 2, 3]"], folder);
    assert.is(untrained.code, 1);
    assert.match(untrained.errors, "untrained.weft has no training: name one with `--checkpoint FILE`");
  });
});

test("a beginning is the training that a name names, or the file that a text names, even where both exist", async () => {
  const settings = "optimizer = adam(rate = 1e-2)\n  batch = 4\n  steps = 1";
  const training = (name: string, start: string): string => `
train ${name} on tales {
  minimize mean[batch, seq](cross_entropy[vocab](Small(tokens), next))
  ${settings}${start}
}`;
  const small = `${smallSpec.replace(/train on[^}]*}/, "")}${training("pretrain", "")}
${training("named", "\n  start = pretrain")}${training("filed", '\n  start = "pretrain"')}`;
  await withFiles({ "small.weft": small, "tales.txt": tales }, async (folder) => {
    const run = (name: string) => runWeft(["train", `small.weft:${name}`, "--backend", "cpu"], folder);
    const elsewhere = ["train", "small.weft:pretrain", "--backend", "cpu", "--out", "elsewhere"];
    assert.is((await runWeft(elsewhere, folder)).code, 0);
    const unfound = await run("named");
    assert.ok(unfound.code !== 0);
    assert.match(unfound.errors, "under runs/small, and `start = pretrain` looks nowhere else");
    assert.match(unfound.errors, '`start = "FILE.safetensors"` in the spec');
    assert.is((await run("pretrain")).code, 0);
    const saved = join("runs", "small", "1", "step-1.safetensors");
    const named = await run("named");
    assert.match(named.errors, `beginning with ${saved}\n`);
    assert.match(named.output, "training named; there is pretrain, filed, too\n");
    const missing = await run("filed");
    assert.is(missing.code, 2, missing.errors);
    assert.match(missing.errors, "the checkpoint pretrain can't be read");
    copyFileSync(join(folder, saved), join(folder, "pretrain"));
    assert.match((await run("filed")).errors, "beginning with pretrain\n");
  });
});

test("a text too short for a held-out part is trained on, and gone on with from its beginning", async () => {
  await withFiles({ "small.weft": smallSpec, "tales.txt": "the storm" }, async (folder) => {
    const { code, output, errors } = await runWeft(
      ["train", "small.weft", "--steps", "1", "--backend", "cpu"],
      folder,
    );
    assert.is(code, 0, errors);
    assert.match(output, /from the beginning of the text:\n\nthe stor▸/);
  });
});
