/** Random specs are well typed, and together they use the whole language and all kinds of nodes. */
import { parse } from "../../compiler/1-parse/parse.ts";
import { differentiate } from "../../compiler/4-gradient/differentiate.ts";
import { lower } from "../../compiler/3-graph/lower/lower.ts";
import { messageOf } from "../../compiler/source/diagnostic.ts";
import { checkText } from "../2-check/checked.ts";
import { assert, suite } from "../harness.ts";
import { derivedKinds, nodeKinds, nodeKindsIn, productions, productionsIn } from "./spec/coverage.ts";
import { seededSpec, sharedFiles, vocabularies } from "./spec/seeded.ts";

const test = suite("random specs");
const seeds = Array.from({ length: 150 }, (_, seed) => seed);

const labels = new Map(
  Object.entries(vocabularies).map(([axis, count]) => [
    axis,
    Array.from({ length: count }, (_, at) => (at === 0 ? "[START]" : at === 1 ? "[END]" : `l${at}`)),
  ]),
);
const sizes = new Map(Object.entries(vocabularies));

const used = new Map<string, number>();
const made = new Map<string, number>();

function note(counts: Map<string, number>, names: Iterable<string>): void {
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
}

test("are well typed", () => {
  const options = { set: {}, sizes: vocabularies, labels: Object.fromEntries(labels) };
  for (const seed of seeds) {
    const text = seededSpec(seed);
    const { model, diagnostics } = checkText(text, options, sharedFiles);
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    assert.equal(
      errors.map((error) => messageOf(error)),
      [],
      text,
    );
    note(used, productionsIn(parse({ name: "random.weft", text }, [])));
    const graph = lower(model, "random", { sizes, labels });
    note(made, nodeKindsIn(graph));
    note(
      made,
      [...nodeKindsIn(differentiate(graph))].filter((kind) => derivedKinds.includes(kind)),
    );
  }
});

test("use every production of the grammar", () => {
  assert.equal(
    productions.filter((name) => (used.get(name) ?? 0) < 3),
    [],
  );
});

test("have every kind of node", () => {
  assert.equal(
    [...nodeKinds, ...derivedKinds].filter((kind) => (made.get(kind) ?? 0) < 3),
    [],
  );
});

test("are counted by all that the grammar and the graph have", () => {
  // A production or kind that a tree or a graph shows, and no list has, is missing in the list.
  assert.equal(
    [...used.keys()].filter((name) => !productions.includes(name) && !structural.includes(name)),
    [],
  );
  assert.equal(
    [...made.keys()].filter((kind) => !nodeKinds.includes(kind) && !derivedKinds.includes(kind)),
    [],
  );
});

/** Kinds that every program has, or that stand for a part of another production. */
const structural: readonly string[] = [
  "block",
  "drawn",
  "value",
  "real",
  "int",
  "bool",
  "index",
  "equal",
  "labels",
  "sum",
  "bounded",
  "range",
  "like",
  "free",
];
