/** The package's model.ts: the ModelPlan as data that a person can read, built by a few small functions. */
import type {
  Initializer,
  ModelPlan,
  PlanAxis,
  PlanDispatch,
  PlanEntry,
  PlanExtent,
  PlanInput,
  PlanOutput,
  PlanParameter,
  PlanSize,
  PlanState,
  PlanTurnSize,
} from "../../../runtime/plan.ts";
import { createNames } from "../names.ts";
import type { Plan } from "../../5-schedule/plan.ts";
import { InternalError } from "../../source/internal-error.ts";
import { call, code, printData, type Code, type Data } from "./data-text.ts";
import { byteText, countText } from "../figures.ts";

/** Sizes of the day: `size(64, "batch")` is 64 · batch. */
function sizeData(size: PlanSize): Data {
  const [term, ...others] = size.terms;
  const whole = term === undefined ? 0 : term.coefficient;
  if (others.length === 0 && size.divisor === 1) {
    return term === undefined || term.symbols.length === 0 ? whole : call("size", whole, ...term.symbols);
  }
  const terms = size.terms.map(({ coefficient, symbols }) => call("size", coefficient, ...symbols));
  return call("sum", terms, ...(size.divisor === 1 ? [] : [size.divisor]));
}

function extentData({ size, tile }: PlanExtent): Data {
  return tile === 1 ? sizeData(size) : call("tiles", sizeData(size), tile);
}

function axisData({ name, size, vocabulary }: PlanAxis): Code {
  return call("axis", name, sizeData(size), ...(vocabulary === undefined ? [] : [vocabulary]));
}

function initializerData(initial: Initializer): Data {
  switch (initial.kind) {
    case "constant":
      return call("constant", initial.value);
    case "normal":
      return call("normal", initial.mean, initial.deviation);
    case "uniform":
      return call("uniform", initial.low, initial.high);
    case "orthogonal":
    case "identity":
    case "copy":
      return { ...initial };
  }
}

function fixedAxes(axes: PlanParameter["axes"]): Data {
  return Object.fromEntries(axes.map(({ name, size }) => [name, size]));
}

function hasTwins(axes: PlanParameter["axes"]): boolean {
  return new Set(axes.map(({ name }) => name)).size < axes.length;
}

function parameterData({ path, axes, offset, count, initial }: PlanParameter): Data {
  const plain = {
    path,
    axes: axes.map((axis) => ({ ...axis })),
    offset,
    count,
    initial: initializerData(initial),
  };
  return hasTwins(axes) ? plain : call("parameter", path, fixedAxes(axes), offset, initializerData(initial));
}

function stateData({ path, axes, offset, count, initial, indexes }: PlanState): Data {
  const plain = { path, axes: axes.map((axis) => ({ ...axis })), offset, count, initial };
  if (indexes !== undefined) return { ...plain, indexes: { ...indexes } };
  return hasTwins(axes) ? plain : call("state", path, fixedAxes(axes), offset, initial);
}

function outputData({ role, combine, name, axes, type, places, indexes }: PlanOutput): Data {
  return {
    role,
    combine,
    name,
    axes: axes.map((axis) => (axis.inParts === true ? call("inParts", axisData(axis)) : axisData(axis))),
    type,
    places: places.map(({ arena, offset, strides }) => call("place", arena, offset, [...strides])),
    indexes: indexes && axisData(indexes),
  };
}

function inputData(item: PlanInput): Data {
  return {
    name: item.name,
    axes: item.axes.map(axisData),
    type: item.type,
    arena: item.arena,
    offset: item.offset,
    strides: [...item.strides],
    indexes: item.indexes && axisData(item.indexes),
    ...("initial" in item ? { initial: item.initial } : {}),
    ...(item.rates === undefined ? {} : { rates: [...item.rates] }),
    ...(item.template === undefined
      ? {}
      : { template: { texts: [...item.template.texts], names: [...item.template.names] } }),
    ...(item.lengths === undefined
      ? {}
      : {
          lengths: {
            axis: item.lengths.axis,
            offset: item.lengths.offset,
            strides: [...item.lengths.strides],
          },
        }),
  };
}

function dispatchData(dispatch: PlanDispatch, names: readonly string[]): Data {
  if (names.length !== dispatch.offsets.length) {
    throw new InternalError(
      `a dispatch of ${dispatch.kernel} gives ${dispatch.offsets.length} of ${names.length} offsets`,
    );
  }
  const offsets = Object.fromEntries(names.map((name, at) => [name, dispatch.offsets[at]]));
  const groups = dispatch.groups.map(extentData);
  const forCpu = dispatch.cpuGroups === undefined ? [] : [dispatch.cpuGroups.map(extentData)];
  const made = call("run", dispatch.kernel, offsets, groups, dispatch.source, dispatch.makes, ...forCpu);
  const { turns, sizes = [], sites } = dispatch;
  const drawn = sites === undefined ? made : call("drawing", made, ...sites);
  const placed = dispatch.isBeside === true ? call("beside", drawn) : drawn;
  if (turns === undefined) return placed;
  return call("turning", placed, [...turns], ...(sizes.length === 0 ? [] : [[...sizes]]));
}

function turnSizeData({ symbol, low, least }: PlanTurnSize): Data {
  return call("turnSize", symbol, low, ...least.map(sizeData));
}

type OffsetNames = ReadonlyMap<string, readonly string[]>;

function entryData(entry: PlanEntry, names: OffsetNames): Data {
  return {
    kind: entry.kind,
    name: entry.name,
    symbols: entry.symbols.map((symbol) => ({ ...symbol })),
    inputs: entry.inputs.map(inputData),
    settings: [...entry.settings],
    outputs: entry.outputs.map(outputData),
    arenas: { ...entry.arenas },
    ...(entry.examples === undefined ? {} : { examples: { ...entry.examples } }),
    ...(entry.isShort === true ? { isShort: true } : {}),
    dispatches: entry.dispatches.map((dispatch) => dispatchData(dispatch, names.get(dispatch.kernel) ?? [])),
    repeats: entry.repeats.map(({ axis, from, to, count, most, reversed, sizes }) => {
      const made = call("repeat", axis, from, to, sizeData(count), most, ...(reversed ? [true] : []));
      return sizes === undefined ? made : call("sizing", made, sizes.map(turnSizeData));
    }),
    written: entry.written.map(({ arena, offset, count, dispatch }) =>
      call("wrote", arena, offset, count, dispatch),
    ),
  };
}

const helpers: Readonly<Record<string, string>> = {
  size: `/** A product of sizes of the day: \`size(64, "batch")\` is 64 · batch. */
function size(coefficient: number, ...symbols: string[]): PlanSize {
  return { terms: coefficient === 0 ? [] : [{ symbols, coefficient }], divisor: 1 };
}`,
  sized: `function sized(value: number | PlanSize): PlanSize {
  return typeof value === "number" ? size(value) : value;
}`,
  sum: `/** A sum of products, over a whole number. */
function sum(sizes: PlanSize[], divisor = 1): PlanSize {
  return { terms: sizes.flatMap(({ terms }) => terms), divisor };
}`,
  tiles: `/** As many workgroups as tiles of this size cover. */
function tiles(value: number | PlanSize, tile: number): PlanExtent {
  return { size: sized(value), tile };
}`,
  axis: `function axis(name: string, value: number | PlanSize, vocabulary?: string): PlanAxis {
  return { name, size: sized(value), ...(vocabulary === undefined ? {} : { vocabulary }) };
}`,
  inParts: `/** An axis of which each position lies in a place of its own. */
function inParts(axis: PlanAxis): PlanAxis {
  return { ...axis, inParts: true };
}`,
  place: `function place(arena: ArenaName, offset: number, strides: number[]): PlanPlace {
  return { arena, offset, strides };
}`,
  constant: `function constant(value: number): Initializer {
  return { kind: "constant", value };
}`,
  normal: `function normal(mean: number, deviation: number): Initializer {
  return { kind: "normal", mean, deviation };
}`,
  uniform: `function uniform(low: number, high: number): Initializer {
  return { kind: "uniform", low, high };
}`,
  stored: `function stored(axes: Record<string, number>): { axes: { name: string; size: number }[]; count: number } {
  const count = Object.values(axes).reduce((product, size) => product * size, 1);
  return { axes: Object.entries(axes).map(([name, size]) => ({ name, size })), count };
}`,
  parameter: `function parameter(path: string, axes: Record<string, number>, offset: number, initial: Initializer): PlanParameter {
  return { path, ...stored(axes), offset, initial };
}`,
  state: `function state(path: string, axes: Record<string, number>, offset: number, initial: number): PlanState {
  return { path, ...stored(axes), offset, initial };
}`,
  run: `/**
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

type Extents = [number | PlanSize | PlanExtent, number | PlanSize | PlanExtent, number | PlanSize | PlanExtent];`,
  turning: `/** The dispatch with the repeats whose positions its kernel wants, and which of their sizes. */
function turning(dispatch: PlanDispatch, turns: number[], sizes?: string[]): PlanDispatch {
  return { ...dispatch, turns, ...(sizes === undefined ? {} : { sizes }) };
}`,
  drawing: `/** The dispatch with the sites at which its kernel draws random numbers. */
function drawing(dispatch: PlanDispatch, ...sites: string[]): PlanDispatch {
  return { ...dispatch, sites };
}`,
  beside: `/** The dispatch as one that may run while those before it do, back to the last that may not. */
function beside(dispatch: PlanDispatch): PlanDispatch {
  return { ...dispatch, isBeside: true };
}`,
  repeat: `/** The dispatches \`from\` to below \`to\` run once for each position of the axis. */
function repeat(
  axis: string,
  from: number,
  to: number,
  count: number | PlanSize,
  most: number,
  reversed = false,
): PlanEntry["repeats"][number] {
  return { axis, from, to, count: sized(count), most, reversed };
}`,
  sizing: `/** The loop with sizes that are others in each of its turns. */
function sizing(repeat: PlanEntry["repeats"][number], sizes: PlanTurnSize[]): PlanEntry["repeats"][number] {
  return { ...repeat, sizes };
}`,
  turnSize: `/** The least of these sizes, but at least \`low\`. */
function turnSize(symbol: string, low: number, ...least: (number | PlanSize)[]): PlanTurnSize {
  return { symbol, low, least: least.map(sized) };
}`,
  wrote: `function wrote(arena: ArenaName, offset: number, count: number, dispatch: number): PlanEntry["written"][number] {
  return { arena, offset, count, dispatch };
}`,
};

const needs: Readonly<Record<string, readonly string[]>> = {
  sized: ["size"],
  tiles: ["sized"],
  axis: ["sized"],
  parameter: ["stored"],
  state: ["stored"],
  run: ["sized"],
  repeat: ["sized"],
  turnSize: ["sized"],
};

/** Those of the helpers that the text calls, and what they call, in the order above. */
function helpersFor(text: string): string[] {
  const wanted = new Set(Object.keys(helpers).filter((name) => new RegExp(`\\b${name}\\(`).test(text)));
  for (const name of wanted) for (const other of needs[name] ?? []) wanted.add(other);
  return Object.entries(helpers).flatMap(([name, helper]) => (wanted.has(name) ? [helper] : []));
}

const typeNames = [
  "ArenaName",
  "Initializer",
  "ModelPlan",
  "PlanAxis",
  "PlanDispatch",
  "PlanEntry",
  "PlanExtent",
  "PlanParameter",
  "PlanPlace",
  "PlanSize",
  "PlanState",
  "PlanTurnSize",
];

function constantName(words: string): string {
  const [first = "", ...others] = words.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  return [first, ...others.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join("");
}

/** The names of the constants with the entries: `trainStep`, `inferGPT`; with a number where another one is called so. */
function entryNames(entries: readonly PlanEntry[]): readonly string[] {
  const names = createNames([]);
  return entries.map(({ kind, name }) =>
    names.fresh(constantName(kind === name ? `${kind} step` : `${kind} ${name}`)),
  );
}

/** `model` is what the package's other files import. */
export function printModelText(plan: Plan): string {
  const { model, kernels } = plan;
  const names: OffsetNames = new Map(kernels.map((kernel) => [kernel.name, kernel.offsets]));
  const constants = entryNames(model.entries);
  const entries = model.entries.map((entry, at) => {
    const explained = plan.entries[at];
    const peak = explained === undefined ? "" : `, ${byteText(explained.memory.peak)} at the peak`;
    const runs = (explained?.dispatches ?? []).reduce((sum, dispatch) => sum + dispatch.runs, 0);
    const comment = `/** \`${entry.kind} ${entry.name}\`: ${countText(runs)} dispatches, one submit${peak}. */`;
    const text = printData(entryData(entry, names)).replace(
      /^ {2}dispatches: \[$/m,
      "  // prettier-ignore\n$&",
    );
    return `${comment}\nexport const ${constants[at]}: PlanEntry = ${text};`;
  });
  const whole: Data = {
    name: model.name,
    hash: model.hash,
    day: model.day.map((number) => ({ ...number })),
    vocabularies: plainData(model.vocabularies),
    parameters: code("parameters"),
    states: code("states"),
    ...(model.caches === undefined ? {} : { caches: code("caches") }),
    ...(model.frozen === undefined ? {} : { frozen: plainData(model.frozen) }),
    arenas: { ...model.arenas },
    ...(model.weights === undefined ? {} : { weights: { ...model.weights } }),
    ...(model.memory === undefined ? {} : { memory: model.memory }),
    chunk: model.chunk,
    kernels: code("kernels"),
    entries: code(`[${constants.join(", ")}]`),
    data: plainData(model.data),
    trainings: plainData(model.trainings),
    generators: plainData(model.generators),
  };
  const lists = [
    `/** In the order of checkpoints, with their places in the arena \`parameters\`. */`,
    `const parameters: PlanParameter[] = ${printData(model.parameters.map(parameterData))};`,
    "",
    `const states: PlanState[] = ${printData(model.states.map(stateData))};`,
    "",
    ...(model.caches === undefined
      ? []
      : [
          "/** What generators keep of the text so far. */",
          `const caches: PlanState[] = ${printData(model.caches.map(stateData))};`,
          "",
        ]),
    `/** Each is \`kernels/NAME.wgsl\`. */`,
    `const kernels: PlanKernel[] = ${printData(model.kernels.map((kernel) => plainData(kernel)))};`,
  ].join("\n");
  const body = [lists, ...entries, `export const model = ${printData(whole)} satisfies ModelPlan;`].join(
    "\n\n",
  );
  const functions = helpersFor(body);
  const text = [...functions, body].join("\n\n");
  const types = [...typeNames, "PlanKernel"].sort().filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  return `/** The parameters of ${model.name}, and for each thing that it does the list of its dispatches. */
import type { ${types.join(", ")} } from "./runtime/plan.ts";

${text}
`;
}

/** Plain objects as data, by way of JSON: what a plan holds is JSON. */
function plainData(value: ModelPlan[keyof ModelPlan] | ModelPlan["kernels"][number]): Data {
  return readJson(JSON.stringify(value));
}

function readJson(text: string): Data {
  return JSON.parse(text) as Data;
}
