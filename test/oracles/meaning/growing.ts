/**
 * Texts that grow in the runtime, by rows, several at once and with beams, and what the second reading (`growing.py`) has by running the
 * model on the whole text for each position.
 */
import { growSeveral } from "../../../runtime/generate/grow-several.ts";
import { growNumbers } from "../../../runtime/generate/grow.ts";
import { initialParameters } from "../../../runtime/parameters.ts";
import { seedOf } from "../../../runtime/random.ts";
import type { Machine } from "../../../runtime/step.ts";
import { compileSpec, Mistakes, type CompiledSpec } from "../../agree/compile-spec.ts";
import { openMachine, type Backend } from "../../agree/device.ts";
import { labels } from "../../fuzz/spec/growing.ts";
import { choices } from "../../fuzz/spec/seeded.ts";
import { answersTo, encoded, lineOf, sitesOf } from "./cases.ts";
import { growingCaseSpec, type GrowingSpec } from "./growing-specs.ts";

export interface Grown {
  readonly name: string;
  readonly isByRows: boolean;
  readonly line: string;
  /** What the runtime adds to each text, by itself and among all. */
  readonly alone: readonly (readonly number[])[];
  readonly together: readonly (readonly number[])[];
}

const bound = 12;
const count = 4;

/** Undefined where the compiler refuses the spec. */
export async function grownCase(seed: number, backend: Backend = "cpu, exact"): Promise<Grown | undefined> {
  const made = growingCaseSpec(seed);
  try {
    return await grown(seed, made, compileSpec("grown.weft", made.text), backend);
  } catch (error) {
    if (error instanceof Mistakes) return undefined;
    throw error;
  }
}

/** What a generator is given: `seed` is that of the first text. */
interface Given {
  readonly seed: number;
  readonly options: { readonly temperature: number; readonly length: number };
  readonly begins: readonly Int32Array[];
  readonly sources: readonly Int32Array[];
}

async function grown(seed: number, made: GrowingSpec, spec: CompiledSpec, backend: Backend): Promise<Grown> {
  const choose = choices(seed + 1);
  const drawn = (most: number): Int32Array =>
    Int32Array.from({ length: 1 + choose(most) }, () => choose(labels.length));
  const given: Given = {
    // The last texts begin with 0 again.
    seed: 4_294_967_290 + choose(5),
    options: { temperature: [0.8, 0, 1.3][choose(3)] ?? 1, length: choose(26) },
    begins: Array.from({ length: count }, () => drawn(made.window > 0 ? bound + 4 : bound + 1)),
    sources: Array.from({ length: count }, () => drawn(6)),
  };
  const machine = await openMachine(spec.plan, backend);
  machine.engine.writeArena("parameters", 0, initialParameters(machine.plan, seed));
  const alone = await growEach(machine, made, given);
  const together = await growTogether(machine, made, given);
  // The WebGPU device is shared by all specs of this process.
  if (backend !== "webgpu") machine.engine.destroy();
  const line = lineOf(
    { text: made.text, files: {}, labels: {}, set: {} },
    entriesOf(made, spec, given, initialParameters(machine.plan, seed)),
  );
  const isByRows = spec.graph.entries.some(({ kind }) => kind === "extend");
  return { name: `grown ${seed}`, isByRows, line, alone, together };
}

async function growEach(
  machine: Machine,
  { beginsWithLabel, takesSource }: GrowingSpec,
  { seed, options, begins, sources }: Given,
): Promise<readonly (readonly number[])[]> {
  const all: number[][] = [];
  for (const [text, begin] of begins.entries()) {
    const source = takesSource ? { source: sources[text] ?? [] } : {};
    const own = { ...options, ...(beginsWithLabel ? {} : { prompt: begin }), ...source };
    const numbers: number[] = [];
    const drawing = { seed: seedOf(seed, text) };
    for await (const number of growNumbers(machine, "write", own, drawing, () => undefined))
      numbers.push(number);
    all.push(numbers);
  }
  return all;
}

async function growTogether(
  machine: Machine,
  { beginsWithLabel, takesSource }: GrowingSpec,
  { seed, options, begins, sources }: Given,
): Promise<readonly (readonly number[])[]> {
  const beginnings = beginsWithLabel ? { texts: count } : { prompts: begins };
  const lists = { ...options, ...beginnings, ...(takesSource ? { sources } : {}) };
  const all: number[][] = begins.map(() => []);
  for await (const { text, number } of growSeveral(machine, "write", lists, { seed }, () => undefined))
    all[text]?.push(number);
  return all;
}

/** What the second reading is given of each text. */
function entriesOf(
  { beam, window, takesSource }: GrowingSpec,
  { graph, plan }: CompiledSpec,
  { seed, options, begins, sources }: Given,
  arena: Float32Array,
): readonly unknown[] {
  const from = plan.model.generators[0]?.grow?.from;
  const entry = graph.entries.find(({ kind }) => kind === "generate");
  const sites = entry === undefined ? [] : sitesOf(graph, entry);
  const parameters = plan.model.parameters.map(({ path, offset, count, axes }) => {
    const data = encoded(Float64Array.from(arena.subarray(offset, offset + count)));
    return [path, { axes: axes.map(({ name }) => name), shape: axes.map(({ size }) => size), data }];
  });
  return begins.map((begin, text) => {
    const own = sources[text] ?? new Int32Array();
    const source = { axes: ["from"], shape: [own.length], data: encoded(Float64Array.from(own)) };
    return {
      ...{ kind: "grow", name: "write", text: { name: "text", axes: ["seq"] }, outputs: [] },
      ...{ bound, beam, window, most: options.length, sites, seed: seedOf(seed, text) },
      begin: from?.kind === "labels" ? from.labels : [...begin],
      sizes: takesSource ? { from: own.length } : {},
      inputs: takesSource ? { source } : {},
      parameters: Object.fromEntries(parameters),
      settings: { temperature: options.temperature },
      ...{ lengths: {}, states: {} },
    };
  });
}

/** What differs, in words, for each case a list; and how many labels were compared. */
export function differencesGrown(
  cases: readonly Grown[],
  python: string,
): { readonly lines: readonly (readonly string[])[]; readonly labels: number } {
  const answers = answersTo(
    cases.map(({ line }) => line),
    python,
  );
  let count = 0;
  const lines = cases.map(({ alone, together }, at) =>
    alone.flatMap((own, text) => {
      const { error, numbers = [], whole = false } = answers[at]?.[text] ?? {};
      if (error !== undefined) return [`text ${text}: ${error}`];
      count += numbers.length;
      const expected = numbers.join();
      return Object.entries({ own, together: together[text] ?? [] }).flatMap(([how, found]) => {
        const same = (whole ? found : found.slice(0, numbers.length)).join();
        return same === expected ? [] : [`text ${text}, ${how}: ${same}, not ${expected}`];
      });
    }),
  );
  return { lines, labels: count };
}
