import fc from "fast-check";
import {
  aligned,
  alignment,
  liveAt,
  placeInMemory,
  type Lifetime,
} from "../../compiler/5-schedule/memory.ts";
import { assert, suite } from "../harness.ts";

const test = suite("memory of values that come and go");

const lifetimes = fc
  .array(fc.record({ count: fc.integer({ min: 1, max: 1000 }), from: fc.nat(30), length: fc.nat(10) }), {
    maxLength: 40,
  })
  .map((all) =>
    all.map(({ count, from, length }, key): Lifetime<number> => ({ key, count, from, to: from + length })),
  );

test("what lives together never overlaps, and lies at multiples of 64, in one chunk each", () => {
  fc.assert(
    fc.property(lifetimes, (all) => {
      const { offsets, size } = placeInMemory(all, 4096);
      for (const a of all) {
        const start = offsets.get(a.key) ?? -1;
        assert.is(Math.floor(start / 4096), Math.floor((start + a.count - 1) / 4096), "in one chunk");
        assert.ok(start >= 0 && start % 64 === 0 && start + a.count <= size);
        for (const b of all) {
          const other = offsets.get(b.key) ?? -1;
          const together = a.from <= b.to && b.from <= a.to;
          const overlap = start < other + b.count && other < start + a.count;
          assert.ok(a === b || !together || !overlap);
        }
      }
    }),
  );
});

test("equal sizes need no more than the most that live at once", () => {
  fc.assert(
    fc.property(lifetimes, (all) => {
      const equal = all.map((one) => ({ ...one, count: 64 }));
      const most = Math.max(0, ...Array.from({ length: 45 }, (_, at) => liveAt(equal, at)));
      const { size } = placeInMemory(equal, 4096);
      assert.ok(size <= most * 1.5 + 64, `${size} for ${most}`);
    }),
  );
});

test("a chain needs two places", () => {
  const chain = Array.from({ length: 10 }, (_, key) => ({ key, count: 100, from: key, to: key + 1 }));
  assert.is(placeInMemory(chain, 4096).size, 2 * aligned(100));
});

test("a value that is written piece by piece leaves room where it isn't there yet", () => {
  const pieces = [
    { at: 0, count: 64, from: 0 },
    { at: 64, count: 128, from: 5 },
  ];
  const whole = { key: "whole", count: 192, from: 0, to: 9, pieces };
  const early = { key: "early", count: 128, from: 0, to: 4 };
  const late = { key: "late", count: 64, from: 3, to: 5 };
  const { offsets, size } = placeInMemory([whole, early, late], 4096);
  assert.is(offsets.get("early"), (offsets.get("whole") ?? 0) + 64);
  assert.ok((offsets.get("late") ?? 0) >= 192);
  assert.is(size, 256);
  assert.is(liveAt([whole], 4), 64);
  assert.is(liveAt([whole], 5), 192);
});

test("what lies beside pieces of a few vectors still begins where a binding can", () => {
  const pieces = [
    { at: 0, count: 36, from: 0 },
    { at: 36, count: 60, from: 5 },
  ];
  const whole = { key: "whole", count: 96, from: 0, to: 9, pieces };
  const late = { key: "late", count: 64, from: 3, to: 9 };
  const early = { key: "early", count: 64, from: 0, to: 4 };
  const { offsets } = placeInMemory([whole, late, early], 4096);
  for (const offset of offsets.values()) assert.is(offset % alignment, 0);
  assert.is(new Set(offsets.values()).size, 3);
});
