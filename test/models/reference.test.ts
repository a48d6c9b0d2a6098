import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildCached } from "../../compiler/cli/commands/build.ts";
import { denoExecutable } from "../../compiler/cli/deno.ts";
import { assert, suite } from "../harness.ts";

const test = suite("the GPT at full size has the losses of an independent implementation");

interface Reference {
  /** How far the same oracle's losses in f32 lie from those in f64: twice that is allowed. */
  readonly deviationInF32: number;
  readonly losses: readonly number[];
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const reference = JSON.parse(readFileSync(here("../oracles/gpt-losses.json"), "utf8")) as Reference;
const folder = await buildCached(here("../../specs/gpt.weft"), []);

function compare(backend: string, steps: number): void {
  const url = pathToFileURL(`${resolve(folder)}/`).href;
  const words = ["run", "-A", here("reference-run.ts"), url, backend, String(steps)];
  const result = spawnSync(denoExecutable(), words, { encoding: "utf8" });
  const losses = JSON.parse(result.stdout.trim().split("\n").at(-1) ?? "[]") as readonly number[];
  assert.is(losses.length, steps, result.stderr);
  for (const [step, loss] of losses.entries()) {
    const expected = reference.losses[step] ?? NaN;
    assert.close(loss, expected, 2 * reference.deviationInF32, `${backend}, step ${step + 1}`);
  }
}

test("fifty steps on the CPU", () => compare("cpu", 50));
test("ten steps on WebGPU", () => compare("webgpu", 10));
