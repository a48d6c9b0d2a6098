/** Micro-batches and private gradients: sums over examples, part by part and example by example. */
import { assert, suite } from "../harness.ts";
import { describe, disagreements } from "../agree/agree.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { evaluated } from "./formulas.ts";
import type { Given } from "./formulas.ts";

const test = suite("sums over examples, in parts and one by one");

const model = `weft 1
axis seq    <= 4
axis src    like seq
axis vocab  = { a, b, c, d, e }
axis embed  = 6
axis hidden = 8
model M(x: [seq] in vocab, keep: [seq] bool) -> [seq, vocab] {
  param W: vocab -> embed ~ normal(0, 1)
  param V: embed -> hidden ~ xavier
  param O: hidden -> vocab ~ xavier
  e = dropout(W(x), 0.2)
  A = softmax[src where src <= seq and keep[seq as src]](spread[src](e) @[embed] e[seq as src])
  return O(tanh(V(A @[src] e[seq as src])))
}
data d = jsonl("d.jsonl") {
  x: [seq] in vocab
  y: [seq] in vocab
}
`;
const training = (settings: string): string => `${model}train on d {
  z = cross_entropy[vocab](M(x, x.present), y)
  loss = mean[batch](mean[seq where x.present](z))
  minimize loss
  report perplexity = exp(loss)
  report accuracy = mean[batch, seq](argmax[vocab](M(x, x.present)) == y)
  optimizer = sgd(rate = 0.5)
  batch = 6
  steps = 1
${settings}
}`;
/** Fixed numbers between -1 and 1. */
function weights(rows: number, columns: number): string {
  const row = (at: number) => Array.from({ length: columns }, (_, column) => Math.sin(7 * at + 3 * column));
  return JSON.stringify(Array.from({ length: rows }, (_, at) => row(at)));
}
const parameters = { "M.W": weights(5, 6), "M.V": weights(6, 8), "M.O": weights(8, 5) };
const given: Given = {
  parameters,
  inputs: {
    x: "[[0, 1, 2, 3], [4, 3, 2, 1], [1, 1, 2, 0], [0, 0, 4, 4], [2, 3, 3, 2], [1, 4, 0, 0]]",
    y: "[[1, 2, 3, 4], [0, 0, 1, 1], [2, 0, 2, 0], [4, 1, 1, 4], [3, 2, 3, 3], [0, 0, 2, 1]]",
  },
  lengths: { "x.seq": "[4, 2, 3, 1, 4, 2]" },
};

type Figures = Readonly<Record<string, readonly number[]>>;

function assertClose(actual: Figures, expected: Figures): void {
  assert.equal(Object.keys(actual), Object.keys(expected));
  for (const [name, wanted] of Object.entries(expected)) {
    const found = actual[name] ?? [];
    wanted.forEach((value, at) =>
      assert.ok(
        Math.abs(value - (found[at] ?? NaN)) <= 1e-12 * (1 + Math.abs(value)),
        `${name} at ${at}: ${found[at]}, not ${value}`,
      ),
    );
  }
}

test("three micro-batches give what the whole batch gives, dropout included", () => {
  const whole = evaluated(compileSpec("whole.weft", training("")), "train train", given);
  const parts = evaluated(compileSpec("parts.weft", training("  accumulate = 3")), "train train", given);
  assertClose(parts, whole);
});

test("micro-batches agree with the evaluator on every backend", async () => {
  const spec = compileSpec("parts.weft", training("  accumulate = 2\n  clip = 0.1"));
  assert.is(describe(await disagreements(spec, 3)), "");
});

test("micro-batches need less memory", () => {
  const peak = (settings: string): number => {
    const spec = compileSpec("memory.weft", training(settings).replace("batch = 6", "batch = 32"));
    const at = spec.graph.entries.findIndex(({ kind }) => kind === "train");
    return spec.plan.model.entries[at]?.arenas.work ?? NaN;
  };
  const [whole, parts] = [peak(""), peak("  accumulate = 8")];
  assert.ok(parts < 0.6 * whole, `${parts} words in eight parts, ${whole} whole`);
});

/** Each example by itself, its gradient cut, and the mean of all: by six trainings on one example each. */
test("private gradients are those of a loop over examples, cut one by one", () => {
  const clip = 1.6;
  const spec = compileSpec(
    "private.weft",
    training(`  private = gaussian(clip = ${clip}, noise = 0)`).replaceAll("dropout(W(x), 0.2)", "W(x)"),
  );
  const one = compileSpec(
    "one.weft",
    training("").replaceAll("dropout(W(x), 0.2)", "W(x)").replace("batch = 6", "batch = 1"),
  );
  const rows = [0, 1, 2, 3, 4, 5];
  const row = (text: unknown, at: number): string => {
    const all: unknown = JSON.parse(String(text));
    return JSON.stringify([Array.isArray(all) ? all[at] : all]);
  };
  const before = evaluated(one, "train train", { ...singleOf(0), settings: {} });
  function singleOf(at: number): Given {
    return {
      parameters,
      inputs: { x: row(given.inputs?.["x"], at), y: row(given.inputs?.["y"], at) },
      lengths: { "x.seq": row(given.lengths?.["x.seq"], at) },
    };
  }
  const paths = Object.keys(before).filter((name) => name.startsWith("M.") && !name.includes("/"));
  // A rate of 0 leaves the parameters as they were.
  const still = compileSpec("still.weft", training("").replace("rate = 0.5", "rate = 0"));
  const start = new Map(Object.entries(evaluated(still, "train train", given)));
  const sums = new Map(paths.map((path) => [path, (start.get(path) ?? []).map(() => 0)]));
  let cut = 0;
  const norms: number[] = [];
  for (const at of rows) {
    const after = evaluated(one, "train train", singleOf(at));
    const gradients = new Map(
      paths.map((path) => [
        path,
        (start.get(path) ?? []).map((value, index) => (value - (after[path]?.[index] ?? NaN)) / 0.5),
      ]),
    );
    const norm = Math.hypot(...[...gradients.values()].flat());
    norms.push(norm);
    if (norm > clip) cut += 1;
    for (const [path, gradient] of gradients)
      gradient.forEach((slope, index) => {
        const sum = sums.get(path);
        if (sum !== undefined) sum[index] = (sum[index] ?? 0) + slope * Math.min(1, clip / norm);
      });
  }
  assert.ok(cut > 0 && cut < rows.length, `${cut} of ${rows.length} gradients were cut: ${norms.join(", ")}`);
  const actual = evaluated(spec, "train train", given);
  for (const path of paths)
    (sums.get(path) ?? []).forEach((sum, index) => {
      const expected = (start.get(path)?.[index] ?? NaN) - (0.5 * sum) / rows.length;
      assert.ok(Math.abs(expected - (actual[path]?.[index] ?? NaN)) < 1e-9, `${path} at ${index}`);
    });
});

test("private training agrees with the evaluator on every backend, in parts too", async () => {
  for (const parts of ["", "\n  accumulate = 2"]) {
    const spec = compileSpec(
      "private.weft",
      training(`  private = gaussian(clip = 0.5, noise = 0.3)${parts}`),
    );
    assert.is(describe(await disagreements(spec, 4)), "");
  }
});

test("noise has the deviation that is asked for", () => {
  const settings = (noise: number) => `  private = gaussian(clip = 0.5, noise = ${noise})`;
  const quiet = evaluated(compileSpec("quiet.weft", training(settings(0))), "train train", given);
  const noisy = evaluated(compileSpec("noisy.weft", training(settings(2))), "train train", given);
  const paths = Object.keys(quiet).filter((name) => name.startsWith("M.") && !name.includes("/"));
  const differences = paths.flatMap((path) =>
    (quiet[path] ?? []).map((value, index) => (value - (noisy[path]?.[index] ?? NaN)) / 0.5),
  );
  const deviation = Math.sqrt(differences.reduce((sum, each) => sum + each * each, 0) / differences.length);
  // 0.5 * 2 by 6 examples; of 118 numbers the sample's deviation is off by a share of 1 / sqrt(2 * 118) on average: four times that is 0.26.
  assert.ok(Math.abs(deviation * 6 - 1) < 0.26, `the noise has the deviation ${deviation * 6}, not 1`);
});
