/** The types that check infers for the bindings of whole systems, against the shapes of their papers. */
import { readFileSync } from "node:fs";
import { printType } from "../../compiler/2-check/print.ts";
import type { Model, Statement } from "../../compiler/2-check/model.ts";
import { walkModel } from "../../compiler/2-check/walk.ts";
import { assert, suite } from "../harness.ts";
import { checkText } from "./checked.ts";

const test = suite("inferred types");

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** The type of each binding by its id; of layers also those of results. */
function typesOf(model: Model): ReadonlyMap<string, string> {
  const axes = new Map(model.axes.map((axis) => [axis.id, axis]));
  const types = new Map<string, string>();
  const note = (statements: readonly { readonly kind: string }[]): void => {
    for (const statement of statements as readonly Statement[])
      if (statement.kind === "bind")
        for (const { id, type } of statement.bindings) types.set(id, printType(type, axes));
  };
  for (const layer of model.layers) {
    note(layer.body);
    layer.results.forEach(({ type }, at) => types.set(`${layer.name} -> ${at}`, printType(type, axes)));
  }
  for (const training of model.trainings) note(training.body);
  for (const { body, grow } of model.generators) note([...body, ...(grow?.body ?? [])]);
  walkModel(model, (expression) => {
    if (expression.kind === "block" || expression.kind === "scan") note(expression.body);
  });
  return types;
}

const cases: readonly {
  readonly path: string;
  /** Codes of the warnings and of what this version can't build. */
  readonly codes?: readonly string[];
  readonly types: Readonly<Record<string, string>>;
}[] = [
  {
    path: "specs/minimal.weft",
    types: {
      "LanguageModel.E": "[seq, embed]",
      "LanguageModel.Q": "[seq, head, key]",
      "LanguageModel.K": "[src, head, key]",
      "LanguageModel.A": "[seq, src, head]",
      "LanguageModel.O": "[seq, embed]",
      "LanguageModel.F": "[seq, hidden]",
      "LanguageModel.Y": "[vocab, seq]",
      "train.logits": "[batch, vocab, seq]",
      "train.loss": "real",
      "write.logits": "[vocab, seq]",
    },
  },
  {
    path: "specs/gpt.weft",
    types: {
      "Attention.q": "[seq, head, key]",
      "Attention.k": "[src, head, key]",
      "Attention.A": "[seq, src, head]",
      "FeedForward.h": "[hidden]",
      "GPT.x": "[seq, embed]",
      "GPT -> 0": "[vocab, seq]",
      "sample.place": "[vocab] int",
      "sample.likely": "[vocab] bool",
    },
  },
  {
    path: "test/programs/llama.weft",
    codes: ["W0901"],
    types: {
      "Attention.q": "[seq, group, share, key]",
      "Attention.k": "[src, group, key]",
      "Attention.a": "[seq, src, group, share]",
      "RoPE.z": "[seq, group, share, part, pair]",
      "RoPE.angle": "[seq, pair]",
      "RoPE.turned#2": "[seq, group, part, pair]",
    },
  },
  {
    path: "specs/digits.weft",
    types: {
      "Down -> 0": "[row/2, col/2, out]",
      "Residual -> 0": "[batch, row, col, channel]",
      "Digits.x": "[batch, height, width, c1]",
      "Digits.x#2": "[batch, c2, height/4, width/4]",
      "train.logits": "[batch, label]",
    },
  },
  {
    path: "specs/translate.weft",
    types: {
      "Attention.a": "[head, to, src]",
      "EncoderBlock.x#2": "[src, embed]",
      "DecoderBlock.y#2": "[to, embed]",
      "train.shifted": "[batch, to] in chinese",
      "train.logits": "[batch, chinese, to]",
      "translate.memory": "[src, embed]",
    },
  },
  {
    path: "test/programs/wavenet.weft",
    codes: ["W0910"],
    types: {
      "Dilated.z": "[time, chan, gate]",
      "Dilated.h": "[time, chan]",
      "WaveNet.x": "[time, chan]",
      "WaveNet.total": "[time, skip]",
    },
  },
  {
    path: "test/programs/gan.weft",
    codes: [],
    types: {
      "train.fake": "[batch, point]",
      "train.mixing": "[batch]",
      "train.middle": "[batch, point]",
      "train.slope": "[batch, point]",
      "train.calm": "real",
    },
  },
  {
    path: "specs/emoji.weft",
    types: { "train.scores": "[batch, other]", "train.loss": "real", "Scale -> 0": "real" },
  },
  {
    path: "test/programs/language-layers-more.weft",
    // The page defines what the library has.
    codes: ["W0901"],
    types: { "LSTM.wx": "[time, cell, gate]", "LSTM.z": "[cell, gate]", "BatchNorm.m": "[channel]" },
  },
];

/** The axes of a printed type in any order: which one comes first is a matter of declarations. */
function asSet(type: string | undefined): string {
  return (type ?? "missing").replace(
    /\[(.*)\]/,
    (_, axes: string) => `[${axes.split(", ").sort().join(", ")}]`,
  );
}

for (const { path, codes = [], types } of cases) {
  test(path, () => {
    const { model, diagnostics } = checkText(read(path));
    assert.equal([...new Set<string>(diagnostics.map((diagnostic) => diagnostic.code))], codes);
    const found = typesOf(model);
    for (const [id, type] of Object.entries(types)) assert.is(asSet(found.get(id)), asSet(type), id);
  });
}
