/** What `weft plan` shows: every dispatch with its formula, shape and costs, and the totals. */
import type { HeldValue, Plan } from "../../5-schedule/plan.ts";
import type { PlanEntry } from "../../../runtime/plan.ts";
import { byteText, countText, flopText } from "../figures.ts";
import { repeatedIn, type Stretch } from "./repeated.ts";
import { layTable, type Column } from "./text-table.ts";

export interface EntryReport {
  readonly kind: PlanEntry["kind"];
  readonly name: string;
  readonly dispatches: readonly {
    readonly number: number;
    readonly kernel: string;
    readonly makes: string;
    readonly formula: string;
    readonly shape: string;
    readonly source: string;
    /** Once for each turn of the loops around it. */
    readonly runs: number;
    readonly flops: number;
    readonly bytes: number;
  }[];
  /** Of all of them, at the bounds: so many dispatches the device counts. */
  readonly runs: number;
  /** Of a generator that evaluates the whole text for each position: why. */
  readonly afresh?: string;
  /** How many different kernels the dispatches run. */
  readonly kernels: number;
  readonly flops: number;
  readonly bytes: number;
  /** In bytes. */
  readonly memory: {
    readonly parameters: number;
    readonly gradients: number;
    readonly states: number;
    readonly activations: number;
    readonly peak: number;
    /** The number of the dispatch, from 1. */
    readonly peakDispatch: number;
    /** Every value that is held at that dispatch, beside parameters and states; the largest first. */
    readonly held: readonly HeldValue[];
  };
}

/** One report an entry: the JSON of `weft plan --json`. */
export function reportPlan(plan: Plan): readonly EntryReport[] {
  return plan.model.entries.flatMap((entry, at) => {
    const explained = plan.entries[at];
    if (explained === undefined) return [];
    const dispatches = entry.dispatches.map((dispatch, index) => {
      const { formula = "", shape = "", runs = 1, flops = 0, bytes = 0 } = explained.dispatches[index] ?? {};
      const { kernel, makes, source } = dispatch;
      return {
        number: index + 1,
        kernel,
        makes,
        formula,
        shape,
        source,
        runs,
        flops,
        bytes,
      };
    });
    const total = (key: "runs" | "flops" | "bytes"): number =>
      dispatches.reduce((sum, dispatch) => sum + dispatch[key], 0);
    const { peakDispatch, ...memory } = explained.memory;
    const generator = plan.model.generators.find(
      ({ name }) => entry.kind === "generate" && name === entry.name,
    );
    const afresh = generator?.grow?.afresh;
    return [
      {
        kind: entry.kind,
        name: entry.name,
        ...(afresh === undefined ? {} : { afresh }),
        dispatches,
        runs: total("runs"),
        kernels: new Set(dispatches.map(({ kernel }) => kernel)).size,
        flops: total("flops"),
        bytes: total("bytes"),
        memory: { ...memory, peakDispatch: peakDispatch + 1 },
      },
    ];
  });
}

/** The same for a terminal of so many columns: the formula is cut to fit, and of dispatches that repeat the first are listed. */
export function printPlanTable(plan: Plan, columns = 140): string {
  const reports = reportPlan(plan).map((report) => ({ report, repeated: repeatedDispatches(report) }));
  const leavesOut = reports.some(({ repeated }) => repeated.length > 0);
  return [
    ...reports.map(({ report, repeated }) => printEntry(report, repeated, columns)),
    ...(leavesOut ? ["`--json` lists every dispatch."] : []),
  ].join("\n\n");
}

/** Those with the same kernel, formula, shape and costs, in the same order; of a stack preferably from where a block begins. */
function repeatedDispatches({ dispatches }: EntryReport): readonly Stretch[] {
  const keys = dispatches.map(({ kernel, formula, shape, source, runs, flops, bytes }) =>
    JSON.stringify([kernel, formula, shape, source, runs, flops, bytes]),
  );
  let block: string | undefined;
  const begin = dispatches.map(({ makes }) => {
    const [, own = block] = /\.(\d+)(?=\.|$)/.exec(makes) ?? [];
    const isOther = own !== block;
    block = own;
    return isOther;
  });
  return repeatedIn(keys, (at) => begin[at] === true);
}

const tableColumns: readonly Column[] = [
  { head: "#", right: true },
  { head: "kernel", most: 32 },
  { head: "formula" },
  { head: "shape", most: 36 },
  { head: "runs", right: true },
  { head: "work", right: true },
  { head: "memory", right: true },
  { head: "line", most: 30 },
];

function counted(count: number, one: string, several: string): string {
  return `${countText(count)} ${count === 1 ? one : several}`;
}

function printEntry(report: EntryReport, repeated: readonly Stretch[], columns: number): string {
  const isLooped = report.runs > report.dispatches.length;
  const isLeftOut = (at: number): boolean =>
    repeated.some(({ from, length, times }) => from + length <= at && at < from + length * times);
  const shown = report.dispatches.filter((_, at) => !isLeftOut(at));
  const rows = shown.map((dispatch) => [
    String(dispatch.number),
    dispatch.kernel,
    dispatch.formula,
    dispatch.shape,
    ...(isLooped ? [countText(dispatch.runs)] : []),
    flopText(dispatch.flops),
    byteText(dispatch.bytes),
    dispatch.source,
  ]);
  const { memory } = report;
  const peak = report.dispatches[memory.peakDispatch - 1]?.makes ?? "";
  const title = `${report.kind} ${report.name}`;
  return [
    `${title}: ${counted(report.runs, "dispatch", "dispatches")} of ${counted(report.kernels, "kernel", "kernels")}, one submit; ${flopText(report.flops)}, ${byteText(report.bytes)} read and written`,
    ...(report.afresh === undefined
      ? []
      : [`the whole text is evaluated for each position: ${report.afresh}`]),
    ...withRepeats(
      layTable(
        tableColumns.filter(({ head }) => isLooped || head !== "runs"),
        rows,
        columns,
      ),
      shown.map(({ number }) => number),
      repeated,
    ),
    `peak ${byteText(memory.peak)} at dispatch ${memory.peakDispatch}${peak === "" ? "" : ` (${peak})`}: parameters ${byteText(memory.parameters)}, gradients ${byteText(memory.gradients)}, ` +
      `optimizer and other states ${byteText(memory.states)}, live activations ${byteText(memory.activations)}`,
    ...printHeld(memory, columns),
  ].join("\n");
}

/** After the last line of each stretch a line that says how often it comes again. The first line is the table's head. */
function withRepeats(
  [head = "", ...lines]: readonly string[],
  numbers: readonly number[],
  repeated: readonly Stretch[],
): readonly string[] {
  const ends = new Map(repeated.map((stretch) => [stretch.from + stretch.length, stretch]));
  const listed = lines.flatMap((line, at) => {
    const stretch = ends.get(numbers[at] ?? 0);
    if (stretch === undefined) return [line];
    const { from, length, times } = stretch;
    const what = length === 1 ? `${from + 1}` : `${from + 1} to ${from + length}`;
    const often = times === 2 ? "once more" : `${times - 1} times more`;
    return [line, `… ${what} ${length === 1 ? "comes" : "come"} ${often}, to ${from + length * times}`];
  });
  return [head, ...listed];
}

const heldColumns: readonly Column[] = [
  { head: "held there", right: true },
  { head: "values", right: true },
  { head: "name", most: 40 },
  { head: "formula" },
  { head: "shape", most: 36 },
  { head: "line", most: 30 },
];

/** What is listed is at least so much of the peak; of the rest the sum. */
const worthListing = 0.02;
const mostListed = 8;

/** What holds the peak; the values of a spec's line together, over all blocks. Nothing where no value is worth it. */
function printHeld({ peak, held }: EntryReport["memory"], columns: number): readonly string[] {
  const alike = new Map<string, HeldValue[]>();
  for (const value of held) {
    const key = [withoutNumbers(value.name), value.shape, value.source].join("\n");
    alike.set(key, [...(alike.get(key) ?? []), value]);
  }
  const bytesOf = (values: readonly HeldValue[]): number => values.reduce((sum, { bytes }) => sum + bytes, 0);
  const all = [...alike.values()].sort((a, b) => bytesOf(b) - bytesOf(a));
  const listed = all.filter((values) => bytesOf(values) >= worthListing * peak).slice(0, mostListed);
  if (listed.length === 0) return [];
  const rest = all.slice(listed.length).flat();
  const rows = listed.map((values) => {
    const [{ name = "", formula = "", shape = "", source = "" } = {}] = values;
    const shown = values.length === 1 ? name : withoutNumbers(name);
    return [byteText(bytesOf(values)), countText(values.length), shown, formula, shape, source];
  });
  if (rest.length > 0)
    rows.push([byteText(bytesOf(rest)), countText(rest.length), "smaller ones", "", "", ""]);
  return layTable(heldColumns, rows, columns);
}

/** `GPT.blocks.*.mlp.h`: the name that all blocks of a stack have. */
function withoutNumbers(name: string): string {
  return name.replaceAll(/\.\d+(?=\.|$)/g, ".*");
}
