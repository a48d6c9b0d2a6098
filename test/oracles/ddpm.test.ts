import { readFileSync } from "node:fs";
import { withFiles } from "../cli/files.ts";
import { runWeft } from "../cli/weft.ts";
import { assert, suite } from "../harness.ts";

const test = suite("a diffusion model trains as its oracle does");
const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");

test("the losses of twelve steps, which JAX computed in f64", async () => {
  const { losses, deviationInF32 } = JSON.parse(read("ddpm-losses.json")) as {
    readonly losses: readonly number[];
    readonly deviationInF32: number;
  };
  const files = { "ddpm.weft": read("ddpm.weft"), "ddpm.ts": read("ddpm.ts") };
  await withFiles(files, async (folder) => {
    const words = ["ddpm.weft", "--backend", "cpu", "--exact", "--steps", String(losses.length), "--json"];
    const { output, errors, code } = await runWeft(["train", ...words], folder);
    assert.is(code, 0, errors);
    const found = [...output.matchAll(/"step":\d+,"loss":([\d.]+)/g)].map(([, loss]) => Number(loss));
    assert.is(found.length, losses.length);
    // JAX in f32 is off by the deviation; another order of the same sums may be off by a few times as much.
    for (const [step, loss] of losses.entries()) assert.close(found[step] ?? NaN, loss, 4 * deviationInF32);
  });
});
