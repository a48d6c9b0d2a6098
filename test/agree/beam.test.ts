/** Beams against a search that is written out here, over the evaluator: one of the same width, and one of all texts. */
import { evaluateEntry } from "../../compiler/3-graph/evaluate.ts";
import { growNumbers } from "../../runtime/generate/grow.ts";
import { initialParameters } from "../../runtime/parameters.ts";
import type { ModelPlan } from "../../runtime/plan.ts";
import { assert, suite } from "../harness.ts";
import { compileSpec, type CompiledSpec } from "./compile-spec.ts";
import { openMachine, type Backend } from "./device.ts";

const test = suite("beams");

const labels = ["a", "b", "c", "stop"];
const stop = labels.indexOf("stop");
const bound = 5;
const begin = [1];
/** Longer texts can't be asked whether they are done. */
const most = bound - begin.length;
const seeds = [1, 2, 3, 4, 5, 6];

/** Attention, so that something is kept; with `mean` every position looks at all of the text, which has to be evaluated afresh then. */
const specOf = (beam: number, rest = "", mean = false): string => `weft 1
axis seq   <= ${bound}
axis src   like seq
axis vocab = { ${labels.join(", ")} }
axis embed = 4
model Next(text: [seq] in vocab) -> [seq, vocab]${mean ? "" : " causal in seq"} {
  param W: vocab -> embed ~ normal(0, 1)
  param P: seq -> embed ~ normal(0, 1)
  param O: embed -> vocab ~ normal(0, 1)
  x = W(text) + P(seq)
  A = softmax[src where src <= seq](x @[embed] x[seq as src])
  y = A @[src] x[seq as src]
  z = y${mean ? " + mean[src](y[seq as src])" : ""}
  return O(z${mean ? " + mean[src](z[seq as src])" : ""})
}
generate write(prompt: [seq] in vocab, length: int = ${most}) {
  grow text: [seq] in vocab from prompt${rest} beam ${beam} {
    yield Next(text)[seq = last]
  }${rest === "" ? ' until text[seq = last] == "stop"' : ""}
}
generate other(prompt: [seq] in vocab) {
  grow text: [seq] in vocab from prompt beam ${beam} {
    yield 2 * Next(text)[seq = last]
  }
}
`;

type Oracle = (text: readonly number[]) => readonly number[];

interface Found {
  readonly added: readonly number[];
  readonly score: number;
}

/** The log-probabilities of the label after a text, by the evaluator in f64. */
function createOracle({ graph, plan }: CompiledSpec, seed: number): Oracle {
  const entry = graph.entries.find(({ kind }) => kind === "infer");
  const symbol = entry?.symbols[0]?.symbol;
  if (entry === undefined || symbol === undefined) throw new Error("there is no model");
  const arena = initialParameters(plan.model, seed);
  const parameters = new Map(
    graph.parameters.map(({ path, axes }, at) => {
      const { offset = 0, count = 0 } = plan.model.parameters[at] ?? {};
      const shape = plan.model.parameters[at]?.axes.map(({ size }) => size) ?? [];
      return [
        path,
        { axes, shape, data: Float64Array.from(arena.subarray(offset, offset + count)) },
      ] as const;
    }),
  );
  return (text) => {
    const axes = entry.inputs[0]?.axes ?? [];
    const results = evaluateEntry(entry, {
      sizes: new Map([[symbol, text.length]]),
      inputs: new Map([["text", { axes, shape: [text.length], data: Float64Array.from(text) }]]),
      parameters,
      states: new Map(),
      settings: new Map(),
      seed,
      step: 1,
    });
    const logits = [...(results[0]?.value.data ?? [])].slice(-labels.length);
    const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    return logits.map((logit) => logit - total);
  };
}

/** Every text up to the bound: the most probable one that is done, else the most probable one. */
function searchAll(oracle: Oracle): Found {
  const done: Found[] = [];
  const cut: Found[] = [];
  const go = (added: readonly number[], score: number): void => {
    if (added.at(-1) === stop) done.push({ added, score });
    else if (added.length === most) cut.push({ added, score });
    else oracle([...begin, ...added]).forEach((log, label) => go([...added, label], score + log));
  };
  go([], 0);
  const best = (found: readonly Found[]): Found | undefined =>
    found.reduce<Found | undefined>((a, b) => (a === undefined || b.score > a.score ? b : a), undefined);
  return best(done) ?? best(cut) ?? { added: [], score: 0 };
}

/** Beam search as it is told in a lecture: extend all, sort all, keep the first ones. */
function searchSome(oracle: Oracle, width: number): Found {
  let kept: readonly Found[] = [{ added: [], score: 0 }];
  const isDone = ({ added }: Found): boolean => added.at(-1) === stop;
  for (let step = 0; step < most; step++) {
    const all = kept.flatMap((text): readonly Found[] =>
      isDone(text)
        ? [text]
        : oracle([...begin, ...text.added]).map((log, label) => ({
            added: [...text.added, label],
            score: text.score + log,
          })),
    );
    kept = [...all].sort((a, b) => b.score - a.score).slice(0, width);
  }
  return kept.find(isDone) ?? kept[0] ?? { added: [], score: 0 };
}

type Write = (seed: number, options?: Readonly<Record<string, number>>) => Promise<readonly number[]>;

/** What `write` adds, with the parameters of a seed. */
async function openWriter(
  { plan }: CompiledSpec,
  backend: Backend,
  entriesOf: (model: ModelPlan) => ModelPlan["entries"] = ({ entries }) => entries,
): Promise<Write> {
  const model = { ...plan.model, entries: entriesOf(plan.model) };
  const machine = await openMachine({ ...plan, model }, backend);
  return (seed, options = {}) => {
    machine.engine.writeArena("parameters", 0, initialParameters(model, seed));
    const given = { prompt: Int32Array.from(begin), ...options };
    return collect(growNumbers(machine, "write", given, { seed }, () => undefined));
  };
}

async function collect(numbers: AsyncGenerator<number>): Promise<readonly number[]> {
  const all: number[] = [];
  for await (const number of numbers) all.push(number);
  return all;
}

const scoreOf = (oracle: Oracle, added: readonly number[]): number =>
  added.reduce((sum, label, at) => sum + (oracle([...begin, ...added.slice(0, at)])[label] ?? NaN), 0);

for (const backend of ["cpu", "webgpu"] as const)
  test(`on ${backend} they find what the same search finds over the evaluator, and all of them the best text`, async () => {
    let better = 0;
    for (const width of [1, 2, 3, labels.length ** most]) {
      const spec = compileSpec("beam.weft", specOf(width));
      const write = await openWriter(spec, backend);
      for (const seed of seeds) {
        const oracle = createOracle(spec, seed);
        const found = await write(seed);
        const expected = width > 3 ? searchAll(oracle) : searchSome(oracle, width);
        assert.equal(found, expected.added, `beam ${width}, seed ${seed}`);
        const greedy = searchSome(oracle, 1);
        if (width === 3 && scoreOf(oracle, found) > greedy.score + 1e-3) better += 1;
      }
    }
    assert.ok(better > 0, "three beams find a more probable text than one");
  });

test("a text that looks ahead is evaluated afresh, and finds the same as the evaluator", async () => {
  const spec = compileSpec("beam.weft", specOf(2, "", true));
  assert.not(spec.plan.model.entries.some(({ kind }) => kind === "extend"));
  const write = await openWriter(spec, "cpu");
  for (const seed of seeds) {
    const oracle = createOracle(spec, seed);
    assert.equal(await write(seed), searchSome(oracle, 2).added, `seed ${seed}`);
  }
});

test("by rows and afresh the same is found, behind a window too", async () => {
  for (const rest of ["", " window 3"]) {
    const spec = compileSpec("beam.weft", specOf(3, rest));
    assert.ok(spec.plan.model.entries.some(({ kind }) => kind === "extend"));
    const write = await openWriter(spec, "cpu");
    const writeAfresh = await openWriter(spec, "cpu", ({ entries }) =>
      entries.filter(({ kind }) => kind !== "extend"),
    );
    for (const seed of seeds) {
      const options = { length: rest === "" ? most : 12 };
      const byRows = await write(seed, options);
      const afresh = await writeAfresh(seed, options);
      assert.equal(byRows, afresh, `seed ${seed}${rest}`);
      if (rest !== "") assert.is(byRows.length, 12);
    }
  }
});

test("two searches that take turns don't disturb each other", async () => {
  const spec = compileSpec("beam.weft", specOf(3));
  const run = async (names: readonly string[]): Promise<readonly (readonly number[])[]> => {
    const machine = await openMachine(spec.plan, "cpu");
    machine.engine.writeArena("parameters", 0, initialParameters(spec.plan.model, 2));
    const prompt = Int32Array.from(begin);
    return Promise.all(
      names.map((name) => collect(growNumbers(machine, name, { prompt }, { seed: 2 }, () => undefined))),
    );
  };
  const [together, alone] = [await run(["write", "other", "write"]), await run(["write"])];
  const [other] = await run(["other"]);
  assert.equal(together, [alone[0], other, alone[0]]);
});
