/**
 * Models of published families, written in weft from their papers and configurations, give with imported weights what Hugging Face's library
 * gives. `published/published.py` has made what is expected, in f64, and how far the library is off in f32.
 */
import { readFileSync } from "node:fs";
import { assert, suite } from "../harness.ts";
import { withFiles } from "../cli/files.ts";
import { runWeft } from "../cli/weft.ts";
import { weightsFile } from "./published/formula.ts";

const test = suite("imported weights give the numbers of the library that they are from");

interface Expected {
  readonly tensors: Readonly<Record<string, readonly number[]>>;
  readonly inputs: readonly unknown[];
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly count: number;
        readonly step: number;
        readonly numbers: readonly number[];
        readonly error: number;
      }
    >
  >;
}

const folder = "test/oracles/published";
const expected = JSON.parse(readFileSync(`${folder}/expected.json`, "utf8")) as Readonly<
  Record<string, Expected>
>;

/** Sums in another order are off by as much as the library's own, each by its own; four times that at most. */
const leeway = 4;

for (const [family, { tensors, inputs, outputs }] of Object.entries(expected))
  test(family, async () => {
    const files = {
      "model.weft": readFileSync(`${folder}/${family}.weft`),
      "model.names": readFileSync(`${folder}/${family}.names`),
      "model.safetensors": weightsFile(tensors),
    };
    await withFiles(files, async (place) => {
      const imported = await runWeft(
        ["import", "model.weft", "model.safetensors", "--names", "model.names"],
        place,
      );
      assert.is(imported.code, 0, imported.errors);
      assert.is(imported.errors, "", "a tensor that nothing takes");
      const name = /^model (\w+)\([^)]*\) -> \(/m.exec(String(files["model.weft"]))?.[1] ?? "";
      const given = inputs.map((input) => JSON.stringify(input));
      const run = await runWeft(
        ["run", `model.weft:${name}`, ...given, "--json", "--backend", "cpu", "--exact"],
        place,
      );
      assert.is(run.code, 0, run.errors);
      const { results } = JSON.parse(run.output) as { results: Record<string, { data: readonly number[] }> };
      for (const [output, { count, step, numbers, error }] of Object.entries(outputs)) {
        const data = results[output]?.data ?? [];
        assert.is(data.length, count, output);
        const worst = Math.max(...numbers.map((number, at) => Math.abs(number - (data[at * step] ?? NaN))));
        assert.ok(worst <= leeway * error, `${output}: ${worst} off, the library ${error}`);
      }
    });
  });
