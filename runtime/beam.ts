/**
 * Beam search. So many texts grow side by side; of all their continuations by one label the most probable ones go on. A text that is done
 * keeps its place while no other is more probable. The score of a text is the sum of the log-probabilities of what was added, so that
 * it only falls: the search ends when the best text is done.
 */
import type { Engine, Region } from "./engine.ts";
import { ownKept, ownsKept } from "./kept.ts";
import type { PlanEntry } from "./plan.ts";
import { runEntry, type Call, type Machine, type PreparedEntry } from "./step.ts";
import type { Tensor } from "./tensor.ts";

/** A generator whose entries are ready. */
export interface Growth {
  readonly machine: Machine;
  /** Evaluates all of a text. */
  readonly whole: PreparedEntry;
  /** Takes one position more, where the generator can. */
  readonly row: PreparedEntry | undefined;
  readonly ends: PreparedEntry | undefined;
  readonly bound: number;
  readonly window: number | undefined;
  readonly begin: readonly number[];
  /** How many labels are added at most. */
  readonly most: number;
  readonly signal: AbortSignal | undefined;
  /** `length` counts the positions that a window has cut off, too. */
  readonly callOf: (text: readonly number[], length: number) => Call;
}

interface Beam {
  /** What the model sees. */
  readonly text: readonly number[];
  readonly added: readonly number[];
  readonly score: number;
  readonly isDone: boolean;
  /** What the generator keeps of the text without its last label. */
  readonly kept: Kept | undefined;
}

/** A copy of the memory that a generator keeps, which many beams may go on from. */
interface Kept {
  readonly values: Float32Array<ArrayBuffer>;
  /** Parameters, and whose turn it is, may have changed since another one. */
  readonly era: object;
}

/** The labels that the most probable text adds that the search finds; of texts that are done where there are any. */
export async function searchBeams(growth: Growth, width: number): Promise<readonly number[]> {
  const evaluate = createEvaluation(growth);
  let beams: readonly Beam[] = [{ text: growth.begin, added: [], score: 0, isDone: false, kept: undefined }];
  for (let count = 0; count < growth.most && growth.signal?.aborted !== true; count += 1) {
    const [best] = beams;
    if (best === undefined || best.isDone) break;
    if (best.text.length > growth.bound) {
      const { window } = growth;
      if (window === undefined) break;
      beams = beams.map((beam) => ({ ...beam, text: beam.text.slice(-window), kept: undefined }));
    }
    const next: Beam[] = [];
    for (const beam of beams) {
      if (beam.isDone) next.push(beam);
      else next.push(...(await continuations(beam, evaluate, width)));
    }
    // The sort is stable: of equals the one whose beginning was better comes first, and of its labels the first.
    const chosen = next.sort((a, b) => b.score - a.score).slice(0, width);
    beams = await Promise.all(chosen.map((beam) => askEnd(growth, beam)));
  }
  return (beams.find(({ isDone }) => isDone) ?? beams[0])?.added ?? [];
}

type Evaluate = (beam: Beam) => Promise<{ readonly scores: Tensor["data"]; readonly kept: Kept | undefined }>;

async function continuations(beam: Beam, evaluate: Evaluate, width: number): Promise<readonly Beam[]> {
  const { scores, kept } = await evaluate(beam);
  return largest(scores, width).map((label) => ({
    text: [...beam.text, label],
    added: [...beam.added, label],
    score: beam.score + (scores[label] ?? Number.NaN),
    isDone: false,
    kept,
  }));
}

/** The places of the largest values, the largest first; of equals the first. */
function largest(values: Tensor["data"], count: number): readonly number[] {
  const best: number[] = [];
  for (const [place, value] of values.entries()) {
    const last = best.length < count ? undefined : best.at(-1);
    if (last !== undefined && value <= (values[last] ?? Number.NaN)) continue;
    let at = best.length;
    while (at > 0 && value > (values[best[at - 1] ?? 0] ?? Number.NaN)) at -= 1;
    best.splice(at, 0, place);
    if (best.length > count) best.pop();
  }
  return best;
}

async function askEnd({ machine, ends, bound, begin, callOf }: Growth, beam: Beam): Promise<Beam> {
  if (ends === undefined || beam.isDone || beam.text.length > bound) return beam;
  const call = callOf(beam.text, begin.length + beam.added.length);
  return { ...beam, isDone: resultOf(ends, await runEntry(machine, ends, call), "done")?.data[0] === 1 };
}

/** Evaluates a beam's text: from what was kept of its beginning, which lies in the engine's memory or is put there. */
function createEvaluation({ machine, whole, row, begin, callOf }: Growth): Evaluate {
  const { engine } = machine;
  const region = keptBy(machine, whole.entry);
  const owner = {};
  let era = {};
  let held: Kept | undefined;
  return async ({ text, added, kept }) => {
    if (!ownsKept(engine, owner)) {
      era = {};
      held = undefined;
    }
    const length = begin.length + added.length;
    const goesOn = row !== undefined && kept?.era === era;
    if (goesOn && held !== kept && region.count > 0) engine.writeArena("states", region.offset, kept.values);
    ownKept(engine, owner);
    const used = goesOn ? row : whole;
    const results = await runEntry(machine, used, callOf(text, length));
    const scores = resultOf(used, results, "next")?.data ?? new Float32Array();
    held = row === undefined ? undefined : await keepFrom(engine, region, era);
    // Another generator, or a training's step, may have come between.
    if (!ownsKept(engine, owner)) held = undefined;
    return { scores, kept: held };
  };
}

async function keepFrom(engine: Engine, { arena, offset, count }: Region, era: object): Promise<Kept> {
  if (count === 0) return { values: new Float32Array(0), era };
  return { values: new Float32Array(await engine.readArena(arena, offset, count)), era };
}

/** Where the generator of an entry keeps what it has of its text. */
function keptBy({ plan }: Machine, { name }: PlanEntry): Region {
  const own = (plan.caches ?? []).filter(({ path }) => path.startsWith(`${name}/`));
  const offset = own.length === 0 ? 0 : Math.min(...own.map((cache) => cache.offset));
  const end = Math.max(...own.map((cache) => cache.offset + cache.count));
  return { arena: "states", offset, count: own.length === 0 ? 0 : end - offset };
}

function resultOf(
  { entry }: PreparedEntry,
  results: readonly Tensor[],
  role: "next" | "done",
): Tensor | undefined {
  return results[entry.outputs.findIndex((output) => output.role === role)];
}
