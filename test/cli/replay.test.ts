import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeSafetensors } from "../../runtime/checkpoint/safetensors.ts";
import { assert, suite } from "../harness.ts";
import { withFiles } from "./files.ts";
import { runWeft, smallSpec, tales } from "./weft.ts";

const test = suite("weft replay");

interface Shown {
  readonly formula?: string;
  readonly step?: number;
  readonly loss?: number;
  readonly data?: readonly number[];
  readonly axes?: readonly string[];
}

const linesOf = (output: string): readonly Shown[] =>
  output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Shown);

test("a step's formulas and gradients are those of the run", async () => {
  await withFiles({ "small.weft": smallSpec, "tales.txt": tales }, async (folder) => {
    const run = (...words: readonly string[]) => runWeft(words, folder);
    const trained = await run(
      "train",
      "small.weft",
      "--json",
      "--backend",
      "cpu",
      "--steps",
      "12",
      "--exact",
    );
    assert.is(trained.code, 0, trained.errors);
    const losses = new Map(linesOf(trained.output).map(({ step, loss }) => [step, loss]));
    const checkpoint = join("runs", "small", "1", "step-12.safetensors");

    const [step, ...formulas] = linesOf((await run("replay", checkpoint, "--step", "9", "--json")).output);
    // The loss is a mean of 32 terms of about 3 nats; another order of the sum moves it by a few units in the last place.
    assert.ok(Math.abs((step?.loss ?? NaN) - (losses.get(9) ?? NaN)) < 1e-5, String(step?.loss));
    const names = formulas.map(({ formula }) => formula);
    for (const name of ["Small.A", "Small.x", "Small.W_e", "Small.W_o", "tokens"])
      assert.ok(names.includes(name), name);

    // Adam's first moment after step 1 is a tenth of the gradient of step 1.
    const first = await run("train", "small.weft", "--json", "--backend", "cpu", "--steps", "1", "--exact");
    assert.is(first.code, 0, first.errors);
    const after = join("runs", "small", "2", "step-1.safetensors");
    const moments = decodeSafetensors(readFileSync(join(folder, after)), after).tensors.get(
      "state:Small.W_o/adam.m",
    );
    const shown = linesOf((await run("replay", after, "W_o", "--step", "1", "--json")).output);
    const gradient = shown.find(({ formula }) => formula === "gradient of Small.W_o");
    assert.equal(gradient?.axes, ["embed", "vocab"]);
    const largest = Math.max(...(gradient?.data ?? []).map(Math.abs));
    assert.ok(largest > 0);
    moments?.data.forEach((moment, at) => {
      // Rounding of a sum of 32 terms, each at most the largest gradient.
      assert.ok(Math.abs(moment * 10 - (gradient?.data?.[at] ?? NaN)) <= 32 * 2 ** -23 * largest, `${at}`);
    });

    const outside = await run("replay", checkpoint, "--step", "13");
    assert.equal([outside.code, /steps 1 to 12/.test(outside.errors)], [2, true]);
    const unknown = await run("replay", checkpoint, "Nothing", "--step", "2");
    assert.equal([unknown.code, /there is no formula `Nothing`/.test(unknown.errors)], [2, true]);
  });
});
