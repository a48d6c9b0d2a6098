/** A product of sizes of the day: `size(64, "batch")` is 64 · batch. */
function size(coefficient, ...symbols) {
    return { terms: coefficient === 0 ? [] : [{ symbols, coefficient }], divisor: 1 };
}
function sized(value) {
    return typeof value === "number" ? size(value) : value;
}
/** A sum of products, over a whole number. */
function sum(sizes, divisor = 1) {
    return { terms: sizes.flatMap(({ terms }) => terms), divisor };
}
/** As many workgroups as tiles of this size cover. */
function tiles(value, tile) {
    return { size: sized(value), tile };
}
function axis(name, value, vocabulary) {
    return { name, size: sized(value), ...(vocabulary === undefined ? {} : { vocabulary }) };
}
function place(arena, offset, strides) {
    return { arena, offset, strides };
}
function constant(value) {
    return { kind: "constant", value };
}
function normal(mean, deviation) {
    return { kind: "normal", mean, deviation };
}
function uniform(low, high) {
    return { kind: "uniform", low, high };
}
function stored(axes) {
    const count = Object.values(axes).reduce((product, size) => product * size, 1);
    return { axes: Object.entries(axes).map(([name, size]) => ({ name, size })), count };
}
function parameter(path, axes, offset, initial) {
    return { path, ...stored(axes), offset, initial };
}
function state(path, axes, offset, initial) {
    return { path, ...stored(axes), offset, initial };
}
/**
 * One dispatch: the kernel, where its values lie, how many workgroups, the spec's line and the value that it makes; and how many
 * workgroups on the CPU, where these are others.
 */
function run(kernel, offsets, groups, source, makes, cpuGroups) {
    const extent = (count) => typeof count === "object" && "tile" in count ? count : { size: sized(count), tile: 1 };
    const extents = ([x, y, z]) => [extent(x), extent(y), extent(z)];
    return {
        kernel,
        offsets: Object.values(offsets),
        groups: extents(groups),
        ...(cpuGroups === undefined ? {} : { cpuGroups: extents(cpuGroups) }),
        source,
        makes,
    };
}
/** The dispatch with the repeats whose positions its kernel wants, and which of their sizes. */
function turning(dispatch, turns, sizes) {
    return { ...dispatch, turns, ...(sizes === undefined ? {} : { sizes }) };
}
/** The dispatch with the sites at which its kernel draws random numbers. */
function drawing(dispatch, ...sites) {
    return { ...dispatch, sites };
}
/** The dispatch as one that may run while those before it do, back to the last that may not. */
function beside(dispatch) {
    return { ...dispatch, isBeside: true };
}
/** The dispatches `from` to below `to` run once for each position of the axis. */
function repeat(axis, from, to, count, most, reversed = false) {
    return { axis, from, to, count: sized(count), most, reversed };
}
function wrote(arena, offset, count, dispatch) {
    return { arena, offset, count, dispatch };
}
/** In the order of checkpoints, with their places in the arena `parameters`. */
const parameters = [
    parameter("LanguageModel.W_e", { vocab: 10_000, embed: 512 }, 0, normal(0, 0.02)),
    parameter("LanguageModel.W_q", { embed: 512, head: 8, key: 64 }, 5_120_000, uniform(-0.07654655446197431, 0.07654655446197431)),
    parameter("LanguageModel.W_k", { embed: 512, head: 8, key: 64 }, 5_382_144, uniform(-0.07654655446197431, 0.07654655446197431)),
    parameter("LanguageModel.W_v", { embed: 512, head: 8, key: 64 }, 5_644_288, uniform(-0.07654655446197431, 0.07654655446197431)),
    parameter("LanguageModel.W_p", { head: 8, key: 64, embed: 512 }, 5_906_432, uniform(-0.07654655446197431, 0.07654655446197431)),
    parameter("LanguageModel.W_f", { embed: 512, hidden: 2048 }, 6_168_576, uniform(-0.04841229182759271, 0.04841229182759271)),
    parameter("LanguageModel.W_o", { hidden: 2048, vocab: 10_000 }, 7_227_200, uniform(-0.02231609213387259, 0.02231609213387259)),
    parameter("LanguageModel.b", { vocab: 10_000 }, 7_217_152, constant(0)),
];
const states = [
    state("LanguageModel.W_e/adam.m", { vocab: 10_000, embed: 512 }, 0, 0),
    state("LanguageModel.W_e/adam.v", { vocab: 10_000, embed: 512 }, 7_227_152, 0),
    state("LanguageModel.W_q/adam.m", { embed: 512, head: 8, key: 64 }, 5_120_000, 0),
    state("LanguageModel.W_q/adam.v", { embed: 512, head: 8, key: 64 }, 12_347_152, 0),
    state("LanguageModel.W_k/adam.m", { embed: 512, head: 8, key: 64 }, 5_382_144, 0),
    state("LanguageModel.W_k/adam.v", { embed: 512, head: 8, key: 64 }, 12_609_296, 0),
    state("LanguageModel.W_v/adam.m", { embed: 512, head: 8, key: 64 }, 5_644_288, 0),
    state("LanguageModel.W_v/adam.v", { embed: 512, head: 8, key: 64 }, 12_871_440, 0),
    state("LanguageModel.W_p/adam.m", { head: 8, key: 64, embed: 512 }, 5_906_432, 0),
    state("LanguageModel.W_p/adam.v", { head: 8, key: 64, embed: 512 }, 13_133_584, 0),
    state("LanguageModel.W_f/adam.m", { embed: 512, hidden: 2048 }, 6_168_576, 0),
    state("LanguageModel.W_f/adam.v", { embed: 512, hidden: 2048 }, 13_395_728, 0),
    state("LanguageModel.W_o/adam.m", { hidden: 2048, vocab: 10_000 }, 33_554_432, 0),
    state("LanguageModel.W_o/adam.v", { hidden: 2048, vocab: 10_000 }, 67_108_864, 0),
    state("LanguageModel.b/adam.m", { vocab: 10_000 }, 7_217_152, 0),
    state("LanguageModel.b/adam.v", { vocab: 10_000 }, 14_444_304, 0),
];
/** What generators keep of the text so far. */
const caches = [
    state("write/0 LanguageModel.K", { seq: 32, head: 8, key: 64 }, 0, 0),
    state("write/1 LanguageModel.V", { seq: 32, head: 8, key: 64 }, 16_384, 0),
    {
        path: "write/label",
        axes: [],
        offset: 32_768,
        count: 1,
        initial: 0,
        indexes: { name: "vocab", size: 10_000 },
    },
    state("write/texts/0 LanguageModel.K", { texts: 16, seq: 32, head: 8, key: 64 }, 32_832, 0),
    state("write/texts/1 LanguageModel.V", { texts: 16, seq: 32, head: 8, key: 64 }, 294_976, 0),
    {
        path: "write/texts/label",
        axes: [{ name: "texts", size: 16 }],
        offset: 557_120,
        count: 16,
        initial: 0,
        indexes: { name: "vocab", size: 10_000 },
    },
];
/** Each is `kernels/NAME.wgsl`. */
const kernels = [
    {
        name: "LanguageModel_E",
        entry: "LanguageModel_E",
        views: [
            { arena: "integers", binding: 3 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
        ],
        lanes: 64,
    },
    {
        name: "LanguageModel_Q",
        entry: "LanguageModel_Q",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "LanguageModel_Q_K",
        entry: "LanguageModel_Q_K",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 64,
    },
    {
        name: "LanguageModel_A",
        entry: "LanguageModel_A",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 8,
    },
    {
        name: "LanguageModel_V_A",
        entry: "LanguageModel_V_A",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 64,
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
        lanes: 256,
    },
    {
        name: "LanguageModel_F_2",
        entry: "LanguageModel_F_2",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
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
        lanes: 64,
    },
    {
        name: "LanguageModel_Y_gradient",
        entry: "LanguageModel_Y_gradient",
        views: [
            { arena: "work", binding: 2 },
            { arena: "integers", binding: 3 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "v_correction",
        entry: "v_correction",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "integers", binding: 3 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 16,
    },
    {
        name: "LanguageModel_F_relu_gradient",
        entry: "LanguageModel_F_relu_gradient",
        views: [
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
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
            { arena: "states", binding: 1 },
            { arena: "states", binding: 4 },
            { arena: "parameters", binding: 0 },
        ],
        lanes: 64,
    },
    {
        name: "LanguageModel_b_gradient",
        entry: "LanguageModel_b_gradient",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 64,
    },
    {
        name: "LanguageModel_O_gradient",
        entry: "LanguageModel_O_gradient",
        views: [
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "LanguageModel_O_gradient_total",
        entry: "LanguageModel_O_gradient_total",
        views: [
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "LanguageModel_A_softmax_gradient",
        entry: "LanguageModel_A_softmax_gradient",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 64,
    },
    {
        name: "LanguageModel_V_gradient",
        entry: "LanguageModel_V_gradient",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 64,
    },
    {
        name: "LanguageModel_A_gradient",
        entry: "LanguageModel_A_gradient",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 8,
    },
    {
        name: "LanguageModel_V_gradient_total",
        entry: "LanguageModel_V_gradient_total",
        views: [
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "LanguageModel_E_gradient",
        entry: "LanguageModel_E_gradient",
        views: [
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "LanguageModel_W_p_gradient",
        entry: "LanguageModel_W_p_gradient",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 128,
    },
    {
        name: "LanguageModel_W_k_gradient",
        entry: "LanguageModel_W_k_gradient",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 128,
    },
    {
        name: "LanguageModel_W_f_gradient",
        entry: "LanguageModel_W_f_gradient",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 128,
    },
    {
        name: "LanguageModel_W_e_gradient",
        entry: "LanguageModel_W_e_gradient",
        views: [
            { arena: "integers", binding: 3 },
            { arena: "work", binding: 2 },
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
        name: "LanguageModel_E_evaluate",
        entry: "LanguageModel_E_evaluate",
        views: [
            { arena: "integers", binding: 3 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
        ],
        lanes: 64,
    },
    {
        name: "LanguageModel_Q_evaluate",
        entry: "LanguageModel_Q_evaluate",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "LanguageModel_Q_K_evaluate",
        entry: "LanguageModel_Q_K_evaluate",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 64,
    },
    {
        name: "LanguageModel_A_evaluate",
        entry: "LanguageModel_A_evaluate",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 8,
    },
    {
        name: "LanguageModel_V_A_evaluate",
        entry: "LanguageModel_V_A_evaluate",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 64,
    },
    {
        name: "LanguageModel_F_evaluate",
        entry: "LanguageModel_F_evaluate",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "LanguageModel_F_evaluate_2",
        entry: "LanguageModel_F_evaluate_2",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "LanguageModel_Y_evaluate",
        entry: "LanguageModel_Y_evaluate",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
        ],
        lanes: 64,
    },
    {
        name: "loss_logsumexp",
        entry: "loss_logsumexp",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "loss_mean",
        entry: "loss_mean",
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
        name: "LanguageModel_E_infer",
        entry: "LanguageModel_E_infer",
        views: [
            { arena: "integers", binding: 3 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
        ],
        lanes: 64,
    },
    {
        name: "LanguageModel_Q_infer",
        entry: "LanguageModel_Q_infer",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "LanguageModel_Q_K_infer",
        entry: "LanguageModel_Q_K_infer",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 64,
    },
    {
        name: "LanguageModel_A_infer",
        entry: "LanguageModel_A_infer",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 16,
    },
    {
        name: "LanguageModel_V_A_infer",
        entry: "LanguageModel_V_A_infer",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 32,
    },
    {
        name: "LanguageModel_F_infer",
        entry: "LanguageModel_F_infer",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "LanguageModel_F_infer_2",
        entry: "LanguageModel_F_infer_2",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "LanguageModel_Y_infer",
        entry: "LanguageModel_Y_infer",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
        ],
        lanes: 128,
    },
    {
        name: "LanguageModel_Q_generate",
        entry: "LanguageModel_Q_generate",
        views: [
            { arena: "integers", binding: 3 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
        ],
        lanes: 64,
    },
    {
        name: "LanguageModel_Q_generate_total",
        entry: "LanguageModel_Q_generate_total",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "LanguageModel_Q_K_generate",
        entry: "LanguageModel_Q_K_generate",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 16,
    },
    {
        name: "LanguageModel_A_generate",
        entry: "LanguageModel_A_generate",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 32,
    },
    {
        name: "LanguageModel_A_V",
        entry: "LanguageModel_A_V",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 32,
    },
    {
        name: "LanguageModel_F_generate",
        entry: "LanguageModel_F_generate",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "LanguageModel_F_generate_2",
        entry: "LanguageModel_F_generate_2",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "next_sample",
        entry: "next_sample",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "next_found",
        entry: "next_found",
        views: [
            { arena: "work", binding: 2 },
            { arena: "integers", binding: 3 },
            { arena: "integers", binding: 3 },
        ],
        lanes: 64,
    },
    {
        name: "next_step",
        entry: "next_step",
        views: [
            { arena: "work", binding: 2 },
            { arena: "integers", binding: 3 },
            { arena: "integers", binding: 3 },
            { arena: "integers", binding: 3 },
            { arena: "integers", binding: 3 },
        ],
        lanes: 64,
    },
    {
        name: "next_argmax",
        entry: "next_argmax",
        views: [
            { arena: "work", binding: 2 },
            { arena: "integers", binding: 3 },
            { arena: "work", binding: 2 },
            { arena: "integers", binding: 3 },
            { arena: "integers", binding: 3 },
            { arena: "integers", binding: 3 },
            { arena: "work", binding: 2 },
        ],
        lanes: 64,
    },
    {
        name: "LanguageModel_E_extend",
        entry: "LanguageModel_E_extend",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
        ],
        lanes: 64,
    },
    {
        name: "LanguageModel_W_k",
        entry: "LanguageModel_W_k",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "LanguageModel_Q_K_extend",
        entry: "LanguageModel_Q_K_extend",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 32,
    },
    {
        name: "LanguageModel_A_extend",
        entry: "LanguageModel_A_extend",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 8,
    },
    {
        name: "LanguageModel_A_V_extend",
        entry: "LanguageModel_A_V_extend",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 32,
    },
    {
        name: "next_argmax_extend",
        entry: "next_argmax_extend",
        views: [
            { arena: "work", binding: 2 },
            { arena: "integers", binding: 3 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "integers", binding: 3 },
            { arena: "integers", binding: 3 },
            { arena: "work", binding: 2 },
        ],
        lanes: 64,
    },
    {
        name: "next_found_extendAll",
        entry: "next_found_extendAll",
        views: [{ arena: "integers", binding: 3 }],
        lanes: 16,
    },
    {
        name: "done",
        entry: "done",
        views: [
            { arena: "work", binding: 2 },
            { arena: "integers", binding: 3 },
        ],
        lanes: 16,
    },
    {
        name: "LanguageModel_E_extendAll",
        entry: "LanguageModel_E_extendAll",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
        ],
        lanes: 64,
    },
    {
        name: "LanguageModel_Q_extendAll",
        entry: "LanguageModel_Q_extendAll",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "LanguageModel_W_k_extendAll",
        entry: "LanguageModel_W_k_extendAll",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "integers", binding: 3 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "LanguageModel_Q_K_extendAll",
        entry: "LanguageModel_Q_K_extendAll",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 32,
    },
    {
        name: "LanguageModel_A_extendAll",
        entry: "LanguageModel_A_extendAll",
        views: [
            { arena: "integers", binding: 3 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 8,
    },
    {
        name: "LanguageModel_A_V_extendAll",
        entry: "LanguageModel_A_V_extendAll",
        views: [
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 32,
    },
    {
        name: "LanguageModel_F_extendAll",
        entry: "LanguageModel_F_extendAll",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "LanguageModel_F_extendAll_2",
        entry: "LanguageModel_F_extendAll_2",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "next_sample_extendAll",
        entry: "next_sample_extendAll",
        views: [
            { arena: "work", binding: 2 },
            { arena: "parameters", binding: 0 },
            { arena: "parameters", binding: 0 },
            { arena: "integers", binding: 3 },
            { arena: "integers", binding: 3 },
            { arena: "work", binding: 2 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
    {
        name: "next_found_extendAll_2",
        entry: "next_found_extendAll_2",
        views: [
            { arena: "work", binding: 2 },
            { arena: "integers", binding: 3 },
        ],
        lanes: 64,
    },
    {
        name: "next_step_extendAll",
        entry: "next_step_extendAll",
        views: [
            { arena: "work", binding: 2 },
            { arena: "integers", binding: 3 },
            { arena: "integers", binding: 3 },
            { arena: "integers", binding: 3 },
            { arena: "integers", binding: 3 },
        ],
        lanes: 256,
    },
    {
        name: "next_argmax_extendAll",
        entry: "next_argmax_extendAll",
        views: [
            { arena: "work", binding: 2 },
            { arena: "integers", binding: 3 },
            { arena: "work", binding: 2 },
            { arena: "integers", binding: 3 },
            { arena: "work", binding: 2 },
        ],
        lanes: 256,
    },
];
/** `train train`: 32 dispatches, one submit, 490.4 MB at the peak. */
export const trainStep = {
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
        { role: "loss", name: "loss", axes: [], type: "real", places: [place("work", 7_292_736, [])] },
        { role: "rate", name: "rate", axes: [], type: "real", places: [place("work", 7_292_800, [])] },
        { role: "report", name: "perplexity", axes: [], type: "real", places: [place("work", 7_292_864, [])] },
    ],
    arenas: { work: 7_293_056, integers: 256 },
    // prettier-ignore
    dispatches: [
        run("LanguageModel_E", { tokens: 0, W_e: 0, E: 6_168_576 }, [tiles(128, 64), 128, 1], "specs/minimal.weft:20", "LanguageModel.E"),
        run("LanguageModel_Q", { E: 6_168_576, W_q: 5_120_000, Q: 6_234_112 }, [tiles(128, 16), tiles(128, 4), 1], "specs/minimal.weft:21", "LanguageModel.Q", [tiles(128, 66), tiles(512, 64), 1]),
        beside(run("LanguageModel_Q", { E: 6_168_576, W_q: 5_382_144, Q: 6_299_648 }, [tiles(128, 16), tiles(128, 4), 1], "specs/minimal.weft:22", "LanguageModel_Q", [tiles(128, 66), tiles(512, 64), 1])),
        run("LanguageModel_Q_K", { through_W_k: 6_299_648, Q: 6_234_112, A_ratio: 0 }, [tiles(8, 8), tiles(32, 8), 32], "specs/minimal.weft:24", "LanguageModel_Q_K", [tiles(32, 32), tiles(32, 36), 32]),
        run("LanguageModel_A", { A_ratio: 0, A: 6_627_328 }, [32, 32, 1], "specs/minimal.weft:24", "LanguageModel.A", [32, 32, 1]),
        beside(run("LanguageModel_Q", { E: 6_168_576, W_q: 5_644_288, Q: 6_365_184 }, [tiles(128, 16), tiles(128, 4), 1], "specs/minimal.weft:23", "LanguageModel_Q", [tiles(128, 66), tiles(512, 64), 1])),
        run("LanguageModel_V_A", { A: 6_627_328, through_W_v: 6_365_184, O_total: 6_430_720 }, [tiles(16, 16), tiles(32, 8), 32], "specs/minimal.weft:25", "LanguageModel_V_A", [tiles(64, 64), tiles(32, 36), 32]),
        run("LanguageModel_F", { O_total: 6_430_720, W_p: 5_906_432, E: 6_168_576, F_sum: 3_084_288 }, [tiles(128, 16), tiles(128, 4), 1], "specs/minimal.weft:26", "LanguageModel_F", [tiles(128, 66), tiles(512, 64), 1]),
        run("LanguageModel_F_2", { F_sum: 3_084_288, W_f: 6_168_576, through_W_f: 2_560_000, F: 2_822_144 }, [tiles(512, 32), tiles(128, 8), 1], "specs/minimal.weft:26", "LanguageModel_F_2", [tiles(2048, 128), tiles(128, 132), 1]),
        run("LanguageModel_Y", { F: 2_822_144, W_o: 7_227_200, b: 7_217_152, Y: 0 }, [tiles(2500, 16), tiles(128, 16), 1], "specs/minimal.weft:27", "LanguageModel.Y", [tiles(10_000, 160), tiles(128, 132), 1]),
        run("LanguageModel_Y_gradient", { Y: 0, next: 128, d_Y: 1_280_000, peak_largest: 6_496_256, logsumexp_total: 6_496_384 }, [tiles(128, 4), 1, 1], "specs/minimal.weft:39", "gradient of LanguageModel.Y", [128, 1, 1]),
        run("v_correction", { peak_largest: 6_496_256, logsumexp_total: 6_496_384, next: 128, Y: 0, loss: 7_292_736, rate: 7_292_800, perplexity_exponential: 7_292_864, m_correction: 7_292_928, v_correction: 7_292_992 }, [1, 1, 1], "std/optimizers.weft:17", "v_correction", [1, 1, 1]),
        run("LanguageModel_F_relu_gradient", { W_o: 7_227_200, d_Y: 1_280_000, through_W_f: 2_560_000, d_relu_chosen: 0 }, [tiles(512, 32), tiles(128, 8), 1], "specs/minimal.weft:26", "LanguageModel_F_relu_gradient", [tiles(2048, 128), tiles(128, 132), 1]),
        run("adam_W_o", { F: 2_822_144, d_Y: 1_280_000, m: 33_554_432, v: 67_108_864, W_o: 7_227_200, m_correction: 7_292_928, rate: 7_292_800, v_correction: 7_292_992, m_2: 33_554_432, v_2: 67_108_864, W_o_2: 7_227_200 }, [tiles(2500, 16), tiles(2048, 32), 1], "std/optimizers.weft:18", "LanguageModel.W_o/adam.v", [tiles(10_000, 352), tiles(2048, 342), 1]),
        beside(run("LanguageModel_b_gradient", { d_Y: 1_280_000, d_b: 7_217_152 }, [tiles(2500, 64), 1, 1], "specs/minimal.weft:27", "gradient of LanguageModel.b", [tiles(10_000, 16), 1, 1])),
        beside(run("LanguageModel_O_gradient", { W_f: 6_168_576, d_relu_chosen: 0, d_O: 6_496_256 }, [tiles(128, 16), tiles(128, 4), 1], "specs/minimal.weft:26", "gradient of LanguageModel.O", [tiles(128, 66), tiles(512, 64), 1])),
        run("LanguageModel_O_gradient_total", { W_p: 5_906_432, d_O: 6_496_256, through_W_p: 6_561_792 }, [tiles(128, 16), tiles(128, 4), 1], "specs/minimal.weft:25", "LanguageModel_O_gradient_total", [tiles(128, 66), tiles(512, 64), 1]),
        run("LanguageModel_A_softmax_gradient", { through_W_v: 6_365_184, through_W_p: 6_561_792, d_softmax_chosen: 6_660_096 }, [tiles(8, 8), tiles(32, 8), 32], "specs/minimal.weft:24", "LanguageModel_A_softmax_gradient", [tiles(32, 32), tiles(32, 36), 32]),
        run("LanguageModel_V_gradient", { A: 6_627_328, through_W_p: 6_561_792, d_V: 6_365_184 }, [tiles(16, 16), tiles(32, 8), 32], "specs/minimal.weft:25", "gradient of LanguageModel.V", [tiles(64, 64), tiles(32, 36), 32]),
        run("LanguageModel_A_gradient", { A: 6_627_328, d_softmax_chosen: 6_660_096, d_A_ratio: 6_561_792 }, [32, 32, 1], "specs/minimal.weft:24", "LanguageModel_A_gradient", [32, 32, 1]),
        run("LanguageModel_V_gradient", { A: 6_561_792, through_W_p: 6_234_112, d_V: 5_644_288 }, [tiles(16, 16), tiles(32, 8), 32], "specs/minimal.weft:24", "gradient of LanguageModel.K", [tiles(64, 64), tiles(32, 36), 32]),
        run("LanguageModel_V_A", { A: 6_561_792, through_W_v: 6_299_648, O_total: 6_234_112 }, [tiles(16, 16), tiles(32, 8), 32], "specs/minimal.weft:24", "gradient of LanguageModel.Q", [tiles(64, 64), tiles(32, 36), 32]),
        run("LanguageModel_V_gradient_total", { W_v: 5_644_288, d_V: 6_365_184, through_W_v: 6_299_648 }, [tiles(128, 16), tiles(128, 4), 1], "specs/minimal.weft:23", "LanguageModel_V_gradient_total", [tiles(128, 66), tiles(512, 64), 1]),
        beside(run("LanguageModel_V_gradient_total", { W_v: 5_382_144, d_V: 5_644_288, through_W_v: 5_709_824 }, [tiles(128, 16), tiles(128, 4), 1], "specs/minimal.weft:22", "LanguageModel_V_gradient_total", [tiles(128, 66), tiles(512, 64), 1])),
        run("LanguageModel_E_gradient", { W_q: 5_120_000, d_Q: 6_234_112, d_O: 6_496_256, through_W_v: 6_299_648, through_W_k: 5_709_824, d_E: 7_227_200 }, [tiles(128, 16), tiles(128, 4), 1], "specs/minimal.weft:21", "gradient of LanguageModel.E", [tiles(128, 66), tiles(512, 64), 1]),
        beside(run("LanguageModel_W_p_gradient", { O_total: 6_430_720, d_O: 6_496_256, d_W_p: 5_906_432 }, [tiles(128, 16), tiles(512, 8), 1], "specs/minimal.weft:25", "gradient of LanguageModel.W_p", [tiles(512, 66), tiles(512, 256), 1])),
        beside(run("LanguageModel_W_p_gradient", { O_total: 6_168_576, d_O: 6_234_112, d_W_p: 5_120_000 }, [tiles(128, 16), tiles(512, 8), 1], "specs/minimal.weft:21", "gradient of LanguageModel.W_q", [tiles(512, 66), tiles(512, 256), 1])),
        beside(run("LanguageModel_W_k_gradient", { E: 6_168_576, d_K: 5_644_288, d_W_k: 5_382_144 }, [tiles(128, 16), tiles(512, 8), 1], "specs/minimal.weft:22", "gradient of LanguageModel.W_k", [tiles(512, 66), tiles(512, 256), 1])),
        run("LanguageModel_W_k_gradient", { E: 6_168_576, d_K: 6_365_184, d_W_k: 5_644_288 }, [tiles(128, 16), tiles(512, 8), 1], "specs/minimal.weft:23", "gradient of LanguageModel.W_v", [tiles(512, 66), tiles(512, 256), 1]),
        run("LanguageModel_W_f_gradient", { F_sum: 3_084_288, d_relu_chosen: 0, d_W_f: 6_168_576 }, [tiles(2048, 64), tiles(512, 64), 1], "specs/minimal.weft:26", "gradient of LanguageModel.W_f", [tiles(512, 258), tiles(2048, 256), 1]),
        run("LanguageModel_W_e_gradient", { tokens: 0, d_E: 7_227_200, d_W_e: 0 }, [tiles(128, 64), 10_000, 1], "specs/minimal.weft:20", "gradient of LanguageModel.W_e", [16, 1, 1]),
        run("adam_parameters", { m: 0, gradient: 0, v: 7_227_152, parameter: 0, m_correction: 7_292_928, rate: 7_292_800, v_correction: 7_292_992, m_2: 0, v_2: 7_227_152, parameters: 0 }, [tiles(1_806_788, 64), 1, 1], "std/optimizers.weft:18", "parameters/adam.v"),
    ],
    repeats: [],
    written: [
        wrote("work", 6_168_576, 65_536, 0),
        wrote("work", 6_234_112, 65_536, 1),
        wrote("work", 6_299_648, 65_536, 2),
        wrote("work", 0, 32_768, 3),
        wrote("work", 6_627_328, 32_768, 4),
        wrote("work", 6_365_184, 65_536, 5),
        wrote("work", 6_430_720, 65_536, 6),
        wrote("work", 3_084_288, 65_536, 7),
        wrote("work", 2_822_144, 262_144, 8),
        wrote("work", 2_560_000, 262_144, 8),
        wrote("work", 0, 1_280_000, 9),
        wrote("work", 6_496_256, 128, 10),
        wrote("work", 6_496_384, 128, 10),
        wrote("work", 1_280_000, 1_280_000, 10),
        wrote("work", 7_292_736, 1, 11),
        wrote("work", 7_292_800, 1, 11),
        wrote("work", 7_292_864, 1, 11),
        wrote("work", 7_292_928, 1, 11),
        wrote("work", 7_292_992, 1, 11),
        wrote("work", 0, 262_144, 12),
        wrote("parameters", 7_227_200, 20_480_000, 13),
        wrote("states", 33_554_432, 20_480_000, 13),
        wrote("states", 67_108_864, 20_480_000, 13),
        wrote("work", 7_217_152, 10_000, 14),
        wrote("work", 6_496_256, 65_536, 15),
        wrote("work", 6_561_792, 65_536, 16),
        wrote("work", 6_660_096, 32_768, 17),
        wrote("work", 6_365_184, 65_536, 18),
        wrote("work", 6_561_792, 32_768, 19),
        wrote("work", 5_644_288, 65_536, 20),
        wrote("work", 6_234_112, 65_536, 21),
        wrote("work", 6_299_648, 65_536, 22),
        wrote("work", 5_709_824, 65_536, 23),
        wrote("work", 7_227_200, 65_536, 24),
        wrote("work", 5_906_432, 262_144, 25),
        wrote("work", 5_120_000, 262_144, 26),
        wrote("work", 5_382_144, 262_144, 27),
        wrote("work", 5_644_288, 262_144, 28),
        wrote("work", 6_168_576, 1_048_576, 29),
        wrote("work", 0, 5_120_000, 30),
        wrote("parameters", 0, 7_227_152, 31),
        wrote("states", 0, 7_227_152, 31),
        wrote("states", 7_227_152, 7_227_152, 31),
    ],
};
/** `evaluate train`: 12 dispatches, one submit, 467.4 MB at the peak. */
export const evaluateTrain = {
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
            places: [place("work", 1_280_256, [])],
        },
        {
            role: "total",
            combine: "sum",
            name: "total 1",
            axes: [],
            type: "int",
            places: [place("integers", 0, [])],
        },
    ],
    arenas: { work: 1_542_144, integers: 256 },
    // prettier-ignore
    dispatches: [
        run("LanguageModel_E_evaluate", { tokens: 0, W_e: 0, E: 0 }, [tiles(128, 64), size(32, "batch"), 1], "specs/minimal.weft:20", "LanguageModel.E"),
        run("LanguageModel_Q_evaluate", { E: 0, W_q: 5_120_000, Q: 65_536 }, [tiles(128, 16), tiles(size(32, "batch"), 4), 1], "specs/minimal.weft:21", "LanguageModel.Q", [tiles(size(32, "batch"), 66), tiles(512, 64), 1]),
        beside(run("LanguageModel_Q_evaluate", { E: 0, W_q: 5_382_144, Q: 131_072 }, [tiles(128, 16), tiles(size(32, "batch"), 4), 1], "specs/minimal.weft:22", "LanguageModel_Q_evaluate", [tiles(size(32, "batch"), 66), tiles(512, 64), 1])),
        run("LanguageModel_Q_K_evaluate", { through_W_k: 131_072, Q: 65_536, A_ratio: 196_608 }, [tiles(8, 8), tiles(32, 8), size(8, "batch")], "specs/minimal.weft:24", "LanguageModel_Q_K_evaluate", [tiles(32, 32), tiles(32, 36), size(8, "batch")]),
        run("LanguageModel_A_evaluate", { A_ratio: 196_608, A: 229_376 }, [32, size(8, "batch"), 1], "specs/minimal.weft:24", "LanguageModel.A", [32, size(8, "batch"), 1]),
        beside(run("LanguageModel_Q_evaluate", { E: 0, W_q: 5_644_288, Q: 65_536 }, [tiles(128, 16), tiles(size(32, "batch"), 4), 1], "specs/minimal.weft:23", "LanguageModel_Q_evaluate", [tiles(size(32, "batch"), 66), tiles(512, 64), 1])),
        run("LanguageModel_V_A_evaluate", { A: 229_376, through_W_v: 65_536, O_total: 131_072 }, [tiles(16, 16), tiles(32, 8), size(8, "batch")], "specs/minimal.weft:25", "LanguageModel_V_A_evaluate", [tiles(64, 64), tiles(32, 36), size(8, "batch")]),
        run("LanguageModel_F_evaluate", { O_total: 131_072, W_p: 5_906_432, E: 0, F_sum: 65_536 }, [tiles(128, 16), tiles(size(32, "batch"), 4), 1], "specs/minimal.weft:26", "LanguageModel_F_evaluate", [tiles(size(32, "batch"), 66), tiles(512, 64), 1]),
        run("LanguageModel_F_evaluate_2", { F_sum: 65_536, W_f: 6_168_576, F: 1_280_000 }, [tiles(512, 32), tiles(size(32, "batch"), 8), 1], "specs/minimal.weft:26", "LanguageModel.F", [tiles(2048, 128), tiles(size(32, "batch"), 132), 1]),
        run("LanguageModel_Y_evaluate", { F: 1_280_000, W_o: 7_227_200, b: 7_217_152, Y: 0 }, [tiles(2500, 16), tiles(size(32, "batch"), 16), 1], "specs/minimal.weft:27", "LanguageModel.Y", [tiles(10_000, 160), tiles(size(32, "batch"), 132), 1]),
        run("loss_logsumexp", { Y: 0, peak_largest: 1_280_000, logsumexp_total: 1_280_128 }, [tiles(size(32, "batch"), 4), 1, 1], "specs/minimal.weft:39", "loss_logsumexp", [size(32, "batch"), 1, 1]),
        run("loss_mean", { peak_largest: 1_280_000, logsumexp_total: 1_280_128, next: 128, Y: 0, mean_total: 1_280_256, value: 0 }, [1, 1, 1], "specs/minimal.weft:39", "loss_mean", [1, 1, 1]),
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
/** `conclude train`: 1 dispatches, one submit, 461.2 MB at the peak. */
export const concludeTrain = {
    kind: "conclude",
    name: "train",
    symbols: [],
    inputs: [
        { name: "total 0", axes: [], type: "real", arena: "work", offset: 0, strides: [] },
        { name: "total 1", axes: [], type: "int", arena: "integers", offset: 0, strides: [] },
    ],
    settings: [],
    outputs: [
        { role: "loss", name: "loss", axes: [], type: "real", places: [place("work", 64, [])] },
        { role: "report", name: "perplexity", axes: [], type: "real", places: [place("work", 128, [])] },
    ],
    arenas: { work: 192, integers: 64 },
    isShort: true,
    // prettier-ignore
    dispatches: [
        run("loss", { total_0: 0, total_1: 0, loss: 64, perplexity_exponential: 128 }, [1, 1, 1], "specs/minimal.weft:39", "loss"),
    ],
    repeats: [],
    written: [wrote("work", 64, 1, 0), wrote("work", 128, 1, 0)],
};
/** `infer LanguageModel`: 10 dispatches, one submit, 465 MB at the peak. */
export const inferLanguageModel = {
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
            places: [place("work", 557_184, [10_000, 1])],
        },
        {
            role: "exposed",
            name: "A",
            axes: [axis("head", 8), axis("seq", size(1, "seq")), axis("src", size(1, "seq"))],
            type: "real",
            places: [place("work", 942_720, [1024, 32, 1])],
        },
    ],
    arenas: { work: 950_912, integers: 64 },
    examples: { kind: "apart", reason: "it shares the kernels of `write`" },
    // prettier-ignore
    dispatches: [
        run("LanguageModel_E_infer", { X: 0, W_e: 0, E: 557_184 }, [tiles(128, 64), size(1, "seq"), 1], "specs/minimal.weft:20", "LanguageModel.E"),
        run("LanguageModel_Q_infer", { E: 557_184, W_q: 5_120_000, Q: 573_568 }, [tiles(128, 16), tiles(size(1, "seq"), 4), 1], "specs/minimal.weft:21", "LanguageModel.Q", [tiles(512, 32), tiles(size(1, "seq"), 36), 1]),
        beside(run("LanguageModel_Q_infer", { E: 557_184, W_q: 5_382_144, Q: 589_952 }, [tiles(128, 16), tiles(size(1, "seq"), 4), 1], "specs/minimal.weft:22", "LanguageModel_Q_infer", [tiles(512, 32), tiles(size(1, "seq"), 36), 1])),
        run("LanguageModel_Q_K_infer", { through_W_k: 589_952, Q: 573_568, A_ratio: 606_336 }, [tiles(size(1, "seq"), 16), tiles(size(1, "seq"), 4), 8], "specs/minimal.weft:24", "LanguageModel_Q_K_infer", [tiles(size(1, "seq"), 32), tiles(size(1, "seq"), 36), 8]),
        run("LanguageModel_A_infer", { A_ratio: 606_336, A: 942_720 }, [size(1, "seq"), 8, 1], "specs/minimal.weft:24", "LanguageModel.A", [size(1, "seq"), 8, 1]),
        beside(run("LanguageModel_Q_infer", { E: 557_184, W_q: 5_644_288, Q: 573_568 }, [tiles(128, 16), tiles(size(1, "seq"), 4), 1], "specs/minimal.weft:23", "LanguageModel_Q_infer", [tiles(512, 32), tiles(size(1, "seq"), 36), 1])),
        run("LanguageModel_V_A_infer", { A: 942_720, through_W_v: 573_568, O_total: 589_952 }, [tiles(16, 16), tiles(size(1, "seq"), 4), 8], "specs/minimal.weft:25", "LanguageModel_V_A_infer", [tiles(64, 64), tiles(size(1, "seq"), 36), 8]),
        run("LanguageModel_F_infer", { O_total: 589_952, W_p: 5_906_432, E: 557_184, F_sum: 573_568 }, [tiles(128, 16), tiles(size(1, "seq"), 4), 1], "specs/minimal.weft:26", "LanguageModel_F_infer", [tiles(512, 32), tiles(size(1, "seq"), 36), 1]),
        run("LanguageModel_F_infer_2", { F_sum: 573_568, W_f: 6_168_576, F: 877_184 }, [tiles(512, 16), tiles(size(1, "seq"), 4), 1], "specs/minimal.weft:26", "LanguageModel.F", [tiles(2048, 128), tiles(size(1, "seq"), 36), 1]),
        run("LanguageModel_Y_infer", { F: 877_184, W_o: 7_227_200, b: 7_217_152, Y: 557_184 }, [tiles(2500, 16), tiles(size(1, "seq"), 8), 1], "specs/minimal.weft:27", "LanguageModel.Y", [tiles(10_000, 160), tiles(size(1, "seq"), 36), 1]),
    ],
    repeats: [],
    written: [
        wrote("work", 557_184, 16_384, 0),
        wrote("work", 573_568, 16_384, 1),
        wrote("work", 589_952, 16_384, 2),
        wrote("work", 606_336, 8192, 3),
        wrote("work", 942_720, 8192, 4),
        wrote("work", 573_568, 16_384, 5),
        wrote("work", 589_952, 16_384, 6),
        wrote("work", 573_568, 16_384, 7),
        wrote("work", 877_184, 65_536, 8),
        wrote("work", 557_184, 320_000, 9),
    ],
};
/** `generate write`: 28 dispatches, one submit, 463.5 MB at the peak. */
export const generateWrite = {
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
        { role: "next", name: "next", axes: [], type: "int", places: [place("integers", 128, [])] },
        { role: "done", name: "done", axes: [], type: "bool", places: [place("integers", 192, [])] },
    ],
    arenas: { work: 579_328, integers: 256 },
    // prettier-ignore
    dispatches: [
        run("LanguageModel_Q_generate", { text: 0, W_e: 0, W_e_2: 573_568 }, [tiles(128, 64), 1, 1], "specs/minimal.weft:21", "LanguageModel_Q_generate"),
        run("LanguageModel_Q_generate_total", { W_e: 573_568, W_q: 5_120_000, Q: 574_080 }, [tiles(128, 16), 1, 1], "specs/minimal.weft:21", "LanguageModel.Q", [tiles(512, 64), 1, 1]),
        beside(run("LanguageModel_E_infer", { X: 0, W_e: 0, E: 557_184 }, [tiles(128, 64), size(1, "seq"), 1], "specs/minimal.weft:20", "LanguageModel.E")),
        run("LanguageModel_Q_infer", { E: 557_184, W_q: 5_382_144, Q: 0 }, [tiles(128, 16), tiles(size(1, "seq"), 4), 1], "specs/minimal.weft:22", "write/0 LanguageModel.K", [tiles(512, 32), tiles(size(1, "seq"), 36), 1]),
        run("LanguageModel_Q_K_generate", { Q: 574_080, through_W_k: 0, A_total: 574_592 }, [8, size(1, "seq"), 1], "specs/minimal.weft:24", "LanguageModel_Q_K_generate", [8, size(1, "seq"), 1]),
        beside(run("LanguageModel_Q_infer", { E: 557_184, W_q: 5_644_288, Q: 16_384 }, [tiles(128, 16), tiles(size(1, "seq"), 4), 1], "specs/minimal.weft:23", "write/1 LanguageModel.V", [tiles(512, 32), tiles(size(1, "seq"), 36), 1])),
        run("LanguageModel_A_generate", { A_total: 574_592, A: 574_080 }, [tiles(8, 16), 1, 1], "specs/minimal.weft:24", "LanguageModel.A", [tiles(8, 8), 1, 1]),
        run("LanguageModel_A_V", { A: 574_080, through_W_v: 16_384, O_total: 557_184 }, [tiles(64, 16), 8, 1], "specs/minimal.weft:25", "LanguageModel_A_V", [tiles(64, 16), 8, 1]),
        run("LanguageModel_F_generate", { O_total: 557_184, W_p: 5_906_432, W_e: 573_568, F_sum: 574_080 }, [tiles(128, 16), 1, 1], "specs/minimal.weft:26", "LanguageModel_F_generate", [tiles(512, 64), 1, 1]),
        run("LanguageModel_F_generate_2", { F_sum: 574_080, W_f: 6_168_576, F: 577_280 }, [tiles(512, 16), 1, 1], "specs/minimal.weft:26", "LanguageModel.F", [tiles(2048, 256), 1, 1]),
        drawing(run("next_sample", { F: 577_280, W_o: 7_227_200, b: 7_217_152, scaled_ratio: 557_184, sample_difference: 567_232 }, [tiles(2500, 16), 1, 1], "specs/minimal.weft:50", "next_sample", [tiles(10_000, 1000), 1, 1]), "sample.uniform"),
        run("next_found", { scaled_ratio: 557_184, least_chosen: 64, value: 128 }, [1, 1, 1], "specs/minimal.weft:50", "next_found", [1, 1, 1]),
        turning(run("next_step", { scaled_ratio: 557_184, stack: 64, stack_2: 128, least_sum: 64, step_quotient: 128 }, [1, 1, 1], "specs/minimal.weft:50", "next_step", [1, 1, 1]), [0]),
        run("next_argmax", { scaled_ratio: 557_184, stack: 64, sample_difference: 567_232, text: 0, argmax_chosen: 128, done_same: 192, argmax_real: 32_768 }, [1, 1, 1], "specs/minimal.weft:50", "write/label", [1, 1, 1]),
    ],
    repeats: [repeat("digit", 12, 13, 15, 15)],
    written: [
        wrote("work", 573_568, 512, 0),
        wrote("work", 574_080, 512, 1),
        wrote("work", 557_184, 16_384, 2),
        wrote("work", 0, 16_384, 3),
        wrote("work", 574_592, 256, 4),
        wrote("work", 16_384, 16_384, 5),
        wrote("work", 574_080, 256, 6),
        wrote("work", 557_184, 512, 7),
        wrote("work", 574_080, 512, 8),
        wrote("work", 577_280, 2048, 9),
        wrote("work", 557_184, 10_000, 10),
        wrote("work", 567_232, 10_000, 10),
        wrote("work", 32_768, 1, 13),
    ],
};
/** `extend write`: 27 dispatches, one submit, 463.5 MB at the peak. */
export const extendWrite = {
    kind: "extend",
    name: "write",
    symbols: [
        { symbol: "seq", low: 4, high: 32, step: 4 },
        { symbol: "seq so far", low: 1, high: 32, step: 1, lengthWithin: "seq" },
    ],
    inputs: [],
    settings: ["step", "temperature"],
    outputs: [
        { role: "next", name: "next", axes: [], type: "int", places: [place("integers", 64, [])] },
        { role: "done", name: "done", axes: [], type: "bool", places: [place("integers", 128, [])] },
    ],
    arenas: { work: 579_328, integers: 192 },
    // prettier-ignore
    dispatches: [
        run("LanguageModel_E_extend", { label: 32_768, W_e: 0, E: 557_184 }, [tiles(128, 64), 1, 1], "specs/minimal.weft:26", "LanguageModel.E"),
        run("LanguageModel_Q_generate_total", { W_e: 557_184, W_q: 5_120_000, Q: 557_696 }, [tiles(128, 16), 1, 1], "specs/minimal.weft:21", "LanguageModel.Q", [tiles(512, 64), 1, 1]),
        run("LanguageModel_W_k", { E: 557_184, W_k: 5_382_144, through_W_k: 0 }, [tiles(128, 16), 1, 1], "specs/minimal.weft:22", "write/0 LanguageModel.K", [tiles(512, 64), 1, 1]),
        run("LanguageModel_Q_K_extend", { K: 0, Q: 557_696, A_ratio: 558_208 }, [tiles(sum([size(1, "seq")], 4), 8), 1, 8], "specs/minimal.weft:24", "LanguageModel_Q_K_extend", [tiles(size(1, "seq"), 4), 1, 8]),
        run("LanguageModel_A_extend", { A_ratio: 558_208, A: 558_464 }, [8, 1, 1], "specs/minimal.weft:24", "LanguageModel.A", [8, 1, 1]),
        run("LanguageModel_W_k", { E: 557_184, W_k: 5_644_288, through_W_k: 16_384 }, [tiles(128, 16), 1, 1], "specs/minimal.weft:23", "write/1 LanguageModel.V", [tiles(512, 64), 1, 1]),
        run("LanguageModel_A_V_extend", { A: 558_464, V: 16_384, O_total: 557_696 }, [tiles(16, 16), 1, 8], "specs/minimal.weft:25", "LanguageModel_A_V_extend", [tiles(64, 32), 1, 8]),
        run("LanguageModel_F_generate", { O_total: 557_696, W_p: 5_906_432, W_e: 557_184, F_sum: 558_208 }, [tiles(128, 16), 1, 1], "specs/minimal.weft:26", "LanguageModel_F_generate", [tiles(512, 64), 1, 1]),
        run("LanguageModel_F_generate_2", { F_sum: 558_208, W_f: 6_168_576, F: 577_280 }, [tiles(512, 16), 1, 1], "specs/minimal.weft:26", "LanguageModel.F", [tiles(2048, 256), 1, 1]),
        drawing(run("next_sample", { F: 577_280, W_o: 7_227_200, b: 7_217_152, scaled_ratio: 557_184, sample_difference: 567_232 }, [tiles(2500, 16), 1, 1], "specs/minimal.weft:50", "next_sample", [tiles(10_000, 1000), 1, 1]), "sample.uniform"),
        run("next_found", { scaled_ratio: 557_184, least_chosen: 0, value: 64 }, [1, 1, 1], "specs/minimal.weft:50", "next_found", [1, 1, 1]),
        turning(run("next_step", { scaled_ratio: 557_184, stack: 0, stack_2: 64, least_sum: 0, step_quotient: 64 }, [1, 1, 1], "specs/minimal.weft:50", "next_step", [1, 1, 1]), [0]),
        run("next_argmax_extend", { scaled_ratio: 557_184, stack: 0, sample_difference: 567_232, label: 32_768, argmax_chosen: 64, done_same: 128, argmax_real: 32_768 }, [1, 1, 1], "specs/minimal.weft:50", "write/label", [1, 1, 1]),
    ],
    repeats: [repeat("digit", 11, 12, 15, 15)],
    written: [
        wrote("work", 557_184, 512, 0),
        wrote("work", 557_696, 512, 1),
        wrote("work", 0, 512, 2),
        wrote("work", 558_208, 256, 3),
        wrote("work", 558_464, 256, 4),
        wrote("work", 16_384, 512, 5),
        wrote("work", 557_696, 512, 6),
        wrote("work", 558_208, 512, 7),
        wrote("work", 577_280, 2048, 8),
        wrote("work", 557_184, 10_000, 9),
        wrote("work", 567_232, 10_000, 9),
        wrote("work", 32_768, 1, 12),
    ],
};
/** `extendAll write`: 29 dispatches, one submit, 464.8 MB at the peak. */
export const extendAllWrite = {
    kind: "extendAll",
    name: "write",
    symbols: [
        { symbol: "seq", low: 4, high: 32, step: 4 },
        { symbol: "texts of write", low: 1, high: 16, step: 1 },
    ],
    inputs: [
        {
            name: "texts.last",
            axes: [axis("texts", size(1, "texts of write"))],
            type: "int",
            arena: "integers",
            offset: 256,
            strides: [1],
            indexes: axis("seq", size(1, "seq")),
        },
        {
            name: "texts.step",
            axes: [axis("texts", size(1, "texts of write"))],
            type: "int",
            arena: "integers",
            offset: 320,
            strides: [1],
        },
        {
            name: "texts.seed",
            axes: [axis("texts", size(1, "texts of write"))],
            type: "int",
            arena: "integers",
            offset: 384,
            strides: [1],
        },
    ],
    settings: ["temperature"],
    outputs: [
        {
            role: "next",
            name: "next",
            axes: [axis("texts", size(1, "texts of write"))],
            type: "int",
            places: [place("integers", 0, [1])],
        },
        {
            role: "done",
            name: "done",
            axes: [axis("texts", size(1, "texts of write"))],
            type: "bool",
            places: [place("integers", 512, [1])],
        },
    ],
    arenas: { work: 909_952, integers: 576 },
    // prettier-ignore
    dispatches: [
        run("next_found_extendAll", { value: 0 }, [tiles(size(1, "texts of write"), 16), 1, 1], "specs/minimal.weft:50", "next_found_extendAll"),
        run("done", { label: 557_120, done_same: 512 }, [tiles(size(1, "texts of write"), 16), 1, 1], "specs/minimal.weft:51", "done"),
        beside(run("LanguageModel_E_extendAll", { label: 557_120, W_e: 0, E: 557_184 }, [tiles(128, 64), size(1, "texts of write"), 1], "specs/minimal.weft:26", "LanguageModel.E")),
        run("LanguageModel_Q_extendAll", { E: 557_184, W_q: 5_120_000, Q: 565_376 }, [tiles(128, 16), tiles(size(1, "texts of write"), 4), 1], "specs/minimal.weft:21", "LanguageModel.Q", [tiles(512, 32), tiles(size(1, "texts of write"), 18), 1]),
        run("LanguageModel_W_k_extendAll", { E: 557_184, W_k: 5_382_144, texts_last: 256, through_W_k: 32_832 }, [tiles(128, 16), tiles(size(1, "texts of write"), 4), 1], "specs/minimal.weft:22", "write/texts/0 LanguageModel.K", [tiles(512, 32), tiles(size(1, "texts of write"), 18), 1]),
        run("LanguageModel_Q_K_extendAll", { K: 32_832, Q: 565_376, A_ratio: 573_568 }, [tiles(sum([size(1, "seq")], 4), 8), 1, size(8, "texts of write")], "specs/minimal.weft:24", "LanguageModel_Q_K_extendAll", [tiles(size(1, "seq"), 4), 1, size(8, "texts of write")]),
        run("LanguageModel_A_extendAll", { texts_last: 256, A_ratio: 573_568, A: 577_664 }, [8, size(1, "texts of write"), 1], "specs/minimal.weft:24", "LanguageModel.A", [8, size(1, "texts of write"), 1]),
        run("LanguageModel_W_k_extendAll", { E: 557_184, W_k: 5_644_288, texts_last: 256, through_W_k: 294_976 }, [tiles(128, 16), tiles(size(1, "texts of write"), 4), 1], "specs/minimal.weft:23", "write/texts/1 LanguageModel.V", [tiles(512, 32), tiles(size(1, "texts of write"), 18), 1]),
        run("LanguageModel_A_V_extendAll", { A: 577_664, V: 294_976, O_total: 565_376 }, [tiles(16, 16), 1, size(8, "texts of write")], "specs/minimal.weft:25", "LanguageModel_A_V_extendAll", [tiles(64, 32), 1, size(8, "texts of write")]),
        run("LanguageModel_F_extendAll", { O_total: 565_376, W_p: 5_906_432, E: 557_184, F_sum: 573_568 }, [tiles(128, 16), tiles(size(1, "texts of write"), 4), 1], "specs/minimal.weft:26", "LanguageModel_F_extendAll", [tiles(512, 32), tiles(size(1, "texts of write"), 18), 1]),
        run("LanguageModel_F_extendAll_2", { F_sum: 573_568, W_f: 6_168_576, F: 877_184 }, [tiles(512, 16), tiles(size(1, "texts of write"), 4), 1], "specs/minimal.weft:26", "LanguageModel.F", [tiles(2048, 128), tiles(size(1, "texts of write"), 18), 1]),
        run("next_sample_extendAll", { F: 877_184, W_o: 7_227_200, b: 7_217_152, texts_seed: 384, texts_step: 320, scaled_ratio: 557_184, sample_difference: 717_184 }, [tiles(2500, 16), tiles(size(1, "texts of write"), 8), 1], "specs/minimal.weft:50", "next_sample_extendAll", [tiles(10_000, 160), tiles(size(1, "texts of write"), 18), 1]),
        run("next_found_extendAll_2", { scaled_ratio: 557_184, least_chosen: 256 }, [size(1, "texts of write"), 1, 1], "specs/minimal.weft:50", "next_found_extendAll_2", [size(1, "texts of write"), 1, 1]),
        turning(run("next_step_extendAll", { scaled_ratio: 557_184, stack: 256, stack_2: 0, least_sum: 256, step_quotient: 0 }, [tiles(size(1, "texts of write"), 4), 1, 1], "specs/minimal.weft:50", "next_step_extendAll", [size(1, "texts of write"), 1, 1]), [0]),
        run("next_argmax_extendAll", { scaled_ratio: 557_184, stack: 256, sample_difference: 717_184, argmax_chosen: 0, argmax_real: 557_120 }, [tiles(size(1, "texts of write"), 4), 1, 1], "specs/minimal.weft:50", "write/texts/label", [size(1, "texts of write"), 1, 1]),
    ],
    repeats: [repeat("digit", 13, 14, 15, 15)],
    written: [
        wrote("work", 557_184, 8192, 2),
        wrote("work", 565_376, 8192, 3),
        wrote("work", 32_832, 8192, 4),
        wrote("work", 573_568, 4096, 5),
        wrote("work", 577_664, 4096, 6),
        wrote("work", 294_976, 8192, 7),
        wrote("work", 565_376, 8192, 8),
        wrote("work", 573_568, 8192, 9),
        wrote("work", 877_184, 32_768, 10),
        wrote("work", 557_184, 160_000, 11),
        wrote("work", 717_184, 160_000, 11),
        wrote("work", 557_120, 16, 14),
    ],
};
export const model = {
    name: "minimal",
    hash: "4a7e5e13a5a4f0a7-afcbcbb444441d5b-add19bb40004bfa4",
    day: [
        { name: "batch", type: "int" },
        { name: "seq", type: "int" },
        { name: "seq so far", type: "int" },
        { name: "texts of write", type: "int" },
        { name: "seed", type: "uint" },
        { name: "step", type: "uint" },
        { name: "temperature", type: "real" },
    ],
    vocabularies: { vocab: { kind: "tokenizer", tokenizer: "vocab" } },
    parameters: parameters,
    states: states,
    caches: caches,
    arenas: { parameters: 27_707_200, states: 87_588_864 },
    chunk: 33_554_432,
    kernels: kernels,
    entries: [
        trainStep,
        evaluateTrain,
        concludeTrain,
        inferLanguageModel,
        generateWrite,
        extendWrite,
        extendAllWrite,
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
};
