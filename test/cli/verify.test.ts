import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { assert, suite } from "../harness.ts";
import { withFiles } from "./files.ts";
import { runWeft, smallSpec, tales } from "./weft.ts";

const test = suite("weft verify");

const files = { "small.weft": smallSpec, "tales.txt": tales };
const train = ["train", "small.weft", "--json", "--exact", "--backend", "cpu", "--set", "embed=12"];

test("a run is recomputed from its record, with any number of threads; a changed hash is found where it is", async () => {
  await withFiles(files, async (folder) => {
    const run = (...words: readonly string[]) => runWeft(words, folder);
    const trained = await run(...train, "--steps", "130", "--threads", "2");
    assert.is(trained.code, 0, trained.errors);
    const checkpoint = join("runs", "small", "1", "step-130.safetensors");
    const path = join(folder, "runs", "small", "1", "record.json");
    const record = JSON.parse(readFileSync(path, "utf8")) as { states: [number, string][] };
    assert.equal(
      record.states.map(([step]) => step),
      [50, 100, 130],
    );
    const bytes = readFileSync(join(folder, checkpoint));
    assert.is(record.states.at(-1)?.[1], createHash("sha256").update(bytes).digest("hex"));

    const whole = await run("verify", checkpoint, "--threads", "1");
    assert.is(whole.code, 0, whole.errors);
    assert.match(whole.output, /verified: steps 1 to 130/);
    const stretch = await run("verify", checkpoint, "--to", "60");
    assert.match(stretch.output, /verified: steps 1 to 100/);
    const beyond = await run("verify", checkpoint, "--from", "131");
    assert.is(beyond.code, 2);
    assert.match(beyond.errors, "error: the run has 130 steps: there is none after step 131\n");

    const resumed = await run(...train, "--steps", "160", "--resume", checkpoint);
    assert.is(resumed.code, 0, resumed.errors);
    const later = join("runs", "small", "2", "step-160.safetensors");
    const again = await run("verify", later);
    assert.is(again.code, 0, again.errors);
    assert.match(again.output, /verified: steps 131 to 160/);

    const other = join(folder, "runs", "small", "1", "other.safetensors");
    writeFileSync(other, bytes.with(bytes.length - 1, 77));
    const exchanged = await run("verify", other);
    assert.is(exchanged.code, 1);
    assert.match(
      exchanged.errors,
      `error: ${other} is none of the states of the record beside it: it was changed since, or is of another run\n`,
    );

    const states = record.states.map(([step, hash]) => [step, step === 100 ? `0${hash.slice(1)}1` : hash]);
    writeFileSync(path, JSON.stringify({ ...record, spec: undefined }));
    const ofPackage = await run("verify", checkpoint);
    assert.is(ofPackage.code, 1);
    assert.match(ofPackage.errors, `node train.js --verify ${join(folder, checkpoint)}`);
    writeFileSync(path, JSON.stringify({ ...record, states }));
    const differs = await run("verify", checkpoint);
    assert.is(differs.code, 1);
    assert.match(
      differs.errors,
      /after step 100 is another than the recorded one; after step 50 it was the same/,
    );

    renameSync(join(folder, "small.weft"), join(folder, "renamed.weft"));
    const renamed = await run("verify", later);
    assert.is(renamed.code, 1);
    assert.match(renamed.errors, "`small.weft` is `renamed.weft` now, by its text");
    writeFileSync(join(folder, "small.weft"), smallSpec.replace("1e-2", "2e-2"));
    const changed = await run("verify", later);
    assert.is(changed.code, 1);
    assert.match(changed.errors, /another version of the spec/);
  });
});

test("a checkpoint without a record, and one that isn't there, are told apart", async () => {
  await withFiles({ ...files, "alone.safetensors": "" }, async (folder) => {
    const alone = await runWeft(["verify", "alone.safetensors"], folder);
    assert.equal([alone.code, /there is no record beside it/.test(alone.errors)], [1, true]);
    const missing = await runWeft(["verify", "missing.safetensors"], folder);
    assert.equal([missing.code, /there is no checkpoint/.test(missing.errors)], [2, true]);
  });
});

interface StepEvent {
  readonly step?: number;
  readonly loss?: number;
  readonly scale?: number;
  readonly skipped?: boolean;
}

test("a run in half precision, with steps that were skipped, is recomputed and replayed, and grows a text", async () => {
  const text = smallSpec
    .replace("minimize loss", "minimize 1e6 * loss")
    .replace("batch = 4", "batch = 4\n  precision = f16");
  await withFiles({ ...files, "small.weft": text }, async (folder) => {
    const run = async (...words: readonly string[]): Promise<string> => {
      const ended = await runWeft(words, folder);
      assert.is(ended.code, 0, ended.errors);
      return ended.output;
    };
    const eventsOf = (output: string): readonly StepEvent[] =>
      output
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as StepEvent);
    const words = ["--json", "--exact", "--backend", "cpu", "--steps", "40"];
    const steps = eventsOf(await run("train", "small.weft", ...words)).filter(
      ({ scale }) => scale !== undefined,
    );
    const skipped = steps.filter((event) => event.skipped === true).length;
    // Halved at each skipped step, until the slopes of a loss of some 10^6 fit.
    assert.ok(skipped > 0 && skipped < 20, `${skipped} steps skipped`);
    assert.is(steps.at(-1)?.scale, 2 ** (16 - skipped));

    const checkpoint = join("runs", "small", "1", "step-40.safetensors");
    assert.match(await run("verify", checkpoint), /verified: steps 1 to 40/);
    const [replayed] = eventsOf(await run("replay", checkpoint, "W_o", "--step", "30", "--json"));
    const [there, again] = [steps.find(({ step }) => step === 30)?.loss ?? NaN, replayed?.loss ?? NaN];
    // Rounded to the nearest half in another order, a number may be 2^-11 of itself off; the loss is a mean of 32 of them.
    assert.close(again / there, 1, 2 ** -11);
    const written = await run("run", "small.weft", "the ", "--length", "20", "--seed", "3");
    assert.is(written.trimEnd().length, "the ".length + 20, written);
  });
});
