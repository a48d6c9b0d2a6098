import { viewsOfUses, type Place, type Use } from "../../../compiler/5-schedule/assemble/views.ts";
import type { ArenaName } from "../../../runtime/plan.ts";
import { assert, suite } from "../../harness.ts";

const test = suite("what kernels bind");

const chunk = 1024;

function at(offset: number, arena: ArenaName = "work", count = 64): Place {
  return { arena, offset, count };
}

/** The bindings of each way in which the uses are bound, and how many uses it has. */
function bindingsOf(uses: readonly Use[]): readonly (readonly [string, number])[] {
  return [...viewsOfUses(uses, chunk)].map(([views, own]) => [
    views.map(({ binding }) => binding).join(" "),
    own.length,
  ]);
}

test("values of one chunk share a binding, that of their arena, whichever chunk it is", () => {
  const uses = [
    [at(0), at(64, "parameters"), at(128), at(0, "integers")],
    [at(2048), at(1024, "parameters"), at(2112), at(0, "integers")],
  ];
  assert.equal(bindingsOf(uses), [["2 0 2 3", 2]]);
});

test("values that lie in other chunks in each use have a binding each", () => {
  const uses = [
    [at(0), at(64), at(1024), at(0, "parameters")],
    [at(1024), at(2048), at(1088), at(64, "parameters")],
  ];
  assert.equal(bindingsOf(uses), [["2 4 5 0", 2]]);
});

test("bindings of arenas that the kernel doesn't touch are there for other values", () => {
  const places = [0, 1024, 2048, 3072, 4096, 5120, 6144, 7168].map((offset) => at(offset));
  assert.equal(bindingsOf([places]), [["2 4 5 6 7 0 1 3", 1]]);
});

test("what lies in the place of another, or around it, shares its binding", () => {
  const within = [at(0, "work", 256), at(128), at(1024)];
  assert.equal(bindingsOf([within]), [["2 2 4", 1]]);
  // The first two lie around the third in the second use.
  const around = [
    [at(0), at(0), at(1024)],
    [at(0, "work", 64), at(64, "work", 512), at(128)],
  ];
  assert.equal(bindingsOf([[at(0), at(0), at(1024)]]), [["2 2 4", 1]]);
  assert.equal(bindingsOf(around), [
    ["2 2 4", 1],
    ["2 2 2", 1],
  ]);
});

test("more values than a device binds are bound by chunk, in as many ways as there are", () => {
  const few = Array.from({ length: 9 }, (_, index) => at(64 * index));
  const split = few.map((place, index) => (index < 4 ? place : at(place.offset + 1024)));
  assert.equal(bindingsOf([few, split, few.map(({ offset }) => at(offset + 2048))]), [
    ["2 2 2 2 2 2 2 2 2", 2],
    ["2 2 2 2 4 4 4 4 4", 1],
  ]);
});
