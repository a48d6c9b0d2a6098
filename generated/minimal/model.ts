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

/**
 * One dispatch: the kernel, where its values lie, how many workgroups, the spec's line and the value that it makes; and how many
 * workgroups on the CPU, where these are others.
 */
function run(
  kernel: string,
  offsets: Record<string, number>,
  groups: Extents,
  source: string,
  makes: string,
  cpuGroups?: Extents,
): PlanDispatch {
  const extent = (count: number | PlanSize | PlanExtent): PlanExtent =>
    typeof count === "object" && "tile" in count ? count : { size: sized(count), tile: 1 };
  const extents = ([x, y, z]: Extents): PlanDispatch["groups"] => [extent(x), extent(y), extent(z)];
  return {
    kernel,
    offsets: Object.values(offsets),
    groups: extents(groups),
    ...(cpuGroups === undefined ? {} : { cpuGroups: extents(cpuGroups) }),
    source,
    makes,
  };
}

type Extents = [
  number | PlanSize | PlanExtent,
  number | PlanSize | PlanExtent,
  number | PlanSize | PlanExtent,
];

/** The dispatch with the repeats whose positions its kernel wants. */
function turning(dispatch: PlanDispatch, turns: number[]): PlanDispatch {
  return { ...dispatch, turns };
}

/** The dispatches `from` to below `to` run once for each position of the axis. */
function repeat(
  axis: string,
  from: number,
  to: number,
  count: number | PlanSize,
  most: number,
  reversed = false,
): PlanEntry["repeats"][number] {
  return { axis, from, to, count: sized(count), most, reversed };
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
    7_227_200,
    uniform(-0.02231609213387259, 0.02231609213387259),
  ),
  parameter("LanguageModel.b", { vocab: 10_000 }, 7_217_152, constant(0)),
];

const states: PlanState[] = [
  state("LanguageModel.W_e/adam.m", { vocab: 10_000, embed: 512 }, 0, 0),
  state("LanguageModel.W_e/adam.v", { vocab: 10_000, embed: 512 }, 7_227_200, 0),
  state("LanguageModel.W_q/adam.m", { embed: 512, head: 8, key: 64 }, 5_120_000, 0),
  state("LanguageModel.W_q/adam.v", { embed: 512, head: 8, key: 64 }, 12_347_200, 0),
  state("LanguageModel.W_k/adam.m", { embed: 512, head: 8, key: 64 }, 5_382_144, 0),
  state("LanguageModel.W_k/adam.v", { embed: 512, head: 8, key: 64 }, 12_609_344, 0),
  state("LanguageModel.W_v/adam.m", { embed: 512, head: 8, key: 64 }, 5_644_288, 0),
  state("LanguageModel.W_v/adam.v", { embed: 512, head: 8, key: 64 }, 12_871_488, 0),
  state("LanguageModel.W_p/adam.m", { head: 8, key: 64, embed: 512 }, 5_906_432, 0),
  state("LanguageModel.W_p/adam.v", { head: 8, key: 64, embed: 512 }, 13_133_632, 0),
  state("LanguageModel.W_f/adam.m", { embed: 512, hidden: 2048 }, 6_168_576, 0),
  state("LanguageModel.W_f/adam.v", { embed: 512, hidden: 2048 }, 13_395_776, 0),
  state("LanguageModel.W_o/adam.m", { hidden: 2048, vocab: 10_000 }, 33_554_432, 0),
  state("LanguageModel.W_o/adam.v", { hidden: 2048, vocab: 10_000 }, 67_108_864, 0),
  state("LanguageModel.b/adam.m", { vocab: 10_000 }, 7_217_152, 0),
  state("LanguageModel.b/adam.v", { vocab: 10_000 }, 14_444_352, 0),
];

/** What generators keep of the text so far. */
const caches: PlanState[] = [
  state("write/0 reduce", { seq: 32, head: 8, key: 64 }, 87_588_864, 0),
  state("write/1 reduce", { seq: 32, head: 8, key: 64 }, 87_605_248, 0),
];

/** Each is `kernels/NAME.wgsl`. */
const kernels: PlanKernel[] = [
  {
    name: "LanguageModel_E",
    entry: "LanguageModel_E",
    views: [
      { arena: "integers", binding: 3 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
    ],
    lanes: 32,
  },
  {
    name: "LanguageModel_Q",
    entry: "LanguageModel_Q",
    views: [
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "ratio",
    entry: "ratio",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 8,
  },
  {
    name: "LanguageModel_A",
    entry: "LanguageModel_A",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 8,
  },
  {
    name: "total",
    entry: "total",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "sum",
    entry: "sum",
    views: [
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "LanguageModel_F",
    entry: "LanguageModel_F",
    views: [
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "through_W_o",
    entry: "through_W_o",
    views: [
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "d_LanguageModel_Y",
    entry: "d_LanguageModel_Y",
    views: [
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "integers", binding: 3 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 64,
  },
  {
    name: "chosen",
    entry: "chosen",
    views: [
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "d_LanguageModel_b",
    entry: "d_LanguageModel_b",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 64,
  },
  {
    name: "rate",
    entry: "rate",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "integers", binding: 3 },
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "d_LanguageModel_O",
    entry: "d_LanguageModel_O",
    views: [
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "through_W_p",
    entry: "through_W_p",
    views: [
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "ratio_2",
    entry: "ratio_2",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 8,
  },
  {
    name: "ratio_3",
    entry: "ratio_3",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 32,
  },
  {
    name: "d_LanguageModel_V",
    entry: "d_LanguageModel_V",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "d_LanguageModel_Q",
    entry: "d_LanguageModel_Q",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "through_W_v",
    entry: "through_W_v",
    views: [
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "d_LanguageModel_E",
    entry: "d_LanguageModel_E",
    views: [
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "d_LanguageModel_W_p",
    entry: "d_LanguageModel_W_p",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "d_LanguageModel_W_q",
    entry: "d_LanguageModel_W_q",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "d_LanguageModel_W_f",
    entry: "d_LanguageModel_W_f",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "d_LanguageModel_Y_2",
    entry: "d_LanguageModel_Y_2",
    views: [
      { arena: "integers", binding: 3 },
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 32,
  },
  {
    name: "adam_W_o",
    entry: "adam_W_o",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "states", binding: 1 },
      { arena: "states", binding: 4 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 5 },
      { arena: "work", binding: 6 },
    ],
    lanes: 16,
  },
  {
    name: "d_LanguageModel_W_e",
    entry: "d_LanguageModel_W_e",
    views: [
      { arena: "work", binding: 2 },
      { arena: "integers", binding: 3 },
      { arena: "work", binding: 2 },
    ],
    lanes: 64,
  },
  {
    name: "adam_parameters",
    entry: "adam_parameters",
    views: [
      { arena: "states", binding: 1 },
      { arena: "work", binding: 2 },
      { arena: "states", binding: 1 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "states", binding: 1 },
      { arena: "states", binding: 1 },
      { arena: "parameters", binding: 0 },
    ],
    lanes: 64,
  },
  {
    name: "LanguageModel_W_o",
    entry: "LanguageModel_W_o",
    views: [
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
    ],
    lanes: 256,
  },
  {
    name: "adam_W_o_2",
    entry: "adam_W_o_2",
    views: [
      { arena: "work", binding: 2 },
      { arena: "states", binding: 1 },
    ],
    lanes: 256,
  },
  {
    name: "LanguageModel_E_2",
    entry: "LanguageModel_E_2",
    views: [
      { arena: "integers", binding: 3 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
    ],
    lanes: 32,
  },
  {
    name: "LanguageModel_Q_2",
    entry: "LanguageModel_Q_2",
    views: [
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "ratio_4",
    entry: "ratio_4",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 8,
  },
  {
    name: "LanguageModel_A_2",
    entry: "LanguageModel_A_2",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 8,
  },
  {
    name: "total_2",
    entry: "total_2",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "sum_2",
    entry: "sum_2",
    views: [
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "LanguageModel_F_2",
    entry: "LanguageModel_F_2",
    views: [
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "LanguageModel_Y",
    entry: "LanguageModel_Y",
    views: [
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "total_3",
    entry: "total_3",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 64,
  },
  {
    name: "value",
    entry: "value",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "integers", binding: 3 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "integers", binding: 3 },
    ],
    lanes: 16,
  },
  {
    name: "loss",
    entry: "loss",
    views: [
      { arena: "work", binding: 2 },
      { arena: "integers", binding: 3 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 1,
  },
  {
    name: "LanguageModel_E_3",
    entry: "LanguageModel_E_3",
    views: [
      { arena: "integers", binding: 3 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
    ],
    lanes: 64,
  },
  {
    name: "LanguageModel_Q_3",
    entry: "LanguageModel_Q_3",
    views: [
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "ratio_5",
    entry: "ratio_5",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "LanguageModel_A_3",
    entry: "LanguageModel_A_3",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "total_4",
    entry: "total_4",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "sum_3",
    entry: "sum_3",
    views: [
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "LanguageModel_F_3",
    entry: "LanguageModel_F_3",
    views: [
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "LanguageModel_Y_2",
    entry: "LanguageModel_Y_2",
    views: [
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "through_W_k",
    entry: "through_W_k",
    views: [
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "states", binding: 1 },
    ],
    lanes: 16,
  },
  {
    name: "ratio_6",
    entry: "ratio_6",
    views: [
      { arena: "states", binding: 1 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "total_5",
    entry: "total_5",
    views: [
      { arena: "work", binding: 2 },
      { arena: "states", binding: 1 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "total_6",
    entry: "total_6",
    views: [
      { arena: "work", binding: 2 },
      { arena: "integers", binding: 3 },
    ],
    lanes: 64,
  },
  {
    name: "chosen_2",
    entry: "chosen_2",
    views: [
      { arena: "integers", binding: 3 },
      { arena: "work", binding: 2 },
      { arena: "integers", binding: 3 },
    ],
    lanes: 64,
  },
  {
    name: "LanguageModel_E_4",
    entry: "LanguageModel_E_4",
    views: [
      { arena: "integers", binding: 3 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
    ],
    lanes: 64,
  },
  {
    name: "LanguageModel_Q_4",
    entry: "LanguageModel_Q_4",
    views: [
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "through_W_k_2",
    entry: "through_W_k_2",
    views: [
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "states", binding: 1 },
    ],
    lanes: 16,
  },
  {
    name: "ratio_7",
    entry: "ratio_7",
    views: [
      { arena: "states", binding: 1 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "LanguageModel_A_4",
    entry: "LanguageModel_A_4",
    views: [
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "total_7",
    entry: "total_7",
    views: [
      { arena: "work", binding: 2 },
      { arena: "states", binding: 1 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "sum_4",
    entry: "sum_4",
    views: [
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "LanguageModel_F_4",
    entry: "LanguageModel_F_4",
    views: [
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "LanguageModel_Y_3",
    entry: "LanguageModel_Y_3",
    views: [
      { arena: "work", binding: 2 },
      { arena: "parameters", binding: 0 },
      { arena: "parameters", binding: 0 },
      { arena: "work", binding: 2 },
    ],
    lanes: 16,
  },
  {
    name: "total_8",
    entry: "total_8",
    views: [
      { arena: "work", binding: 2 },
      { arena: "integers", binding: 3 },
    ],
    lanes: 64,
  },
  {
    name: "chosen_3",
    entry: "chosen_3",
    views: [
      { arena: "integers", binding: 3 },
      { arena: "work", binding: 2 },
      { arena: "integers", binding: 3 },
    ],
    lanes: 64,
  },
  {
    name: "same",
    entry: "same",
    views: [
      { arena: "integers", binding: 3 },
      { arena: "integers", binding: 3 },
    ],
    lanes: 1,
  },
];

/** `train train`: 36 dispatches, one submit, 811.7 MB at the peak. */
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
    { role: "loss", name: "loss", axes: [], type: "real", arena: "work", offset: 27_772_736, strides: [] },
    { role: "rate", name: "rate", axes: [], type: "real", arena: "work", offset: 27_772_800, strides: [] },
    {
      role: "report",
      name: "perplexity",
      axes: [],
      type: "real",
      arena: "work",
      offset: 27_772_864,
      strides: [],
    },
  ],
  arenas: { work: 87_588_864, integers: 256 },
  // prettier-ignore
  dispatches: [
    run("LanguageModel_E", { tokens: 0, W_e: 0, E: 26_648_576 }, [tiles(32, 32), 512, 1], "specs/minimal.weft:20", "LanguageModel.E"),
    run("LanguageModel_Q", { E: 26_648_576, W_q: 5_120_000, Q: 26_714_112 }, [tiles(128, 32), tiles(4, 4), 32], "specs/minimal.weft:21", "LanguageModel.Q", [tiles(512, 176), tiles(4, 4), 32]),
    run("LanguageModel_Q", { E: 26_648_576, W_q: 5_382_144, Q: 26_779_648 }, [tiles(128, 32), tiles(4, 4), 32], "specs/minimal.weft:22", "LanguageModel_Q", [tiles(512, 176), tiles(4, 4), 32]),
    run("ratio", { through_W_k: 26_779_648, Q: 26_714_112, ratio: 27_107_328 }, [tiles(8, 8), tiles(32, 8), 32], "specs/minimal.weft:24", "ratio", [tiles(32, 32), tiles(32, 36), 32]),
    run("LanguageModel_A", { ratio: 27_107_328, A: 27_140_096, largest: 26_222_592, total: 26_223_616 }, [32, 32, 1], "specs/minimal.weft:24", "LanguageModel_A", [32, 32, 1]),
    run("LanguageModel_Q", { E: 26_648_576, W_q: 5_644_288, Q: 26_845_184 }, [tiles(128, 32), tiles(4, 4), 32], "specs/minimal.weft:23", "LanguageModel_Q", [tiles(512, 176), tiles(4, 4), 32]),
    run("total", { A: 27_140_096, through_W_v: 26_845_184, total: 26_910_720 }, [tiles(16, 16), tiles(32, 8), 32], "specs/minimal.weft:25", "total", [tiles(64, 64), tiles(32, 36), 32]),
    run("sum", { total: 26_910_720, W_p: 5_906_432, E: 26_648_576, sum: 23_564_288 }, [tiles(128, 32), tiles(128, 8), 1], "specs/minimal.weft:26", "sum", [tiles(512, 176), tiles(128, 66), 1]),
    run("LanguageModel_F", { sum: 23_564_288, W_f: 6_168_576, through_W_f: 0, F: 23_040_000 }, [tiles(512, 32), tiles(128, 8), 1], "std/activations.weft:4", "LanguageModel_F", [tiles(2048, 192), tiles(128, 132), 1]),
    run("through_W_o", { F: 23_040_000, W_o: 7_227_200, through_W_o: 20_480_000 }, [tiles(2500, 16), tiles(128, 8), 1], "specs/minimal.weft:27", "through_W_o", [tiles(10_000, 192), tiles(128, 132), 1]),
    run("d_LanguageModel_Y", { through_W_o: 20_480_000, b: 7_217_152, next: 128, d_Y: 21_760_000, largest: 23_629_824, total: 23_629_952 }, [128, 1, 1], "std/reductions.weft:12", "gradient of LanguageModel.Y", [128, 1, 1]),
    run("chosen", { W_o: 7_227_200, d_Y: 21_760_000, through_W_f: 0, chosen: 23_302_144 }, [tiles(512, 16), tiles(128, 8), 1], "std/activations.weft:4", "chosen", [tiles(2048, 192), tiles(128, 132), 1]),
    run("d_LanguageModel_b", { d_Y: 21_760_000, d_b: 27_697_152 }, [tiles(2500, 64), 1, 1], "specs/minimal.weft:27", "gradient of LanguageModel.b", [tiles(10_000, 16), 1, 1]),
    run("rate", { largest: 23_629_824, total: 23_629_952, next: 128, through_W_o: 20_480_000, b: 7_217_152, loss: 27_772_736, rate: 27_772_800, exponential: 27_772_864, difference: 27_772_928, difference_2: 27_772_992 }, [1, 1, 1], "std/optimizers.weft:16", "rate", [1, 1, 1]),
    run("d_LanguageModel_O", { W_f: 6_168_576, chosen: 23_302_144, d_O: 26_976_256 }, [tiles(128, 16), tiles(128, 8), 1], "specs/minimal.weft:26", "gradient of LanguageModel.O", [tiles(512, 176), tiles(128, 66), 1]),
    run("through_W_p", { W_p: 5_906_432, d_O: 26_976_256, through_W_p: 27_041_792 }, [tiles(128, 16), tiles(128, 8), 1], "specs/minimal.weft:25", "through_W_p", [tiles(512, 176), tiles(128, 66), 1]),
    run("ratio_2", { through_W_v: 26_845_184, through_W_p: 27_041_792, total: 26_223_616, ratio: 27_172_864 }, [tiles(8, 8), tiles(32, 8), 32], "std/rows.weft:6", "ratio_2", [tiles(32, 32), tiles(32, 36), 32]),
    run("ratio_3", { ratio: 27_107_328, largest: 26_222_592, total: 26_223_616, ratio_2: 27_172_864, ratio_3: 26_189_824 }, [tiles(32, 32), 32, 1], "specs/minimal.weft:24", "ratio_3", [32, 32, 1]),
    run("d_LanguageModel_V", { A: 27_140_096, through_W_p: 27_041_792, d_V: 26_845_184 }, [tiles(16, 16), tiles(32, 8), 32], "specs/minimal.weft:25", "gradient of LanguageModel.V", [tiles(64, 64), tiles(32, 36), 32]),
    run("total", { A: 26_189_824, through_W_v: 26_714_112, total: 26_124_288 }, [tiles(16, 16), tiles(32, 8), 32], "specs/minimal.weft:24", "gradient of LanguageModel.K", [tiles(64, 64), tiles(32, 36), 32]),
    run("d_LanguageModel_Q", { ratio: 26_189_824, through_W_k: 26_779_648, d_Q: 26_714_112 }, [tiles(16, 16), tiles(32, 8), 32], "specs/minimal.weft:24", "gradient of LanguageModel.Q", [tiles(64, 64), tiles(32, 36), 32]),
    run("through_W_v", { W_v: 5_644_288, d_V: 26_845_184, through_W_v: 26_779_648 }, [tiles(128, 16), tiles(128, 8), 1], "specs/minimal.weft:23", "through_W_v", [tiles(512, 176), tiles(128, 66), 1]),
    run("through_W_v", { W_v: 5_382_144, d_V: 26_124_288, through_W_v: 26_189_824 }, [tiles(128, 16), tiles(128, 8), 1], "specs/minimal.weft:22", "through_W_v", [tiles(512, 176), tiles(128, 66), 1]),
    run("d_LanguageModel_E", { W_q: 5_120_000, d_Q: 26_714_112, d_O: 26_976_256, through_W_v: 26_779_648, through_W_k: 26_189_824, d_E: 27_707_200 }, [tiles(128, 16), tiles(128, 8), 1], "specs/minimal.weft:21", "gradient of LanguageModel.E", [tiles(512, 176), tiles(128, 66), 1]),
    run("d_LanguageModel_W_p", { total: 26_910_720, d_O: 26_976_256, d_W_p: 26_386_432 }, [tiles(128, 32), tiles(512, 8), 1], "specs/minimal.weft:25", "gradient of LanguageModel.W_p", [tiles(512, 256), tiles(512, 132), 1]),
    run("d_LanguageModel_W_q", { E: 26_648_576, d_Q: 26_714_112, d_W_q: 25_600_000 }, [tiles(128, 32), tiles(512, 8), 1], "specs/minimal.weft:21", "gradient of LanguageModel.W_q", [tiles(512, 256), tiles(512, 132), 1]),
    run("d_LanguageModel_W_q", { E: 26_648_576, d_Q: 26_124_288, d_W_q: 25_862_144 }, [tiles(128, 32), tiles(512, 8), 1], "specs/minimal.weft:22", "gradient of LanguageModel.W_k", [tiles(512, 256), tiles(512, 132), 1]),
    run("d_LanguageModel_W_q", { E: 26_648_576, d_Q: 26_845_184, d_W_q: 26_124_288 }, [tiles(128, 32), tiles(512, 8), 1], "specs/minimal.weft:23", "gradient of LanguageModel.W_v", [tiles(512, 256), tiles(512, 132), 1]),
    run("d_LanguageModel_W_f", { sum: 23_564_288, chosen: 23_302_144, d_W_f: 26_648_576 }, [tiles(512, 32), tiles(512, 8), 1], "specs/minimal.weft:26", "gradient of LanguageModel.W_f", [tiles(2048, 344), tiles(512, 132), 1]),
    turning(run("d_LanguageModel_Y_2", { next: 128, through_W_o: 20_480_000, b: 7_217_152, largest: 23_629_824, total: 23_629_952, d_Y: 21_760_000 }, [tiles(32, 32), 400, 1], "std/reductions.weft:12", "gradient of LanguageModel.Y"), [0]),
    turning(run("adam_W_o", { F: 23_040_000, d_Y: 21_760_000, m: 33_554_432, v: 67_108_864, W_o: 7_227_200, difference: 27_772_928, rate: 27_772_800, difference_2: 27_772_992, m_2: 0, v_2: 33_554_432, W_o_2: 67_108_864 }, [tiles(100, 16), tiles(2048, 8), 1], "std/optimizers.weft:16", "LanguageModel.W_o", [tiles(400, 200), tiles(2048, 132), 1]), [0]),
    run("d_LanguageModel_W_e", { d_W_e: 20_480_000, tokens: 0, d_E: 27_707_200 }, [tiles(128, 64), 1, 1], "specs/minimal.weft:20", "gradient of LanguageModel.W_e"),
    run("adam_parameters", { m: 0, gradient: 20_480_000, v: 7_227_200, parameter: 0, difference: 27_772_928, rate: 27_772_800, difference_2: 27_772_992, m_2: 0, v_2: 7_227_200, parameters: 0 }, [tiles(1_806_788, 64), 1, 1], "std/optimizers.weft:16", "parameters/adam.v"),
    run("LanguageModel_W_o", { W_o: 67_108_864, W_o_2: 7_227_200 }, [tiles(5_120_000, 256), 1, 1], "std/optimizers.weft:16", "LanguageModel.W_o"),
    run("adam_W_o_2", { m: 0, m_2: 33_554_432 }, [tiles(5_120_000, 256), 1, 1], "std/optimizers.weft:14", "LanguageModel.W_o/adam.m"),
    run("adam_W_o_2", { m: 33_554_432, m_2: 67_108_864 }, [tiles(5_120_000, 256), 1, 1], "std/optimizers.weft:15", "LanguageModel.W_o/adam.v"),
  ],
  repeats: [repeat("strip", 29, 31, 25, 25)],
  written: [
    wrote("work", 26_648_576, 65_536, 0),
    wrote("work", 26_714_112, 65_536, 1),
    wrote("work", 26_779_648, 65_536, 2),
    wrote("work", 27_107_328, 32_768, 3),
    wrote("work", 27_140_096, 32_768, 4),
    wrote("work", 26_223_616, 1024, 4),
    wrote("work", 26_222_592, 1024, 4),
    wrote("work", 26_845_184, 65_536, 5),
    wrote("work", 26_910_720, 65_536, 6),
    wrote("work", 23_564_288, 65_536, 7),
    wrote("work", 23_040_000, 262_144, 8),
    wrote("work", 0, 262_144, 8),
    wrote("work", 20_480_000, 1_280_000, 9),
    wrote("work", 23_629_824, 128, 10),
    wrote("work", 23_629_952, 128, 10),
    wrote("work", 21_760_000, 1_280_000, 10),
    wrote("work", 23_302_144, 262_144, 11),
    wrote("work", 27_697_152, 10_000, 12),
    wrote("work", 27_772_736, 1, 13),
    wrote("work", 27_772_800, 1, 13),
    wrote("work", 27_772_864, 1, 13),
    wrote("work", 27_772_928, 1, 13),
    wrote("work", 27_772_992, 1, 13),
    wrote("work", 26_976_256, 65_536, 14),
    wrote("work", 27_041_792, 65_536, 15),
    wrote("work", 27_172_864, 32_768, 16),
    wrote("work", 26_189_824, 32_768, 17),
    wrote("work", 26_845_184, 65_536, 18),
    wrote("work", 26_124_288, 65_536, 19),
    wrote("work", 26_714_112, 65_536, 20),
    wrote("work", 26_779_648, 65_536, 21),
    wrote("work", 26_189_824, 65_536, 22),
    wrote("work", 27_707_200, 65_536, 23),
    wrote("work", 26_386_432, 262_144, 24),
    wrote("work", 25_600_000, 262_144, 25),
    wrote("work", 25_862_144, 262_144, 26),
    wrote("work", 26_124_288, 262_144, 27),
    wrote("work", 26_648_576, 1_048_576, 28),
    wrote("work", 21_760_000, 51_200, 29),
    wrote("work", 0, 20_480_000, 30),
    wrote("work", 33_554_432, 20_480_000, 30),
    wrote("work", 67_108_864, 20_480_000, 30),
    wrote("work", 20_480_000, 5_120_000, 31),
    wrote("parameters", 0, 7_227_152, 32),
    wrote("states", 0, 7_227_152, 32),
    wrote("states", 7_227_200, 7_227_152, 32),
    wrote("parameters", 7_227_200, 20_480_000, 33),
    wrote("states", 33_554_432, 20_480_000, 34),
    wrote("states", 67_108_864, 20_480_000, 35),
  ],
};

/** `evaluate train`: 12 dispatches, one submit, 467.5 MB at the peak. */
export const evaluateTrain: PlanEntry = {
  kind: "evaluate",
  name: "train",
  symbols: [{ symbol: "batch", low: 1, high: 4, step: 1 }],
  inputs: [
    {
      name: "tokens",
      axes: [axis("batch", size(1, "batch")), axis("seq", 32)],
      type: "int",
      arena: "integers",
      offset: 0,
      strides: [32, 1],
      indexes: axis("vocab", 10_000, "vocab"),
    },
    {
      name: "next",
      axes: [axis("batch", size(1, "batch")), axis("seq", 32)],
      type: "int",
      arena: "integers",
      offset: 128,
      strides: [32, 1],
      indexes: axis("vocab", 10_000, "vocab"),
    },
  ],
  settings: [],
  outputs: [
    {
      role: "total",
      combine: "sum",
      name: "total 0",
      axes: [],
      type: "real",
      arena: "work",
      offset: 1_280_256,
      strides: [],
    },
    {
      role: "total",
      combine: "sum",
      name: "total 1",
      axes: [],
      type: "int",
      arena: "integers",
      offset: 0,
      strides: [],
    },
  ],
  arenas: { work: 1_542_144, integers: 256 },
  // prettier-ignore
  dispatches: [
    run("LanguageModel_E_2", { tokens: 0, W_e: 0, E: 0 }, [tiles(size(8, "batch"), 32), 512, 1], "specs/minimal.weft:20", "LanguageModel.E"),
    run("LanguageModel_Q_2", { E: 0, W_q: 5_120_000, Q: 65_536 }, [tiles(128, 32), tiles(size(1, "batch"), 4), 32], "specs/minimal.weft:21", "LanguageModel.Q", [tiles(512, 176), tiles(size(1, "batch"), 4), 32]),
    run("LanguageModel_Q_2", { E: 0, W_q: 5_382_144, Q: 131_072 }, [tiles(128, 32), tiles(size(1, "batch"), 4), 32], "specs/minimal.weft:22", "LanguageModel_Q_2", [tiles(512, 176), tiles(size(1, "batch"), 4), 32]),
    run("ratio_4", { through_W_k: 131_072, Q: 65_536, ratio: 196_608 }, [tiles(8, 8), tiles(32, 8), size(8, "batch")], "specs/minimal.weft:24", "ratio_4", [tiles(32, 32), tiles(32, 36), size(8, "batch")]),
    run("LanguageModel_A_2", { ratio: 196_608, A: 229_376 }, [32, size(8, "batch"), 1], "specs/minimal.weft:24", "LanguageModel.A", [32, size(8, "batch"), 1]),
    run("LanguageModel_Q_2", { E: 0, W_q: 5_644_288, Q: 65_536 }, [tiles(128, 32), tiles(size(1, "batch"), 4), 32], "specs/minimal.weft:23", "LanguageModel_Q_2", [tiles(512, 176), tiles(size(1, "batch"), 4), 32]),
    run("total_2", { A: 229_376, through_W_v: 65_536, total: 131_072 }, [tiles(16, 16), tiles(32, 8), size(8, "batch")], "specs/minimal.weft:25", "total_2", [tiles(64, 64), tiles(32, 36), size(8, "batch")]),
    run("sum_2", { total: 131_072, W_p: 5_906_432, E: 0, sum: 65_536 }, [tiles(128, 32), tiles(size(32, "batch"), 8), 1], "specs/minimal.weft:26", "sum_2", [tiles(512, 176), tiles(size(32, "batch"), 66), 1]),
    run("LanguageModel_F_2", { sum: 65_536, W_f: 6_168_576, F: 1_280_000 }, [tiles(512, 32), tiles(size(32, "batch"), 8), 1], "std/activations.weft:4", "LanguageModel.F", [tiles(2048, 192), tiles(size(32, "batch"), 132), 1]),
    run("LanguageModel_Y", { F: 1_280_000, W_o: 7_227_200, b: 7_217_152, Y: 0 }, [tiles(2500, 16), tiles(size(32, "batch"), 8), 1], "specs/minimal.weft:27", "LanguageModel.Y", [tiles(10_000, 192), tiles(size(32, "batch"), 132), 1]),
    run("total_3", { Y: 0, largest: 1_280_000, total: 1_280_128 }, [tiles(size(32, "batch"), 64), 1, 1], "std/reductions.weft:12", "total_3", [size(32, "batch"), 1, 1]),
    run("value", { largest: 1_280_000, total: 1_280_128, next: 128, Y: 0, total_2: 1_280_256, value: 0 }, [1, 1, 1], "std/reductions.weft:4", "value", [1, 1, 1]),
  ],
  repeats: [],
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
  ],
};

/** `conclude train`: 1 dispatches, one submit, 461.3 MB at the peak. */
export const concludeTrain: PlanEntry = {
  kind: "conclude",
  name: "train",
  symbols: [],
  inputs: [
    { name: "total 0", axes: [], type: "real", arena: "work", offset: 0, strides: [] },
    { name: "total 1", axes: [], type: "int", arena: "integers", offset: 0, strides: [] },
  ],
  settings: [],
  outputs: [
    { role: "loss", name: "loss", axes: [], type: "real", arena: "work", offset: 64, strides: [] },
    { role: "report", name: "perplexity", axes: [], type: "real", arena: "work", offset: 128, strides: [] },
  ],
  arenas: { work: 192, integers: 64 },
  isShort: true,
  // prettier-ignore
  dispatches: [
    run("loss", { total_0: 0, total_1: 0, loss: 64, exponential: 128 }, [1, 1, 1], "specs/minimal.weft:41", "loss"),
  ],
  repeats: [],
  written: [wrote("work", 64, 1, 0), wrote("work", 128, 1, 0)],
};

/** `infer LanguageModel`: 10 dispatches, one submit, 462.9 MB at the peak. */
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
      name: "A",
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
    run("LanguageModel_E_3", { X: 0, W_e: 0, E: 0 }, [tiles(128, 64), size(1, "seq"), 1], "specs/minimal.weft:20", "LanguageModel.E"),
    run("LanguageModel_Q_3", { E: 0, W_q: 5_120_000, Q: 16_384 }, [tiles(128, 32), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:21", "LanguageModel.Q", [tiles(512, 88), tiles(size(1, "seq"), 36), 1]),
    run("LanguageModel_Q_3", { E: 0, W_q: 5_382_144, Q: 32_768 }, [tiles(128, 32), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:22", "LanguageModel_Q_3", [tiles(512, 88), tiles(size(1, "seq"), 36), 1]),
    run("ratio_5", { through_W_k: 32_768, Q: 16_384, ratio: 49_152 }, [tiles(size(1, "seq"), 32), tiles(size(1, "seq"), 8), 8], "specs/minimal.weft:24", "ratio_5", [tiles(size(1, "seq"), 32), tiles(size(1, "seq"), 36), 8]),
    run("LanguageModel_A_3", { ratio: 49_152, A: 385_536 }, [size(1, "seq"), 8, 1], "specs/minimal.weft:24", "LanguageModel.A", [size(1, "seq"), 8, 1]),
    run("LanguageModel_Q_3", { E: 0, W_q: 5_644_288, Q: 16_384 }, [tiles(128, 32), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:23", "LanguageModel_Q_3", [tiles(512, 88), tiles(size(1, "seq"), 36), 1]),
    run("total_4", { A: 385_536, through_W_v: 16_384, total: 32_768 }, [tiles(16, 16), tiles(size(1, "seq"), 8), 8], "specs/minimal.weft:25", "total_4", [tiles(64, 64), tiles(size(1, "seq"), 36), 8]),
    run("sum_3", { total: 32_768, W_p: 5_906_432, E: 0, sum: 16_384 }, [tiles(128, 32), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:26", "sum_3", [tiles(512, 88), tiles(size(1, "seq"), 36), 1]),
    run("LanguageModel_F_3", { sum: 16_384, W_f: 6_168_576, F: 320_000 }, [tiles(512, 32), tiles(size(1, "seq"), 8), 1], "std/activations.weft:4", "LanguageModel.F", [tiles(2048, 192), tiles(size(1, "seq"), 36), 1]),
    run("LanguageModel_Y_2", { F: 320_000, W_o: 7_227_200, b: 7_217_152, Y: 0 }, [tiles(2500, 16), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:27", "LanguageModel.Y", [tiles(10_000, 192), tiles(size(1, "seq"), 36), 1]),
  ],
  repeats: [],
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

/** `generate write`: 12 dispatches, one submit, 462.9 MB at the peak. */
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
    run("LanguageModel_E_3", { X: 0, W_e: 0, E: 0 }, [tiles(128, 64), size(1, "seq"), 1], "specs/minimal.weft:20", "LanguageModel.E"),
    run("LanguageModel_Q_3", { E: 0, W_q: 5_120_000, Q: 16_384 }, [tiles(128, 32), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:21", "LanguageModel.Q", [tiles(512, 88), tiles(size(1, "seq"), 36), 1]),
    run("through_W_k", { E: 0, W_k: 5_382_144, through_W_k: 87_588_864 }, [tiles(128, 32), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:22", "write/0 reduce", [tiles(512, 88), tiles(size(1, "seq"), 36), 1]),
    run("ratio_6", { through_W_k: 87_588_864, Q: 16_384, ratio: 32_768 }, [tiles(size(1, "seq"), 32), tiles(size(1, "seq"), 8), 8], "specs/minimal.weft:24", "ratio_6", [tiles(size(1, "seq"), 32), tiles(size(1, "seq"), 36), 8]),
    run("LanguageModel_A_3", { ratio: 32_768, A: 40_960 }, [size(1, "seq"), 8, 1], "specs/minimal.weft:24", "LanguageModel.A", [size(1, "seq"), 8, 1]),
    run("through_W_k", { E: 0, W_k: 5_644_288, through_W_k: 87_605_248 }, [tiles(128, 32), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:23", "write/1 reduce", [tiles(512, 88), tiles(size(1, "seq"), 36), 1]),
    run("total_5", { A: 40_960, through_W_v: 87_605_248, total: 16_384 }, [tiles(16, 16), tiles(size(1, "seq"), 8), 8], "specs/minimal.weft:25", "total_5", [tiles(64, 64), tiles(size(1, "seq"), 36), 8]),
    run("sum_3", { total: 16_384, W_p: 5_906_432, E: 0, sum: 32_768 }, [tiles(128, 32), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:26", "sum_3", [tiles(512, 88), tiles(size(1, "seq"), 36), 1]),
    run("LanguageModel_F_3", { sum: 32_768, W_f: 6_168_576, F: 320_000 }, [tiles(512, 32), tiles(size(1, "seq"), 8), 1], "std/activations.weft:4", "LanguageModel.F", [tiles(2048, 192), tiles(size(1, "seq"), 36), 1]),
    run("LanguageModel_Y_2", { F: 320_000, W_o: 7_227_200, b: 7_217_152, Y: 0 }, [tiles(2500, 16), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:27", "LanguageModel.Y", [tiles(10_000, 192), tiles(size(1, "seq"), 36), 1]),
    run("total_6", { Y: 0, total: 0 }, [tiles(2500, 64), 1, 1], "std/rows.weft:29", "total_6", [tiles(10_000, 16), 1, 1]),
    run("chosen_2", { total: 0, Y: 0, chosen: 10_048 }, [1, 1, 1], "std/rows.weft:33", "chosen_2", [1, 1, 1]),
  ],
  repeats: [],
  written: [
    wrote("work", 0, 16_384, 0),
    wrote("work", 16_384, 16_384, 1),
    wrote("states", 87_588_864, 16_384, 2),
    wrote("work", 32_768, 8192, 3),
    wrote("work", 40_960, 8192, 4),
    wrote("states", 87_605_248, 16_384, 5),
    wrote("work", 16_384, 16_384, 6),
    wrote("work", 32_768, 16_384, 7),
    wrote("work", 320_000, 65_536, 8),
    wrote("work", 0, 320_000, 9),
  ],
};

/** `extend write`: 12 dispatches, one submit, 461.4 MB at the peak. */
export const extendWrite: PlanEntry = {
  kind: "extend",
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
  arenas: { work: 12_096, integers: 10_112 },
  // prettier-ignore
  dispatches: [
    run("LanguageModel_E_4", { text: 0, W_e: 0, E: 0 }, [tiles(128, 64), 1, 1], "specs/minimal.weft:20", "LanguageModel.E"),
    run("LanguageModel_Q_4", { E: 0, W_q: 5_120_000, Q: 512 }, [tiles(128, 32), 1, 1], "specs/minimal.weft:21", "LanguageModel.Q", [tiles(512, 32), 1, 1]),
    run("through_W_k_2", { E: 0, W_k: 5_382_144, through_W_k: 87_588_864 }, [tiles(128, 32), 1, 1], "specs/minimal.weft:22", "write/0 reduce", [tiles(512, 32), 1, 1]),
    run("ratio_7", { reduce: 87_588_864, Q: 512, ratio: 1024 }, [tiles(size(1, "seq"), 32), 1, 8], "specs/minimal.weft:24", "ratio_7", [tiles(size(1, "seq"), 4), 1, 8]),
    run("LanguageModel_A_4", { ratio: 1024, A: 1280 }, [8, 1, 1], "std/rows.weft:6", "LanguageModel.A", [8, 1, 1]),
    run("through_W_k_2", { E: 0, W_k: 5_644_288, through_W_k: 87_605_248 }, [tiles(128, 32), 1, 1], "specs/minimal.weft:23", "write/1 reduce", [tiles(512, 32), 1, 1]),
    run("total_7", { A: 1280, reduce: 87_605_248, total: 512 }, [tiles(16, 16), 1, 8], "specs/minimal.weft:25", "total_7", [tiles(64, 32), 1, 8]),
    run("sum_4", { total: 512, W_p: 5_906_432, E: 0, sum: 1024 }, [tiles(128, 32), 1, 1], "specs/minimal.weft:26", "sum_4", [tiles(512, 32), 1, 1]),
    run("LanguageModel_F_4", { sum: 1024, W_f: 6_168_576, F: 10_048 }, [tiles(512, 32), 1, 1], "std/activations.weft:4", "LanguageModel.F", [tiles(2048, 32), 1, 1]),
    run("LanguageModel_Y_3", { F: 10_048, W_o: 7_227_200, b: 7_217_152, Y: 0 }, [tiles(2500, 16), 1, 1], "specs/minimal.weft:27", "LanguageModel.Y", [tiles(10_000, 20), 1, 1]),
    run("total_8", { Y: 0, total: 0 }, [tiles(2500, 64), 1, 1], "std/rows.weft:29", "total_8", [tiles(10_000, 16), 1, 1]),
    run("chosen_3", { total: 0, Y: 0, chosen: 10_048 }, [1, 1, 1], "std/rows.weft:33", "chosen_3", [1, 1, 1]),
  ],
  repeats: [],
  written: [
    wrote("work", 0, 512, 0),
    wrote("work", 512, 512, 1),
    wrote("states", 87_588_864, 512, 2),
    wrote("work", 1024, 256, 3),
    wrote("work", 1280, 256, 4),
    wrote("states", 87_605_248, 512, 5),
    wrote("work", 512, 512, 6),
    wrote("work", 1024, 512, 7),
    wrote("work", 10_048, 2048, 8),
    wrote("work", 0, 10_000, 9),
  ],
};

/** `until write`: 1 dispatches, one submit, 461.3 MB at the peak. */
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
  isShort: true,
  dispatches: [run("same", { text: 0, same: 64 }, [1, 1, 1], "specs/minimal.weft:51", "same")],
  repeats: [],
  written: [],
};

export const model = {
  name: "minimal",
  hash: "d132ae0f9a856ad0",
  day: [
    { name: "batch", type: "int" },
    { name: "seq", type: "int" },
    { name: "seed", type: "uint" },
    { name: "step", type: "uint" },
    { name: "temperature", type: "real" },
  ],
  vocabularies: { vocab: { kind: "tokenizer", tokenizer: "vocab" } },
  parameters: parameters,
  states: states,
  caches: caches,
  arenas: { parameters: 27_707_200, states: 87_621_632 },
  chunk: 33_554_432,
  kernels: kernels,
  entries: [
    trainStep,
    evaluateTrain,
    concludeTrain,
    inferLanguageModel,
    generateWrite,
    extendWrite,
    untilWrite,
  ],
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
