/**
 * Laws that hold for every spec: a step in parts of a batch is the step, an evaluation's totals are those of its rows, and what lies in
 * padding, or how much of it there is, changes nothing. Where a spec is exempt, its reason stands in the table, and that it is one is tested.
 */
import { evaluateEntry } from "../../compiler/3-graph/evaluate.ts";
import type { Environment } from "../../compiler/3-graph/evaluate/evaluation.ts";
import type { Entry, Graph, ReduceOperator } from "../../compiler/3-graph/graph.ts";
import { countOf, type Tensor } from "../../compiler/3-graph/tensor.ts";
import { compileGraph, readSpec, type SpecOptions } from "../agree/compile-spec.ts";
import { smallPrograms } from "../agree/small-programs.ts";
import { randomValues, type Given } from "../agree/values.ts";
import { randoms } from "../3-graph/graphs.ts";
import { seededSpec, sharedFiles, vocabularies } from "../fuzz/spec/seeded.ts";
import { assert, suite } from "../harness.ts";

const test = suite("laws of batches and padding");

interface Spec {
  readonly path: string;
  readonly options: SpecOptions;
}

const small = { embed: "8", head: "2", hidden: "12", seq: "5" };

const specs: readonly Spec[] = [
  { path: "specs/minimal.weft", options: { set: small, vocabularies: { vocab: 11 } } },
  { path: "specs/minimal-torch.weft", options: { set: small, vocabularies: { vocab: 11 } } },
  {
    path: "specs/gpt.weft",
    options: { set: { embed: "8", head: "2", seq: "5", depth: "2" }, vocabularies: { vocab: 11 } },
  },
  // Of the programs those that have what no spec has: statistics, pairs of records, noise.
  ...smallPrograms.filter(({ path }) => /specs\/|programs\/vae/.test(path)),
];

/** In batches of four; the trainings at some places say more. */
function textOf(path: string, places: readonly number[] = [], settings = ""): string {
  let place = -1;
  return readSpec(path)
    .replace(/^ +accumulate += \d+$/gm, "")
    .replace(/^( +)batch( +)= \d+$/gm, (_, before: string, after: string) => {
      place += 1;
      return `${before}batch${after}= 4${places.includes(place) ? `\n${settings}` : ""}`;
    });
}

/** Sums of f64 in another order, some thousand operations deep; what an optimizer divides by is at least its epsilon of 1e-8. */
const close = 1e-9;

type Values = ReadonlyMap<string, Tensor>;

function evaluated(entry: Entry, environment: Environment): Values {
  return new Map(
    evaluateEntry(entry, environment).map(({ output, value }) => [`${output.role} ${output.name}`, value]),
  );
}

/** The first number that differs; nothing where all are the same. */
function difference(actual: Values, expected: Values): string {
  assert.equal([...actual.keys()], [...expected.keys()]);
  for (const [name, { data }] of expected)
    for (const [at, value] of data.entries()) {
      const found = actual.get(name)?.data[at] ?? NaN;
      if (!(Math.abs(found - value) <= close * (1 + Math.abs(value))))
        return `${name} at ${at} is ${found}, not ${value}`;
    }
  return "";
}

const graphs = new Map<string, Graph>();

/** As the spec is, small. */
function graphOf({ path, options }: Spec): Graph {
  const graph = graphs.get(path) ?? compileGraph(path, textOf(path), options);
  graphs.set(path, graph);
  return graph;
}

function entriesOf({ entries }: Graph, kind: Entry["kind"]): readonly Entry[] {
  return entries.filter((entry) => entry.kind === kind);
}

const ratio = "its loss is a ratio of two sums over the batch";
const statistics = "a BatchNorm couples the examples of a training";

/** Trainings whose loss is no sum over examples, so that `accumulate` is refused. */
const coupled: Readonly<Record<string, string>> = {
  "specs/wavenet.weft train": ratio,
  "specs/names.weft writer": ratio,
  "specs/translate.weft train": ratio,
  "specs/bert.weft pretrain": ratio,
  "specs/emoji.weft train": "each picture is told from the others' names",
  "specs/digits.weft train": statistics,
};

for (const spec of specs) {
  const { path, options } = spec;
  test(`${path}: a step in parts of a batch is the step`, () => {
    const whole = entriesOf(graphOf(spec), "train");
    const inParts = (...places: readonly number[]): Graph =>
      compileGraph(path, textOf(path, places, "  accumulate = 2"), options);
    const isCoupled = ({ name }: Entry): boolean => coupled[`${path} ${name}`] !== undefined;
    for (const [at, entry] of whole.entries())
      if (isCoupled(entry))
        assert.throws(() => inParts(at), /`accumulate` needs a loss that is a sum over examples/);
    const summed = whole.flatMap((entry, at) => (isCoupled(entry) ? [] : [at]));
    if (summed.length === 0) return;
    const parts = entriesOf(inParts(...summed), "train");
    for (const at of summed) {
      const [entry, other] = [whole[at], parts[at]];
      if (entry === undefined || other === undefined) throw new Error("a training is missing");
      const { environment } = randomValues(graphOf(spec), entry, randoms(at));
      const found = difference(evaluated(other, environment), evaluated(entry, environment));
      assert.is(found, "", entry.name);
    }
  });
}

const combinations: Readonly<Record<ReduceOperator, (a: number, b: number) => number>> = {
  sum: (a, b) => a + b,
  product: (a, b) => a * b,
  max: Math.max,
  min: Math.min,
};

/** One row of what has a batch. */
function rowOf(tensor: Tensor, row: number): Tensor {
  const at = tensor.axes.findIndex(({ id }) => id === "batch");
  if (at < 0) return tensor;
  const shape = tensor.shape.map((size, axis) => (axis === at ? 1 : size));
  const inner = countOf(tensor.shape.slice(at + 1));
  const data = tensor.data.filter(
    (_, offset) => Math.floor(offset / inner) % (tensor.shape[at] ?? 1) === row,
  );
  return { ...tensor, shape, data };
}

function rowOfBatch(given: Given, row: number): Environment {
  const { environment } = given;
  const ofRow = (tensors: ReadonlyMap<string, Tensor>): ReadonlyMap<string, Tensor> =>
    new Map([...tensors].map(([name, tensor]) => [name, rowOf(tensor, row)]));
  return {
    ...environment,
    sizes: new Map(given.sizes).set("batch", 1),
    inputs: ofRow(environment.inputs),
    lengths: ofRow(environment.lengths ?? new Map()),
  };
}

/** The totals of an evaluation that aren't what those of its rows come to, and how many there are. */
function comparedRows(
  graph: Graph,
  seed: number,
): { readonly wrong: readonly string[]; readonly count: number } {
  const wrong: string[] = [];
  let count = 0;
  for (const [at, entry] of entriesOf(graph, "evaluate").entries()) {
    const given = randomValues(graph, entry, randoms(seed + at));
    const rows = Array.from({ length: given.sizes.get("batch") ?? 0 }, (_, row) =>
      evaluateEntry(entry, rowOfBatch(given, row)),
    );
    for (const [index, { output, value }] of evaluateEntry(entry, given.environment).entries()) {
      if (output.role !== "total") continue;
      const combine = combinations[output.combine ?? "sum"];
      count += 1;
      const isSame = value.data.every((total, position) => {
        const each = rows.map((row) => row[index]?.value.data[position] ?? NaN);
        return (
          Math.abs(each.reduce((sum, one) => combine(sum, one)) - total) <= close * (1 + Math.abs(total))
        );
      });
      if (!isSame) wrong.push(`${entry.name} ${output.name}`);
    }
  }
  return { wrong, count };
}

const noise = "each row of a batch draws its own noise";
const moves = "each picture is moved by its own noise";

/** Evaluations in which a row of a batch isn't what it is by itself. */
const notByRows: Readonly<Record<string, string>> = {
  "specs/bert.weft": "each row hides words of its own",
  "specs/digits.weft": moves,
  "specs/emoji.weft": "each picture is told from the others' names",
  "test/programs/vae.weft": noise,
};

const withoutData = "specs/poisson.weft";

for (const spec of specs.filter(({ path }) => path !== withoutData))
  test(`${spec.path}: what is evaluated of a batch is what its rows come to`, () => {
    const { wrong, count } = comparedRows(graphOf(spec), 1);
    assert.ok(count > 0);
    assert.is(wrong.length > 0, notByRows[spec.path] !== undefined, wrong.join(", "));
  });

const windows = "windows of a text have no padding";
const fixed = "its records have one size";
const elsewhere = "dropout draws by the place, which another bound moves";

/** Why padding counts in an entry, or why there is none in a spec. */
const unpadded: Readonly<Record<string, string>> = {
  [withoutData]: "it has no data",
  "specs/minimal.weft": windows,
  "specs/minimal-torch.weft": windows,
  "specs/gpt.weft": windows,
  "specs/llama.weft": windows,
  "specs/digits.weft": fixed,
  "specs/translate.weft train train": elsewhere,
  "specs/bert.weft train pretrain": elsewhere,
  "specs/bert.weft train classify": elsewhere,
  "specs/bert.weft evaluate pretrain": "what is hidden is drawn by the place, which another bound moves",
  "test/programs/vae.weft": fixed,
};

/** How many more positions the bounded axes have. */
const more = 3;

/** The tensor in one of another shape: what both have stays where `isKept` doesn't say otherwise, all other places hold what `fill` gives. */
function reshaped(
  { axes, shape, data }: Tensor,
  target: readonly number[],
  fill: () => number,
  isKept: (places: ReadonlyMap<string, number>) => boolean = () => true,
): Tensor {
  const values = Float64Array.from({ length: countOf(target) }, (_, at) => {
    const places = new Map<string, number>();
    let [rest, from, stride] = [at, 0, 1];
    for (let axis = target.length - 1; axis >= 0; axis -= 1) {
      const place = rest % (target[axis] ?? 1);
      places.set(axes[axis]?.id ?? "", place);
      from = place < (shape[axis] ?? 1) ? from + place * stride : NaN;
      stride *= shape[axis] ?? 1;
      rest = Math.floor(rest / (target[axis] ?? 1));
    }
    return isKept(places) ? (data[from] ?? fill()) : fill();
  });
  return { axes, shape: target, data: values };
}

/** The same records, padded further, with other numbers in the padding. */
function paddedFurther(given: Environment, wide: Environment, random: () => number): Environment {
  const widen = (
    from: ReadonlyMap<string, Tensor>,
    to: ReadonlyMap<string, Tensor>,
    isKept?: (name: string, places: ReadonlyMap<string, number>) => boolean,
  ): ReadonlyMap<string, Tensor> =>
    new Map(
      [...from].map(([name, tensor]) => {
        const { shape, data } = to.get(name) ?? tensor;
        const fill = (): number => data[Math.floor(((random() + 1) / 2) * data.length)] ?? 0;
        return [name, reshaped(tensor, shape, fill, (places) => isKept?.(name, places) ?? true)];
      }),
    );
  const lengths = [...(given.lengths ?? [])];
  /** A field of which no formula asks how long it is goes with one that has the same axis. */
  const isReal = (name: string, places: ReadonlyMap<string, number>): boolean =>
    [...places].every(([axis, place]) => {
      const own =
        lengths.find(([of]) => of === `${name}.${axis}`) ?? lengths.find(([of]) => of.endsWith(`.${axis}`));
      return own === undefined || place < (own[1].data[places.get("batch") ?? 0] ?? 0);
    });
  return {
    ...given,
    inputs: widen(given.inputs, wide.inputs, isReal),
    parameters: widen(given.parameters, wide.parameters),
    states: widen(given.states, wide.states),
  };
}

for (const spec of specs) {
  const { path, options } = spec;
  test(`${path}: padding to another bound, with anything in it, changes nothing`, () => {
    const text = textOf(path);
    const bounds = [...text.matchAll(/^axis (\w+) +<= (\d+)/gm)].map(([, name = "", bound = ""]) => [
      name,
      String(Number(options.set?.[name] ?? bound) + more),
    ]);
    const graph = graphOf(spec);
    const set = { ...options.set, ...Object.fromEntries(bounds) };
    let longer: Graph | undefined;
    let padded = 0;
    for (const [at, entry] of graph.entries.entries()) {
      if (entry.kind !== "train" && entry.kind !== "evaluate") continue;
      const given = randomValues(graph, entry, randoms(at)).environment;
      if ((given.lengths?.size ?? 0) === 0) continue;
      padded += 1;
      longer ??= compileGraph(path, text, { ...options, set });
      const other = longer.entries[at];
      if (other === undefined) throw new Error("an entry is missing");
      const wide = randomValues(longer, other, randoms(at + 1)).environment;
      const expected = evaluated(entry, given);
      const actual = evaluated(other, paddedFurther(given, wide, randoms(at + 2)));
      const common = new Map(
        [...actual].map(([name, value]) => [
          name,
          reshaped(value, expected.get(name)?.shape ?? [], () => NaN),
        ]),
      );
      const where = `${path} ${entry.kind} ${entry.name}`;
      const found = difference(common, expected);
      assert.is(found !== "", unpadded[where] !== undefined, `${where}: ${found}`);
    }
    assert.is(padded === 0, unpadded[path] !== undefined);
  });
}

test("random specs: rows and parts of a batch are what all of it is", () => {
  let [parts, rows] = [0, 0];
  const texts = Array.from({ length: 80 }, (_, at) => seededSpec(3000 + at, { grows: false }));
  const inParts = texts.filter((text) => text.includes("  accumulate = 2\n"));
  for (const [seed, text] of [...texts.slice(0, 7), ...inParts.slice(0, 5)].entries()) {
    const compiled = (of: string): Graph =>
      compileGraph("random.weft", of, { vocabularies, files: sharedFiles });
    const graph = compiled(text);
    const mixes = /normal\[|uniform\[|dropout|Coupled/.test(text);
    const { wrong, count } = comparedRows(graph, seed);
    if (!mixes) assert.equal(wrong, [], text);
    if (!mixes) rows += count;
    if (!text.includes("  accumulate = 2\n")) continue;
    const whole = compiled(text.replace("  accumulate = 2\n", ""));
    const [entry] = entriesOf(whole, "train");
    const [other] = entriesOf(graph, "train");
    if (entry === undefined || other === undefined) throw new Error("no training");
    const { environment } = randomValues(whole, entry, randoms(seed));
    assert.is(difference(evaluated(other, environment), evaluated(entry, environment)), "", text);
    parts += 1;
  }
  assert.ok(parts >= 5 && rows >= 15, `${parts} in parts, ${rows} totals of rows`);
});
