import type { Entry, Graph, Node } from "../../../compiler/3-graph/graph.ts";
import { appendRows } from "../../../compiler/5-schedule/arrange/appends.ts";
import { arrange } from "../../../compiler/5-schedule/arrange/arrange.ts";
import { expandRows } from "../../../compiler/5-schedule/rewrite/expand-rows.ts";
import { boundsOf } from "../../../compiler/5-schedule/layout.ts";
import { takeScansApart } from "../../../compiler/5-schedule/rewrite/scans.ts";
import { placeStored } from "../../../compiler/5-schedule/arrange/stored.ts";
import { splitIntoStrips } from "../../../compiler/5-schedule/strips/split.ts";
import { withoutStrips } from "../../../compiler/5-schedule/strips/strips.ts";
import {
  writeKernel,
  type WrittenGroup,
  type WrittenKernels,
} from "../../../compiler/5-schedule/assemble/written.ts";
import { compileSpec, readSpec, type SpecOptions } from "../../agree/compile-spec.ts";
import { assert, suite } from "../../harness.ts";

const test = suite("kernels that are alike are written once");

/** What a dispatch takes of its group's kernel, apart from the names in it. */
function shownOf({ structure, placed, touched, scans, groups, cpuGroups }: WrittenGroup): object {
  return {
    structure,
    placed: placed.map(({ id }) => id),
    touched: touched.map(({ node, ...how }) => ({ node: node.id, ...how })),
    scans,
    groups,
    cpuGroups,
  };
}

/** Writes each kernel of an entry anew and beside those that are there; says how many there were and how many were written. */
function compareKernels(
  graph: Graph<Node>,
  given: Entry,
): { readonly all: number; readonly written: number } {
  const { entry: taken, ...loops } = takeScansApart(expandRows(given));
  const strips =
    loops.repeats.size > 0
      ? withoutStrips(taken)
      : splitIntoStrips(taken, boundsOf(taken), { large: 256, expansion: 2, height: 2, depth: 2 });
  const bounds = boundsOf(strips.entry);
  const symbols = graph.entries.flatMap((each) => each.symbols);
  const stored = placeStored(graph, new Map(), boundsOf({ symbols }), 2 ** 25);
  const { entry, homes, targets, blocks } = appendRows(strips.entry, stored, bounds);
  const repeats = new Map([...loops.repeats, ...strips.repeats]);
  const form = { entry, strips, blocks, homes, targets, loops: { ...loops, repeats } };
  const { groups, values, ...arranged } = arrange(form, stored, bounds);
  const surroundings = { bounds, values, homes: arranged.homes, repeats };
  const known: WrittenKernels = new Map();
  for (const group of groups) {
    const shared = writeKernel(group, surroundings, known);
    const anew = writeKernel(group, surroundings, new Map());
    assert.equal(shownOf(shared), shownOf(anew), `${entry.kind} ${entry.name}, ${group.items[0]?.label}`);
  }
  return { all: groups.length, written: known.size };
}

function compareSpec(path: string, kinds: readonly Entry["kind"][], options: SpecOptions): void {
  const { graph } = compileSpec(path, readSpec(path), options);
  const entries = graph.entries.filter(({ kind }) => kinds.includes(kind));
  const compared = entries.map((entry) => compareKernels(graph, entry));
  const saved = compared.reduce((sum, { all, written }) => sum + all - written, 0);
  assert.ok(saved > 0, `${path} has kernels that are another's`);
}

test("in a text model: training, generation and inference, by strips too", () => {
  const set = { embed: "8", head: "2", seq: "16", depth: "3" };
  compareSpec("specs/gpt.weft", ["train", "extend", "infer"], { set, vocabularies: { vocab: 11 } });
});

test("in scans and in what they are in", () => {
  const set = { time: "6", embed: "5", cell: "8" };
  compareSpec("specs/names.weft", ["train"], { set, vocabularies: { letter: 9 } });
});
