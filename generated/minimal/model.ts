/** The parameters of minimal, and for each thing that it does the list of its dispatches. */
import type {
  ArenaName,
  Initializer,
  ModelPlan,
  PlanAxis,
  PlanDispatch,
  PlanEntry,
  PlanExtent,
  PlanKernel,
  PlanParameter,
  PlanSize,
  PlanState,
} from "./runtime/plan.ts";

/** A product of sizes of the day: `size(64, "batch")` is 64 · batch. */
function size(coefficient: number, ...symbols: string[]): PlanSize {
  return { terms: coefficient === 0 ? [] : [{ symbols, coefficient }], divisor: 1 };
}

function sized(value: number | PlanSize): PlanSize {
  return typeof value === "number" ? size(value) : value;
}

/** As many workgroups as tiles of this size cover. */
function tiles(value: number | PlanSize, tile: number): PlanExtent {
  return { size: sized(value), tile };
}

function axis(name: string, value: number | PlanSize, vocabulary?: string): PlanAxis {
  return { name, size: sized(value), ...(vocabulary === undefined ? {} : { vocabulary }) };
}

function constant(value: number): Initializer {
  return { kind: "constant", value };
}

function normal(mean: number, deviation: number): Initializer {
  return { kind: "normal", mean, deviation };
}

function uniform(low: number, high: number): Initializer {
  return { kind: "uniform", low, high };
}

function stored(axes: Record<string, number>): { axes: { name: string; size: number }[]; count: number } {
  const count = Object.values(axes).reduce((product, size) => product * size, 1);
  return { axes: Object.entries(axes).map(([name, size]) => ({ name, size })), count };
}

function parameter(
  path: string,
  axes: Record<string, number>,
  offset: number,
  initial: Initializer,
): PlanParameter {
  return { path, ...stored(axes), offset, initial };
}

function state(path: string, axes: Record<string, number>, offset: number, initial: number): PlanState {
  return { path, ...stored(axes), offset, initial };
}

/** One dispatch: the kernel, where its values lie, how many workgroups, the spec's line and the value that it makes. */
function run(
  kernel: string,
  offsets: Record<string, number>,
  [x, y, z]: [number | PlanSize | PlanExtent, number | PlanSize | PlanExtent, number | PlanSize | PlanExtent],
  source: string,
  makes: string,
): PlanDispatch {
  const extent = (count: number | PlanSize | PlanExtent): PlanExtent =>
    typeof count === "object" && "tile" in count ? count : { size: sized(count), tile: 1 };
  return {
    kernel,
    offsets: Object.values(offsets),
    groups: [extent(x), extent(y), extent(z)],
    source,
    makes,
  };
}

function wrote(
  arena: ArenaName,
  offset: number,
  count: number,
  dispatch: number,
): PlanEntry["written"][number] {
  return { arena, offset, count, dispatch };
}

/** In the order of checkpoints, with their places in the arena `parameters`. */
const parameters: PlanParameter[] = [
  parameter("LanguageModel.W_e", { vocab: 10_000, embed: 512 }, 0, normal(0, 0.02)),
  parameter(
    "LanguageModel.W_q",
    { embed: 512, head: 8, key: 64 },
    5_120_000,
    uniform(-0.07654655446197431, 0.07654655446197431),
  ),
  parameter(
    "LanguageModel.W_k",
    { embed: 512, head: 8, key: 64 },
    5_382_144,
    uniform(-0.07654655446197431, 0.07654655446197431),
  ),
  parameter(
    "LanguageModel.W_v",
    { embed: 512, head: 8, key: 64 },
    5_644_288,
    uniform(-0.07654655446197431, 0.07654655446197431),
  ),
  parameter(
    "LanguageModel.W_p",
    { head: 8, key: 64, embed: 512 },
    5_906_432,
    uniform(-0.07654655446197431, 0.07654655446197431),
  ),
  parameter(
    "LanguageModel.W_f",
    { embed: 512, hidden: 2048 },
    6_168_576,
    uniform(-0.04841229182759271, 0.04841229182759271),
  ),
  parameter(
    "LanguageModel.W_o",
    { hidden: 2048, vocab: 10_000 },
    7_217_152,
    uniform(-0.02231609213387259, 0.02231609213387259),
  ),
  parameter("LanguageModel.b", { vocab: 10_000 }, 27_697_152, constant(0)),
];

const states: PlanState[] = [
  state("LanguageModel.W_e/adam.m", { vocab: 10_000, embed: 512 }, 0, 0),
  state("LanguageModel.W_e/adam.v", { vocab: 10_000, embed: 512 }, 27_707_200, 0),
  state("LanguageModel.W_q/adam.m", { embed: 512, head: 8, key: 64 }, 5_120_000, 0),
  state("LanguageModel.W_q/adam.v", { embed: 512, head: 8, key: 64 }, 32_827_200, 0),
  state("LanguageModel.W_k/adam.m", { embed: 512, head: 8, key: 64 }, 5_382_144, 0),
  state("LanguageModel.W_k/adam.v", { embed: 512, head: 8, key: 64 }, 33_089_344, 0),
  state("LanguageModel.W_v/adam.m", { embed: 512, head: 8, key: 64 }, 5_644_288, 0),
  state("LanguageModel.W_v/adam.v", { embed: 512, head: 8, key: 64 }, 33_351_488, 0),
  state("LanguageModel.W_p/adam.m", { head: 8, key: 64, embed: 512 }, 5_906_432, 0),
  state("LanguageModel.W_p/adam.v", { head: 8, key: 64, embed: 512 }, 33_613_632, 0),
  state("LanguageModel.W_f/adam.m", { embed: 512, hidden: 2048 }, 6_168_576, 0),
  state("LanguageModel.W_f/adam.v", { embed: 512, hidden: 2048 }, 33_875_776, 0),
  state("LanguageModel.W_o/adam.m", { hidden: 2048, vocab: 10_000 }, 7_217_152, 0),
  state("LanguageModel.W_o/adam.v", { hidden: 2048, vocab: 10_000 }, 34_924_352, 0),
  state("LanguageModel.b/adam.m", { vocab: 10_000 }, 27_697_152, 0),
  state("LanguageModel.b/adam.v", { vocab: 10_000 }, 55_404_352, 0),
];

/** Each is `kernels/NAME.wgsl`. */
const kernels: PlanKernel[] = [
  {
    name: "LanguageModel_E",
    entry: "LanguageModel_E",
    arenas: ["parameters", "work", "integers"],
    lanes: 32,
  },
  { name: "LanguageModel_Q", entry: "LanguageModel_Q", arenas: ["parameters", "work"], lanes: 16 },
  { name: "ratio", entry: "ratio", arenas: ["work"], lanes: 8 },
  { name: "LanguageModel_A", entry: "LanguageModel_A", arenas: ["work"], lanes: 8 },
  { name: "total", entry: "total", arenas: ["work"], lanes: 16 },
  { name: "sum", entry: "sum", arenas: ["parameters", "work"], lanes: 16 },
  { name: "LanguageModel_F", entry: "LanguageModel_F", arenas: ["parameters", "work"], lanes: 16 },
  { name: "LanguageModel_Y", entry: "LanguageModel_Y", arenas: ["parameters", "work"], lanes: 16 },
  { name: "d_LanguageModel_Y", entry: "d_LanguageModel_Y", arenas: ["work", "integers"], lanes: 64 },
  { name: "rate", entry: "rate", arenas: ["work", "integers"], lanes: 16 },
  { name: "chosen", entry: "chosen", arenas: ["parameters", "work"], lanes: 16 },
  { name: "d_LanguageModel_b", entry: "d_LanguageModel_b", arenas: ["work"], lanes: 64 },
  { name: "d_LanguageModel_O", entry: "d_LanguageModel_O", arenas: ["parameters", "work"], lanes: 16 },
  { name: "through_W_p", entry: "through_W_p", arenas: ["parameters", "work"], lanes: 16 },
  { name: "ratio_2", entry: "ratio_2", arenas: ["work"], lanes: 8 },
  { name: "ratio_3", entry: "ratio_3", arenas: ["work"], lanes: 32 },
  { name: "d_LanguageModel_V", entry: "d_LanguageModel_V", arenas: ["work"], lanes: 16 },
  { name: "d_LanguageModel_Q", entry: "d_LanguageModel_Q", arenas: ["work"], lanes: 16 },
  { name: "d_LanguageModel_E", entry: "d_LanguageModel_E", arenas: ["parameters", "work"], lanes: 16 },
  { name: "d_LanguageModel_W_p", entry: "d_LanguageModel_W_p", arenas: ["work"], lanes: 16 },
  { name: "d_LanguageModel_W_q", entry: "d_LanguageModel_W_q", arenas: ["work"], lanes: 16 },
  { name: "d_LanguageModel_W_f", entry: "d_LanguageModel_W_f", arenas: ["work"], lanes: 16 },
  { name: "d_LanguageModel_W_e", entry: "d_LanguageModel_W_e", arenas: ["work", "integers"], lanes: 64 },
  { name: "d_LanguageModel_W_o", entry: "d_LanguageModel_W_o", arenas: ["work"], lanes: 16 },
  { name: "adam_parameters", entry: "adam_parameters", arenas: ["parameters", "states", "work"], lanes: 256 },
  { name: "LanguageModel_A_2", entry: "LanguageModel_A_2", arenas: ["work"], lanes: 8 },
  { name: "sum_2", entry: "sum_2", arenas: ["parameters", "work"], lanes: 16 },
  { name: "LanguageModel_F_2", entry: "LanguageModel_F_2", arenas: ["parameters", "work"], lanes: 16 },
  { name: "total_2", entry: "total_2", arenas: ["work"], lanes: 64 },
  { name: "loss", entry: "loss", arenas: ["work", "integers"], lanes: 16 },
  {
    name: "LanguageModel_E_2",
    entry: "LanguageModel_E_2",
    arenas: ["parameters", "work", "integers"],
    lanes: 64,
  },
  { name: "LanguageModel_Q_2", entry: "LanguageModel_Q_2", arenas: ["parameters", "work"], lanes: 16 },
  { name: "ratio_4", entry: "ratio_4", arenas: ["work"], lanes: 16 },
  { name: "LanguageModel_A_3", entry: "LanguageModel_A_3", arenas: ["work"], lanes: 16 },
  { name: "total_3", entry: "total_3", arenas: ["work"], lanes: 16 },
  { name: "sum_3", entry: "sum_3", arenas: ["parameters", "work"], lanes: 16 },
  { name: "LanguageModel_F_3", entry: "LanguageModel_F_3", arenas: ["parameters", "work"], lanes: 16 },
  { name: "LanguageModel_Y_2", entry: "LanguageModel_Y_2", arenas: ["parameters", "work"], lanes: 16 },
  { name: "total_4", entry: "total_4", arenas: ["work", "integers"], lanes: 64 },
  { name: "chosen_2", entry: "chosen_2", arenas: ["work", "integers"], lanes: 64 },
  { name: "same", entry: "same", arenas: ["integers"], lanes: 1 },
];

/** `train train`: 32 dispatches, one submit, 453.2 MB at the peak. */
export const trainStep: PlanEntry = {
  kind: "train",
  name: "train",
  symbols: [],
  inputs: [
    {
      name: "tokens",
      axes: [axis("batch", 4), axis("seq", 32)],
      type: "int",
      arena: "integers",
      offset: 0,
      strides: [32, 1],
      indexes: axis("vocab", 10_000, "vocab"),
    },
    {
      name: "next",
      axes: [axis("batch", 4), axis("seq", 32)],
      type: "int",
      arena: "integers",
      offset: 128,
      strides: [32, 1],
      indexes: axis("vocab", 10_000, "vocab"),
    },
  ],
  settings: ["step"],
  outputs: [
    { role: "loss", name: "loss", axes: [], type: "real", arena: "work", offset: 30_168_896, strides: [] },
    { role: "rate", name: "rate", axes: [], type: "real", arena: "work", offset: 30_168_960, strides: [] },
    {
      role: "report",
      name: "perplexity",
      axes: [],
      type: "real",
      arena: "work",
      offset: 30_169_024,
      strides: [],
    },
  ],
  arenas: { work: 30_169_216, integers: 256 },
  // prettier-ignore
  dispatches: [
    run("LanguageModel_E", { tokens: 0, W_e: 0, E: 29_511_488 }, [tiles(32, 32), 512, 1], "specs/minimal.weft:20", "LanguageModel.E"),
    run("LanguageModel_Q", { E: 29_511_488, W_q: 5_120_000, Q: 29_577_024 }, [tiles(128, 32), tiles(4, 4), 32], "specs/minimal.weft:21", "LanguageModel.Q"),
    run("LanguageModel_Q", { E: 29_511_488, W_q: 5_382_144, Q: 29_642_560 }, [tiles(128, 32), tiles(4, 4), 32], "specs/minimal.weft:22", "LanguageModel_Q"),
    run("ratio", { through_W_k: 29_642_560, Q: 29_577_024, ratio: 30_035_776 }, [tiles(8, 8), tiles(32, 8), 32], "specs/minimal.weft:24", "ratio"),
    run("LanguageModel_A", { ratio: 30_035_776, A: 30_068_544, largest: 30_166_848, total: 30_167_872 }, [32, 32, 1], "specs/minimal.weft:24", "LanguageModel_A"),
    run("LanguageModel_Q", { E: 29_511_488, W_q: 5_644_288, Q: 29_708_096 }, [tiles(128, 32), tiles(4, 4), 32], "specs/minimal.weft:23", "LanguageModel_Q"),
    run("total", { A: 30_068_544, through_W_v: 29_708_096, total: 29_773_632 }, [tiles(16, 16), tiles(32, 8), 32], "specs/minimal.weft:25", "total"),
    run("sum", { total: 29_773_632, W_p: 5_906_432, E: 29_511_488, sum: 29_839_168 }, [tiles(128, 32), tiles(128, 8), 1], "specs/minimal.weft:26", "sum"),
    run("LanguageModel_F", { sum: 29_839_168, W_f: 6_168_576, through_W_f: 1_280_000, F: 28_987_200 }, [tiles(512, 32), tiles(128, 8), 1], "std/activations.weft:4", "LanguageModel_F"),
    run("LanguageModel_Y", { F: 28_987_200, W_o: 7_217_152, b: 27_697_152, Y: 0 }, [tiles(2500, 16), tiles(128, 8), 1], "specs/minimal.weft:27", "LanguageModel.Y"),
    run("d_LanguageModel_Y", { Y: 0, next: 128, d_Y: 27_707_200, largest: 30_101_312, total: 30_101_440 }, [tiles(128, 64), 1, 1], "std/reductions.weft:12", "gradient of LanguageModel.Y"),
    run("rate", { largest: 30_101_312, total: 30_101_440, next: 128, Y: 0, loss: 30_168_896, rate: 30_168_960, exponential: 30_169_024, difference: 30_169_088, difference_2: 30_169_152 }, [1, 1, 1], "std/optimizers.weft:16", "rate"),
    run("chosen", { W_o: 7_217_152, d_Y: 27_707_200, through_W_f: 1_280_000, chosen: 29_249_344 }, [tiles(512, 16), tiles(128, 8), 1], "std/activations.weft:4", "chosen"),
    run("d_LanguageModel_b", { d_Y: 27_707_200, d_b: 27_697_152 }, [tiles(2500, 64), 1, 1], "specs/minimal.weft:27", "gradient of LanguageModel.b"),
    run("d_LanguageModel_O", { W_f: 6_168_576, chosen: 29_249_344, d_O: 29_904_704 }, [tiles(128, 16), tiles(128, 8), 1], "specs/minimal.weft:26", "gradient of LanguageModel.O"),
    run("through_W_p", { W_p: 5_906_432, d_O: 29_904_704, through_W_p: 29_970_240 }, [tiles(128, 16), tiles(128, 8), 1], "specs/minimal.weft:25", "through_W_p"),
    run("ratio_2", { through_W_v: 29_708_096, through_W_p: 29_970_240, total: 30_167_872, ratio: 30_101_312 }, [tiles(8, 8), tiles(32, 8), 32], "std/rows.weft:6", "ratio_2"),
    run("ratio_3", { ratio: 30_035_776, largest: 30_166_848, total: 30_167_872, ratio_2: 30_101_312, ratio_3: 30_134_080 }, [tiles(32, 32), 32, 1], "specs/minimal.weft:24", "ratio_3"),
    run("d_LanguageModel_V", { A: 30_068_544, through_W_p: 29_970_240, d_V: 29_708_096 }, [tiles(16, 16), tiles(32, 8), 32], "specs/minimal.weft:25", "gradient of LanguageModel.V"),
    run("total", { A: 30_134_080, through_W_v: 29_577_024, total: 29_970_240 }, [tiles(16, 16), tiles(32, 8), 32], "specs/minimal.weft:24", "gradient of LanguageModel.K"),
    run("d_LanguageModel_Q", { ratio: 30_134_080, through_W_k: 29_642_560, d_Q: 29_577_024 }, [tiles(16, 16), tiles(32, 8), 32], "specs/minimal.weft:24", "gradient of LanguageModel.Q"),
    run("through_W_p", { W_p: 5_644_288, d_O: 29_708_096, through_W_p: 29_642_560 }, [tiles(128, 16), tiles(128, 8), 1], "specs/minimal.weft:23", "through_W_p"),
    run("through_W_p", { W_p: 5_382_144, d_O: 29_970_240, through_W_p: 30_035_776 }, [tiles(128, 16), tiles(128, 8), 1], "specs/minimal.weft:22", "through_W_p"),
    run("d_LanguageModel_E", { W_q: 5_120_000, d_Q: 29_577_024, d_O: 29_904_704, through_W_v: 29_642_560, through_W_k: 30_035_776, d_E: 30_101_312 }, [tiles(128, 16), tiles(128, 8), 1], "specs/minimal.weft:21", "gradient of LanguageModel.E"),
    run("d_LanguageModel_W_p", { total: 29_773_632, d_O: 29_904_704, d_W_p: 5_906_432 }, [tiles(128, 32), tiles(512, 8), 1], "specs/minimal.weft:25", "gradient of LanguageModel.W_p"),
    run("d_LanguageModel_W_q", { E: 29_511_488, d_Q: 29_577_024, d_W_q: 5_120_000 }, [tiles(128, 32), tiles(512, 8), 1], "specs/minimal.weft:21", "gradient of LanguageModel.W_q"),
    run("d_LanguageModel_W_q", { E: 29_511_488, d_Q: 29_970_240, d_W_q: 5_382_144 }, [tiles(128, 32), tiles(512, 8), 1], "specs/minimal.weft:22", "gradient of LanguageModel.W_k"),
    run("d_LanguageModel_W_q", { E: 29_511_488, d_Q: 29_708_096, d_W_q: 5_644_288 }, [tiles(128, 32), tiles(512, 8), 1], "specs/minimal.weft:23", "gradient of LanguageModel.W_v"),
    run("d_LanguageModel_W_f", { sum: 29_839_168, chosen: 29_249_344, d_W_f: 6_168_576 }, [tiles(512, 32), tiles(512, 8), 1], "specs/minimal.weft:26", "gradient of LanguageModel.W_f"),
    run("d_LanguageModel_W_e", { d_W_e: 0, tokens: 0, d_E: 30_101_312 }, [tiles(128, 64), 1, 1], "specs/minimal.weft:20", "gradient of LanguageModel.W_e"),
    run("d_LanguageModel_W_o", { F: 28_987_200, d_Y: 27_707_200, d_W_o: 7_217_152 }, [tiles(2500, 16), tiles(2048, 8), 1], "specs/minimal.weft:27", "gradient of LanguageModel.W_o"),
    run("adam_parameters", { m: 0, gradient: 0, v: 27_707_200, parameter: 0, difference: 30_169_088, rate: 30_168_960, difference_2: 30_169_152, m_2: 0, v_2: 27_707_200, parameters: 0 }, [tiles(6_926_788, 256), 1, 1], "std/optimizers.weft:16", "parameters/adam.v"),
  ],
  written: [
    wrote("work", 29_511_488, 65_536, 0),
    wrote("work", 29_577_024, 65_536, 1),
    wrote("work", 29_642_560, 65_536, 2),
    wrote("work", 30_035_776, 32_768, 3),
    wrote("work", 30_068_544, 32_768, 4),
    wrote("work", 30_167_872, 1024, 4),
    wrote("work", 30_166_848, 1024, 4),
    wrote("work", 29_708_096, 65_536, 5),
    wrote("work", 29_773_632, 65_536, 6),
    wrote("work", 29_839_168, 65_536, 7),
    wrote("work", 28_987_200, 262_144, 8),
    wrote("work", 1_280_000, 262_144, 8),
    wrote("work", 0, 1_280_000, 9),
    wrote("work", 30_101_312, 128, 10),
    wrote("work", 30_101_440, 128, 10),
    wrote("work", 27_707_200, 1_280_000, 10),
    wrote("work", 30_168_896, 1, 11),
    wrote("work", 30_168_960, 1, 11),
    wrote("work", 30_169_024, 1, 11),
    wrote("work", 30_169_088, 1, 11),
    wrote("work", 30_169_152, 1, 11),
    wrote("work", 29_249_344, 262_144, 12),
    wrote("work", 27_697_152, 10_000, 13),
    wrote("work", 29_904_704, 65_536, 14),
    wrote("work", 29_970_240, 65_536, 15),
    wrote("work", 30_101_312, 32_768, 16),
    wrote("work", 30_134_080, 32_768, 17),
    wrote("work", 29_708_096, 65_536, 18),
    wrote("work", 29_970_240, 65_536, 19),
    wrote("work", 29_577_024, 65_536, 20),
    wrote("work", 29_642_560, 65_536, 21),
    wrote("work", 30_035_776, 65_536, 22),
    wrote("work", 30_101_312, 65_536, 23),
    wrote("work", 5_906_432, 262_144, 24),
    wrote("work", 5_120_000, 262_144, 25),
    wrote("work", 5_382_144, 262_144, 26),
    wrote("work", 5_644_288, 262_144, 27),
    wrote("work", 6_168_576, 1_048_576, 28),
    wrote("work", 0, 5_120_000, 29),
    wrote("work", 7_217_152, 20_480_000, 30),
    wrote("parameters", 0, 27_707_152, 31),
    wrote("states", 0, 27_707_152, 31),
    wrote("states", 27_707_200, 27_707_152, 31),
  ],
};

/** `evaluate train`: 12 dispatches, one submit, 338.7 MB at the peak. */
export const evaluateTrain: PlanEntry = {
  kind: "evaluate",
  name: "train",
  symbols: [],
  inputs: [
    {
      name: "tokens",
      axes: [axis("batch", 4), axis("seq", 32)],
      type: "int",
      arena: "integers",
      offset: 0,
      strides: [32, 1],
      indexes: axis("vocab", 10_000, "vocab"),
    },
    {
      name: "next",
      axes: [axis("batch", 4), axis("seq", 32)],
      type: "int",
      arena: "integers",
      offset: 128,
      strides: [32, 1],
      indexes: axis("vocab", 10_000, "vocab"),
    },
  ],
  settings: [],
  outputs: [
    { role: "loss", name: "loss", axes: [], type: "real", arena: "work", offset: 1_280_256, strides: [] },
    {
      role: "report",
      name: "perplexity",
      axes: [],
      type: "real",
      arena: "work",
      offset: 1_280_320,
      strides: [],
    },
  ],
  arenas: { work: 1_542_144, integers: 256 },
  // prettier-ignore
  dispatches: [
    run("LanguageModel_E", { tokens: 0, W_e: 0, E: 0 }, [tiles(32, 32), 512, 1], "specs/minimal.weft:20", "LanguageModel.E"),
    run("LanguageModel_Q", { E: 0, W_q: 5_120_000, Q: 65_536 }, [tiles(128, 32), tiles(4, 4), 32], "specs/minimal.weft:21", "LanguageModel.Q"),
    run("LanguageModel_Q", { E: 0, W_q: 5_382_144, Q: 131_072 }, [tiles(128, 32), tiles(4, 4), 32], "specs/minimal.weft:22", "LanguageModel_Q"),
    run("ratio", { through_W_k: 131_072, Q: 65_536, ratio: 196_608 }, [tiles(8, 8), tiles(32, 8), 32], "specs/minimal.weft:24", "ratio"),
    run("LanguageModel_A_2", { ratio: 196_608, A: 229_376 }, [32, 32, 1], "specs/minimal.weft:24", "LanguageModel.A"),
    run("LanguageModel_Q", { E: 0, W_q: 5_644_288, Q: 65_536 }, [tiles(128, 32), tiles(4, 4), 32], "specs/minimal.weft:23", "LanguageModel_Q"),
    run("total", { A: 229_376, through_W_v: 65_536, total: 131_072 }, [tiles(16, 16), tiles(32, 8), 32], "specs/minimal.weft:25", "total"),
    run("sum_2", { total: 131_072, W_p: 5_906_432, E: 0, sum: 65_536 }, [tiles(128, 32), tiles(128, 8), 1], "specs/minimal.weft:26", "sum_2"),
    run("LanguageModel_F_2", { sum: 65_536, W_f: 6_168_576, F: 1_280_000 }, [tiles(512, 32), tiles(128, 8), 1], "std/activations.weft:4", "LanguageModel.F"),
    run("LanguageModel_Y", { F: 1_280_000, W_o: 7_217_152, b: 27_697_152, Y: 0 }, [tiles(2500, 16), tiles(128, 8), 1], "specs/minimal.weft:27", "LanguageModel.Y"),
    run("total_2", { Y: 0, largest: 1_280_000, total: 1_280_128 }, [tiles(128, 64), 1, 1], "std/reductions.weft:12", "total_2"),
    run("loss", { largest: 1_280_000, total: 1_280_128, next: 128, Y: 0, loss: 1_280_256, exponential: 1_280_320 }, [1, 1, 1], "specs/minimal.weft:41", "loss"),
  ],
  written: [
    wrote("work", 0, 65_536, 0),
    wrote("work", 65_536, 65_536, 1),
    wrote("work", 131_072, 65_536, 2),
    wrote("work", 196_608, 32_768, 3),
    wrote("work", 229_376, 32_768, 4),
    wrote("work", 65_536, 65_536, 5),
    wrote("work", 131_072, 65_536, 6),
    wrote("work", 65_536, 65_536, 7),
    wrote("work", 1_280_000, 262_144, 8),
    wrote("work", 0, 1_280_000, 9),
    wrote("work", 1_280_000, 128, 10),
    wrote("work", 1_280_128, 128, 10),
    wrote("work", 1_280_256, 1, 11),
    wrote("work", 1_280_320, 1, 11),
  ],
};

/** `infer LanguageModel`: 10 dispatches, one submit, 334.1 MB at the peak. */
export const inferLanguageModel: PlanEntry = {
  kind: "infer",
  name: "LanguageModel",
  symbols: [{ symbol: "seq", low: 1, high: 32, step: 1 }],
  inputs: [
    {
      name: "X",
      axes: [axis("seq", size(1, "seq"))],
      type: "int",
      arena: "integers",
      offset: 0,
      strides: [1],
      indexes: axis("vocab", 10_000, "vocab"),
    },
  ],
  settings: [],
  outputs: [
    {
      role: "result",
      name: "result",
      axes: [axis("seq", size(1, "seq")), axis("vocab", 10_000, "vocab")],
      type: "real",
      arena: "work",
      offset: 0,
      strides: [10_000, 1],
    },
    {
      role: "exposed",
      name: "LanguageModel.A",
      axes: [axis("head", 8), axis("seq", size(1, "seq")), axis("src", size(1, "seq"))],
      type: "real",
      arena: "work",
      offset: 385_536,
      strides: [1024, 32, 1],
    },
  ],
  arenas: { work: 393_728, integers: 64 },
  // prettier-ignore
  dispatches: [
    run("LanguageModel_E_2", { X: 0, W_e: 0, E: 0 }, [tiles(128, 64), size(1, "seq"), 1], "specs/minimal.weft:20", "LanguageModel.E"),
    run("LanguageModel_Q_2", { E: 0, W_q: 5_120_000, Q: 16_384 }, [tiles(128, 32), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:21", "LanguageModel.Q"),
    run("LanguageModel_Q_2", { E: 0, W_q: 5_382_144, Q: 32_768 }, [tiles(128, 32), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:22", "LanguageModel_Q_2"),
    run("ratio_4", { through_W_k: 32_768, Q: 16_384, ratio: 49_152 }, [tiles(size(1, "seq"), 32), tiles(size(1, "seq"), 8), 8], "specs/minimal.weft:24", "ratio_4"),
    run("LanguageModel_A_3", { ratio: 49_152, A: 385_536 }, [size(1, "seq"), 8, 1], "specs/minimal.weft:24", "LanguageModel.A"),
    run("LanguageModel_Q_2", { E: 0, W_q: 5_644_288, Q: 16_384 }, [tiles(128, 32), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:23", "LanguageModel_Q_2"),
    run("total_3", { A: 385_536, through_W_v: 16_384, total: 32_768 }, [tiles(16, 16), tiles(size(1, "seq"), 8), 8], "specs/minimal.weft:25", "total_3"),
    run("sum_3", { total: 32_768, W_p: 5_906_432, E: 0, sum: 16_384 }, [tiles(128, 32), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:26", "sum_3"),
    run("LanguageModel_F_3", { sum: 16_384, W_f: 6_168_576, F: 320_000 }, [tiles(512, 32), tiles(size(1, "seq"), 8), 1], "std/activations.weft:4", "LanguageModel.F"),
    run("LanguageModel_Y_2", { F: 320_000, W_o: 7_217_152, b: 27_697_152, Y: 0 }, [tiles(2500, 16), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:27", "LanguageModel.Y"),
  ],
  written: [
    wrote("work", 0, 16_384, 0),
    wrote("work", 16_384, 16_384, 1),
    wrote("work", 32_768, 16_384, 2),
    wrote("work", 49_152, 8192, 3),
    wrote("work", 385_536, 8192, 4),
    wrote("work", 16_384, 16_384, 5),
    wrote("work", 32_768, 16_384, 6),
    wrote("work", 16_384, 16_384, 7),
    wrote("work", 320_000, 65_536, 8),
    wrote("work", 0, 320_000, 9),
  ],
};

/** `generate write`: 12 dispatches, one submit, 334.1 MB at the peak. */
export const generateWrite: PlanEntry = {
  kind: "generate",
  name: "write",
  symbols: [{ symbol: "seq", low: 1, high: 32, step: 1 }],
  inputs: [
    {
      name: "text",
      axes: [axis("seq", size(1, "seq"))],
      type: "int",
      arena: "integers",
      offset: 0,
      strides: [1],
      indexes: axis("vocab", 10_000, "vocab"),
    },
  ],
  settings: ["step", "temperature"],
  outputs: [
    { role: "next", name: "next", axes: [], type: "int", arena: "integers", offset: 10_048, strides: [] },
  ],
  arenas: { work: 385_536, integers: 10_112 },
  // prettier-ignore
  dispatches: [
    run("LanguageModel_E_2", { X: 0, W_e: 0, E: 0 }, [tiles(128, 64), size(1, "seq"), 1], "specs/minimal.weft:20", "LanguageModel.E"),
    run("LanguageModel_Q_2", { E: 0, W_q: 5_120_000, Q: 16_384 }, [tiles(128, 32), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:21", "LanguageModel.Q"),
    run("LanguageModel_Q_2", { E: 0, W_q: 5_382_144, Q: 32_768 }, [tiles(128, 32), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:22", "LanguageModel_Q_2"),
    run("ratio_4", { through_W_k: 32_768, Q: 16_384, ratio: 49_152 }, [tiles(size(1, "seq"), 32), tiles(size(1, "seq"), 8), 8], "specs/minimal.weft:24", "ratio_4"),
    run("LanguageModel_A_3", { ratio: 49_152, A: 57_344 }, [size(1, "seq"), 8, 1], "specs/minimal.weft:24", "LanguageModel.A"),
    run("LanguageModel_Q_2", { E: 0, W_q: 5_644_288, Q: 16_384 }, [tiles(128, 32), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:23", "LanguageModel_Q_2"),
    run("total_3", { A: 57_344, through_W_v: 16_384, total: 32_768 }, [tiles(16, 16), tiles(size(1, "seq"), 8), 8], "specs/minimal.weft:25", "total_3"),
    run("sum_3", { total: 32_768, W_p: 5_906_432, E: 0, sum: 16_384 }, [tiles(128, 32), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:26", "sum_3"),
    run("LanguageModel_F_3", { sum: 16_384, W_f: 6_168_576, F: 320_000 }, [tiles(512, 32), tiles(size(1, "seq"), 8), 1], "std/activations.weft:4", "LanguageModel.F"),
    run("LanguageModel_Y_2", { F: 320_000, W_o: 7_217_152, b: 27_697_152, Y: 0 }, [tiles(2500, 16), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:27", "LanguageModel.Y"),
    run("total_4", { Y: 0, total: 0 }, [tiles(2500, 64), 1, 1], "std/rows.weft:26", "total_4"),
    run("chosen_2", { total: 0, Y: 0, chosen: 10_048 }, [1, 1, 1], "std/reductions.weft:22", "chosen_2"),
  ],
  written: [
    wrote("work", 0, 16_384, 0),
    wrote("work", 16_384, 16_384, 1),
    wrote("work", 32_768, 16_384, 2),
    wrote("work", 49_152, 8192, 3),
    wrote("work", 57_344, 8192, 4),
    wrote("work", 16_384, 16_384, 5),
    wrote("work", 32_768, 16_384, 6),
    wrote("work", 16_384, 16_384, 7),
    wrote("work", 320_000, 65_536, 8),
    wrote("work", 0, 320_000, 9),
  ],
};

/** `until write`: 1 dispatches, one submit, 332.5 MB at the peak. */
export const untilWrite: PlanEntry = {
  kind: "until",
  name: "write",
  symbols: [{ symbol: "seq", low: 1, high: 32, step: 1 }],
  inputs: [
    {
      name: "text",
      axes: [axis("seq", size(1, "seq"))],
      type: "int",
      arena: "integers",
      offset: 0,
      strides: [1],
      indexes: axis("vocab", 10_000, "vocab"),
    },
  ],
  settings: ["temperature"],
  outputs: [
    { role: "done", name: "done", axes: [], type: "bool", arena: "integers", offset: 64, strides: [] },
  ],
  arenas: { work: 0, integers: 128 },
  dispatches: [run("same", { text: 0, same: 64 }, [1, 1, 1], "specs/minimal.weft:51", "same")],
  written: [],
};

export const model = {
  name: "minimal",
  hash: "114639627257b50e",
  day: [
    { name: "seq", type: "int" },
    { name: "seed", type: "uint" },
    { name: "step", type: "uint" },
    { name: "temperature", type: "real" },
  ],
  vocabularies: { vocab: { kind: "tokenizer", tokenizer: "vocab" } },
  parameters: parameters,
  states: states,
  arenas: { parameters: 27_707_200, states: 55_414_400 },
  kernels: kernels,
  entries: [trainStep, evaluateTrain, inferLanguageModel, generateWrite, untilWrite],
  data: [
    {
      name: "corpus",
      kind: "windows",
      fields: [
        { kind: "window", name: "tokens", column: "corpus.tokens", shift: 0, length: 32 },
        { kind: "window", name: "next", column: "corpus.tokens", shift: 1, length: 32 },
      ],
      heldOut: 0.1,
    },
  ],
  trainings: [{ name: "train", data: "corpus", batch: 4, length: { kind: "epochs", count: 10 }, seed: 0 }],
  generators: [
    {
      name: "write",
      options: [{ name: "temperature", type: "real", initial: 0.8 }],
      grow: {
        text: "text",
        axis: "seq",
        bound: 32,
        vocabulary: "vocab",
        from: { kind: "argument", name: "prompt" },
        until: true,
      },
    },
  ],
} satisfies ModelPlan;
