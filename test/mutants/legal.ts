/** Mutants that the language lets pass, with the reason. All others must be refused or warned of. */
import { readFileSync } from "node:fs";
import type { Mutant } from "./mutate.ts";

export const goodSpecs: readonly string[] = [
  ...["gpt", "minimal", "emoji", "digits", "translate"].map((name) => `specs/${name}.weft`),
  ...["gan", "llama", "wavenet"].map((name) => `test/programs/${name}.weft`),
];

export function readSpec(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
}

const byPlace: Readonly<Record<string, string>> = {
  size: "every axis has a size, and a number may be that of any",
  count: "a stack may have as many blocks as any fixed axis has positions",
};

/** The line of the good spec, what was written in it, and what the mutant has instead. */
const listed: readonly (readonly [line: string, written: string, instead: readonly string[], why: string])[] =
  [
    [
      "param W_p: seq -> embed",
      "seq",
      ["src"],
      "a twin has the same positions, so the same table is looked up",
    ],
    ["param b: [vocab]", "vocab", ["seq"], "a bias for each position is as well typed as one for each token"],
    ["fn unit[over]", "over", ["shared"], "its only call gives that axis"],
    ["Conv[", "row", ["batch"], "the argument has that axis too: a convolution along the batch"],
    ["Conv[", "col", ["batch"], "the same"],
    ["Conv[", "height", ["batch"], "the same"],
    ["Conv[", "width", ["batch"], "the same"],
    [
      "mixing = uniform[batch]",
      "batch",
      ["point"],
      "noise for each coordinate is as well typed as for each example",
    ],
    [
      "index[shift]",
      "shift",
      ["channel", "c1", "c2", "embed", "shared", "height", "width", "ink", "label"],
      "a place may be drawn among the positions of any axis",
    ],
    ["index[shift]", "batch", ["other"], "the same pictures with each of others' names"],
    ["|width| - 1 - width", "width", ["height"], "the pictures are square"],
    ["param W_q: embed -> group", "group", ["src"], "queries with an axis of their own meet every key"],
    ["param W_k, W_v: embed -> group", "group", ["share"], "keys for each share rather than for each group"],
    ["RoPE[seq, key]", "seq", ["group", "share"], "the argument has that axis too: turned by its positions"],
    ["RoPE[seq, key]", "key", ["group"], "the argument has that axis too: its pairs are turned"],
    ["LayerNorm[embed]", "embed", ["src"], "the argument has that axis too: normalised along the text"],
    ["shifted = target[to", "to", ["batch"], "an `else` makes any index defined"],
    ["param b: [gate, chan]", "gate", ["time"], "a bias for each moment is as well typed"],
    ["param b: [gate, chan]", "chan", ["time"], "a bias for each moment is as well typed"],
  ];

/** Why a mutant of a good spec is legal; `undefined` where it should have been noticed. */
export function reasonToPass(good: string, { from, written, instead, place }: Mutant): string | undefined {
  const general = byPlace[place];
  if (general !== undefined) return general;
  const start = good.lastIndexOf("\n", from.start) + 1;
  const line = good.slice(start, (good + "\n").indexOf("\n", from.start));
  return listed.find(
    ([words, old, others]) => line.includes(words) && old === written && others.includes(instead),
  )?.[3];
}
