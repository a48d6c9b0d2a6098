import { besideOthers, type Reach } from "../../../compiler/5-schedule/assemble/beside.ts";
import type { Place } from "../../../compiler/5-schedule/assemble/views.ts";
import { compileSpec, readSpec } from "../../agree/compile-spec.ts";
import { assert, suite } from "../../harness.ts";

const test = suite("dispatches that may run beside each other");

function work(offset: number, count: number): Place {
  return { arena: "work", offset, count };
}

function reach(reads: readonly Place[], writes: readonly Place[], isMoving = false): Reach {
  return { reads, writes, isMoving };
}

test("those that read the same and write apart", () => {
  const read = work(0, 8);
  const all = [8, 16, 24].map((offset) => reach([read], [work(offset, 8)]));
  assert.equal(besideOthers(all), [false, true, true]);
});

test("not what reads what one of them writes, writes what one reads, or writes what one writes", () => {
  const first = reach([work(0, 8)], [work(8, 8)]);
  const second = reach([work(0, 8)], [work(16, 8)]);
  for (const other of [
    reach([work(15, 1)], [work(24, 8)]),
    reach([], [work(7, 1)]),
    reach([], [work(4, 8)]),
    reach([], [work(23, 4)]),
  ])
    assert.equal(besideOthers([first, second, other]), [false, true, false]);
  assert.equal(besideOthers([first, second, reach([work(24, 8)], [work(32, 8)])]), [false, true, true]);
});

test("one that waits is what the next are compared with", () => {
  const first = reach([work(0, 8)], [work(8, 8)]);
  const second = reach([work(8, 8)], [work(16, 8)]);
  assert.equal(besideOthers([first, second, reach([work(8, 8)], [work(0, 8)])]), [false, false, true]);
});

test("the same offsets of two arenas are two places", () => {
  const states: Place = { arena: "states", offset: 8, count: 8 };
  assert.equal(besideOthers([reach([], [work(8, 8)]), reach([states], [work(16, 8)])]), [false, true]);
});

test("nothing beside what reaches another place each time", () => {
  const moving = reach([work(0, 8)], [work(8, 8)], true);
  const still = (offset: number): Reach => reach([work(0, 8)], [work(offset, 8)]);
  assert.equal(besideOthers([still(16), moving, still(24), still(32)]), [false, false, false, true]);
});

test("queries, keys and values of attention, and the gradients of their weights", () => {
  const { plan } = compileSpec("gpt.weft", readSpec("specs/gpt.weft"), { vocabularies: { vocab: 81 } });
  const train = plan.model.entries.find(({ kind }) => kind === "train");
  const isBeside = (makes: string): boolean | undefined =>
    train?.dispatches.find((dispatch) => dispatch.makes === makes)?.isBeside;
  const block = "GPT.blocks.0.attn";
  assert.is(isBeside(`${block}.q`), undefined);
  const at = train?.dispatches.findIndex(({ makes }) => makes === `${block}.q`) ?? 0;
  assert.equal(
    train?.dispatches.slice(at, at + 4).map((dispatch) => dispatch.isBeside),
    [undefined, true, true, undefined],
  );
  assert.is(isBeside(`gradient of ${block}.W_k`), true);
  assert.is(isBeside(`gradient of ${block}.W_v`), true);
});
