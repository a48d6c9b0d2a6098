/** `weft runs [FILE[:NAME]]` */
import { basename } from "node:path";
import { layTable, type Column } from "../../6-emit/readme/text-table.ts";
import { CommandError } from "../command-error.ts";
import { nearFile } from "../near-file.ts";
import { findRuns, type KeptRun } from "../runs/runs-kept.ts";
import { splitTarget } from "../spec.ts";
import { formatBytes } from "../terminal.ts";

/** Prints a line for each run of the current folder, the newest first. Changes nothing. */
export function runsCommand(target: string | undefined, options: { readonly json: boolean }): void {
  const { path, name } = target === undefined ? {} : splitTarget(target);
  const model = path === undefined ? undefined : basename(path).replace(/\.weft$/, "");
  // A run without a record is of any of its spec's trainings.
  const runs = findRuns(model).filter(
    ({ training }) => name === undefined || training === undefined || training === name,
  );
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ runs }, undefined, 2)}\n`);
    return;
  }
  if (runs.length === 0) {
    const what = name === undefined ? "" : ` of \`${name}\``;
    const where = model === undefined ? "runs/" : `runs/${model}`;
    const near = path === undefined ? "" : nearFile(path, ".", [".weft"]);
    throw new CommandError(1, `there is no run${what} in ${where}${near}`);
  }
  process.stdout.write(printRuns(runs));
}

type RunColumn = Column & { readonly cell: (run: KeptRun) => string };

const columns: readonly RunColumn[] = [
  { head: "run", most: 40, cell: ({ folder }) => folder },
  { head: "training", most: 20, cell: ({ training = "" }) => training },
  { head: "written", most: 16, cell: ({ written }) => timeText(written) },
  { head: "steps", right: true, cell: ({ step, steps }) => (step === undefined ? "" : `${step}/${steps}`) },
  { head: "loss", right: true, cell: ({ loss }) => (loss === undefined ? "" : lossText(loss)) },
  {
    head: "held out",
    right: true,
    cell: ({ heldOut }) => (heldOut === undefined ? "" : `${lossText(heldOut.loss)} at ${heldOut.step}`),
  },
  { head: "size", right: true, cell: ({ bytes }) => formatBytes(bytes) },
  { head: "", most: Infinity, cell: stateText },
  { head: "settings", cell: ({ settings = [] }) => settings.join(", ") },
];

/** Columns that no run has anything in are left out. */
function printRuns(runs: readonly KeptRun[]): string {
  const shown = columns.filter(({ cell }) => runs.some((run) => cell(run) !== ""));
  const rows = runs.map((run) => shown.map(({ cell }) => cell(run)));
  return `${layTable(shown, rows, process.stdout.columns ?? Infinity).join("\n")}\n`;
}

/** `2026-11-28 15:40`, of this machine's time. */
function timeText(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join("-");
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

function lossText(loss: number): string {
  return Math.abs(loss) < 0.01 && loss !== 0 ? loss.toExponential(2) : loss.toFixed(4);
}

/** Nothing of one that finished and whose spec is as it was. */
function stateText({ state, reason, spec }: KeptRun): string {
  const parts = [
    ...(state === "finished" ? [] : [reason === undefined ? state : `${state}: ${reason}`]),
    ...(spec === "changed" ? ["spec changed"] : spec === "gone" ? ["spec gone"] : []),
  ];
  return parts.join(", ");
}
