/** Whole programs at small sizes, and again at sizes that no kernel likes. */
import { compileSpec, readSpec } from "./compile-spec.ts";
import type { CompiledSpec, SpecOptions } from "./compile-spec.ts";

export interface SmallProgram {
  readonly path: string;
  readonly options: SpecOptions;
  readonly odd: SpecOptions;
}

/** The program in batches of four. */
export function compileSmall({ path }: SmallProgram, options: SpecOptions): CompiledSpec {
  const text = readSpec(path).replace(/^( +batch +=) \d+$/gm, "$1 4");
  return compileSpec(path, text, options);
}

/** One position less than the bound, where there are some, and sizes don't go by steps. */
export function nearlyAll({ high, step }: { readonly high: number; readonly step: number }): number {
  return high > 3 && step === 1 ? high - 1 : high;
}

const names = { letter: 9 };
const recall = { vocab: 12 };

export const smallPrograms: readonly SmallProgram[] = [
  {
    path: "specs/llama.weft",
    options: { set: { embed: "24", hidden: "16", seq: "8", depth: "2" } },
    odd: { set: { embed: "18", group: "3", share: "1", hidden: "7", seq: "5", depth: "1" } },
  },
  {
    path: "specs/wavenet.weft",
    options: { set: { level: "12", time: "16", chan: "8", skip: "6", depth: "3" } },
    odd: { set: { level: "7", time: "11", chan: "5", skip: "3", depth: "4" } },
  },
  {
    path: "specs/names.weft",
    options: { set: { time: "6", embed: "5", cell: "8" }, vocabularies: names },
    odd: { set: { time: "5", embed: "3", cell: "7" }, vocabularies: { letter: 11 } },
  },
  {
    path: "specs/recall.weft",
    options: { set: { seq: "8", embed: "8", key: "8" }, vocabularies: recall },
    odd: { set: { seq: "7", embed: "5", key: "3" }, vocabularies: { vocab: 9 } },
  },
  { path: "specs/poisson.weft", options: { set: { hidden: "8" } }, odd: { set: { hidden: "7" } } },
  {
    path: "specs/emoji.weft",
    options: {
      set: { height: "16", width: "16", c1: "4", c2: "8", embed: "8", shared: "8", seq: "4" },
      vocabularies: { word: 12 },
    },
    odd: {
      set: { height: "8", width: "24", c1: "3", c2: "5", embed: "7", shared: "3", seq: "5" },
      vocabularies: { word: 9 },
    },
  },
  {
    path: "specs/bert.weft",
    options: {
      set: { seq: "6", embed: "8", head: "2", depth: "2" },
      vocabularies: { word: 11 },
    },
    odd: {
      set: { seq: "5", embed: "6", head: "3", depth: "1" },
      vocabularies: { word: 9 },
    },
  },
  {
    path: "specs/digits.weft",
    options: { set: { height: "8", width: "8", c1: "4", c2: "8" } },
    odd: { set: { height: "12", width: "4", c1: "3", c2: "5" } },
  },
  {
    path: "test/programs/kalman.weft",
    options: { set: { time: "5" } },
    odd: { set: { time: "4", state: "2", sensor: "3" } },
  },
  {
    path: "test/programs/dtw.weft",
    options: { set: { time: "5", hidden: "4" } },
    odd: { set: { time: "4", feature: "2", hidden: "3" } },
  },
  {
    path: "test/programs/transducer.weft",
    options: { set: { time: "5", place: "3", cell: "4" } },
    odd: { set: { time: "4", place: "2", feature: "3", cell: "3" } },
  },
  {
    path: "test/programs/delta.weft",
    options: { set: { time: "6", embed: "8", key: "4", value: "4", hidden: "4" } },
    odd: { set: { time: "5", embed: "5", head: "3", key: "3", value: "5", band: "2", hidden: "3" } },
  },
  {
    path: "test/programs/detect.weft",
    options: { set: { height: "8", width: "8", c1: "4", c2: "8" } },
    odd: { set: { height: "12", width: "4", c1: "3", c2: "5" } },
  },
  {
    path: "test/programs/gan.weft",
    options: { set: { noise: "4", hidden: "8" } },
    odd: { set: { noise: "3", hidden: "7" } },
  },
  {
    path: "test/programs/llama.weft",
    options: { set: { embed: "24", hidden: "16", seq: "8", depth: "2" } },
    odd: { set: { embed: "12", group: "3", share: "1", hidden: "5", seq: "7", depth: "3" } },
  },
  {
    path: "specs/translate.weft",
    options: {
      set: { src: "6", to: "5", embed: "8", head: "2", hidden: "12", depth: "2" },
      vocabularies: { english: 11, chinese: 9 },
    },
    odd: {
      set: { src: "5", to: "7", embed: "6", head: "3", hidden: "7", depth: "1" },
      vocabularies: { english: 9, chinese: 13 },
    },
  },
  {
    path: "test/programs/vae.weft",
    options: { set: { pixel: "12", hidden: "8", latent: "4" } },
    odd: { set: { pixel: "7", hidden: "5", latent: "3" } },
  },
  {
    path: "test/programs/wavenet.weft",
    options: { set: { level: "12", time: "16", chan: "8", skip: "6", depth: "3" } },
    odd: { set: { level: "5", time: "9", chan: "3", skip: "4", depth: "2" } },
  },
];
