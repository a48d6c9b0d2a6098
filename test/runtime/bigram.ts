/**
 * A model small enough to be written by hand, as the compiler would write it: a table of logits for each pair of letters, trained on
 * windows of a text by gradient descent with momentum. With an oracle in f64.
 */
import type { ModelPlan, PlanPlace, PlanSize, PlanTokenizer } from "../../runtime/plan.ts";
import { hashName, randomBelow, randomNormal } from "../../runtime/random.ts";

export const letters = ["a", "b", "c", "d", "e"];
export const batch = 3;
export const length = 4;
export const rate = 0.5;
export const momentum = 0.9;
const kinds = letters.length;
/** In `work`: gradient of the logits of each position, loss of each position, mean loss, the step's mean loss again. */
const at = { gradients: 0, losses: 64, loss: 128, tokens: 0, next: 64, text: 128, chosen: 192, done: 256 };

const fixed = (value: number): PlanSize => ({ terms: [{ symbols: [], coefficient: value }], divisor: 1 });
const symbol = (name: string): PlanSize => ({ terms: [{ symbols: [name], coefficient: 1 }], divisor: 1 });
const one = { size: fixed(1), tile: 1 };
const vocab = { name: "vocab", size: fixed(kinds), vocabulary: "letters" };

const head = `
@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(1) var<storage, read_write> states: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
struct Day { batch: i32, seq: i32, step: u32, steps: u32 }
@group(1) @binding(1) var<uniform> day: Day;
`;

/** Kernels by name. */
export const wgsl: Readonly<Record<string, string>> = {
  forward: `${head}
struct Offsets { tokens: u32, next: u32, gradients: u32, losses: u32 }
@group(1) @binding(0) var<uniform> at: Offsets;
@compute @workgroup_size(8)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let count = u32(day.batch) * ${length}u;
  let p = id.x;
  if (p >= count) { return; }
  let row = u32(integers[at.tokens + p]) * ${kinds}u;
  let target_kind = u32(integers[at.next + p]);
  var largest = parameters[row];
  for (var k = 1u; k < ${kinds}u; k++) { largest = max(largest, parameters[row + k]); }
  var total = 0.0;
  for (var k = 0u; k < ${kinds}u; k++) { total += exp(parameters[row + k] - largest); }
  for (var k = 0u; k < ${kinds}u; k++) {
    let share = exp(parameters[row + k] - largest) / total;
    work[at.gradients + p * ${kinds}u + k] = (share - select(0.0, 1.0, k == target_kind)) / f32(count);
  }
  work[at.losses + p] = log(total) + largest - parameters[row + target_kind];
}`,
  mean_loss: `${head}
struct Offsets { losses: u32, loss: u32 }
@group(1) @binding(0) var<uniform> at: Offsets;
@compute @workgroup_size(1)
fn mean_loss() {
  let count = u32(day.batch) * ${length}u;
  var sum = 0.0;
  for (var p = 0u; p < count; p++) { sum += work[at.losses + p]; }
  work[at.loss] = sum / f32(count);
}`,
  update: `${head}
struct Offsets { table: u32, velocity: u32, tokens: u32, gradients: u32 }
@group(1) @binding(0) var<uniform> at: Offsets;
@compute @workgroup_size(8)
fn update(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= ${kinds * kinds}u) { return; }
  let row = i32(id.x / ${kinds}u);
  let column = id.x % ${kinds}u;
  var gradient = 0.0;
  for (var p = 0u; p < u32(day.batch) * ${length}u; p++) {
    if (integers[at.tokens + p] == row) { gradient += work[at.gradients + p * ${kinds}u + column]; }
  }
  let velocity = ${momentum} * states[at.velocity + id.x] + gradient;
  states[at.velocity + id.x] = velocity;
  parameters[at.table + id.x] -= ${rate} * velocity;
}`,
  choose: `${head}
struct Offsets { text: u32, chosen: u32 }
@group(1) @binding(0) var<uniform> at: Offsets;
@compute @workgroup_size(1)
fn choose() {
  let row = u32(integers[at.text + u32(day.seq) - 1u]) * ${kinds}u;
  var best = 0u;
  for (var k = 1u; k < ${kinds}u; k++) { if (parameters[row + k] > parameters[row + best]) { best = k; } }
  integers[at.chosen] = i32(best);
}`,
  ended: `${head}
struct Offsets { text: u32, done: u32 }
@group(1) @binding(0) var<uniform> at: Offsets;
@compute @workgroup_size(1)
fn ended() { integers[at.done] = select(0, 1, integers[at.text + u32(day.seq) - 1u] == 4); }`,
  rows: `${head}
struct Offsets { text: u32, logits: u32 }
@group(1) @binding(0) var<uniform> at: Offsets;
@compute @workgroup_size(1)
fn rows(@builtin(global_invocation_id) id: vec3u) {
  for (var k = 0u; k < ${kinds}u; k++) {
    work[at.logits + id.x * 8u + k] = parameters[u32(integers[at.text + id.x]) * ${kinds}u + k];
  }
}`,
};

const positions = { size: { terms: [{ symbols: ["batch"], coefficient: length }], divisor: 1 }, tile: 8 };
const forward = {
  kernel: "forward",
  offsets: [at.tokens, at.next, at.gradients, at.losses],
  groups: [positions, one, one],
  source: "specs/bigram.weft:7",
  makes: "losses",
} as const;
const meanLoss = {
  kernel: "mean_loss",
  offsets: [at.losses, at.loss],
  groups: [one, one, one],
  source: "specs/bigram.weft:8",
  makes: "loss",
} as const;
const update = {
  kernel: "update",
  offsets: [0, 0, at.tokens, at.gradients],
  groups: [{ size: fixed(kinds * kinds), tile: 8 }, one, one],
  source: "specs/bigram.weft:9",
  makes: "table",
} as const;

const batchSymbol = { symbol: "batch", low: 1, high: batch, step: 1 };
const tokensInput = (name: "tokens" | "next") =>
  ({
    name,
    axes: [
      { name: "batch", size: symbol("batch") },
      { name: "seq", size: fixed(length) },
    ],
    type: "int",
    arena: "integers",
    offset: at[name],
    strides: [length, 1],
    indexes: vocab,
  }) as const;
const lossOutput = {
  role: "loss",
  name: "loss",
  axes: [],
  type: "real",
  places: [{ arena: "work", offset: at.loss, strides: [] }],
} as const;
const growSymbol = { symbol: "seq", low: 1, high: 8, step: 1 };
const textInput = {
  name: "text",
  axes: [{ name: "seq", size: symbol("seq") }],
  type: "int",
  arena: "integers",
  offset: at.text,
  strides: [1],
  indexes: vocab,
} as const;
const arenas = { work: 256, integers: 320 };
const integer = { axes: [], type: "int" } as const;
const placeOf = (offset: number): PlanPlace => ({ arena: "integers", offset, strides: [] });

export const plan: ModelPlan = {
  name: "bigram",
  hash: "0123456789abcdef",
  day: [
    { name: "batch", type: "int" },
    { name: "seq", type: "int" },
    { name: "step", type: "uint" },
    { name: "steps", type: "uint" },
  ],
  vocabularies: { letters: { kind: "tokenizer", tokenizer: "vocab" } },
  parameters: [
    {
      path: "table",
      axes: [
        { name: "vocab", size: kinds },
        { name: "vocab2", size: kinds },
      ],
      offset: 0,
      count: kinds * kinds,
      initial: { kind: "normal", mean: 0, deviation: 0.1 },
    },
  ],
  states: [
    {
      path: "table.velocity",
      axes: [
        { name: "vocab", size: kinds },
        { name: "vocab2", size: kinds },
      ],
      offset: 0,
      count: kinds * kinds,
      initial: 0,
    },
  ],
  arenas: { parameters: 64, states: 64 },
  chunk: 2 ** 25,
  kernels: Object.keys(wgsl).map((name) => ({
    name,
    entry: name,
    views: [],
    lanes: name === "forward" || name === "update" ? 8 : 1,
  })),
  entries: [
    {
      kind: "train",
      name: "train",
      symbols: [batchSymbol],
      inputs: [tokensInput("tokens"), tokensInput("next")],
      settings: ["step", "steps"],
      outputs: [lossOutput],
      arenas,
      dispatches: [forward, meanLoss, update],
      repeats: [],
      written: [
        { arena: "work", offset: at.gradients, count: batch * length * kinds, dispatch: 0 },
        { arena: "work", offset: at.losses, count: batch * length, dispatch: 0 },
        { arena: "work", offset: at.loss, count: 1, dispatch: 1 },
        { arena: "parameters", offset: 0, count: kinds * kinds, dispatch: 2 },
      ],
    },
    {
      kind: "evaluate",
      name: "train",
      symbols: [batchSymbol],
      inputs: [tokensInput("tokens"), tokensInput("next")],
      settings: [],
      outputs: [lossOutput],
      arenas,
      dispatches: [forward, { ...meanLoss }],
      repeats: [],
      written: [],
    },
    {
      kind: "generate",
      name: "write",
      symbols: [growSymbol],
      inputs: [textInput],
      settings: [],
      outputs: [{ ...integer, role: "next", name: "next", places: [placeOf(at.chosen)], indexes: vocab }],
      arenas,
      dispatches: [
        {
          kernel: "choose",
          offsets: [at.text, at.chosen],
          groups: [one, one, one],
          source: "s:12",
          makes: "next",
        },
      ],
      repeats: [],
      written: [],
    },
    {
      kind: "until",
      name: "write",
      symbols: [growSymbol],
      inputs: [textInput],
      settings: [],
      outputs: [{ ...integer, role: "done", name: "done", type: "bool", places: [placeOf(at.done)] }],
      arenas,
      dispatches: [
        {
          kernel: "ended",
          offsets: [at.text, at.done],
          groups: [one, one, one],
          source: "s:13",
          makes: "done",
        },
      ],
      repeats: [],
      written: [],
    },
    {
      kind: "infer",
      name: "Bigram",
      symbols: [growSymbol],
      inputs: [textInput],
      settings: [],
      outputs: [
        {
          role: "result",
          name: "logits",
          axes: [{ name: "seq", size: symbol("seq") }, vocab],
          type: "real",
          // Rows lie eight apart, so that reading them back has gaps to leave out.
          places: [{ arena: "work", offset: 0, strides: [8, 1] }],
        },
      ],
      arenas,
      dispatches: [
        {
          kernel: "rows",
          offsets: [at.text, 0],
          groups: [{ size: symbol("seq"), tile: 1 }, one, one],
          source: "s:5",
          makes: "logits",
        },
      ],
      repeats: [],
      written: [],
    },
  ],
  data: [
    {
      name: "book",
      kind: "windows",
      heldOut: 0.1,
      fields: [
        { kind: "window", name: "tokens", column: "text", shift: 0, length },
        { kind: "window", name: "next", column: "text", shift: 1, length },
      ],
    },
  ],
  trainings: [
    { name: "train", data: "book", batch, length: { kind: "steps", count: 40 }, seed: 7, evaluateEvery: 20 },
  ],
  generators: [
    {
      name: "write",
      options: [{ name: "length", type: "int", initial: 6 }],
      grow: {
        text: "text",
        axis: "seq",
        bound: 8,
        vocabulary: "letters",
        from: { kind: "argument", name: "prompt" },
        window: 4,
        until: true,
      },
    },
  ],
};

/** The same, but step 13's gradients are NaN: so the parameters of step 13 go bad, and the loss of step 14. */
export const spoiltWgsl: Readonly<Record<string, string>> = {
  ...wgsl,
  update: (wgsl["update"] ?? "").replace(
    "var gradient = 0.0;",
    "var gradient = bitcast<f32>(select(0u, 0x7fc00000u, day.step == 13u));",
  ),
};

export const tokenizers: Readonly<Record<string, PlanTokenizer>> = {
  vocab: { kind: "characters", labels: letters, special: [] },
};

/** Letters follow each other around: a b c d a b c d …, now and then an e. */
export const text = Array.from({ length: 400 }, (_, at) => (at % 37 === 36 ? "e" : letters[at % 4])).join("");

/** Losses of the first steps and the trained table, in f64. */
export function trainOracle(steps: number, seed: number): { losses: number[]; table: number[] } {
  const tokens = Array.from(text, (letter) => letters.indexOf(letter));
  const table = Array.from({ length: kinds * kinds }, (_, index) =>
    Math.fround(0.1 * randomNormal(seed, 0, hashName("table"), index)),
  );
  const velocity = table.map(() => 0);
  const losses: number[] = [];
  const boundary = 360;
  for (let step = 1; step <= steps; step += 1) {
    const gradient = table.map(() => 0);
    let loss = 0;
    for (let row = 0; row < batch; row += 1) {
      const start = randomBelow(boundary - length, seed, step, hashName("windows"), row);
      for (let position = start; position < start + length; position += 1) {
        const [from = 0, to = 0] = tokens.slice(position, position + 2);
        const logits = table.slice(from * kinds, (from + 1) * kinds);
        const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
        loss += (Math.log(total) - (logits[to] ?? 0)) / (batch * length);
        for (const [kind, logit] of logits.entries()) {
          const slope = (Math.exp(logit) / total - (kind === to ? 1 : 0)) / (batch * length);
          gradient[from * kinds + kind] = (gradient[from * kinds + kind] ?? 0) + slope;
        }
      }
    }
    for (const [index, slope] of gradient.entries()) {
      velocity[index] = momentum * (velocity[index] ?? 0) + slope;
      table[index] = (table[index] ?? 0) - rate * (velocity[index] ?? 0);
    }
    losses.push(loss);
  }
  return { losses, table };
}
