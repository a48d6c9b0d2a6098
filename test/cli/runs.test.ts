import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TrainingRecord } from "../../runtime/checkpoint/record.ts";
import { assert, suite } from "../harness.ts";
import { withFiles } from "./files.ts";
import { runWeft, smallSpec, tales } from "./weft.ts";

const test = suite("weft runs");

const record: TrainingRecord = {
  format: "weft record 1",
  model: "other",
  hash: "0-0-0",
  spec: "other.weft:second",
  settings: ["depth=6"],
  memory: 512_000_000,
  data: {},
  training: "second",
  seed: 7,
  steps: 400,
  backend: "cpu",
  adapter: "",
  exact: true,
  start: { step: 100, checkpoint: "runs/other/1/step-100.safetensors", hash: "" },
  states: [[150, ""]],
};

const files = {
  "small.weft": smallSpec.replace("  steps = 30", "  steps = 30\n  evaluate every 10"),
  "tales.txt": tales,
  "runs/other/1/record.json": JSON.stringify({ ...record, progress: { last: [170, 0.004], end: "number" } }),
  "runs/other/2/record.json": JSON.stringify(record),
  "runs/other/3/record.json": '{"format": "weft rec',
  "runs/other/4/step-5.safetensors": "",
  "other.weft": "weft 1\n",
};

interface Listed {
  readonly folder: string;
  readonly state: string;
  readonly reason?: string;
  readonly step?: number;
  readonly loss?: number;
  readonly heldOut?: { readonly step: number; readonly loss: number };
  readonly settings?: readonly string[];
  readonly spec?: string;
  readonly checkpoints: readonly string[];
}

test("finished, broken and changed ones, each as it is; those of a spec alone", async () => {
  await withFiles(files, async (folder) => {
    const run = async (...words: readonly string[]): Promise<string> => {
      const { code, output, errors } = await runWeft(words, folder);
      assert.is(code, 0, errors);
      return output;
    };
    const list = async (...words: readonly string[]): Promise<ReadonlyMap<string, Listed>> => {
      const { runs } = JSON.parse(await run("runs", ...words, "--json")) as {
        readonly runs: readonly Listed[];
      };
      return new Map(runs.map((one) => [one.folder, one]));
    };
    const trained = await run(
      "train",
      "small.weft",
      "--backend",
      "cpu",
      "--json",
      "--set",
      "embed=4",
      "--seed",
      "3",
    );
    const lines = trained
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    const last = lines.find(({ step, evaluation }) => step === 30 && evaluation === undefined);

    const runs = await list();
    assert.equal([...runs.keys()][0], "runs/small/1");
    const small = runs.get("runs/small/1");
    assert.equal(
      [small?.state, small?.step, small?.spec, small?.settings, small?.checkpoints],
      ["finished", 30, "same", ["embed=4", "seed 3"], ["runs/small/1/step-30.safetensors"]],
    );
    assert.is(small?.loss, last?.["loss"]);
    const evaluations = lines.flatMap(({ step, evaluation }) =>
      typeof evaluation === "object" && evaluation !== null && "loss" in evaluation
        ? [{ step, loss: evaluation.loss }]
        : [],
    );
    const [least] = evaluations.sort((a, b) => Number(a.loss) - Number(b.loss));
    assert.equal(small?.heldOut, least);

    const [one, two, three, four] = [1, 2, 3, 4].map((number) => runs.get(`runs/other/${number}`));
    assert.equal([one?.state, one?.loss, one?.step, one?.spec], ["not finite", 0.004, 170, "changed"]);
    assert.equal([two?.state, two?.loss, two?.step], ["not ended", undefined, 150]);
    assert.equal(two?.settings, [
      "depth=6",
      "seed 7",
      "memory 512 MB",
      "exact",
      "goes on from runs/other/1/step-100.safetensors",
    ]);
    assert.equal([three?.state, three?.reason], ["broken", "runs/other/3/record.json isn't JSON"]);
    assert.equal([four?.state, four?.reason], ["broken", "it has no record.json"]);

    const table = (await run("runs", "small.weft")).split("\n");
    assert.match(table[0] ?? "", /^run {11}training +written +steps +loss +held out +size +settings$/);
    assert.match(table[1] ?? "", /^runs\/small\/1 {2}train .* 30\/30 .* at (10|20|30) .*embed=4, seed 3$/);
    assert.equal((await list("other.weft:first")).size, 2);

    writeFileSync(join(folder, "small.weft"), `${readFileSync(join(folder, "small.weft"), "utf8")}\n`);
    assert.match(await run("runs", "small.weft"), "spec changed");
    const none = await runWeft(["runs", "smal.weft"], folder);
    assert.equal([none.code, none.output], [1, ""]);
    assert.match(none.errors, "there is no run in runs/smal");
  });
});
