/** What `weft check` tells of files that a spec names. */
import { join } from "node:path";
import { analyze } from "../../compiler/analyze.ts";
import { planSpec } from "../../compiler/cli/packages/planned.ts";
import { warnOfData, withNearImports } from "../../compiler/cli/data/local-data.ts";
import { readSpec } from "../../compiler/cli/spec.ts";
import { messageOf } from "../../compiler/source/diagnostic.ts";
import type { Diagnostic } from "../../compiler/source/diagnostic.ts";
import { assert, suite } from "../harness.ts";
import { failureOf, withFiles } from "./files.ts";

const test = suite("files that a spec names");

const spec = `weft 1
axis vocab = characters("corpuss.txt")
axis seq <= 8
axis label = { ham, spam }
model Next(x: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W: vocab -> vocab ~ xavier
  return W(x)
}
model Kind(x: real) -> [label] {
  param w: [label] = 0
  return x * w
}
data corpus = text("corpuss.txt") {
  tokens: [seq] in vocab
}
data points = csv("points.csv") {
  x: real
  y: in label = field("kind")
}
data mails = jsonl("mails.jsonl") {
  x: real
}
data more = csv("piont*.csv") {
  x: real
}
data scans = csv("scans/list.csv", fit = "crop") {
  scan: [seq, label]
}
data pictures = images("pets", labels = "labels.csv") {
  image: [seq, label]
}
data far = text("npm:nothing-of-this-name@1.0.0/*.txt") {
  tokens: [seq] in vocab
}
`;

async function toldOf(text: string, files: Readonly<Record<string, string>>): Promise<readonly Diagnostic[]> {
  return withFiles({ ...files, "a.weft": text }, async (folder) => {
    const read = readSpec(join(folder, "a.weft"));
    const { model, diagnostics } = analyze(text, read.files, { name: read.source.name });
    return [...withNearImports(diagnostics, read), ...(await warnOfData(model, read))];
  });
}

test("data that aren't here, and fields that the first record lacks, each once at its place", async () => {
  const told = await toldOf(spec, {
    "corpus.txt": "abc",
    "points.csv": "x,label\n1,ham\n",
    "mails.jsonl": '{"x": 1}\n',
    "scans/list.csv": "scan\n1.png\n",
    "pets/readme.txt": "",
  });
  const shown = told.map((diagnostic) => {
    const { code, span, related } = diagnostic;
    const others = related.map((entry) => spec.slice(entry.span.start, entry.span.end));
    return [code, spec.slice(span.start, span.end), messageOf(diagnostic), ...others];
  });
  const here = "relative to the spec's folder";
  assert.equal(shown, [
    [
      "W0920",
      "corpuss.txt",
      `there is no file \`corpuss.txt\` ${here}; did you mean \`corpus.txt\`?`,
      "corpuss.txt",
    ],
    ["W0920", "y", "points.csv:2: there is no `kind`; the record has `x`, `label`"],
    ["W0920", "piont*.csv", `no file ${here} matches \`piont*.csv\``],
    ["W0920", "scan", "scans/list.csv:2: `scan`: there is no file `1.png` beside the records"],
    [
      "W0920",
      "pets",
      `the folder \`pets\` ${here} holds no file that this source reads: of 1 that it can't read the first is pets/readme.txt`,
    ],
    ["W0920", "labels.csv", `there is no file \`labels.csv\` ${here}`],
  ]);
  const [first] = told;
  const edits = first?.fixes[0]?.edits ?? [];
  const mended = [...edits]
    .reverse()
    .reduce((text, { span, text: put }) => text.slice(0, span.start) + put + text.slice(span.end), spec);
  assert.is(mended, spec.replaceAll("corpuss", "corpus"));
});

test("the words are those with which a build fails", async () => {
  const files = { "corpus.txt": "abc" };
  const [told] = await toldOf(spec, files);
  const failure = await withFiles({ ...files, "a.weft": spec }, (folder) =>
    failureOf(() => planSpec(readSpec(join(folder, "a.weft")), {}, "schedule")),
  );
  assert.is(told && messageOf(told), failure);
});

test("what is held out is looked at as the source is", async () => {
  const source = (held: string): string => `weft 1
data points = csv("points.csv", test = "${held}") {
  x: real
}
`;
  const told = async (held: string): Promise<readonly (readonly unknown[])[]> => {
    const text = source(held);
    const files = { "points.csv": "x\n1\n", "test.csv": "x\n2\n", "lacks.csv": "y\n2\n" };
    return (await toldOf(text, files)).map((diagnostic) => [
      text.slice(diagnostic.span.start, diagnostic.span.end),
      messageOf(diagnostic),
      ...diagnostic.fixes.flatMap(({ edits }) => edits.map((edit) => edit.text)),
    ]);
  };
  assert.equal(await told("test.csv"), []);
  const missing = "there is no file `tset.csv` relative to the spec's folder; did you mean `test.csv`?";
  assert.equal(await told("tset.csv"), [["tset.csv", missing, "test.csv"]]);
  assert.equal(await told("lacks.csv"), [["x", "lacks.csv:2: there is no `x`; the record has `y`"]]);
  const same = "points.csv is the only file of the source, so nothing is left to train on";
  assert.equal(await told("./points.csv"), [["./points.csv", same]]);
});

test("an import of a file that isn't there is mended with the name of one that is", async () => {
  const text = 'weft 1\nimport { a } from "./part.weft"\nlayer L(x: [a]) -> [a] {\n  return x\n}\n';
  const [told] = await toldOf(text, { "parts.weft": "weft 1\naxis a = 4\n" });
  const [edit] = told?.fixes[0]?.edits ?? [];
  assert.equal([told?.code, edit?.text], ["W0003", '"./parts.weft"']);
});
