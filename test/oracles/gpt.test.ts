import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { buildCached } from "../../compiler/cli/commands/build.ts";
import { assert, skip, suite } from "../harness.ts";

const test = suite("the committed losses of the GPT are those of its oracle");
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const python = process.env["PYTHON"] ?? "python3";
const steps = 6;

/** Both compute in f64, but the parameters and the order of sums are f32's and the library's. */
const tolerance = 1e-7;

test("six steps, where Python has JAX", async () => {
  if (spawnSync(python, ["-c", "import jax"]).status !== 0) skip(`${python} has no JAX`);
  const folder = await buildCached(here("../../specs/gpt.weft"), []);
  const out = mkdtempSync(join(tmpdir(), "weft-oracle-"));
  const file = (name: string): string => join(out, name);
  const run = (program: string, words: readonly string[]): void => {
    const { status, stderr } = spawnSync(program, words, { encoding: "utf8" });
    assert.is(status, 0, stderr);
  };
  try {
    const tsx = ["--import", "tsx", here("export-run.ts")];
    run(process.execPath, [...tsx, resolve(folder), String(steps), out]);
    const given = ["--checkpoint", file("initial.safetensors"), "--tokens", file("tokens.bin")];
    const rest = [
      "--offsets",
      file("offsets.json"),
      "--total",
      "500",
      "--double",
      "--out",
      file("losses.json"),
    ];
    run(python, [here("gpt_jax.py"), ...given, ...rest]);
    const { losses } = JSON.parse(readFileSync(file("losses.json"), "utf8")) as { losses: readonly number[] };
    const committed = JSON.parse(readFileSync(here("gpt-losses.json"), "utf8")) as {
      losses: readonly number[];
    };
    assert.is(losses.length, steps);
    for (const [step, loss] of losses.entries()) assert.close(loss, committed.losses[step] ?? NaN, tolerance);
  } finally {
    rmSync(out, { recursive: true });
  }
});
