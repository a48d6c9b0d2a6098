/**
 * `npm run bench [-- WORK…] [--rounds N]`: each contender of a piece of work once a round, in turn, on this machine; medians and
 * ratios. The first contender is the one that the others are compared with. Losses or tokens must agree, or it says so and fails.
 */
import { spawnSync } from "node:child_process";
import { availableParallelism, cpus } from "node:os";
import { works, type Contender, type Measurement, type Work } from "./contenders.ts";

const words = process.argv.slice(2);
const roundsAt = words.indexOf("--rounds");
const rounds = roundsAt < 0 ? 5 : Number(words.splice(roundsAt, 2)[1]);
const chosen = works.filter(({ name }) => words.length === 0 || words.includes(name));
const unknown = words.filter((word) => !works.some(({ name }) => name === word));
if (unknown.length > 0 || !Number.isSafeInteger(rounds) || rounds < 1) {
  console.error(
    `usage: npm run bench [-- WORK…] [--rounds N]; WORK is one of ${works.map(({ name }) => name).join(", ")}`,
  );
  process.exit(2);
}

function measure({ name, command, folder, read }: Contender): Measurement {
  const [program, ...parameters] = command;
  const { status, stdout, stderr } = spawnSync(program, parameters, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`${name} failed:\n${stderr}`);
  return read(stdout.trim().split("\n"));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

/** The largest distance between two contenders' losses at a step. */
function deviation(measured: readonly Measurement[]): number {
  const [first, ...others] = measured.map(({ agreed }) => agreed);
  const distances = others.map((losses) => {
    if (losses.length !== first?.length) return Infinity;
    return Math.max(...losses.map((loss, at) => Math.abs(loss - (first[at] ?? NaN))));
  });
  return Math.max(0, ...distances);
}

function compare({ name, unit, tolerance, prepare }: Work): boolean {
  console.log(`\n${name}: preparing`);
  const contenders = prepare();
  const measured = contenders.map((): Measurement[] => []);
  for (let round = 1; round <= rounds; round++) {
    for (const [at, contender] of contenders.entries()) measured[at]?.push(measure(contender));
    console.log(
      `round ${round} of ${rounds}: ${measured.map((all) => all.at(-1)?.figure.toFixed(1)).join("  ")}`,
    );
  }
  const medians = measured.map((all) => median(all.map(({ figure }) => figure)));
  const width = Math.max(...contenders.map((contender) => contender.name.length));
  const [base = NaN] = medians;
  for (const [at, contender] of contenders.entries()) {
    const figures = (measured[at] ?? []).map(({ figure }) => figure);
    const middle = medians[at] ?? NaN;
    const ratio = unit === "ms a step" ? middle / base : base / middle;
    const range = `${Math.min(...figures).toFixed(1)} to ${Math.max(...figures).toFixed(1)}`;
    console.log(
      `${contender.name.padEnd(width)}  ${middle.toFixed(1)} ${unit} (${range})  ${ratio.toFixed(2)}x`,
    );
  }
  if (tolerance === undefined) return true;
  const apart = deviation(measured.flatMap(([first]) => (first === undefined ? [] : [first])));
  const agrees = apart <= tolerance;
  console.log(`losses ${agrees ? "agree" : "DIFFER"}: at most ${apart.toExponential(1)} apart`);
  return agrees;
}

console.log(
  `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} threads, ${rounds} rounds`,
);
const agreed = chosen.map(compare);
if (agreed.includes(false)) process.exitCode = 1;
