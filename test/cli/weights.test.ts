/** A package that ships a trained model: what `weft build --weights` puts into it, and what the package does with it. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { denoExecutable } from "../../compiler/cli/deno.ts";
import { decodeSafetensors } from "../../runtime/checkpoint/safetensors.ts";
import { assert, suite } from "../harness.ts";
import { withFiles } from "./files.ts";
import { runWeft, smallSpec, tales } from "./weft.ts";

const test = suite("a package with weights");

/** With a state of the model, an average of it, and a second training. */
const spec = smallSpec
  .replace("  x = W_e", "  state count: real = 0\n  count' = count + 1\n  x = W_e")
  .replace("data tales", "model Mean = average of Small decay 0.9\n\ndata tales").concat(`
train tune on tales {
  minimize mean[batch, seq](cross_entropy[vocab](Small(tokens), next))
  optimizer = sgd(rate = 0.1, momentum = 0.9)
  batch = 2
  steps = 4
  start = train
}
`);
const files = { "small.weft": spec, "tales.txt": tales };
const exact = ["--exact", "--backend", "cpu"];
const checkpoint = join("runs", "small", "1", "step-30.safetensors");

/** What a program of a user finds: what the package begins with, what it is trained to, and what it was to be. */
const program = `import { load, loadModel } from "./demo/mod.ts";
const options = { backend: "cpu", exact: true, threads: 1 } as const;
const checkpoint = await Deno.readFile("${checkpoint}");
const train = async (model: Awaited<ReturnType<typeof loadModel>>): Promise<string> => {
  for await (const event of model.train("train", { steps: 7 })) void event;
  return String(await model.save());
};
const begun = await loadModel(options);
const [step, seed] = [begun.step, begun.seed];
const first = await begun.save();
const wanted = await loadModel(options);
wanted.begin(checkpoint);
const typed = await load(options);
typed.begin(checkpoint);
const scratch = await load({ ...options, weights: false });
const resumed = await load({ ...options, checkpoint });
const outcome = {
  step, seed, beginsSame: String(first) === String(await wanted.save()),
  resumed: resumed.step, resumedSame: String(await resumed.save()) === String(checkpoint),
  other: (await load({ ...options, seed: 5 })).seed,
  typedSame: String(first) === String(await typed.save()), isScratch: String(first) !== String(await scratch.save()),
  trainsSame: (await train(begun)) === (await train(wanted)),
};
console.log(JSON.stringify(outcome));
`;

test("a package begins with a checkpoint's weights, as a training with \`start\` does, and trains on", async () => {
  await withFiles(files, async (folder) => {
    const weft = async (...words: readonly string[]): Promise<string> => {
      const { code, output, errors } = await runWeft(words, folder);
      assert.is(code, 0, errors);
      return output + errors;
    };
    const run = (place: string, ...words: readonly string[]): string => end(place, 0, words);
    const end = (place: string, code: number, words: readonly string[]): string => {
      const isNode = words[0]?.endsWith(".js") === true;
      const given = isNode ? words : ["run", "-A", ...words];
      const command = isNode ? process.execPath : denoExecutable();
      const { status, stdout, stderr } = spawnSync(command, given, {
        cwd: join(folder, place),
        encoding: "utf8",
        env: { ...process.env, NO_COLOR: "1" },
      });
      assert.is(status, code, stderr);
      return stdout + stderr;
    };
    await weft("train", "small.weft", "--seed", "3", ...exact);
    const told = await weft("build", "small.weft", "--out", "demo", "--weights", "newest");
    assert.match(told, /\nweights: [^,]*, trained for 30 steps, from runs\/small\/1\/step-30\.safetensors\n/);
    assert.match(told, "run it: deno run -A demo/generate.ts --help");

    const readme = readFileSync(join(folder, "demo/README.md"), "utf8");
    assert.match(
      readme,
      "It begins with `weights.safetensors`, trained for 30 steps: `load()` takes it, and a",
    );
    const stored = decodeSafetensors(readFileSync(join(folder, "demo/weights.safetensors")), "w");
    const saved = decodeSafetensors(readFileSync(join(folder, checkpoint)), "c");
    const names = [...stored.tensors.keys()].sort();
    assert.equal(names, ["Mean.W_e", "Mean.W_o", "Small.W_e", "Small.W_o", ...states].sort());
    for (const name of names)
      assert.equal(stored.tensors.get(name)?.data, saved.tensors.get(name)?.data, name);
    assert.equal(stored.tensors.get("state:Small.count")?.data, Float32Array.of(30));
    for (const key of ["axes", "hash", "model", "seed", "step", "training"])
      assert.is(stored.metadata[key], saved.metadata[key], key);

    writeFileSync(join(folder, "use.ts"), program);
    assert.equal(JSON.parse(run(".", "--check", "use.ts").split("\n")[0] ?? ""), {
      ...{
        step: 0,
        seed: 0,
        beginsSame: true,
        resumed: 30,
        resumedSame: true,
        typedSame: true,
        isScratch: true,
        other: 5,
        trainsSame: true,
      },
    });

    const using = "using weights.safetensors, trained for 30 steps";
    assert.match(run("demo", "generate.ts", "the "), using);
    const [written] = run("demo", "generate.js", "write", "the ", "--seed", "3", ...exact).split("\n");
    const newest = run(
      ".",
      "demo/generate.js",
      "write",
      "the ",
      "--seed",
      "3",
      "--checkpoint",
      "newest",
      ...exact,
    );
    assert.match(newest, `${written}\n`);
    const evaluated = run("demo", "train.js", "train", "--evaluate", ...exact);
    assert.match(evaluated, using);
    const there = await weft("evaluate", "small.weft", "--checkpoint", checkpoint, ...exact);
    assert.match(there, evaluated.split("\n")[0] ?? "nothing");

    // What it trains is recomputed from its record, and so is what the weights are from.
    assert.match(run("demo", "train.js", "--steps", "3", ...exact), using);
    assert.match(
      run("demo", "train.js", "--verify", "runs/small/1/step-3.safetensors"),
      "verified: steps 1 to 3",
    );
    assert.match(run("demo", "train.js", "--verify", join("..", checkpoint)), "verified: steps 1 to 30");
    const twice = ["train.js", "--from-scratch", "--resume", "x"];
    assert.match(end("demo", 2, twice), "error: --resume says where it begins: leave out --from-scratch");
    const tuned = end("demo", 2, ["train.js", "tune", "--from-scratch"]);
    assert.match(tuned, "error: `tune` begins with what its `start` says, not from scratch");
    // From scratch it is what the spec alone gives, and its record says so.
    rmSync(join(folder, "demo/runs"), { recursive: true });
    assert.not.match(
      run("demo", "train.js", "--from-scratch", "--steps", "30", "--seed", "3", ...exact),
      using,
    );
    const anew = readFileSync(join(folder, "demo/runs/small/1/step-30.safetensors"));
    assert.equal(anew, readFileSync(join(folder, checkpoint)));
    assert.match(
      run("demo", "train.js", "--verify", "runs/small/1/step-30.safetensors"),
      "verified: steps 1 to 30",
    );
    assert.match(run("demo", "train.js", "--help"), /--from-scratch +begin with the spec's first parameters/);
    rmSync(join(folder, "demo/runs"), { recursive: true });
    assert.match(
      run("demo", "train.js", "tune", "--steps", "1", ...exact),
      "beginning with weights.safetensors",
    );
  });
});

const states = ["state:Small.count"];

test("what doesn't fit is refused before anything is written, and no weights are lost or left behind", async () => {
  await withFiles(files, async (folder) => {
    const build = (...words: readonly string[]) =>
      runWeft(["build", "small.weft", "--out", "demo", ...words], folder);
    const refused = async (code: number, pattern: RegExp, ...words: readonly string[]): Promise<void> => {
      const ended = await build(...words);
      assert.is(ended.code, code, ended.errors);
      assert.match(ended.errors, pattern);
    };
    await refused(1, /there is no checkpoint in runs\/small yet: train it first/, "--weights", "newest");
    await refused(2, /there is no checkpoint `other\.safetensors`/, "--weights", "other.safetensors");
    await refused(2, /`--half` says how weights are stored: name them, with `--weights newest`/, "--half");
    assert.is((await runWeft(["train", "small.weft", "--steps", "2", ...exact], folder)).code, 0);
    await refused(
      1,
      /Small\.W_e: \[vocab \d+, embed 9\] in the model, \[\d+, 8\] in the file/,
      "--weights",
      "newest",
      "--set",
      "embed=9",
    );
    assert.not.ok(existsSync(join(folder, "demo")));

    const half = await build("--weights", "newest", "--half");
    assert.is(half.code, 0, half.errors);
    assert.match(half.output, /rounded to halves, by 0\.049 % of themselves at most/);
    const weights = join(folder, "demo/weights.safetensors");
    const bytes = readFileSync(weights);
    const { tensors } = decodeSafetensors(bytes, "w");
    assert.equal([tensors.get("Small.W_e")?.type, tensors.get(states[0] ?? "")?.type], ["F16", "F32"]);

    await refused(
      2,
      /^error: demo\/weights\.safetensors is there, and this package would begin without: `--weights demo\/weights\.safetensors` keeps them/,
    );
    // Those that are there: halves are halves of themselves.
    const again = await build("--weights", "demo/weights.safetensors", "--half");
    assert.is(again.code, 0, again.errors);
    assert.equal(readFileSync(weights), bytes);
    renameSync(weights, join(folder, "kept.safetensors"));
    const without = await build();
    assert.is(without.code, 0, without.errors);
    assert.not.match(readFileSync(join(folder, "demo/files.ts"), "utf8"), "weights");
    assert.not.match(readFileSync(join(folder, "demo/model.ts"), "utf8"), "weights:");
    // A file that is laid there later isn't taken.
    renameSync(join(folder, "kept.safetensors"), weights);
    const used = await runWeft(
      ["run", "small.weft", "the ", "--checkpoint", "demo/weights.safetensors"],
      folder,
    );
    assert.is(used.code, 0, used.errors);
    assert.match(used.errors, "demo/weights.safetensors has weights alone: steps and optimizers begin anew");
  });
});
