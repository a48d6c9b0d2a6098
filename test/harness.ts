/**
 * The one file that knows the test library. A test file says
 *
 *     const test = suite("what is tested");
 *     test("what holds", () => { assert.equal(actual, expected); });
 *
 * and nothing else: suites are run by test/main.ts, or, when a test file is run by itself, at the end of its process.
 */
import * as uvuAssert from "uvu/assert";

declare global {
  var UVU_DEFER: number | undefined;
  var UVU_QUEUE: unknown[][];
}

// uvu would otherwise start each suite from a timer of its own, before a file with top-level await is complete.
globalThis.UVU_DEFER = 1;
const uvu = await import("uvu");

export type Test = (name: string, body: () => void | Promise<void>) => void;

export type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };

type Suite = { readonly name: string; readonly start: () => void; tests: number };

/** What a uvu runner returns: error text or true, tests that passed, uvu's own skips, all tests. */
type Outcome = readonly [string | boolean, number, number, number];
type Runner = () => Promise<Outcome>;

const registered: Suite[] = [];

class Skip extends Error {}

/** Ends the running test and counts it as skipped; `reason` is printed. */
export function skip(reason: string): never {
  throw new Skip(reason);
}

let skippedReasons: string[] = [];

/** An error whose stack holds only frames of our own code: uvu prints the message, and then all of the stack's lines but one. */
function readable(thrown: unknown): Error {
  const error = thrown instanceof Error ? thrown : new Error(`thrown: ${String(thrown)}`);
  const frames = (error.stack ?? "").split("\n").filter((line) => /^ {4}at /.test(line));
  error.stack = [
    error.name,
    ...frames.filter((line) => !/node_modules|test\/harness\.ts|runner\//.test(line)),
  ].join("\n");
  return error;
}

/** Registers a suite and returns the function that adds a test to it. Two tests of a suite may not share a name. */
export function suite(name: string): Test {
  const tests = uvu.suite(name);
  const entry: Suite = { name, start: () => tests.run(), tests: 0 };
  const names = new Set<string>();
  registered.push(entry);
  return (testName, body) => {
    if (names.has(testName)) throw new Error(`suite "${name}" has two tests named "${testName}"`);
    names.add(testName);
    entry.tests += 1;
    tests(testName, async () => {
      try {
        await body();
      } catch (error) {
        if (error instanceof Skip) skippedReasons.push(`${name}: ${testName}: skipped, ${error.message}`);
        else throw readable(error);
      }
    });
  };
}

/**
 * Runs and forgets all suites registered so far, printing one line for each.
 * Throws when there is none, or when one of them is empty: a file that tests nothing may not pass.
 */
export async function runRegistered(): Promise<Counts> {
  const suites = registered.splice(0);
  if (suites.length === 0) throw new Error("the file registers no suite");
  const empty = suites.find((entry) => entry.tests === 0);
  if (empty !== undefined) throw new Error(`suite "${empty.name}" has no test`);
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for (const entry of suites) {
    skippedReasons = [];
    globalThis.UVU_QUEUE = [[]];
    entry.start();
    const run = globalThis.UVU_QUEUE[0]?.[0] as Runner | undefined;
    if (run === undefined) throw new Error(`suite "${entry.name}" gave uvu nothing to run`);
    const [errors, completed, , total] = await run();
    if (typeof errors === "string") process.stdout.write(`\n${errors}\n`);
    for (const reason of skippedReasons) process.stdout.write(`   ${reason}\n`);
    passed += completed - skippedReasons.length;
    failed += total - completed;
    skipped += skippedReasons.length;
  }
  return { passed, failed, skipped };
}

/** The closing line of a run, `N passed, N failed`, with the skipped ones where there are any. */
export function closingLine(counts: Counts): string {
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
  return `${counts.passed} passed, ${counts.failed} failed${skipped}`;
}

process.once("beforeExit", async () => {
  if (registered.length === 0) return;
  const counts = await runRegistered();
  process.stdout.write(`\n${closingLine(counts)}\n`);
  if (counts.failed > 0) process.exitCode = 1;
});

type Assert = typeof uvuAssert & {
  /** Fails unless |actual - expected| <= tolerance; NaN is close to nothing. */
  readonly close: (actual: number, expected: number, tolerance: number, message?: string) => void;
};

/** uvu's assertions (ok, is, equal, throws, match, not …), and `close` for numbers. */
export const assert: Assert = {
  ...uvuAssert,
  close(actual, expected, tolerance, message) {
    const difference = Math.abs(actual - expected);
    if (actual === expected || difference <= tolerance) return;
    const where = message === undefined ? "" : `${message}: `;
    throw new Error(`${where}${actual} is not within ${tolerance} of ${expected} (off by ${difference})`);
  },
};
