/** Grows a text in the evaluator: all of it afresh for each position, and by what was kept. */
import { evaluateEntry } from "../../../compiler/3-graph/evaluate.ts";
import type { Environment } from "../../../compiler/3-graph/evaluate/evaluation.ts";
import type { Entry, Graph, GraphState } from "../../../compiler/3-graph/graph.ts";
import type { Plan } from "../../../compiler/5-schedule/plan.ts";
import { countOf, stridesAlong } from "../../../compiler/3-graph/tensor.ts";
import type { Tensor } from "../../../compiler/3-graph/tensor.ts";
import { evaluateSize } from "../../../compiler/sizes/size.ts";
import { randomValues } from "../../agree/values.ts";
import { randoms } from "../graphs.ts";

export interface GrownStep {
  /** The largest difference of what is kept, and of what comes out, from the evaluation of the whole text. */
  readonly difference: number;
  readonly next: number;
}

interface Text {
  readonly input: string;
  readonly symbol: string;
}

/** The entries of a generator; throws where it has no `extend`. */
export function entriesOf(graph: Graph, name: string): { readonly whole: Entry; readonly row: Entry } {
  const find = (kind: Entry["kind"]): Entry | undefined =>
    graph.entries.find((entry) => entry.kind === kind && entry.name === name);
  const [whole, row] = [find("generate"), find("extend")];
  if (whole === undefined || row === undefined) throw new Error(`${name} isn't grown by rows`);
  return { whole, row };
}

/** With random parameters: from a beginning of `begin` positions to `end`, each next position checked against the whole text. */
export function growInEvaluator(
  graph: Graph,
  name: string,
  text: Text,
  { begin, end, seed }: { readonly begin: number; readonly end: number; readonly seed: number },
): readonly GrownStep[] {
  const { whole, row } = entriesOf(graph, name);
  const given = randomValues(graph, whole, randoms(seed), ({ symbol, high }) =>
    symbol === text.symbol ? begin : Math.max(1, high - 1),
  );
  const numbers = [...(given.environment.inputs.get(text.input)?.data ?? [])];
  const axis = whole.inputs.find((input) => input.name === text.input)?.axes[0];
  if (axis === undefined) throw new Error(`there is no input ${text.input}`);
  let kept = new Map<string, Tensor>();
  const steps: GrownStep[] = [];
  for (let length = begin; length <= end; length++) {
    const environmentOf = (
      states: ReadonlyMap<string, Tensor>,
      sizes: ReadonlyMap<string, number>,
    ): Environment => {
      const input = { axes: [axis], shape: [length], data: Float64Array.from(numbers) };
      const inputs = new Map(given.environment.inputs).set(text.input, input);
      const all = new Map([...given.environment.states, ...states]);
      return { ...given.environment, sizes, inputs, states: all, step: length };
    };
    const afresh = resultsOf(whole, environmentOf(new Map(), new Map(given.sizes).set(text.symbol, length)));
    if (length === begin) {
      kept = afresh.caches;
      steps.push({ difference: 0, next: afresh.next });
    } else {
      const sizes = new Map([...given.sizes, ...roomFor(row, length)]);
      const widened = new Map(
        (graph.caches ?? []).flatMap((cache) => widen(cache, kept.get(cache.path), sizes)),
      );
      const grown = resultsOf(row, environmentOf(widened, sizes));
      const merged = new Map([...kept, ...grown.caches]);
      const differences = [...afresh.caches].map(([path, tensor]) => furthest(tensor, merged.get(path)));
      steps.push({
        difference: Math.max(0, ...differences, afresh.next === grown.next ? 0 : Infinity),
        next: afresh.next,
      });
      kept = merged;
    }
    numbers.push(afresh.next);
  }
  return steps;
}

function resultsOf(entry: Entry, environment: Environment) {
  const caches = new Map<string, Tensor>();
  let next = NaN;
  for (const { output, value } of evaluateEntry(entry, environment)) {
    if (output.role === "cache") caches.set(output.name, value);
    if (output.role === "next") next = value.data[0] ?? NaN;
  }
  return { caches, next };
}

/** The sizes of a text of that length and of the room for it. */
export function roomFor({ symbols }: Entry, length: number): ReadonlyMap<string, number> {
  return new Map(
    symbols.flatMap(({ symbol, lengthWithin }): [string, number][] => {
      if (lengthWithin === undefined) return [];
      const step = symbols.find((one) => one.symbol === lengthWithin)?.step ?? 1;
      return [
        [symbol, length],
        [lengthWithin, Math.ceil(length / step) * step],
      ];
    }),
  );
}

/** With positions that nothing has written yet: they hold large numbers, so that whoever reads them shows it. */
function widen(
  { path, axes, indexes }: GraphState,
  tensor: Tensor | undefined,
  sizes: ReadonlyMap<string, number>,
): readonly (readonly [string, Tensor])[] {
  if (tensor === undefined) return [];
  const shape = axes.map(({ size }) => evaluateSize(size, sizes));
  const data = new Float64Array(countOf(shape)).fill(indexes === undefined ? 1e30 : 1);
  const wide = { axes, shape, data };
  copyInto(wide, tensor);
  return [[path, wide]];
}

function copyInto(to: Tensor, from: Tensor): void {
  const strides = stridesAlong(to, from.axes);
  const visit = (at: number, source: number, target: number): number => {
    if (at === from.axes.length) {
      to.data[target] = from.data[source] ?? NaN;
      return source + 1;
    }
    let next = source;
    for (let i = 0; i < (from.shape[at] ?? 0); i++)
      next = visit(at + 1, next, target + i * (strides[at] ?? 0));
    return next;
  };
  visit(0, 0, 0);
}

function furthest(expected: Tensor, found: Tensor | undefined): number {
  if (found === undefined) return Infinity;
  const arranged = {
    axes: expected.axes,
    shape: expected.shape,
    data: new Float64Array(expected.data.length),
  };
  copyInto(arranged, found);
  return expected.data.reduce((most, value, at) => {
    const difference = Math.abs(value - (arranged.data[at] ?? NaN));
    return Number.isNaN(difference) ? Infinity : Math.max(most, difference);
  }, 0);
}

/** Why the first generator evaluates the whole text for each position. */
export function reasonOf({ plan }: { readonly plan: Plan }): string | undefined {
  return plan.model.generators[0]?.grow?.afresh;
}
