import { BudgetError } from "../../compiler/5-schedule/again/fit.ts";
import { CommandError } from "../../compiler/cli/command-error.ts";
import { budgetFailure, readMemory } from "../../compiler/cli/memory.ts";
import { assert, suite } from "../harness.ts";

const test = suite("an amount of memory");

test("is a number of bytes, with or without a unit", () => {
  const amounts: readonly (readonly [string, number])[] = [
    ["1", 1],
    ["500000000", 5e8],
    ["512MB", 512e6],
    ["512 mb", 512e6],
    ["1.5GB", 1.5e9],
    ["2GiB", 2 ** 31],
    ["0.5kB", 500],
  ];
  for (const [text, bytes] of amounts) assert.is(readMemory(text), bytes, text);
});

test("else it is refused, with what is wrong", () => {
  const wrong: readonly (readonly [string, RegExp])[] = [
    [
      "much",
      /`--memory much` isn't an amount of memory: it takes a number of bytes, or one with a unit, as in 512MB/,
    ],
    ["-5MB", /isn't an amount/],
    ["1e9", /`e`|isn't an amount/],
    ["12 parsecs", /`parsecs` in `--memory 12 parsecs` isn't a unit/],
    ["0", /is no memory to plan for/],
    ["0.1", /is no memory to plan for/],
    ["99999999999TB", /is no memory to plan for/],
  ];
  for (const [text, message] of wrong) {
    let failure: unknown;
    try {
      readMemory(text);
    } catch (error) {
      failure = error;
    }
    assert.ok(failure instanceof CommandError && failure.exitCode === 2, text);
    assert.match(failure.message, message);
  }
});

test("that no plan reaches is answered by the least that was reached, and what is held there", () => {
  const held = Array.from({ length: 7 }, (_, at) => ({
    name: `M.blocks.${at}.x`,
    formula: "x + f(x)",
    shape: "[seq 6]",
    bytes: 1000 * (7 - at),
    source: "m.weft:9",
  }));
  const least = {
    parameters: 2e6,
    states: 0,
    gradients: 0,
    activations: 28e3,
    peak: 2_028_000,
    peakDispatch: 4,
    held,
  };
  const { message, exitCode } = budgetFailure(new BudgetError("train d", 1e6, least));
  assert.is(exitCode, 1);
  assert.equal(message.split("\n"), [
    "`train d` doesn't fit in 1 MB: with all made again that helps, it needs 2 MB (`--memory 2028000`), reached at dispatch 5",
    "       2 MB  parameters",
    "       7 kB  M.blocks.0.x [seq 6] m.weft:9",
    "       6 kB  M.blocks.1.x [seq 6] m.weft:9",
    "       5 kB  M.blocks.2.x [seq 6] m.weft:9",
    "       4 kB  M.blocks.3.x [seq 6] m.weft:9",
    "       3 kB  M.blocks.4.x [seq 6] m.weft:9",
    "       3 kB  2 smaller values",
    "a smaller batch, `accumulate`, or smaller axes (`--set`) need less",
  ]);
});
