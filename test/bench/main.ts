/**
 * `npm run bench -- --help`. Of a piece of work that has contenders, each runs once a round, in turn, on this machine; medians and
 * ratios. The first contender is the one that the others are compared with. Losses must agree, or it says so and fails.
 */
import { spawnSync } from "node:child_process";
import { availableParallelism, cpus } from "node:os";
import { works, type Contender, type Measurement, type Work } from "./contenders.ts";
import { tables } from "./tables.ts";

const words = process.argv.slice(2);

function flag(name: string, otherwise: string): string {
  const at = words.indexOf(`--${name}`);
  return at < 0 ? otherwise : (words.splice(at, 2)[1] ?? "");
}

const rounds = Number(flag("rounds", "5"));
const python = flag("python", "python3");
const all = [...works, ...tables];
const unknown = words.filter((word) => !all.some(({ name }) => name === word));
const isHelp = words.includes("--help");
if (isHelp || unknown.length > 0 || !Number.isSafeInteger(rounds) || rounds < 1) {
  const width = Math.max(...all.map(({ name }) => name.length));
  const lines = [
    "usage: npm run bench -- [WORK…] [--rounds N] [--python PROGRAM]",
    ...all.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`),
    "Without a WORK, all. Of a work with peers, each of N rounds (5) runs all contenders in turn; tables are made once.",
  ];
  (isHelp ? console.log : console.error)(lines.join("\n"));
  process.exit(isHelp ? 0 : 2);
}
const isChosen = ({ name }: { readonly name: string }): boolean => words.length === 0 || words.includes(name);

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
    const [shorter, longer] = losses.length < (first?.length ?? 0) ? [losses, first] : [first, losses];
    if (shorter === undefined || shorter.length === 0) return Infinity;
    return Math.max(...shorter.map((loss, at) => Math.abs(loss - (longer?.[at] ?? NaN))));
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
    const all = (measured[at] ?? []).flatMap(({ quarters }) => (quarters === undefined ? [] : [quarters]));
    const quarters = (all[0] ?? []).map((_, part) => median(all.map((one) => one[part] ?? NaN)));
    const [first = NaN] = quarters;
    if (quarters.length > 0)
      console.log(
        `${"".padEnd(width)}  by quarters ${quarters.map((one) => one.toFixed(1)).join(", ")}: the last is ${((quarters.at(-1) ?? NaN) / first).toFixed(2)} of the first`,
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
const agreed = works.filter(isChosen).map(compare);
for (const table of tables.filter(isChosen)) {
  console.log(`\n${table.name}: ${table.about}`);
  table.print(python);
}
if (agreed.includes(false)) process.exitCode = 1;
