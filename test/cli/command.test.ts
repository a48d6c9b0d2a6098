import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { messages } from "../../compiler/source/messages.ts";
import { assert, suite } from "../harness.ts";
import { withFiles } from "./files.ts";
import { runWeft, smallSpec, tales } from "./weft.ts";

const test = suite("the command weft");

const wrongSpec = "weft 1\naxis embed = 8\naxis rows = |embd|\n";

test("help has examples, and each command its own", async () => {
  const { code, output } = await runWeft(["--help"], ".");
  assert.is(code, 0);
  const [documents = ""] = /(?<=The tutorial, the language and more: ).+/.exec(output) ?? [];
  assert.ok(existsSync(join(documents, "language.md")), documents);
  for (const name of [
    "check",
    "fmt",
    "build",
    "init",
    "dump",
    "train",
    "run",
    "evaluate",
    "plan",
    "serve",
    "explain",
  ]) {
    assert.match(output, new RegExp(`^ {2}${name} `, "m"));
  }
  assert.match(
    (await runWeft(["train", "--help"], ".")).output,
    /Examples:\n {2}\$ .*cli\.ts train specs\/gpt\.weft/,
  );
});

test("the version is the package's", async () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  assert.is((await runWeft(["--version"], ".")).output, `${version}\n`);
});

test("npm run weft hands on words, output and exit code", async () => {
  const launcher = [process.execPath, "start.mjs", "compiler/cli.ts"];
  const { version }: { readonly version: string } = JSON.parse(readFileSync("package.json", "utf8"));
  const told = await runWeft(["--version"], ".", launcher);
  assert.equal([told.code, told.output.trim()], [0, version]);
  assert.is((await runWeft(["explain", "W9999"], ".", launcher)).code, 2);
});

test("wrong usage ends with 2 and the nearest name", async () => {
  await withFiles({ "a.weft": smallSpec, "tales.txt": tales }, async (folder) => {
    const wrong: readonly (readonly [words: readonly string[], message: string])[] = [
      [["trian"], "(Did you mean train?)"],
      [["train", "a.weft", "--stesp", "3"], "(Did you mean --steps?)"],
      [
        ["train", "a.weft", "--steps", "many"],
        "argument 'many' is invalid. It must be a whole number from 0 on.",
      ],
      [["train", "a.weft", "--seed="], "argument '' is invalid. It must be a whole number from 0 on."],
      [["train", "a.weft", "--threads", "0"], "It must be 1 at least."],
      [
        ["evaluate", "a.weft", "--checkpoint", "talse.txt"],
        "there is no checkpoint `talse.txt`; did you mean `tales.txt`?",
      ],
      [["check", "parts/a.weft"], "there is no file `parts/a.weft`; there is no folder `parts`"],
      [["train", "a.weft:other"], "a.weft has no training `other`: there is train"],
      [["evaluate", "a.weft:other"], "a.weft has no training `other`: there is train"],
      [["run", "a.weft:wrote"], "a.weft has no generate block or model `wrote`: did you mean `write`?"],
      [["train", "a.weft", "--backend", "gpu"], "Allowed choices are auto, webgpu, cpu"],
      [["check", "a"], "there is no file `a`; did you mean `a.weft`?"],
      [["check"], "missing required argument 'file'"],
      [["dump", "a.weft", "--after", "schedul"], "did you mean `schedule`?"],
      [["explain", "W010"], "did you mean W010"],
      [["build", "a.weft", "--set", "depth"], "has the form `--set name=value`"],
    ];
    const ended = await Promise.all(wrong.map(([words]) => runWeft(words, folder)));
    wrong.forEach(([words, message], at) => {
      const { code, errors } = ended[at] ?? { code: null, errors: "" };
      assert.is(code, 2, words.join(" "));
      assert.ok(errors.includes(message), `${words.join(" ")}: ${errors}`);
      assert.not(/^\s+at /m.test(errors), errors);
    });
    assert.not.ok(existsSync(join(folder, ".weft")), "refused before anything is compiled");
  });
});

test("check tells all problems, as text or as JSON, and ends with 1", async () => {
  await withFiles({ "wrong.weft": wrongSpec, "right.weft": "weft 1\naxis embed = 8\n" }, async (folder) => {
    const text = await runWeft(["check", "right.weft", "wrong.weft"], folder);
    assert.is(text.code, 1);
    assert.match(text.output, /error W\d{4}: .*\n.*wrong\.weft:3:/);
    assert.match(text.output, "wrong.weft: 1 error");

    const json = await runWeft(["check", "--json", "right.weft", "wrong.weft"], folder);
    assert.is(json.code, 1);
    const { diagnostics } = JSON.parse(json.output) as { diagnostics: Record<string, unknown>[] };
    const error = diagnostics.find(({ severity }) => severity === "error");
    assert.equal(Object.keys(error ?? {}).sort(), [
      "code",
      "column",
      "endColumn",
      "endLine",
      "file",
      "fixes",
      "line",
      "message",
      "notes",
      "severity",
    ]);
    assert.equal([error?.["file"], error?.["line"]], ["wrong.weft", 3]);
    assert.is((await runWeft(["check", "right.weft"], folder)).code, 0);
  });
});

test("explain shows a wrong and a right program", async () => {
  const { code, output } = await runWeft(["explain", "w0101"], ".");
  assert.is(code, 0);
  assert.match(output, messages.W0101.explain.meaning);
  assert.match(output, `    ${messages.W0101.explain.right.split("\n")[0]}`);
});

test("imports are found beside the spec and named from the current folder", async () => {
  const files = {
    "specs/a.weft": 'weft 1\nimport { embed } from "./parts/b.weft"\naxis rows = 2 * |embed|\n',
    "specs/parts/b.weft": 'weft 1\nimport { base } from "../c.weft"\naxis embed = 2 * |base|\n',
    "specs/c.weft": "weft 1\naxis base = 3 +\n",
  };
  await withFiles(files, async (folder) => {
    const { code, output } = await runWeft(["check", "specs/a.weft"], folder);
    assert.is(code, 1);
    assert.match(output, "specs/c.weft:2:");
  });
});

test("init writes a spec without problems, and overwrites nothing", async () => {
  await withFiles({}, async (folder) => {
    assert.is((await runWeft(["init", "demo"], folder)).code, 0);
    const text = readFileSync(join(folder, "demo.txt"), "utf8");
    assert.ok(text.length >= 20_000 && text.length < 21_000, `${text.length}`);
    assert.match((await runWeft(["check", "demo.weft"], folder)).output, "demo.weft: no problems");
    assert.is((await runWeft(["fmt", "--check", "demo.weft"], folder)).code, 0);
    const again = await runWeft(["init", "demo"], folder);
    assert.is(again.code, 2);
    assert.match(again.errors, "is there already");
    assert.is((await runWeft(["init", "../demo"], folder)).code, 2);
  });
});

test("build writes a package, but not over something else", async () => {
  await withFiles({ "a.weft": smallSpec, "tales.txt": tales, "mine/notes.txt": "" }, async (folder) => {
    const refused = await runWeft(["build", "a.weft", "--out", "mine"], folder);
    assert.is(refused.code, 2);
    assert.match(refused.errors, "mine isn't empty and holds no package");
    const built = await runWeft(["build", "a.weft", "--set", "embed=4"], folder);
    assert.is(built.code, 0, built.errors);
    for (const path of ["mod.ts", "train.ts", "tokenizer.json", "data/tales.tokens.bin", "runtime/mod.js"]) {
      assert.ok(existsSync(join(folder, "generated", "a", path)), path);
    }
    assert.match(readFileSync(join(folder, "generated/a/model.ts"), "utf8"), /embed[^\n]*4/);
  });
});

test("bad data ends with 1 and its place in the spec", async () => {
  await withFiles({ "a.weft": smallSpec }, async (folder) => {
    const { code, errors } = await runWeft(["plan", "a.weft"], folder);
    assert.is(code, 1);
    assert.match(
      errors,
      /^error: a\.weft:3:\d+: there is no file `tales\.txt` relative to the spec's folder/m,
    );
  });
});

test("plan is a table or JSON with every dispatch", async () => {
  await withFiles({ "a.weft": smallSpec, "tales.txt": tales }, async (folder) => {
    const { code, output } = await runWeft(["plan", "a.weft", "--json"], folder);
    assert.is(code, 0);
    const { entries } = JSON.parse(output) as {
      entries: { kind: string; dispatches: { formula: string; source: string; flops: number }[] }[];
    };
    const train = entries.find(({ kind }) => kind === "train");
    assert.ok((train?.dispatches.length ?? 0) > 3);
    assert.ok(train?.dispatches.some(({ source }) => /^a\.weft:\d+$/.test(source)));
    assert.match((await runWeft(["plan", "a.weft"], folder)).output, /^train train: \d+ dispatches/m);
  });
});

test("dump prints each pass", async () => {
  await withFiles({ "a.weft": smallSpec, "tales.txt": tales }, async (folder) => {
    const passes = ["parse", "check", "lower", "differentiate", "simplify", "schedule", "emit"];
    const dumped = await Promise.all(
      passes.map((pass) => runWeft(["dump", "a.weft", `--after=${pass}`], folder)),
    );
    dumped.forEach(({ code, output, errors }, at) => {
      assert.is(code, 0, errors);
      assert.ok(output.length > 200, `${passes[at]}: ${output}`);
    });
    assert.match(dumped[6]?.output ?? "", "=== model.ts\n");
  });
});
